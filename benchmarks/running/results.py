"""The figures of the last full run, in results.json: kept as they come, so that a run ended early can go on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from running.options import Refused

PLACE = Path(__file__).parents[1] / "results.json"
# What may be another one when a run goes on.
OF_THE_DAY = "date"


class Results:
    """machine: what it runs on; loads: of the machine before each measure; sections: what was found, by name."""

    def __init__(self, machine: Mapping[str, Any], loads: list[float], sections: dict[str, dict[str, Any]]) -> None:
        self.machine, self.loads, self.sections = dict(machine), loads, sections

    def has(self, section: str, name: str) -> bool:
        return name in self.sections.get(section, {})

    def add(self, section: str, name: str, found: Any, load: float) -> None:
        """Keeps what was found, in the file too."""
        self.sections.setdefault(section, {})[name] = found
        self.loads.append(round(load, 1))
        told = {"machine": self.machine, "loads": self.loads, "sections": self.sections}
        PLACE.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def last() -> Results:
    """Those in the file.

    Raises:
        Refused: there are none.
    """
    if not PLACE.exists():
        raise Refused("There are no figures of a full run yet: make bench PAGE=1 measures, and writes the page.")
    return Results(**json.loads(PLACE.read_text(encoding="utf-8")))


def to_go_on(machine: Mapping[str, Any]) -> Results:
    """Those in the file, for a run on the same machine with the same versions.

    Raises:
        Refused: there are none, or they are of another machine.
    """
    found = last()
    for what, told in machine.items():
        if what != OF_THE_DAY and found.machine.get(what) != told:
            raise Refused(
                f"The run to go on with had the {what} {found.machine.get(what)}, but now it is {told}: "
                "leave out RESUME, and measure everything."
            )
    return found
