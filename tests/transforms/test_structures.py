"""Nested inputs and outputs of every kind."""

import collections
import math
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest

from backsweep import Node, grad, hessian, jacobian, jvp, value_and_grad
from backsweep.transforms.structures import leaves, rebuild, snapshot, walk


class Point(NamedTuple):
    x: float
    rest: list


@dataclass(frozen=True)
class Layer:
    weight: float
    name: str
    more: tuple = ()


@dataclass(frozen=True, slots=True)
class Slotted:
    weight: float


@dataclass
class Model:
    layers: list
    activation: Any = math.sin
    trained: bool = False
    count: float = field(init=False, default=2.0)


class Tagged(list):
    tag = None


class Pair(tuple):
    def __new__(cls, first, second):
        return super().__new__(cls, (first, second))


@pytest.mark.parametrize(
    ("x", "f", "gradient"),
    [
        ([2.0, [3.0]], lambda x: x[0] * x[1][0], [3.0, [2.0]]),
        ((2.0, (3.0,)), lambda x: x[0] * x[1][0], (3.0, (2.0,))),
        ({"a": 2.0, "b": {"c": 3.0}}, lambda x: x["a"] * x["b"]["c"], {"a": 3.0, "b": {"c": 2.0}}),
        (Point(2.0, [3.0, 4.0]), lambda p: p.x * p.rest[0] * p.rest[1], Point(12.0, [8.0, 6.0])),
        (Layer(2.0, "first"), lambda p: p.weight**2, Layer(4.0, "first")),
        (Slotted(2.0), lambda p: p.weight**2, Slotted(4.0)),
        (Pair(2.0, 3.0), lambda p: p[0] * p[1], Pair(3.0, 2.0)),
        (collections.OrderedDict(b=2.0, a=3.0), lambda d: d["a"] * d["b"], collections.OrderedDict(b=3.0, a=2.0)),
        (collections.Counter(a=2), lambda d: d["a"] ** 2, collections.Counter(a=4)),
        (collections.defaultdict(list, a=[2.0]), lambda d: d["a"][0] ** 2, {"a": [4.0]}),
        ({"a": 2.0, "b": [], "c": None, "d": (), "e": {}}, lambda d: d["a"] ** 2,
         {"a": 4.0, "b": [], "c": None, "d": (), "e": {}}),
    ],
)  # fmt: skip
def test_a_gradient_has_the_structure_of_its_argument(x, f, gradient):
    found = grad(f)(x)
    assert found == gradient
    assert type(found) is type(x)


def test_fields_that_are_no_numbers_are_kept():
    model = Model([Layer(2.0, "first"), Layer(3.0, "second")], trained=True)
    found = grad(lambda m: m.layers[0].weight * m.layers[1].weight * m.count)(model)
    assert found.layers == [Layer(6.0, "first"), Layer(4.0, "second")]
    assert (found.activation, found.trained, found.count) == (math.sin, True, 6.0)
    assert model.layers[0].weight == 2.0


def test_a_list_of_ones_own_keeps_its_fields():
    x = Tagged([2.0])
    x.tag = "mine"
    found = grad(lambda x: x[0] ** 2)(x)
    assert (found, found.tag, x) == ([4.0], "mine", [2.0])


def test_a_defaultdict_keeps_its_default():
    assert grad(lambda d: d["a"][0] ** 2)(collections.defaultdict(list, a=[2.0])).default_factory is list


def test_an_output_may_be_any_structure():
    def f(x):
        return {"p": x * x, "q": (x, 3.0, None), "layer": Layer(5 * x, "out")}

    assert jacobian(f)(2.0) == {"p": 4.0, "q": (1.0, 0.0, None), "layer": Layer(5.0, "out")}
    assert jvp(f)(2.0, tangent=10.0)[1] == {"p": 40.0, "q": (10.0, 0.0, None), "layer": Layer(50.0, "out")}


def test_a_jacobian_has_the_outputs_structure_then_the_inputs():
    found = jacobian(lambda d: {"p": d["a"] * d["b"], "q": [d["a"]]})({"a": 2.0, "b": 3.0})
    assert found == {"p": {"a": 3.0, "b": 2.0}, "q": [{"a": 1.0, "b": 0.0}]}


def test_a_hessian_has_the_inputs_structure_twice():
    found = hessian(lambda p: p.x**2 * p.rest[0])(Point(3.0, [5.0]))
    assert found == Point(Point(10.0, [6.0]), [Point(6.0, [0.0])])


def test_the_same_node_may_stand_in_two_places():
    x = Node(3.0)
    value, gradient = value_and_grad(lambda v: v[0] * v[1])([x, x])
    assert (value.val, [g.val for g in gradient]) == (9.0, [3.0, 3.0])


def test_walking_tells_the_way_to_each_number():
    tree = {"w": [1.0, Point(2.0, [3.0])], "l": Layer(4.0, "x")}
    assert list(walk(tree)) == [
        ("['w'][0]", 1.0),
        ("['w'][1].x", 2.0),
        ("['w'][1].rest[0]", 3.0),
        ("['l'].weight", 4.0),
    ]


@pytest.mark.parametrize("tree", [None, "text", True, [], {}, {1.0, 2.0}, b"1", object()])
def test_what_holds_no_numbers_has_no_leaves(tree):
    assert leaves(tree) == []
    assert rebuild(tree, lambda leaf: 1 / 0) == tree


def test_a_snapshot_does_not_follow_later_changes():
    x = Node(1.0)
    inner = [x, 2.0]
    kept = snapshot({"a": inner})
    inner[0] = 5.0
    assert kept["a"][0] is x
