"""What each node is called in a trace: its own name, or v1, v2, ... in the order of computation."""

from __future__ import annotations

from collections.abc import Iterable

from backsweep.node import Node


def label(nodes: Iterable[Node], output: Node) -> dict[Node, str]:
    """A label for each node, inputs first, no two alike; the output is y, or result where that is taken."""
    nodes = list(nodes)
    taken = {printable(node.name) for node in nodes if node.name is not None}
    labels: dict[Node, str] = {}
    used: set[str] = set()
    steps = inputs = 0
    for node in nodes:
        if node.name is not None:
            name = own = printable(node.name)
            count = 1
            while name in used:
                count += 1
                name = f"{own}_{count}"
        elif node is output and node.primitive is not None:
            name = next(
                free
                for free in ("y", "result", *(f"result_{n}" for n in range(2, len(nodes) + 3)))
                if free not in taken
            )
        elif node.primitive is None:
            inputs, name = _next("c" if node is not output else "x", inputs, taken)
        else:
            steps, name = _next("v", steps, taken)
        labels[node] = name
        used.add(name)
    return labels


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


def printable(name: str) -> str:
    """A name on one line: line breaks and other invisible characters are spelled out, as repr does it."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in name) or "''"


def _next(letter: str, count: int, taken: set[str]) -> tuple[int, str]:
    count += 1
    while f"{letter}{count}" in taken:
        count += 1
    return count, f"{letter}{count}"
