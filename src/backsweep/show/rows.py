"""Rows pushed apart and drawn together: as close to where they would like to be as the room that each needs allows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise


def settle(wanted: Sequence[float], apart: Sequence[float]) -> list[float]:
    """Places for rows in this order, each at least `apart` behind the one before, nearest to the wanted ones.

    Nearest means the least sum of squared distances. Rows that push each other become one block, which stands at the
    mean of what its rows want: the pool-adjacent-violators algorithm (Barlow et al., Statistical Inference under Order
    Restrictions, 1972).

    >>> settle([0.0, 1.0, 10.0], [4.0, 4.0])
    [-1.5, 2.5, 10.0]
    """
    offsets = [0.0]
    for gap in apart:
        offsets.append(offsets[-1] + gap)
    blocks: list[tuple[float, int]] = []  # the sum of what its rows want, less their offsets; and their number
    for want, offset in zip(wanted, offsets, strict=False):
        total, count = want - offset, 1
        while blocks and blocks[-1][0] * count >= total * blocks[-1][1]:
            before, number = blocks.pop()
            total, count = total + before, count + number
        blocks.append((total, count))
    means = [total / count for total, count in blocks for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=False)]


def squeezed(heights: Iterable[float], pairs: Iterable[tuple[float, float, float]]) -> dict[float, float]:
    """A new height for each height, with the room taken out that no pair of neighbours needs.

    A pair (upper, lower, apart) of neighbours in some column stands at two of the heights and has to stay so far
    apart. The distance of two heights that follow each other shrinks by the ratio that the most demanding pair
    around it asks for. So what is level stays level, and what is in the middle stays nearly so.

    >>> squeezed([0.0, 5.0, 10.0, 90.0], [(0.0, 10.0, 10.0), (10.0, 90.0, 20.0)])
    {0.0: 0.0, 5.0: 5.0, 10.0: 10.0, 90.0: 30.0}
    """
    levels = sorted(set(heights))
    numbers = {height: number for number, height in enumerate(levels)}
    ratios = [0.0] * (len(levels) - 1)
    for upper, lower, apart in pairs:
        ratio = apart / (lower - upper)
        for number in range(numbers[upper], numbers[lower]):
            ratios[number] = max(ratios[number], ratio)
    gaps = [ratio * (below - above) for ratio, (above, below) in zip(ratios, pairwise(levels), strict=True)]
    return dict(zip(levels, accumulate(gaps, initial=0.0), strict=True))
