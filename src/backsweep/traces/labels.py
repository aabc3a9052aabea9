"""What each node is called in a trace: its own name, its name in the source, or v1, v2, ... as they are computed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from backsweep.node import Node


def no_name(node: Node) -> None:
    """No source gives a node a name."""


def label(nodes: Iterable[Node], output: Node, assigned: Callable[[Node], str | None] = no_name) -> dict[Node, str]:
    """A label for each node, inputs first, no two alike: its name, or else what the source assigns it to.

    An output that has neither is y, or result where that is taken.
    """
    nodes = list(nodes)
    names = {node: node.name if node.name is not None else assigned(node) for node in nodes}
    taken = {printable(name) for name in names.values() if name is not None}
    labels: dict[Node, str] = {}
    used: set[str] = set()
    counts: dict[str, int] = {}
    steps = inputs = 0
    # Where there is a list v, its v[1] and a v1 would look alike once they are set as mathematics.
    letter = next(letter for letter in ("v", "t", "node") if letter == "node" or not any(map(_indexed(letter), taken)))
    for node in nodes:
        own = names[node]
        if own is not None:
            name = _again(printable(own), used, counts)
        elif node is output and node.primitive is not None:
            name = next(
                free
                for free in ("y", "result", *(f"result_{n}" for n in range(2, len(nodes) + 3)))
                if free not in taken
            )
        elif node.primitive is None:
            inputs, name = _next("c" if node is not output else "x", inputs, taken)
        else:
            steps, name = _next(letter, steps, taken)
        labels[node] = name
        used.add(name)
    return labels


def _indexed(letter: str) -> Callable[[str], object]:
    """Whether a name is an entry of what is called by this letter, such as v[1] or v.x."""
    return re.compile(rf"{letter}[\[.]").match


def _again(name: str, used: set[str], counts: dict[str, int]) -> str:
    """The name; x_2, x_3 and so on where it has been used."""
    if name not in used:
        return name
    count = counts.get(name, 1) + 1
    while f"{name}_{count}" in used:
        count += 1
    counts[name] = count
    return f"{name}_{count}"


def printable(name: str) -> str:
    """A name on one line: line breaks and other invisible characters are spelled out, as repr does it."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in name) or "''"


def _next(letter: str, count: int, taken: set[str]) -> tuple[int, str]:
    count += 1
    while f"{letter}{count}" in taken:
        count += 1
    return count, f"{letter}{count}"
