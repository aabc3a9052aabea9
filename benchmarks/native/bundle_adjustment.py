"""Where a camera sees a point, less where it was seen: two residuals by 15 inputs, as in ADBench's `ba`.

One observation, and as many as the smallest data set has.
"""

from __future__ import annotations

import ctypes
import importlib
import random
from collections.abc import Sequence
from functools import cache
from typing import Any

from running.sizes import size
from running.workload import Point, Run, Workload

import backsweep as math
from native import by_hand, libraries

OBSERVATIONS = size(31_843)
INPUTS = 17  # camera 11, point 3, weight; and, without derivative, the two numbers of the feature
DERIVATIVES = 30


def dot(a, b):
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a, b):
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]


def rotate(rotation, y):
    """y turned about the axis `rotation` by its length, as Rodrigues has it."""
    square = dot(rotation, rotation)
    if square != 0.0:
        angle = math.sqrt(square)
        cosine, sine = math.cos(angle), math.sin(angle)
        axis = [r / angle for r in rotation]
        side, along = cross(axis, y), dot(axis, y) * (1.0 - cosine)
        return [y[i] * cosine + side[i] * sine + axis[i] * along for i in range(3)]
    side = cross(rotation, y)
    return [y[i] + side[i] for i in range(3)]


def residual(camera, point, weight, feature):
    rotation, centre, focal, centre_u, centre_v, k1, k2 = camera[:3], camera[3:6], *camera[6:]
    p = rotate(rotation, [point[i] - centre[i] for i in range(3)])
    u, v = p[0] / p[2], p[1] / p[2]
    radius = u * u + v * v
    bend = 1.0 + k1 * radius + k2 * (radius * radius)
    return [
        weight * (focal * bend * u + centre_u - feature[0]),
        weight * (focal * bend * v + centre_v - feature[1]),
    ]


def without_branch(camera, point, weight, feature):
    """For those who cannot branch: every camera is turned."""
    rotation, centre, focal, centre_u, centre_v, k1, k2 = camera[:3], camera[3:6], *camera[6:]
    y = [point[i] - centre[i] for i in range(3)]
    angle = math.sqrt(dot(rotation, rotation))
    cosine, sine = math.cos(angle), math.sin(angle)
    axis = [rotation[i] / angle for i in range(3)]
    side, along = cross(axis, y), dot(axis, y) * (1.0 - cosine)
    p = [y[i] * cosine + side[i] * sine + axis[i] * along for i in range(3)]
    u, v = p[0] / p[2], p[1] / p[2]
    radius = u * u + v * v
    bend = 1.0 + k1 * radius + k2 * (radius * radius)
    return [
        weight * (focal * bend * u + centre_u - feature[0]),
        weight * (focal * bend * v + centre_v - feature[1]),
    ]


def one_list(x):
    """The 15 inputs and the feature in one list, for a call with one array."""
    numbers = [x[i] for i in range(INPUTS)]
    return residual(*arranged(numbers))


def numbers(chance: random.Random) -> list[float]:
    about = [(1.0, 0.5), (1.0, 0.5), (1.0, 0.5), (50.0, 5.0), (50.0, 5.0), (50.0, 5.0), (400.0, 50.0)]
    about += [(10.0, 2.0), (10.0, 2.0), (0.1, 0.05), (0.003, 0.001), (5.0, 2.0), (5.0, 2.0), (5.0, 2.0), (0.4, 0.1)]
    about += [(200.0, 50.0), (200.0, 50.0)]
    return [chance.uniform(middle - reach, middle + reach) for middle, reach in about]


def arranged(x: Sequence[Any]) -> Point:
    return list(x[:11]), list(x[11:14]), x[14], list(x[15:])


@cache
def points() -> list[Point]:
    chance = random.Random(7)
    return [arranged(numbers(chance)) for _ in range(4)]


@cache
def columns(n: int = OBSERVATIONS) -> Any:
    """17 rows of n numbers."""
    chance = random.Random(8)
    numpy = importlib.import_module("numpy")
    return numpy.ascontiguousarray(numpy.array([numbers(chance) for _ in range(n)]).T)


def compiled(arrays: bool) -> Run:
    """The Jacobian by camera, point and weight; the feature has no derivative."""
    if not arrays:
        return libraries.compiled(residual, points(), outputs=2, argnums=(0, 1, 2))
    numpy = importlib.import_module("numpy")
    given = [(numpy.array(by_hand.flat(point)),) for point in points()]

    def read(answer: Any) -> list[float]:
        return [float(number) for row in answer for number in row[:15]]

    return libraries.compiled(one_list, given, outputs=2, argnums=0, read=read)


def hand_batch(flags: str, x: Any = None) -> Run:
    numpy = importlib.import_module("numpy")
    x = columns() if x is None else x
    n = x.shape[1]
    e, j = numpy.empty((2, n)), numpy.empty((DERIVATIVES, n))
    places = [ctypes.c_void_p(array.ctypes.data) for array in (x, e, j)]
    return Run(
        by_hand.built(flags).bundle_adjustment_batch,
        [(*places, ctypes.c_long(n))],
        lambda _: j.ravel().tolist(),
        kept=(x, e, j),
    )


def batch_reference(*_: Any) -> Sequence[float]:
    ready = hand_batch("long double")
    return ready.read(ready.gradient(*ready.points[0]))


def backsweep_batch(fast: bool, threads: int = 1) -> Run:
    def rows(answer: Any) -> list[float]:
        return importlib.import_module("numpy").stack(leaves(answer[1])).ravel().tolist()

    return libraries.compiled_batch(residual, arranged(list(columns())), rows, fast, threads, (0, 1, 2))


def leaves(answer: Any) -> list[Any]:
    if isinstance(answer, (list, tuple)):
        return [leaf for item in answer for leaf in leaves(item)]
    return [answer]


def jax_batch() -> Run:
    libraries.lend(residual, libraries.jax_words())
    jax = importlib.import_module("jax")
    jnp, numpy = jax.numpy, importlib.import_module("numpy")
    one = jax.jacrev(lambda *xs: jnp.stack(without_branch(*xs)), argnums=(0, 1, 2))
    run = jax.jit(jax.vmap(one))
    x = columns()
    given = (jnp.array(x[:11].T), jnp.array(x[11:14].T), jnp.array(x[14]), jnp.array(x[15:].T))

    def read(answer: Any) -> list[float]:
        n = x.shape[1]
        both = numpy.concatenate([numpy.asarray(part).reshape(n, 2, -1) for part in answer], axis=2)
        return both.transpose(1, 2, 0).ravel().tolist()

    return Run(lambda *xs: jax.block_until_ready(run(*xs)), [given], read)


def torch_batch(compiled: bool) -> Run:
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    libraries.lend(residual, torch)

    def rows(*x: Any) -> Any:
        found = without_branch(*arranged(x))
        return found[0].sum(), found[1].sum()

    by = tuple(range(15))
    first = torch.func.grad(lambda *x: rows(*x)[0], argnums=by)
    second = torch.func.grad(lambda *x: rows(*x)[1], argnums=by)

    def both(*x: Any) -> Any:
        return first(*x), second(*x)

    run = torch.compile(both) if compiled else both
    xs = tuple(torch.tensor(row) for row in columns())
    return Run(run, [xs], lambda answer: torch.stack([g for row in answer for g in row]).ravel().tolist())


def flat_rows(derivatives: Any) -> list[float]:
    return derivatives.ravel().tolist()


WORKLOADS = [
    Workload(
        "bundle adjustment",
        "Where a camera sees a point, less where it was seen: two residuals by 15 inputs, one observation at a time.",
        "at most 0.4 us",
        points,
        by_hand.reference("bundle_adjustment", DERIVATIVES),
        {
            "backsweep": lambda: compiled(arrays=True),
            "backsweep, lists": lambda: compiled(arrays=False),
            "backsweep, buffers": lambda: libraries.compiled_buffers(residual, points(), outputs=2, wanted=15),
            "backsweep eager": lambda: libraries.eager(residual, points(), outputs=2, argnums=(0, 1, 2)),
            **by_hand.peers("bundle_adjustment", points, DERIVATIVES, small=True),
            "jax": lambda: libraries.jax_run(without_branch, points(), outputs=2, argnums=(0, 1, 2)),
            "jax, the branch": lambda: libraries.jax_run(residual, points(), outputs=2, argnums=(0, 1, 2)),
            **libraries.casadi_peers(without_branch, points, 15),
            **libraries.ddx_peers(without_branch, points, 15),
            "torch": lambda: libraries.torch_run(residual, points(), outputs=2, wanted=15),
        },
        hand=by_hand.LIMIT,
        why={
            "hand": "C writes into memory that it was given once; backsweep makes an array for the Jacobian at every "
            "call. Through `backsweep, buffers` it does as C does.",
        },
    ),
    Workload(
        "bundle adjustment batch",
        f"The same for {OBSERVATIONS:,} observations in one call, as many as ADBench's smallest data set has.",
        "at most 1 ms with fast=True",
        lambda: [()],
        batch_reference,
        {
            "backsweep": lambda: backsweep_batch(fast=False),
            "backsweep fast": lambda: backsweep_batch(fast=True),
            "backsweep fast, 2 threads": lambda: backsweep_batch(fast=True, threads=2),
            "hand -O3": lambda: hand_batch("-O3"),
            "hand -Ofast": lambda: hand_batch("-Ofast"),
            "jax": jax_batch,
            "casadi VM": lambda: libraries.casadi_map(without_branch, points()[0], 15, columns(), False, flat_rows),
            "casadi C": lambda: libraries.casadi_map(without_branch, points()[0], 15, columns(), True, flat_rows),
            "ddx-ad": lambda: libraries.ddx_batch(without_branch, points()[0], columns(), flat_rows, 15),
            "torch": lambda: torch_batch(compiled=False),
            "torch.compile": lambda: torch_batch(compiled=True),
        },
        hand=by_hand.LIMIT,
        why=dict.fromkeys(("hand", "jax", "torch", "ddx-ad"), libraries.VECTORS),
    ),
]
