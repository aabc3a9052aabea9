"""The user's source, as far as a trace has to do with it: the functions its lines stand in."""

from __future__ import annotations

import ast
import linecache
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from backsweep.place import Place
from backsweep.traces.assigned import LONGEST

AROUND = 3  # lines shown before and after a line that stands in no function, or in a very long one
LONG = 400  # lines of a function that is shown as a whole


@dataclass(frozen=True)
class Listing:
    """A stretch of a source file: its name, the number of its first line, and the lines."""

    file: str
    first: int
    lines: tuple[str, ...]


def listings(places: Iterable[Place]) -> list[Listing]:
    """The stretches of source in which these lines stand, by file and line; none for a file that cannot be read.

    A function is shown as a whole; of a long one, and of code outside functions, the lines around.
    """
    wanted: dict[str, set[int]] = defaultdict(set)
    for place in places:
        wanted[place.file].add(place.line)
    return [listing for file in sorted(wanted) for listing in _of_file(file, wanted[file])]


def _of_file(file: str, wanted: set[int]) -> Iterator[Listing]:
    text = linecache.getlines(file)
    spans = _functions(text)
    found = sorted(_around(line, spans) for line in wanted if 1 <= line <= len(text))
    for first, last in _merged(found):
        lines = [line.rstrip("\r\n") for line in text[max(0, first - 1) : last]]
        yield Listing(file, max(1, first), tuple(lines))


def _functions(text: list[str]) -> list[tuple[int, int]]:
    """The first and the last line of each function, lambdas too, decorators included.

    None where the source cannot be read.
    """
    if len(text) > LONGEST:
        return []
    try:
        tree = ast.parse("".join(text))
    except (SyntaxError, ValueError, RecursionError):
        return []
    return [
        (min([node.lineno, *(decorator.lineno for decorator in decorators)]), node.end_lineno or node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        for decorators in [getattr(node, "decorator_list", [])]
    ]


def _around(line: int, spans: list[tuple[int, int]]) -> tuple[int, int]:
    """The innermost function around a line, if it is no longer than can be read; else some lines around it."""
    inside = [(first, last) for first, last in spans if first <= line <= last]
    first, last = max(inside, default=(line, line + LONG))
    return (first, last) if last - first < LONG else (line - AROUND, line + AROUND)


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches that overlap or touch, as one."""
    merged: list[tuple[int, int]] = []
    for first, last in spans:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return merged
