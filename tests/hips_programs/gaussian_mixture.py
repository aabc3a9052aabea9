"""A mixture of Gaussians, fitted by Newton's method with Hessian-vector products."""

import autograd.numpy as np
import autograd.numpy.random as npr
import autograd.scipy.stats.multivariate_normal as mvn
from autograd import grad, hessian_vector_product
from autograd.misc import flatten
from autograd.scipy.special import logsumexp
from scipy.optimize import minimize

draw = npr.RandomState(2)
data = np.concatenate([draw.randn(30, 2) * 0.5 + np.array([2.0, 0.0]), draw.randn(30, 2) * 0.7 - 1.0])


def random_parameters(components, dimensions):
    return {
        "log proportions": draw.randn(components) * 0.1,
        "means": draw.randn(components, dimensions),
        "lower triangles": np.zeros((components, dimensions, dimensions)) + np.eye(dimensions),
    }


def log_likelihood(parameters, data):
    weights = parameters["log proportions"] - logsumexp(parameters["log proportions"])
    logs = []
    for weight, mean, root in zip(weights, parameters["means"], parameters["lower triangles"]):
        logs.append(weight + mvn.logpdf(data, mean, np.dot(root.T, root)))
    return np.sum(logsumexp(np.vstack(logs), axis=0))


start, unflatten = flatten(random_parameters(2, 2))


def loss(row):
    return -log_likelihood(unflatten(row), data)


gradient = grad(loss)


def run():
    found = minimize(loss, start, jac=gradient, hessp=hessian_vector_product(loss), method="trust-ncg")
    return found.fun


target = 160.0
