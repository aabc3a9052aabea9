"""The sections of the benchmarks: folders beside this one, with workloads for peers, or measures of another kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from running.options import Options, chosen
from running.peered import Peered
from running.workload import Workload

SECTIONS = ("eager", "native", "arrays", "gradbench", "growth")


class Measure(Protocol):
    """Something that is measured, and shown under a name of its own. What `measure` finds must be plain JSON.

    peers   the names of the peers that take part with these options
    summary the line of the table at the top of the page; empty for none
    draw    writes its pictures into the folder of the page
    """

    name: str

    def peers(self, options: Options) -> list[str]: ...

    def measure(self, options: Options, processors: set[int]) -> Any: ...

    def in_terminal(self, found: Any) -> str: ...

    def in_markdown(self, found: Any) -> str: ...

    def summary(self, found: Any) -> list[str]: ...

    def draw(self, found: Any, place: Path) -> None: ...


@dataclass
class Section:
    """A folder: its name, its title on the page, a sentence about it, and what it measures, by name."""

    name: str
    title: str
    about: str
    measures: Mapping[str, Measure]

    def asked(self, only: Sequence[str]) -> list[Measure]:
        """What is measured when these names are asked for; the section's own name asks for all of it."""
        names = list(self.measures)
        wanted = names if chosen([self.name], only) else chosen(names, only)
        return [self.measures[name] for name in wanted]


def section(name: str) -> Section:
    """The section of that name."""
    module = import_module(name)
    assert module.__doc__ is not None
    measures: list[Measure] = [Peered(name, workload) for workload in workloads(name).values()]
    measures += getattr(module, "MEASURES", ())
    return Section(name, module.TITLE, module.__doc__.strip(), {measure.name: measure for measure in measures})


def workloads(name: str) -> dict[str, Workload]:
    """The workloads with peers of a section."""
    return {workload.name: workload for workload in getattr(import_module(name), "WORKLOADS", ())}


def load() -> list[Section]:
    """All of them."""
    return [section(name) for name in SECTIONS]
