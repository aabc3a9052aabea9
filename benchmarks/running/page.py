"""docs/benchmarks.md, written whole from the figures of the last full run; nothing on it is edited by hand.

The figures are kept in results.json. Reasons stand with the workloads, and are printed where a peer is faster; so after
a change of words the page is written anew without measuring: `python benchmarks --rewrite`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from running import sections
from running.options import Refused
from running.results import Results, last
from running.sections import Measure, Section
from running.tables import in_markdown

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"

INSTALL = "Write: pip install -r benchmarks/requirements.txt"

# More processes than this wanting a processor, beside the run's own one: others were at work.
QUIET = 0.5

HEAD = """\
# Benchmarks

<!-- Written by `python benchmarks --page`; change the workloads in benchmarks/, not this page. -->

backsweep beside other libraries and beside derivatives written by hand, each on the same function in its own idiom, in
one run: where it is ahead, where it is behind, and why.

{machine}

**How to read the tables.** Every peer ran in a process of its own, all of one workload on one and the same processor,
one thread each, taking turns round after round. `value` and `value + gradient` are medians over the rounds, in
processor time, so that others at work on the machine count less (peers with threads: time by the clock); `least` is
the least of the rounds. Ratios are medians of the ratios within a round: `x hand` to the fastest of the limits by hand,
which are C called from Python through ctypes, or NumPy, or a loop in Python; `x backsweep` to backsweep. `first call`
is the time by the clock from the Python function to its first gradient, compilers included. `error` is the largest
relative error of a derivative against the same by hand, where there is one in long double (for derivatives of less than
a thousandth of the largest, relative to that thousandth). `backsweep fast` is `compile(f, fast=True)`, `buffers` are
inputs and results whose places in memory were bound before, so that a call passes nothing, and `backsweep eager` makes
a graph of Nodes at every call.

To run a part of it: `make bench ONLY=kepler PEERS=jax,casadi`. `benchmarks/README.md` says how to add a workload.

## In short

The libraries that are faster than backsweep, with their time in backsweep's: like with like, so those that are called
through buffers beside `backsweep, buffers`. Rows by hand are limits, not libraries.

{summary}
"""


def write() -> None:
    """The page and its pictures, from the figures that are kept.

    Raises:
        Refused: there are none, or nothing to draw with.
    """
    results = last()
    PAGE.write_text(rendered(results), encoding="utf-8")
    for section, measure, found in kept(results):
        try:
            measure.draw(found, PAGE.parent)
        except ImportError as error:
            raise Refused(f"The pictures of {section.name} cannot be drawn: {error}. {INSTALL}") from error


def kept(results: Results) -> Iterator[tuple[Section, Measure, Any]]:
    """What is measured and has figures, in the order of the page; what is no longer measured is left out."""
    for section in sections.load():
        for name, measure in section.measures.items():
            if results.has(section.name, name):
                yield section, measure, results.sections[section.name][name]


def without_figures(results: Results) -> list[str]:
    """The names of what is measured, and was not in this run."""
    return [name for part in sections.load() for name in part.measures if not results.has(part.name, name)]


def rendered(results: Results) -> str:
    """The text of the page."""
    every = list(kept(results))
    lines = [measure.summary(found) for _, measure, found in every]
    summary = in_markdown([["workload", "backsweep", "x hand", "faster"], *(line for line in lines if line)])
    parts, last = [HEAD.format(machine=machine(results), summary=summary).strip()], ""
    for section, measure, found in every:
        if section.name != last:
            parts += [f"## {section.title}", section.about]
            last = section.name
        parts += [f"### {measure.name[:1].upper()}{measure.name[1:]}", measure.in_markdown(found)]
    missing = without_figures(results)
    parts += [f"Not measured in this run: {', '.join(missing)}."] if missing else []
    return "\n\n".join(parts) + "\n"


def machine(results: Results) -> str:
    """What it ran on, and whether it was alone there."""
    told = results.machine
    pinned = "each workload pinned to one processor" if told["pinned"] else "not pinned to a processor"
    low, high = min(results.loads), max(results.loads)
    alone = "The machine was quiet."
    if high - 1.0 > QUIET:
        alone = f"The machine was shared: its load was {low} to {high}, of which 1 is the run."
    command = "`make bench PAGE=1` with `benchmarks/requirements-peers.txt` installed"
    lines = [
        f"- {told['date']}, {command}: {told['rounds']}, {pinned}. {alone}",
        f"- {told['processor']}; {told['system']}; {told['Python']}; {told['compiler']}",
        f"- {told['packages']}",
    ]
    return "\n".join(lines)
