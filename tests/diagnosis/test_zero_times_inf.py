"""0 * inf is told where the 0 that was made of it is wrong, and only there."""

import pytest

import backsweep as bs
from backsweep import diagnose
from backsweep.diagnosis.zero_times_inf import zero_times_inf


def told(f, *args):
    return [finding for finding in diagnose(f, *args).findings if finding.kind == "der"]


WRONG = [
    (lambda x: bs.sqrt(x) * bs.sqrt(x), (0.0,), "x.der is 0.0, but just beside it is 1.0"),
    (lambda x: bs.sqrt(x) ** 2, (0.0,), "but just beside it is 1.0"),
    (lambda x: bs.sqrt(x) ** 2 + x, (0.0,), "x.der is 1.0, but just beside it is 2.0"),
    (lambda x: (x**0.25) ** 2, (0.0,), "x.der is 0.0"),
    (lambda x, w: bs.asin(x) * bs.acos(x) * 0.0 + bs.acos(x) ** 2 * w, (1.0, 2.0), "but just beside it is -4.0"),
]


@pytest.mark.parametrize(("f", "args", "words"), WRONG)
def test_a_der_that_is_another_beside_the_point_is_told(f, args, words):
    (finding,) = told(f, *args)
    assert finding.alarm
    assert words in finding.headline


RIGHT = [
    (lambda x: bs.sqrt(x) * x, (0.0,)),
    (lambda x: bs.acos(x) * (1 - x), (1.0,)),
    (lambda x, y: bs.where(x.val > 0, bs.sqrt(x), 2.0 * x) + y, (0.0, 1.0)),
    (lambda x, w: bs.sqrt(x) * w + w, (0.0, 0.0)),
    (lambda x: bs.sqrt(x) * 0 + x, (0.0,)),
    (lambda x: bs.sqrt(x) - bs.sqrt(x) + x, (4.0,)),
    (lambda xs: bs.norm(xs) ** 2, ([0.0, 0.0],)),
    (lambda x: x**2, (0.0,)),
]


@pytest.mark.parametrize(("f", "args"), RIGHT)
def test_a_zero_that_is_right_is_not_told(f, args):
    assert told(f, *args) == []


def test_fractions_and_complex_numbers_are_left_alone():
    from backsweep.diagnosis.subject import Subject

    assert zero_times_inf(Subject(bs.trace(lambda z: z * z, 0j))) == []
