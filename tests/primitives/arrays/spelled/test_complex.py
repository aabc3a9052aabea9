"""Complex arrays: closed forms, both real directions, the convention dL/da - i dL/db, and what is not analytic."""

import cmath

import numpy as np
import pytest

from backsweep import TABLE, Node, NotDifferentiable, grad, jvp

draw = np.random.default_rng(8).normal
Z = draw(size=4) + 1j * draw(size=4)

ANALYTIC = [
    row for row in TABLE.values() if row.kind == "elementwise" and row.complex is not None and len(row.args) == 1
]


def by_differences(f, z, h=1e-6):
    """dL/da - i dL/db, entry by entry."""
    found = np.zeros(z.shape, complex)
    for index in np.ndindex(z.shape):
        step = np.zeros(z.shape)
        step[index] = h
        found[index] = (f(z + step) - f(z - step)) / (2 * h) - 1j * (f(z + 1j * step) - f(z - 1j * step)) / (2 * h)
    return found


@pytest.mark.parametrize("row", ANALYTIC, ids=lambda row: row.name)
def test_an_analytic_row_on_an_array_is_the_row_on_each_entry(row):
    whole = Node(Z)
    y = row(whole)
    y.backward(np.ones(4))
    for index, z in enumerate(Z.tolist()):
        one = Node(z)
        row(one).backward()
        assert y.val[index] == pytest.approx(row(one).val, rel=1e-14)
        assert whole.der[index] == pytest.approx(one.der, rel=1e-13)


@pytest.mark.parametrize(
    "loss",
    [
        lambda z: np.sum(np.abs(z) ** 2),
        lambda z: np.sum(np.abs(z)),
        lambda z: np.sum(np.real(z * z) - 3 * np.imag(z)),
        lambda z: np.sum(np.angle(z)),
        lambda z: np.real(np.sum(np.conj(z) * z**3)),
        lambda z: np.sum(np.abs(np.sqrt(z) * np.log(z))),
        lambda z: np.abs(np.linalg.det(np.reshape(z, (2, 2)))),
        lambda z: np.sum(np.abs(np.fft.ifft(np.exp(np.fft.fft(z) / 4))) ** 2),
        lambda z: np.sum(np.abs((2 + z) ** z + 2**z)),
    ],
)
def test_the_der_of_a_complex_number_is_that_of_both_real_directions(loss):
    np.testing.assert_allclose(grad(loss)(Z), by_differences(loss, Z), rtol=1e-7, atol=1e-8)


def test_the_square_of_the_modulus_has_twice_the_conjugate():
    np.testing.assert_allclose(grad(lambda z: np.sum(np.abs(z) ** 2))(Z), 2 * Z.conj(), rtol=1e-15)


def test_the_modulus_at_zero_has_derivative_zero_and_the_angle_none():
    zeros = np.zeros(2, complex)
    np.testing.assert_array_equal(grad(lambda z: np.sum(np.abs(z)))(zeros), zeros)
    assert np.isnan(grad(lambda z: np.sum(np.angle(z)))(zeros)).all()


def test_a_real_parent_of_complex_numbers_gets_the_real_part():
    x = Node(np.array([1.0, 2.0]))
    np.sum(np.real(np.exp(1j * x))).backward()
    assert x.der.dtype == float
    np.testing.assert_allclose(x.der, -np.sin(x.val), rtol=1e-15)


def test_a_tangent_of_a_modulus_is_real():
    _, tangent = jvp(np.abs)(Z, tangent=1j * Z)
    assert tangent.dtype == float
    np.testing.assert_allclose(tangent, np.zeros(4), atol=1e-15)


@pytest.mark.parametrize("name", ["maximum", "sign", "floor", "arctan2", "fmod", "cbrt"])
def test_what_is_not_analytic_is_refused_for_arrays_as_for_numbers(name):
    function = getattr(np, name)
    args = [Node(Z)] * function.nin
    with pytest.raises(NotDifferentiable, match="only through analytic functions"):
        function(*args)


def test_parts_of_complex_arrays_are_attributes_too():
    z = Node(Z)
    np.testing.assert_array_equal(z.real.val, Z.real)
    np.testing.assert_array_equal(z.imag.val, Z.imag)
    np.testing.assert_array_equal(z.conj().val, Z.conj())
    np.testing.assert_array_equal(abs(z).val, abs(Z))


def test_the_imaginary_part_of_real_numbers_is_plain():
    found = np.imag(Node(np.array([1.0, np.inf])))
    np.testing.assert_array_equal(found, [0.0, 0.0])
    assert found.__class__ is not Node


def test_a_complex_power_is_that_of_cmath():
    z, w = Node(np.array([1 + 2j])), Node(np.array([0.5 - 1j]))
    y = z**w
    y.backward(np.ones(1))
    base, exponent = 1 + 2j, 0.5 - 1j
    assert z.der[0] == pytest.approx(exponent * base ** (exponent - 1), rel=1e-14)
    assert w.der[0] == pytest.approx(base**exponent * cmath.log(base), rel=1e-14)
