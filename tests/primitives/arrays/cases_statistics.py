"""Calls of NumPy's functions for samples, ranges and pieces of arrays, for the laws."""

import numpy as np

draw = np.random.default_rng(6).normal

STATISTICS = [
    ("cov of two", lambda x, y: np.cov(x, y, ddof=0), (draw(size=5), draw(size=5))),
    ("cov of columns", lambda x: np.cov(x, rowvar=False, bias=True), (draw(size=(4, 2)),)),
    ("cov of one", np.cov, (draw(size=5),)),
    ("quantile", lambda x: np.quantile(x, 0.3), (draw(size=(2, 3)),)),
    ("quantiles of an axis", lambda x: np.quantile(x, [0.0, 0.45, 1.0], axis=1), (draw(size=(2, 3, 2)),)),
    ("quantile of two axes, kept", lambda x: np.quantile(x, 0.8, axis=(0, 2), keepdims=True), (draw(size=(2, 3, 2)),)),
    ("quantile by its share", lambda x, q: np.quantile(x, q, axis=0), (draw(size=(4, 2)), np.array(0.4))),
    ("percentile", lambda x: np.percentile(x, [25, 75]), (draw(size=5),)),
    ("nanvar", lambda x: np.nanvar(x, axis=0, ddof=1, keepdims=True), (draw(size=(3, 2)),)),
    ("nanstd", np.nanstd, (draw(size=(3, 2)),)),
    ("nanmedian", lambda x: np.nanmedian(x, axis=0), (draw(size=(4, 3)),)),
    ("nancumsum", lambda x: np.nancumsum(x, axis=1), (draw(size=(2, 3)),)),
    ("nancumprod", np.nancumprod, (draw(size=4),)),
    ("vander", lambda x: np.vander(x, 3), (draw(size=4),)),
    ("vander, rising", lambda x: np.vander(x, increasing=True), (draw(size=3),)),
    ("logspace", lambda x, y: np.logspace(x, y, 4, base=3.0), (np.array(0.2), np.array(1.5))),
    ("geomspace", lambda x, y: np.geomspace(x, y, 4), (np.array(0.2), np.array(1.5))),
    ("insert", lambda x, y: np.insert(x, 1, y), (draw(size=(2, 2)), draw(size=2))),
    ("insert at several places", lambda x, y: np.insert(x, [3, 0, 0], y), (draw(size=4), draw(size=3))),
    ("insert at a slice", lambda x, y: np.insert(x, slice(0, 2), y), (draw(size=4), np.array(0.5))),
    ("apply_along_axis", lambda x: np.apply_along_axis(np.cumsum, 1, x), (draw(size=(2, 3, 2)),)),
    (
        "apply_along_axis to matrices",
        lambda x: np.apply_along_axis(lambda row: row[:, None] * row, 0, x),
        (draw(size=(2, 3)),),
    ),
]
# Not NumPy's to the last bit: it scales by the reciprocal of the count, or by another order of divisions.
CLOSE_STATISTICS = [
    ("cov", np.cov, (draw(size=(3, 4)),)),
    ("corrcoef", np.corrcoef, (draw(size=(3, 4)),)),
    ("corrcoef of two", lambda x, y: np.corrcoef(x, y), (draw(size=5), draw(size=5))),
]
