"""Batches of functions that give several numbers, and batches without derivatives."""

from array import array
from math import cos as real_cos
from math import isnan
from math import sin as real_sin

import pytest

import backsweep
from backsweep import compile, cos, custom_derivative, log, sin

numpy = pytest.importorskip("numpy")

X = numpy.array([0.5, 1.0, -2.0, 3.0, 0.25, -0.125, 7.0, 1e-3, 2.5])


def polar(radius, angle):
    return {"x": radius * cos(angle), "y": [radius * sin(angle)]}


def test_a_batch_of_several_numbers_gives_each_of_them_and_the_jacobian():
    """The witness is the closed form."""
    values, jacobian = compile(polar, argnums=(1, 0)).batch(2.0, X)
    assert values["x"].tolist() == [2.0 * real_cos(a) for a in X]
    assert values["y"][0].tolist() == [2.0 * real_sin(a) for a in X]
    by_angle, by_radius = jacobian["x"]
    assert by_angle.tolist() == [-2.0 * real_sin(a) for a in X]
    assert by_radius == pytest.approx(sum(real_cos(a) for a in X), rel=1e-14)
    by_angle, _ = jacobian["y"][0]
    assert by_angle.tolist() == [2.0 * real_cos(a) for a in X]


def test_each_sample_of_a_batch_has_the_jacobian_it_has_alone():
    def turned(turn, point):
        if turn == 0.0:
            return point
        return [point[0] * cos(turn) - point[1] * sin(turn), point[0] * sin(turn) + point[1] * cos(turn)]

    c = compile(turned, argnums=(0, 1))
    turn = numpy.where(numpy.arange(len(X)) % 3 == 0, 0.0, X)
    _, jacobian = c.batch(turn, [X, X**2])
    for i, (a, x) in enumerate(zip(turn.tolist(), X.tolist(), strict=True)):
        alone = backsweep.jacobian(turned, (0, 1), mode="reverse")(a, [x, x**2])
        ours = [(float(by_turn[i]), [float(by[i]) for by in by_point]) for by_turn, by_point in jacobian]
        assert ours == [tuple(row) for row in alone]


def test_reduce_sums_every_entry_of_the_jacobian():
    _, whole = compile(polar).batch(X, X)
    _, summed = compile(polar).batch(X, X, reduce="sum")
    assert summed["x"] == pytest.approx(whole["x"].sum(), rel=1e-14)
    assert summed["y"][0] == pytest.approx(whole["y"][0].sum(), rel=1e-14)


def test_a_sample_that_fails_names_itself_or_becomes_nan():
    c = compile(lambda x: (log(x), x * x))
    with pytest.raises(backsweep.DomainError) as caught:
        c.batch(X)
    assert "in sample 2 of the batch" in caught.value.__notes__
    values, jacobian = c.batch(X, on_error="nan")
    assert [isnan(value) for value in values[1]] == [x < 0 for x in X]
    assert [isnan(der) for der in jacobian[0]] == [x < 0 for x in X]


def test_values_alone_are_those_of_the_function():
    values = compile(polar).batch_values(X, array("d", X.tolist()))
    assert values["x"].tolist() == [x * real_cos(x) for x in X]
    assert compile(lambda x, y: x * y).batch_values(X, 2.0).tolist() == (2 * X).tolist()
    assert isnan(compile(log).batch_values(X, on_error="nan")[2])


def test_what_no_program_is_for_is_answered_by_the_function_itself():
    doubled = custom_derivative(lambda x: 2 * x, partials=lambda x, y: 2.0)
    c = compile(lambda x: [doubled(x) * x, log(x)])
    positive = numpy.abs(X)
    values, jacobian = c.batch(positive)
    assert [part.tolist() for part in c.batch_values(positive)] == [part.tolist() for part in values]
    assert values[0].tolist() == (2 * positive * positive).tolist()
    assert jacobian[0].tolist() == (4 * positive).tolist()
    values, jacobian = c.batch(X, on_error="nan")
    assert [isnan(der) for der in jacobian[1]] == [x < 0 for x in X]


def test_an_int_beside_floats_is_one_for_all_samples():
    """A batch once ended in StopIteration where a list had an int in it."""
    values, (by_x, by_two) = compile(lambda v: v[0] * v[1]).batch([X, 2])
    assert values.tolist() == (2 * X).tolist()
    assert (by_x.tolist(), by_two) == ([2.0] * len(X), X.sum())
    scaled = compile(lambda d, power: d["a"] ** power * d["b"][0])
    assert scaled.batch_values({"a": X, "b": [3]}, 2).tolist() == (X**2 * 3).tolist()


def test_a_batch_without_numbers_is_refused():
    for ask in ("batch", "batch_values"):
        with pytest.raises(backsweep.StructureError, match=rf"{ask} needs numbers from f, but f returned \[\]"):
            getattr(compile(lambda x: []), ask)(X)


@pytest.mark.parametrize(("option", "sentence"), [({"threads": 0}, "threads=1"), ({"on_error": "skip"}, "on_error=")])
def test_options_are_refused_in_the_name_of_the_method(option, sentence):
    with pytest.raises(backsweep.WrongKind, match=f"batch_values takes {sentence}"):
        compile(sin).batch_values(X, **option)


def test_answers_of_two_structures_are_refused():
    with pytest.raises(backsweep.StructureError, match=r"values and derivatives are 2 numbers in sample 2, and 4"):
        compile(lambda x: [x, 2 * x] if x > 0 else x).batch(X)


def test_check_compares_jacobians_of_batches():
    scale = [9.0]
    c = compile(lambda x: [x * scale[0], x], check=True)
    c.batch(X)
    scale[0] = 10.0
    with pytest.raises(backsweep.NotReproducible, match="depend on its arguments alone"):
        c.batch(X)
