"""Rows for the parts of complex numbers: real, imaginary, conjugate, modulus, angle.

None is analytic, so each states both of its real derivatives. The der of z = a + ib is dL/da - i dL/db, and the rules
give that; a real number goes through them too, as one whose imaginary part is 0.
"""

from __future__ import annotations

from backsweep.over_arrays import OverArrays, over_arrays
from backsweep.primitives.piecewise import where
from backsweep.values import numpy, numpys

real: OverArrays = over_arrays(
    "real",
    about="The real part.",
    value=lambda x: numpy().real(numpys(x)),
    pulls={"x": lambda g, x, y: from_real(g)},
    linear="each",
    source="dL/da = g, dL/db = 0",
)

from_real: OverArrays = over_arrays(
    "from_real",
    about="A real number as a complex one.",
    value=lambda x: x + 0j,
    pulls={"x": lambda g, x, y: real(g)},
    linear="each",
    source="the transpose of the real part",
)

imag: OverArrays = over_arrays(
    "imag",
    about="The imaginary part.",
    value=lambda x: numpy().imag(numpys(x)),
    pulls={"x": lambda g, x, y: -1j * g},
    linear="each",
    source="dL/da = 0, dL/db = g",
)

conj: OverArrays = over_arrays(
    "conjugate",
    about="The complex conjugate.",
    value=lambda x: numpy().conjugate(x),
    pulls={"x": lambda g, x, y: conj(g)},
    linear="each",
    source="dL/da of the conjugate is dL/da of the number, dL/db its negative",
)

modulus: OverArrays = over_arrays(
    "absolute",
    about="The modulus of a complex number; its derivative at 0 is 0.",
    value=lambda x: numpy().absolute(x),
    pulls={"x": lambda g, x, y: g * conj(x) / where(y == 0, 1.0, y)},
    source="d|z| = (a da + b db) / |z|; docs/why/kinks.md",
)

angle: OverArrays = over_arrays(
    "angle",
    about="The angle of a complex number, in radians; at 0 it has no derivative: nan.",
    value=lambda x: numpy().angle(x),
    pulls={"x": lambda g, x, y: -1j * g / x},
    source="d angle = (a db - b da) / |z|^2, so dL/da - i dL/db = -i g / z",
)
