"""Arrays that are changed in place later, or shared: nothing of that reaches a sweep or the caller's results."""

import pickle
import subprocess
import sys
import warnings
from fractions import Fraction

import numpy as np
import pytest

from backsweep import (
    Node,
    NotDifferentiable,
    WrongKind,
    check_grad,
    grad,
    jacobian,
    jvp,
    stop_gradient,
    value_and_grad,
    vjp,
)
from backsweep.values import COMPARED, COPIED

X = np.array([1.0, 2.0, 3.0])


def test_an_input_changed_in_place_changes_nothing():
    array = X.copy()
    x = Node(array)
    array[0] = 9.0
    y = np.sum(x * x)
    array[1] = 9.0
    y.backward()
    assert x.val.tolist() == [1.0, 2.0, 3.0]
    assert x.der.tolist() == [2.0, 4.0, 6.0]


@pytest.mark.parametrize("times", [np.multiply, np.dot, np.matmul, lambda x, w: np.where(w != 0, x * 1.0, 0.0) @ w])
def test_a_buffer_that_is_filled_again_keeps_what_each_turn_saw(times):
    def f(x):
        buffer, y = np.zeros(3), 0.0
        for turn in range(3):
            buffer[:] = 0.0
            buffer[turn] = turn + 1.0
            y = y + np.sum(times(x, buffer))
        return y

    assert grad(f)(X).tolist() == [1.0, 2.0, 3.0]


def test_a_condition_changed_in_place_changes_nothing():
    mask, x = np.array([True, False, True]), Node(X)
    y = np.sum(np.where(mask, x, 0.0))
    mask[:] = False
    y.backward()
    assert x.der.tolist() == [1.0, 0.0, 1.0]


def test_an_index_changed_in_place_changes_nothing():
    index, x = np.array([0, 2]), Node(X)
    y = np.sum(x[index])
    index[:] = 1
    y.backward()
    assert x.der.tolist() == [1.0, 0.0, 1.0]


def test_a_seed_and_a_tangent_changed_in_place_change_nothing():
    seed, x = np.ones(3), Node(X)
    y = x + 1
    y.backward(seed)
    seed[:] = 7.0
    assert x.der.tolist() == y.der.tolist() == [1.0, 1.0, 1.0]
    _, pull = vjp(lambda x: x + 0.0)(X)
    pulled = pull(seed)
    _, tangent = jvp(lambda x: x + 0.0)(X, tangent=seed)
    seed[:] = 0.0
    assert pulled.tolist() == tangent.tolist() == [7.0, 7.0, 7.0]


def test_a_pull_gives_the_same_again_after_its_answer_was_changed():
    _, pull = vjp(lambda x: 2.0 * x)(X)
    first = pull(np.ones(3))
    first[:] = 0.0
    assert pull(np.ones(3)).tolist() == [2.0, 2.0, 2.0]


def test_ders_and_values_of_nodes_are_read_only():
    x, y = Node(X), Node(X)
    z = x + y
    z.backward(np.ones(3))
    for array in (x.val, z.val, x.der, y.der, z.der):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 5.0
    z.backward(np.ones(3), accumulate=True)
    assert not x.der.flags.writeable
    assert not (2.0 - z * 3.0).val.flags.writeable


@pytest.mark.parametrize(
    "found",
    [
        lambda: grad(lambda x, y: np.sum(x + y), (0, 1))(X, X),
        lambda: grad(lambda x, y: np.sum(x.reshape(3, 1).T + y), (0, 1))(X, X),
        lambda: value_and_grad(lambda x, y: np.sum(x), (0, 1))(X, X)[1],
        lambda: jacobian(lambda x: [x, x + 1.0])(X),
        lambda: jvp(lambda x: (x, x + 1.0))(X, tangent=np.ones(3))[1],
        lambda: vjp(lambda x, y: x + y, (0, 1))(X, X)[1](np.ones(3)),
    ],
)
def test_what_the_transforms_give_is_the_callers_own(found):
    one, other = found()
    assert not np.shares_memory(one, other)
    one[...] = 5.0
    other[...] = 6.0


def test_a_large_constant_is_not_copied():
    large = np.ones(COPIED // 8 + 1)
    assert (Node(2.0) * large).args[1] is large
    assert (Node(2.0) * large[1:]).args[1] is not large[1:]


LONG = COMPARED // 8


def test_one_copy_of_a_long_constant_serves_every_use_while_nobody_changes_it():
    x, constant = Node(2.0), np.linspace(1.0, 2.0, LONG)
    used = [(x * constant).args[1], np.sum(constant / x).parents[0].args[0], np.where(constant > 1.5, x, constant)]
    assert used[0] is used[1]
    assert used[2].args[2] is used[0]
    assert not np.shares_memory(used[0], constant)


@pytest.mark.parametrize(
    ("before", "after"), [(1.0, 2.0), (0.0, -0.0), (1.0, np.nan), (1.0 + 1j, 1.0), (1, 2), (True, False)]
)
def test_a_long_constant_that_is_changed_is_copied_again(before, after):
    x, constant = Node(2.0), np.full(LONG * 8, before)[: LONG if isinstance(before, complex) else None]
    first = x * constant
    constant[-1] = after
    second = x * constant
    assert first.args[1][-1] == before
    assert str(second.args[1][-1]) == str(constant[-1])


@pytest.mark.parametrize(
    "view",
    [
        lambda array: np.broadcast_to(array, (2, 3)),
        lambda array: np.lib.stride_tricks.sliding_window_view(array, 3),
        lambda array: np.broadcast_to(array, (2, 3))[1:],
    ],
)
def test_a_read_only_view_of_what_may_be_changed_is_copied(view):
    constant = X.copy()
    y = np.sum(Node(2.0) * view(constant))
    constant[:] = 0.0
    (factor,) = y.parents
    assert factor.args[1].ravel()[:3].tolist() == X.tolist()


def test_read_only_arrays_and_what_lies_in_them_are_used_as_they_are():
    constant = X.copy()
    constant.flags.writeable = False
    kept = np.frombuffer(constant.tobytes())
    for array in (constant, constant[1:], np.broadcast_to(constant, (2, 3)), kept):
        assert (Node(2.0) * array).args[1] is array


def test_an_array_in_the_place_of_one_that_is_gone_is_not_taken_for_it():
    x = Node(2.0)
    products = [x * np.full(LONG, float(turn)) for turn in range(20)]
    assert [product.args[1][0] for product in products] == [float(turn) for turn in range(20)]
    views = np.arange(4.0 * LONG).reshape(2, 2 * LONG)
    assert [(x * view).args[1][0] for view in (views[0], views[1], views[1, ::2])] == [0.0, 2.0 * LONG, 2.0 * LONG]


def test_a_constant_of_the_user_stays_writable():
    constant = np.ones(3)
    np.sum(Node(X) * constant).backward()
    constant[0] = 2.0


@pytest.mark.parametrize("dtype", [">f8", ">f4", ">c16"])
def test_another_byte_order_becomes_the_machines_own(dtype):
    node = Node(X.astype(dtype))
    assert node.dtype.isnative
    assert node.val.tolist() == X.astype(dtype).tolist()


def test_odd_arrays_beside_a_node_are_refused():
    x = Node(X)
    held = np.empty(3, dtype=object)
    for index in range(3):
        held[index] = Node(1.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        matrix = np.matrix(np.eye(3))
    for odd, told in (
        (held, r"ndarray of dtype object and shape \(3,\). Write backsweep.numpy.array"),
        (np.ma.masked_array(X, [True, False, False]), "MaskedArray .* or fill it first"),
        (matrix, "matrix .* Write numpy.asarray"),
    ):
        with pytest.raises(WrongKind, match=told):
            x * odd
        with pytest.raises(WrongKind, match=r"an? (plain )?array of numbers"):
            np.matmul(x, odd)


def test_a_fraction_beside_an_array_is_refused():
    with pytest.raises(WrongKind, match=r"Write float\(1/2\)"):
        Node(X) + Fraction(1, 2)
    with pytest.raises(WrongKind):
        np.sum(Node(X) * Node(Fraction(1, 2))).backward()


def test_in_place_operators_make_a_new_node():
    x = Node(X)
    before = x
    x += 1.0
    x *= 2.0
    assert before.val.tolist() == [1.0, 2.0, 3.0]
    np.sum(x).backward()
    assert before.der.tolist() == [2.0, 2.0, 2.0]


def test_arrays_do_not_take_a_node_in_place():
    x, plain = Node(np.eye(2)), np.eye(2)
    for change in (
        lambda: plain.__iadd__(x),
        lambda: plain.__imul__(x),
        lambda: plain.__imatmul__(x),
        lambda: np.add(x, 1.0, out=plain),
        lambda: np.add.at(plain, [0], x),
        lambda: np.copyto(plain, x),
        lambda: plain.__setitem__(Ellipsis, x),
        lambda: plain.fill(Node(2.0)),
        lambda: plain.put([0], Node(2.0)),
    ):
        with pytest.raises((NotDifferentiable, ValueError, TypeError)):
            change()
    assert plain.tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_pythons_own_functions_keep_derivatives():
    for f, expected in (
        (lambda x: sum(x), [1.0, 1.0, 1.0]),
        (lambda x: max(x) * min(x), [3.0, 0.0, 1.0]),
        (lambda x: sorted(x, key=lambda v: -v)[0], [0.0, 0.0, 1.0]),
        (lambda x: sum(a * b for a, b in zip(x, x[::-1], strict=True)), [6.0, 4.0, 2.0]),
        (lambda x: abs(-x)[1] + pow(x, 2)[0], [2.0, 1.0, 0.0]),
        (lambda x: divmod(x, 2.0)[1] @ x, [2.0, 2.0, 4.0]),
    ):
        assert grad(f)(X).tolist() == expected


def test_pickles_of_arrays_are_inputs_of_the_same_value():
    again = pickle.loads(pickle.dumps(Node(X)))
    assert again.val.tolist() == X.tolist()
    assert not again.val.flags.writeable


def test_ders_have_the_shape_and_kind_of_their_values():
    x = Node(X.astype(np.float32))
    y = np.sum(x * 2)
    (y + np.sum(stop_gradient(x * 3))).backward()
    assert (type(y.der), x.der.dtype) == (np.float32, np.float32)
    unreached = Node(X)
    np.sum(stop_gradient(unreached)).backward()
    assert unreached.der.tolist() == [0.0, 0.0, 0.0]


def test_floats_among_arrays_get_floats():
    a, b = Node(2.0), Node(3.0)
    x = np.stack([a * a, b]) * np.array([1.0, 10.0])
    (np.sum(x) + a * np.sum(Node(X))).backward()
    assert (a.der, b.der) == (10.0, 10.0)
    assert type(a.der) is type(b.der) is float
    assert [type(der) for der in grad(lambda a, x: np.sum(a * x), (0, 1))(2.0, X)] == [float, np.ndarray]


def test_check_grad_takes_arrays_in_double_precision():
    found = check_grad(lambda w, x: np.tanh(w @ x), np.eye(2, 3, dtype=np.float32), X)
    assert found.ok, str(found)
    assert [entry.name for entry in found.entries[:3]] == [
        "d f[0] / d w[0, 0]",
        "d f[0] / d w[0, 1]",
        "d f[0] / d w[0, 2]",
    ]


class Column:
    """As a table's column: it is no array, and can give one."""

    def __array__(self, dtype=None, copy=None):
        return X


def test_a_column_of_a_table_is_refused_with_what_to_write():
    for asked in (lambda: Node(Column()), lambda: Node(X) * Column(), lambda: grad(np.sum)(Column())):
        with pytest.raises(WrongKind, match=r"numpy.asarray\("):
            asked()


WITHOUT = """
import sys
sys.modules["numpy"] = None  # as where it is not installed
import backsweep as b
x = b.Node(2)
y = (x + 2) ** 2
y.backward()
assert (y.val, x.der) == (16, 8)
assert b.grad(lambda w: b.sin(w[0]) * w[1])([0.0, 3.0]) == [3.0, 0.0]
assert b.hessian(lambda x: x[0] ** 2 * x[1])([3.0, 5.0]) == [[10.0, 6.0], [6.0, 0.0]]
assert b.check_grad(lambda x, y: b.hypot(x, y), 3.0, 4.0)
assert b.checkpoint(lambda v: v * v)(x).val == 4
assert "dv1/dx" in str(b.trace(lambda x: (x + 2) ** 2, 2))
for asked in (lambda: x.sum(), lambda: x @ x, lambda: x.T, lambda: __import__("backsweep.numpy")):
    try:
        asked()
    except b.BacksweepError as error:
        print(type(error).__name__, error)
"""


def test_without_numpy_numbers_work_and_arrays_say_what_to_install():
    told = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True).stdout
    sentence = "ExtraMissing Arrays need NumPy, which is not installed. Install it: pip install 'backsweep[arrays]'."
    assert told.splitlines() == [sentence] * 4
