"""Functions of entries at kinks, ties and infinities."""

import re

import numpy as np
import pytest
import scipy.special

from backsweep import Node, NotDifferentiable, grad


def slope(f, x):
    return grad(lambda x: np.sum(f(x)))(np.asarray(x, dtype=float)).tolist()


def test_where_never_lets_an_infinite_slope_of_the_other_branch_through():
    assert slope(lambda x: np.where(x > 0, np.sqrt(np.where(x > 0, x, 1.0)), 0.0), [0.0, 4.0]) == [0.0, 0.25]
    assert slope(lambda x: np.where(np.array([False, True]), np.sqrt(x), 1.0), [0.0, 4.0]) == [0.0, 0.25]


def test_clip_gives_half_at_a_bound():
    assert slope(lambda x: np.clip(x, 0.0, 1.0), [-1.0, 0.0, 0.5, 1.0, 2.0]) == [0.0, 0.5, 1.0, 0.5, 0.0]


def test_steps_have_derivative_zero():
    for f in (np.sign, np.floor, np.ceil, np.trunc, np.rint, np.round, np.fix):
        assert slope(f, [0.0, 0.5, -2.0]) == [0.0, 0.0, 0.0]


def test_heaviside_is_a_step_whose_middle_has_a_derivative():
    h = Node(np.array([0.5, 0.5]))
    np.sum(np.heaviside(np.array([0.0, 2.0]), h)).backward()
    assert h.der.tolist() == [1.0, 0.0]
    assert slope(lambda x: np.heaviside(x, 0.5), [0.0, 1.0]) == [0.0, 0.0]


def test_fmax_takes_the_other_where_one_is_nan():
    y = np.array([1.0, 1.0, 1.0])
    assert slope(lambda x: np.fmax(x, y), [np.nan, 1.0, 2.0]) == [0.0, 0.5, 1.0]


def test_nan_to_num_cuts_off_what_it_replaces():
    assert slope(np.nan_to_num, [np.nan, np.inf, -np.inf, 2.0]) == [0.0, 0.0, 0.0, 1.0]


@pytest.mark.parametrize("name", ["nextafter", "spacing", "gcd", "real_if_close", "i0", "unique"])
def test_what_is_not_covered_is_refused_by_name(name):
    args = (Node(np.array([1.0, 2.0])), 1) if name in ("nextafter", "gcd") else (Node(np.array([1.0])),)
    with pytest.raises(NotDifferentiable, match=rf"np\.{name} has no derivative in backsweep\."):
        getattr(np, name)(*args)


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("i0", "np.i0 has no derivative in backsweep. For its plain value"),
        ("roots", "np.roots has no derivative in backsweep. For its plain value"),
        ("bincount", "Write backsweep.Node(numpy.zeros(n)).at[i].add(weights)."),
        ("unique", "Write x[numpy.unique(x.val, return_index=True)[1]]."),
    ],
)
def test_what_is_offered_instead_is_of_use(name, offered):
    with pytest.raises(NotDifferentiable, match=re.escape(offered)):
        getattr(np, name)(Node(np.array([1.0, 2.0])))


def test_functions_of_entries_that_are_not_numpys_are_told_as_such():
    x = Node(np.array([1.0, 2.0]))
    with pytest.raises(NotDifferentiable, match=r"^scipy\.special\.jv takes Nodes as backsweep\.scipy\.special\.jv,"):
        scipy.special.jv(0, x)
    with pytest.raises(NotDifferentiable, match=r"^spence, which is not NumPy's, has no derivative"):
        scipy.special.spence(x)
    with pytest.raises(NotDifferentiable, match=r"^<lambda> \(vectorized\), which is not NumPy's, has no"):
        np.frompyfunc(lambda v: v, 1, 1)(x)


@pytest.mark.parametrize(
    "call",
    [
        lambda x: np.argpartition(x, 1),
        lambda x: np.isin(x, [1.0, 5.0]),
        lambda x: np.lexsort((x, x)),
        np.nanargmax,
        np.isposinf,
        np.array2string,
    ],
)
def test_answers_that_are_places_truths_or_text_are_plain(call):
    x = np.array([3.0, 1.0, 2.0])
    found, expected = call(Node(x)), call(x)
    assert type(found) is type(expected)
    assert np.array_equal(found, expected)


def test_out_is_refused():
    with pytest.raises(NotDifferentiable, match="Use its answer instead"):
        np.sin(Node(np.zeros(2)), out=np.zeros(2))
    plain = np.zeros(2)
    with pytest.raises(NotDifferentiable, match=r"np\.add with out"):
        plain += Node(np.ones(2))
    with pytest.raises(NotDifferentiable, match=r"np\.matmul with out .* Use its answer instead"):
        plain @= Node(np.eye(2))


@pytest.mark.parametrize(
    ("call", "advice"),
    [
        (lambda x: np.add.at(np.zeros(3), [0, 1], x), r"np\.add\.at .* Write c = c\.at\[i\]\.add\(v\)"),
        (lambda x: np.put(x, 0, 1.0), r"np\.put .* Write c = c\.at\[i\]\.set\(v\)"),
        (lambda x: np.copyto(np.zeros(2), x), r"np\.copyto .* numpy\.where"),
    ],
)
def test_what_works_in_place_is_refused_with_what_to_write(call, advice):
    with pytest.raises(NotDifferentiable, match=advice):
        call(Node(np.array([1.0, 2.0])))
