"""Sizes of the large workloads; SMALL=1 in the environment makes them small, for tests, whatever their names say."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

SMALL = 1_000
Thing = TypeVar("Thing")


def size(count: int) -> int:
    """The count, or a small one."""
    return min(count, SMALL) if os.environ.get("SMALL") else count


def some(things: Iterable[Thing]) -> list[Thing]:
    """All of them, or the first."""
    return list(islice(things, 1 if os.environ.get("SMALL") else None))
