"""Logistic regression on Fisher's iris flowers, with scalar Nodes and nothing else.

Three species, four measurements in centimetres. Each species has a score, a weighted sum of the measurements; the
probability of a species is its share of the exponentials of the scores (softmax). Gradient descent makes the true
species likely. Run it: python examples/iris.py
"""

import csv
import sys
import time
from pathlib import Path

import backsweep

SPECIES = ("setosa", "versicolor", "virginica")
STEPS = 150
RATE = 1.0


def flowers():
    """The measurements, each shifted to mean 0 and scaled to spread 1, and the number of the species."""
    with Path(__file__).with_name("iris.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    columns = [[float(value) for value in column] for column in zip(*(row[:4] for row in rows), strict=True)]
    scaled = [standard(column) for column in columns]
    return list(zip(*scaled, strict=True)), [SPECIES.index(row[4]) for row in rows]


def standard(column):
    """A column of numbers with mean 0 and spread 1."""
    mean = sum(column) / len(column)
    spread = (sum((value - mean) ** 2 for value in column) / len(column)) ** 0.5
    return [(value - mean) / spread for value in column]


def scores(model, flower):
    """One score for each species."""
    return [backsweep.dot(w, flower) + b for w, b in zip(model["weights"], model["biases"], strict=True)]


def loss(model, measured, species):
    """The mean of -ln(probability) over the true species, and a mild pull of the weights towards 0."""
    surprise = [
        backsweep.logsumexp(found) - found[kind]
        for found, kind in ((scores(model, flower), kind) for flower, kind in zip(measured, species, strict=True))
    ]
    pull = backsweep.sum([w * w for row in model["weights"] for w in row])
    return backsweep.mean(surprise) + 0.001 * pull


def accuracy(model, measured, species):
    """The share of flowers whose species gets the highest score."""
    hits = 0
    for flower, kind in zip(measured, species, strict=True):
        found = scores(model, flower)
        hits += found.index(max(found)) == kind
    return hits / len(species)


def descend(model, gradient):
    """The model, one step downhill."""
    return {
        "weights": [
            [w - RATE * d for w, d in zip(row, slopes, strict=True)]
            for row, slopes in zip(model["weights"], gradient["weights"], strict=True)
        ],
        "biases": [b - RATE * d for b, d in zip(model["biases"], gradient["biases"], strict=True)],
    }


def main():
    measured, species = flowers()
    model = {"weights": [[0.0] * 4 for _ in SPECIES], "biases": [0.0] * 3}
    value_and_grad = backsweep.value_and_grad(loss)
    begin = time.perf_counter()
    for step in range(1, STEPS + 1):
        value, gradient = value_and_grad(model, measured, species)
        model = descend(model, gradient)
        if step % 25 == 0 or step == 1:
            print(f"step {step:3d}  loss {value:.4f}  accuracy {accuracy(model, measured, species):.1%}", flush=True)
    print(f"{STEPS} steps with {len(species)} flowers took {time.perf_counter() - begin:.1f} s.")

    # Every tenth flower will do: differences run the loss some ninety times for each of the fifteen parameters.
    check = backsweep.check_grad(loss, model, measured[::10], species[::10], argnums=0)
    print(f"largest difference from check_grad: {check.largest.apart:.1e}, at {check.largest.name}")
    print(f"accuracy: {accuracy(model, measured, species):.1%}")
    return 0 if check else 1


if __name__ == "__main__":
    sys.exit(main())
