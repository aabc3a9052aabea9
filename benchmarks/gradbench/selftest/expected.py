"""What the tool is to answer to an input, for each function of each eval, as `references.py` has it.

Every number of short answers; of a long gradient the elements at some places alone, and None at the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import mpmath
import references
from references import exact, slopes

PLACES = 24  # of a gradient at most, for each asks for one more evaluation at 40 digits

Given = dict[str, Any]
Reference = Callable[[Given], Any]


def some(f: references.Function, x: Sequence[Any]) -> list[Any]:
    """The derivatives of f at some places of x, the first and the last among them, and None between."""
    count = min(len(x), PLACES)
    places = sorted({i * (len(x) - 1) // max(count - 1, 1) for i in range(count)})
    found = dict(zip(places, slopes(f, x, places), strict=True))
    return [found.get(place) for place in range(len(x))]


def shaped(flat: Sequence[Any], like: Any) -> Any:
    """A flat list in the nesting of another."""
    left = iter(flat)

    def fill(part: Any) -> Any:
        return [fill(inner) for inner in part] if isinstance(part, list) else next(left)

    return fill(like)


def flat(nested: Any) -> list[Any]:
    return [leaf for part in nested for leaf in flat(part)] if isinstance(nested, list) else [nested]


def lse_gradient(given: Given) -> Any:
    weights = [mpmath.exp(v) for v in exact(given["x"])]
    total = mpmath.fsum(weights)
    return [weight / total for weight in weights]


def gmm_jacobian(given: Given) -> Any:
    names = ("alpha", "mu", "q", "l")
    answer: dict[str, Any] = {}
    for name in names:

        def by(part: Sequence[Any], name: str = name) -> Any:
            return gmm({**given, name: shaped(part, given[name])})

        answer[name] = shaped(some(by, flat(exact(given[name]))), given[name])
    return answer


def gmm(given: Given) -> Any:
    parts = [
        exact(given[name]) if isinstance(given[name], list) else given[name] for name in ("alpha", "mu", "q", "l", "x")
    ]
    return references.gmm(*parts, given["m"], exact(given["gamma"]))


def ba(given: Given) -> Any:
    e0, e1, z = references.observation(*(exact(given[name]) for name in ("cam", "x", "w", "feat")))
    p = given["p"]
    return {"reproj_error": {"elements": [e0, e1], "repeated": p}, "w_err": {"element": z, "repeated": p}}


def ba_jacobian(given: Given) -> Any:
    """The first 30 entries are the two rows of observation 0, which is of camera 0 and point 0."""
    n, m, p = given["n"], given["m"], given["p"]
    start = [*exact(given["cam"]), *exact(given["x"]), exact(given["w"])]
    feature = exact(given["feat"])

    def residual(row: int) -> references.Function:
        return lambda x: references.observation(x[:11], x[11:14], x[14], feature)[row]

    columns = [*range(11), *(11 * n + i for i in range(3)), 11 * n + 3 * m]
    rows = [*range(0, 30 * p, 15), *range(30 * p, 31 * p + 1)]
    return {
        "rows": [*rows[:30], rows[-1]],
        "cols": [*columns, *columns, 11 * n + 3 * m + p - 1],
        "vals": [*slopes(residual(0), start, range(15)), *slopes(residual(1), start, range(15)), -2 * start[14]],
    }


def lstm(given: Given) -> Any:
    return references.lstm(*(exact(given[name]) for name in ("main_params", "extra_params", "state", "sequence")))


def lstm_jacobian(given: Given) -> Any:
    main, extra = given["main_params"], given["extra_params"]
    state, sequence = exact(given["state"]), exact(given["sequence"])

    def loss(x: Sequence[Any]) -> Any:
        return references.lstm(*shaped(x, [main, extra]), state, sequence)

    return some(loss, flat(exact([main, extra])))


EXPECTED: dict[str, dict[str, Reference]] = {
    "llsq": {
        "primal": lambda given: references.llsq(exact(given["x"]), given["n"]),
        "gradient": lambda given: some(lambda x: references.llsq(x, given["n"]), exact(given["x"])),
    },
    "lse": {"primal": lambda given: references.logsumexp(exact(given["x"])), "gradient": lse_gradient},
    "gmm": {"objective": gmm, "jacobian": gmm_jacobian},
    "ba": {"objective": ba, "jacobian": ba_jacobian},
    "lstm": {"objective": lstm, "jacobian": lstm_jacobian},
    "ode": {
        "primal": lambda given: references.ode(exact(given["x"]), given["s"]),
        "gradient": lambda given: some(lambda x: references.ode(x, given["s"])[-1], exact(given["x"])),
    },
}


def error(answer: Any, expected: Any, place: str = "the answer") -> float:
    """The largest relative error of an answer's numbers, each by itself.

    Raises:
        ValueError: it has another structure, other integers, or a number where the truth is 0.
    """
    if expected is None:
        return 0.0
    if isinstance(expected, dict):
        if not isinstance(answer, dict) or answer.keys() != expected.keys():
            raise ValueError(f"{place} is to have {list(expected)}, but got {answer!r:.80}.")
        return max(error(answer[name], part, f"{place}[{name!r}]") for name, part in expected.items())
    if isinstance(expected, list):
        if not isinstance(answer, list) or len(answer) != len(expected):
            raise ValueError(f"{place} is to be {len(expected)} long, but got {answer!r:.80}.")
        return max(
            (error(a, b, f"{place}[{i}]") for i, (a, b) in enumerate(zip(answer, expected, strict=True))), default=0.0
        )
    if isinstance(expected, int) or expected == 0:
        if answer != expected:
            raise ValueError(f"{place} is to be {expected}, but got {answer!r}.")
        return 0.0
    if type(answer) not in (int, float):
        raise ValueError(f"{place} is to be a number, but got {answer!r:.80}.")
    return float(abs(answer - expected) / abs(expected))
