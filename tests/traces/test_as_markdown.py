"""A trace as Markdown: whatever a name holds, nothing of it is markup."""

import re

import pytest

from backsweep import Node, trace
from backsweep.traces.as_markdown import code


def test_the_worked_formula():
    x = Node(2, name="x")
    assert trace((x + 2) ** 2).markdown() == (
        "### Forward sweep\n"
        "\n"
        "| node | expression | value | local derivatives |\n"
        "| --- | --- | --- | --- |\n"
        "| `x` | input | `2` |  |\n"
        "| `v1` | `x + 2` | `4` | `dv1/dx = 1` |\n"
        "| `y` | `v1 ** 2` | `16` | `dy/dv1 = 2 * v1 = 8` |\n"
        "\n"
        "### Backward sweep\n"
        "\n"
        "| visit | der | contributions |\n"
        "| --- | --- | --- |\n"
        "| `y` | `1` | `v1.der += 1 * 8 = 8` |\n"
        "| `v1` | `8` | `x.der += 8 * 1 = 8` |\n"
        "| `x` | `8` |  |\n"
        "\n"
        "### Result\n"
        "\n"
        "- `y.val = 16`\n"
        "- `x.der = 8`"
    )


@pytest.mark.parametrize("name", ["a|b", "a`b", "``", "*a*", "<b>", "$x$", "_x_", "a\nb", "[x](y)", "\\", "&amp;"])
@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_no_name_breaks_a_table_or_becomes_markup(name, mode):
    x = Node(2.0, name=name)
    text = trace(x * x, mode=mode).markdown()
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    for rows in tables:
        # A bar that parts cells has no backslash before it.
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1
    # Outside code spans only our own words are left.
    outside = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", text)
    assert not re.search(r"[*<>$\[\]\\`_]", outside)


@pytest.mark.parametrize("text", ["a", "a`b", "`", "``a`", "a ``` b"])
def test_a_code_span_gives_back_its_text(text):
    fence, inside = re.fullmatch(r"(`+)(.*?)\1", code(text)).groups()
    assert fence not in re.findall("`+", inside)
    # CommonMark takes one space off both ends, where both are there.
    assert (inside[1:-1] if inside.startswith(" ") and inside.endswith(" ") else inside) == text
