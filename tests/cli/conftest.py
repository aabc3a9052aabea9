"""The command line run within the tests, and a model to run it on."""

import sys

import pytest

from backsweep.cli import main

MODEL = '''\
"""A model, as a user writes one."""

from backsweep import exp

import neighbour

print("loading")


def loss(a, b=1.0):
    """Squared distance of a from b, in three steps."""
    total = 0
    for step in range(1, 4):
        total = total + (a - step * b) ** 2
    return total


def logistic(x):
    return 1 / (1 + exp(-x)) + neighbour.NOTHING


def talks(x):
    print("talking")
    return x * x


def divides(x):
    return x / (x - x)


def looks_up(x):
    return {}["two\\nlines"] * x


def plain(x):
    return 3.0


def several(x):
    return [x, x]


def text(x):
    return "x"


def same(x):
    return x


def deep(x):
    return deep(x)


def leaves(x):
    raise SystemExit(3)


def kinked(x):
    return abs(x) * 2


def awkward(mode, self, f):
    return mode * self * f


def by_position(x, /):
    return x


def wrong(x):
    from backsweep import custom_derivative

    return custom_derivative(lambda x: x * x, partials=lambda x, y: 3 * x)(x)


three = 3
'''


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with model.py in it, which is the current one."""
    (tmp_path / "model.py").write_text(MODEL)
    (tmp_path / "neighbour.py").write_text("NOTHING = 0\n")
    monkeypatch.chdir(tmp_path)
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


@pytest.fixture
def said(capsys):
    """Runs the command line: (exit status, stdout, stderr)."""

    def run(*words):
        status = main(list(words))
        out, err = capsys.readouterr()
        return status, out, err

    return run


@pytest.fixture
def refused(said):
    """Runs the command line where it must refuse: the line on stderr."""

    def run(*words):
        status, out, err = said(*words)
        assert status == 2
        assert out == ""
        assert err.startswith("backsweep: ")
        assert err.count("\n") == 1
        return err.removeprefix("backsweep: ").rstrip("\n")

    return run
