"""Results are called what the source calls them."""

from types import SimpleNamespace

import backsweep as bs
from backsweep import Node, trace
from backsweep.traces.assigned import assigned


def names(f, *args):
    return [step.node for step in trace(f, *args).forward]


def test_a_result_is_called_what_it_is_assigned_to():
    def f(x):
        u = x + 2
        v: object = bs.sin(u)
        return u * v

    assert names(f, 1.0) == ["x", "u", "v", "y"]


def test_tuples_attributes_places_in_lists_and_augmented_assignments():
    def f(x):
        a, (b, c) = x + 1, (x + 2, x + 3)
        box, row = SimpleNamespace(), [0]
        box.w = a * b
        row[0] = box.w * c
        x *= row[0]
        if (z := x - 1) is not None:
            return z
        return x

    assert names(f, 1.0) == ["x", "a", "b", "c", "box.w", "row[0]", "x_2", "z"]


def test_only_the_whole_of_what_is_assigned_has_the_name():
    def f(x):
        y = (x + 1) * (x + 2)
        return y

    assert names(f, 1.0) == ["x", "v1", "v2", "y"]


def test_what_a_function_returns_is_called_what_its_caller_calls_it():
    def squared(x):
        inner = x * x
        return inner

    def f(x):
        height = squared(x)
        return height + 1

    assert names(f, 2.0) == ["x", "height", "y"]


def test_a_second_name_for_a_node_does_not_rename_it():
    def same(x):
        return x

    def f(x):
        u = x * 2
        v = same(u)
        w = +v
        return w + x

    assert names(f, 2.0) == ["x", "u", "y"]


def test_constants_made_on_the_way_have_their_names():
    def f(x):
        two = Node(2.0)
        return x * two

    assert names(f, 1.0) == ["x", "two", "y"]


def test_names_given_by_hand_come_first_and_repeated_ones_are_numbered():
    def f(x):
        for _ in range(3):
            u = x * 2
            x = u
        u.name = "last"
        return u

    assert names(f, 1.0) == ["x", "u", "u_2", "last"]


def test_a_hundred_thousand_nodes_of_one_name_take_no_time_to_number():
    def f(x):
        for _ in range(100_000):
            x = x + 1.0
        return x

    assert list(trace(f, 0.0).labels.values())[-1] == "x_100001"


def test_without_source_there_are_no_names():
    space = {}
    exec("def f(x):\n    u = x + 1\n    return u * u", space)
    assert assigned(space["f"].__code__) == {}
    assert names(space["f"], 1.0) == ["x", "v1", "y"]


def test_columns_are_counted_as_python_counts_them():
    def f(größe):
        länge = größe * 2
        höhe = bs.sin(länge)  # two on one line, after letters of two bytes
        return höhe

    assert names(f, 1.0) == ["größe", "länge", "höhe"]


def test_the_same_code_has_names_in_a_file_and_none_at_a_prompt(tmp_path):
    source = "def f(x):\n    doubled = x * 2\n    return doubled + 1\n"
    file = tmp_path / "model.py"
    file.write_text(source, encoding="utf-8")
    typed, written = {}, {}
    exec(source, typed)
    exec(compile(source, str(file), "exec"), written)
    assert [step.node for step in trace(typed["f"], 1.0).forward] == ["x", "v1", "y"]
    assert [step.node for step in trace(written["f"], 1.0).forward] == ["x", "doubled", "y"]


def test_what_a_comprehension_takes_from_an_iterator_is_not_its_result():
    class Multiples:
        def __init__(self, x):
            self.x, self.count = x, 0

        def __iter__(self):
            return self

        def __next__(self):
            self.count += 1
            if self.count > 2:
                raise StopIteration
            return self.x * self.count

    def f(x):
        doubled = [2 * each for each in Multiples(x)]
        return doubled[0] * doubled[1]

    assert [step.node for step in trace(f, 1.0).forward] == ["x", "v1", "v2", "v3", "v4", "y"]
