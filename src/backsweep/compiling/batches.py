"""Many samples at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def batch(compiled: Any, args: Sequence[Any], reduce: str | None, on_error: str, threads: int) -> Any:
    """compiled.batch"""
    raise NotImplementedError
