"""Layouts of random graphs, measured: no two boxes meet, and no edge runs through a box or over a text."""

import itertools
import random

import pytest

from backsweep.show.layout import Link, Size, layered, room_for_ports


def random_graph(seed, count=30):
    rng = random.Random(seed)
    links = [
        Link(rng.randrange(max(0, target - 9), target), target, rng.uniform(5, 70))
        for target in range(4, count)
        for _ in range(rng.choice([1, 2, 2, 2, 5]))
    ]
    arriving = [sum(link.target == box for link in links) for box in range(count)]
    sizes = [
        Size(rng.uniform(40, 200), max(34.0, room_for_ports(ports)), 17.0, 17.0, rng.uniform(10, 140))
        for ports in arriving
    ]
    return sizes, links, layered(sizes, links)


def blocks(sizes, layout):
    """Left, top, right, bottom of each box with its texts."""
    for size, (x, y) in zip(sizes, layout.places, strict=True):
        yield x, y - size.above, x + size.width, y + size.height + size.below


def curve(start, end, points=20):
    """Points of the smooth rise that svg.path draws between two points."""
    (x0, y0), (x1, y1), middle = start, end, (start[0] + end[0]) / 2
    for step in range(points + 1):
        t = step / points
        x = (1 - t) ** 3 * x0 + 3 * (1 - t) ** 2 * t * middle + 3 * (1 - t) * t**2 * middle + t**3 * x1
        y = (1 - t) ** 3 * y0 + 3 * (1 - t) ** 2 * t * y0 + 3 * (1 - t) * t**2 * y1 + t**3 * y1
        yield x, y


SEEDS = pytest.mark.parametrize("seed", range(12))


@SEEDS
def test_no_two_boxes_meet_nor_their_texts(seed):
    sizes, _, layout = random_graph(seed)
    found = sorted(blocks(sizes, layout))
    for number, (left, top, right, bottom) in enumerate(found):
        for other in found[number + 1 :]:
            assert other[0] >= right or other[2] <= left or other[1] >= bottom - 1e-6 or other[3] <= top + 1e-6


@SEEDS
def test_no_edge_runs_through_a_box_or_its_texts(seed):
    sizes, links, layout = random_graph(seed)
    for link, route in zip(links, layout.routes, strict=True):
        points = [point for start, end in itertools.pairwise(route) for point in curve(start, end)]
        for box, (left, top, right, bottom) in enumerate(blocks(sizes, layout)):
            if box not in (link.source, link.target):
                assert not any(left < x < right and top < y < bottom for x, y in points)


@SEEDS
def test_edges_go_from_the_right_of_a_box_to_the_left_of_the_next(seed):
    sizes, links, layout = random_graph(seed)
    for link, route in zip(links, layout.routes, strict=True):
        (x0, y0), (x1, y1) = layout.places[link.source], layout.places[link.target]
        assert route[0] == pytest.approx((x0 + sizes[link.source].width, y0 + sizes[link.source].height / 2))
        assert route[-1][0] == pytest.approx(x1)
        assert y1 < route[-1][1] < y1 + sizes[link.target].height
        assert all(later[0] >= earlier[0] - 1e-9 for earlier, later in itertools.pairwise(route))


@SEEDS
def test_labels_have_room_and_meet_no_other_edge(seed):
    _, links, layout = random_graph(seed)
    spots = [
        (route[-2][0] + 3, route[-1][1] - 13, route[-2][0] + 3 + link.label, route[-1][1] - 1)
        for link, route in zip(links, layout.routes, strict=True)
    ]
    assert all(right <= route[-1][0] - 7 for (_, _, right, _), route in zip(spots, layout.routes, strict=True))
    for number, (left, top, right, bottom) in enumerate(spots):
        for route in layout.routes[:number] + layout.routes[number + 1 :]:
            points = [point for start, end in itertools.pairwise(route) for point in curve(start, end)]
            assert not any(left < x < right and top < y < bottom for x, y in points)


def test_an_argument_used_twice_arrives_twice():
    layout = layered([Size(40, 30), Size(40, 40)], [Link(0, 1, 20), Link(0, 1, 20)])
    upper, lower = layout.routes
    assert lower[-1][1] - upper[-1][1] > 12


def test_two_edges_over_the_same_layers_run_side_by_side():
    links = [Link(0, 1), Link(1, 2), Link(0, 2), Link(0, 2)]
    layout = layered([Size(40, 30), Size(40, 30), Size(40, 60)], links)
    assert abs(layout.routes[2][3][1] - layout.routes[3][3][1]) >= 10


def test_a_symmetric_graph_is_drawn_symmetrically():
    layout = layered([Size(40, 30)] * 3, [Link(0, 2), Link(1, 2)])
    (_, upper), (_, lower), (_, middle) = layout.places
    assert middle == pytest.approx((upper + lower) / 2)


def test_a_chain_is_a_straight_line():
    layout = layered([Size(40, 30)] * 6, [Link(n, n + 1) for n in range(5)])
    assert len({y for _, y in layout.places}) == 1


def test_nothing_and_a_single_box_have_layouts():
    assert layered([], []).places == ()
    assert layered([Size(40, 30)], []).places == ((0.0, 0.0),)


def test_the_picture_has_room_for_everything():
    sizes, _, layout = random_graph(3)
    found = list(blocks(sizes, layout))
    assert min(top for _, top, _, _ in found) >= -1e-6
    assert max(bottom for *_, bottom in found) <= layout.height + 1e-6
    assert max(right for _, _, right, _ in found) <= layout.width + 1e-6
