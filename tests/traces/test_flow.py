"""The loops of a code object, read off its bytecode; programs that know which turn they are in are the witness."""

import linecache
import random
import time

import pytest

from backsweep import trace
from backsweep.traces.flow import Flow, bits


def loops(source):
    """The lines that the loops of f begin on."""
    names = {}
    exec(source, names)
    return sorted(loop.line for loop in Flow(names["f"].__code__).loops)


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("    return x", []),
        ("    for _ in x:\n        pass", [2]),
        ("    while x:\n        x = x - 1", [2]),
        ("    while x and (\n        x > 1\n    ):\n        if x == 7: continue\n        x = x - 1", [2]),
        ("    while True:\n        x = x - 1\n        if not x: break", [2]),
        ("    for _ in x:\n        for _ in x:\n            while x:\n                x = x - 1", [2, 3, 4]),
        ("    try:\n        x = 1 / x\n    except ZeroDivisionError:\n        x = 2\n    return x", []),
        (
            "    for _ in x:\n        try:\n            x = 1 / x\n        except KeyError:\n            x = 2",
            [2],
        ),
        ("    with x:\n        x = 1\n    return x", []),
        ("    return (yield from x)", []),
    ],
)
def test_loops_begin_on_their_lines(body, lines):
    assert loops(f"def f(x):\n{body}\n") == lines


def test_waiting_is_no_loop():
    assert loops("async def f(x):\n    await x\n    async with x:\n        await x\n") == []
    assert loops("async def f(x):\n    async for y in x:\n        await y\n") == [2]


def test_a_function_of_many_branches_is_read_in_time():
    lines = "".join(f"        if x == {n}:\n            x = x + {n}\n" for n in range(1_000))
    start = time.perf_counter()
    assert loops(f"def f(x):\n    for _ in range(3):\n{lines}") == [2]
    assert time.perf_counter() - start < 10


def test_bits_are_counted_from_the_lowest():
    assert list(bits(0)) == []
    assert list(bits(1 << 200 | 5)) == [0, 2, 200]


class Program:
    """A function at random of loops, branches and exceptions; what each step adds to x says which turns it is in."""

    def __init__(self, seed):
        self.chance, self.lines, self.names = random.Random(seed), ["def f(x):"], 0
        self.block(1, [], 3)
        self.step(1, [])
        self.add(1, "return x")
        self.source = "\n".join(self.lines) + "\n"

    def add(self, depth, line):
        self.lines.append("    " * depth + line)

    def step(self, depth, turns):
        numbers = " + ".join(f"{1000 ** (2 - level)} * ({turn} + 1)" for level, turn in enumerate(turns))
        self.add(depth, f"x = x + ({numbers or 0})")

    def block(self, depth, turns, room):
        for _ in range(self.chance.randint(1, 3)):
            kind = self.chance.choice(
                [self.step, self.branch, self.attempt, self.loop, self.loop] if room else [self.step]
            )
            kind(depth, turns, *([room] if kind != self.step else []))

    def leave(self, depth, turns, by):
        leaves = bool(turns) and self.chance.random() < 0.3
        if leaves:
            self.add(depth, self.chance.choice(by))
        return leaves

    def branch(self, depth, turns, room):
        self.add(depth, f"if {self.chance.choice([*turns, 'G'])} % 2 == {self.chance.randint(0, 1)}:")
        self.step(depth + 1, turns)
        if not self.leave(depth + 1, turns, ["continue", "break"]):
            self.block(depth + 1, turns, room - 1)
        if self.chance.random() < 0.6:
            self.add(depth, "else:")
            self.block(depth + 1, turns, room - 1)

    def attempt(self, depth, turns, room):
        self.add(depth, "try:")
        self.step(depth + 1, turns)
        self.add(depth + 1, f"if {self.chance.choice([*turns, 'G'])} % 2: raise KeyError")
        self.step(depth + 1, turns)
        self.add(depth, "except KeyError:")
        self.step(depth + 1, turns)
        self.leave(depth + 1, turns, ["continue"])
        if self.chance.random() < 0.4:
            self.add(depth, "finally:")
            self.step(depth + 1, turns)

    def loop(self, depth, turns, room):
        if len(turns) == 3:
            self.step(depth, turns)
            return
        turn, self.names = f"turn{self.names}", self.names + 1
        if self.chance.random() < 0.5:
            self.add(depth, f"for {turn} in range({self.chance.randint(1, 4)}):")
        else:
            self.add(depth, f"{turn} = -1")
            test = self.chance.choice([f"{turn} < 2", f"{turn} < 2 and {turn} < 5", "True"])
            self.add(depth, f"while {test}:")
            self.add(depth + 1, f"{turn} += 1")
            if test == "True":
                self.add(depth + 1, f"if {turn} > 2: break")
        self.step(depth + 1, [*turns, turn])
        self.block(depth + 1, [*turns, turn], room - 1)
        if self.chance.random() < 0.2:
            self.add(depth, "else:")
            self.step(depth + 1, turns)


def turns_of(origin):
    scope, turns = origin.scope, []
    while scope is not None:
        turns += [scope.turn] if scope.kind == "turn" else []
        scope = scope.outer
    return turns[::-1]


@pytest.mark.parametrize("seed", range(60))
def test_each_step_is_in_the_turns_that_the_program_itself_counts(seed):
    program, name = Program(seed), f"<program {seed}>"
    linecache.cache[name] = (len(program.source), None, program.source.splitlines(True), name)
    names = {"G": seed % 2}
    try:
        exec(compile(program.source, name, "exec"), names)
        found = trace(names["f"], 0)
    finally:
        del linecache.cache[name]
    for node in found.order[1:]:
        code = node.args[1]
        counted = [turn for turn in (code // 10**6, code // 1000 % 1000, code % 1000) if turn]
        assert turns_of(found.origin(node)) == counted, f"line {found.origin(node).place.line} of\n{program.source}"


def test_an_except_that_leaves_an_endless_loop_counts_as_after_it():
    def f(x):
        while True:
            try:
                x = x * 2
                [].pop()
            except IndexError:
                x = x + 1
                break
        return x

    assert [turns_of(found.origin(node)) for found in [trace(f, 1.0)] for node in found.order[1:]] == [[1], []]
