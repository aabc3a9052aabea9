"""hello: the square of a number, and twice the number as its derivative."""

from __future__ import annotations

from given import Given
from repeating import Task

from backsweep import grad


def square(x):
    return x * x


double = grad(square)


def plain(y):
    return y


FUNCTIONS = {
    "square": lambda given: Task(lambda: square(Given({"x": given.whole}).number("x")), plain),
    "double": lambda given: Task(lambda: double(Given({"x": given.whole}).number("x")), plain),
}
