"""A random program: a text of Python, so that it can be run in several worlds, shrunk, and pasted into a test."""

from __future__ import annotations

import linecache
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType
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
        made = dict(names)
        exec(code_of(self.text), made)
        f: Callable[..., Any] = made["f"]
        return f


@lru_cache(maxsize=64)
def code_of(text: str) -> CodeType:
    """A text compiled, once; linecache knows its lines, for errors and annotations."""
    file = f"<fuzz {hash(text):x}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    return compile(text, file, "exec")


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
