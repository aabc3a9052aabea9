"""Calls of np.fft and of complex numbers for the laws; each gives real numbers again."""

import numpy as np

draw = np.random.default_rng(6).normal
LINE, PLANE, BLOCK = draw(size=5), draw(size=(3, 4)), draw(size=(2, 3, 4))


def power(z):
    return np.abs(z) ** 2


def both(z):
    """The real and the imaginary part beside each other: nothing is lost."""
    return np.concatenate([np.real(z), np.imag(z)], axis=-1)


FOURIER_CASES = [
    ("power spectrum", lambda x: power(np.fft.fft(x)), (LINE,)),
    ("fft", lambda x: both(np.fft.fft(x)), (PLANE,)),
    ("fft, longer, along axis 0", lambda x: both(np.fft.fft(x, n=5, axis=0, norm="ortho")), (PLANE,)),
    ("fft, shorter", lambda x: both(np.fft.fft(x, 3, norm="forward")), (PLANE,)),
    ("ifft", lambda x: both(np.fft.ifft(x, axis=-2)), (PLANE,)),
    ("ifft of complex numbers", lambda x, y: both(np.fft.ifft(x + 1j * y)), (PLANE, draw(size=(3, 4)))),
    ("fft2", lambda x: both(np.fft.fft2(x)), (BLOCK,)),
    ("ifft2", lambda x: both(np.fft.ifft2(x, s=(2, 5), axes=(0, 1))), (BLOCK,)),
    ("fftn", lambda x: both(np.fft.fftn(x, norm="ortho")), (BLOCK,)),
    ("ifftn", lambda x: both(np.fft.ifftn(x, axes=(0, 2))), (BLOCK,)),
    ("rfft, even", lambda x: both(np.fft.rfft(x)), (PLANE,)),
    ("rfft, odd", lambda x: both(np.fft.rfft(x, norm="forward")), (LINE,)),
    ("rfft, longer", lambda x: both(np.fft.rfft(x, n=7, axis=0)), (PLANE,)),
    ("irfft, even", lambda x, y: np.fft.irfft(x + 1j * y), (PLANE, draw(size=(3, 4)))),
    ("irfft, odd", lambda x, y: np.fft.irfft(x + 1j * y, n=7, norm="ortho"), (PLANE, draw(size=(3, 4)))),
    ("irfft, cut", lambda x, y: np.fft.irfft(x + 1j * y, n=4, axis=0, norm="forward"), (PLANE, draw(size=(3, 4)))),
    ("irfft of real numbers", np.fft.irfft, (PLANE,)),
    ("rfft2", lambda x: both(np.fft.rfft2(x)), (BLOCK,)),
    ("rfftn", lambda x: both(np.fft.rfftn(x, s=(2, 6), axes=(1, 2))), (BLOCK,)),
    ("irfft2", lambda x, y: np.fft.irfft2(x + 1j * y), (BLOCK, draw(size=(2, 3, 4)))),
    ("irfftn", lambda x, y: np.fft.irfftn(x + 1j * y, s=(3, 5), axes=(0, 2)), (BLOCK, draw(size=(2, 3, 4)))),
    ("hfft", lambda x, y: np.fft.hfft(x + 1j * y, norm="ortho"), (LINE, draw(size=5))),
    ("ihfft", lambda x: both(np.fft.ihfft(x, n=4)), (LINE,)),
    ("fftshift", np.fft.fftshift, (PLANE,)),
    ("fftshift of an axis", lambda x: np.fft.fftshift(x, axes=1), (BLOCK,)),
    ("ifftshift", lambda x: np.fft.ifftshift(x, axes=(0, -1)), (BLOCK,)),
    ("a filter", lambda x: np.fft.irfft(np.fft.rfft(x) * np.arange(3, dtype=x.dtype)), (PLANE,)),
    ("modulus", lambda x, y: np.abs(x + 1j * y), (LINE, draw(size=5))),
    ("angle", lambda x, y: np.angle(x + 1j * y, deg=True), (LINE, draw(size=5))),
    ("conjugate", lambda x, y: both(np.conj(x + 1j * y) * (y + 1j * x)), (LINE, draw(size=5))),
    ("real of real numbers", np.real, (LINE,)),
    ("imag of real numbers", lambda x: np.imag(x) + x, (LINE,)),
    ("a chain of complex entries", lambda x, y: both(np.exp(np.sin(x + 1j * y)) / (2 + x)), (LINE, draw(size=5))),
    ("a power of complex numbers", lambda x, y: both((x + 1j * y) ** 2.5), (LINE, draw(size=5))),
    ("a choice of complex numbers", lambda x: both(np.where(np.arange(5) > 2, 1j * x, x)), (LINE,)),
    ("a product of complex matrices", lambda x, y: both((x + 1j * y) @ np.transpose(x)), (PLANE, draw(size=(3, 4)))),
    (
        "an inverse of complex matrices",
        lambda x, y: both(np.linalg.inv(x + 1j * y)),
        (draw(size=(3, 3)), draw(size=(3, 3))),
    ),
]
