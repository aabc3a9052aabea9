"""scipy.stats: every distribution that is covered."""

import numpy as np
import pytest
import scipy.stats as plain
from against_scipy import check

from backsweep import DerivativeLost, Node, NotDifferentiable, grad
from backsweep.scipy import stats

X = np.array([0.4, 1.7, 3.2])


@pytest.mark.parametrize("name", ["logpdf", "pdf", "cdf", "sf", "logcdf", "logsf"])
def test_norm(name):
    check(getattr(stats.norm, name), getattr(plain.norm, name), [X, 0.3, 1.4])


@pytest.mark.parametrize("name", ["logpdf", "pdf"])
def test_t(name):
    check(getattr(stats.t, name), getattr(plain.t, name), [X, 3.5, 0.3, 1.4])


@pytest.mark.parametrize("name", ["cdf", "sf", "logcdf", "logsf"])
def test_t_without_its_degrees_of_freedom(name):
    ours, theirs = getattr(stats.t, name), getattr(plain.t, name)
    check(lambda x, loc: ours(x, 3.5, loc), lambda x, loc: theirs(x, 3.5, loc), [X, 0.3])


@pytest.mark.parametrize("name", ["logpdf", "pdf"])
def test_gamma_and_chi2(name):
    check(getattr(stats.gamma, name), getattr(plain.gamma, name), [X, 2.5, -0.1, 1.2])
    check(getattr(stats.chi2, name), getattr(plain.chi2, name), [X, 3.5, -0.1, 1.2])


@pytest.mark.parametrize("name", ["logpdf", "pdf"])
def test_beta(name):
    check(getattr(stats.beta, name), getattr(plain.beta, name), [X / 5, 2.5, 1.7, -0.05, 1.2])


def test_distribution_functions_by_the_point():
    check(lambda x: stats.gamma.cdf(x, 2.5), lambda x: plain.gamma.cdf(x, 2.5), [X])
    check(lambda x: stats.chi2.cdf(x, 2.5), lambda x: plain.chi2.cdf(x, 2.5), [X])
    check(lambda x: stats.beta.cdf(x, 2.5, 1.5), lambda x: plain.beta.cdf(x, 2.5, 1.5), [X / 5])


@pytest.mark.parametrize("name", ["logpmf", "pmf", "cdf"])
def test_poisson(name):
    k = np.array([0, 2, 5])
    check(lambda mu: getattr(stats.poisson, name)(k, mu), lambda mu: getattr(plain.poisson, name)(k, mu), [X])


@pytest.mark.parametrize("name", ["logpdf", "pdf"])
def test_multivariate_normal(name):
    x, mean = np.array([[0.3, -0.2], [1.0, 2.0], [0.0, 0.5]]), np.array([0.1, 0.2])
    root = np.array([[1.0, 0.0], [0.4, 1.5]])

    def of(distribution):
        return lambda x, mean, root: getattr(distribution, name)(x, mean, root @ np.transpose(root))

    check(of(stats.multivariate_normal), of(plain.multivariate_normal), [x, mean, root])
    ours, theirs = (getattr(d, name) for d in (stats.multivariate_normal, plain.multivariate_normal))
    check(lambda x: ours(x, mean, 2.0), lambda x: theirs(x, mean, 2.0), [x[0]])
    check(lambda x: ours(x, mean, mean), lambda x: theirs(x, mean, mean), [x])
    entropy = lambda d: lambda r: d.entropy(mean, r @ np.transpose(r))  # noqa: E731  # reason: for both
    check(entropy(stats.multivariate_normal), entropy(plain.multivariate_normal), [root])


def test_dirichlet():
    def of(distribution):
        return lambda alpha: distribution.logpdf(np.array([0.2, 0.3, 0.5]), alpha)

    check(of(stats.dirichlet), of(plain.dirichlet), [X])


def test_outside_their_support_densities_are_zero_and_have_no_slope():
    for density, args in [(stats.gamma.logpdf, (2.5,)), (stats.beta.logpdf, (2.0, 2.0)), (stats.chi2.logpdf, (3.0,))]:
        node = Node(np.array([-1.0]))
        found = density(node, *args)
        assert found.val[0] == -np.inf
        np.sum(found).backward()
        assert node.der[0] == 0.0


def test_all_else_is_scipys_own():
    assert stats.norm.ppf(0.5) == 0.0
    assert stats.norm.mean(2.0) == 2.0
    assert stats.uniform is plain.uniform
    with pytest.raises(DerivativeLost):
        stats.norm.ppf(Node(0.5))


def test_singular_covariances_are_refused():
    with pytest.raises(NotDifferentiable, match="allow_singular=True"):
        grad(lambda x: stats.multivariate_normal.logpdf(x, None, np.eye(2), allow_singular=True))(np.ones(2))
