"""ba: where cameras see points, less where these were seen. One observation is plain Python on numbers, compiled; all
of them are a batch of it. The derivatives are put together as a sparse Jacobian in compressed rows, in NumPy. The
preparation is a first run, which makes the machine code.
"""

from __future__ import annotations

import numpy as np
from given import Given
from repeating import Task

import backsweep as math
from backsweep import compile

CAMERA, POINT = 11, 3
SHOWN = 30  # of each array of the Jacobian, beside the last


def dot(a, b):
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a, b):
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]


def rotated(rotation, y):
    """y, turned about the axis `rotation` by its length."""
    square = dot(rotation, rotation)
    if square == 0.0:
        return [a + b for a, b in zip(y, cross(rotation, y), strict=True)]
    angle = math.sqrt(square)
    cosine, sine = math.cos(angle), math.sin(angle)
    axis = [r / angle for r in rotation]
    along = dot(axis, y) * (1.0 - cosine)
    return [a * cosine + b * sine + c * along for a, b, c in zip(y, cross(axis, y), axis, strict=True)]


def residuals(camera, point, weight, feature):
    """What one observation is off, across and down."""
    rotation, centre, focal, middle, (k1, k2) = camera[:3], camera[3:6], camera[6], camera[7:9], camera[9:]
    p = rotated(rotation, [a - b for a, b in zip(point, centre, strict=True)])
    u, v = p[0] / p[2], p[1] / p[2]
    square = u * u + v * v
    bent = 1.0 + k1 * square + k2 * square * square
    across = weight * (focal * bent * u + middle[0] - feature[0])
    down = weight * (focal * bent * v + middle[1] - feature[1])
    return across, down


observed = compile(residuals, argnums=(0, 1, 2), fast=True)
weighed = compile(lambda weight: 1.0 - weight * weight)


class Scene:
    """n cameras, m points and p observations, of which number i is that of point i mod m by camera i mod n.

    cameras, points   a row for each parameter
    features          two rows, of p numbers
    """

    def __init__(self, n, m, p, cam, x, w, feat):
        self.cameras = np.repeat(cam[:, None], n, axis=1)
        self.points = np.repeat(x[:, None], m, axis=1)
        self.weights = np.repeat(w, p)
        self.features = np.repeat(feat[:, None], p, axis=1)
        self.by_camera, self.of_point = np.arange(p) % n, np.arange(p) % m

    def observations(self):
        """The arguments of `residuals`, a column for each float."""
        cameras, points = self.cameras[:, self.by_camera], self.points[:, self.of_point]
        return list(cameras), list(points), self.weights, list(self.features)


def objective(scene):
    return observed.batch_values(*scene.observations()), weighed.batch_values(scene.weights)


def jacobian(scene):
    """Row offsets, columns and values of the Jacobian: two rows for each observation, then one for each weight."""
    n, m, p = scene.cameras.shape[1], scene.points.shape[1], len(scene.weights)
    _, of_residuals = observed.batch(*scene.observations())
    _, of_weights = weighed.batch(scene.weights)
    width = CAMERA + POINT + 1
    values = np.empty(31 * p)
    in_rows = values[: 2 * width * p].reshape(p, 2, width)
    for row, (by_camera, by_point, by_weight) in enumerate(of_residuals):
        np.stack([*by_camera, *by_point, by_weight], axis=1, out=in_rows[:, row])
    values[2 * width * p :] = of_weights
    columns = np.empty((p, width), dtype=np.int32)
    columns[:, :CAMERA] = (CAMERA * scene.by_camera)[:, None]
    columns[:, CAMERA:-1] = (CAMERA * n + POINT * scene.of_point)[:, None]
    columns[:, -1] = weights = CAMERA * n + POINT * m + np.arange(p)
    columns += np.array([*range(CAMERA), *range(POINT), 0], dtype=np.int32)
    columns = np.concatenate([np.repeat(columns, 2, axis=0).ravel(), weights], dtype=np.int32)
    offsets = np.concatenate([np.arange(0, 2 * width * p, width), np.arange(2 * width * p, 31 * p + 1)])
    return offsets, columns, values


def scene_of(given: Given) -> Scene:
    n, m, p = (given.count(name, least=1) for name in ("n", "m", "p"))
    cam, x, feat = given.vector("cam", CAMERA), given.vector("x", POINT), given.vector("feat", 2)
    return Scene(n, m, p, cam, x, given.number("w"), feat)


def objective_task(given: Given) -> Task:
    scene = scene_of(given)

    def told(output):
        residual, weight = output
        p = len(weight)
        return {
            "reproj_error": {"elements": [float(part[0]) for part in residual], "repeated": p},
            "w_err": {"element": float(weight[0]), "repeated": p},
        }

    return Task(lambda: objective(scene), told, prepare=lambda: objective(scene))


def jacobian_task(given: Given) -> Task:
    scene = scene_of(given)

    def told(output):
        return {
            name: [*part[:SHOWN].tolist(), part[-1].item()]
            for name, part in zip(("rows", "cols", "vals"), output, strict=True)
        }

    return Task(lambda: jacobian(scene), told, prepare=lambda: jacobian(scene))


FUNCTIONS = {"objective": objective_task, "jacobian": jacobian_task}
