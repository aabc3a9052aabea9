"""SVG: well-formed, escaped, described; and measured in a real browser, where no text may meet another or a box."""

import re
import xml.etree.ElementTree as ET

import pytest
from drawn import at_random, decay, network, runge_kutta, squares

import backsweep as bs
from backsweep import Node, trace
from backsweep.show.folding import fold_tree
from backsweep.show.graph import Graph
from backsweep.show.picture import picture
from backsweep.show.svg import path, safe, svg

SVG = "{http://www.w3.org/2000/svg}"


def root(told, *args, **options):
    return ET.fromstring(svg(picture(told, *args), **options))


def test_it_is_one_image_with_a_title_and_a_description():
    drawn = root(squares())
    assert drawn.tag == SVG + "svg"
    assert drawn.get("role") == "img"
    assert [drawn[0].tag, drawn[0].text] == [SVG + "title", "y = 25.0"]
    assert drawn[1].tag == SVG + "desc"
    assert "w1 = 3.0" in drawn[1].text


def test_every_node_and_edge_can_be_found_by_a_script():
    drawn = root(squares())
    assert [group.get("data-node") for group in drawn.iter(SVG + "g") if group.get("data-node")] == list("01234")
    edges = [group.get("data-edge") for group in drawn.iter(SVG + "g") if group.get("data-edge")]
    assert edges == ["0-2-0", "1-3-0", "2-4-0", "3-4-1"]
    (node,) = [group for group in drawn.iter(SVG + "g") if group.get("data-node") == "1"]
    assert [text.text for text in node.iter(SVG + "text") if text.get("class") in ("value", "der")] == ["−4.0", "−8.0"]
    (edge,) = [group for group in drawn.iter(SVG + "g") if group.get("data-edge") == "1-3-0"]
    assert [text.text for text in edge.iter(SVG + "text") if text.get("class") == "partial"] == ["−8.0"]


def test_folds_can_be_found_by_a_script():
    assert [group.get("data-fold") for group in root(decay(1000)).iter(SVG + "g") if group.get("data-fold")] == ["1"]


def test_what_comes_in_and_goes_out_can_be_found_where_it_is_one_node():
    graph = Graph(decay(1000))
    fold = next(fold for fold in fold_tree(graph).folds() if fold.title == "turns 1 to 10")
    opened = ET.fromstring(svg(picture(graph, within=fold)))
    stubs = [group.get("data-stub") for group in opened.iter(SVG + "g") if group.get("class") == "stub"]
    assert stubs == ["1", "0", "41"]  # in the order of their use, and then what goes out


def test_a_page_has_the_style_once_for_all_pictures():
    drawn = root(squares(), in_page=True)
    assert drawn.find(SVG + "style") is None
    assert drawn.get("role") == "group"
    assert not any("style" in element.attrib or "id" in element.attrib for element in drawn.iter())


def test_nothing_is_fetched():
    written = squares().svg()
    assert re.findall(r"https?://[^\"'<]*", written) == ["http://www.w3.org/2000/svg"]


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", '"><img onerror=alert(1)>', "a & b", "]]>", "--><!--", "\0\x1b", "&lt;", "'\"`"],
)
def test_names_stay_text(name):
    x = Node(2.0, name)
    drawn = ET.fromstring(trace(x * x).svg())
    tags = {element.tag.removeprefix(SVG) for element in drawn.iter()}
    assert tags <= {"svg", "title", "desc", "style", "rect", "g", "path", "text", "tspan"}
    assert not any(attribute.startswith("on") for element in drawn.iter() for attribute in element.attrib)


def test_what_xml_forbids_is_replaced():
    assert safe("a\0b\ud800c\uffff\t") == "a\ufffdb\ufffdc\ufffd\t"


def test_a_level_edge_is_drawn_level_and_others_as_curves():
    assert path(((0.0, 5.0), (10.0, 5.0), (50.0, 5.0), (80.0, 5.0))) == "M0 5H10H50H73"
    assert "C" in path(((0.0, 5.0), (10.0, 5.0), (50.0, 25.0), (80.0, 25.0)))


def test_exponents_are_raised_and_the_line_goes_on():
    written = trace(lambda x: x**2, 3.0).svg()
    assert re.search(r'<tspan dy="-[\d.]+" font-size="[\d.]+">2</tspan>', written)


def test_pictures_of_300_nodes_are_small():
    assert len(runge_kutta(13).svg()) < 600_000


# In a browser: the boxes of every text and every rectangle, in the picture's own coordinates.
MEASURE = """() => {
  const place = (element) => {
    const { x, y, width, height } = element.getBBox();
    return [x, y, x + width, y + height];
  };
  const all = (selector) => [...document.querySelectorAll(selector)];
  const inside = (text) => place(text.parentNode.querySelector(".box:last-of-type"));
  return {
    paper: place(document.querySelector(".paper")),
    boxes: all(".node > .box, .fold > .box:last-of-type").map(place),
    lines: all(".node .line, .fold .line").map((text) => [place(text), inside(text), text.textContent]),
    texts: all("text").filter((text) => text.textContent).map((text) => [place(text), text.textContent]),
    wires: all(".wire").map((wire) => {
      const length = wire.getTotalLength();
      return [...Array(41).keys()].map((n) => wire.getPointAtLength(length * n / 40)).map(({ x, y }) => [x, y]);
    }),
  };
}"""


def meet(one, other, slack=0.5):
    """Whether two rectangles overlap by more than `slack`."""
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > slack and min(one[3], other[3]) - max(one[1], other[1]) > slack
    )


def tight(box):
    """The ink of a text: a font's box has room above and below for letters with marks."""
    left, top, right, bottom = box
    return left, top + 0.2 * (bottom - top), right, bottom - 0.2 * (bottom - top)


def first_fold(told):
    graph = Graph(told)
    return picture(graph, within=list(fold_tree(graph).folds())[1])


PICTURES = {
    "squares": lambda: picture(squares()),
    "seeded squares": lambda: picture(squares(), 6),
    "network": lambda: picture(network()),
    "runge_kutta": lambda: picture(runge_kutta(2)),
    "300 nodes": lambda: picture(runge_kutta(13)),
    "sum of 40": lambda: picture(trace(lambda xs: bs.sum([x * x for x in xs]), [0.1 * n for n in range(40)])),
    "folds": lambda: picture(decay(1000)),
    "a loop opened": lambda: first_fold(decay(1000)),
    "long names": lambda: picture(trace(Node(1.0, "W" * 300) * Node(2.0, "微分" * 90))),
    "forward": lambda: picture(trace(lambda a, b, c: a * b + bs.exp(c), 1.0, 2.0, 3.0, mode="forward")),
    **{f"random {seed}": lambda seed=seed: picture(at_random(seed)) for seed in range(8)},
}


def holds(outer, inner):
    """Whether a rectangle lies within another."""
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


@pytest.fixture(params=PICTURES)
def measured(request, browser):
    """What the browser makes of a picture."""
    page = browser.new_page()
    page.set_content(svg(PICTURES[request.param]()))
    found = page.evaluate(MEASURE)
    page.close()
    assert found["boxes"]
    assert found["wires"]
    return found


def test_in_a_browser_formulas_keep_to_their_boxes(measured):
    assert measured["lines"]
    for box, inside, text in measured["lines"]:
        assert holds(inside, tight(box)), text


def test_in_a_browser_no_text_is_clipped_or_meets_another(measured):
    texts = [(tight(box), text) for box, text in measured["texts"]]
    for number, (box, text) in enumerate(texts):
        assert holds(measured["paper"], box), text
        assert not [another for other, another in texts[number + 1 :] if meet(box, other)], text


def test_in_a_browser_numbers_meet_neither_boxes_nor_edges(measured):
    lines = {text for _, _, text in measured["lines"]}
    for box, text in measured["texts"]:
        if text not in lines:
            left, top, right, bottom = tight(box)
            assert not [other for other in measured["boxes"] if meet(tight(box), other)], text
            assert not [1 for wire in measured["wires"] for x, y in wire if left < x < right and top < y < bottom], text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_browser_the_paper_follows_the_readers_scheme(browser, scheme):
    page = browser.new_page(color_scheme=scheme)
    page.set_content(squares().svg())
    colour = page.evaluate("() => getComputedStyle(document.querySelector('.paper')).fill")
    page.emulate_media(media="print")
    printed = page.evaluate("() => getComputedStyle(document.querySelector('.paper')).fill")
    page.close()
    assert colour == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 28)"}[scheme]
    assert printed == "rgb(255, 255, 255)"
