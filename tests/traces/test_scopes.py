"""Which call, and which turn of which loop, a node was made in."""

import backsweep as bs
from backsweep import trace


def paths(f, *args):
    """For each computed node the calls and turns around it, outermost first."""
    found = trace(f, *args)
    told = []
    for node, _ in found.steps():
        origin = found.origin(node)
        scope, steps = origin.scope if origin else None, []
        while scope is not None:
            if scope.kind != "loop":
                steps.append(scope.turn or scope.name)
            scope = scope.outer
        if origin:
            told.append(tuple(reversed(steps)))
    return told


def test_turns_of_a_loop_are_counted():
    def f(x):
        for _ in range(3):
            y = x * 2
            x = y + 1
        return x

    assert paths(f, 1.0) == [("f", 1), ("f", 1), ("f", 2), ("f", 2), ("f", 3), ("f", 3)]


def test_a_loop_of_one_operation():
    def f(x):
        for _ in range(3):
            x = x * 2
        return x

    assert paths(f, 1.0) == [("f", 1), ("f", 2), ("f", 3)]


def test_loops_within_loops():
    def f(x):
        for _ in range(2):
            x = x + 1
            for _ in range(2):
                x = x * 2
        return x - 1

    assert paths(f, 1.0) == [("f", 1), ("f", 1, 1), ("f", 1, 2), ("f", 2), ("f", 2, 1), ("f", 2, 2), ("f",)]


def test_while_continue_and_comparisons():
    def f(x):
        while abs(x) < 10:
            x = x * 2
            if x < 5:
                continue
            x = x + 1
        return x

    assert paths(f, 1.0) == [("f", 1), ("f", 2), ("f", 3), ("f", 3), ("f", 4), ("f", 4)]


def test_two_loops_one_after_the_other():
    def f(x):
        for _ in range(2):
            x = x * 2
        for _ in range(2):
            x = x * 3
        return x

    assert paths(f, 1.0) == [("f", 1), ("f", 2)] * 2


def test_what_a_builtin_calls_back_is_one_turn():
    def f(x):
        for _ in range(2):
            x = sum([x, x, x])
        return x

    assert paths(f, 1.0) == [("f", 1)] * 3 + [("f", 2)] * 3


def test_calls_within_turns():
    def step(x):
        return x * 2

    def f(x):
        for _ in range(2):
            x = step(step(x))
        return x

    assert paths(f, 1.0) == [("f", 1, "step"), ("f", 1, "step"), ("f", 2, "step"), ("f", 2, "step")]


def test_comprehensions_and_generators():
    def f(x):
        several = [x * k for k in range(2)]

        def powers():
            for k in range(2):
                yield x**k

        return bs.sum(several) + bs.sum(powers())

    assert paths(f, 1.0) == [("f", 1), ("f", 2), ("f",), ("f", "powers", 1), ("f", "powers", 2), ("f",), ("f",)]


def test_recursion():
    def f(x, n=2):
        return f(x * 2, n - 1) if n else x

    assert paths(lambda x: f(x), 1.0) == [("<lambda>", "f"), ("<lambda>", "f", "f")]


def test_a_loop_begins_on_its_own_line():
    def f(x):
        while x < 2:
            x = x + 1
        return x

    found = trace(f, 1.0)
    scope = found.origin(found.output).scope
    assert scope.outer.kind == "loop"
    assert scope.outer.place.text == "while x < 2:"
    assert found.origin(found.output).place.text == "x = x + 1"


def test_turns_that_take_different_branches():
    def f(x):
        for turn in range(4):
            x = x * 2 if turn % 2 else x + 1
        return x

    assert paths(f, 1.0) == [("f", 1), ("f", 2), ("f", 3), ("f", 4)]


def test_turns_in_which_nothing_is_seen_are_not_counted():
    def f(x):
        for turn in range(6):
            if turn % 2:
                x = x * 2
        return x

    assert paths(f, 1.0) == [("f", 1), ("f", 2), ("f", 3)]


def test_an_exception_does_not_begin_another_turn():
    def f(x):
        for turn in range(2):
            try:
                x = x * 2
                if turn == 0:
                    raise KeyError
            except KeyError:
                x = x + 1
            x = x - 1
        return x * 5

    assert paths(f, 1.0) == [("f", 1)] * 3 + [("f", 2)] * 2 + [("f",)]


def test_what_leaves_a_loop_is_part_of_its_last_turn():
    def f(x):
        for turn in range(5):
            x = x * 2
            if turn == 1:
                return x + 1
        return x

    assert paths(f, 1.0) == [("f", 1), ("f", 2), ("f", 2)]


def test_generators_that_hand_on_to_others():
    def f(x):
        def powers():
            for k in range(2):
                yield x**k

        def twice():
            yield from powers()
            yield from powers()

        return bs.sum(twice())

    assert paths(f, 1.0) == [("f", "twice", "powers", 1), ("f", "twice", "powers", 2)] * 2 + [("f",)]


def test_coroutines():
    async def step(x):
        return x * 2

    async def main(x):
        for _ in range(2):
            x = await step(x)
        return x + 1

    def f(x):
        try:
            main(x).send(None)
        except StopIteration as stop:
            return stop.value

    assert paths(f, 1.0) == [("f", "main", 1, "step"), ("f", "main", 2, "step"), ("f", "main")]


class Multiples:
    """An iterator that makes a node each time."""

    def __init__(self, x):
        self.x, self.count = x, 0

    def __iter__(self):
        return self

    def __next__(self):
        self.count += 1
        if self.count > 2:
            raise StopIteration
        return self.x * self.count


def test_waiting_for_an_iterator_is_one_turn():
    def f(x):
        def g():
            for _ in range(2):
                yield from Multiples(x)

        return bs.sum(g())

    assert paths(f, 1.0) == [("f", "g", 1, "__next__")] * 2 + [("f", "g", 2, "__next__")] * 2 + [("f",)]


class Pause:
    """What a coroutine waits for once."""

    def __await__(self):
        yield


def test_coroutines_that_are_suspended_on_the_way():
    async def step(x):
        await Pause()
        return x * 2

    async def main(x):
        for _ in range(3):
            x = await step(x)
        return x

    def f(x):
        running = main(x)
        while True:
            try:
                running.send(None)
            except StopIteration as stop:
                return stop.value

    assert [path[-3:] for path in paths(f, 1.0)] == [("main", turn, "step") for turn in (1, 2, 3)]


def test_a_generator_that_an_exception_is_thrown_into():
    def f(x):
        caught = []

        def g():
            try:
                yield x
            except KeyError:
                caught.append(x * 2)
                yield x

        generator = g()
        next(generator)
        generator.throw(KeyError)
        return caught[0] + 1

    assert paths(f, 1.0) == [("f", "g"), ("f",)]
