"""Programs as they are written for HIPS autograd run after a change of their import lines, and nothing else."""

import re
from pathlib import Path

import numpy as np
import pytest

PROGRAMS = sorted((Path(__file__).parent / "hips_programs").glob("*.py"))


def with_changed_imports(source):
    """The program with `autograd` read as `backsweep`, in its import lines alone."""
    lines = source.splitlines(keepends=True)
    return "".join(
        re.sub(r"\bautograd\b", "backsweep", line) if re.match(r"(import|from) ", line) else line for line in lines
    )


def slope(f, x, along, h=1e-4):
    """The derivative along a direction by central differences of sixth order."""
    weights = {1: 3 / 4, 2: -3 / 20, 3: 1 / 60}
    return sum(w * (f(x + k * h * along) - f(x - k * h * along)) for k, w in weights.items()) / h


@pytest.fixture(params=PROGRAMS, ids=lambda path: path.stem, scope="module")
def program(request):
    names = {"__name__": request.param.stem}
    exec(compile(with_changed_imports(request.param.read_text("utf-8")), str(request.param), "exec"), names)
    return names


def test_its_gradient_agrees_with_differences(program):
    start, gradient = program["start"], program["gradient"](program["start"])
    assert gradient.shape == start.shape
    for seed in range(3):
        along = np.random.default_rng(seed).normal(size=start.shape)
        assert np.vdot(gradient, along) == pytest.approx(slope(program["loss"], start, along), rel=1e-6, abs=1e-7)


def test_it_arrives_where_it_should(program):
    assert program["run"]() < program["target"]
