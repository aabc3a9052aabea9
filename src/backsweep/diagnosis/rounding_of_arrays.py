"""The rounding error of one operation on arrays, entry by entry.

One idea, the same as on numbers: carry the operation out again with more digits, and the difference is the error. Here
the digits are those of NumPy's long double, where it has eleven bits more than a float: NumPy's own functions and the
rows over whole arrays take it as they stand. What cannot be had so (a solve or a factorisation, which LAPACK computes
for floats; a product too large to compute twice) is taken for as exact as its algorithm is known to be: the answer is
the right one for arguments that are off by a rounding.
"""

from __future__ import annotations

import random
from functools import cache
from typing import Any

from backsweep.arrays import ARRAYS, quietly
from backsweep.kinds import Elementwise
from backsweep.node import Node
from backsweep.over_arrays import OverArrays
from backsweep.row import TABLE, Primitive
from backsweep.sweeps.forward import fit_tangent, step_forward
from backsweep.values import is_array, numpy, shape_of
from backsweep.worlds import value_of

EXTRA_BITS = 11  # of the long double of x86 over a float
# Entries that are computed twice; of a product of arrays, which takes many steps for each, fewer.
MOST, MOST_OF_A_PRODUCT = 10**7, 10**5


def by_numpy(node: Node) -> bool:
    """Whether NumPy computed a node."""
    return is_array(node.val) or any(is_array(value_of(arg)) for arg in node.args)


def error_of_entries(node: Node) -> Any:
    """computed - exact for each entry of a node's value; None where the row is not to be had with more digits."""
    row, vals, val = node.primitive, list(map(value_of, node.args)), numpy().asarray(node.val)
    if row is None or val.dtype.kind in "biu":
        return numpy().zeros(val.shape)
    if not _takes_long_doubles(row) or not has_long_doubles() or _is_too_large(row, vals, val):
        return None
    try:
        with quietly(ARRAYS):
            exact = numpy().asarray(row.on_arrays(*map(_with_more_digits, vals)))
            off = (val - exact).astype(val.dtype)
    except (TypeError, ValueError, ArithmeticError):
        return None
    if exact.dtype.itemsize <= val.dtype.itemsize and not _is_moved(exact, val):
        return None  # a function of floats after all
    return numpy().where(numpy().isfinite(off), off, 0)


def usual_error_of_entries(node: Node, share: float) -> Any:
    """How large the error of each entry usually is: `share` of a unit in the last place."""
    return share * numpy().spacing(numpy().abs(node.val))


def backward_stable_error(node: Node, share: float) -> Any:
    """One error that a stable algorithm may have made: what the answer moves by where each argument is off by a little.

    `share` is how much, as a part of a unit in the last place. The signs are drawn by lot, always the same ones.
    """
    row = node.primitive
    assert row is not None
    off = {
        position: drawn(share * numpy().spacing(numpy().abs(arg.val)))
        for position, arg in enumerate(node.args)
        if arg.__class__ is Node
    }
    with quietly(ARRAYS):
        moved = step_forward(row, ARRAYS, node.args, node.val, off)
    return numpy().zeros(node.shape) if moved is None else fit_tangent(moved, node.shape)


def drawn(sizes: Any) -> Any:
    """Errors of these sizes, each with a sign drawn by lot."""
    chance = numpy().random.default_rng(0)
    return (
        sizes * chance.choice([-1.0, 1.0], shape_of(sizes))
        if shape_of(sizes)
        else sizes * random.Random(0).choice([-1.0, 1.0])
    )


@cache
def has_long_doubles() -> bool:
    """Whether NumPy's long double has more digits than a float on this machine."""
    np = numpy()
    return bool(np.finfo(np.longdouble).nmant >= np.finfo(float).nmant + EXTRA_BITS)


def _with_more_digits(val: Any) -> Any:
    """An argument as a long double; whatever is no float or array of them as it is."""
    if is_array(val) and val.dtype.kind in "fc":
        return val.astype(numpy().clongdouble if val.dtype.kind == "c" else numpy().longdouble)
    return val


@cache
def _takes_long_doubles(row: Primitive) -> bool:
    """Whether a row computes with all the digits it is given: by a function of NumPy's, or through rows that do."""
    if isinstance(row, OverArrays):
        return True
    if not isinstance(row, Elementwise):
        return False
    if row.array is not None:
        return not row.array.startswith("special.")
    names = row.value.__code__.co_names if row.is_written_in_primitives else ("",)
    return all(name in TABLE and _takes_long_doubles(TABLE[name]) for name in names)


def _is_too_large(row: Primitive, vals: list[Any], val: Any) -> bool:
    """Whether it takes too long to compute a value again."""
    arrays = [each for each in vals if is_array(each)]
    product = isinstance(row, OverArrays) and row.linear == "each" and len(row.variables(vals)) > 1
    return max((each.size for each in [*arrays, val]), default=0) > (MOST_OF_A_PRODUCT if product else MOST)


def _is_moved(exact: Any, val: Any) -> bool:
    """Whether two arrays are the same, entry for entry."""
    return bool(numpy().array_equal(exact, val, equal_nan=True))
