"""NumPy's and SciPy's functions under the names that take Nodes: what a sentence offers where their own cannot.

A name here is of backsweep/numpy/ or backsweep/scipy/, two floors up; tests/test_libraries.py holds them together.
"""

from __future__ import annotations

from typing import Any

from backsweep.primitives.arrays.spelled.spelling import SPELLED

# What builds an array, and so never asks the Nodes in it: of NumPy's own no protocol reaches them.
BUILDERS = frozenset({"array", "asarray", "asanyarray", "ascontiguousarray", "full"})

# By SciPy's module: the functions that backsweep.scipy has for Nodes.
SCIPY = {
    module: frozenset(names.split())
    for module, names in {
        "special": "beta betainc betaln cbrt digamma entr erf erfc erfcinv erfinv exp2 expit expm1 gamma gammainc "
        "gammaincc gammaln gammasgn i0 i1 iv ive j0 j1 jn jv log1p log_expit log_ndtr log_softmax logit logsumexp "
        "multigammaln ndtr polygamma psi rgamma softmax xlog1py xlogy y0 y1 yn yv",
        "linalg": "cholesky det expm inv norm pinv solve solve_banded solve_sylvester solve_triangular sqrtm svdvals",
        "signal": "convolve",
        "integrate": "odeint",
        "stats.norm": "cdf logcdf logpdf logsf pdf sf",
        "stats.t": "cdf logcdf logpdf logsf pdf sf",
        "stats.gamma": "cdf logpdf pdf",
        "stats.beta": "cdf logpdf pdf",
        "stats.chi2": "cdf logpdf pdf",
        "stats.poisson": "cdf logpmf pmf",
        "stats.dirichlet": "logpdf pdf",
        "stats.multivariate_normal": "entropy logpdf pdf",
    }.items()
}


def counterpart(function: Any) -> str:
    """The function of ours that does with Nodes what one of NumPy's or SciPy's does with numbers; "" if there is none.

    >>> from numpy import asarray
    >>> counterpart(asarray)
    'backsweep.numpy.asarray'
    """
    module, name = str(getattr(function, "__module__", None) or ""), str(getattr(function, "__name__", ""))
    library, _, inside = module.partition(".")
    if library == "numpy":
        return f"backsweep.{module}.{name}" if is_numpys_for_nodes(inside, name) else ""
    if library == "scipy":
        # A distribution is an object, norm of the class norm_gen, and its functions are methods.
        owner = type(getattr(function, "__self__", None)).__name__.removesuffix("_gen")
        of = inside.partition(".")[0]
        place = f"{of}.{owner}" if of == "stats" else of
        return f"backsweep.scipy.{place}.{name}" if name in SCIPY.get(place, ()) else ""
    return ""


def is_numpys_for_nodes(inside: str, name: str) -> bool:
    """Whether backsweep.numpy has a function of its own for NumPy's: one that takes lists of Nodes."""
    return (not inside and name in BUILDERS) or (f"{inside}.{name}" if inside else name) in SPELLED
