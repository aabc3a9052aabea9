"""Arrays: what the names in a rule mean on NumPy's arrays, and how a share fits the array that receives it.

One idea: a rule such as `1 + y * y` or `where(x > 0, 1, 0)` already says what to do with whole arrays. So the rows of
the table are read on arrays as they stand; only a share may have to be summed over what was broadcast on the way.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from typing import TYPE_CHECKING, Any

from backsweep.values import is_array, numpy, shape_of
from backsweep.worlds import World, value_of

if TYPE_CHECKING:
    from backsweep.row import Primitive


# An axis is short below so many entries, and an array small.
SHORT, FEW = 32, 2000


def contribute_arrays(der: Any, partial: Any) -> Any:
    """der * partial, entry by entry; 0 where der is 0, whatever the partial.

    A constant partial of 1 hands the der on as it is, without a copy.
    """
    if partial.__class__ is int and partial == 1:
        return der
    share = der * partial
    # Several tangents at once (Tangents) are no array, and look after themselves.
    return numpy().where(der == 0, 0, share) if is_array(share) and has_nan(share) else share


def quietly(world: World) -> AbstractContextManager[Any]:
    """Where a rule is read on arrays: without NumPy's warnings of what its unused branch does at some entry."""
    return numpy().errstate(all="ignore") if world is ARRAYS else nullcontext()


def has_nan(array: Any) -> bool:
    """Whether a nan is among the entries.

    By a sum of squares, in which nothing else gives a nan: on 10 entries a fifth of the time of isnan(array).any(), on
    a million a quarter, and no memory (NumPy 2.4, OpenBLAS).
    """
    squares = array.dot(array) if array.ndim == 1 else numpy().vdot(array, array)
    return bool(squares != squares)


def fit_array(share: Any, val: Any, project: bool = True) -> Any:
    """What a parent of value `val` takes of a share: of its shape and precision, and its real part if `val` is real.

    A number such as Node(2) makes arrays of ints, whose ders are floats all the same.
    """
    if not is_array(val):
        total = numpy().sum(share).item() if is_array(share) else share
        return total.real if project and isinstance(total, complex) and not isinstance(val, complex) else total
    if not is_array(share):
        share = numpy().asarray(share)
    if share.dtype.kind == "c" and val.dtype.kind != "c":
        if not project:
            return summed_to(share, val.shape)
        share = share.real
    if share.shape != val.shape:
        share = summed_to(share, val.shape)
    return share if share.dtype == val.dtype or val.dtype.kind not in "fc" else share.astype(val.dtype)


def summed_to(array: Any, shape: tuple[int, ...]) -> Any:
    """The array summed over the axes along which `shape` was broadcast to it; repeated along those it lacks.

    The transpose of broadcasting, as that is the transpose of this.
    """
    axes = summed_axes(array.shape, shape)
    if axes:
        array = added_up(array, axes, True)
    if array.ndim > len(shape):
        array = array.reshape(array.shape[array.ndim - len(shape) :])
    return array if array.shape == shape else numpy().broadcast_to(array, shape)


def added_up(array: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    """The sum along axes, as NumPy's.

    With a short last axis by a product with ones: NumPy then calls its inner loop for every few numbers, and takes
    eight times as long (25 x 1000 x 10 entries, along either of the last two axes; NumPy 2.4, OpenBLAS).
    """
    last = array.shape[-1] if array.ndim > 1 and len(axes) == 1 else SHORT
    if last >= SHORT or array.size < FEW or array.dtype.kind != "f" or not array.flags.c_contiguous:
        return array.sum(axis=axes, keepdims=keepdims)
    ones, axis = numpy().ones(array.shape[axes[0]], array.dtype), array.ndim - axes[0]
    if axis > 2:
        return array.sum(axis=axes, keepdims=keepdims)
    total = array @ ones if axis == 1 else ones @ array
    return numpy().expand_dims(total, axes) if keepdims else total


def summed_axes(given: tuple[int, ...], wanted: tuple[int, ...]) -> tuple[int, ...]:
    """The axes of a shape along which another one was broadcast to it."""
    extra = max(len(given) - len(wanted), 0)
    stretched = (axis for axis in range(extra, len(given)) if wanted[axis - extra] == 1 != given[axis])
    return (*range(extra), *stretched) if len(given) >= len(wanted) else ()


def by_where(edges: Mapping[tuple[float, ...], Any], rule: Callable[..., Any]) -> Callable[..., Any]:
    """A rule with its edges in front, entry by entry."""

    def consulted(*args: Any) -> Any:
        found = rule(*args)
        for point, at_edge in edges.items():
            met: Any = True
            for arg, coordinate in zip(args[:-1], point, strict=True):
                met = met & (arg == coordinate)
            if numpy().count_nonzero(met):
                found = numpy().where(met, at_edge, found)
        return found

    return consulted


def entry_by_entry(row: Primitive) -> Callable[..., Any]:
    """A row on arrays where nobody offers it for whole arrays: its function on each entry, nan outside its domain."""

    def one(*vals: Any) -> Any:
        try:
            return row.plain(*vals)
        except OverflowError:
            return math.inf
        except (ValueError, ZeroDivisionError):
            return math.nan

    looped = numpy().frompyfunc(one, len(row.args), 1)

    def on_arrays(*vals: Any) -> Any:
        dtype = numpy().result_type(*(val for val in vals if is_array(val)))
        found = looped(*(val.tolist() if is_array(val) and not val.ndim else val for val in vals))
        return numpy().asarray(found, dtype=dtype if dtype.kind in "fc" else float)

    return on_arrays


def offered_for_arrays(row: Primitive, name: str) -> Callable[..., Any]:
    """The function for arrays that a row names: NumPy's, or for "special.erf" SciPy's where that is installed."""
    if not name.startswith("special."):
        function: Callable[..., Any] = getattr(numpy(), name)
        return function
    try:
        special = getattr(import_module("scipy.special"), name.removeprefix("special."))
    except ImportError:
        return entry_by_entry(row)
    return beside_poles(row, special) if row.domain else special


# The smallest normal float.
SMALLEST = sys.float_info.min


def beside_poles(row: Primitive, function: Callable[..., Any]) -> Callable[..., Any]:
    """A function with poles at 0, -1, -2, ...: nan there, as each row has it for arrays; between them the row's own.

    SciPy's polygamma takes a step for each unit that x lies below 0, so that from -1e12 on it does not come back, and
    near a pole it has seven good digits; its gammaln of a subnormal number is inf.
    """
    own = entry_by_entry(row)

    def on_arrays(*vals: Any) -> Any:
        x = numpy().asarray(vals[-1])
        poles = (x <= 0) & (x == numpy().floor(x)) & numpy().isfinite(x)
        below = (x < SMALLEST) & ~poles
        found = numpy().where(poles, math.nan, function(*vals[:-1], numpy().where(below | poles, 1.0, x)))
        if below.any():
            found[below] = own(*vals[:-1], x[below])
        return found.astype(x.dtype) if x.dtype.kind == "f" else found

    return on_arrays


ARRAYS = World("arrays", lambda row: row.in_rules_on_arrays, value_of, contribute_arrays, by_where)

__all__ = [
    "ARRAYS",
    "contribute_arrays",
    "entry_by_entry",
    "fit_array",
    "has_nan",
    "offered_for_arrays",
    "quietly",
    "shape_of",
    "summed_to",
]
