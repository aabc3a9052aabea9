"""Einstein sums: products of any number of arrays, summed over the labels that the answer lacks.

One idea: what an operand receives is an Einstein sum again, with g in its place, its labels as the answer, and
repeated over the labels that nobody else has.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from string import ascii_letters
from typing import Any

from backsweep.errors import StructureError
from backsweep.over_arrays import OverArrays, over_arrays
from backsweep.primitives.arrays.indexing import put_at
from backsweep.primitives.arrays.shapes import broadcast_to, reshape, shape, sum_to
from backsweep.values import numpy
from backsweep.vocabulary import about_shapes


@dataclass(frozen=True)
class Sum:
    """An Einstein sum as written down for a row: the labels of each operand, those of the answer, and `optimize`."""

    operands: tuple[str, ...]
    answer: str
    optimize: Any = False

    def __str__(self) -> str:
        return f"{','.join(self.operands)}->{self.answer}"


@about_shapes
@dataclass(frozen=True)
class Share:
    """How an operand's share is computed: see `share_of`."""

    sum: Sum
    with_ones: tuple[int, ...]
    lengths: tuple[int, ...]
    diagonal: Any
    full: tuple[int, ...]


def understood(subscripts: str, dimensions: list[int], optimize: Any) -> Sum:
    """The sum that NumPy's subscripts mean, with letters in place of an ellipsis and the answer's labels named.

    Raises:
        StructureError: the number of operands, or of an operand's labels, does not fit the subscripts.
    """
    inputs, arrow, answer = subscripts.replace(" ", "").partition("->")
    parts = inputs.split(",")
    if len(parts) != len(dimensions):
        raise StructureError(
            f"np.einsum needs one operand for each part of {subscripts!r}, but got {len(dimensions)} operands."
        )
    spare = [letter for letter in ascii_letters if letter not in subscripts]
    widths = [_width(part, count) for part, count in zip(parts, dimensions, strict=True)]
    dots = "".join(spare[: max(widths, default=0)])
    operands = tuple(part.replace("...", dots[len(dots) - width :]) for part, width in zip(parts, widths, strict=True))
    if arrow:
        return Sum(operands, answer.replace("...", dots), optimize)
    once = sorted(label for label in set(inputs) if inputs.count(label) == 1 and label not in ".,")
    return Sum(operands, dots + "".join(once), optimize)


def _width(part: str, dimensions: int) -> int:
    """How many axes an ellipsis stands for."""
    labels = len(part.replace("...", ""))
    width = dimensions - labels
    if width < 0 or (width and "..." not in part):
        raise StructureError(f"np.einsum names {labels} axes by {part!r}, but got an array with {dimensions}.")
    return width


# Shares that add up more products than this go through matrix products where they can. Planning that takes some tens of
# microseconds; of "ij,kj->ik" on 200x150, value and gradient then take 1.6 ms in place of 12 (NumPy 2.4, one thread).
IN_ONE_LOOP = 20_000


@about_shapes
def share_of(what: Sum, position: int, lengths: tuple[tuple[int, ...], ...]) -> Share:
    """How the operand at `position` (from 0) receives its share.

    The sum of g and the others gives it for each label that one of them has; over the rest it is repeated. An operand
    that names a label twice lies on a diagonal, and gets 0 elsewhere.
    """
    sizes: dict[str, int] = {}
    for labels, shape_ in zip(what.operands, lengths, strict=True):
        for label, length in zip(labels, shape_, strict=True):
            sizes[label] = max(sizes.get(label, 1), length) if length else 0
    mine = what.operands[position]
    distinct = "".join(dict.fromkeys(mine))
    others = tuple(labels for index, labels in enumerate(what.operands) if index != position)
    known = {label for labels in (what.answer, *others) for label in labels}
    there = "".join(label for label in distinct if label in known)
    diagonal = None
    own = dict(zip(mine, lengths[position], strict=True))
    if len(distinct) < len(mine):
        grid = dict(zip(distinct, numpy().ogrid[tuple(slice(own[label]) for label in distinct)], strict=True))
        diagonal = tuple(grid[label] for label in mine)
    return Share(
        Sum((what.answer, *others), there, what.optimize or prod(sizes.values()) > IN_ONE_LOOP),
        tuple(sizes[label] if label in known else 1 for label in distinct),
        tuple(sizes[label] for label in distinct),
        diagonal,
        tuple(own[label] for label in distinct),
    )


@about_shapes
def lengths_of(args: Any) -> tuple[tuple[int, ...], ...]:
    """The shapes of the operands among a row's arguments."""
    return tuple(shape(arg) for arg in args[1:])


@about_shapes
def but(args: Any, position: int) -> tuple[Any, ...]:
    """The operands without the one at this position."""
    return (*args[1:position], *args[position + 1 :])


def _with_g_in_place(g: Any, position: Any, args: Any, y: Any) -> Any:
    """The sum with g in the operand's place. Analytic: complex operands are not conjugated."""
    share = share_of(args[0], position - 1, lengths_of(args))
    found = einsum(share.sum, g, *but(args, position))
    found = sum_to(broadcast_to(reshape(found, share.with_ones), share.lengths), share.full)
    return found if share.diagonal is None else put_at(found, share.diagonal, shape(args[position]))


einsum: OverArrays = over_arrays(
    "einsum",
    about="The products of the operands' entries, summed over the labels that the answer lacks.",
    value=lambda what, *arrays: numpy().einsum(str(what), *arrays, optimize=what.optimize),
    pulls=_with_g_in_place,
    linear="each",
    source="product rule",
    static="subscripts",
)
