"""The memory that a batch's outputs are in."""

import pytest

from backsweep.compiling.batches import empty_rows
from backsweep.sweeps.memory import BLOCK

numpy = pytest.importorskip("numpy")


@pytest.mark.parametrize(("rows", "count"), [(1, 1), (6, 1000), (6, 1_000_000), (3, BLOCK // 8), (2, 5_000_000)])
def test_no_piece_of_memory_is_larger_than_what_is_kept_when_it_is_freed(rows, count):
    found = empty_rows(rows, count)
    assert [row.shape for row in found] == [(count,)] * rows
    pieces = {id(row.base): row.base.nbytes for row in found}
    # A row that is too long by itself is a piece of its own.
    assert all(size < BLOCK or size == 8 * count for size in pieces.values())
    assert len(pieces) <= -(-rows * 8 * (count + 1) // BLOCK) + (count >= BLOCK // 8) * rows
