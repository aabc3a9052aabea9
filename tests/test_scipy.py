"""backsweep.scipy without SciPy: a sentence that says what to install."""

import subprocess
import sys

import pytest

HIDDEN = """
import sys
sys.modules["scipy"] = None
from backsweep import ExtraMissing, erf
try:
    from backsweep.scipy import {module}
except ExtraMissing as error:
    print(error)
import numpy
print(erf(numpy.array([0.0])))
"""


@pytest.mark.parametrize("module", ["special", "stats", "linalg", "signal", "integrate"])
def test_each_module_says_that_scipy_is_missing_and_rows_do_without(module):
    code = HIDDEN.format(module=module)
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "needs SciPy, which is not installed. pip install scipy" in told
    assert told.endswith("[0.]\n")
