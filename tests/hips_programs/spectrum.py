"""A signal that is to have a given power spectrum, with complex numbers on the way."""

import autograd.numpy as np
import autograd.numpy.random as npr
from autograd import grad, holomorphic_grad

draw = npr.RandomState(6)
wanted = np.abs(np.fft.fft(draw.randn(8))) ** 2


def loss(signal):
    power = np.abs(np.fft.fft(signal)) ** 2
    smooth = np.real(np.fft.ifft(np.fft.fft(signal) * np.exp(-np.arange(8) / 4.0)))
    return np.sum((power - wanted) ** 2) / 100 + 0.001 * np.sum(smooth**2)


start = draw.randn(8)
gradient = grad(loss)


def run():
    assert abs(holomorphic_grad(lambda z: z * np.exp(z))(1.0 + 1j) - (2 + 1j) * np.exp(1 + 1j)) < 1e-12
    signal = start
    for _ in range(2000):
        signal = signal - 0.002 * gradient(signal)
    return loss(signal)


target = 0.2
