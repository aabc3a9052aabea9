"""The page's replay against the library itself, for every row of the table, in a browser."""

import math

import pytest
from sampling import DRAWN, sample

from backsweep import trace
from backsweep.kinds import Elementwise
from backsweep.row import TABLE
from backsweep.show.opcodes import NotReplayable, rule_of
from backsweep.show.page import part
from backsweep.show.page.contents import contents

ROWS = [row for row in TABLE.values() if row.name not in ("stop_gradient",)]
POINTS = 25

# What a page does at a point: the value, the local derivatives, the inputs' ders and the first gradient.
REPLAY = """(points) => {
  const found = [];
  for (const [data, inputs] of points) {
    const program = new Program(data);
    const run = Run.at(program, inputs.map(asNumber));
    found.push([run.val[program.output], ...run.der.slice(0, program.inputs)].map((told) => tellAll(told)));
  }
  return found;
}"""


def program(row, point):
    """The trace of a row alone, scaled so that its der is no 1; arguments without a derivative are numbers."""
    static = row.static if isinstance(row, Elementwise) else ()
    flat = row.flat(point)
    fixed = (
        [(row.name, name) in DRAWN or static[index] for index, name in enumerate(row.args)]
        if static
        else [False] * len(flat)
    )

    def f(*inputs):
        given = iter(inputs)
        args = [number if is_fixed else next(given) for number, is_fixed in zip(flat, fixed, strict=True)]
        return row(*(row.split(args) if row.kind == "sequence" else args)) * 3.0

    return f, [number for number, is_fixed in zip(flat, fixed, strict=True) if not is_fixed]


def close(found, wanted, terms):
    """Within 1e-12 of the terms' size; alike where there is no number."""
    if not math.isfinite(wanted):
        return found == wanted or (math.isnan(wanted) and math.isnan(found))
    return abs(found - wanted) <= 1e-12 * terms + 1e-305


def replayable(row):
    try:
        rule_of(
            row,
            [1 if (row.name, name) in DRAWN else None for name in row.args]
            if row.kind != "sequence"
            else [None] * len(row.args),
        )
    except NotReplayable:
        return False
    return True


@pytest.fixture(scope="module")
def page(browser):
    context = browser.new_context()
    page = context.new_page()
    page.set_content("<!doctype html>")
    page.evaluate(
        "\n".join(part(f"script/{name}.js") for name in ("numbers", "words", "dom", "machine", "program", "run"))
        + "\nObject.assign(globalThis, { Program, Run, tellAll, asNumber });"
    )
    yield page
    context.close()


@pytest.mark.parametrize("row", [row for row in ROWS if replayable(row)], ids=lambda row: row.name)
def test_a_row_replayed_in_a_browser_gives_what_python_gives(page, row):
    asked, wanted = [], []
    for point in sample(row, POINTS, seed=4):
        f, inputs = program(row, point)
        told = trace(f, *map(float, inputs))
        asked.append((contents(told, "of a row"), [x if math.isfinite(x) else str(float(x)) for x in inputs]))
        wanted.append((point, [told.output.val, *(told.gradient[told.labels[node]] for node in told.inputs)]))
    for (point, expected), found in zip(wanted, page.evaluate(REPLAY, asked), strict=True):
        for number, (known, got) in enumerate(zip(expected, map(float, found), strict=True)):
            assert close(got, known, abs(known)), f"{row.name} at {point}: entry {number} is {got!r}, not {known!r}"
