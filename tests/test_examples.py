"""The examples do what they say, from a fresh clone."""

import csv
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from backsweep import value_and_grad

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture(scope="module")
def iris():
    """What `python examples/iris.py` prints."""
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / "iris.py")], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_iris_finds_the_species(iris):
    # Softmax regression with these weights' pull is known to reach 96 to 98 per cent on the training flowers.
    assert float(re.search(r"^accuracy: ([\d.]+)%$", iris, re.MULTILINE)[1]) >= 96


def test_the_loss_of_iris_only_falls(iris):
    losses = [float(loss) for loss in re.findall(r"loss ([\d.]+)", iris)]
    assert losses == sorted(losses, reverse=True)
    assert losses[0] == 1.0986  # ln 3: a model that knows nothing finds three species equally likely


def test_the_gradient_of_iris_agrees_with_check_grad(iris):
    assert float(re.search(r"largest difference from check_grad: (\S+),", iris)[1]) < 1e-9


def test_the_gradient_of_iris_is_that_of_the_textbook():
    example = runpy.run_path(str(EXAMPLES / "iris.py"))
    measured, species = example["flowers"]()
    model = {"weights": [[0.0] * 4 for _ in range(3)], "biases": [0.0] * 3}
    _, gradient = value_and_grad(example["loss"])(model, measured, species)
    # At equal probabilities d loss / d w[k][j] is the mean of (1/3 - [species is k]) x[j].
    for kind in range(3):
        for j in range(4):
            terms = [(1 / 3 - (s == kind)) * x[j] for x, s in zip(measured, species, strict=True)]
            assert gradient["weights"][kind][j] == pytest.approx(sum(terms) / 150, rel=1e-12)


def test_the_flowers_are_fishers():
    with (EXAMPLES / "iris.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    assert [sum(row[4] == name for row in rows) for name in ("setosa", "versicolor", "virginica")] == [50, 50, 50]
    # The means of setosa in Fisher's own paper.
    means = [sum(float(row[j]) for row in rows[:50]) / 50 for j in range(4)]
    assert means == pytest.approx([5.006, 3.428, 1.462, 0.246], abs=5e-4)


def told_by(name):
    """What `python examples/NAME` prints."""
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / name)], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_digits_are_read():
    held_back = re.search(r"accuracy on the 360 held back: ([\d.]+)%", told_by("digits.py"))
    assert float(held_back[1]) >= 97


def test_the_calibration_is_the_same_by_every_way_and_exact_curvature_needs_fewest_values():
    told = told_by("calibrate.py")
    found = re.findall(r": ([\d.]+) after (\d+) values", told)
    assert len({round(float(value), 6) for value, _ in found}) == 1
    counts = [int(count) for _, count in found]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 10 * counts[1]


def test_the_calibration_meets_the_equations_of_a_gamma_regression():
    example = runpy.run_path(str(EXAMPLES / "calibrate.py"))
    found, _ = example["by_curvature"]()
    means = [2.718281828459045**line for line in (example["MEASURED"] @ found.x[:11]).tolist()]
    away = [(y - mean) / mean for y, mean in zip(example["PROGRESS"].tolist(), means, strict=True)]
    # McCullagh & Nelder, Generalized linear models, chapter 8: with a log link, sum of x (y - mean) / mean is 0.
    assert example["MEASURED"].T @ away == pytest.approx([0] * 11, abs=1e-6)
