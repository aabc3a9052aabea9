"""Logistic regression by gradient descent; each label's probability is penalised by its logarithm."""

import autograd.numpy as np
import autograd.numpy.random as npr
from autograd import grad

draw = npr.RandomState(0)
inputs = draw.randn(30, 3)
labels = inputs.dot(np.array([1.5, -2.0, 0.5])) + 0.3 * draw.randn(30) > 0


def sigmoid(x):
    return 0.5 * (np.tanh(x / 2.0) + 1)


def predictions(weights, inputs):
    return sigmoid(np.dot(inputs, weights))


def loss(weights):
    probabilities = predictions(weights, inputs)
    chosen = probabilities * labels + (1 - probabilities) * (1 - labels)
    return -np.sum(np.log(chosen)) + 0.1 * np.sum(weights**2)


start = np.array([0.1, -0.2, 0.3])
gradient = grad(loss)


def run():
    weights = start
    for _ in range(200):
        weights = weights - gradient(weights) * 0.05
    return loss(weights)


target = 7.0
