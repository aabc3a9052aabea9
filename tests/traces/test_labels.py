"""What nodes are called."""

from backsweep import Node, trace


def labels(y):
    return [step.node for step in trace(y).forward]


def test_names_of_the_user_come_first():
    x = Node(2.0, name="x")
    y = x * 2
    y.name = "loss"
    assert labels(y) == ["x", "loss"]


def test_no_two_are_alike():
    a, b, c = Node(1.0, name="x"), Node(2.0, name="x"), Node(3.0, name="x_2")
    found = labels(a * b * c)
    assert len(set(found)) == len(found) == 5


def test_made_up_names_avoid_those_given():
    v1, y = Node(1.0, name="v1"), Node(2.0, name="y")
    assert sorted(labels(v1 * y + 1)) == ["result", "v1", "v2", "y"]


def test_inputs_without_a_name_are_constants():
    assert labels(Node(1.0) * Node(2.0)) == ["c1", "c2", "y"]


def test_a_single_node_is_x():
    assert labels(Node(1.0)) in (["x1"], ["y"])
