"""What a Node is: the number it keeps, how it prints and compares, and what it never does in silence."""

import cmath
import copy
import math
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import backsweep
from backsweep import BacksweepError, Node, WrongKind, exp


@pytest.mark.parametrize("val", [2, 2.5, Fraction(1, 3), 1 + 2j, -0.0, math.inf, 10**400])
def test_a_node_keeps_the_number_it_is_given(val):
    node = Node(val)
    assert node.val == val
    assert type(node.val) is type(val)


def test_the_first_example_prints_whole_numbers():
    x = Node(2)
    y = (x + 2) ** 2
    y.backward()
    assert f"{y.val} {x.der}" == "16 8"


def test_fractions_stay_exact():
    x = Node(Fraction(1, 3))
    y = (x + 2) ** 3 * x
    y.backward()
    assert (y.val, x.der) == (Fraction(343, 81), Fraction(490, 27))


def test_a_fraction_and_a_float_make_a_float():
    assert type((Node(Fraction(1, 2)) + 0.25).val) is float


def test_complex_numbers_are_differentiated_through_analytic_functions():
    z = Node(1 + 2j)
    (z * z * exp(z)).backward()
    assert cmath.isclose(z.der, (2 * z.val + z.val**2) * cmath.exp(z.val), rel_tol=1e-15)


def test_a_real_parent_of_a_complex_result_gets_the_real_part():
    x = Node(2.0)
    y = (x + 1j) ** 2  # d/dx is 4 + 2j
    y.backward()
    assert x.der == 4.0
    assert type(x.der) is float


@pytest.mark.parametrize("val", [np.float64(0.5), np.float32(0.5), np.int64(2), np.complex128(1j), np.longdouble(2)])
def test_a_numpy_scalar_becomes_the_python_number(val):
    node = Node(val)
    assert node.val == val
    assert type(node.val) in (int, float, complex)


@pytest.mark.parametrize(
    ("val", "sentence"),
    [
        (True, r"got val = True \(bool\)\. Write 1\.0\."),
        (np.True_, r"Write 1\.0\."),
        ("2", r"got val = '2' \(str\)\. Convert the text first: float\(val\)\."),
        (None, r"got val = None \(NoneType\)\."),
        ([1, 2], r"got val = \[1, 2\] \(list\)\. .*\[Node\(v\) for v in val\]"),
        (np.array([True]), r"a ndarray of dtype bool and shape \(1,\)\. Write val\.astype\(float\)\."),
        (np.array(["a"]), r"Its entries are no numbers\."),
        (np.array([None]), r"It holds Python objects\. Write numpy\.array\(val, dtype=float\)"),
        (np.ma.masked_array([1.0], [True]), r"a MaskedArray .* Write numpy\.asarray\(val\), or fill it first\."),
        (Decimal("1.5"), r"Write Fraction\(val\) to stay exact, or float\(val\)\."),
        (Node(3.0), r"Write its \.val, the plain number\."),
    ],
)
def test_what_is_no_number_is_refused_with_what_to_write(val, sentence):
    with pytest.raises(WrongKind, match=sentence):
        Node(val)


def test_a_long_value_is_cut_in_the_sentence():
    with pytest.raises(WrongKind) as caught:
        Node(list(range(1000)))
    assert len(str(caught.value)) < 200


def test_a_name_must_be_text():
    with pytest.raises(WrongKind, match=r"A Node's name is a str, but got name = 3 \(int\)\."):
        Node(1.0, name=3)


def test_a_node_cannot_be_subclassed():
    with pytest.raises(WrongKind, match="cannot be subclassed"):
        type("Weight", (Node,), {})


@pytest.mark.parametrize("field", ["grad", "data", "value"])
def test_a_misspelt_field_is_an_error(field):
    with pytest.raises(AttributeError):
        setattr(Node(1.0), field, 2.0)


def test_parents_are_the_nodes_among_the_arguments_in_order():
    x, y = Node(2.0), Node(3.0)
    assert (x - y).parents == (x, y)
    assert (5.0 - y).args == (5.0, y)
    assert (5.0 - y).parents == (y,)
    assert backsweep.sum([y, 1.0, x, y]).parents == (y, x, y)
    assert x.parents == x.args == ()


def test_partials_are_the_local_derivatives_one_per_parent():
    x, y = Node(3.0), Node(5.0)
    assert (x * y).partials == (5.0, 3.0)
    assert (x * x).partials == (3.0, 3.0)
    assert (7.0 * y).partials == (7.0,)
    assert backsweep.sum([x, 1.0, y]).partials == (1, 1)
    assert x.partials == ()


def test_backprop_adds_to_what_the_parents_have():
    x, y = Node(3.0), Node(5.0)
    z = x * y
    z.backprop(2.0)
    z.backprop(2.0)
    assert (x.der, y.der, z.der) == (20.0, 12.0, 0)


@pytest.mark.parametrize("grad", ["1", None, True, [1.0], Node(1.0)])
def test_backprop_takes_a_plain_number_only(grad):
    x = Node(3.0)
    with pytest.raises(WrongKind, match="backprop needs a number, but got grad = "):
        (x * x).backprop(grad)
    with pytest.raises(WrongKind):
        x.backprop(grad)
    assert x.der == 0


def test_repr_shows_value_maker_name_and_der():
    x = Node(2.0, name="speed")
    assert repr(x) == "Node(2.0, name='speed', der=0)"
    y = x * x
    y.backward()
    assert repr(y) == "Node(4.0, by mul, der=1.0)"
    assert f"{y:.3f}" == "4.000"
    assert f"{y}" == str(y) == repr(y)
    assert f"{Node(3):d} {Node(1 + 2j):.1f}" == "3 1.0+2.0j"


def test_a_format_that_does_not_fit_the_value_says_so():
    with pytest.raises(ValueError, match="format code 'd'"):
        f"{Node(2.0):d}"


def test_a_node_is_true_as_its_value_is():
    assert [bool(Node(val)) for val in (0, 0.0, -0.0, 1e-300, math.nan, 0j)] == [0, 0, 0, 1, 1, 0]


def test_comparisons_go_by_value_and_hashes_by_identity():
    x, same = Node(2.0), Node(2)
    assert x == same == 2.0
    assert x != 3
    assert x in [1, same]
    assert [3, same].index(x) == 1
    assert len({x, same}) == 2
    assert {x: "x"}.get(same) is None


def test_comparisons_are_plain_bools_and_follow_nan():
    x, y = Node(2.0), Node(3.0)
    for result in (x < y, x <= 2, x < 3.0, x >= y, x == y, x != y):
        assert type(result) is bool
    nan = Node(math.nan)
    assert nan != nan  # reason: nan differs from itself
    assert not nan < 1.0
    assert sorted([y, x]) == [x, y]
    assert max(x, y) is y


@pytest.mark.parametrize("other", ["2", None, [2.0], object()])
def test_a_node_equals_no_stranger_and_has_no_order_with_one(other):
    assert Node(2.0) != other
    with pytest.raises(TypeError):
        Node(2.0) < other  # noqa: B015  # reason: it is the comparison that raises


def test_copy_shares_the_graph_and_deepcopy_does_not():
    x = Node(3.0, name="x")
    y = x * x
    shallow, deep = copy.copy(y), copy.deepcopy(y)
    assert shallow.parents == (x, x)
    assert shallow.parents[0] is x
    deep.backward()
    (a, b) = deep.parents
    assert a is b is not x
    assert (a.der, x.der, a.name) == (6.0, 0, "x")


def test_deepcopy_keeps_what_is_shared():
    x = Node(3.0)
    inputs, (y, z) = copy.deepcopy(([x], (x * x, x + 1.0)))
    (y + z).backward()
    assert inputs[0].der == 7.0
    assert y.parents[0] is z.parents[0] is inputs[0]


def test_an_input_can_be_pickled_and_a_computed_node_says_why_not():
    x = Node(Fraction(1, 3), name="x")
    x.der = 5
    back = pickle.loads(pickle.dumps(x))
    assert (back.val, back.name, back.der, back.parents) == (x.val, "x", 5, ())
    with pytest.raises(BacksweepError, match=r"A computed Node cannot be pickled: .*Pickle the inputs, or node\.val"):
        pickle.dumps(x * x)


def test_age_grows_from_parent_to_child():
    x = Node(1.0)
    y = x + 1.0
    assert y.age > x.age
    assert copy.copy(x).age > y.age


def test_a_number_of_very_many_digits_is_told_without_them():
    assert "of very many digits" in repr(Node(10**5000))
