"""The pictures of a page: one for all folds that look alike."""

from backsweep import trace
from backsweep.show.page.drawings import drawings


def spring(turns):
    def f(x, v):
        for _ in range(turns):
            v = v - 0.001 * x
            x = x + 0.001 * v
        return x

    return f


def test_a_small_graph_is_one_picture_without_folds():
    svg, told = drawings(trace(spring(3), 1.0, 0.0))
    assert svg.count("data-node") == 14
    assert set(told) == {"scale"}


def test_a_thousand_turns_need_few_pictures():
    _, told = drawings(trace(spring(1000), 1.0, 0.0))
    assert len(told["folds"]["titles"]) > 100
    assert len(told["pictures"]) < 10
    assert -1 not in told["folds"]["drawn"][1:]


def test_folds_begin_within_the_one_they_are_in():
    _, told = drawings(trace(spring(1000), 1.0, 0.0))
    folds = told["folds"]
    starts = [sum(folds["starts"][: number + 1]) for number in range(len(folds["starts"]))]
    for number in range(1, len(starts)):
        parent = number - folds["parents"][number]
        assert starts[parent] <= starts[number]
        assert starts[number] + folds["sizes"][number] <= starts[parent] + folds["sizes"][parent]


def test_a_picture_in_a_page_has_no_style_of_its_own():
    svg, told = drawings(trace(spring(1000), 1.0, 0.0))
    for text in (svg, *(picture["svg"] for picture in told["pictures"])):
        assert "<style" not in text
        assert "style=" not in text
