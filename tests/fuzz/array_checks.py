"""What is compared for a function of arrays: a sentence for each disagreement."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from backsweep import Node, annotate, arrays, checkpoint, diagnose, grad, hvp, jvp, trace, values
from backsweep.sweeps import backward_arrays
from backsweep.sweeps.order import newest_first
from backsweep.transforms.differences import central_difference, kink_nearby
from fuzz.arrays import BESIDE_NUMPY, NAMES, SOFT, is_analytic
from fuzz.program import Check, Program, Tally

STEP = 1e-30
# Relative to all that is added up: two ways through the same products; an exact witness; differences.
REORDERED, EXACT, DIFFERENCES = 1e-10, 1e-9, 1e-6


def complex_sum(x: Any) -> Any:
    """The weighted sum of fuzz.arrays.weigh, for the complex step."""
    return np.sum(x * np.cos(np.arange(np.size(x))).reshape(np.shape(x)))


class At:
    """A function of arrays at a point, on Nodes, swept backward."""

    def __init__(self, program: Program, point: tuple[Any, ...]) -> None:
        self.program, self.point, self.f = program, point, program.function(NAMES)
        self.given = [np.array(x) for x in point]
        self.inputs = [Node(x) for x in point]
        self.every = tuple(range(len(point)))
        self.y = self.f(*self.inputs)
        self.y.backward()
        met = set(newest_first([self.y]))
        ders = [node.der if node in met else np.zeros(np.shape(node.val)) for node in self.inputs]
        self.gradient = [np.asarray(der, dtype=float) for der in ders]
        chance = np.random.default_rng(program.seed)
        self.along = [chance.normal(size=np.shape(x))[()] for x in point]

    @property
    def tangent(self) -> tuple[Any, ...]:
        return tuple(
            float(way) if isinstance(x, (int, float)) else way for x, way in zip(self.point, self.along, strict=True)
        )

    def inner(self, ders: Sequence[Any], along: Sequence[Any]) -> float:
        return float(sum(np.sum(np.multiply(der, way)) for der, way in zip(ders, along, strict=True)))

    @cached_property
    def size(self) -> float:
        """How large the ders on the way are, and with them what rounding may do."""
        ders = [np.max(np.abs(node.der), initial=0.0) for node in newest_first([self.y])]
        return float(max(ders))

    @cached_property
    def finite(self) -> bool:
        return all(np.all(np.isfinite(np.asarray(node.der))) for node in newest_first([self.y]))

    def moved(self, along: Sequence[Any], step: float) -> tuple[Any, ...]:
        return tuple(x + step * way for x, way in zip(self.point, along, strict=True))

    def directions(self) -> Iterator[list[Any]]:
        """All inputs together, each by itself, and one entry of each."""
        yield self.along
        for index, way in enumerate(self.along):
            rest = [np.zeros(np.shape(x))[()] for x in self.point]
            if len(self.point) > 1:
                yield [*rest[:index], way, *rest[index + 1 :]]
            if np.size(way) > 1:
                entry = np.zeros(np.size(way))
                entry[self.program.seed % np.size(way)] = 1.0
                yield [*rest[:index], entry.reshape(np.shape(way)), *rest[index + 1 :]]


def examined(program: Program, tally: Tally | None = None, most: int = 2) -> Iterator[At]:
    """The function at each point, for as long as it has finite values there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = program.function(NAMES)
        for point in program.points[:most]:
            try:
                y = plain(*point)
            except (ArithmeticError, ValueError, np.linalg.LinAlgError):
                continue  # NumPy cannot either
            if not np.all(np.isfinite(y)):
                continue
            at = At(program, point)
            if at.finite:
                yield at
            elif tally is not None:
                tally.undecided["an infinite slope"] += 1


# Steps whose value is not NumPy's to the last bit: NumPy sums in another order, or has no such function.
BESIDE = (*map(repr, sorted(BESIDE_NUMPY)), *SOFT, "sinc", "logaddexp", "multi_dot", "interp", "degrees", "cond")
BESIDE += ("norm", "np.dot(", ".add(", "float_power")


def values_are_numpys(program: Program, tally: Tally) -> Iterator[str]:
    """Each step bit for bit what NumPy gives for the values before it; and inputs stay what they were."""
    for at in examined(program):
        tally.points += 1
        nodes: dict[str, Any] = {f"x{i}": node for i, node in enumerate(at.inputs)}
        for name, text in re.findall(r"^    (v\d+) = (.+)$", program.text, re.M):
            before = {key: node.val if isinstance(node, Node) else node for key, node in nodes.items()}
            plain = eval(text, {**NAMES, **{key: np.asarray(val)[()] for key, val in before.items()}})
            nodes[name] = eval(text, {**NAMES, **nodes})
            found = nodes[name].val if isinstance(nodes[name], Node) else nodes[name]
            # The functions of numbers are those of Python's math, not NumPy's.
            beside = any(word in text for word in BESIDE) or any(
                isinstance(val, (int, float)) for val in before.values()
            )
            if np.shape(found) != np.shape(plain) or not (
                np.allclose(found, plain, rtol=1e-12, atol=1e-12) if beside else np.array_equal(found, plain)
            ):
                yield f"at {at.point}: step {text} is {found!r}, NumPy's {plain!r}"
        for der, given, now in zip(at.gradient, at.given, at.point, strict=True):
            if np.shape(der) != np.shape(given) or not np.array_equal(given, now):
                yield f"at {at.point}: der of shape {np.shape(der)}, input {given} is now {now}"


def sweeps_agree(program: Program, tally: Tally) -> Iterator[str]:
    """backward(), grad, and grad of a checkpoint."""
    for at in examined(program):
        ways = {"grad": grad(at.f, at.every), "grad of a checkpoint": grad(checkpoint(at.f), at.every)}
        for way, transform in ways.items():
            for i, (found, der) in enumerate(zip(transform(*at.point), at.gradient, strict=True)):
                if np.max(np.abs(found - der), initial=0.0) > 1e-13 * at.size or np.shape(found) != der.shape:
                    yield f"at {at.point}: d/dx{i} is {der} by backward(), {found} by {way}"


def modes_agree(program: Program, tally: Tally) -> Iterator[str]:
    for at in examined(program, tally):
        _, forward = jvp(at.f, at.every)(*at.point, tangent=at.tangent)
        reverse = at.inner(at.gradient, at.along)
        if not abs(float(forward) - reverse) <= REORDERED * (at.size + abs(reverse)):
            yield f"at {at.point}: along {at.along} reverse gives {reverse!r}, forward {forward!r}"


def ders_against_witness(program: Program, tally: Tally) -> Iterator[str]:
    """The complex step where all is analytic, differences elsewhere."""
    for at in examined(program, tally):
        stepped = by_complex_step(at) if is_analytic(program) else None
        for along in at.directions():
            found = at.inner(at.gradient, along)
            scale = float(sum(np.sum(np.abs(der * way)) for der, way in zip(at.gradient, along, strict=True)))
            if stepped is not None:
                true = stepped(along)
                if not abs(found - true) <= EXACT * scale + 1e-12 * at.size:
                    yield f"at {at.point}: along {along} the der is {found!r}, by its witness {true!r}"
                continue
            yield from by_differences(at, tally, along, lambda x, at=at: float(at.f(*x)), found, scale, "der")


def by_complex_step(at: At) -> Callable[[Sequence[Any]], float] | None:
    """The derivative along a direction by the complex step; None where NumPy cannot."""
    f = at.program.function({**NAMES, "weigh": complex_sum})

    def along(ways: Sequence[Any]) -> float:
        return float(np.imag(f(*[x + 1j * STEP * way for x, way in zip(at.point, ways, strict=True)])) / STEP)

    try:
        along(at.along)
    except (TypeError, ValueError):
        return None
    return along


def by_differences(
    at: At,
    tally: Tally,
    along: Sequence[Any],
    f: Callable[[tuple[Any, ...]], float],
    found: float,
    scale: float,
    what: str,
) -> Iterator[str]:
    """A sentence if differences, good enough to tell, tell something else; kinks nearby leave it undecided."""

    def on_line(t: float) -> float:
        return f(at.moved(along, t))

    true = central_difference(on_line, 0.0)
    doubt = 100 * true.error + DIFFERENCES * scale + 1e-10 * at.size
    if not np.isfinite(true.value) or not doubt <= 1e-3 * max(scale, abs(found), 1e-6 * at.size):
        tally.undecided[f"{what}: differences too coarse"] += 1
    elif not abs(true.value - found) <= doubt:
        if kink_nearby(on_line, 0.0) or not (tally.confirming or still_apart(at, what)):
            tally.undecided[f"{what}: a kink"] += 1
        else:
            yield f"at {at.point}: along {along} the {what} is {found!r}, by its witness {true.value!r} to {doubt:.1e}"


def still_apart(at: At, what: str) -> bool:
    """Whether a little to the side differences disagree too: what is wrong at a kink alone, they cannot judge."""
    chance = np.random.default_rng(at.program.seed)
    aside = tuple(x + 1e-3 * chance.uniform(0.5, 1.0, np.shape(x) or None) for x in at.point)
    check = ders_against_witness if what == "der" else second_derivatives_agree
    again = check(replace(at.program, points=(aside,)), Tally(confirming=True))
    return any("by its witness" in told for told in again)


def second_derivatives_agree(program: Program, tally: Tally) -> Iterator[str]:
    """hvp, forward over reverse, against reverse over reverse and against differences of the gradient."""
    for at in examined(program, tally, 1):
        product = hvp(at.f, at.every)(*at.point, tangent=at.tangent)
        once = grad(at.f, at.every)

        def slope(*xs: Any, once: Any = once, at: At = at) -> Any:
            return sum(np.sum(der * way) for der, way in zip(once(*xs), at.along, strict=True))

        again = grad(slope, at.every)(*at.point) if any_depends(slope, at) else [0.0 * way for way in at.along]
        if not all(np.all(np.isfinite(der)) for der in product):
            tally.undecided["second derivative: not finite"] += 1
            continue
        size = max(float(np.max(np.abs(der), initial=0.0)) for der in product) + at.size
        for i, (one, other) in enumerate(zip(product, again, strict=True)):
            if not np.max(np.abs(one - other), initial=0.0) <= 1e-8 * size:
                yield f"at {at.point}: along {at.along} row {i} is {one} by hvp, {other} by reverse over reverse"
        found = at.inner(product, at.along)
        scale = float(sum(np.sum(np.abs(der * way)) for der, way in zip(product, at.along, strict=True)))
        yield from by_differences(
            at, tally, at.along, lambda x, slope=slope: float(slope(*x)), found, scale + 1e-3 * at.size, "curvature"
        )


def any_depends(slope: Callable[..., Any], at: At) -> bool:
    """Whether the slope is a Node when the inputs are: that of a linear function is a plain number."""
    return isinstance(slope(*map(Node, at.point)), Node)


def explanations_stand(program: Program, tally: Tally) -> Iterator[str]:
    for at in examined(program, tally, 1):
        told = trace(at.f, *at.point)
        for tell in (told.text, told.latex, told.json):
            tell()
        str(annotate(at.f, *at.point))
        str(diagnose(at.f, *at.point))
        yield from ()


def single_precision_stays(program: Program, tally: Tally) -> Iterator[str]:
    """Ders have the precision of their inputs."""
    for point in program.points[:1]:
        single = [x if isinstance(x, (int, float)) else x.astype(np.float32) for x in point]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                program.function(NAMES)(*single)
            except (ArithmeticError, ValueError, TypeError, np.linalg.LinAlgError):
                continue
            nodes = [Node(x) for x in single]
            program.function(NAMES)(*nodes).backward()
        for i, (node, x) in enumerate(zip(nodes, single, strict=True)):
            if isinstance(x, np.ndarray) and isinstance(node.der, np.ndarray) and node.der.dtype != np.asarray(x).dtype:
                yield f"at {point}: x{i} is of {np.asarray(x).dtype}, its der of {np.asarray(node.der).dtype}"


@contextmanager
def as_if_large(program: Program) -> Iterator[None]:
    """For every second program the sweep uses the memory of small arrays again, as it does that of large ones."""
    changed = {backward_arrays: {"LARGE": 2}, arrays: {"FEW": 2}, values: {"COPIED": 8, "COMPARED": 8}}
    before = {module: {name: getattr(module, name) for name in names} for module, names in changed.items()}
    try:
        for module, names in changed.items() if program.seed % 4 == 1 else ():
            vars(module).update(names)
        yield
    finally:
        for module, names in before.items():
            vars(module).update(names)


def large(check: Check) -> Check:
    """A check, as if arrays were large."""

    def checked(program: Program, tally: Tally) -> Iterator[str]:
        with as_if_large(program):
            yield from check(program, tally)

    return checked


CHECKS: dict[str, Check] = {
    "value against NumPy": values_are_numpys,  # sums along short axes of large arrays are added up in another order
    "sweeps of arrays": large(sweeps_agree),
    "forward against reverse, arrays": large(modes_agree),
    "gradient against its witness, arrays": large(ders_against_witness),
    "second derivative, arrays": large(second_derivatives_agree),
    "explanations of arrays": explanations_stand,
    "single precision": large(single_precision_stays),
}
