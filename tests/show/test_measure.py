"""Texts are measured generously: no usual font is wider."""

from backsweep.show.measure import cut, width


def test_longer_texts_are_wider():
    assert 0 < width("i", 10) < width("m", 10) < width("mm", 10)


def test_width_grows_with_the_font():
    assert width("x = 2", 20) == 2 * width("x = 2", 10)


def test_marks_over_a_letter_take_no_room():
    assert width("e\u0301", 10) == width("e", 10)


def test_chinese_and_japanese_characters_are_wide():
    assert width("微分", 10) >= 20


def test_a_short_text_is_not_cut():
    assert cut("loss", 10, 100) == "loss"


def test_a_cut_text_has_room():
    text = cut("x" * 10_000, 10, 100)
    assert text.endswith("x…")
    assert width(text, 10) <= 100


def test_a_text_without_any_room_is_an_ellipsis():
    assert cut("loss", 10, 0) == "…"
