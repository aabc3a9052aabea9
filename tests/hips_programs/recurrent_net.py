"""A recurrent network with its parameters in a dict, over a sequence of one-hot letters."""

import autograd.numpy as np
import autograd.numpy.random as npr
from autograd import grad
from autograd.misc.flatten import flatten
from autograd.misc.optimizers import rmsprop
from autograd.scipy.special import logsumexp

TEXT = "abcabcabcabc"
LETTERS = np.array([[float(letter == other) for other in "abc"] for letter in TEXT])
draw = npr.RandomState(5)
structure = {
    "first": draw.randn(1, 5) * 0.3,
    "change": draw.randn(9, 5) * 0.3,
    "predict": draw.randn(6, 3) * 0.3,
}


def concat_and_multiply(weights, *args):
    state = np.hstack(args + (np.ones((args[0].shape[0], 1)),))
    return np.dot(state, weights)


def outputs(parameters):
    hidden = np.repeat(parameters["first"], 1, axis=0)
    found = []
    for letter in LETTERS[:-1]:
        hidden = np.tanh(concat_and_multiply(parameters["change"], letter[None, :], hidden))
        logits = concat_and_multiply(parameters["predict"], hidden)
        found.append(logits - logsumexp(logits, axis=1, keepdims=True))
    return found


def negative_log_likelihood(parameters, step=0):
    total = 0.0
    for logs, letter in zip(outputs(parameters), LETTERS[1:]):
        total = total - np.sum(logs * letter)
    return total / len(TEXT)


start, unflatten = flatten(structure)


def loss(row):
    return negative_log_likelihood(unflatten(row))


gradient = grad(loss)


def run():
    return negative_log_likelihood(rmsprop(grad(negative_log_likelihood), structure, step_size=0.02, num_iters=150))


target = 0.1
