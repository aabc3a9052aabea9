"""Calls of NumPy's functions that arrange, join, cut and choose entries, for the laws."""

import numpy as np

draw = np.random.default_rng(2).normal
MASK = np.array([[True, False, True], [False, False, True]])


def updated(x, index, v, by=None):
    """x[index] = v, or x[index] += v where `by` is np.add, as a new array."""
    if hasattr(x, "at"):
        return x.at[index].add(v) if by else x.at[index].set(v)
    answer = x.copy()
    if by:
        by.at(answer, index, v)
    else:
        answer[index] = v
    return answer


SHAPES = [
    ("reshape by columns", lambda x: np.reshape(x, (3, -1), order="F"), (np.arange(24.0).reshape(2, 3, 4),)),
    ("ravel by columns", lambda x: np.ravel(x, order="F"), (np.arange(24.0).reshape(2, 3, 4),)),
    ("swapaxes", lambda x: np.swapaxes(x, 0, -1), (draw(size=(2, 3, 4)),)),
    ("moveaxis", lambda x: np.moveaxis(x, (0, 1), (-1, 0)), (draw(size=(2, 3, 4)),)),
    ("rollaxis", lambda x: np.rollaxis(x, 2), (draw(size=(2, 3, 4)),)),
    ("matrix_transpose", np.matrix_transpose, (draw(size=(2, 3, 4)),)),
    ("atleast_1d", np.atleast_1d, (np.array(1.5),)),
    ("atleast_2d", np.atleast_2d, (draw(size=3),)),
    ("atleast_3d of a vector", np.atleast_3d, (draw(size=3),)),
    ("atleast_3d of a matrix", np.atleast_3d, (draw(size=(3, 2)),)),
    ("broadcast_arrays", lambda x, y: np.broadcast_arrays(x, y)[0] * y, (draw(size=(3, 1)), draw(size=2))),
    ("meshgrid", lambda x, y: np.multiply(*np.meshgrid(x, y)), (draw(size=3), draw(size=2))),
    (
        "sparse meshgrid",
        lambda x, y: np.add(*np.meshgrid(x, y, sparse=True, indexing="ij")),
        (draw(size=3), draw(size=2)),
    ),
    ("flip", np.flip, (draw(size=(2, 3)),)),
    ("flip of an axis", lambda x: np.flip(x, axis=1), (draw(size=(2, 3)),)),
    ("flipud", np.flipud, (draw(size=(2, 3)),)),
    ("fliplr", np.fliplr, (draw(size=(2, 3)),)),
    *[(f"rot90, {k} times", lambda x, k=k: np.rot90(x, k), (draw(size=(2, 3)),)) for k in (0, 1, 2, 3, -1)],
    ("roll", lambda x: np.roll(x, 4), (draw(size=(2, 3)),)),
    ("roll of an axis", lambda x: np.roll(x, -1, axis=1), (draw(size=(2, 3)),)),
    ("roll of two axes", lambda x: np.roll(x, (1, 2), axis=(0, 1)), (draw(size=(2, 3)),)),
    ("tile", lambda x: np.tile(x, 2), (draw(size=(2, 3)),)),
    ("tile into more dimensions", lambda x: np.tile(x, (2, 1, 3)), (draw(size=(2, 3)),)),
    ("repeat", lambda x: np.repeat(x, 3), (draw(size=(2, 3)),)),
    ("repeat of an axis", lambda x: x.repeat(2, axis=1), (draw(size=(2, 3)),)),
    ("repeat, each so often", lambda x: np.repeat(x, [2, 0], axis=0), (draw(size=(2, 3)),)),
    ("pad", lambda x: np.pad(x, 1), (draw(size=(2, 3)),)),
    ("pad with constants", lambda x: np.pad(x, ((0, 2), (1, 0)), constant_values=2.5), (draw(size=(2, 3)),)),
    *[
        (f"pad by {mode}", lambda x, mode=mode: np.pad(x, ((1, 0), (2, 2)), mode=mode), (draw(size=(2, 3)),))
        for mode in ("edge", "reflect", "symmetric", "wrap")
    ],
    ("tril", np.tril, (draw(size=(3, 3)),)),
    ("triu", lambda x: np.triu(x, k=1), (draw(size=(2, 3, 4)),)),
    ("diag of a vector", lambda x: np.diag(x, k=-1), (draw(size=3),)),
    ("diag of a matrix", lambda x: np.diag(x, k=1), (draw(size=(3, 4)),)),
    ("diagflat", np.diagflat, (draw(size=(2, 2)),)),
    ("diagonal", lambda x: np.diagonal(x, -1, 2, 0), (draw(size=(3, 2, 4)),)),
    ("trace", np.trace, (draw(size=(3, 4)),)),
    ("trace of other axes", lambda x: x.trace(1, 1, 2), (draw(size=(2, 3, 4)),)),
    ("linalg.diagonal", lambda x: np.linalg.diagonal(x, offset=1), (draw(size=(2, 3, 3)),)),
    ("linalg.trace", np.linalg.trace, (draw(size=(2, 3, 3)),)),
    ("resize", lambda x: np.resize(x, (3, 3)), (draw(size=(2, 2)),)),
    ("linspace", lambda x, y: np.linspace(x, y, 5), (draw(size=2), draw(size=2))),
    ("vstack", lambda x, y: np.vstack([x, y]), (draw(size=3), draw(size=(2, 3)))),
    ("hstack", lambda x, y: np.hstack([x, y]), (draw(size=(2, 1)), draw(size=(2, 3)))),
    ("hstack of vectors", lambda x, y: np.hstack((x, y)), (draw(size=2), draw(size=3))),
    ("dstack", lambda x, y: np.dstack([x, y]), (draw(size=(2, 3)), draw(size=(2, 3)))),
    ("column_stack", lambda x, y: np.column_stack([x, y]), (draw(size=2), draw(size=(2, 3)))),
    ("append", np.append, (draw(size=2), draw(size=(2, 3)))),
    ("append along an axis", lambda x, y: np.append(x, y, axis=0), (draw(size=(1, 3)), draw(size=(2, 3)))),
    ("block", lambda x, y: np.block([[x, np.ones((2, 1))], [y, np.zeros((1, 1))]]), (draw(size=(2, 2)), draw(size=2))),
    ("stack of a matrix's rows", np.stack, (draw(size=(2, 3)),)),
    ("split", lambda x: np.split(x, 2)[1], (draw(size=(4, 3)),)),
    ("split at places", lambda x: np.split(x, [1, 5], axis=1)[1], (draw(size=(2, 4)),)),
    ("array_split", lambda x: np.array_split(x, 3)[0], (draw(size=(4, 3)),)),
    ("hsplit", lambda x: np.hsplit(x, 2)[1], (draw(size=(3, 4)),)),
    ("vsplit", lambda x: np.vsplit(x, 2)[0], (draw(size=(4, 3)),)),
    ("dsplit", lambda x: np.dsplit(x, 2)[0], (draw(size=(2, 3, 4)),)),
    ("delete", lambda x: np.delete(x, 1, axis=1), (draw(size=(2, 3)),)),
    ("take", lambda x: np.take(x, [[0, 5], [5, 1]]), (draw(size=(2, 3)),)),
    ("take along an axis, wrapped", lambda x: np.take(x, [-1, 7], 1, mode="wrap"), (draw(size=(2, 3)),)),
    ("take_along_axis", lambda x: np.take_along_axis(x, np.array([[2, 2], [0, 1]]), 1), (draw(size=(2, 3)),)),
    ("compress", lambda x: np.compress([True, False, True], x, axis=1), (draw(size=(2, 3)),)),
    ("extract", lambda x: np.extract(MASK, x), (draw(size=(2, 3)),)),
    ("choose", lambda x, y: np.choose([0, 1, 1], [x, y]), (draw(size=3), draw(size=3))),
    ("select", lambda x, y: np.select([MASK, MASK[::-1]], [x, y * y], 2.5), (draw(size=(2, 3)), draw(size=3))),
    ("piecewise", lambda x: np.piecewise(x, [x < 0, x > 1], [lambda v: v * v, 3.0, np.sin]), (2 * draw(size=7),)),
    ("a mask of two dimensions", lambda x: x[MASK], (draw(size=(2, 3)),)),
    ("a mask of the first dimension", lambda x: x[np.array([True, False]), ..., 1], (draw(size=(2, 2, 3)),)),
    ("np.ix_", lambda x: x[np.ix_([1, 0, 1], [2, 2])], (draw(size=(2, 3)),)),
    ("ellipsis and newaxis", lambda x: x[..., np.newaxis, 0], (draw(size=(2, 3, 2)),)),
    ("negative steps", lambda x: x[::-1, -1:0:-2], (draw(size=(3, 4)),)),
    ("a list as index", lambda x: x[[1, -1, 1]], (draw(size=(3, 2)),)),
    ("an empty index", lambda x: x[[]], (draw(size=(3, 2)),)),
    ("entries one by one", lambda x: sum(row[0] * row[1] for row in x), (draw(size=(3, 2)),)),
    ("sort", np.sort, (draw(size=(2, 5)),)),
    ("sort of all", lambda x: np.sort(x, axis=None), (draw(size=(2, 3)),)),
    ("sort of the first axis", lambda x: np.sort(x, axis=0), (draw(size=(4, 3)),)),
    ("partition", lambda x: np.partition(x, 1), (draw(size=(2, 5)),)),
    ("set at an index", lambda x, v: updated(x, 1, v), (draw(size=(3, 2)), draw(size=2))),
    ("set a slice to one number", lambda x, v: updated(x, np.s_[:, ::2], v), (draw(size=(3, 4)), np.array(1.5))),
    ("set where named again", lambda x, v: updated(x, [0, 2, 0], v), (draw(size=3), draw(size=3))),
    ("set by a mask", lambda x, v: updated(x, MASK, v), (draw(size=(2, 3)), draw(size=3))),
    ("add at an index", lambda x, v: updated(x, np.s_[..., 1], v, np.add), (draw(size=(3, 2)), draw(size=3))),
    ("add where named again", lambda x, v: updated(x, [0, 2, 0], v, np.add), (draw(size=3), draw(size=3))),
]
