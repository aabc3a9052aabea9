"""The program itself: started as one, with readers that go away and disks that are full."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import backsweep


def start(*words, **kwargs):
    """The command in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(Path(backsweep.__file__).parents[1]), **kwargs.pop("env", {})}
    return subprocess.Popen(
        [sys.executable, "-m", "backsweep", *words], stderr=subprocess.PIPE, text=True, env=environment, **kwargs
    )


def test_the_module_runs_as_a_program():
    with start("(x + 2)**2", "x=2", stdout=subprocess.PIPE) as process:
        out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert out.endswith("y.val = 16\nx.der = 8\n")


@pytest.mark.parametrize("words", [("sum([" + "x, " * 2_000 + "x])", "x=2", "--format", "json"), ("--help",)], ids=len)
def test_a_reader_that_goes_away_is_nobodys_fault(words):
    with start(*words, stdout=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.wait(timeout=30) == 0
        assert process.stderr.read() == ""


def test_a_terminal_without_unicode_gets_escapes():
    with start("x + π", "x=2", stdout=subprocess.PIPE, env={"PYTHONIOENCODING": "ascii"}) as process:
        _, err = process.communicate(timeout=30)
    assert process.returncode == 2
    assert err.startswith(r"backsweep: \u03c0 has no meaning in a formula")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a disk that is always full")
def test_a_full_disk_gets_one_line():
    with open("/dev/full", "w") as full, start("x", "x=2", stdout=full) as process:
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (2, "backsweep: Cannot write: No space left on device.\n")
