"""The counts, beside what a program counts that really carries full gradients."""

import random

import pytest

from backsweep import trace
from backsweep.traces.counts import Counts


@pytest.mark.parametrize("seed", range(10))
def test_zeros_are_those_of_a_program_that_keeps_sets(seed):
    chance = random.Random(seed)
    links = [(chance.randrange(4 + i), chance.randrange(4 + i)) for i in range(20)]

    def f(xs):
        values = list(xs)
        for a, b in links:
            values.append(values[a] * values[b])
        return values[-1]

    reach = [{i} for i in range(4)]
    behind = [{i} for i in range(4)]
    for number, (a, b) in enumerate(links, start=4):
        reach.append(reach[a] | reach[b])
        behind.append(behind[a] | behind[b] | {number})
    visited = behind[-1] | set(range(4))
    counts = trace(f, [1.0] * 4).counts
    assert counts.nodes == len(visited)
    assert counts.forward_zeros == sum(4 - len(reach[number]) for number in visited)
    assert counts.edges == 2 * (len(visited) - 4)


def test_the_comparison_is_a_small_table():
    assert str(Counts(inputs=2, nodes=5, edges=4, forward_zeros=4)) == (
        "                             forward mode  reverse mode\n"
        "multiplications                         8             4\n"
        "numbers stored                         10             5\n"
        "structural zeros among them       4 (40%)             0"
    )
