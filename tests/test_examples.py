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
