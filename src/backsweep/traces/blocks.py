"""Forward mode with arrays: the derivative of each node by each input, a block with an axis for every axis of both.

One idea: each entry of an input is a direction of its own, and all directions are carried at once. An input that is a
number is one direction, so a graph of numbers has the gradients it always had.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backsweep.arrays import quietly
from backsweep.errors import StructureError
from backsweep.node import Node
from backsweep.sweeps.forward import Tangents, sweep_forward
from backsweep.sweeps.local import number_world
from backsweep.transforms.recording import unit
from backsweep.values import numpy

# Numbers in the blocks of a whole graph.
MOST = 1_000_000


def check_size(order: Sequence[Node], inputs: Sequence[Node]) -> None:
    """Refuses what no table could show and few machines could hold.

    Raises:
        StructureError: the blocks would have too many numbers.
    """
    if not any(node.shape for node in inputs):
        return
    entries, numbers = sum(node.size for node in inputs), sum(node.size for node in order)
    if entries * numbers > MOST:
        raise StructureError(
            f"Forward mode carries the derivative of every node by every entry of the inputs, here of {numbers:,} "
            f'numbers by {entries:,} entries. It is told up to {MOST:,} such derivatives: use mode="reverse", or '
            "smaller arrays."
        )


def carried(order: Sequence[Node], inputs: Sequence[Node]) -> dict[Node, Any]:
    """The full gradient at every node: Tangents by the number of the input, each a number or a block.

    A block has the node's axes and then the input's. An input that a node does not depend on is missing.
    """
    world = number_world(*order)
    if not any(node.shape for node in inputs):
        with quietly(world):
            return sweep_forward(order, {node: Tangents({n: unit(node)}) for n, node in enumerate(inputs)}, world)
    first, start = [], {}
    total = 0
    for node in inputs:
        first.append(total)
        if node.size:
            start[node] = Tangents(dict(enumerate(_directions(node), total)))
        total += node.size
    with quietly(world):
        found = sweep_forward(order, start, world)
    return {node: _blocks(node, tangents, inputs, first) for node, tangents in found.items()}


def _directions(node: Node) -> list[Any]:
    """One tangent for each entry: 1 there, and 0 elsewhere."""
    if not node.shape:
        return [unit(node)]
    return list(numpy().eye(node.size, dtype=node.dtype).reshape(node.size, *node.shape))


def _blocks(node: Node, tangents: Any, inputs: Sequence[Node], first: Sequence[int]) -> Any:
    """The tangents of a node, put together by input."""
    if not isinstance(tangents, Tangents) or isinstance(node.val, tuple):
        return tangents
    blocks = {}
    for number, (source, start) in enumerate(zip(inputs, first, strict=True)):
        parts = [tangents.entries.get(start + entry) for entry in range(source.size)]
        if any(part is not None for part in parts):
            blocks[number] = _block(parts, node.shape, source.shape)
    return Tangents(blocks)


def _block(parts: Sequence[Any], shape: tuple[int, ...], by: tuple[int, ...]) -> Any:
    if not shape and not by:
        return parts[0]
    np = numpy()
    rows = [np.zeros(shape) if part is None else np.broadcast_to(part, shape) for part in parts]
    return np.stack(rows, axis=-1).reshape(shape + by)
