"""A function written out in exponentials, differentiated four times entry by entry."""

import autograd.numpy as np
from autograd import elementwise_grad as egrad
from autograd import grad


def tanh(x):
    return (1.0 - np.exp(-2 * x)) / (1.0 + np.exp(-2 * x))


def loss(x):
    return np.sum(egrad(egrad(egrad(tanh)))(x) ** 2)


start = np.linspace(-2, 2, 7)
gradient = grad(loss)


def run():
    fourth = egrad(egrad(egrad(egrad(tanh))))(start)
    t = np.tanh(start)
    expected = (1 - t**2) * t * (16 - 24 * t**2)
    return np.max(np.abs(fourth - expected))


target = 1e-12
