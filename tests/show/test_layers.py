"""Layers: every link leads to the right, inputs stand on the left, and nothing is lost."""

import random
import subprocess
import sys

import pytest

from backsweep import BacksweepError, ExtraMissing
from backsweep.show import layers as module
from backsweep.show.layers import layers


def random_links(seed, count=40):
    rng = random.Random(seed)
    return [(rng.randrange(target), target) for target in range(3, count) for _ in range(rng.choice([1, 2, 2, 3]))]


@pytest.mark.parametrize("seed", range(10))
def test_every_link_leads_from_each_layer_to_the_next(seed):
    links = random_links(seed)
    found = layers(40, links)
    for source, target in links:
        chain = [source, *found.chains[source, target], target]
        columns = [found.vertices[vertex][0] for vertex in chain]
        assert columns == list(range(columns[0], columns[0] + len(chain)))


@pytest.mark.parametrize("seed", range(10))
def test_what_nothing_leads_to_stands_in_the_first_layer(seed):
    links = random_links(seed)
    found = layers(40, links)
    targets = {target for _, target in links}
    assert all((found.vertices[box][0] == 0) == (box not in targets) for box in range(40))


def test_boxes_without_links_stand_below_the_others():
    assert layers(5, [(0, 2), (1, 2)]).columns() == [[0, 1, 3, 4], [2]]


def test_parts_that_are_not_connected_stand_one_below_the_other():
    found = layers(6, [(0, 1), (1, 2), (3, 4), (4, 5)])
    assert found.columns() == [[3, 0], [4, 1], [5, 2]]  # the part with the last box first


def test_a_link_given_twice_is_one():
    assert layers(2, [(0, 1), (0, 1)]).chains == {(0, 1): []}


def test_nothing_has_no_layers():
    assert layers(0, []).columns() == []


def test_the_order_of_inputs_is_kept_where_it_may_be():
    assert layers(5, [(0, 4), (1, 4), (2, 4), (3, 4)]).columns() == [[0, 1, 2, 3], [4]]


def test_layers_are_the_same_in_every_process():
    program = (
        "import random; from backsweep.show.layers import layers; rng = random.Random(1); "
        "found = layers(60, [(rng.randrange(t), t) for t in range(1, 60) for _ in range(2)]); "
        "print(sorted(found.vertices.items()), sorted(found.chains.items()))"
    )
    runs = {subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout for _ in range(3)}
    assert len(runs) == 1


def test_without_the_library_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "fast_sugiyama", None)
    with pytest.raises(ExtraMissing) as caught:
        layers(2, [(0, 1)])
    assert str(caught.value) == module.MISSING
    assert "pip install 'backsweep[pictures]'" in str(caught.value)
    assert isinstance(caught.value, (BacksweepError, ImportError))
