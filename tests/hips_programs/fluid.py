"""Smoke carried along by a flow that is made free of sources; the flow is sought that shapes it."""

import autograd.numpy as np
from autograd import grad
from autograd.misc.optimizers import adam

rows = cols = 12


def project(vx, vy):
    """The flow less the gradient of a pressure that takes up its sources."""
    pressure = np.zeros(vx.shape)
    sources = -0.5 * (
        np.roll(vx, -1, axis=0) - np.roll(vx, 1, axis=0) + np.roll(vy, -1, axis=1) - np.roll(vy, 1, axis=1)
    )
    for _ in range(10):
        around = np.roll(pressure, 1, axis=0) + np.roll(pressure, -1, axis=0)
        around = around + np.roll(pressure, 1, axis=1) + np.roll(pressure, -1, axis=1)
        pressure = (sources + around) / 4.0
    vx = vx - 0.5 * (np.roll(pressure, -1, axis=0) - np.roll(pressure, 1, axis=0))
    vy = vy - 0.5 * (np.roll(pressure, -1, axis=1) - np.roll(pressure, 1, axis=1))
    return vx, vy


def advect(f, vx, vy):
    """The values of f one step upstream, between the four cells around each place."""
    cell_ys, cell_xs = np.meshgrid(np.arange(rows), np.arange(cols))
    center_xs = (cell_xs - vx).ravel()
    center_ys = (cell_ys - vy).ravel()
    left_ix = np.floor(center_xs).astype(int)
    top_ix = np.floor(center_ys).astype(int)
    rw = center_xs - left_ix
    bw = center_ys - top_ix
    left_ix = np.mod(left_ix, rows)
    right_ix = np.mod(left_ix + 1, rows)
    top_ix = np.mod(top_ix, cols)
    bot_ix = np.mod(top_ix + 1, cols)
    flat_f = (1 - rw) * ((1 - bw) * f[left_ix, top_ix] + bw * f[left_ix, bot_ix]) + rw * (
        (1 - bw) * f[right_ix, top_ix] + bw * f[right_ix, bot_ix]
    )
    return np.reshape(flat_f, (rows, cols))


def simulate(vx, vy, smoke, steps):
    """The smoke after some steps."""
    for _ in range(steps):
        vx_updated = advect(vx, vx, vy)
        vy_updated = advect(vy, vx, vy)
        vx, vy = project(vx_updated, vy_updated)
        smoke = advect(smoke, vx, vy)
    return smoke


places = np.arange(rows) - rows / 2 + 0.25
smoke_at_first = np.exp(-(places[:, None] ** 2 + places[None, :] ** 2) / 6.0)
wanted = np.roll(smoke_at_first, 1, axis=0)


def loss(params):
    vx, vy = np.reshape(params, (2, rows, cols))
    return np.mean((wanted - simulate(vx, vy, smoke_at_first, 4)) ** 2)


gradient = grad(loss)
start = 0.3 + 0.05 * np.random.RandomState(0).randn(2 * rows * cols)  # between the cells, where no path has a kink
target = 0.2 * loss(start)


def run():
    return loss(adam(lambda params, _: gradient(params), start, step_size=0.03, num_iters=40))
