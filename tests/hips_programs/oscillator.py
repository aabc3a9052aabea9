"""The stiffness and the damping of an oscillator, from its path."""

import autograd.numpy as np
from autograd import value_and_grad
from autograd.builtins import tuple
from autograd.scipy.integrate import odeint
from scipy.optimize import minimize

times = np.linspace(0.0, 4.0, 25)
begin = np.array([1.0, 0.0])


def force(state, time, stiffness, damping):
    position, speed = state
    return np.array([speed, -stiffness * position - damping * speed])


observed = odeint(force, begin, times, (2.0, 0.4))


def loss(parameters):
    stiffness, damping = parameters
    path = odeint(force, begin, times, tuple((stiffness, damping)), rtol=1e-10, atol=1e-10)
    return np.sum((path[:, 0] - observed[:, 0]) ** 2)


start = np.array([1.0, 0.1])


def gradient(parameters):
    return value_and_grad(loss)(parameters)[1]


def run():
    return minimize(value_and_grad(loss), start, jac=True, method="BFGS").fun


target = 1e-6
