"""lstm: a recurrent network with diagonal weights reads a text. It is plain Python on numbers, compiled as it stands.

Every number of a character's b bits goes through a few operations of its own, so arrays of b numbers would be mostly
calls. The recording of a text is long, some millions of operations, but its characters are found again as the turns of
a loop, so that the program is short. Both are the preparation, made once for texts of one length.
"""

from __future__ import annotations

from itertools import pairwise

from given import Given, Unusable
from repeating import Task

import backsweep as math
from backsweep import compile


def sigmoid(z):
    return 1.0 / (1.0 + math.exp(-z))


def rows(numbers, length):
    """An array as a list of rows of a length."""
    return [numbers[start : start + length] for start in range(0, len(numbers), length)]


def layer(weights, biases, put, hidden, cell):
    """The layer's hidden state and cell after it was given `put`; weights and biases have a row for each gate."""
    forget = [sigmoid(x * w + b) for x, w, b in zip(put, weights[0], biases[0], strict=True)]
    take = [sigmoid(x * w + b) for x, w, b in zip(hidden, weights[1], biases[1], strict=True)]
    show = [sigmoid(x * w + b) for x, w, b in zip(put, weights[2], biases[2], strict=True)]
    change = [math.tanh(x * w + b) for x, w, b in zip(hidden, weights[3], biases[3], strict=True)]
    cell = [c * f + t * new for c, f, t, new in zip(cell, forget, take, change, strict=True)]
    return [s * math.tanh(c) for s, c in zip(show, cell, strict=True)], cell


def foretold(put, weights, biases):
    """The logarithms of the chances of the bits of the next character."""
    y = [x * w + b for x, w, b in zip(put, weights, biases, strict=True)]
    total = 2.0
    for part in y:
        total = total + math.exp(part)
    total = math.log(total)
    return [part - total for part in y]


@compile(argnums=(0, 1), fast=True)
def loss(main, extra, state, sequence, bits):
    """How badly each character is foretold by those before it. All arrays are flat, rows one after the other."""
    gates = [rows(part, bits) for part in rows(main, 4 * bits)]
    of_input, of_output, shift = rows(extra, bits)
    states = rows(state, bits)
    hidden, cells = states[::2], states[1::2]
    characters = rows(sequence, bits)
    total = 0.0
    for now, following in pairwise(characters):
        put = [bit * w for bit, w in zip(now, of_input, strict=True)]
        for i, (weights, biases) in enumerate(zip(gates[::2], gates[1::2], strict=True)):
            put, cells[i] = layer(weights, biases, put, hidden[i], cells[i])
            hidden[i] = put
        for bit, chance in zip(following, foretold(put, of_output, shift), strict=True):
            total = total + bit * chance
    return -total / (bits * (len(characters) - 1))


def arguments(given: Given) -> tuple:
    extra = given.table("extra_params", rows=3)
    bits = extra.shape[1]
    state = given.table("state", columns=bits)
    main = given.table("main_params", rows=len(state), columns=4 * bits)
    sequence = given.table("sequence", columns=bits)
    if not bits or len(sequence) < 2 or len(state) % 2 or not len(state):
        raise Unusable(
            "There are to be one bit or more, two characters or more in the sequence, and two rows in the state for "
            f"each layer, but got {bits} bits, {len(sequence)} characters and {len(state)} rows."
        )
    return main.ravel(), extra.ravel(), state.ravel(), sequence.ravel(), bits


def objective_task(given: Given) -> Task:
    args = arguments(given)

    def prepare():
        loss(*args)
        loss.compile_now()

    return Task(lambda: loss(*args), float, prepare)


def jacobian_task(given: Given) -> Task:
    args = arguments(given)

    def told(ders):
        return [der for part in ders for der in part.tolist()]

    return Task(lambda: loss.grad(*args), told, lambda: loss.compile_now(*args))


FUNCTIONS = {"objective": objective_task, "jacobian": jacobian_task}
