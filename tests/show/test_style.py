"""The style sheet: one look for each level, on light and on dark paper."""

import re

import pytest
from test_palette import contrast

from backsweep.show.palette import LEVELS
from backsweep.show.style import DARK, LIGHT, STYLE


def colours(theme):
    return dict(re.findall(r"--(\w+):(#\w+)", theme))


def full(colour):
    return colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "line", "value", "der", "now", "bad"])
def test_every_ink_can_be_told_from_the_paper(theme, ink):
    found = colours(theme)
    # WCAG 2, level AA: 4.5 for texts, 3 for lines that carry a meaning.
    assert contrast(full(found[ink]), full(found["paper"])) >= (3.0 if ink in ("now", "bad") else 4.5)


def test_both_themes_have_the_same_colours():
    assert colours(LIGHT).keys() == colours(DARK).keys()


def test_every_colour_that_is_used_is_given():
    assert set(re.findall(r"var\(--(\w+)\)", STYLE)) <= set(re.findall(r"--(\w+):", LIGHT))


@pytest.mark.parametrize("level", [*map(str, range(LEVELS)), "zero", "nan", "inf"])
def test_every_level_has_a_look(level):
    assert re.search(rf"\[data-level='?{level}'?\] \.box", STYLE)


def test_nothing_is_fetched():
    assert "url(" not in STYLE
    assert "@import" not in STYLE


def test_paper_is_printed_light():
    assert "@media screen and (prefers-color-scheme:dark)" in STYLE
