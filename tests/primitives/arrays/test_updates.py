"""Assignment into a Node is refused with the line to write instead, and that line does what was meant."""

import numpy as np
import pytest

from backsweep import DerivativeLost, Node, WrongKind, grad


def test_assignment_names_the_line_to_write_instead():
    c, v = Node(np.zeros(3)), Node(2.0)
    with pytest.raises(WrongKind, match=r"c\[1\] = v would change .* Write c = c\.at\[1\]\.set\(v\)\."):
        c[1] = v
    with pytest.raises(WrongKind, match=r"Write c = c\.at\[1:\]\.add\(v \* 2\)\."):
        c[1:] += v * 2
    with pytest.raises(WrongKind, match=r"Write c = c\.at\[0\]\.set\(c\[0\] \* v\)\."):
        c[0] *= v


def test_a_node_of_a_number_refuses_too():
    with pytest.raises(WrongKind, match="would change"):
        Node(2.0)[0] = 1.0


def test_what_was_read_before_an_update_keeps_its_value_and_its_derivative():
    def f(c):
        early = c[1]
        c = c.at[1].set(10.0)
        return early * c[0] + c[1]

    assert grad(f)(np.array([2.0, 3.0])).tolist() == [3.0, 2.0]


def test_of_values_set_at_one_place_the_last_stays_and_has_the_derivative():
    v = np.array([5.0, 6.0, 7.0])
    assert Node(np.zeros(2)).at[[0, 1, 0]].set(v).val.tolist() == [7.0, 6.0]
    assert grad(lambda v: np.sum(Node(np.zeros(2)).at[[0, 1, 0]].set(v)))(v).tolist() == [0.0, 1.0, 1.0]


def test_values_added_at_one_place_all_count():
    assert grad(lambda v: np.sum(Node(np.zeros(2)).at[[0, 0]].add(v)))(np.ones(2)).tolist() == [1.0, 1.0]


def test_one_number_set_in_many_places_receives_the_sum():
    f = lambda v: np.sum(Node(np.zeros((2, 3))).at[:, 1:].set(v))  # noqa: E731  # reason: two lines are clearer so
    assert grad(f)(np.array(1.0)) == 4.0


def test_an_infinite_value_that_is_replaced_does_no_harm():
    x = np.array([0.0, 4.0])
    assert grad(lambda x: np.sum(np.sqrt(x.at[0].set(1.0))))(x).tolist() == [0.0, 0.25]


def test_a_node_put_into_a_plain_array_is_refused_with_what_to_write():
    c, x = np.zeros(3), Node(np.array([1.0, 2.0]))
    with pytest.raises(DerivativeLost, match=r"c\[:2\] = \.\.\. would lose .* c = backsweep\.Node\(c\)\.at\[:2\]\.set"):
        c[:2] = x
    with pytest.raises(ValueError, match="setting an array element") as told:  # NumPy's own words, ours before them
        c[0] = x[0]
    assert isinstance(told.value.__cause__, DerivativeLost)
