"""trace: every step of both sweeps, as plain data."""

import dataclasses
import json
import math
import pickle
import random
import re
import sys
import threading
from fractions import Fraction

import mpmath
import pytest

import backsweep as bs
from backsweep import Node, custom_derivative, trace
from backsweep.errors import CannotSave, StructureError, WrongKind


def worked(x):
    return (x + 2) ** 2


def squares(*w):
    total = w[0] ** 2
    for x in w[1:]:
        total = total + x**2
    return total


def net(p, x):
    hidden = [bs.tanh(bs.dot(w, x) + b) for w, b in zip(p["W"], p["b"], strict=True)]
    return (bs.sigmoid(bs.dot(p["v"], hidden)) - 1.0) ** 2


OPERATIONS = [
    lambda a, b: a * b,
    lambda a, b: a + b,
    lambda a, b: bs.sin(a),
    lambda a, b: a / (2 + b * b),
]
PARAMETERS = {"W": [[0.1, -0.2], [0.3, 0.4]], "b": [0.0, 0.1], "v": [1.0, -1.0]}


def test_the_forward_sweep_has_expression_value_and_local_derivatives():
    x, v1, y = trace(worked, 2).forward
    assert (x.node, x.expression, x.value, x.partials) == ("x", "", 2, ())
    assert (v1.node, v1.expression, v1.filled_in, v1.value) == ("v1", "x + 2", "2 + 2", 4)
    (partial,) = y.partials
    assert (y.expression, partial.parent, partial.formula, partial.value) == ("v1 ** 2", "v1", "2 * v1", 8)


def test_the_backward_sweep_has_der_contributions_and_running_sums():
    y, v1, x = trace(worked, 2).backward
    assert (y.node, y.der, v1.node, v1.der, x.node, x.der) == ("y", 1, "v1", 8, "x", 8)
    (part,) = v1.contributions
    assert (part.parent, part.partial, part.amount, part.total, part.first) == ("x", 1, 8, 8, True)


def test_a_second_contribution_adds_to_the_running_sum():
    steps = trace(lambda x: x * x * x, 2.0).backward
    sums = [
        (part.amount, part.total, part.first) for step in steps for part in step.contributions if part.parent == "x"
    ]
    assert sums == [(4.0, 4.0, True), (4.0, 8.0, False), (4.0, 12.0, False)]


def test_running_sums_end_in_the_der_of_the_visited_node():
    found = trace(net, PARAMETERS, [1.0, 2.0])
    last = {}
    for step in found.backward:
        assert last.get(step.node, step.der) == step.der
        last |= {part.parent: part.total for part in step.contributions}
    assert {label: last[label] for label in found.gradient} == found.gradient


def test_gradient_agrees_with_sixty_digits():
    found = trace(net, PARAMETERS, [1.0, 2.0]).gradient

    def exact(w01):
        h1 = mpmath.tanh(mpmath.mpf(0.1) + 2 * w01)
        h2 = mpmath.tanh(mpmath.mpf(0.3) + 2 * mpmath.mpf(0.4) + mpmath.mpf(0.1))
        return (1 / (1 + mpmath.exp(-(h1 - h2))) - 1) ** 2

    with mpmath.workdps(60):
        assert found["p['W'][0][1]"] == pytest.approx(float(mpmath.diff(exact, mpmath.mpf(-0.2))), rel=1e-14)


@pytest.mark.parametrize("seed", range(20))
def test_both_modes_and_backward_agree_on_random_programs(seed):
    chance = random.Random(seed)

    def program(*xs):
        chance.seed(seed)
        values = list(xs)
        for _ in range(30):
            operation = chance.choice(OPERATIONS)
            values.append(operation(chance.choice(values), chance.choice(values)))
        return bs.sum(values[-5:])

    point = [chance.uniform(-1, 1) for _ in range(3)]
    reverse, forward = trace(program, *point), trace(program, *point, mode="forward")
    assert reverse.gradient == {label: node.der for label, node in zip(reverse.gradient, reverse.inputs, strict=True)}
    assert forward.gradient == pytest.approx(reverse.gradient, rel=1e-12, abs=1e-15)


def test_the_zeros_of_the_textbook():
    steps = {step.node: step for step in trace(squares, 3.0, 4.0, mode="forward").forward}
    assert steps["w[0]"].gradient == {"w[0]": 1.0}
    assert steps["w[1]"].gradient == {"w[1]": 1.0}
    assert steps["total"].gradient == {"w[0]": 6.0}
    assert steps["v1"].gradient == {"w[1]": 8.0}
    assert steps["total_2"].gradient == {"w[0]": 6.0, "w[1]": 8.0}
    assert [steps[name].zeros for name in steps] == [1, 1, 1, 1, 0]


def test_with_four_inputs_more_than_half_of_all_entries_are_zero():
    counts = trace(squares, 1.0, 2.0, 3.0, 4.0).counts
    assert (counts.forward_zeros, counts.forward_stored) == (27, 44)
    assert counts.forward_zeros > counts.forward_stored / 2


@pytest.mark.parametrize("n", [1, 2, 4, 50])
def test_forward_cost_per_link_grows_with_n_and_reverse_cost_does_not(n):
    counts = trace(squares, *[1.0] * n).counts
    assert counts.edges == 3 * n - 2
    assert counts.forward_multiplications == n * counts.edges
    assert counts.reverse_multiplications == counts.edges
    assert counts.reverse_stored == counts.nodes == 3 * n - 1


def test_zeros_are_counted_alike_in_both_modes():
    reverse, forward = (trace(net, PARAMETERS, [1.0, 2.0], mode=mode) for mode in ("reverse", "forward"))
    assert reverse.counts == forward.counts
    assert forward.counts.forward_zeros == sum(step.zeros for step in forward.forward)


def test_structural_zeros_do_not_depend_on_values():
    assert trace(lambda x, y: x * y, 0.0, 0.0, mode="forward").forward[-1].zeros == 0


def test_stop_gradient_is_a_structural_zero():
    found = trace(lambda x: bs.stop_gradient(x) * 2, 2.0, mode="forward")
    assert found.forward[-1].gradient == {}
    assert found.gradient == {"x": 0}
    assert trace(lambda x: bs.stop_gradient(x) * 2, 2.0).gradient == {"x": 0}


def test_a_branch_not_taken_is_an_exact_zero_in_both_modes():
    for mode in ("reverse", "forward"):
        assert trace(lambda x: bs.where(True, 2.0, x) * x, 3.0, mode=mode).gradient == {"x": 2.0}


def test_an_input_that_does_not_count_has_der_0():
    found = trace(lambda x, y: x * 2, 2.0, 3.0)
    assert list(found.gradient.items()) == [("x", 2.0), ("y", 0)]


@pytest.mark.parametrize(
    ("x", "der"), [(3, 6), (Fraction(1, 3), Fraction(2, 3)), (1 + 2j, 2 + 4j), (2.0, 4.0)], ids=lambda x: str(x)
)
def test_every_kind_of_number_keeps_its_kind(x, der):
    for mode in ("reverse", "forward"):
        found = trace(lambda x: x * x, x, mode=mode).gradient["x"]
        assert (found, type(found)) == (der, type(der))


def test_a_real_input_of_a_complex_result_gets_the_real_part_in_both_modes():
    for mode in ("reverse", "forward"):
        assert trace(lambda x: x * (1 + 2j), 3.0, mode=mode).gradient == {"x": 1.0}


def test_nan_and_inf_are_shown_and_not_mended():
    found = trace(lambda z: z * bs.nan + bs.inf * z, 1.0)
    assert math.isnan(found.gradient["z"])
    assert [part.total for step in found.backward for part in step.contributions][2] == math.inf


@pytest.mark.parametrize("f", [lambda: 3.0, lambda a, b=2.0: a * b, lambda a, *, k=2.0: a * k])
def test_of_too_many_arguments_python_itself_complains(f):
    with pytest.raises(TypeError, match="positional argument"):
        trace(f, 1.0, 2.0, 3.0)


def test_inputs_are_named_after_the_parameters():
    def f(a, *xs, k, **more):
        return a + bs.sum(xs) + k["w"][0] + more["z"]

    assert list(trace(f, 1.0, 2.0, 3.0, k={"w": [4.0]}, z=5.0).gradient) == ["a", "xs[0]", "xs[1]", "k['w'][0]", "z"]


def test_what_is_no_number_is_passed_on():
    assert trace(lambda x, how: x * x if how == "square" else x, 3.0, "square").gradient == {"x": 6.0}


def test_expressions_are_what_was_asked_for():
    """Formulas are tidied, but x * 1 stays x * 1: it is a node of its own."""
    steps = trace(lambda x: -((x * 1 + 0) ** 1), 10).forward
    assert [step.expression for step in steps] == ["", "x * 1", "v1 + 0", "v2 ** 1", "-v3"]


def test_a_formula_shows_the_branch_that_counts():
    (partial,) = trace(bs.sigmoid, -2.0).forward[-1].partials
    assert "where" not in partial.formula


def test_at_an_edge_no_rule_is_read():
    (partial,) = trace(bs.sqrt, 0.0).forward[-1].partials
    assert (partial.formula, partial.value) == ("inf", math.inf)


def test_formulas_over_long_sequences_are_not_written_out():
    found = trace(bs.prod, [1.0 + i / 1000 for i in range(300)])
    assert all(len(partial.formula) < 30 for partial in found.forward[-1].partials)


def test_a_call_with_several_results_has_tuples():
    both = custom_derivative(lambda x, y: [x * y, x + y], vjp=lambda s, x, y, out: (s[0] * y + s[1], s[0] * x + s[1]))

    def f(x, y):
        product, total = both(x, y)
        return product * total

    found = trace(f, 2.0, 3.0)
    steps = {step.node: step for step in found.backward}
    assert found.forward[2].value == (6.0, 5.0)
    assert steps["v1"].der == (5.0, 6.0)
    assert [step.expression for step in found.forward[3:]] == ["v1[0]", "v1[1]", "v2 * v3"]
    forward = trace(f, 2.0, 3.0, mode="forward")
    assert forward.forward[2].gradient == {"x": (3.0, 1.0), "y": (2.0, 1.0)}
    assert forward.gradient == found.gradient == {"x": 21.0, "y": 16.0}
    for told in (found, forward):
        assert json.loads(told.json())


def test_steps_are_plain_data():
    def plain(thing):
        if dataclasses.is_dataclass(thing):
            return all(plain(value) for value in vars(thing).values())
        if isinstance(thing, (tuple, dict)):
            return all(map(plain, thing.values() if isinstance(thing, dict) else thing))
        return thing is None or isinstance(thing, (str, int, float, complex, Fraction))

    for mode in ("reverse", "forward"):
        found = trace(net, PARAMETERS, [1.0, 2.0], mode=mode)
        assert plain(found.forward)
        assert plain(found.backward)
        assert pickle.loads(pickle.dumps(found.forward)) == found.forward


def test_a_finished_node_is_traced_and_nothing_is_written():
    x = Node(2.0, name="x")
    y = x * x
    found = trace(y)
    assert (found.gradient, x.der, y.der) == ({"x": 4.0}, 0, 0)


def test_trace_sets_the_ders_of_its_inputs():
    found = trace(worked, 2)
    assert found.inputs[0].der == 8


def test_a_chain_of_thirty_thousand_nodes_without_recursion():
    limit = sys.getrecursionlimit()
    y = Node(1.0, name="x")
    for _ in range(30_000):
        y = -y
    assert trace(y).gradient == {"x": 1.0}
    assert sys.getrecursionlimit() == limit


def test_many_inputs_do_not_slow_down_reverse_mode():
    """One bit for each input and node, not one number: 1000 inputs by 10,000 nodes."""

    def f(xs):
        total = 0.0
        for _ in range(5):
            for x in xs:
                total = total + x * x
        return total

    counts = trace(f, [1.0] * 1000).counts
    assert counts.forward_stored == counts.nodes * 1000 == 10_999_000 + 1000


def test_threads_do_not_see_each_others_lines():
    found = {}

    def work(name):
        found[name] = trace(worked, 2)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(step.place is not None for told in found.values() for step in told.forward[1:])


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: trace(worked, 2, mode="backward"), "mode"),
        (lambda: trace(3.0), "needs a function"),
        (lambda: trace(Node(1.0), 2.0), "no further arguments"),
    ],
)
def test_a_wrong_call_says_what_is_needed(call, sentence):
    with pytest.raises(WrongKind, match=sentence):
        call()


@pytest.mark.parametrize(
    ("f", "sentence"),
    [
        (lambda x: 3.0, "remembers nothing"),
        (lambda x: x.val * 2, "remembers nothing"),
        (lambda x: [x, x], "one number"),
        (lambda x: None, "one number"),
    ],
)
def test_a_function_of_the_wrong_kind_is_told_so(f, sentence):
    with pytest.raises(StructureError, match=sentence):
        trace(f, 2.0)


def test_a_trace_of_a_large_graph_is_told_only_when_it_is_asked_for():
    def deep(x):
        for _ in range(30_000):
            x = bs.sin(x) + 0.5
        return x

    found = trace(deep, 0.3)
    assert len(found.order) == 60_001
    assert not {"forward", "backward", "counts"} & set(vars(found))


def test_ders_are_those_of_the_backward_sweep():
    found = trace(lambda x, y, unused: x * y + bs.sin(x), 2.0, 3.0, 1.0)
    told = {found.labels[node]: der for node, der in found.ders.items()}
    assert told == {step.node: step.der for step in found.backward if step.node != "unused"}


def test_what_the_source_calls_a_node_is_its_name():
    def f(x):
        u = x + 1
        return u * (x - 1)

    found = trace(f, 2.0)
    assert [found.is_named(node) for node in found.order] == [True, True, False, False]


@pytest.mark.parametrize(
    ("ending", "begins"),
    [
        (".svg", "<svg "),
        (".html", "<!doctype html>"),
        (".dot", "digraph "),
        (".md", "### Forward sweep"),
        (".tex", "\\["),
        (".json", "{"),
        (".txt", "forward sweep"),
    ],
)
def test_a_trace_is_saved_as_the_name_of_the_file_says(tmp_path, ending, begins):
    path = tmp_path / ("y" + ending.upper())
    trace(lambda x: (x + 2) ** 2, 2).save(path)
    assert path.read_text(encoding="utf-8").startswith(begins)


def test_a_trace_that_cannot_be_saved_leaves_nothing_behind(tmp_path):
    told = trace(lambda x: x * x, 3.0)
    with pytest.raises(CannotSave, match=r"Cannot write .*y\.svg': there is no folder .*missing'\."):
        told.save(tmp_path / "missing" / "y.svg")
    with pytest.raises(StructureError, match=r"\.svg, \.html, \.dot"):
        told.save(tmp_path / "y.png")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ((True,), "trace found no number to differentiate by in argument 0: True. Write 1.0."),
        ((True, False), "trace found no number to differentiate by in argument (0, 1): (True, False)."),
    ],
)
def test_arguments_without_a_number_are_refused_by_what_they_are(args, told):
    with pytest.raises(WrongKind, match=re.escape(told)):
        trace(lambda *all: 2 * all[0] + 1, *args)
