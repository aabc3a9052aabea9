"""compile(f): the function itself, its derivatives, and what can be seen of its program."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, update_wrapper
from types import MethodType
from typing import Any

from backsweep.compiling.calls import Calls
from backsweep.compiling.paths import Paths
from backsweep.compiling.shortcuts import Shortcuts
from backsweep.compiling.special import Kind, Special
from backsweep.errors import StructureError, WrongKind
from backsweep.program.as_c import c_source
from backsweep.program.as_python import python_source
from backsweep.program.statements import Program
from backsweep.transforms import jacobian, tangent
from backsweep.transforms.recording import ArgNums, check_argnums, check_function

Function = Callable[..., Any]

# More paths than this are not recorded: such a function branches by value nearly every time.
MAX_PATHS, MOST_PATHS = 64, 4096


class Compiled:
    """What compile(f) returns: f, and its derivatives, as programs.

    c(*args)                  f's value, as f gives it
    c.value_and_grad(*args)   the value and the gradient by the arguments that argnums names
    c.grad(*args)             the gradient alone
    c.jacobian(*args)         every first derivative; c.hessian, every second; c.hvp(*args, tangent=v)
    c.into(x, out), c.bind(x, out)   value and gradient in memory of your own
    c.batch(*args)            many samples at once; c.batch_values(*args), without derivatives
    c.source(), c.to_c()      the program as Python and as C
    c.paths, c.program, c.constants   what has been recorded
    """

    # What c(*args) calls is kept where Python looks for it itself: a method of ours that passes the arguments on would
    # take 60 ns of the 160 that such a call takes.
    __slots__ = ("__call__", "__dict__", "__weakref__")
    __call__: Callable[..., Any]

    def __init__(self, f: Function, argnums: ArgNums, check: bool, fast: bool, cache: bool, max_paths: int) -> None:
        check_function(f, "compile")
        check_argnums(argnums, "compile")
        if not isinstance(max_paths, int) or isinstance(max_paths, bool) or not 1 <= max_paths <= MOST_PATHS:
            raise WrongKind(
                f"compile needs max_paths, how many ways through f are recorded, from 1 to {MOST_PATHS}, but got "
                f"max_paths = {max_paths!r}."
            )
        self._f, self._argnums = f, argnums
        self._options: dict[str, Any] = {"check": check, "fast": fast, "cache": cache, "max_paths": max_paths}
        self._calls = Calls(f, argnums, check, partial(Special, f, limit=max_paths, fast=fast, kept=cache))
        self._shortcuts = Shortcuts(self._calls, self)
        self.__call__ = self._shortcuts.general_value
        self._second: dict[str, Compiled] = {}
        self._derived = partial(_derived, self._second, f, argnums, self._options)
        self._calls.forward = partial(self._derived, "jacobian", _forward)
        update_wrapper(self, f, updated=())

    # Calls. Once there is machine code, built-in functions of the same names stand on the object in front of these.

    def value_and_grad(self, *args: Any, **kwargs: Any) -> Any:
        """f's value and its gradient, as backsweep.value_and_grad(f, argnums) gives them."""
        return self._general("value_and_grad", args, kwargs)

    def grad(self, *args: Any, **kwargs: Any) -> Any:
        """f's gradient, as backsweep.grad(f, argnums) gives it."""
        return self._general("grad", args, kwargs)

    def jacobian(self, *args: Any, **kwargs: Any) -> Any:
        """Every first derivative of f: output structure + input structure, as backsweep.jacobian(f, argnums)."""
        return self._general("jacobian", args, kwargs)

    def into(self, x: Any, out: Any) -> None:
        """The value and the derivative by each input, in memory of the caller's own: out = [value, ders ...].

        x holds the inputs in the order of the arguments, one after the other. Both are arrays of floats: NumPy's
        or array.array("d"). The der of an input outside argnums is 0.0. Where f gives several numbers, out has them
        first and then the ders of each. value_and_grad, or jacobian, has to be called once before, to show what the
        arguments look like.

        Raises:
            StructureError: x or out has another length, or arguments of several forms have been given.
        """
        self._calls.gradient_special("into")
        into = self._shortcuts.into
        (self._calls.into if into is None else into)(x, out)

    def bind(self, x: Any, out: Any) -> Callable[[], None]:
        """A function without arguments that does the same as into(x, out): it reads what x holds when it is called.

        It looks at the two arrays once, now, which is most of what a call of into takes for a small function. While it
        lives they cannot change their size.

        Raises:
            As into.
        """
        self.into(x, out)
        return self._shortcuts.bound(x, out)

    def batch(self, *args: Any, reduce: str | None = None, on_error: str = "raise", threads: int = 1) -> Any:
        """f at n samples at once: (values, gradients); any float of the arguments may be an array of n of them.

        A float that is no array is shared by all samples, and its gradient is the sum over them. Where f gives several
        numbers, values are arrays in the structure of f's answer, and in place of the gradients stands the Jacobian:
        output structure + input structure, of arrays.

        reduce    "sum" for the sums of all gradients over the samples
        on_error  "nan" to give nan where f would raise, instead of raising with the sample's number
        threads   how many threads share the samples

        Raises:
            WrongKind: no argument is an array, or one has not one dimension.
            StructureError: the arrays differ in length.
        """
        return self._calls.batch(*args, reduce=reduce, on_error=on_error, threads=threads)

    def batch_values(self, *args: Any, on_error: str = "raise", threads: int = 1) -> Any:
        """f at n samples at once, without derivatives; all else is as in batch."""
        return self._calls.batch_values(*args, on_error=on_error, threads=threads)

    def hessian(self, *args: Any, **kwargs: Any) -> Any:
        """Every second derivative of f, as backsweep.hessian(f, argnums)."""
        return self._derived("hessian", jacobian.hessian)(*args, **kwargs)

    def hvp(self, *args: Any, tangent: Any = None, **kwargs: Any) -> Any:
        """The Hessian of f times a tangent, as backsweep.hvp(f, argnums)."""
        if tangent is None:
            raise WrongKind("hvp needs the direction to differentiate along. Write c.hvp(x, tangent=v).")
        return self._derived("hvp", _hvp)(*args, tangent=tangent, **kwargs)

    # What can be seen.

    def source(self) -> str:
        """The program of the value and the gradient, as readable Python; one function for each path."""
        return "\n\n".join(python_source(program) for program in self._programs("source"))

    def to_c(self, name: str = "") -> str:
        """The same as a self-contained C99 function: double NAME(const double *x, double *gradient).

        The comment at its top says how to build it for equal bits.

        Raises:
            WrongKind: name is no name in C, or the program has an operation that C has no function for.
        """
        return c_source(self._programs("to_c"), name)

    @property
    def paths(self) -> Paths:
        """The ways through f that have been recorded, and the lines where they split."""
        return Paths([path for special in self._calls.specials.values() for path in special.paths])

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

        With arguments, for the value and the gradient of them, or the Jacobian where f gives several numbers.

        Returns the compiled function itself.
        """
        if args or kwargs:
            (self.jacobian if self._calls.gives_several(args, kwargs) else self.value_and_grad)(*args, **kwargs)
        self._need_special("compile_now")
        for special in self._calls.specials.values():
            for kind in list(special.executors) or [None]:
                special.improve(kind)
        for derived in self._second.values():
            if derived.paths:
                derived.compile_now()
        self._shortcuts.install()
        return self

    # A compiled function is one thing: copies are itself, and a pickle makes it again from the function.

    def __copy__(self) -> Compiled:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Compiled:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self._f, self._argnums, self._options)

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Compiled:
        """In a class: the compiled method of that object, whose first argument is the one after self."""
        if instance is None:
            return self
        bound = Compiled(MethodType(self._f, instance), self._argnums, **self._options)
        instance.__dict__[self._name] = bound
        return bound

    def __repr__(self) -> str:
        paths = self.paths
        return f"<compiled {getattr(self._f, '__name__', 'function')}: {len(paths)} path{'s' * (len(paths) != 1)}>"

    # Within.

    def _general(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        answer = getattr(self._calls, name)(*args, **kwargs)
        self._shortcuts.install()
        return answer

    def _need_special(self, what: str) -> Special:
        if self._calls.latest is None or not self._calls.latest.paths:
            raise StructureError(
                f"{what} needs a recorded program: call the compiled function once first, so that it knows what its "
                "arguments look like."
            )
        return self._calls.latest

    def _programs(self, what: str) -> list[Program]:
        """The programs of the latest form: with derivatives if those were asked for, by all inputs otherwise."""
        special = self._need_special(what)
        kinds: list[Kind] = [kind for kind in special.executors if kind is not None]
        size = special.paths[0].outline.inputs
        kind = kinds[-1] if kinds else frozenset(range(size))
        return special.programs(kind if kinds or len(special.paths[0].values) == 1 else None)


def _derived(
    known: dict[str, Compiled],
    f: Function,
    argnums: ArgNums,
    options: dict[str, Any],
    name: str,
    transform: Callable[..., Any],
) -> Compiled:
    """A derivative that no program of f's own gives, from those `known`, or compiled now.

    The transform itself, run on recorded values, is written down. No method: what f's calls hold must not lead back to
    the compiled function, which would then not go as soon as nobody needs it.
    """
    if name not in known:
        known[name] = Compiled(transform(f, argnums), 0, **options)
    return known[name]


def _again(f: Function, argnums: ArgNums, options: dict[str, Any]) -> Compiled:
    """A compiled function from a pickle."""
    return Compiled(f, argnums, **options)


def _forward(f: Function, argnums: ArgNums) -> Function:
    return jacobian.jacobian(f, argnums, mode="forward")


def _hvp(f: Function, argnums: ArgNums) -> Function:
    return tangent.hvp(f, argnums)


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
    fast       allow vector functions, fused multiply-adds and sums in another order, which change last bits
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
