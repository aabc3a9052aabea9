"""A random program: a text of Python, so that it can be run in several worlds, shrunk, and pasted into a test."""

from __future__ import annotations

import linecache
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Program:
    """The text of a function f, and the points to try it at: the tuples of its arguments."""

    seed: int
    kind: str
    text: str
    points: tuple[tuple[Any, ...], ...]

    def function(self, names: Mapping[str, Any]) -> Callable[..., Any]:
        """f in a world: with these names to stand for the functions that its text calls."""
        file = f"<fuzz {self.kind} {hash(self.text):x}>"
        linecache.cache[file] = (len(self.text), None, self.text.splitlines(keepends=True), file)
        made = dict(names)
        exec(compile(self.text, file, "exec"), made)
        f: Callable[..., Any] = made["f"]
        return f


@dataclass
class Tally:
    """How much has been looked at: points, and points at which a witness could not decide, by reason.

    confirming  whether this is only to make sure of what was found elsewhere
    """

    points: int = 0
    undecided: Counter[str] = field(default_factory=Counter)
    confirming: bool = False


# A check looks at a program, and gives a sentence for each disagreement.
Check = Callable[[Program, Tally], Iterator[str]]
