"""The marginal likelihood of a Gaussian process, and a recurrent sum over a spectrum beside it."""

import autograd.numpy as np
import autograd.numpy.random as npr
import autograd.scipy.stats.multivariate_normal as mvn
from autograd import grad, jacobian, value_and_grad
from autograd.numpy.linalg import solve
from scipy.optimize import minimize

draw = npr.RandomState(4)
inputs = draw.rand(15, 1) * 8
targets = np.cos(inputs).ravel() / 2 + 0.05 * draw.randn(15)


def kernel(parameters, x, y):
    size, scales = np.exp(parameters[0]), np.exp(parameters[1:])
    away = np.expand_dims(x / scales, 1) - np.expand_dims(y / scales, 0)
    return size * np.exp(-0.5 * np.sum(away**2, axis=2))


def loss(parameters):
    mean, noise = parameters[0], np.exp(parameters[1]) + 0.001
    covariance = kernel(parameters[2:], inputs, inputs) + noise * np.eye(len(targets))
    return -mvn.logpdf(targets, mean * np.ones(len(targets)), covariance)


def prediction(parameters, at):
    noise = np.exp(parameters[1]) + 0.001
    covariance = kernel(parameters[2:], inputs, inputs) + noise * np.eye(len(targets))
    return parameters[0] + np.dot(kernel(parameters[2:], at, inputs), solve(covariance, targets - parameters[0]))


start = np.array([0.1, -2.0, 0.2, 0.3])
gradient = grad(loss)


def run():
    found = minimize(value_and_grad(loss), start, jac=True, method="CG")
    slopes = jacobian(prediction)(found.x, inputs)
    assert slopes.shape == (15, 4)
    return found.fun


target = -1.0
