"""The long random tests: a smoke run with fixed seeds; and a defect in a rule or a sweep is found and made small."""

import re

import numpy as np
import pytest
from fuzz.arrays import LAWFUL
from fuzz.command import CHECKS, Counts, examine, main, program_of
from fuzz.program import Program
from fuzz.scalars import ROWS, calls, scalar_program
from fuzz.slopes import Exactly, Undecided
from fuzz.templates import ANALYTIC, OTHERS

from backsweep.over_arrays import ARRAY_TABLE
from backsweep.primitives.arrays.spelled.spelling import SPELLED
from backsweep.row import TABLE
from backsweep.sweeps import backward, local


@pytest.mark.parametrize("seed", [0, 4, 6, 8, *range(1, 20, 2)])
def test_the_first_programs_agree_in_every_way(seed):
    counts = Counts()
    assert [found.told for found in examine(program_of(seed), counts)] == []
    assert sum(counts.programs.values()) == 1


def test_a_seed_gives_the_same_program_again():
    for seed in range(20):
        one, other = program_of(seed), program_of(seed)
        assert (one.text, repr(one.points)) == (other.text, repr(other.points))


def test_every_row_is_called_in_programs_of_numbers():
    text = " ".join(scalar_program(seed).text for seed in range(0, 900, 2))
    names = {name for name in ROWS if not any(re.search(stem(call), text) for call in calls(name))}
    assert not names


def stem(call):
    """A call up to its first blank, or the operator between its blanks."""
    operator = re.fullmatch(r"\(\{p\} (\S+) \{p\}\)", call)
    return re.escape(f" {operator[1]} " if operator else call.split("{")[0].replace("(-", "-("))


def test_every_spelled_function_and_every_row_over_arrays_is_called_in_programs_of_arrays():
    called = " ".join([*ANALYTIC, *OTHERS, *LAWFUL])
    aliases = {"row_stack"}  # that NumPy is about to drop
    missing = [
        name for name in SPELLED.keys() - aliases if not re.search(rf"\b{re.escape(name.split('.')[-1])}\b", called)
    ]
    assert len(LAWFUL) > 250
    assert missing == []


# A defect that is planted has to be found, or the fuzz is one itself.


def planted(monkeypatch, name, rule):
    """A wrong partial by x in a row, in every world."""
    row = TABLE[name]
    monkeypatch.setitem(row.partials, "x", rule)
    monkeypatch.setattr(row, "_rules", {})
    monkeypatch.setattr(row, "_slopes", {})
    monkeypatch.setattr(row, "array_partials", {})
    row.__dict__.pop("pair", None)
    return row


def first_found(seeds, wanted):
    """The first disagreement of a kind, made small."""
    for seed in seeds:
        for found in examine(program_of(seed), Counts(), 200, wanted):
            return found
    return None


def calling(word, kind):
    """Seeds of programs whose text calls this."""
    seeds = range(kind == "array", 4000, 2)
    texts = ((seed, program_of(seed).text) for seed in seeds)
    return (seed for seed, text in texts if word in text and len(text) < 600)


def test_a_wrong_partial_of_a_number_is_found_and_shrunk(monkeypatch):
    row = planted(monkeypatch, "atan", lambda x, y: 1.0000001 / (1 + x * x))
    found = first_found(calling("atan(", "scalar"), "gradient against many digits")
    row.__dict__.pop("pair", None)
    assert found is not None
    assert "atan" in found.small.text
    assert len(found.small.text.splitlines()) <= 5


def test_a_wrong_partial_of_an_array_is_found_and_shrunk(monkeypatch):
    planted(monkeypatch, "sinh", lambda x, y: 1.00001 * y)
    found = first_found(calling("np.sinh(", "array"), "gradient against its witness")
    assert found is not None
    assert "np.sinh(" in found.small.text
    assert len(found.small.text.splitlines()) <= 4


def test_a_dropped_contribution_is_found_in_the_sweep_of_floats(monkeypatch):
    original = backward.sweep_floats

    def forgetful(order, seeds):
        """Leaves out what a node gives to its second parent if that is the first one too: x * x."""
        original([node for node in order if not (node.a is node.b and node.primitive is TABLE["mul"])], seeds)

    monkeypatch.setattr(backward, "sweep_floats", forgetful)
    square = Program(0, "scalar", "def f(x):\n    y = x[0] * x[0]\n    return y + x[1]\n", ((1.5, 2.0),))
    assert any("many digits" in found.check for found in examine(square, Counts(), 0))


def test_a_dropped_contribution_is_found_in_a_row_over_arrays(monkeypatch):
    row = ARRAY_TABLE["np.matmul"]
    monkeypatch.setattr(row, "pulls", {"x": row.pulls["x"], "y": lambda g, x, y, z: 0 * y})
    monkeypatch.setattr(row, "_rules", {})
    found = first_found(calling("np.matmul(", "array"), "gradient against its witness")
    assert found is not None
    assert "matmul" in found.small.text


def test_an_exception_in_a_check_is_a_find(monkeypatch):
    def raises(*args):
        raise KeyError("lost")

    monkeypatch.setattr("fuzz.checks.hessian", raises)
    found = [found.told for found in examine(program_of(0), Counts(), 0)]
    assert "KeyError: 'lost'" in found


def at(text, *point):
    return Exactly(Program(0, "scalar", f"def f(x):\n    return {text}\n", (point,)), point)


def test_many_digits_know_the_derivatives_of_textbooks():
    assert float(at("sin(x[0]) * x[1]", 0.5, 2.0).der(0).value) == pytest.approx(2 * 0.8775825618903728, rel=1e-15)
    assert float(at("x[0] ** 3", 2.0).second(0, [1.0]).value) == pytest.approx(12.0, rel=1e-15)
    assert float(at("grad(lambda u: u ** 3)(x[0])", 2.0).der(0).value) == pytest.approx(12.0, rel=1e-15)
    assert float(at("stop_gradient(x[0]) * x[0]", 3.0).der(0).value) == 3.0


@pytest.mark.parametrize("text", ["abs(x[0] - 2.0)", "relu(x[0] - 2.0 + 1e-9)", "x[0] if x[0] < 2.0 else 1.0"])
def test_a_kink_nearby_leaves_it_undecided(text):
    with pytest.raises(Undecided, match=r"close to the kink|on the kink"):
        at(text, 2.0).der(0)


def test_rounding_that_could_hide_a_wrong_factor_leaves_it_undecided():
    der = at("sin((1e13 + x[0]) - 1e13)", 0.5).der(0)
    with pytest.raises(Undecided, match="rounding"):
        der.belies(0.87, 1.0)
    assert at("sin(x[0])", 0.5).der(0).belies(0.8775825618903728 * (1 + 1e-9), 1.0)
    assert not at("sin(x[0])", 0.5).der(0).belies(0.8775825618903728, 1.0)


def test_the_command_repeats_a_seed_and_counts(capsys):
    assert main(["--seed", "3"]) == 0
    shown = capsys.readouterr().out
    assert "def f(x0" in shown
    assert re.search(r"^1 array programs, \d+ points, 0 disagreements$", shown, re.M)
    assert re.search(r"^\d+ undecided", shown, re.M)


def test_the_command_ends_with_status_1_and_prints_what_disagrees(monkeypatch, capsys):
    monkeypatch.setitem(CHECKS["array"], "value against NumPy", lambda program, tally: iter(["at 1: it is off"]))
    assert main(["--seed", "3", "--shrink", "0"]) == 1
    shown = capsys.readouterr().out
    assert "# value against NumPy, seed 3: at 1: it is off" in shown
    assert "value against NumPy: 1 disagreements; seeds 3" in shown
    pasted = {}
    exec(shown[shown.index("# value against") : shown.index("1 array programs")], pasted)
    with pytest.raises(AssertionError):
        pasted["test_seed_3"]()


def test_ders_that_are_cut_to_ints_are_found(monkeypatch):
    original = local.fit_array

    def cutting(share, val, project=True):
        found = original(share, val, project)
        return found.astype(val.dtype) if getattr(val, "dtype", np.dtype(float)).kind == "i" else found

    monkeypatch.setattr(local, "fit_array", cutting)
    tiled = Program(1, "array", "def f(x0):\n    v1 = np.tile(x0, 2)\n    return weigh(v1)\n", ((2,),))
    assert any("witness" in found.check for found in examine(tiled, Counts(), 0))


def test_some_inputs_of_programs_of_arrays_are_ints():
    assert any(isinstance(x, int) for seed in range(1, 99, 2) for x in program_of(seed).points[0])
