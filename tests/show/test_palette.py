"""The colour scale: even to the eye, by known measures of lightness, and honest about zero, infinity and nan."""

import itertools
import math
from fractions import Fraction

import pytest

from backsweep.show.palette import CIVIDIS, DARK_INK_FROM, LEVELS, largest, log_size, scale


def linear(colour):
    """The three channels in linear light (IEC 61966-2-1)."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]


def luminance(colour):
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def lightness(colour):
    """CIE L*."""
    y = luminance(colour)
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def contrast(one, other):
    """The contrast ratio of WCAG 2."""
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_the_steps_of_lightness_are_even():
    steps = [lightness(b) - lightness(a) for a, b in itertools.pairwise(CIVIDIS)]
    assert min(steps) > 0
    assert max(steps) < 1.4 * min(steps)


def test_the_ink_can_be_read_on_every_colour():
    inks = ["#ffffff" if level < DARK_INK_FROM else "#000000" for level in range(LEVELS)]
    assert min(map(contrast, CIVIDIS, inks)) >= 4.5  # WCAG 2, level AA


def test_near_ders_are_told_apart_by_equal_differences():
    fitted = scale([1.0, 2.0, 9.0])
    assert [fitted.level(der) for der in (0.5, 1.0, 1.5, -5.0, 9.0)] == ["0", "0", "1", "4", "8"]


def test_ders_over_decades_are_told_apart_by_equal_ratios():
    fitted = scale([1e-3, 1e3])
    assert [fitted.level(10.0**power) for power in range(-4, 5)] == ["0", "0", "1", "2", "4", "5", "7", "8", "8"]


def test_rounding_noise_does_not_take_all_the_colours():
    assert scale([1e-17, 0.5, 1.0]).level(0.5) == "8"
    assert scale([1e-17, 0.001, 1.0]).level(0.001) == "4"


@pytest.mark.parametrize(
    ("der", "level"),
    [
        (0, "zero"),
        (0.0, "zero"),
        (-0.0, "zero"),
        (Fraction(0), "zero"),
        (0j, "zero"),
        (math.nan, "nan"),
        (complex(math.nan, 0), "nan"),
        (math.inf, "inf"),
        (-math.inf, "inf"),
        ((1.0, math.nan), "nan"),
        ((), "zero"),
        (None, "none"),
        (10**400, "8"),
        (Fraction(1, 10**400), "0"),
        (3 + 4j, "8"),
    ],
)
def test_every_kind_of_der_has_a_level(der, level):
    assert scale([1.0, 5.0]).level(der) == level


def test_a_scale_of_nothing_still_answers():
    assert scale([]).level(1.0) == "8"


def test_bounds_run_from_the_smallest_to_the_largest():
    assert scale([0.0, 2.0, 4.0]).bounds()[0] == -math.inf
    assert scale([0.0, 2.0, 4.0]).bounds()[-1] == pytest.approx(math.log10(4))
    assert scale([1e-3, 1e3]).bounds()[::9] == pytest.approx([-3, 3])


def test_the_size_of_huge_numbers_is_known():
    assert log_size(-(10**400)) == 400
    assert log_size(Fraction(1, 10**400)) == -400


def test_the_largest_of_several():
    assert largest([]) is None
    assert largest([-3, 2.0]) == 3
    assert math.isnan(largest([1.0, math.nan, math.inf]))
    assert largest([1.0, (2.0, -7.0)]) == 7.0
