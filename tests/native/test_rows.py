"""Rows in LLVM: what other tests do not ask of each row alike."""

import math
import random
import struct

import pytest

pytest.importorskip("llvmlite")

import backsweep


def bits(number):
    return struct.pack("d", number)


def awkward(generator):
    """Numbers of all sizes, and those where squares end."""
    kind = generator.random()
    if kind < 0.6:
        return generator.uniform(-2, 2)
    if kind < 0.9:
        return generator.uniform(-1, 1) * 10.0 ** generator.randrange(-150, 150)
    return generator.choice([0.0, -0.0, 5e-324, 1e-170, 1e-160, 1e-154, 1.3e154, math.inf, -math.inf, math.nan])


def test_squares_have_the_bits_of_pow():
    square = backsweep.compile(lambda x: x**2)
    square(1.5)
    square.compile_now()
    generator = random.Random(3)
    for _ in range(20_000):
        x = awkward(generator)
        assert bits(square(x)) == bits(x**2), x


def test_squares_side_by_side_have_the_bits_of_pow():
    numpy = pytest.importorskip("numpy")
    xs = [random.Random(4).uniform(-3, 3) for _ in range(1000)]
    values, _ = backsweep.compile(lambda x: x**2).batch(numpy.array(xs))
    assert values.tolist() == [x**2 for x in xs]


def test_a_square_beyond_the_largest_float_raises_as_it_does_on_nodes():
    square = backsweep.compile(lambda x: x**2)
    square(1.5)
    square.compile_now()
    with pytest.raises(OverflowError, match=r"power at x = 1e\+200, c = 2 is larger than the largest float"):
        square(1e200)
