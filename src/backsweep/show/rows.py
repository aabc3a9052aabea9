"""Rows pushed apart: as close as possible to where they would like to be, and as far from each other as they must."""

from __future__ import annotations

from collections.abc import Sequence


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
