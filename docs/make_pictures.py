"""Draws the figures of the pages into docs/learn/pictures/: `make pictures`.

A figure is a trace at one step of its sweeps, so what a page shows is what backsweep computes.
"""

from __future__ import annotations

from pathlib import Path

from backsweep import Node, grad, trace
from backsweep.show.moments import last_step
from backsweep.traces.trace import Trace

FOLDER = Path(__file__).with_name("learn") / "pictures"


def squares(w1: Node, w2: Node) -> Node:
    """The sum that is drawn frame by frame."""
    return w1**2 + w2**2


def course(x: Node, w: Node) -> Node:
    """The example of the course."""
    u = x + w
    y = u * x
    return y


def two_ways(x: Node) -> Node:
    """A short way and a long one from u to y: the example that needs an order."""
    u = 2 * x
    v = u * u
    y = u + v
    return y


def cubic(x: Node, w: Node) -> Node:
    """The example of second derivatives."""
    u = x * x
    y = u * w
    return y


def repeated(x: Node, k: Node) -> Node:
    """A loop, to be folded."""
    for _ in range(1000):
        slope = -k * x
        x = x + 0.01 * slope
    return x


def main() -> None:
    """Draws all figures."""
    FOLDER.mkdir(exist_ok=True)
    for name, drawing in figures().items():
        (FOLDER / name).write_text(drawing, encoding="utf-8", newline="\n")
    print(f"{FOLDER}: {len(figures())} figures")


def figures() -> dict[str, str]:
    """Each figure by the name of its file."""
    example = trace(course, 3, 2)
    forward_done = len(example.order)
    return {
        **frames("squares", trace(squares, 3, 4)),
        "graph.svg": example.svg(forward_done),
        "backward.svg": example.svg(),
        "order.svg": trace(two_ways, 3).svg(),
        "gradient.svg": trace(grad(cubic), 3, 2).svg(),
        "folded.svg": trace(repeated, 1.0, 0.5).svg(),
    }


def frames(name: str, told: Trace) -> dict[str, str]:
    """One figure for each step of both sweeps."""
    return {f"{name}-{step:02}.svg": told.svg(step) + "\n" for step in range(last_step(told) + 1)}


if __name__ == "__main__":
    main()
