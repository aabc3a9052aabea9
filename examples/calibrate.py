"""A maximum-likelihood fit with SciPy's optimizers: exact gradients, exact Hessian-vector products, finite differences.

How a disease progressed in 442 patients, by ten measurements (the data come with scikit-learn): a positive number that
follows a gamma distribution, the logarithm of its mean a line in ten variables, and its shape fitted too. One function
says how unlikely the data are; it is written with NumPy, and SciPy gets its derivatives from backsweep.
Run it: python examples/calibrate.py (it needs scikit-learn)
"""

import time

from scipy.optimize import minimize
from sklearn.datasets import load_diabetes

import backsweep.numpy as np
from backsweep import grad, hvp, value_and_grad
from backsweep.scipy.stats import gamma

data = load_diabetes()
# Measurements of spread 1, and a column of ones for the intercept.
MEASURED = np.column_stack([data.data / np.std(data.data, axis=0), np.ones(len(data.target))])
PROGRESS = data.target / np.mean(data.target)


def unlikeliness(parameters):
    """Minus the log-likelihood; the parameters are 11 weights and the logarithm of the shape."""
    means, shape = np.exp(MEASURED @ parameters[:11]), np.exp(parameters[11])
    return -np.sum(gamma.logpdf(PROGRESS, shape, scale=means / shape))


START = np.zeros(12)


class Counted:
    """A function that counts how often it is called."""

    def __init__(self, function):
        self.function, self.calls = function, 0

    def __call__(self, *args):
        self.calls += 1
        return self.function(*args)


def by_differences():
    """BFGS, with gradients that SciPy takes by finite differences."""
    f = Counted(unlikeliness)
    return minimize(f, START, method="BFGS"), {"values": f.calls}


def by_gradients():
    """BFGS, with exact gradients."""
    f = Counted(value_and_grad(unlikeliness))
    return minimize(f, START, jac=True, method="BFGS"), {"values with gradient": f.calls}


def by_curvature():
    """Newton's method, with exact Hessian-vector products."""
    f, product = Counted(value_and_grad(unlikeliness)), hvp(unlikeliness)
    curve = Counted(lambda x, along: product(x, tangent=along))
    found = minimize(f, START, jac=True, hessp=curve, method="trust-krylov", options={"inexact": False})
    return found, {"values with gradient": f.calls, "products": curve.calls}


def main():
    ways = {"finite differences": by_differences, "gradients": by_gradients, "curvature": by_curvature}
    for name, way in ways.items():
        way()  # once without the clock: what is imported and read on first use is not the method's own
        start = time.perf_counter()
        found, counts = way()
        spent = time.perf_counter() - start
        slope = np.max(np.abs(grad(unlikeliness)(found.x)))
        told = ", ".join(f"{count} {what}" for what, count in counts.items())
        print(f"{name}: {found.fun:.9f} after {told}, {1e3 * spent:.0f} ms; largest slope left {slope:.0e}")
    print(f"shape: {np.exp(found.x[11]):.4f}")


if __name__ == "__main__":
    main()
