"""Writing to the terminal, and what to do where nothing can be written."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any


def write(text: str, stream: Any) -> None:
    """A text and a new line; what the stream's encoding lacks is written as an escape."""
    if stream is None:  # closed from the start
        return
    encoding = getattr(stream, "encoding", None) or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), file=stream)


def flush() -> None:
    """Everything written so far, now: while an error can still be told."""
    if sys.stdout is not None:
        sys.stdout.flush()


def no_more_output() -> None:
    """Sends what Python still holds for stdout nowhere, or it would complain once more at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
