"""scipy.special: every function that is covered, and what agrees with the rows of the table."""

import numpy as np
import pytest
import scipy.special as plain
from against_scipy import check

from backsweep import Node, NotDifferentiable, WrongKind, digamma, erf, erfc, gamma, grad, lgamma, polygamma
from backsweep.scipy import special

X = np.array([0.4, 1.7, 3.2])
ONE = ["erf", "erfc", "gamma", "gammaln", "psi", "digamma", "expit", "ndtr", "expm1", "log1p", "exp2", "cbrt", "rgamma"]
ONE += ["log_expit", "entr", "log_ndtr", "j0", "j1", "y0", "y1", "i0", "i1"]


@pytest.mark.parametrize("name", ONE)
def test_functions_of_one_argument(name):
    check(getattr(special, name), getattr(plain, name), [X])


@pytest.mark.parametrize("name", ["logit", "erfinv", "erfcinv"])
def test_functions_of_a_share(name):
    check(getattr(special, name), getattr(plain, name), [X / 5])


@pytest.mark.parametrize("name", ["beta", "betaln", "xlogy", "xlog1py"])
def test_functions_of_two_arguments_that_are_broadcast(name):
    check(getattr(special, name), getattr(plain, name), [X[:, None], X + 0.3])


@pytest.mark.parametrize("name", ["jn", "jv", "yn", "yv", "iv", "ive"])
def test_bessel_functions_of_an_order(name):
    check(lambda x: getattr(special, name)(2, x), lambda x: getattr(plain, name)(2, x), [X])


def test_functions_with_derivatives_by_their_last_argument():
    for name in ("gammainc", "gammaincc"):
        check(lambda x, name=name: getattr(special, name)(2.5, x), lambda x, n=name: getattr(plain, n)(2.5, x), [X])
    check(lambda x: special.betainc(2.0, 3.0, x), lambda x: plain.betainc(2.0, 3.0, x), [X / 5])
    with pytest.raises(NotDifferentiable, match="gammainc has no derivative by argument 0"):
        grad(lambda a: special.gammainc(a, 1.0))(2.0)


def test_sums_of_exponentials():
    x, b = np.array([[1.0, -2.0, 0.5], [3.0, 800.0, 1.0]]), np.array([1.0, 2.0, 3.0])
    check(lambda x: special.logsumexp(x, axis=1), lambda x: plain.logsumexp(x, axis=1), [x])
    check(lambda x: special.logsumexp(x, b=b, axis=0), lambda x: plain.logsumexp(x, b=b, axis=0), [x[:1]])
    check(lambda x: special.softmax(x, axis=1), lambda x: plain.softmax(x, axis=1), [x])
    check(lambda x: special.log_softmax(x, axis=0), lambda x: plain.log_softmax(x, axis=0), [x[:1]])
    with pytest.raises(WrongKind, match="takes no negative b"):
        special.logsumexp(Node(b), b=-b)


def test_gamma_functions_of_more_dimensions():
    check(lambda a: special.multigammaln(a, 3), lambda a: plain.multigammaln(a, 3), [np.array(4.5)])


def test_a_sign_has_no_derivative():
    assert special.gammasgn(Node(-0.5)) == -1.0


@pytest.mark.parametrize(
    ("row", "name"), [(erf, "erf"), (erfc, "erfc"), (gamma, "gamma"), (lgamma, "gammaln"), (digamma, "psi")]
)
def test_rows_on_arrays_are_scipys_functions_and_agree_with_the_rows_on_numbers(row, name):
    x = np.array([-3.7, -0.5, 0.1, 1.5, 4.0, 20.0])
    np.testing.assert_allclose(row(x), [row(number) for number in x.tolist()], rtol=1e-13)
    np.testing.assert_allclose(getattr(plain, name)(Node(x)).val, row(x))
    assert row(x.astype(np.float32)).dtype == np.float32


@pytest.mark.parametrize("row", [gamma, lgamma, digamma, lambda x: polygamma(1, x)])
def test_poles_are_nan_on_arrays(row):
    assert np.isnan(row(np.array([0.0, -1.0, -20.0]))).all()


def test_polygamma_of_arrays_agrees_with_that_of_numbers():
    x = np.array([-3.7, -0.5, 0.1, 1.5, 20.0])
    for n in (0, 1, 4):
        np.testing.assert_allclose(polygamma(n, x), [polygamma(n, number) for number in x.tolist()], rtol=1e-12)
    check(lambda x: special.polygamma(1, x), lambda x: plain.polygamma(1, x), [X])


def test_what_is_not_covered_is_refused():
    with pytest.raises(NotDifferentiable, match=r"^spence, which is not NumPy's, has no derivative"):
        special.spence(Node(X))
