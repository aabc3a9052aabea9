"""A small network that fits a curve: parameters as a list of pairs, flattened, trained by Adam."""

import autograd.numpy as np
import autograd.numpy.random as npr
from autograd import grad
from autograd.misc import flatten
from autograd.misc.optimizers import adam
from autograd.scipy.stats import norm

draw = npr.RandomState(1)
inputs = np.linspace(-3, 3, 40).reshape(-1, 1)
targets = np.sin(inputs) + 0.05 * draw.randn(40, 1)


def random_parameters(scale, sizes):
    return [(draw.randn(m, n) * scale, draw.randn(n) * scale) for m, n in zip(sizes[:-1], sizes[1:])]


def outputs(parameters, inputs):
    for weights, biases in parameters:
        summed = np.dot(inputs, weights) + biases
        inputs = np.tanh(summed)
    return summed


def negative_log_posterior(parameters, step=0):
    weights, _ = flatten(parameters)
    prior = -0.01 * np.dot(weights, weights)
    return -(prior + np.sum(norm.logpdf(outputs(parameters, inputs), targets, 0.2)))


structure = random_parameters(0.3, [1, 8, 1])
start, unflatten = flatten(structure)


def loss(row):
    return negative_log_posterior(unflatten(row))


gradient = grad(loss)
seen = []


def run():
    def callback(parameters, step, g):
        seen.append((step, len(g)))

    found = adam(grad(negative_log_posterior), structure, step_size=0.03, num_iters=300, callback=callback)
    return negative_log_posterior(found)


target = -5.0
