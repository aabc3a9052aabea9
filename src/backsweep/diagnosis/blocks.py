"""The function that a line of source stands in, from its first line to its last.

One idea: whoever reads a line wants the whole function around it, with the functions within. So a line is looked up
among the functions of its file, and the outermost of those that were running is the one to show. What ran in no
function that has a name, such as a lambda, is shown by its statement.
"""

from __future__ import annotations

import ast
import linecache
import textwrap
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from backsweep.place import Place
from backsweep.traces.assigned import LONGEST
from backsweep.traces.scopes import Scope
from backsweep.traces.trace import Trace
from backsweep.traces.watching import Origin

# What holds statements, and has no body that is a field of its own or is no statement itself.
BRANCHES = (ast.Match, ast.match_case, ast.ExceptHandler)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of a file that belong together: a function, or a statement outside of any.

    file   the file
    name   the function's name, with that of its class: "Model.loss"; "" for a statement
    first  the first line, from 1
    last   the last line
    """

    file: str
    name: str
    first: int
    last: int

    def lines(self) -> list[str]:
        """The text of each line, without the indentation that they share."""
        lines = [linecache.getline(self.file, line).rstrip() for line in range(self.first, self.last + 1)]
        return textwrap.dedent("\n".join(lines)).split("\n")

    def contains(self, other: Block) -> bool:
        """Whether another block is part of this one, and not this one itself."""
        within = self.file == other.file and self.first <= other.first and other.last <= self.last
        return within and self != other


def blocks_of(trace: Trace) -> dict[Place, Block | str]:
    """The block of each line that made a node or a call, callers first; where the source is unknown, its file.

    A function that is shown within another is part of it.
    """
    found: dict[Place, Block | str] = {}
    seen: set[Scope] = set()
    for node in trace.order:
        origin = trace.origin(node)
        if origin is None or (origin.place in found and origin.scope in seen):
            continue
        around = _around(origin)
        running = [scope.name for scope in around if scope.kind == "call"]
        calls = [scope.place for scope in around if scope not in seen and scope.place is not None]
        seen.update(around)
        for place in [*calls, origin.place]:
            if place not in found:
                found[place] = block_of(place, running) or place.file
    blocks = dict.fromkeys(block for block in found.values() if isinstance(block, Block))
    return {
        place: next((other for other in blocks if isinstance(block, Block) and other.contains(block)), block)
        for place, block in found.items()
    }


def _around(origin: Origin) -> list[Scope]:
    """The calls, loops and turns around a line, the outermost first."""
    around: list[Scope] = []
    scope = origin.scope
    while scope is not None:
        around.append(scope)
        scope = scope.outer
    return around[::-1]


def block_of(place: Place, running: Collection[str]) -> Block | None:
    """The outermost function around a line whose bare name is in `running`, or else the statement it stands in.

    None where the source is unknown. A file that cannot be read as Python gives the line alone.
    """
    lines = tuple(linecache.getlines(place.file))
    if not 1 <= place.line <= len(lines):
        return None
    around = [part for part in _parts(lines) if part.first <= place.line <= part.last]
    functions = [part for part in around if part.name.rpartition(".")[2] in running]
    statements = [part for part in around if not part.name]
    for part in functions[:1] or statements[-1:]:
        return Block(place.file, part.name, part.first, part.last)
    return Block(place.file, "", place.line, place.line)


@dataclass(frozen=True, slots=True)
class Part:
    """A function or a simple statement of a file; a statement has no name."""

    name: str
    first: int
    last: int


@lru_cache(maxsize=64)
def _parts(lines: tuple[str, ...]) -> tuple[Part, ...]:
    """Every function and every simple statement of a source, each before those within it."""
    if len(lines) > LONGEST:
        return ()
    try:
        return tuple(_within(ast.parse("".join(lines)), ""))
    except (SyntaxError, ValueError, RecursionError):
        return ()


def _within(node: ast.AST, around: str) -> Iterator[Part]:
    """The functions and the simple statements within a piece of syntax; a method's name begins with its class's."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)):
            first = min([inner.lineno, *(decorator.lineno for decorator in inner.decorator_list)])
            yield Part(around + inner.name, first, inner.end_lineno or inner.lineno)
            yield from _within(inner, "")
        elif isinstance(inner, ast.ClassDef):
            yield from _within(inner, f"{around}{inner.name}.")
        elif isinstance(inner, BRANCHES) or (isinstance(inner, ast.stmt) and hasattr(inner, "body")):
            yield from _within(inner, around)
        elif isinstance(inner, ast.stmt):
            yield Part("", inner.lineno, inner.end_lineno or inner.lineno)
