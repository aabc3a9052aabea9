"""How each library is asked for a value and a gradient of a plain scalar function, as its documentation says.

Every function here makes one library ready for f at some points: it lends the module of f the library's own words for
sin, exp and so on (f says `math.sin`), as a user of that library would write it, and returns a Run. A point is either a
few floats, f(x, y, z), or one list of them, f([x, y, z]). Each peer lives in a process of its own, so what is lent is
never taken back.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from running.workload import Point, Run, Skipped

from native.by_hand import flat, translate

Function = Callable[..., Any]

# Reasons that hold for several workloads.
ANOTHER_ORDER = (
    "`-Ofast` may add in another order, and so several terms at a time. backsweep adds in Python's order, to the last "
    "bit; `backsweep fast` may do as C does."
)
VECTORS = (
    "several samples at a time, by vector functions whose last bits are not Python's. backsweep calls the functions "
    "that Python calls, one sample after the other; `backsweep fast` may take vectors too."
)
MATRICES = "written with matrices, its sums are products that a library for vectors works out, in an order of its own."
NO_MACHINE_CODE = "it makes no machine code, so it is ready at once; every later call takes it longer."


def lend(f: Function, words: Any) -> None:
    """`math` in the module of f now means this."""
    sys.modules[f.__module__].math = words  # type: ignore[attr-defined]


def several(point: Point) -> tuple[int, ...]:
    return tuple(range(len(point)))


# ---- backsweep ----


def eager(f: Function, points: Sequence[Point], outputs: int = 1, argnums: tuple[int, ...] | None = None) -> Run:
    import backsweep

    lend(f, backsweep)
    by = several(points[0]) if argnums is None else argnums
    if outputs == 1:
        return Run(backsweep.value_and_grad(f, argnums=by), points, read_pair, f)
    return Run(backsweep.jacobian(f, argnums=by), points, read_structure, f)


def compiled(
    f: Function,
    points: Sequence[Point],
    outputs: int = 1,
    arrays: bool = False,
    argnums: int | tuple[int, ...] | None = None,
    read: Callable[[Any], list[float]] | None = None,
    fast: bool = False,
) -> Run:
    backsweep = importlib.import_module("backsweep")
    lend(f, backsweep)
    given: Sequence[Point] = points
    if arrays:
        numpy = importlib.import_module("numpy")
        given = [tuple(numpy.array(item) if isinstance(item, list) else item for item in point) for point in points]
    if argnums is None:
        argnums = several(points[0]) if len(points[0]) > 1 else 0
    c = backsweep.compile(f, argnums=argnums, fast=fast)
    for point in given:
        (c.value_and_grad if outputs == 1 else c.jacobian)(*point)
        c(*point)
    c.compile_now()
    # Looked up only now: value_and_grad may be another built-in function once there is machine code.
    gradient = c.value_and_grad if outputs == 1 else c.jacobian
    return Run(gradient, given, read or (read_pair if outputs == 1 else read_structure), c)


def compiled_buffers(f: Function, points: Sequence[Point], outputs: int = 1, wanted: int | None = None) -> Run:
    """Through buffers that were bound before; the first point only, so nothing is passed.

    By all arguments, or by so many as the first `wanted` floats are in.
    """
    backsweep, numpy = importlib.import_module("backsweep"), importlib.import_module("numpy")
    lend(f, backsweep)
    sizes = [len(flat(points[0][: count + 1])) for count in several(points[0])]
    by = tuple(at for at in several(points[0]) if wanted is None or sizes[at] <= wanted)
    c = backsweep.compile(f, argnums=by)
    (c.value_and_grad if outputs == 1 else c.jacobian)(*points[0])
    c.compile_now()
    x = numpy.array(flat(points[0]))
    out = numpy.empty(outputs * (1 + len(x)))
    ders = out[outputs:].reshape(outputs, -1)[:, :wanted]
    return Run(c.bind(x, out), [()], lambda _: ders.ravel().tolist())


def compiled_batch(
    f: Function,
    arguments: Point,
    read: Callable[[Any], list[float]],
    fast: bool,
    threads: int,
    argnums: tuple[int, ...] | None = None,
) -> Run:
    backsweep = importlib.import_module("backsweep")
    lend(f, backsweep)
    c = backsweep.compile(f, argnums=several(arguments) if argnums is None else argnums, fast=fast)
    return Run(lambda *xs: c.batch(*xs, threads=threads), [arguments], read)


def read_pair(answer: Any) -> list[float]:
    return read_structure(answer[1])


def read_structure(answer: Any) -> list[float]:
    """The floats of a derivative in any nesting of lists, tuples and arrays."""
    if hasattr(answer, "ravel"):
        return list(answer.ravel().tolist())
    if isinstance(answer, (list, tuple)):
        return [number for item in answer for number in read_structure(item)]
    return [float(answer)]


# ---- JAX ----


def jax_words() -> Any:
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    jnp = importlib.import_module("jax.numpy")
    return SimpleNamespace(
        **{name: getattr(jnp, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tanh")},
        erfc=importlib.import_module("jax.scipy.special").erfc,
    )


def jax_run(f: Function, points: Sequence[Point], outputs: int = 1, argnums: tuple[int, ...] | None = None) -> Run:
    """jit(value_and_grad(f)) of the scalar function as it stands: JAX unrolls its loops."""
    lend(f, jax_words())
    jnp = importlib.import_module("jax.numpy")
    return jax_ready(f if outputs == 1 else (lambda *xs: jnp.stack(f(*xs))), points, outputs, argnums)


def jax_ready(f: Function, points: Sequence[Point], outputs: int = 1, argnums: tuple[int, ...] | None = None) -> Run:
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    jnp = importlib.import_module("jax.numpy")
    given = [tuple(jnp.asarray(item, jnp.float64) for item in point) for point in points]
    by = several(points[0]) if argnums is None else argnums
    run = jax.jit(jax.value_and_grad(f, argnums=by) if outputs == 1 else jax.jacrev(f, argnums=by))
    value = jax.jit(f)
    return Run(
        lambda *xs: jax.block_until_ready(run(*xs)),
        given,
        read_columns if outputs > 1 else read_pair,
        lambda *xs: jax.block_until_ready(value(*xs)),
    )


def read_columns(answer: Any) -> list[float]:
    """A Jacobian that came as one array (outputs, ...) per argument, row by row."""
    numpy = importlib.import_module("numpy")
    parts = [numpy.asarray(part).reshape(len(answer[0]), -1) for part in answer]
    return list(numpy.concatenate(parts, axis=1).ravel().tolist())


# ---- CasADi ----


def casadi_function(f: Function, point: Point, wanted: int) -> tuple[Any, Any]:
    """SX functions of one vector: the value, and the value with its derivatives by the first `wanted` inputs."""
    casadi = importlib.import_module("casadi")
    names = ("exp", "log", "sqrt", "sin", "cos", "tanh")
    lend(f, SimpleNamespace(**{n: getattr(casadi, n) for n in names}, erfc=lambda x: 1.0 - casadi.erf(x)))
    count = len(flat(point))
    x = casadi.SX.sym("x", count)
    symbols = casadi.vertsplit(x) if count > 1 else [x]
    y = shaped_call(f, point, symbols)
    y = casadi.vertcat(*y) if isinstance(y, (list, tuple)) else y
    derivatives = casadi.gradient(y, x) if y.numel() == 1 else casadi.jacobian(y, x)[:, :wanted].T
    return casadi.Function("value", [x], [y]), casadi.Function("gradient", [x], [y, casadi.densify(derivatives)])


def shaped_call(f: Function, point: Point, symbols: Sequence[Any]) -> Any:
    """f at symbols arranged as the point is."""
    source = iter(symbols)

    def fill(item: Any) -> Any:
        return [fill(part) for part in item] if isinstance(item, (list, tuple)) else next(source)

    return f(*[fill(item) for item in point])


def casadi_vm(f: Function, points: Sequence[Point], wanted: int) -> Run:
    """F(x) on CasADi's virtual machine, as its users call it."""
    casadi = importlib.import_module("casadi")
    value, gradient = casadi_function(f, points[0], wanted)
    given = [(casadi.DM(flat(point)),) for point in points]
    return Run(gradient, given, lambda answer: answer[1].full().ravel(order="F").tolist(), value)


def casadi_buffers(f: Function, points: Sequence[Point], wanted: int, in_c: bool) -> Run:
    """Through buffers that were bound before: CasADi's cheapest call; the first point only, so nothing is passed."""
    value, gradient = casadi_function(f, points[0], wanted)
    if in_c:
        value, gradient = in_generated_c(value), in_generated_c(gradient)
    return bound(value, gradient, importlib.import_module("numpy").array(flat(points[0])))


def bound(value: Any, gradient: Any, x: Any) -> Run:
    """The run of two CasADi functions whose input and outputs are bound to buffers."""
    numpy = importlib.import_module("numpy")
    y, g = numpy.zeros(gradient.numel_out(0)), numpy.zeros(gradient.numel_out(1))
    calls, kept = [], []
    for function, results in ((gradient, (y, g)), (value, (y,))):
        buffer, call = function.buffer()
        buffer.set_arg(0, memoryview(x))
        for at, result in enumerate(results):
            buffer.set_res(at, memoryview(result))
        calls.append(call)
        kept.append(buffer)
    return Run(calls[0], [()], lambda _: g.tolist(), calls[1], kept=(kept, x, value, gradient))


def casadi_map(
    f: Function, point: Point, wanted: int, columns: Any, in_c: bool, read: Callable[[Any], list[float]]
) -> Run:
    """CasADi's map over the columns of a matrix, bound to buffers; only derivatives by the first `wanted` inputs."""
    numpy = importlib.import_module("numpy")
    n = columns.shape[1]
    _, gradient = casadi_function(f, point, wanted)
    if in_c:
        gradient = in_generated_c(gradient)
    every = gradient.map(n)
    # CasADi's matrices lie column by column, so a sample's numbers are neighbours.
    x = numpy.ascontiguousarray(columns.T)
    y, g = numpy.zeros(every.numel_out(0)), numpy.zeros(every.numel_out(1))
    buffer, call = every.buffer()
    buffer.set_arg(0, memoryview(x))
    buffer.set_res(0, memoryview(y))
    buffer.set_res(1, memoryview(g))
    outputs = every.numel_out(0) // n

    def derivatives(_: Any) -> list[float]:
        # Every sample has a block of (wanted, outputs), column by column.
        return read(g.reshape(n, outputs * wanted).T)

    return Run(call, [()], derivatives, kept=(x, y, g, buffer, every, gradient))


def in_generated_c(function: Any) -> Any:
    """The function as CasADi's C, built by gcc. Never remembered: its time is part of the first call."""
    casadi = importlib.import_module("casadi")
    with tempfile.TemporaryDirectory(prefix="backsweep-casadi-") as place:
        source = Path(place) / f"{function.name()}.c"
        generator = casadi.CodeGenerator(source.name)
        generator.add(function)
        generator.generate(f"{place}/")
        made = source.with_suffix(".so")
        translate(source, ("-O3", "-march=native"), made)
        return casadi.external(function.name(), str(made))


def casadi_peers(f: Function, points: Callable[[], list[Point]], wanted: int) -> dict[str, Callable[[], Run]]:
    return {
        "casadi VM": lambda: casadi_vm(f, points(), wanted),
        "casadi VM, buffers": lambda: casadi_buffers(f, points(), wanted, in_c=False),
        "casadi C, buffers": lambda: casadi_buffers(f, points(), wanted, in_c=True),
    }


# ---- ddx-ad ----


def ddx_equation(f: Function, point: Point, wanted: int) -> Any:
    ddx = importlib.import_module("ddx")
    names = ("exp", "log", "sqrt", "sin", "cos", "tanh")
    lend(f, SimpleNamespace(**{n: getattr(ddx, n) for n in names}, erfc=lambda x: 1.0 - ddx.erf(x)))

    def model() -> Any:
        symbols = [(ddx.var if at < wanted else ddx.param)(f"x{at}") for at in range(len(flat(point)))]
        answer = shaped_call(f, point, symbols)
        return tuple(answer) if isinstance(answer, (list, tuple)) else answer

    return ddx.equation(model)


def ddx_run(f: Function, points: Sequence[Point], wanted: int, buffers: bool = True) -> Run:
    """Compiled by its LLVM; through a buffer bound before, or as its users call it first."""
    ddx = importlib.import_module("ddx")
    numpy = importlib.import_module("numpy")
    equation = ddx_equation(f, points[0], wanted).compile(cache_dir="")
    if not equation.uses_kernel:
        raise Skipped("ddx-ad made no kernel")
    if not buffers:
        given = [(numpy.array(flat(point)),) for point in points]
        return Run(equation.jacobian, given, lambda answer: answer[1].ravel().tolist(), equation.evaluate)
    x = numpy.array(flat(points[0]))
    call, value = equation.buffer(x), equation.buffer(x.copy(), want=ddx.Want.VALUE)
    return Run(call, [()], lambda _: call.jacobian.ravel().tolist(), value, kept=equation)


def ddx_peers(f: Function, points: Callable[[], list[Point]], wanted: int) -> dict[str, Callable[[], Run]]:
    return {
        "ddx-ad": lambda: ddx_run(f, points(), wanted, buffers=False),
        "ddx-ad, buffers": lambda: ddx_run(f, points(), wanted),
    }


def ddx_batch(
    f: Function, point: Point, columns: Any, read: Callable[[Any], list[float]], wanted: int | None = None
) -> Run:
    equation = ddx_equation(f, point, len(columns) if wanted is None else wanted).compile(
        points=columns.shape[1], cache_dir=""
    )
    call = equation.buffer(columns.copy())

    def derivatives(_: Any) -> list[float]:
        return read(call.jacobian.reshape(-1, columns.shape[1]))

    return Run(call, [()], derivatives, kept=equation)


# ---- PyTorch ----


def torch_run(f: Function, points: Sequence[Point], outputs: int = 1, wanted: int = 0) -> Run:
    """Eager scalars: a graph of 0-dimensional tensors, and backward."""
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    lend(f, torch)

    def numbers(xs: Any) -> Any:
        leaves = [torch.tensor(x, requires_grad=at < wanted or not wanted) for at, x in enumerate(xs)]
        return leaves

    def gradient(xs: list[float]) -> Any:
        leaves = numbers(xs)
        by = leaves[: wanted or None]
        answer = shaped_call(f, points[0], leaves)
        if outputs == 1:
            return torch.autograd.grad(answer, by)
        return [torch.autograd.grad(part, by, retain_graph=True, materialize_grads=True) for part in answer]

    def value(xs: list[float]) -> Any:
        with torch.no_grad():
            return shaped_call(f, points[0], [torch.tensor(x) for x in xs])

    return Run(gradient, [(flat(point),) for point in points], read_structure, value)
