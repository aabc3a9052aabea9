"""The seconds that the tool tells for each eval, beside those of other tools."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from running.options import Options
from running.sizes import some
from running.tables import Table, digits, in_markdown, in_terminal, seconds

from gradbench.selftest.inputs import given
from gradbench.selftest.session import Session

PRIMAL_AND_DERIVATIVE = {
    **dict.fromkeys(("llsq", "lse", "ode"), ("primal", "gradient")),
    **dict.fromkeys(("gmm", "ba", "lstm"), ("objective", "jacobian")),
}
RUNS, SECONDS = 5, 0.5
TOOLS = ("C++ by hand", "C++ tool", "JAX", "PyTorch")
# Seconds of a derivative by TOOLS, one thread, measured once with the suite's own tools on a machine of this kind.
# The C++ tool is the fastest of Tapenade (gmm, ba) and CodiPack (the others).
OTHERS: dict[tuple[str, tuple[int, ...]], Sequence[float | None]] = {
    ("llsq", (1024, 128)): (241e-6, 907e-6, 558e-6, None),
    ("llsq", (8196, 128)): (1.91e-3, 8.46e-3, 5.6e-3, None),
    ("lse", (80_000,)): (373e-6, 1.23e-3, 576e-6, 709e-6),
    ("lse", (320_000,)): (1.56e-3, 5.2e-3, 2.7e-3, 2.5e-3),
    ("gmm", (10, 25)): (3.48e-3, 4.79e-3, 3.45e-3, 5.64e-3),
    ("gmm", (32, 50)): (35.9e-3, 51.6e-3, 72.6e-3, 52.5e-3),
    ("ba", (49, 7776, 31_843)): (6.2e-3, 11.5e-3, None, 27.4),
    ("ba", (257, 65_132, 225_911)): (66e-3, 119e-3, None, None),
    ("lstm", (2, 1024)): (9.5e-3, 3.6e-3, None, 778e-3),
    ("lstm", (4, 4096)): (119e-3, 36.7e-3, None, 5.41),
    ("ode", (10_000, 10)): (None, 2.1e-3, 0.62e-3, None),
    ("ode", (10_000, 100)): (None, 17.8e-3, 6.8e-3, None),
}

ABOUT = """\
Seven evals, each a session with `benchmarks/gradbench/tool.py` over GradBench's own protocol, on inputs of our own that
are made as the suite makes its own. Shown is the median of the runs that the tool reports, by the clock. `x C++` and
`x best` are backsweep's derivative over that of C++ by hand and over that of the fastest library of its row. **The
figures of the others are not of this run:** they were taken once, with the suite's tools and one thread, on a machine
of the same kind. The C++ tool is the best of those in the suite: Tapenade for gmm and ba, CodiPack for the rest."""


class GradBench:
    """What is found: by eval and size, the seconds of the function and of its derivative, or what went wrong."""

    name = "gradbench evals"

    def peers(self, options: Options) -> list[str]:
        return ["backsweep"]

    def measure(self, options: Options, processors: set[int]) -> list[dict[str, Any]]:
        """Each eval at each size of the table, in a session of its own."""
        return [evaluated(name, sizes) for name, sizes in some(OTHERS)]

    def in_terminal(self, found: Sequence[dict[str, Any]]) -> str:
        return f"{self.name}; by the clock, and others as they were once\n{in_terminal(table(found))}"

    def in_markdown(self, found: Sequence[dict[str, Any]]) -> str:
        return f"{ABOUT}\n\n{in_markdown(table(found))}"

    def summary(self, found: Any) -> list[str]:
        return []

    def draw(self, found: Any, place: Path) -> None:
        """Nothing."""


def evaluated(name: str, sizes: tuple[int, ...]) -> dict[str, Any]:
    """The median seconds of both functions of an eval."""
    answer: dict[str, Any] = {"eval": name, "size": list(sizes)}
    asked = given(name, sizes, RUNS, SECONDS)
    with Session() as session:
        session.ask("start", eval=name)
        session.ask("define", module=name)
        for what, function in zip(("primal", "derivative"), PRIMAL_AND_DERIVATIVE[name], strict=True):
            told = session.evaluate(name, function, asked)
            if not told["success"]:
                return answer | {"failed": told["error"]}
            times = [each["nanoseconds"] for each in told["timings"] if each["name"] == "evaluate"]
            answer[what] = float(f"{median(times) / 1e9:.4g}")
    return answer


def table(found: Sequence[dict[str, Any]]) -> Table:
    head = ["eval", "value", "derivative", "x C++", "x best", *TOOLS]
    return [head, *(line(each) for each in found)]


def line(each: dict[str, Any]) -> list[str]:
    name, sizes = each["eval"], tuple(each["size"])
    others = OTHERS.get((name, sizes), (None,) * len(TOOLS))
    label = f"{name} {' '.join(map(str, sizes))}"
    if "failed" in each:
        return [label, each["failed"], "", "", "", *map(seconds, others)]
    ours = each["derivative"]
    libraries = [time for time in others[1:] if time is not None]
    ratios = [ours / others[0] if others[0] else None, ours / min(libraries) if libraries else None]
    return [label, seconds(each["primal"]), seconds(ours), *map(digits, ratios), *map(seconds, others)]
