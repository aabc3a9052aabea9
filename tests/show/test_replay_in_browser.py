"""The page's replay against the library itself, in a browser: every row of the table, and random functions of them."""

import math
import random

import pytest
from sampling import DRAWN, sample

from backsweep import BacksweepError, trace
from backsweep.kinds import Elementwise
from backsweep.row import TABLE
from backsweep.show.opcodes import NotReplayable, rule_of
from backsweep.show.page import SCRIPTS, part
from backsweep.show.page.contents import contents

POINTS = 25
STEPS = 40

# What a page computes at each point: every value, and every der.
REPLAY = """(asked) => asked.map(([data, points]) => {
  const program = new Program(data);
  return points.map((inputs) => {
    const run = Run.at(program, inputs.map(asNumber));
    return [run.val, run.der].map((column) => column.map((number) => tellAll(number)));
  });
})"""


def fixed(row, count):
    """Which arguments of a row are plain numbers: those without a derivative."""
    if not isinstance(row, Elementwise):
        return [False] * count
    return [(row.name, name) in DRAWN or static for name, static in zip(row.args, row.static, strict=True)]


def is_replayable(row):
    count = len(row.args)
    try:
        rule_of(row, [1 if part_of_rule else None for part_of_rule in fixed(row, count)])
    except NotReplayable:
        return False
    return True


ROWS = [row for row in TABLE.values() if is_replayable(row)]


@pytest.fixture(scope="module")
def replay(browser):
    """A function that replays programs: [(contents, points), ...] to the numbers at each point."""
    context = browser.new_context()
    page = context.new_page()
    page.set_content("<!doctype html>")
    scripts = map(part, SCRIPTS[: SCRIPTS.index("script/run.js") + 1])
    page.evaluate("\n".join([*scripts, "Object.assign(globalThis, { Program, Run, tellAll, asNumber });"]))

    def run(asked):
        spelled = [
            (told, [[x if math.isfinite(x) else str(x) for x in point] for point in points]) for told, points in asked
        ]
        return [
            [[list(map(float, column)) for column in at_point] for at_point in found]
            for found in page.evaluate(REPLAY, spelled)
        ]

    yield run
    context.close()


def alike(found, wanted, terms):
    """Within 1e-12 of the sum of the terms' sizes; the same where there is no finite number."""
    if math.isnan(wanted) or math.isinf(wanted):
        return found == wanted or (math.isnan(wanted) and math.isnan(found))
    return abs(found - wanted) <= 1e-12 * terms + 1e-305


def sums_of_terms(told):
    """For each node of a trace the sum of the sizes of what its der was added up from."""
    terms = dict.fromkeys(told.labels.values(), 0.0)
    terms[told.labels[told.output]] = 1.0
    for step in told.backward:
        for share in step.contributions:
            terms[share.parent] += abs(share.amount)
    return [terms[told.labels[node]] for node in told.order]


def compare(told, found, what):
    """Every value and every der of a trace, against what the browser found."""
    vals, ders = found
    for node, val, der, terms in zip(told.order, vals, ders, sums_of_terms(told), strict=True):
        label = told.labels[node]
        assert alike(val, node.val, abs(node.val)), f"{what}: {label} is {val!r}, not {node.val!r}"
        assert alike(der, told.ders.get(node, 0), terms), f"{what}: {label}.der is {der!r}, not {told.ders[node]!r}"


def of_row(row, point):
    """A row as a function of its arguments that have a derivative, scaled so that its der is not 1; and its inputs."""
    flat = row.flat(point)
    plain = fixed(row, len(flat))

    def f(*inputs):
        given = iter(inputs)
        args = [number if is_plain else next(given) for number, is_plain in zip(flat, plain, strict=True)]
        return row(*(row.split(args) if row.kind == "sequence" else args)) * 3.0

    return f, [float(number) for number, is_plain in zip(flat, plain, strict=True) if not is_plain]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_replayed_in_a_browser_gives_what_python_gives(replay, row):
    traces, asked = [], []
    for point in sample(row, POINTS, seed=4):
        f, inputs = of_row(row, point)
        told = trace(f, *inputs)
        traces.append((told, f"{row.name} at {point}"))
        asked.append((contents(told, "of a row"), [inputs]))
    for (told, what), (found,) in zip(traces, replay(asked), strict=True):
        compare(told, found, what)


def random_function(seed):
    """A function of three inputs that applies random rows to what it has, as far as the numbers stay moderate."""
    chance = random.Random(seed)
    plan: list[tuple] = []

    def f(*inputs):
        pool = list(inputs)
        for row, places, numbers in plan:
            args = [number if place is None else pool[place] for place, number in zip(places, numbers, strict=True)]
            pool.append(row(*(row.split(args) if row.kind == "sequence" else args)))
        return sum((1.0 + 0.1 * index) * node for index, node in enumerate(pool))

    start = [chance.uniform(-2, 2) for _ in range(3)]
    pool = list(start)
    while len(plan) < STEPS:
        row = chance.choice(ROWS)
        count = len(row.args) * (chance.randrange(1, 4) if row.kind == "sequence" else 1)
        numbers = [drawn(row, index, chance) for index in range(count)]
        places = [None if plain else chance.randrange(len(pool)) for plain in fixed(row, count)]
        args = [number if place is None else pool[place] for place, number in zip(places, numbers, strict=True)]
        try:
            val = row(*(row.split(args) if row.kind == "sequence" else args))
        except BacksweepError:
            continue
        if math.isfinite(val) and abs(val) < 1e6:
            pool.append(float(val))
            plan.append((row, places, numbers))
    return f, start


def drawn(row, index, chance):
    """A plain number for an argument that has no derivative."""
    name = row.args[index % len(row.args)]
    return DRAWN[row.name, name](chance) if (row.name, name) in DRAWN else chance.choice([-1.0, 0.5, 2, 3])


@pytest.mark.parametrize("seed", range(25))
def test_a_random_function_recorded_once_is_replayed_at_other_points(replay, seed):
    f, start = random_function(seed)
    chance = random.Random(seed)
    program = contents(trace(f, *start), "at random")
    assert program["reason"] == ""
    points, traces = [], []
    for _ in range(10):
        point = [x + chance.choice([0.0, 1e-9, 1e-3, 0.3]) * chance.uniform(-1, 1) for x in start]
        try:
            told = trace(f, *point)
        except BacksweepError:
            continue
        points.append(point)
        traces.append(told)
    (found,) = replay([(program, points)])
    for point, told, at_point in zip(points, traces, found, strict=True):
        if all(math.isfinite(node.val) for node in told.order):
            compare(told, at_point, f"seed {seed} at {point}")
