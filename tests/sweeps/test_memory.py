"""Freed memory is kept for the next sweep, unless somebody has chosen otherwise."""

import os
import platform
import subprocess
import sys

import pytest

from backsweep.sweeps.memory import CHOSEN, keep_freed_memory

AGAIN = """
import resource
import numpy as np
from backsweep import grad

def chain(x):
    y = x
    for _ in range(100):
        y = np.tanh(np.sin(y) * x)
    return np.sum(y)

gradient, x = grad(chain), np.linspace(-1.0, 1.0, 100_000)
for _ in range(3):
    gradient(x)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
gradient(x)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
# One array of 100,000 floats is 195 pages, and a gradient keeps the 300 values of the chain.
ARRAY, VALUES = 195, 300


def page_faults(**environment: str) -> int:
    """How many pages the fourth gradient uses for the first time."""
    told = {name: value for name, value in os.environ.items() if name not in CHOSEN} | environment
    done = subprocess.run([sys.executable, "-c", AGAIN], capture_output=True, text=True, check=True, env=told)
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="what freed memory does is the C library's own affair")
def test_a_sweep_uses_the_memory_of_the_one_before():
    assert page_faults() < ARRAY


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="what freed memory does is the C library's own affair")
def test_where_the_environment_says_what_malloc_does_it_is_left_alone():
    assert page_faults(MALLOC_TRIM_THRESHOLD_="131072") > ARRAY * VALUES / 2


def test_elsewhere_nothing_happens(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert keep_freed_memory.__wrapped__() is False
