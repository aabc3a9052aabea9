"""The Black-Scholes price of a call and its five derivatives: one quote, and a million in a batch."""

from __future__ import annotations

import ctypes
import importlib
import math as plain
import random
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from running.sizes import size
from running.workload import Point, Run, Workload

import backsweep as math
from native import by_hand, libraries

QUOTES = size(1_000_000)
# Of a batch every hundredth quote is compared with the reference.
CHECKED = 100
LOWEST = (80.0, 80.0, 0.005, 0.1, 0.1)
HIGHEST = (120.0, 120.0, 0.05, 0.6, 2.0)


def normal_cdf(z):
    return 0.5 * math.erfc(-z * 0.7071067811865476)


def call_price(spot, strike, rate, volatility, time):
    spread = volatility * math.sqrt(time)
    high = (math.log(spot / strike) + (rate + 0.5 * (volatility * volatility)) * time) / spread
    low = high - spread
    return spot * normal_cdf(high) - strike * math.exp(-rate * time) * normal_cdf(low)


@cache
def points() -> list[Point]:
    chance = random.Random(5)
    return [tuple(chance.uniform(low, high) for low, high in zip(LOWEST, HIGHEST, strict=True)) for _ in range(16)]


@cache
def columns(n: int = QUOTES) -> Any:
    """Five rows of n numbers."""
    numpy = importlib.import_module("numpy")
    chance = numpy.random.default_rng(6)
    return numpy.array([chance.uniform(low, high, n) for low, high in zip(LOWEST, HIGHEST, strict=True)])


def sample(derivatives: Any) -> list[float]:
    """Of (5, n) derivatives those that are compared."""
    numpy = importlib.import_module("numpy")
    return numpy.stack([numpy.asarray(row)[::CHECKED] for row in derivatives]).ravel().tolist()


def greeks_by_numba() -> Any:
    numba = importlib.import_module("numba")

    @numba.njit
    def greeks(spot, strike, rate, volatility, time):
        root = plain.sqrt(time)
        spread = volatility * root
        high = (plain.log(spot / strike) + (rate + 0.5 * volatility * volatility) * time) / spread
        low = high - spread
        owned = 0.5 * plain.erfc(-high * 0.7071067811865476)
        paid = plain.exp(-rate * time) * 0.5 * plain.erfc(-low * 0.7071067811865476)
        dense = spot * 0.3989422804014327 * plain.exp(-0.5 * high * high)
        by_time = dense * volatility / (2.0 * root) + rate * strike * paid
        return spot * owned - strike * paid, (owned, -paid, strike * time * paid, dense * root, by_time)

    return greeks


def numba_by_hand() -> Run:
    return Run(greeks_by_numba(), points(), libraries.read_pair)


def numba_batch() -> Run:
    numba, numpy = importlib.import_module("numba"), importlib.import_module("numpy")
    greeks = greeks_by_numba()

    @numba.njit
    def batch(x, values, g):
        for i in range(x.shape[1]):
            values[i], (g[0, i], g[1, i], g[2, i], g[3, i], g[4, i]) = greeks(
                x[0, i], x[1, i], x[2, i], x[3, i], x[4, i]
            )

    x = columns()
    values, g = numpy.empty(x.shape[1]), numpy.empty_like(x)
    return Run(batch, [(x, values, g)], lambda _: sample(g))


def hand_batch(flags: str) -> Run:
    numpy = importlib.import_module("numpy")
    x = columns()
    values, g = numpy.empty(x.shape[1]), numpy.empty_like(x)
    library = by_hand.built(flags)
    places = [ctypes.c_void_p(array.ctypes.data) for array in (x, values, g)]
    size = ctypes.c_long(x.shape[1])
    return Run(
        library.black_scholes_batch,
        [(*places, size)],
        lambda _: sample(g),
        library.black_scholes_batch_value,
        [(*places[:2], size)],
        kept=(x, values, g),
    )


def jax_batch() -> Run:
    words = libraries.jax_words()
    libraries.lend(call_price, words)
    jax = importlib.import_module("jax")
    one = jax.value_and_grad(call_price, argnums=(0, 1, 2, 3, 4))
    run, value = jax.jit(jax.vmap(one)), jax.jit(jax.vmap(call_price))
    return Run(
        lambda *xs: jax.block_until_ready(run(*xs)),
        [tuple(jax.numpy.array(row) for row in columns())],
        lambda answer: sample(answer[1]),
        lambda *xs: jax.block_until_ready(value(*xs)),
    )


def torch_batch(compiled: bool) -> Run:
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    libraries.lend(call_price, torch)

    def both(*xs: Any) -> Any:
        prices = call_price(*xs)
        return prices.detach(), torch.autograd.grad(prices.sum(), xs)

    def closed_form(f: Callable[..., Any]) -> Callable[..., Any]:
        # torch.compile does not trace autograd.grad; through torch.func it does.
        differentiate = torch.func.grad_and_value(lambda *xs: f(*xs).sum(), argnums=(0, 1, 2, 3, 4))
        return torch.compile(lambda *xs: differentiate(*xs))

    xs = tuple(torch.tensor(row, requires_grad=not compiled) for row in columns())
    if compiled:
        run = closed_form(call_price)
        return Run(run, [xs], lambda answer: sample([row.numpy() for row in answer[0]]))
    return Run(both, [xs], lambda answer: sample([row.numpy() for row in answer[1]]))


def casadi_batch(in_c: bool) -> Run:
    """CasADi's map over the columns of a matrix, bound to buffers."""
    return libraries.casadi_map(call_price, points()[0], 5, columns(), in_c, sample)


def ddx_batch() -> Run:
    return libraries.ddx_batch(call_price, points()[0], columns(), sample)


def batch_reference(*_: Any) -> Sequence[float]:
    numpy = importlib.import_module("numpy")
    x = numpy.ascontiguousarray(columns()[:, ::CHECKED])
    values, g = numpy.empty(x.shape[1]), numpy.empty_like(x)
    places = [ctypes.c_void_p(array.ctypes.data) for array in (x, values, g)]
    by_hand.built("long double").black_scholes_batch(*places, ctypes.c_long(x.shape[1]))
    return g.ravel().tolist()


def backsweep_batch(fast: bool, threads: int = 1) -> Run:
    return libraries.compiled_batch(call_price, tuple(columns()), lambda answer: sample(answer[1]), fast, threads)


WORKLOADS = [
    Workload(
        "black-scholes",
        "The Black-Scholes price of a call and its five derivatives, one quote at a time.",
        "at most 0.2 us",
        points,
        by_hand.reference("black_scholes", 5),
        {
            "backsweep": lambda: libraries.compiled(call_price, points()),
            "backsweep fast": lambda: libraries.compiled(call_price, points(), fast=True),
            "backsweep, buffers": lambda: libraries.compiled_buffers(call_price, points()),
            "backsweep eager": lambda: libraries.eager(call_price, points()),
            **by_hand.peers("black_scholes", points, 5, small=True, as_module=True),
            "numba by hand": numba_by_hand,
            "jax": lambda: libraries.jax_run(call_price, points()),
            **libraries.casadi_peers(call_price, points, 5),
            **libraries.ddx_peers(call_price, points, 5),
            "torch": lambda: libraries.torch_run(call_price, points()),
        },
        hand=by_hand.LIMIT,
    ),
    Workload(
        "black-scholes batch",
        f"The same for {QUOTES:,} quotes in one call.",
        "at most 13 ms with fast=True, two threads at most 0.6 of it; without fast at most 60 ms",
        lambda: [()],
        batch_reference,
        {
            "backsweep": lambda: backsweep_batch(fast=False),
            "backsweep fast": lambda: backsweep_batch(fast=True),
            "backsweep fast, 2 threads": lambda: backsweep_batch(fast=True, threads=2),
            "hand -O3": lambda: hand_batch("-O3"),
            "hand -Ofast": lambda: hand_batch("-Ofast"),
            "numba by hand": numba_batch,
            "jax": jax_batch,
            "casadi VM": lambda: casadi_batch(in_c=False),
            "casadi C": lambda: casadi_batch(in_c=True),
            "ddx-ad": ddx_batch,
            "torch": lambda: torch_batch(compiled=False),
            "torch.compile": lambda: torch_batch(compiled=True),
        },
        hand=by_hand.LIMIT,
        why=dict.fromkeys(("hand", "jax", "torch"), libraries.VECTORS),
    ),
]
