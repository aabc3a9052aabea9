"""Pictures as plain data: what stands where is known before any file format."""

import math
from fractions import Fraction

import pytest
from drawn import at_random, decay, network, squares

import backsweep as bs
from backsweep import Node, trace
from backsweep.show.folding import fold_tree
from backsweep.show.graph import Graph
from backsweep.show.picture import picture
from backsweep.show.typeset import plain


def named(drawn):
    return {plain(box.lines[0]): box for box in drawn.boxes}


def test_inputs_stand_on_the_left_and_the_output_on_the_right():
    drawn = picture(network())
    inputs = [box.place[0] + box.width / 2 for box in drawn.boxes if box.kind == "input"]
    (output,) = [box.place[0] for box in drawn.boxes if box.kind == "output"]
    assert max(inputs) - min(inputs) < 1  # in one column
    assert all(max(inputs) < box.place[0] <= output for box in drawn.boxes if box.kind != "input")


def test_values_ders_and_local_derivatives_are_those_of_the_calculation():
    drawn = picture(squares())  # d(w1² + w2²) = 2 w1, 2 w2
    assert [(box.value, box.der) for box in drawn.boxes] == [
        ("3.0", "6.0"),
        ("−4.0", "−8.0"),
        ("9.0", "1.0"),
        ("16.0", "1.0"),
        ("25.0", "1.0"),
    ]
    assert [(arrow.edge, arrow.partial) for arrow in drawn.arrows] == [
        ((0, 2, 0), "6.0"),
        ((1, 3, 0), "−8.0"),
        ((2, 4, 0), "1"),
        ((3, 4, 1), "1"),
    ]


def test_frames_differ_in_texts_and_never_in_places():
    told = network()
    frames = [picture(told, step) for step in range(0, 2 * len(told.order) + 2, 7)]
    for frame in frames:
        assert [box.place for box in frame.boxes] == [box.place for box in frames[0].boxes]
        assert [arrow.route for arrow in frame.arrows] == [arrow.route for arrow in frames[0].arrows]
        assert (frame.width, frame.height, frame.scale) == (frames[0].width, frames[0].height, frames[0].scale)


def test_nothing_is_shown_before_it_is_computed():
    drawn = picture(squares(), 0)
    assert {(box.value, box.der, box.level, box.state) for box in drawn.boxes} == {("", "", "none", "waiting")}
    assert {arrow.partial for arrow in drawn.arrows} == {""}


def test_colours_are_those_of_the_finished_ders_from_the_first_frame_on():
    told = squares()
    assert picture(told, 6).scale == picture(told).scale


def test_forward_mode_shows_gradients():
    drawn = picture(trace(lambda a, b: a * b, 2.0, 3.0, mode="forward"))
    assert [box.der for box in drawn.boxes] == ["(1.0, 0)", "(0, 1.0)", "(3.0, 2.0)"]
    assert drawn.forward


def test_the_same_argument_twice_has_two_arrows():
    assert [arrow.edge for arrow in picture(trace(lambda x: x * x, 3.0)).arrows] == [(0, 1, 0), (0, 1, 1)]


@pytest.mark.parametrize(
    "node",
    [
        Node(math.nan),
        Node(math.inf) * 2,
        Node(1e308) * 10,
        Node(1 + 2j) * 1j,
        Node(Fraction(1, 3)) ** 2,
        Node(10**400) * 2,
        Node(2.0, "x" * 10_000) * 3,
        Node(2.0, "<script>alert(1)</script>") + 1,
        Node(2.0, "") + 1,
        Node(2),
    ],
    ids=["nan", "inf", "overflow", "complex", "Fraction", "huge int", "long name", "script", "no name", "input alone"],
)
def test_awkward_nodes_can_be_drawn(node):
    drawn = picture(trace(node))
    assert len(drawn.boxes) == len(trace(node).order)
    assert all(box.width < 400 for box in drawn.boxes)


def test_a_function_that_gives_back_its_argument_is_one_box():
    (box,) = picture(trace(lambda x: x, 3.0)).boxes
    assert (box.kind, box.value, box.der) == ("input", "3.0", "1.0")


def test_unused_inputs_are_drawn_with_a_der_of_zero():
    assert named(picture(trace(lambda x, unused: x * x, 3.0, 1.0)))["unused"].level == "zero"


def test_nan_and_infinite_ders_have_levels_of_their_own():
    boxes = named(picture(trace(lambda x, y: bs.sqrt(x) + y * math.nan, 0.0, 1.0)))
    assert (boxes["x"].level, boxes["y"].level) == ("inf", "nan")


def test_a_fold_shows_what_it_is_and_its_largest_der():
    *_, fold, _ = picture(decay(1000)).boxes
    assert [plain(line) for line in fold.lines] == ["for _ in range(turns):", "×1,000, 4,000 nodes"]
    assert fold.der == "|der| ≤ 1.0"
    assert fold.kind == "fold"


def test_an_output_inside_a_fold_is_shown_beside_it():
    *_, last = picture(decay(1000)).boxes
    assert (last.kind, plain(last.lines[0]), last.der) == ("stub", "x1001", "1.0")
    assert last.place[0] == max(box.place[0] for box in picture(decay(1000)).boxes)


def test_the_inside_of_a_fold_is_a_picture_of_its_own():
    graph = Graph(decay(1000))
    fold = next(fold for fold in fold_tree(graph).folds() if fold.title == "turns 1 to 10")
    drawn = picture(graph, within=fold)
    assert sum(box.kind == "step" for box in drawn.boxes) == 40
    assert [plain(box.lines[0]) for box in drawn.boxes if box.kind == "stub"] == ["k", "x", "x11"]  # as used


def test_a_fold_is_visited_with_any_node_in_it():
    graph = Graph(decay(1000))
    states = [picture(graph, step).boxes[-2].state for step in (1, 2, 3, 500, 4002)]
    assert states == ["waiting", "waiting", "current", "current", "current"]


@pytest.mark.parametrize("seed", range(5))
def test_a_picture_drawn_twice_is_the_same(seed):
    assert picture(at_random(seed)) == picture(at_random(seed))


def test_the_description_says_what_is_to_be_seen():
    drawn = picture(squares())
    assert drawn.title == "y = 25.0"
    assert drawn.about == (
        "The graph of y, 5 nodes. Inputs: w1 = 3.0, w2 = −4.0. Derivatives by them: w1 6.0, w2 −8.0."
    )
