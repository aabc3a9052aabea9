"""Legends say what is there to be seen, and nothing else."""

import math

from drawn import decay, squares

import backsweep as bs
from backsweep import trace
from backsweep.show.legend import legend
from backsweep.show.palette import LEVELS
from backsweep.show.picture import picture


def texts(drawn):
    return [entry.text for entry in legend(drawn).entries if entry.text]


def levels(drawn):
    return [entry.level for entry in legend(drawn).entries if entry.level]


def test_a_finished_picture_has_everything():
    assert texts(picture(squares())) == [
        "|der|  0",
        "8",
        "over a box: its value",
        "under it: its der",
        "on an arrow: local derivative",
    ]
    assert levels(picture(squares())) == list(map(str, range(LEVELS)))


def test_it_is_the_same_in_every_frame():
    assert {legend(picture(squares(), step)) for step in range(12)} == {legend(picture(squares()))}


def test_levels_without_a_number_are_explained_where_they_occur():
    drawn = picture(trace(lambda x, y, z: bs.sqrt(x) + y * math.nan + z * 0.0, 0.0, 1.0, 2.0))
    assert levels(drawn)[LEVELS:] == ["zero", "nan", "inf"]
    assert [text for text in texts(drawn) if text in ("0", "nan", "±inf")] == ["0", "nan", "±inf"]


def test_folds_show_their_largest_der():
    assert "under a fold: the largest |der| in it" in texts(picture(decay(1000)))


def test_forward_mode_shows_gradients():
    assert "under it: its gradient" in texts(picture(trace(lambda x, y: x * y, 2.0, 3.0, mode="forward")))


def test_a_legend_keeps_to_the_width_of_its_picture():
    drawn = picture(squares())
    assert legend(drawn).width <= drawn.width
