"""lstm: a recurrent network with diagonal weights reads a text, in arrays of the b bits of a character."""

from __future__ import annotations

import numpy as np
from given import Given, Unusable
from repeating import Task

from backsweep import grad


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def layer(weights, biases, put, hidden, cell):
    """The layer's hidden state and cell after it was given `put`; of weights and biases, a row for each gate."""
    forget = sigmoid(put * weights[0] + biases[0])
    take = sigmoid(hidden * weights[1] + biases[1])
    show = sigmoid(put * weights[2] + biases[2])
    change = np.tanh(hidden * weights[3] + biases[3])
    cell = cell * forget + take * change
    return show * np.tanh(cell), cell


def loss(main, extra, state, sequence):
    """How badly each character is foretold by those before it."""
    layers, bits = len(main) // 2, len(extra[0])
    gates = np.reshape(main, (layers, 2, 4, bits))
    gates = [[[gates[i, j, g] for g in range(4)] for j in range(2)] for i in range(layers)]
    hidden, cell = [state[2 * i] for i in range(layers)], [state[2 * i + 1] for i in range(layers)]
    puts = sequence[:-1] * extra[0]
    shown = []
    for put in puts:
        for i, (weights, biases) in enumerate(gates):
            put, cell[i] = layer(weights, biases, put, hidden[i], cell[i])
            hidden[i] = put
        shown.append(put)
    y = np.stack(shown) * extra[1] + extra[2]
    foretold = y - np.log(2 + np.sum(np.exp(y), axis=1, keepdims=True))
    return -np.sum(sequence[1:] * foretold) / (bits * (len(sequence) - 1))


gradient = grad(loss, argnums=(0, 1))


def arguments(given: Given) -> tuple:
    extra = given.table("extra_params", rows=3)
    bits = extra.shape[1]
    state = given.table("state", columns=bits)
    main = given.table("main_params", rows=len(state), columns=4 * bits)
    sequence = given.table("sequence", columns=bits)
    if len(sequence) < 2 or len(state) % 2 or not len(state):
        raise Unusable(
            "The sequence is to have two characters or more, and the state two rows for each layer, but got "
            f"{len(sequence)} and {len(state)} rows."
        )
    return main, extra, state, sequence


def objective_task(given: Given) -> Task:
    args = arguments(given)
    return Task(lambda: loss(*args), float)


def jacobian_task(given: Given) -> Task:
    args = arguments(given)
    return Task(lambda: gradient(*args), lambda ders: [der for table in ders for der in table.ravel().tolist()])


FUNCTIONS = {"objective": objective_task, "jacobian": jacobian_task}
