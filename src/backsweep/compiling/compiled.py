"""compile(f): the function itself, its derivatives, and what can be seen of its program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import update_wrapper
from typing import Any

from backsweep.compiling.batches import Samples, check_options, eager_rows, outputs_of, total
from backsweep.compiling.forms import Differentiating, Form, build, form_of, leaf_count, plain_vector
from backsweep.compiling.paths import Paths
from backsweep.compiling.special import Eagerly, Kind, Special
from backsweep.compiling.writing import Path
from backsweep.errors import NotReproducible, StructureError, WrongKind
from backsweep.node import short
from backsweep.program.statements import Program
from backsweep.transforms import gradient, jacobian, tangent
from backsweep.transforms.recording import ArgNums, check_argnums, check_function, one_number, selected
from backsweep.transforms.structures import leaves, rebuild
from backsweep.worlds import value_of

Function = Callable[..., Any]

# More paths than this are not recorded: such a function branches by value nearly every time.
MAX_PATHS = 64


class Call:
    """The arguments of one call, taken apart: the forms of all, and the floats.

    names  those given by name; their forms come after the positional ones
    """

    __slots__ = ("forms", "inputs", "key", "names")

    def __init__(self, args: Sequence[Any], kwargs: dict[str, Any]) -> None:
        self.inputs: list[float] = []
        self.names = tuple(kwargs)
        self.forms = tuple(form_of(arg, self.inputs) for arg in (*args, *kwargs.values()))
        self.key = (self.forms, self.names)


class Compiled:
    """What compile(f) returns: f, and its derivatives, as programs.

    c(*args)                  f's value
    c.value_and_grad(*args)   the value and the gradient by the arguments that argnums names
    c.grad(*args)             the gradient alone
    c.jacobian(*args)         every first derivative; c.hessian, every second; c.hvp(*args, tangent=v)
    c.batch(*args)            many samples at once
    c.source(), c.to_c()      the program as Python and as C
    c.paths, c.program, c.constants   what has been recorded
    """

    def __init__(self, f: Function, argnums: ArgNums, check: bool, fast: bool, cache: bool, max_paths: int) -> None:
        check_function(f, "compile")
        check_argnums(argnums, "compile")
        self._f, self._argnums, self._check, self._fast, self._cache = f, argnums, check, fast, cache
        self._limit = max_paths
        self._specials: dict[Any, Special] = {}
        self._latest: Special | None = None
        self._second: dict[str, Compiled] = {}
        update_wrapper(self, f, updated=())

    # Calls.

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """f's value."""
        try:
            call = Call(args, kwargs)
            special = self._special(call)
            path, outputs = special.run(None, call.inputs)
        except Differentiating:
            return self._f(*args, **kwargs)
        except Eagerly:
            return self._eager_value(args, kwargs)
        value = _output(path, outputs)
        if self._check:
            _compare(value, self._eager_value(args, kwargs), self)
        return value

    def value_and_grad(self, *args: Any, **kwargs: Any) -> Any:
        """f's value and its gradient, as backsweep.value_and_grad(f, argnums) gives them."""
        eager = gradient.value_and_grad(self._f, self._argnums)
        try:
            call = Call(args, kwargs)
            chosen = Chosen(self._argnums, args, call, "value_and_grad")
            special = self._special(call)
            one_number(special.first(call.inputs).output, "value_and_grad")
            path, outputs = special.run(chosen.wanted, call.inputs)
        except Differentiating:
            return eager(*args, **kwargs)
        except Eagerly:
            return _as_arrays(eager, args, kwargs)
        answer = _output(path, outputs), chosen.gradient(outputs[1:])
        if self._check:
            _compare(answer, _as_arrays(eager, args, kwargs), self)
        return answer

    def grad(self, *args: Any, **kwargs: Any) -> Any:
        """f's gradient, as backsweep.grad(f, argnums) gives it."""
        return self.value_and_grad(*args, **kwargs)[1]

    def jacobian(self, *args: Any, **kwargs: Any) -> Any:
        """Every first derivative of f: output structure + input structure, as backsweep.jacobian(f, argnums)."""
        eager = jacobian.jacobian(self._f, self._argnums)
        try:
            call = Call(args, kwargs)
            chosen = Chosen(self._argnums, args, call, "jacobian")
            path, outputs = self._special(call).run(chosen.wanted, call.inputs)
        except Differentiating:
            return eager(*args, **kwargs)
        except Eagerly:
            return _as_arrays(eager, args, kwargs)
        if not path.values:
            raise StructureError(f"jacobian needs numbers from f, but f returned {path.output!r}.")
        size = len(call.inputs)
        rows = iter([outputs[start : start + size] for start in range(len(path.values), len(outputs), size)])
        return rebuild(path.output, lambda _: chosen.gradient(next(rows)))

    def hessian(self, *args: Any, **kwargs: Any) -> Any:
        """Every second derivative of f, as backsweep.hessian(f, argnums)."""
        return self._derived("hessian", jacobian.hessian)(*args, **kwargs)

    def hvp(self, *args: Any, tangent: Any = None, **kwargs: Any) -> Any:
        """The Hessian of f times a tangent, as backsweep.hvp(f, argnums)."""
        if tangent is None:
            return self._derived("hvp", _hvp)._f(*args, tangent=None, **kwargs)
        return self._derived("hvp", _hvp)(*args, tangent=tangent, **kwargs)

    def batch(self, *args: Any, reduce: str | None = None, on_error: str = "raise", threads: int = 1) -> Any:
        """f at n samples at once: (values, gradients); any float of the arguments may be an array of n of them.

        reduce    "sum" for the sums of the gradients over the samples instead
        on_error  "nan" to give nan where f would raise, instead of raising with the sample's number
        threads   how many threads share the samples
        """
        check_options(reduce, on_error, threads)
        samples = Samples(args)
        call = Call(samples.args, {})
        chosen = Chosen(self._argnums, samples.args, call, "batch")
        special = self._special(call)

        def eagerly(number: int) -> list[float]:
            point = iter(samples.sample(number))
            sample = [build(form, point, lambda kind, items: list(items)) for form in call.forms]
            value, found = gradient.value_and_grad(self._f, self._argnums)(*sample)
            outputs = [value, *[0.0] * len(samples.columns)]
            for index, der in zip(chosen.order, leaves(found), strict=True):
                outputs[1 + index] = der
            return outputs

        try:
            one_number(special.first(samples.sample(0)).output, "batch")
            rows = outputs_of(special, chosen.wanted, samples, eagerly, on_error, threads)
        except Eagerly:
            rows = eager_rows(samples, eagerly, on_error)
        ders = [
            total(row) if reduce == "sum" or column.__class__ is float else row
            for row, column in zip(rows[1:], samples.columns, strict=True)
        ]
        return rows[0], chosen.gradient(ders)

    # What can be seen.

    def source(self) -> str:
        """The program of the value and the gradient, as readable Python; one function for each path."""
        from backsweep.program.as_python import python_source

        return "\n\n".join(python_source(program) for program in self._programs("source"))

    def to_c(self, name: str = "f") -> str:
        """The same as a self-contained C99 function: double NAME(const double *x, double *gradient)."""
        from backsweep.program.as_c import c_source

        return c_source(self._programs("to_c"), name)

    @property
    def paths(self) -> Paths:
        """The ways through f that have been recorded, and the lines where they split."""
        return Paths([path for special in self._specials.values() for path in special.paths])

    @property
    def program(self) -> Program:
        """The latest form's first path, with its gradient."""
        return self._programs("program")[0]

    @property
    def constants(self) -> list[float]:
        """The numbers of globals and closures, and those written in f, that its programs hold: each once."""
        numbers = [number for path in self.paths for number in path.constants if isinstance(number, (int, float))]
        return list({repr(number): number for number in numbers}.values())

    def compile_now(self, *args: Any, **kwargs: Any) -> Compiled:
        """Makes the best code there is for all that has been called, without waiting; with arguments, for those.

        Returns the compiled function itself.
        """
        if args or kwargs:
            self.value_and_grad(*args, **kwargs)
        self._need_special("compile_now")
        for special in self._specials.values():
            for kind in list(special.executors) or [None]:
                special.improve(kind)
        return self

    def __repr__(self) -> str:
        paths = self.paths
        return f"<compiled {getattr(self._f, '__name__', 'function')}: {len(paths)} path{'s' * (len(paths) != 1)}>"

    # Within.

    def _special(self, call: Call) -> Special:
        special = self._specials.get(call.key)
        if special is None:
            special = self._specials[call.key] = Special(self._f, call.forms, call.names, self._limit, self._fast)
        self._latest = special
        return special

    def _need_special(self, what: str) -> Special:
        if self._latest is None or not self._latest.paths:
            raise StructureError(
                f"{what} needs a recorded program: call the compiled function once first, so that it knows what its "
                "arguments look like."
            )
        return self._latest

    def _programs(self, what: str) -> list[Program]:
        """The programs of the latest form: with derivatives if those were asked for, by all inputs otherwise."""
        special = self._need_special(what)
        kinds: list[Kind] = [kind for kind in special.executors if kind is not None]
        size = special.paths[0].outline.inputs
        kind = kinds[-1] if kinds else frozenset(range(size))
        return special.programs(kind if kinds or len(special.paths[0].values) == 1 else None)

    def _derived(self, name: str, transform: Callable[..., Any]) -> Compiled:
        """The compiled second derivative: the transform itself, run on recorded values, is written down."""
        if name not in self._second:
            self._second[name] = Compiled(
                transform(self._f, self._argnums), 0, self._check, self._fast, self._cache, self._limit
            )
        return self._second[name]

    def _eager_value(self, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        """f on Nodes, for its value and for its errors."""
        nodes = [_noded(arg) for arg in args]
        named = {name: _noded(arg) for name, arg in kwargs.items()}
        return rebuild(self._f(*nodes, **named), value_of)


def _hvp(f: Function, argnums: ArgNums) -> Function:
    return tangent.hvp(f, argnums)


def _noded(arg: Any) -> Any:
    """An argument with Nodes for its floats; an array becomes a list of them."""
    from backsweep.node import Node

    inputs: list[float] = []
    form = form_of(arg, inputs)
    return build(form, map(Node, inputs), lambda kind, items: list(items))


def _as_arrays(eager: Function, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """An eager transform on arguments of which some are arrays, which it takes as lists."""
    if not any(hasattr(leaf, "__array__") or hasattr(leaf, "typecode") for leaf in (*args, *kwargs.values())):
        return eager(*args, **kwargs)
    inputs: list[float] = []
    forms = [form_of(arg, inputs) for arg in args]
    plain = [build(form, iter(inputs), lambda kind, items: list(items)) for form in forms]
    return eager(*plain, **kwargs)


class Chosen:
    """The arguments that argnums names: which inputs they are, and what a gradient by them looks like.

    order   the numbers of their inputs, in the order of argnums; `wanted` is the set of them
    """

    def __init__(self, argnums: ArgNums, args: Sequence[Any], call: Call, what: str) -> None:
        selected(args, argnums, what)
        starts = [0]
        for form in call.forms:
            starts.append(starts[-1] + leaf_count(form))
        self.single = not isinstance(argnums, tuple)
        numbers = [number % len(args) for number in (argnums if isinstance(argnums, tuple) else (argnums,))]
        self.parts: list[tuple[Form, int, int]] = [(call.forms[n], starts[n], starts[n + 1]) for n in numbers]
        self.order = [index for _, start, end in self.parts for index in range(start, end)]
        self.wanted = frozenset(self.order)
        if not self.wanted:
            chosen = args[numbers[0]]
            write = f"Write {float(chosen)!r}." if isinstance(chosen, (int, bool)) else "Pass floats."
            raise WrongKind(
                f"{what} found no float to differentiate by in argument {argnums}: {short(chosen)}. An int is part "
                f"of the program, not a value. {write}"
            )

    def gradient(self, ders: Sequence[float]) -> Any:
        """The gradient in the arguments' form, from the ders of all inputs."""
        found = [build(form, iter(ders[start:end]), plain_vector) for form, start, end in self.parts]
        return found[0] if self.single else tuple(found)


def _output(path: Path, outputs: Sequence[float]) -> Any:
    """f's answer: the program's values where they go."""
    values: Iterator[Any] = zip(path.values, outputs, strict=False)

    def settle(leaf: Any) -> Any:
        kind, value = next(values)
        return leaf if kind is None else kind(value)

    return rebuild(path.output, settle)


def _compare(value: Any, eager: Any, compiled: Compiled) -> None:
    """check=True: refuses a program that gives anything else than the function itself.

    Raises:
        NotReproducible: it does.
    """
    for one, other in zip(leaves(_lists(value)), leaves(_lists(eager)), strict=True):
        if one != other and not (one != one and other != other):
            raise NotReproducible(
                f"{compiled!r} gave {one!r}, but the function itself gives {other!r} for the same arguments. "
                "A compiled function may depend on its arguments alone, not on globals that change or on chance."
            )


def _lists(tree: Any) -> Any:
    """Arrays as lists."""
    if hasattr(tree, "tolist"):
        return tree.tolist()
    return tuple(map(_lists, tree)) if isinstance(tree, (tuple, list)) else tree


def compile(
    f: Function | None = None,
    argnums: ArgNums = 0,
    *,
    check: bool = False,
    fast: bool = False,
    cache: bool = False,
    max_paths: int = MAX_PATHS,
) -> Any:
    """f as a program: recorded once, differentiated, and run at the speed of native code where LLVM is installed.

    f may be any function of floats (nested in lists, tuples, dicts, or in 1-D arrays that it indexes) with loops,
    `if`, `while`, recursion and calls, whose result depends on its arguments alone. Each comparison by value is a
    guard: a call that goes another way is recorded again.

    argnums    the arguments to differentiate by, as in grad
    check      also run f itself at every call, and raise on the first difference
    fast       allow vector functions and fused multiply-adds, which change last bits
    cache      keep machine code on disk
    max_paths  how many ways through f are recorded; calls that go yet another way run on Nodes

    >>> @compile
    ... def area(x, y):
    ...     while x > 10.0:
    ...         x = x / 2
    ...     return x * y
    >>> area.value_and_grad(40.0, 3.0)
    (30.0, 0.75)
    """
    if f is None:
        return lambda function: compile(function, argnums, check=check, fast=fast, cache=cache, max_paths=max_paths)
    return Compiled(f, argnums, check, fast, cache, max_paths)
