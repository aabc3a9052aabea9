"""A workload with peers as something to measure: from its processes to its tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from running import tables
from running.figures import Row, row, rows
from running.libraries import missing, of_peer
from running.options import Options, chosen
from running.reasons import behind, reasons
from running.turns import measure, start
from running.workload import Workload


class Peered:
    """One workload of a section. What is found is a list of rows, as JSON."""

    def __init__(self, section: str, workload: Workload) -> None:
        self.section, self.workload, self.name = section, workload, workload.name

    def peers(self, options: Options) -> list[str]:
        """Those asked for; and always backsweep and the rows by hand, as ratios are to them."""
        names, always = list(self.workload.peers), ("backsweep", *self.workload.hand)
        wanted = {*always, *chosen(names, options.peers)}
        return [name for name in names if name in wanted]

    def measure(self, options: Options, processors: set[int]) -> list[dict[str, Any]]:
        """All peers that are installed, in turns."""
        names = self.peers(options)
        absent = set(missing(names))
        here = [name for name in names if of_peer(name) not in absent]
        begin = partial(start, self.section, self.name, processors=processors, verbose=options.verbose)
        return [each.plain() for each in rows(self.workload, measure(begin, here, options))]

    def in_terminal(self, found: Sequence[Any]) -> str:
        """The table, who was skipped, and why others are faster."""
        given = [row(each) for each in found]
        lines = [f"{self.name}; backsweep is to reach: {self.workload.target}"]
        if any(not each.skipped for each in given):
            lines.append(tables.in_terminal(tables.table(self.workload, given)))
        lines += [f"  {line}" for line in (*skipped(given), *reasons(self.workload, given))]
        return "\n".join(lines)

    def in_markdown(self, found: Sequence[Any]) -> str:
        """The same for the page."""
        given = [row(each) for each in found]
        notes = "\n".join(f"- {line}" for line in (*reasons(self.workload, given), *skipped(given)))
        table = tables.in_markdown(tables.table(self.workload, given))
        return f"{self.workload.about}\n\nTo reach: {self.workload.target}.\n\n{table}\n\n{notes}".strip()

    def summary(self, found: Sequence[Any]) -> list[str]:
        """Its name, backsweep's time, that time by the fastest by hand, and the libraries that are faster."""
        given = [row(each) for each in found]
        ours = next((each for each in given if each.peer == "backsweep" and not each.skipped), None)
        if ours is None:
            return []
        faster = ", ".join(f"{peer} {tables.digits(time)}" for peer, time in behind(given))
        return [self.name, tables.seconds(ours.gradient), tables.digits(ours.to_hand), faster or "none"]

    def draw(self, found: Sequence[Any], place: Path) -> None:
        """Nothing: its figures are in the table."""


def skipped(given: Sequence[Row]) -> list[str]:
    """Who was ready to be measured and could not be, and why."""
    return [f"{each.peer}: skipped, {each.skipped}" for each in given if each.skipped]
