"""Inputs of our own: small, medium and large for each eval, by the rules that GradBench makes its own by.

`size` names a row of SIZES. The text that lstm reads is this file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

Input = dict[str, Any]
BITS = 14  # of a character

# What `python benchmarks --only gradbench` is about.
SIZES: dict[str, list[tuple[int, ...]]] = {
    "llsq": [(16, 128), (1024, 128), (8196, 128)],
    "lse": [(2500,), (80_000,), (320_000,)],
    "gmm": [(2, 5), (10, 25), (32, 50)],
    "ba": [(49, 7776, 31_843), (257, 65_132, 225_911), (1197, 126_327, 563_734)],
    "lstm": [(2, 256), (2, 1024), (4, 4096)],
    "ode": [(1000, 10), (10_000, 10), (10_000, 100)],
}
# What the self-test is about: its references are slow.
TESTED: dict[str, list[tuple[int, ...]]] = {
    "llsq": [(3, 2), (16, 128), (101, 40)],
    "lse": [(1,), (257,), (20_000,)],
    "gmm": [(1, 3, 7), (2, 5, 20), (5, 4, 30)],
    "ba": [(2, 3, 12), (5, 11, 40), (49, 776, 3184)],
    "lstm": [(1, 2), (2, 6), (3, 40)],
    "ode": [(4, 10), (6, 3), (30, 10)],
}


def given(name: str, size: tuple[int, ...], runs: int = 1, seconds: float = 0) -> Input:
    """The input of one message."""
    return {**MAKERS[name](*size), "min_runs": runs, "min_seconds": seconds}


def uniform(*shape: int) -> Any:
    return np.random.RandomState(31337).uniform(size=shape).tolist()


def llsq(n: int, m: int) -> Input:
    return {"x": uniform(m), "n": n}


def lse(n: int) -> Input:
    return {"x": uniform(n)}


def ode(n: int, s: int) -> Input:
    return {"x": uniform(n), "s": s}


def gmm(d: int, k: int, n: int = 1000) -> Input:
    chance = np.random.default_rng(31337)
    drawn = {
        "x": chance.normal(size=(n, d)),
        "alpha": chance.normal(size=k),
        "mu": chance.uniform(size=(k, d)),
        "q": chance.normal(size=(k, d)),
        "l": chance.normal(size=(k, d * (d - 1) // 2)),
    }
    return {"d": d, "k": k, "n": n, "m": 0, "gamma": 1.0, **{name: part.tolist() for name, part in drawn.items()}}


def ba(n: int, m: int, p: int) -> Input:
    cam = [0.9, -1.1, 0.7, 49.0, 52.0, 47.5, 410.0, 9.0, 11.0, 0.1, 0.003]
    return {"n": n, "m": m, "p": p, "cam": cam, "x": [5.0, 4.0, 6.5], "w": 0.4, "feat": [230.0, 310.0]}


def lstm(layers: int, characters: int) -> Input:
    text = Path(__file__).read_text(encoding="utf-8")
    codes = [ord(text[i % len(text)]) for i in range(characters)]
    chance = np.random.RandomState(31337)
    return {
        "main_params": chance.uniform(size=(2 * layers, 4 * BITS)).tolist(),
        "extra_params": chance.uniform(size=(3, BITS)).tolist(),
        "state": chance.uniform(size=(2 * layers, BITS)).tolist(),
        "sequence": [[code >> (BITS - 1 - bit) & 1 for bit in range(BITS)] for code in codes],
    }


MAKERS = {"llsq": llsq, "lse": lse, "ode": ode, "gmm": gmm, "ba": ba, "lstm": lstm}
