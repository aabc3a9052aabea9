"""Random shapes, dtypes, axes, strides and indices: the value is NumPy's, forward is reverse, der fits its value.

The witness of a derivative is the complex step (Squire & Trapp 1998): f is run by NumPy itself on x + i h v with
h = 1e-30, and the imaginary part over h is the derivative along v, with no difference to round.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from backsweep import Node, jvp, vjp

MANY = settings(max_examples=60, deadline=None, derandomize=True, database=None)

SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
FULL = hnp.array_shapes(min_dims=1, max_dims=4, min_side=1, max_side=4)
DTYPES = st.sampled_from([np.float64, np.float32, np.int64, np.int8])
KINDS = st.sampled_from(["plain", "fortran", "backwards", "gaps", "read-only", "repeated"])
SEEDS = st.integers(0, 2**32 - 1)


def lying(array, kind):
    """The same numbers, lying in memory in another way."""
    array = np.asarray(array)
    if kind == "fortran":
        return np.asfortranarray(array) if array.ndim else array
    if kind == "backwards":
        return np.ascontiguousarray(array[(slice(None, None, -1),) * array.ndim])[(slice(None, None, -1),) * array.ndim]
    if kind == "gaps":
        room = np.zeros((*array.shape, 3), array.dtype)
        room[..., 1] = array
        return room[..., 1]
    if kind == "read-only":
        array = array.copy()
        array.flags.writeable = False
    if kind == "repeated" and array.ndim:
        return np.broadcast_to(array[..., :1], array.shape)
    return array


def numbers(seed, shape, dtype=np.float64, kind="plain"):
    """Numbers between 0.3 and 2, ints between 1 and 4; never two alike but by the kind "repeated"."""
    rng = np.random.default_rng(seed)
    drawn = rng.integers(1, 5, shape) if np.dtype(dtype).kind == "i" else rng.uniform(0.3, 2.0, shape)
    return lying(np.asarray(drawn, dtype=dtype), kind)


def hold_the_laws(f, *args, rtol=1e-12):
    """Value, reverse and forward of a function that NumPy can run on complex numbers too."""
    nodes = [Node(arg) for arg in args]
    # NumPy's own value is that of the promoted arrays: of int8 it would make float16.
    y, plain = f(*nodes), f(*[np.asarray(node.val) for node in nodes])
    assert np.shape(plain) == y.shape
    loose = 1e-5 if any(arg.dtype == np.float32 for arg in args) else rtol
    np.testing.assert_allclose(y.val, plain, rtol=loose, atol=loose, equal_nan=True)
    rng = np.random.default_rng(7)
    g = rng.normal(size=y.shape).astype(y.dtype)
    along = [rng.normal(size=node.shape).astype(node.dtype) for node in nodes]
    y.backward(g if y.shape else g[()])
    for node in nodes:
        assert (np.shape(node.der), node.der.dtype) == (node.shape, node.dtype)
    with np.errstate(all="ignore"):
        stepped = f(
            *[np.asarray(node.val, dtype=complex) + 1e-30j * way for node, way in zip(nodes, along, strict=True)]
        )
    wanted = np.imag(stepped) * 1e30
    every = tuple(range(len(args)))
    _, tangent = jvp(f, every)(*args, tangent=tuple(along))
    np.testing.assert_allclose(tangent, wanted, rtol=10 * loose, atol=10 * loose)
    forward = np.vdot(g.astype(float), np.asarray(tangent, float))
    reverse = sum(np.vdot(np.asarray(node.der, float), way) for node, way in zip(nodes, along, strict=True))
    scale = 1 + np.sum(np.abs(g)) * (1 + np.max(np.abs(tangent), initial=0))
    assert abs(forward - reverse) <= 10 * loose * scale


ENTRYWISE = {
    "rational": lambda x: (1 + x * x) / (2.5 + x) - 3 / x,
    "exp and log": lambda x: np.exp(-x) * np.log(x) + np.log1p(x) - np.expm1(x),
    "sin and cos": lambda x: np.sin(x) * np.cos(x) + np.tan(x / 3),
    "hyperbolic": lambda x: np.tanh(x) + np.sinh(x) / np.cosh(x) ** 2 + np.arctan(x) + np.arcsinh(x),
    "powers": lambda x: x**3 + x**-0.5 + np.sqrt(x) + 2.0**x + np.square(x) + np.reciprocal(x),
    "inverse": lambda x: np.arcsin(x / 5) * np.arccos(x / 5) + np.arctanh(x / 5),
}


@pytest.mark.parametrize("name", ENTRYWISE)
@settings(MANY, max_examples=25)
@given(shape=SHAPES, dtype=DTYPES, kind=KINDS, seed=SEEDS)
def test_functions_of_each_entry(name, shape, dtype, kind, seed):
    hold_the_laws(ENTRYWISE[name], numbers(seed, shape, dtype, kind))


@MANY
@given(
    shapes=hnp.mutually_broadcastable_shapes(num_shapes=2, min_side=0, max_side=3, max_dims=4),
    dtypes=st.tuples(DTYPES, DTYPES),
    kinds=st.tuples(KINDS, KINDS),
    seed=SEEDS,
    f=st.sampled_from(
        [
            lambda x, y: x * y - x / y,
            lambda x, y: x**y + y**2,
            lambda x, y: np.where(np.real(x) > np.real(y), x * y, np.sin(y)),
            lambda x, y: np.exp(x - y) + np.log(x + y),
        ]
    ),
)
def test_two_arrays_are_broadcast_both_ways(shapes, dtypes, kinds, seed, f):
    x, y = (numbers(seed + n, shapes.input_shapes[n], dtypes[n], kinds[n]) for n in (0, 1))
    hold_the_laws(f, x, y)


@st.composite
def reduced(draw):
    """A shape, some of its axes in any order and sign, and keepdims."""
    shape = draw(FULL)
    axes = draw(st.none() | hnp.valid_tuple_axes(len(shape)) | st.integers(-len(shape), len(shape) - 1))
    return shape, axes, draw(st.booleans())


@pytest.mark.parametrize("name", ["sum", "mean", "prod", "var", "std", "max", "min"])
@settings(MANY, max_examples=30)
@given(reduced(), DTYPES, KINDS, SEEDS)
def test_reductions_over_any_axes(name, how, dtype, kind, seed):
    shape, axis, keepdims = how
    x = numbers(seed, shape, dtype, kind)
    f = getattr(np, name)
    if name in ("sum", "mean", "prod"):
        hold_the_laws(lambda x: f(x, axis=axis, keepdims=keepdims), x)
        return
    y = f(Node(x), axis=axis, keepdims=keepdims)
    np.testing.assert_allclose(y.val, f(x, axis=axis, keepdims=keepdims), rtol=1e-5, atol=1e-6)
    agree_by_modes(lambda x: f(x, axis=axis, keepdims=keepdims), x)


def agree_by_modes(f, x):
    """Forward is reverse, for functions that are not analytic; x in double precision."""
    x = np.array(x, dtype=float)
    rng = np.random.default_rng(7)
    way = rng.normal(size=x.shape)
    value, pull = vjp(f)(x)
    g = rng.normal(size=np.shape(value))
    _, tangent = jvp(f)(x, tangent=way)
    assert np.vdot(g, tangent) == pytest.approx(np.vdot(pull(g), way), rel=1e-10, abs=1e-10)


@st.composite
def indexed(draw):
    """A shape, and an index of any kind that NumPy takes into it: basic, with ints, masks, repeats."""
    shape = draw(FULL)
    kind = draw(st.sampled_from(["basic", "ints", "mask", "rows", "mixed"]))
    if kind == "basic":
        return shape, draw(hnp.basic_indices(shape, allow_newaxis=True, allow_ellipsis=True))
    if kind == "ints":
        return shape, draw(hnp.integer_array_indices(shape, result_shape=hnp.array_shapes(max_dims=2, max_side=3)))
    if kind == "mask":
        return shape, draw(hnp.arrays(bool, shape))
    rows = draw(hnp.arrays(int, draw(st.integers(0, 5)), elements=st.integers(-shape[0], shape[0] - 1)))
    return shape, rows.tolist() if kind == "rows" else (rows, Ellipsis)


@settings(MANY, max_examples=150)
@given(indexed(), DTYPES, KINDS, SEEDS)
def test_entries_at_any_index(where, dtype, kind, seed):
    shape, index = where
    hold_the_laws(lambda x: x[index] * 2, numbers(seed, shape, dtype, kind))


@settings(MANY, max_examples=100)
@given(indexed(), KINDS, SEEDS)
def test_entries_set_and_added_at_any_index(where, kind, seed):
    shape, index = where
    x, v = numbers(seed, shape, kind=kind), numbers(seed + 1, np.shape(np.zeros(shape)[index]))

    def put(x, v, adding):
        if hasattr(x, "at"):
            return (x.at[index].add(v) if adding else x.at[index].set(v)) * 2
        answer = np.array(x, dtype=np.result_type(x, v))
        if adding:
            np.add.at(answer, index, v)
        else:
            answer[index] = v
        return answer * 2

    hold_the_laws(lambda x, v: put(x, v, True), x, v)
    hold_the_laws(lambda x, v: put(x, v, False), x, v)


@st.composite
def arranged(draw):
    """A shape, and functions that only arrange its entries."""
    shape = draw(FULL)
    order = tuple(draw(st.permutations(range(len(shape)))))
    axis = draw(st.integers(-len(shape), len(shape) - 1))
    shift = draw(st.integers(-5, 5))
    return shape, [
        lambda x: np.transpose(x, order).reshape(-1),
        lambda x: np.flip(np.roll(x, shift, axis), axis),
        lambda x: np.concatenate([x, x[::-1], x * 2], axis=axis),
        lambda x: np.stack([x, x], axis=axis),
        lambda x: np.repeat(np.expand_dims(x, axis), 2, axis=axis),
        lambda x: np.cumsum(x, axis=axis),
        lambda x: np.moveaxis(np.pad(x, 1), axis, 0),
        lambda x: np.tile(np.squeeze(x), 2),
        lambda x: sum(np.array_split(x, 1, axis=axis)) * x.T.T,
        lambda x: np.take(x, [0, -1, 0], axis=axis),
    ]


@settings(MANY, max_examples=40)
@given(arranged(), DTYPES, KINDS, SEEDS)
def test_entries_arranged_and_joined(how, dtype, kind, seed):
    shape, functions = how
    x = numbers(seed, shape, dtype, kind)
    for f in functions:
        hold_the_laws(f, x)


MATMUL = hnp.mutually_broadcastable_shapes(signature=np.matmul.signature, max_dims=2, min_side=0, max_side=3)


@MANY
@given(MATMUL, st.tuples(DTYPES, DTYPES), st.tuples(KINDS, KINDS), SEEDS)
def test_matrix_products_of_any_shapes(shapes, dtypes, kinds, seed):
    x, y = (numbers(seed + n, shapes.input_shapes[n], dtypes[n], kinds[n]) for n in (0, 1))
    hold_the_laws(np.matmul, x, y)
    if 1 <= x.ndim <= 2 and 1 <= y.ndim <= 2:
        hold_the_laws(np.dot, x, y)


@MANY
@given(SHAPES, SHAPES, KINDS, SEEDS)
def test_outer_products_and_sums_of_products(one, other, kind, seed):
    x, y = numbers(seed, one, kind=kind), numbers(seed + 1, other)
    hold_the_laws(np.outer, x, y)
    hold_the_laws(lambda x, y: np.tensordot(x, y, 0), x, y)


@MANY
@given(SHAPES, st.sampled_from([np.complex64, np.complex128]), KINDS, SEEDS)
def test_complex_arrays_keep_their_kind_and_shape(shape, dtype, kind, seed):
    x = lying((numbers(seed, shape) + 1j * numbers(seed + 1, shape)).astype(dtype), kind)
    node = Node(x)
    y = np.sum(np.exp(node) * node)
    y.backward()
    loose = 1e-5 if dtype is np.complex64 else 1e-13
    assert (np.shape(node.der), node.der.dtype) == (node.shape, node.dtype)
    np.testing.assert_allclose(node.der, np.exp(x) * (1 + x), rtol=loose, atol=loose)
    modulus = Node(x)
    np.sum(np.abs(modulus) ** 2).backward()
    np.testing.assert_allclose(modulus.der, 2 * np.conj(x), rtol=loose)
