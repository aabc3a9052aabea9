"""NumPy's spellings of the parts of complex numbers; of real numbers they have what is left."""

from __future__ import annotations

from math import pi
from typing import Any

from backsweep.primitives import piecewise
from backsweep.primitives.arrays import complex_parts
from backsweep.primitives.arrays.spelled.spelling import as_array, spelled
from backsweep.values import is_complex, numpy
from backsweep.worlds import value_of


@spelled("real")
def real(val: Any) -> Any:
    """The real part."""
    val = as_array(val)
    return complex_parts.real(val) if is_complex(value_of(val)) else val


@spelled("imag")
def imag(val: Any) -> Any:
    """The imaginary part; of real numbers plain zeros."""
    val = as_array(val)
    return complex_parts.imag(val) if is_complex(value_of(val)) else numpy().imag(value_of(val))


@spelled("conjugate")
def conjugate(x: Any) -> Any:
    """The complex conjugate."""
    x = as_array(x)
    return complex_parts.conj(x) if is_complex(value_of(x)) else x


@spelled("absolute")
def absolute(x: Any) -> Any:
    """The absolute value; of complex numbers the modulus."""
    x = as_array(x)
    return complex_parts.modulus(x) if is_complex(value_of(x)) else piecewise.abs(x)


@spelled("angle")
def angle(z: Any, deg: bool = False) -> Any:
    """The angle in the complex plane."""
    found = complex_parts.angle(as_array(z))
    return found * (180 / pi) if deg else found
