"""Sizes of the large workloads; SMALL=1 in the environment makes them small, for tests, whatever their names say."""

from __future__ import annotations

import os

SMALL = 1_000


def size(count: int) -> int:
    """The count, or a small one."""
    return min(count, SMALL) if os.environ.get("SMALL") else count
