"""What a sentence offers in place of a function of NumPy's or SciPy's is there, and takes Nodes."""

from importlib import import_module

import numpy as np
import pytest
import scipy.linalg
import scipy.special
import scipy.stats

import backsweep.numpy
from backsweep.libraries import BUILDERS, SCIPY, counterpart


def own_of(module):
    """The functions that backsweep.scipy has under the name of one of SciPy's."""
    ours, theirs = vars(import_module(f"backsweep.scipy.{module}")), import_module(f"scipy.{module.partition('.')[0]}")
    theirs = getattr(theirs, module.partition(".")[2]) if "." in module else theirs
    return {name for name in ours if not name.startswith("_") and callable(getattr(theirs, name, None))}


@pytest.mark.parametrize("module", SCIPY)
def test_the_names_of_scipy_are_those_that_are_there(module):
    assert set(SCIPY[module]) == own_of(module)


def test_the_builders_of_arrays_are_functions_of_ours():
    assert all(getattr(backsweep.numpy, name) is not getattr(np, name) for name in BUILDERS)


@pytest.mark.parametrize(
    ("function", "ours"),
    [
        (np.array, "backsweep.numpy.array"),
        (np.sum, "backsweep.numpy.sum"),
        (np.linalg.solve, "backsweep.numpy.linalg.solve"),
        (scipy.linalg.solve, "backsweep.scipy.linalg.solve"),
        (scipy.special.logsumexp, "backsweep.scipy.special.logsumexp"),
        (scipy.stats.multivariate_normal.logpdf, "backsweep.scipy.stats.multivariate_normal.logpdf"),
        (np.random.normal, ""),
        (np.unique, ""),
        (scipy.linalg.schur, ""),
        (scipy.stats.cauchy.logpdf, ""),
        (len, ""),
        (None, ""),
    ],
)
def test_a_function_leads_to_ours_of_that_name_if_there_is_one(function, ours):
    assert counterpart(function) == ours
