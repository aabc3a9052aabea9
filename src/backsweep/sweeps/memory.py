"""The memory of one sweep through arrays serves the next.

Fresh memory is dear: the system fills each page with zeros at its first use, and to write 100,000 numbers into fresh
pages takes ten times as long as into ones used before. The C library of Linux (glibc) gives large blocks back as soon
as they are freed, so that every gradient would pay for all its arrays anew. It can be told to keep them.
"""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache

# The numbers of mallopt's parameters, in glibc's malloc.h.
TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3
# Bytes of freed memory that the process keeps at most.
KEPT = 2**30
# Blocks of up to so many bytes lie where freed memory is kept; glibc takes no larger number.
BLOCK = 32 * 2**20
# Where one of these is set, somebody has chosen.
CHOSEN = ("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TOP_PAD_", "GLIBC_TUNABLES")


@cache
def keep_freed_memory() -> bool:
    """Lets glibc keep up to a gibibyte of freed memory for the next sweep; says whether it does.

    A chain of 1,000 operations on 100,000 numbers takes 245,000 page faults a gradient without this, and 0.88 in place
    of 0.50 s (benchmarks/arrays; Linux, in a virtual machine). Nothing happens under another C library, and where the
    environment says what malloc should do.
    """
    if sys.platform != "linux" or any(name in os.environ for name in CHOSEN):
        return False
    library = ctypes.CDLL(None)
    if not hasattr(library, "gnu_get_libc_version"):
        return False
    return bool(library.mallopt(MMAP_THRESHOLD, BLOCK) and library.mallopt(TRIM_THRESHOLD, KEPT))
