"""Fourier transforms: closed forms, and what the laws over real numbers cannot see."""

import numpy as np
import pytest

from backsweep import Node, grad, hessian, jacobian

draw = np.random.default_rng(9).normal


def test_parsevals_theorem_gives_the_gradient_of_a_power_spectrum():
    x = draw(size=8)
    np.testing.assert_allclose(grad(lambda x: np.sum(np.abs(np.fft.fft(x)) ** 2))(x), 16 * x, rtol=1e-13, atol=1e-14)


def test_and_its_hessian():
    found = hessian(lambda x: np.sum(np.abs(np.fft.rfft(x)) ** 2))(draw(size=5))
    k, n = np.arange(3)[:, None, None], np.arange(5)
    expected = 2 * np.cos(2 * np.pi * k * (n[:, None] - n) / 5).sum(axis=0)
    np.testing.assert_allclose(found, expected, atol=1e-13)


@pytest.mark.parametrize("norm", [None, "ortho", "forward"])
def test_the_jacobian_of_a_transform_of_complex_numbers_is_its_matrix(norm):
    z = draw(size=6) + 1j * draw(size=6)
    found = jacobian(lambda z: np.fft.fft(z, norm=norm), mode="reverse")(z)
    np.testing.assert_allclose(found, np.fft.fft(np.eye(6), norm=norm), atol=1e-14)
    found = jacobian(lambda z: np.fft.fft(z, norm=norm), mode="forward")(z)
    np.testing.assert_allclose(found, np.fft.fft(np.eye(6), norm=norm), atol=1e-14)


@pytest.mark.parametrize("n", [1, 2, 3, 8, 9])
@pytest.mark.parametrize("norm", [None, "ortho", "forward"])
def test_a_half_spectrum_has_the_jacobian_of_its_definition(n, norm):
    z = draw(size=n // 2 + 1) + 1j * draw(size=n // 2 + 1)
    weights = draw(size=n)
    node = Node(z)
    np.sum(weights * np.fft.irfft(node, n, norm=norm)).backward()
    h = 1e-6
    for k in range(len(z)):
        step = h * np.eye(len(z))[k]
        along = [np.fft.irfft(z + way * step, n, norm=norm) @ weights for way in (1, -1, 1j, -1j)]
        expected = (along[0] - along[1]) / (2 * h) - 1j * (along[2] - along[3]) / (2 * h)
        assert node.der[k] == pytest.approx(expected, rel=1e-7, abs=1e-8)


def test_single_precision_stays_single_through_complex_numbers():
    x = Node(draw(size=4).astype(np.float32))
    y = np.fft.fft(x)
    assert y.dtype == np.complex64
    np.sum(np.abs(y)).backward()
    assert (y.der.dtype, x.der.dtype) == (np.complex64, np.float32)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda x: np.fft.fft(x, 0), "needs at least one point, but got n = 0"),
        (lambda x: np.fft.fft(x, norm="unit"), "but got norm = 'unit'"),
        (lambda x: np.fft.fftn(x, s=(2, 3), axes=(0,)), "along 1 axes needs as many lengths"),
        (lambda x: np.fft.irfft(x[:1]), "needs at least one point, but got n = 0"),
    ],
)
def test_what_no_transform_takes_is_refused(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call(Node(np.ones(4)))


def test_a_transform_of_real_numbers_refuses_complex_ones():
    with pytest.raises(TypeError, match="Use the complex transform"):
        np.fft.rfft(Node(np.ones(4) * 1j))
