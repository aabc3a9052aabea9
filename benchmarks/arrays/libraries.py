"""How each library is asked for a value and a gradient of a function of arrays, as its documentation says.

A workload writes its function once, with NumPy's names: `np.exp(x)`, `x @ w`. Here `np` becomes each library's own
module, with `logsumexp` and `solve_triangular` from wherever the library has them. Each peer lives in a process of
its own, so what is lent is never taken back.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from functools import partial
from types import SimpleNamespace
from typing import Any

from running.workload import Point, Run, Skipped

Function = Callable[..., Any]


def lend(f: Function, words: Any) -> None:
    """`np` in the module of f now means this."""
    sys.modules[f.__module__].np = words  # type: ignore[attr-defined]


def lend_numpy(f: Function, numpy: str, scipy: str) -> None:
    """`np` is a library's module that is spelled as NumPy, with two words of its module that is spelled as SciPy."""
    found = dict(vars(importlib.import_module(numpy)))
    for name, place in (("logsumexp", "special"), ("solve_triangular", "linalg")):
        found[name] = getattr(importlib.import_module(f"{scipy}.{place}"), name)
    lend(f, SimpleNamespace(**found))


def read(answer: Any) -> list[float]:
    """The numbers of a pair (value, gradients), one after the other."""
    _, gradients = answer
    return [float(number) for part in gradients for number in as_numpy(part).ravel().tolist()]


def as_numpy(part: Any) -> Any:
    numpy = importlib.import_module("numpy")
    return part.numpy() if hasattr(part, "numpy") else numpy.asarray(part)


def by_hand(gradient: Function, points: Sequence[Point]) -> Run:
    return Run(gradient, points, read)


def backsweep(f: Function, points: Sequence[Point], by: tuple[int, ...]) -> Run:
    library = importlib.import_module("backsweep")
    lend_numpy(f, "numpy", "backsweep.scipy")
    return Run(library.value_and_grad(f, argnums=by), points, read, f)


def autograd(f: Function, points: Sequence[Point], by: tuple[int, ...]) -> Run:
    library = importlib.import_module("autograd")
    lend_numpy(f, "autograd.numpy", "autograd.scipy")
    return Run(library.value_and_grad(f, argnum=by), points, read, f)


def mygrad(f: Function, points: Sequence[Point], by: tuple[int, ...]) -> Run:
    library = importlib.import_module("mygrad")
    # Its documentation's advice for speed: arrays are not guarded against changes in place.
    library.turn_memory_guarding_off()

    def logsumexp(x: Any, axis: int) -> Any:
        largest = x.data.max(axis=axis, keepdims=True)
        return library.log(library.sum(library.exp(x - largest), axis=axis)) + largest.squeeze(axis)

    def missing(*_: Any, **__: Any) -> Any:
        raise Skipped("MyGrad has no Cholesky factor and no triangular solve")

    lapack = SimpleNamespace(cholesky=missing)
    lend(f, SimpleNamespace(**{**vars(library), "logsumexp": logsumexp, "linalg": lapack}))

    def gradient(*args: Any) -> Any:
        leaves = [library.tensor(arg) if at in by else arg for at, arg in enumerate(args)]
        value = f(*leaves)
        value.backward()
        return value.data, [leaves[at].grad for at in by]

    return Run(gradient, points, read)


def torch(f: Function, points: Sequence[Point], by: tuple[int, ...]) -> Run:
    library = importlib.import_module("torch")
    library.set_num_threads(1)

    def solve_triangular(a: Any, b: Any, lower: bool) -> Any:
        return library.linalg.solve_triangular(a, b[:, None], upper=not lower)[:, 0]

    others = {"logaddexp": lambda _, x: library.nn.functional.softplus(x), "solve_triangular": solve_triangular}
    lend(f, SimpleNamespace(**{**vars(library), **others}))
    given = [tuple(library.tensor(arg, requires_grad=at in by) for at, arg in enumerate(point)) for point in points]

    def gradient(*args: Any) -> Any:
        value = f(*args)
        return value.detach(), library.autograd.grad(value, [args[at] for at in by])

    def value(*args: Any) -> Any:
        with library.no_grad():
            return f(*args)

    return Run(gradient, given, read, value)


def jax(f: Function, points: Sequence[Point], by: tuple[int, ...]) -> Run:
    library = importlib.import_module("jax")
    library.config.update("jax_enable_x64", True)
    lend_numpy(f, "jax.numpy", "jax.scipy")
    given = [tuple(map(library.numpy.asarray, point)) for point in points]
    both, value = library.jit(library.value_and_grad(f, argnums=by)), library.jit(f)
    return Run(
        lambda *args: library.block_until_ready(both(*args)),
        given,
        read,
        lambda *args: library.block_until_ready(value(*args)),
    )


LIBRARIES = {"backsweep": backsweep, "HIPS autograd": autograd, "MyGrad": mygrad, "torch": torch, "jax jit": jax}


# Why a compiler of array programs is ahead of everybody who calls NumPy's functions one by one.
FUSED = "it compiles the whole function first, and then runs over memory once where NumPy does so for each operation."


def peers(
    f: Function,
    gradient: Function,
    points: Callable[[], list[Point]],
    by: tuple[int, ...],
    among: Sequence[str] = tuple(LIBRARIES),
) -> dict[str, Callable[[], Run]]:
    """Every peer on a workload: f in each library's words, and its gradient written by hand in NumPy."""
    return {
        "hand": lambda: by_hand(gradient, points()),
        **{name: partial(lambda ready: ready(f, points(), by), LIBRARIES[name]) for name in among},
    }


def reference(gradient: Function) -> Callable[..., list[float]]:
    """The derivatives written by hand, in long double."""

    def derivatives(*point: Any) -> list[float]:
        numpy = importlib.import_module("numpy")
        return read(gradient(*(numpy.asarray(arg, dtype=numpy.longdouble) for arg in point)))

    return derivatives
