"""annotate: what each line of the source did."""

import inspect
import linecache
import math
import operator
from fractions import Fraction

import pytest

import backsweep as bs
from backsweep import CannotSave, Node, StructureError, WrongKind, annotate, trace


def square(x):
    return x * x


def looped(x):
    total = 0.0
    for step in range(1_000):
        total = total + square(x) * step

    return bs.sqrt(total)


def cancelling(x):
    c = bs.cos(x)
    return (1 - c) / (x * x)


def busy(found):
    return {line.source.strip(): line for line in found.lines if line.nodes}


def test_each_line_has_the_nodes_it_made():
    found = annotate(looped, 2.0)
    assert [function.name for function in found.functions] == ["looped", "square"]
    assert {source: line.nodes for source, line in busy(found).items()} == {
        "total = total + square(x) * step": 2_000,
        "return bs.sqrt(total)": 1,
        "return x * x": 1_000,
    }
    assert found.elsewhere == 0


def test_whole_functions_are_shown_with_their_lines():
    found = annotate(looped, 2.0)
    source, first = inspect.getsourcelines(looped)
    (function, _) = found.functions
    assert [line.source for line in function.lines] == [line.rstrip() for line in source]
    assert [line.place.line for line in function.lines] == list(range(first, first + len(source)))
    assert (function.file, function.known) == (__file__, True)


def test_ranges_are_of_values_and_of_the_size_of_ders():
    line = busy(annotate(cancelling, 2.0))["return (1 - c) / (x * x)"]
    c = math.cos(2.0)
    assert (line.values.low, line.values.high) == ((1 - c) / 4, 4.0)
    # d/d(1 - c) = 1/4, d/d(x * x) = -(1 - c) / 16, dy/dy = 1
    assert (line.ders.low, line.ders.high) == (pytest.approx((1 - c) / 16), 1.0)


def test_forward_mode_has_the_same_ders():
    told, reverse = (annotate(trace(cancelling, 2.0, mode=mode)).lines for mode in ("forward", "reverse"))
    assert told == reverse


def test_the_share_in_the_error_is_largest_where_the_digits_are_lost():
    found = annotate(cancelling, 1e-4)
    shares = {source: line.share for source, line in busy(found).items()}
    assert shares["c = bs.cos(x)"] > 0.999  # half a unit in the last place of 1, times 1e8
    assert sum(shares.values()) == pytest.approx(1.0)
    assert 7 < found.digits < 9


def test_exact_operations_have_no_share():
    found = annotate(lambda x: 0.0 + x * 2.0 - x, 3.0)
    assert [line.share for line in found.lines if line.nodes] == [0.0]
    assert found.digits > 15


def test_nan_and_infinities_are_told_and_the_error_is_unknown():
    found = annotate(lambda x: bs.sum([x * math.inf, x * math.nan]), 2.0)
    (line,) = [line for line in found.lines if line.nodes]
    assert str(line.values) == "inf and 2 nan"
    assert (line.share, line.error, found.digits) == (None, None, None)


def test_complex_numbers_go_by_modulus_and_fractions_stay_exact():
    (line,) = [line for line in annotate(square, 3 + 4j).lines if line.nodes]
    assert str(line.values) == "|25.0|"
    (line,) = [line for line in annotate(square, Fraction(1, 3)).lines if line.nodes]
    assert (line.values.low, line.error) == (Fraction(1, 9), 0.0)


def test_nodes_that_the_result_does_not_need_are_not_counted():
    def f(x):
        bs.sin(x)
        return x * x

    assert list(busy(annotate(f, 1.0))) == ["return x * x"]


def test_a_constant_made_on_the_way_is_a_node_of_its_line():
    def f(x):
        two = Node(2.0)
        return x * two

    assert busy(annotate(f, 1.0))["two = Node(2.0)"].nodes == 1


def test_inner_functions_are_part_of_the_function_around_them():
    def outer(xs):
        def inner(x):
            return x * x

        return bs.sum(inner(x) for x in xs)

    (function,) = annotate(outer, [1.0, 2.0]).functions
    assert function.name == "outer"
    assert [line.nodes for line in function.lines] == [0, 0, 2, 0, 1]


def test_methods_are_called_by_their_class():
    found = annotate(Model(3.0).loss, 2.0)
    assert found.functions[0].name == "Model.loss"
    assert found.trace.gradient == {"x": 3.0}


class Model:
    def __init__(self, weight):
        self.weight = weight

    def loss(self, x):
        return x * self.weight


def test_a_function_made_by_exec_has_its_figures_without_its_source():
    names = {}
    exec("def f(x):\n    y = x * x\n    return y + 1", names)
    (function,) = annotate(names["f"], 3.0).functions
    assert (function.file, function.known) == ("<string>", False)
    assert [(line.place.line, line.source, line.nodes) for line in function.lines] == [(2, "", 1), (3, "", 1)]


def test_a_cell_of_a_notebook_is_found_where_python_keeps_it():
    source = "def f(x):\n    return x * x\n"
    name = "/tmp/ipykernel_1/123.py"
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    names = {}
    exec(compile(source, name, "exec"), names)
    try:
        (function,) = annotate(names["f"], 3.0).functions
    finally:
        del linecache.cache[name]
    assert (function.name, [line.source for line in function.lines]) == ("f", ["def f(x):", "    return x * x"])


def test_a_function_written_in_c_has_no_lines():
    found = annotate(operator.mul, 2.0, 3.0)
    assert (found.functions, found.elsewhere) == ((), 1)


def test_a_finished_node_has_no_lines():
    found = annotate(Node(2.0) * 3)
    assert (found.lines, found.elsewhere) == ((), 1)


def test_several_results_of_one_call_are_told_one_by_one():
    both = bs.custom_derivative(lambda a: (a * 2, a * 3), vjp=lambda seed, a, y: seed[0] * 2 + seed[1] * 3)

    def f(a):
        twice, thrice = both(a)
        return twice + thrice

    line = busy(annotate(f, 1.0))["twice, thrice = both(a)"]
    assert (str(line.values), str(line.ders)) == ("2.0 to 3.0", "1.0")


def test_keyword_arguments_are_passed_on():
    assert annotate(lambda x, scale=1.0: x * scale, 2.0, scale=3.0).trace.gradient == {"x": 3.0, "scale": 2.0}


def test_a_trace_takes_no_arguments():
    with pytest.raises(WrongKind, match=r"annotate of a Trace takes no further arguments: annotate\(trace\)\."):
        annotate(trace(square, 2.0), 3.0)


def test_what_cannot_be_traced_is_refused_by_trace():
    with pytest.raises(WrongKind, match="annotate needs a function and its arguments"):
        annotate(3.0)


def test_a_hundred_thousand_nodes():
    def f(x):
        for _ in range(100_000):
            x = x + 1.0
        return x

    line = busy(annotate(f, 0.5))["x = x + 1.0"]
    assert (line.nodes, str(line.values), str(line.ders)) == (100_000, "1.5 to 100000.0", "1.0")


def test_it_says_in_short_what_it_is():
    assert repr(annotate(cancelling, 2.0)) == "<annotation of y: 4 nodes on 3 lines>"


def test_it_is_saved_as_the_name_of_the_file_says(tmp_path):
    found = annotate(cancelling, 2.0)
    found.save(tmp_path / "f.html")
    found.save(str(tmp_path / "f.txt"))
    assert (tmp_path / "f.html").read_text(encoding="utf-8") == found.html()
    assert (tmp_path / "f.txt").read_text(encoding="utf-8") == str(found)
    with pytest.raises(StructureError, match=r"\.html, \.txt\. But got 'f\.png'\."):
        found.save("f.png")
    with pytest.raises(CannotSave, match="Cannot write"):
        found.save(tmp_path / "missing" / "f.html")
