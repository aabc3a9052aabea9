"""Black-box variational inference: a Gaussian fitted to a density by the reparametrised lower bound."""

import autograd.numpy as np
import autograd.numpy.random as npr
import autograd.scipy.stats.multivariate_normal as mvn
import autograd.scipy.stats.norm as norm
from autograd import grad
from autograd.misc.optimizers import adam

DIMENSIONS, SAMPLES = 2, 50


def log_density(x, t):
    mean, log_deviation = x[:, 0], x[:, 1]
    deviations = norm.logpdf(log_deviation, 0, 1.35)
    return deviations + norm.logpdf(mean, 0, np.exp(log_deviation))


def unpack(parameters):
    return parameters[:DIMENSIONS], parameters[DIMENSIONS:]


def gaussian_entropy(log_deviations):
    return 0.5 * DIMENSIONS * (1.0 + np.log(2 * np.pi)) + np.sum(log_deviations)


def objective(parameters, t):
    mean, log_deviations = unpack(parameters)
    noise = npr.RandomState(t).randn(SAMPLES, DIMENSIONS)
    samples = noise * np.exp(log_deviations) + mean
    return -(gaussian_entropy(log_deviations) + np.mean(log_density(samples, t)))


def loss(parameters):
    return objective(parameters, 0) + 0.0 * mvn.logpdf(parameters[:2], np.zeros(2), np.eye(2))


start = np.concatenate([-np.ones(DIMENSIONS), -2 * np.ones(DIMENSIONS)])
gradient = grad(loss)


def run():
    return objective(adam(grad(objective), start, step_size=0.05, num_iters=300), 1000)


target = 1.0  # HIPS autograd itself gets to 0.9336
