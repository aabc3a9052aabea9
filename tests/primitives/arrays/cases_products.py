"""Calls of NumPy's products and of functions of each entry, for the laws."""

import numpy as np

import backsweep

draw = np.random.default_rng(3).normal


def einsum(subscripts, *shapes, **named):
    return (
        f"einsum {subscripts}",
        lambda *xs: np.einsum(subscripts, *xs, **named),
        tuple(draw(size=shape) for shape in shapes),
    )


PRODUCTS = [
    ("dot of vectors", np.dot, (draw(size=3), draw(size=3))),
    ("dot of matrices", np.dot, (draw(size=(2, 3)), draw(size=(3, 4)))),
    ("dot of matrix and vector", lambda x, y: x.dot(y), (draw(size=(2, 3)), draw(size=3))),
    ("dot with a number", np.dot, (draw(size=(2, 3)), np.array(1.5))),
    ("vdot", np.vdot, (draw(size=(2, 3)), draw(size=(2, 3)))),
    ("inner", np.inner, (draw(size=(2, 3)), draw(size=(4, 3)))),
    ("inner of vectors", np.inner, (draw(size=3), draw(size=3))),
    ("outer", np.outer, (draw(size=(2, 2)), draw(size=3))),
    ("multiply.outer", np.multiply.outer, (draw(size=2), draw(size=(3, 2)))),
    ("linalg.outer", np.linalg.outer, (draw(size=2), draw(size=3))),
    ("linalg.matmul", np.linalg.matmul, (draw(size=(2, 3)), draw(size=(3, 2)))),
    ("vecdot", np.vecdot, (draw(size=(2, 3)), draw(size=3))),
    ("linalg.vecdot", lambda x, y: np.linalg.vecdot(x, y, axis=0), (draw(size=(3, 2)), draw(size=(3, 2)))),
    ("tensordot", np.tensordot, (draw(size=(2, 3, 4)), draw(size=(3, 4, 2)))),
    ("tensordot of axes", lambda x, y: np.tensordot(x, y, ((0, 2), (1, 0))), (draw(size=(2, 3, 4)), draw(size=(4, 2)))),
    ("tensordot of nothing", lambda x, y: np.tensordot(x, y, 0), (draw(size=2), draw(size=(3, 1)))),
    einsum("ij,jk->ik", (2, 3), (3, 4)),
    einsum("ij,jk", (2, 3), (3, 4)),
    einsum("ba", (2, 3)),
    einsum("ii", (3, 3)),
    einsum("ii->i", (3, 3)),
    einsum("iij,jk->ik", (3, 3, 2), (2, 2)),
    einsum("ij->i", (2, 3)),
    einsum("ij->", (2, 3)),
    einsum("i,j->ij", (2,), (3,)),
    einsum("i,i,i->i", (3,), (3,), (3,)),
    einsum("i,k->k", (2,), (3,)),
    einsum("...i,...i", (2, 3), (4, 2, 3)),
    einsum("...ij,...jk->...ik", (2, 3), (5, 3, 2)),
    einsum("b...,b...->...b", (2, 3, 1), (2, 3, 2)),
    einsum("ij,ij->ij", (1, 3), (2, 3)),
    einsum("ij,jk,kl->il", (2, 3), (3, 4), (4, 2), optimize=True),
    ("einsum of one array twice", lambda x: np.einsum("ij,kj->ik", x, x), (draw(size=(2, 3)),)),
    ("kron", np.kron, (draw(size=(2, 3)), draw(size=(3, 1)))),
    ("kron of a matrix and a vector", np.kron, (draw(size=(2, 2)), draw(size=3))),
    ("cross", np.cross, (draw(size=(2, 3)), draw(size=3))),
    ("linalg.cross", lambda x, y: np.linalg.cross(x, y, axis=0), (draw(size=(3, 2)), draw(size=(3, 2)))),
    *[
        (
            f"convolve, {mode}, {m} and {n}",
            lambda x, y, mode=mode: np.convolve(x, y, mode),
            (draw(size=m), draw(size=n)),
        )
        for mode in ("full", "same", "valid")
        for m, n in ((5, 3), (2, 4), (3, 3))
    ],
    *[
        (
            f"correlate, {mode}, {m} and {n}",
            lambda x, y, mode=mode: np.correlate(x, y, mode),
            (draw(size=m), draw(size=n)),
        )
        for mode in ("full", "same", "valid")
        for m, n in ((5, 3), (2, 4))
    ],
]

CLOSE = [  # in another order of operations than NumPy's, so equal but for rounding
    ("multi_dot", lambda *xs: np.linalg.multi_dot(xs), tuple(draw(size=s) for s in ((2, 5), (5, 1), (1, 6), (6,)))),
    ("dot of many dimensions", np.dot, (draw(size=(2, 1, 3)), draw(size=(4, 3, 2)))),
    ("dot of many dimensions and a vector", np.dot, (draw(size=(2, 4, 3)), draw(size=3))),
    ("sinc", np.sinc, (draw(size=(2, 3)),)),
    ("logaddexp2", np.logaddexp2, (draw(size=3), draw(size=3))),
    ("interp", lambda x, xp, fp: np.interp(x, np.cumsum(xp**2), fp), (3 * draw(size=6), draw(size=4), draw(size=4))),
    ("logsumexp", lambda x: np.logaddexp.reduce(x, axis=1), (draw(size=(3, 4)),)),
    ("degrees", np.degrees, (draw(size=3),)),
    ("deg2rad", np.deg2rad, (draw(size=3),)),
]

SOFT = [  # NumPy has none of these
    ("logsumexp, kept", lambda x: backsweep.logsumexp(x, axis=0, keepdims=True), (draw(size=(3, 4)),)),
    ("softmax", lambda x: backsweep.softmax(x, axis=-1), (draw(size=(3, 4)),)),
    ("softmax of all", backsweep.softmax, (draw(size=(2, 2)),)),
    ("log_softmax", lambda x: backsweep.log_softmax(x, axis=1), (draw(size=(3, 4)),)),
]

UNARY = "arcsinh arctan cbrt cos cosh exp exp2 expm1 sin sinh square tanh rad2deg radians positive negative abs fabs"
POSITIVE = "sqrt log log2 log10 log1p reciprocal"
BINARY = "add subtract multiply divide true_divide arctan2 hypot logaddexp maximum minimum fmax fmin copysign"

ENTRIES = [
    *[(name, getattr(np, name), (draw(size=(2, 3)),)) for name in UNARY.split()],
    *[(name, getattr(np, name), (np.exp(draw(size=(2, 3))),)) for name in POSITIVE.split()],
    *[(name, getattr(np, name), (draw(size=(2, 3)), draw(size=3))) for name in BINARY.split()],
    *[(name, getattr(np, name), (np.tanh(draw(size=(2, 3))),)) for name in ("arcsin", "arccos", "arctanh", "tan")],
    ("arccosh", np.arccosh, (1.5 + draw(size=3) ** 2,)),
    ("power", np.power, (np.exp(draw(size=(2, 3))), draw(size=3))),
    ("float_power", lambda x: np.float_power(x, 3), (draw(size=3),)),
    ("fmod", np.fmod, (4 * draw(size=5), np.array([1.1, -0.7, 0.9, 1.3, 0.8]))),
    ("remainder", np.remainder, (4 * draw(size=5), np.array([1.1, -0.7, 0.9, 1.3, 0.8]))),
    ("modf", lambda x: np.modf(x)[0], (3 * draw(size=4),)),
    ("frexp", lambda x: np.frexp(x)[0], (3 * draw(size=4),)),
    ("ldexp", lambda x: np.ldexp(x, [1, -2, 3]), (draw(size=3),)),
    ("clip", lambda x: np.clip(x, -0.5, 0.75), (draw(size=(2, 3)),)),
    ("clip from below", lambda x, low: x.clip(low), (draw(size=(2, 3)), draw(size=3))),
    ("clip from above", lambda x: np.clip(x, None, 0.5), (draw(size=(2, 3)),)),
    ("nan_to_num", np.nan_to_num, (draw(size=(2, 3)),)),
    ("unwrap", np.unwrap, (4 * draw(size=6),)),
    ("polyval", np.polyval, (draw(size=4), draw(size=3))),
    ("heaviside", lambda x, h: np.heaviside(x * [1, 0, 1], h), (draw(size=3), draw(size=3))),
    ("full_like", lambda x: np.full_like(x, 2.0) * x, (draw(size=3),)),
    ("real", np.real, (draw(size=3),)),
    ("conj", lambda x: x.conj(), (draw(size=3),)),
]
