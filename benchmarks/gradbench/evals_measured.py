"""What the tool tells of its time on each eval, asked over the protocol as GradBench asks it, beside other tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from running.options import Options
from running.reasons import UNKNOWN
from running.sizes import some
from running.tables import Table, digits, in_markdown, in_terminal, seconds

from gradbench.selftest.inputs import SIZES, given
from gradbench.selftest.session import Session

RUNS, SECONDS = 5, 0.5
TOOLS = ("C++ by hand", "C++ tool", "JAX", "PyTorch")
NONE = (None,) * len(TOOLS)


@dataclass(frozen=True)
class Eval:
    """One eval. What is found: for each size, in words, the seconds that the tool told, or what it refused.

    words   a size in words
    others  seconds of one derivative by TOOLS, for each size of SIZES; by hand ode is a closed formula, which is
            another problem
    why     why others are faster, by the name of the tool; printed where they are
    """

    name: str
    about: str
    functions: tuple[str, str]
    words: str
    others: Sequence[Sequence[float | None]]
    why: Mapping[str, str] = field(default_factory=dict)

    def peers(self, options: Options) -> list[str]:
        return ["backsweep"]

    def measure(self, options: Options, processors: set[int]) -> dict[str, dict[str, Any]]:
        """Every size in a session of its own."""
        return {self.words.format(*size): self.told(size) for size in some(SIZES[self.name])}

    def told(self, size: tuple[int, ...]) -> dict[str, Any]:
        """Median seconds of the function and of its derivative, and what both prepare."""
        with Session() as session:
            session.ask("start", eval=self.name)
            session.ask("define", module=self.name)
            asked = given(self.name, size, RUNS, SECONDS)
            answers = [session.evaluate(self.name, function, asked) for function in self.functions]
        refused = [answer["error"] for answer in answers if not answer["success"]]
        if refused:
            return {"refused": refused[0]}
        value, derivative = (spent(answer, "processor") for answer in answers)
        prepared = sum(spent(answer, "prepare") for answer in answers)
        return {"value": value, "derivative": derivative, "prepared": prepared}

    def in_terminal(self, found: Mapping[str, Mapping[str, Any]]) -> str:
        lines = [
            f"{self.name}; GradBench, with figures of others as they were taken once",
            in_terminal(self.table(found)),
        ]
        return "\n".join([*lines, *(f"  {line}" for line in self.reasons(found))])

    def in_markdown(self, found: Mapping[str, Mapping[str, Any]]) -> str:
        notes = "\n".join(f"- {line}" for line in self.reasons(found))
        return f"{self.about}\n\n{in_markdown(self.table(found))}\n\n{notes}".strip()

    def summary(self, found: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """Its name, and at the largest size that others were measured at: the derivative, and who is faster."""
        compared = [size for size in found if any(self.of_others(size)) and "derivative" in found[size]]
        if not compared:
            return []
        ours, others = found[compared[-1]]["derivative"], self.of_others(compared[-1])
        times = {tool: time / ours for tool, time in zip(TOOLS, others, strict=True) if time}
        faster = [f"{tool} {digits(time)}" for tool, time in times.items() if time < 1 and tool != TOOLS[0]]
        by_hand = digits(1 / times[TOOLS[0]]) if TOOLS[0] in times else ""
        return [f"GradBench {self.name}, {compared[-1]}", seconds(ours), by_hand, ", ".join(faster) or "none"]

    def draw(self, found: Any, place: Path) -> None:
        """Nothing: its figures are in the table."""

    def of_others(self, size: str) -> Sequence[float | None]:
        """What the tools took at a size in words."""
        sizes = [self.words.format(*each) for each in SIZES[self.name]]
        return self.others[sizes.index(size)] if size in sizes else NONE

    def table(self, found: Mapping[str, Mapping[str, Any]]) -> Table:
        head = ["size", "value", "derivative", "prepared", "x C++", "x best", *TOOLS]
        return [head, *(self.line(size, each) for size, each in found.items())]

    def line(self, size: str, each: Mapping[str, Any]) -> list[str]:
        others = self.of_others(size)
        if "refused" in each:
            return [size, each["refused"], "", "", "", "", *map(seconds, others)]
        libraries = [time for time in others[1:] if time is not None]
        limits = (others[0], min(libraries, default=None))
        times = [seconds(each[what] or None) for what in ("value", "derivative", "prepared")]
        return [
            size,
            *times,
            *(digits(each["derivative"] / limit if limit else None) for limit in limits),
            *map(seconds, others),
        ]

    def reasons(self, found: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """The tools that are faster at one of the sizes, and why."""
        faster = [
            tool
            for at, tool in enumerate(TOOLS)
            if any(
                (time := self.of_others(size)[at]) and time < each.get("derivative", 0) for size, each in found.items()
            )
        ]
        sentences: dict[str, list[str]] = {}
        for tool in faster:
            sentences.setdefault(self.why.get(tool, UNKNOWN), []).append(tool)
        return [f"{', '.join(tools)} faster: {sentence}" for sentence, tools in sentences.items()]


def spent(answer: Mapping[str, Any], name: str) -> float:
    """The seconds of all timings of a name in an answer."""
    nanoseconds = sum(timing["nanoseconds"] for timing in answer["timings"] if timing["name"] == name)
    return float(f"{nanoseconds / 1e9:.4g}")


WHY_LSE = {
    "C++ by hand": "Each operation on arrays passes over 2.5 MB, more than the L2 cache holds; by hand two loops do."
}
A_STEP_OF_ODE = (
    "Of 2.5 ms for 10 steps 1.1 are the calls of 210 operations on arrays, forward and backward, about as much for 10 "
    "numbers as for 10,000. The rest are passes over memory, three for a product on its way back."
)
WHY_ODE = {
    "JAX": f"{A_STEP_OF_ODE} JAX fuses the operations of a step into a few loops.",
    "C++ tool": f"{A_STEP_OF_ODE} CoDiPack goes number by number, and what follows is still in the cache.",
}

PRIMAL, OBJECTIVE = ("primal", "gradient"), ("objective", "jacobian")
MEASURES = (
    Eval(
        "llsq",
        "Least squares of a polynomial with m coefficients at n points.",
        PRIMAL,
        "n={0:,} m={1}",
        (NONE, (241e-6, 907e-6, 558e-6, None), (1.91e-3, 8.46e-3, 5.6e-3, None)),
    ),
    Eval(
        "lse",
        "The logarithm of a sum of n exponentials, made of its elements.",
        PRIMAL,
        "n={0:,}",
        (NONE, (373e-6, 1.23e-3, 576e-6, 709e-6), (1.56e-3, 5.2e-3, 2.7e-3, 2.5e-3)),
        WHY_LSE,
    ),
    Eval(
        "gmm",
        "A mixture of k Gaussians in d dimensions with a prior, at 1,000 points.",
        OBJECTIVE,
        "d={0} k={1}",
        (NONE, (3.48e-3, 4.79e-3, 3.45e-3, 5.64e-3), (35.9e-3, 51.6e-3, 72.6e-3, 52.5e-3)),
    ),
    Eval(
        "ba",
        "Bundle adjustment: the sparse Jacobian of p observations of points by cameras.",
        OBJECTIVE,
        "p={2:,}",
        ((6.2e-3, 11.5e-3, None, 27.4), (66e-3, 119e-3, None, None), NONE),
    ),
    Eval(
        "lstm",
        "A recurrent network of l layers over c characters.",
        OBJECTIVE,
        "l={0} c={1:,}",
        (NONE, (9.5e-3, 3.6e-3, None, 778e-3), (119e-3, 36.7e-3, None, 5.41)),
    ),
    Eval(
        "ode",
        "A chain of n equations, s steps of the classical Runge-Kutta method.",
        PRIMAL,
        "n={0:,} s={1}",
        (NONE, (None, 2.1e-3, 0.62e-3, None), (None, 17.8e-3, 6.8e-3, None)),
        WHY_ODE,
    ),
)
