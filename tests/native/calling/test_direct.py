"""Built-in functions and their stand-ins through ctypes: the same calls, the same answers, nothing left behind.

The path functions here are Python functions behind a C signature, or a few lines of LLVM text where speed or memory
is looked at.
"""

import array
import ctypes
import functools
import gc
import sys
import threading
import tracemalloc
import weakref
from collections.abc import Callable
from typing import Any

import pytest

numpy = pytest.importorskip("numpy", reason="machine code needs backsweep[native]")
pytest.importorskip("llvmlite.binding", reason="machine code needs backsweep[native]")

from backsweep.errors import StructureError, WrongKind  # noqa: E402  (after the skips)
from backsweep.native.calling import direct, text  # noqa: E402
from backsweep.native.calling.plain import CODE, BoundThroughCtypes, IntoThroughCtypes, Path, Paths, ThroughCtypes  # noqa: E402
from backsweep.native.calling.words import FLOAT, answer_like, gradient_like, size  # noqa: E402
from backsweep.native.engine import Machine, compile_program  # noqa: E402
from backsweep.native.text import Text  # noqa: E402
from backsweep.primitives.arithmetic import div, mul  # noqa: E402
from backsweep.program.statements import Address, Array, Instruction, Load, Program, Store  # noqa: E402


@pytest.fixture(params=[direct.builtin, ThroughCtypes], ids=["built-in", "ctypes"])
def make(request):
    return request.param


@pytest.fixture(params=[direct.into, IntoThroughCtypes], ids=["built-in", "ctypes"])
def make_into(request):
    return request.param


def missed(*args: Any, **named: Any) -> Any:
    return "missed", args, named


def python_path(inputs: int, f: Callable[[list[float]], list[float] | int]) -> Path:
    """A path that a Python function computes: a list is what `out` becomes, an int a status."""

    def enter(x: int, out: int, constants: int, indices: int) -> int:
        answer = f(list((ctypes.c_double * inputs).from_address(x)))
        if isinstance(answer, int):
            return answer
        (ctypes.c_double * len(answer)).from_address(out)[:] = answer
        return 0

    code = CODE(enter)
    return Path(ctypes.cast(code, ctypes.c_void_p).value or 0, owner=code)


def doubling(inputs: int) -> Path:
    """out = the sum of the doubles, then each double."""
    return python_path(inputs, lambda x: [2 * sum(x), *(2 * number for number in x)])


@functools.cache
def fast_doubling(inputs: int) -> Path:
    """The same in machine code."""
    return text_path(f"""
        define i32 @path(ptr %x, ptr %out, ptr %constants, ptr %indices) {{
        entry:
          br label %turn
        turn:
          %i = phi i64 [0, %entry], [%next, %turn]
          %sum = phi double [0.0, %entry], [%more, %turn]
          %at = getelementptr double, ptr %x, i64 %i
          %number = load double, ptr %at
          %twice = fadd double %number, %number
          %next = add i64 %i, 1
          %to = getelementptr double, ptr %out, i64 %next
          store double %twice, ptr %to
          %more = fadd double %sum, %twice
          %again = icmp ult i64 %next, {inputs}
          br i1 %again, label %turn, label %done
        done:
          store double %more, ptr %out
          ret i32 0
        }}""")


def text_path(definition: str) -> Path:
    """The path @path of LLVM's text."""
    machine = Machine(Text("path", [], {}, [definition]))
    return Path(machine.addresses["path"], owner=machine)


def value_and_grad(make, form, argnums: int | tuple[int, ...] | None = None, miss=missed, path=doubling):
    """f(...) = twice the sum of all its floats, with the gradient by all arguments, or by the only one."""
    inputs = sum(map(size, form))
    if argnums is None:
        argnums = 0 if len(form) == 1 else tuple(range(len(form)))
    answer = ("tuple", [0, gradient_like(form, argnums)])
    return make("value_and_grad", [path(inputs)], form, answer, miss, outputs=inputs + 1)


def test_built_in_functions_can_be_had_here():
    assert direct.available() is None


def test_a_built_in_function_is_one_and_says_what_it_is():
    f = direct.builtin("grad", [doubling(1)], [FLOAT], 1, missed, outputs=2, about="The gradient.")
    assert type(f) is type(len)
    assert f.__name__ == "grad"
    assert f.__doc__ == "The gradient."
    assert f.__module__ == "backsweep"


def test_floats_give_a_value_and_a_tuple_of_derivatives(make):
    f = value_and_grad(make, [FLOAT] * 3)
    assert f(1.0, 2.0, 3.5) == (13.0, (2.0, 4.0, 7.0))


def test_minus_one_is_a_number_and_no_error(make):
    # PyFloat_AsDouble says an error by -1.0.
    f = value_and_grad(make, [FLOAT, ("list", [FLOAT])])
    assert f(-1.0, [-1.0]) == (-4.0, (-2.0, [-2.0]))


def test_no_arguments_at_all_are_a_form_too(make):
    f = make("f", [python_path(0, lambda x: [7.0])], [], 0, missed, outputs=1)
    assert f() == 7.0
    assert f(1.0) == missed(1.0)


@pytest.mark.parametrize(
    ("form", "args", "gradient"),
    [
        ([("list", [FLOAT] * 3)], ([1.0, 2.0, 3.0],), [2.0, 4.0, 6.0]),
        ([("tuple", [FLOAT] * 3)], ((1.0, 2.0, 3.0),), (2.0, 4.0, 6.0)),
        ([("list", [])], ([],), []),
        ([("tuple", [])], ((),), ()),
        ([("floats", 4, list)], ([1.0] * 4,), [2.0] * 4),
        ([("floats", 4, tuple)], ((1.0,) * 4,), (2.0,) * 4),
        ([("floats", 0, list)], ([],), []),
        ([("list", [("tuple", [FLOAT, FLOAT]), FLOAT, ("list", [])])], ([(1.0, 2.0), 3.0, []],), [(2.0, 4.0), 6.0, []]),
        (
            [FLOAT, ("list", [FLOAT, ("list", [FLOAT]), FLOAT]), FLOAT],
            (1.0, [2.0, [3.0], 4.0], 5.0),
            (2.0, [4.0, [6.0], 8.0], 10.0),
        ),
        (
            [("dict", {"w": ("list", [FLOAT, FLOAT]), "b": FLOAT}), ("static", "relu")],
            ({"w": [1.0, 2.0], "b": 3.0}, "relu"),
            ({"w": [2.0, 4.0], "b": 6.0}, "relu"),
        ),
        ([("dict", {})], ({},), {}),
        ([("list", [("static", None), FLOAT, ("static", True)])], ([None, 1.0, True],), [None, 2.0, True]),
    ],
    ids=repr,
)
def test_the_gradient_mirrors_the_arguments(make, form, args, gradient):
    value, found = value_and_grad(make, form)(*args)
    assert found == gradient
    assert repr(found) == repr(gradient)
    assert value >= 0.0


def test_the_answer_is_new_at_every_call(make):
    f = value_and_grad(make, [("list", [FLOAT])])
    x = [1.0]
    first, second = f(x)[1], f(x)[1]
    assert first is not second
    assert first is not x


@pytest.mark.parametrize("count", [0, 1, 63, 64, 479, 480, 481, 5000])
def test_any_number_of_floats_goes_in_and_out(make, count):
    f = value_and_grad(make, [("floats", count, list), FLOAT])
    value, (gradient, last) = f([0.25] * count, 1.0)
    assert (value, gradient, last) == (0.5 * count + 2.0, [0.5] * count, 2.0)


@pytest.mark.parametrize("given", [numpy.array, lambda numbers: array.array("d", numbers)], ids=["numpy", "array"])
@pytest.mark.parametrize("alone", [True, False])
def test_arrays_give_a_numpy_array(make, given, alone):
    form = [("array", 3)] if alone else [("array", 3), FLOAT]
    args = (given([1.0, 2.0, 3.0]),) if alone else (given([1.0, 2.0, 3.0]), 5.0)
    value, gradient = value_and_grad(make, form, 0)(*args)
    assert value == (12.0 if alone else 22.0)
    assert type(gradient) is numpy.ndarray
    assert gradient.tolist() == [2.0, 4.0, 6.0]


def test_an_array_of_nothing_is_an_array(make):
    f = make(
        "f",
        [python_path(0, lambda x: [7.0])],
        [("array", 0)],
        ("tuple", [0, answer_like(("array", 0), 1)[0]]),
        missed,
        outputs=1,
    )
    value, gradient = f(numpy.zeros(0))
    assert (value, gradient.tolist()) == (7.0, [])


@pytest.mark.parametrize("form", [[("array", 4096)], [FLOAT, ("array", 4096), ("list", [("array", 2)])]])
def test_large_answers_are_arrays_too(make, form):
    f = value_and_grad(make, form)
    first, second = numpy.arange(4096.0), numpy.ones(2)
    args = (first,) if len(form) == 1 else (0.5, first, [second])
    value, gradient = f(*args)
    arrays = [gradient] if len(form) == 1 else [gradient[1], *gradient[2]]
    assert value == 2 * first.sum() + (5.0 if len(form) > 1 else 0.0)
    for found, given in zip(arrays, (first, second), strict=False):
        assert (found == 2 * given).all()
    arrays[0][:] = 0.0
    assert f(*args)[0] == value
    assert f(*args[:-1], None)[0] == "missed"
    assert f(*args, 1.0)[0] == "missed"


def test_an_array_that_is_only_to_be_read_is_read(make):
    x = numpy.array([1.0, 2.0])
    x.flags.writeable = False
    assert value_and_grad(make, [("array", 2)])(x)[0] == 6.0


def test_an_array_of_several_arguments_may_begin_anywhere_or_is_a_miss(make):
    x = numpy.frombuffer(bytes(17), numpy.uint8)[1:].view(numpy.float64)
    assert value_and_grad(make, [("array", 2)])(x) == missed(x)
    assert value_and_grad(make, [("array", 2), FLOAT])(x, 1.0) == missed(x, 1.0)


def test_the_type_of_an_array_can_be_asked_for(make):
    f = value_and_grad(make, [("array", 2, array.array)])
    x = numpy.ones(2)
    assert f(array.array("d", x))[0] == 4.0
    assert f(x)[1][0] is x


class Half(float):
    """A float that is more than one."""


class Rows(list):
    """A list that is more than one."""


class Grid(numpy.ndarray):
    """An array that is more than one."""


@pytest.mark.parametrize(
    ("form", "args"),
    [
        ([FLOAT], ()),
        ([FLOAT], (1.0, 2.0)),
        ([FLOAT], (1,)),
        ([FLOAT], (True,)),
        ([FLOAT], ("1.0",)),
        ([FLOAT], (None,)),
        ([FLOAT], (Half(1.0),)),
        ([FLOAT], (numpy.float64(1.0),)),
        ([FLOAT], ([1.0],)),
        ([FLOAT, FLOAT], (1.0, 2)),
        ([("list", [FLOAT, FLOAT])], ([1.0],)),
        ([("list", [FLOAT, FLOAT])], ([1.0, 2.0, 3.0],)),
        ([("list", [FLOAT, FLOAT])], ([1.0, 2],)),
        ([("list", [FLOAT, FLOAT])], ((1.0, 2.0),)),
        ([("list", [FLOAT, FLOAT])], (Rows([1.0, 2.0]),)),
        ([("list", [FLOAT, FLOAT])], (2.0,)),
        ([("tuple", [FLOAT, FLOAT])], ([1.0, 2.0],)),
        ([("tuple", [FLOAT, FLOAT])], ((1.0,),)),
        ([("tuple", [FLOAT, ("tuple", [FLOAT])])], ((1.0, (None,)),)),
        ([("floats", 3, list)], ([1.0, 2.0],)),
        ([("floats", 3, list)], ([1.0, 2.0, 3],)),
        ([("static", None)], (0,)),
        ([("static", 1.5)], (float("1.5"),)),
        ([("dict", {"a": FLOAT})], ({"b": 1.0},)),
        ([("dict", {"a": FLOAT})], ({"a": 1.0, "b": 2.0},)),
        ([("dict", {"a": FLOAT})], ({"a": 1},)),
        ([("dict", {"a": FLOAT})], ([1.0],)),
        ([("dict", {"a": FLOAT, "b": FLOAT})], ({"b": 1.0, "a": 2.0},)),
        ([("array", 2)], (array.array("f", [1.0, 2.0]),)),
        ([("array", 2)], (array.array("q", [1, 2]),)),
        ([("array", 2)], (b"0123456789abcdef",)),
        ([("array", 2)], (memoryview(array.array("d", [1.0, 2.0])),)),
        ([("array", 2)], (2.0,)),
    ],
    ids=repr,
)
def test_what_does_not_fit_goes_to_miss_as_it_came(make, form, args):
    f = value_and_grad(make, form)
    word, given, named = f(*args)
    assert word == "missed"
    assert len(given) == len(args)
    assert all(one is other for one, other in zip(given, args, strict=True))
    assert named == {}
    assert value_and_grad(make, [*form, FLOAT])(*args, 1.0)[0] == "missed"


@pytest.mark.parametrize(
    "x",
    [
        numpy.ones(3),
        numpy.ones((1, 2)),
        numpy.ones(4)[::2],
        numpy.ones(2, dtype=">f8" if sys.byteorder == "little" else "<f8"),
        numpy.ones(2, dtype=int),
        numpy.ones(1, dtype=complex),
        numpy.ones(2, dtype=object),
        numpy.ones(2).view(Grid),
        numpy.array(1.0),
    ],
    ids=lambda x: f"{type(x).__name__} {x.shape} {x.dtype}",
)
def test_numpy_arrays_of_other_kinds_go_to_miss(make, x):
    assert value_and_grad(make, [("array", 2)])(x)[1][0] is x
    assert value_and_grad(make, [("array", 2), FLOAT])(x, 1.0)[1][0] is x


def test_names_go_to_miss(make):
    f = value_and_grad(make, [FLOAT, FLOAT])
    assert f(1.0, y=2.0) == ("missed", (1.0,), {"y": 2.0})
    assert f(x=1.0, y=2.0) == ("missed", (), {"x": 1.0, "y": 2.0})
    assert f(1.0, 2.0, **{}) == (6.0, (2.0, 4.0))


def test_what_miss_raises_comes_through(make):
    def miss(*args):
        raise ZeroDivisionError("by miss")

    with pytest.raises(ZeroDivisionError, match="by miss"):
        value_and_grad(make, [FLOAT], miss=miss)(1)


def test_paths_are_tried_in_order_and_may_come_later(make):
    tried = []

    def status(name, numbers):
        def path(x):
            tried.append(name)
            return [float(name)] if x[0] in numbers else 1

        return python_path(1, path)

    paths = Paths([status(1, [1.0]), status(2, [1.0, 2.0])])
    f = make("f", paths, [FLOAT], 0, missed, outputs=1)
    assert [f(1.0), f(2.0), f(3.0)] == [1.0, 2.0, missed(3.0)]
    assert tried == [1, 1, 2, 1, 2]
    paths.append(status(3, [3.0]))
    assert f(3.0) == 3.0
    paths.replace(2, status(4, [3.0]))
    assert f(3.0) == 4.0
    assert len(paths) == 3


def test_without_a_path_every_call_misses(make):
    assert make("f", [], [FLOAT], 0, missed, outputs=1)(1.0) == missed(1.0)


def test_trouble_goes_to_miss_and_to_no_other_path(make):
    def never(x):
        raise AssertionError("The second path was tried.")

    f = make("f", [python_path(1, lambda x: 2), python_path(1, never)], [FLOAT], 0, missed, outputs=1)
    assert f(1.0) == missed(1.0)


def test_constants_and_indices_reach_the_path(make):
    def enter(x: int, out: int, constants: int, indices: int) -> int:
        numbers = (ctypes.c_double * 2).from_address(constants), (ctypes.c_int64 * 2).from_address(indices)
        ctypes.c_double.from_address(out).value = numbers[0][1] + numbers[1][0]
        return 0

    code, constants, indices = CODE(enter), (ctypes.c_double * 2)(0.5, 2.5), (ctypes.c_int64 * 2)(40, 41)
    path = Path(
        ctypes.cast(code, ctypes.c_void_p).value or 0,
        ctypes.addressof(constants),
        ctypes.addressof(indices),
        (code, constants, indices),
    )
    assert make("f", [path], [], 0, missed, outputs=1)() == 42.5


def raising(exception: type[BaseException]) -> Path:
    """A path that leaves an error of Python behind."""
    set_error = ctypes.cast(ctypes.pythonapi.PyErr_SetString, ctypes.c_void_p).value
    return text_path(f"""
        define i32 @path(ptr %x, ptr %out, ptr %constants, ptr %indices) {{
          call void inttoptr (i64 {set_error} to ptr)(ptr inttoptr (i64 {id(exception)} to ptr), ptr @word)
          ret i32 2
        }}
        @word = private constant [3 x i8] c"no\\00"
    """)


@pytest.mark.parametrize("form", [FLOAT, ("array", 1)], ids=repr)
def test_an_error_within_a_path_is_left_to_the_eager_call(make, form):
    f = make("f", [raising(ValueError)], [form], 0, missed, outputs=1)
    x = 1.0 if form == FLOAT else numpy.ones(1)
    assert f(x)[1][0] is x


def test_an_interrupt_within_a_path_stays_one(make):
    f = make("f", [raising(KeyboardInterrupt)], [FLOAT], 0, missed, outputs=1)
    with pytest.raises(KeyboardInterrupt):
        f(1.0)


def test_what_cannot_make_an_array_says_so(make):
    def fails():
        raise MemoryError("by the maker")

    for maker, error, words in (
        (fails, MemoryError, "by the maker"),
        (lambda: numpy.zeros(1), BufferError, "did not give a writable array"),
        (lambda: numpy.zeros(2, int), BufferError, "did not give a writable array"),
        (lambda: None, (BufferError, TypeError), "NoneType|writable array"),
        (lambda: numpy.frombuffer(bytes(16)), (BufferError, ValueError), "writ|read-only"),
    ):
        answer = ("tuple", [0, ("list", [1, ("array", 1, 2, maker)])])
        f = make("f", [fast_doubling(2)], [FLOAT, FLOAT], answer, missed, outputs=3)
        with pytest.raises(error, match=words):
            f(1.0, 2.0)


@pytest.mark.parametrize("answer", [3, -1, ("floats", 1, 3, list), ("array", 2, 2, list), ("list", [0, 5])])
def test_an_answer_beyond_the_outputs_is_refused(make, answer):
    with pytest.raises(ValueError, match="of 3 outputs"):
        make("f", [], [FLOAT], answer, missed, outputs=3)


def test_what_is_no_form_is_refused(make):
    with pytest.raises(ValueError, match="No argument has the form"):
        make("f", [], [("set", [])], 0, missed, outputs=1)
    with pytest.raises(ValueError, match="No answer has the form"):
        make("f", [], [FLOAT], ("set", []), missed, outputs=1)


def test_the_function_outlives_whoever_made_it():
    class Owner:
        """Something to be kept."""

    owner = Owner()
    gone = weakref.ref(owner)
    form = [("list", [FLOAT]), ("static", object())]
    args = ([1.5], form[1][1])
    f = direct.builtin("f", [doubling(1)], form, ("tuple", [0, answer_like(form[0], 1)[0]]), missed, owner, outputs=2)
    form.clear()
    del owner
    gc.collect()
    assert gone() is not None
    assert f(*args) == (3.0, [3.0])
    del f
    gc.collect()
    assert gone() is None


def test_a_function_in_a_circle_is_collected():
    class Owner:
        """Something that holds its own function."""

    owner = Owner()
    gone = weakref.ref(owner)
    owner.f = direct.builtin("f", [doubling(1)], [FLOAT], 0, functools.partial(missed, owner), owner, outputs=2)
    del owner
    gc.collect()
    assert gone() is None


def test_a_path_may_call_the_function_again(make):
    def factorial(x):
        return [1.0] if x[0] == 0.0 else [x[0] * f(x[0] - 1.0)]

    f = make("f", [python_path(1, factorial)], [FLOAT], 0, missed, outputs=400)
    assert f(20.0) == 2432902008176640000.0


def test_threads_do_not_notice_each_other(make):
    # The paths are Python functions, so the threads take turns in the midst of the calls.
    f = value_and_grad(make, [FLOAT, ("list", [FLOAT] * 3)])
    large = value_and_grad(make, [("floats", 700, list)])
    wrong = []

    def work(number: float) -> None:
        for _ in range(100):
            if f(number, [number] * 3) != (8 * number, (2 * number, [2 * number] * 3)):
                wrong.append(number)
            if large([number] * 700) != (1400 * number, [2 * number] * 700):
                wrong.append(number)

    threads = [threading.Thread(target=work, args=(float(number),)) for number in range(4)]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    assert not wrong


def test_a_compiled_program_is_a_path(make):
    x, out, table = Array("x", "input", 2), Array("out", "output", 1), Array("c", "constants", 1, (0.5,))
    steps = [Load(0, x, Address(0)), Load(1, x, Address(1)), Load(2, table, Address(0))]
    steps += [Instruction(3, div, (0, 1)), Instruction(4, mul, (3, 2)), Store(out, Address(0), 4)]
    native = compile_program(Program("f", x, out, [table], steps))
    f = make("f", [direct.path_of(native)], [FLOAT, FLOAT], 0, missed, outputs=1)
    del native
    gc.collect()
    assert f(3.0, 4.0) == 0.375
    assert f(3.0, 0.0) == missed(3.0, 0.0)


class Leaky:
    """Calls of every kind, good and bad, and the objects whose references are counted."""

    def __init__(self) -> None:
        form = [FLOAT, ("list", [FLOAT, ("tuple", [FLOAT])]), ("static", "s"), ("dict", {"k": FLOAT}), ("array", 2)]
        self.f = value_and_grad(direct.builtin, form, path=fast_doubling, miss=lambda *args, **named: None)
        self.alone = value_and_grad(direct.builtin, [("array", 600)], path=fast_doubling, miss=lambda *args: None)
        self.views = value_and_grad(direct.builtin, [("array", 5000)], path=fast_doubling, miss=lambda *args: None)
        self.larger = numpy.ones(5000)
        both = [FLOAT, ("array", 5000)]
        self.beside = value_and_grad(direct.builtin, both, path=fast_doubling, miss=lambda *args: None)
        self.floats = value_and_grad(direct.builtin, [("floats", 40, tuple)], path=fast_doubling)
        failing = ("array", 0, 2, functools.partial(numpy.zeros, 1))
        bad = ("tuple", [0, ("list", [0, 1]), ("dict", {"k": 0, "a": ("list", [0, failing])})])
        self.bad = direct.builtin("bad", [fast_doubling(1)], [FLOAT], bad, missed, outputs=2)
        self.into = direct.into([fast_doubling(3)], 3, 4, missed)
        self.x, self.inner, self.s, self.k = 1.25, (2.25,), "s", 3.25
        self.listed, self.keyed, self.array = [self.x, self.inner], {"k": self.k}, numpy.ones(2)
        self.large, self.many, self.out = numpy.ones(600), (self.x,) * 40, numpy.zeros(4)
        self.args = (self.x, self.listed, self.s, self.keyed, self.array)
        self.three = numpy.ones(3)

    def counted(self) -> list[int]:
        things = [
            *vars(self).values(),
            (0.0).__class__,
            list,
            tuple,
            dict,
            numpy.ndarray,
            None,
            *self.alone.__self__.kept,
        ]
        return [sys.getrefcount(thing) for thing in things]

    def calls(self, count: int) -> None:
        args, f = self.args, self.f
        for _ in range(count):
            f(*args)
            f(*args[:4], self.large)
            f(*args, 1.0)
            f(*args[:4], array=self.array)
            f(self.x, self.listed, self.s, {"k": 1}, self.array)
            f(self.x, self.listed, self.s, {"other": 1.0}, self.array)
            f(self.x, [self.x, (None,)], self.s, self.keyed, self.array)
            self.alone(self.large)
            self.alone(self.array)
            self.views(self.larger)
            self.views(self.large)
            self.beside(self.x, self.larger)
            self.beside(self.x, self.large)
            self.floats(self.many)
            self.into(self.three, self.out)
            with pytest.raises(BufferError):
                self.bad(self.x)
            with pytest.raises(WrongKind):
                self.into(self.x, self.out)
            with pytest.raises(StructureError):
                self.into(self.three, self.three)
            with pytest.raises(StructureError):
                self.into(self.out[:3], self.out)


def test_no_call_leaves_a_reference_behind():
    leaky = Leaky()
    leaky.calls(10)
    gc.collect()
    before = leaky.counted()
    leaky.calls(500)
    # The errors that were raised and caught are circles, and hold the arguments in their tracebacks.
    gc.collect()
    moved = [other - one for one, other in zip(before, leaky.counted(), strict=True)]
    # None and the types are everyone's: their counts may move by a few, but not with the number of calls.
    assert max(map(abs, moved)) < 10


def test_a_hundred_thousand_calls_leave_no_memory_behind():
    leaky = Leaky()
    leaky.calls(100)
    f, args, alone, large, floats, many = leaky.f, leaky.args, leaky.alone, leaky.large, leaky.floats, leaky.many
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(100_000):
            f(*args)
        for _ in range(5_000):
            leaky.views(leaky.larger)
            alone(large)
            alone(many)
            floats(many)
        leaky.calls(200)
        gc.collect()
        after = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert after - before < 20_000


@pytest.mark.parametrize("kind", [list, tuple])
@pytest.mark.parametrize("nested", [True, False])
def test_running_out_of_memory_is_an_error_and_leaves_nothing_behind(kind, nested):
    # CPython's own means to refuse memory: the first so many requests are granted, all later ones are not.
    testing = pytest.importorskip("_testcapi", reason="this Python comes without its test modules")
    form = [("floats", 300, kind)]
    answer: Any = answer_like(form[0], 1)[0]
    if nested:
        answer = (kind.__name__, [("dict", {"key": 0}), *([answer] * 2)])
    f = direct.builtin("f", [fast_doubling(300)], form, answer, missed, outputs=301)
    x = kind([0.5] * 300)

    def starved(granted: int) -> str:
        testing.set_nomemory(granted, 0)
        try:
            found = f(x)
        except MemoryError:
            return "refused"
        finally:
            testing.remove_mem_hooks()
        return "missed" if found[0] == "missed" else "done"

    def all_of_it() -> list[str]:
        return [starved(granted) for granted in range(0, 700, 3)]

    outcomes = all_of_it()
    assert "refused" in outcomes
    assert outcomes[-1] == "done"
    gc.collect()
    tracemalloc.start()
    try:
        all_of_it()
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(5):
            all_of_it()
        gc.collect()
        after = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert after - before < 20_000


def test_types_found_by_calls_or_in_place_are_the_same(monkeypatch):
    assert text.types_are_in_place()
    in_place = text.text()
    monkeypatch.setattr(text, "types_are_in_place", lambda: False)
    assert text.text() != in_place
    monkeypatch.setattr(direct, "machine_code", direct.machine_code.__wrapped__)
    assert direct._trial() is None
    f = value_and_grad(direct._builtin, [FLOAT, ("list", [FLOAT]), ("array", 1)], path=fast_doubling)
    assert f(1.0, [2.0], numpy.ones(1))[0] == 8.0
    assert f(1, [2.0], numpy.ones(1))[0] == "missed"
    assert f(1.0, [2], numpy.ones(1))[0] == "missed"


def test_where_machine_code_fails_its_trial_ctypes_stands_in(monkeypatch):
    monkeypatch.setattr(direct, "available", lambda: "Not here.")
    assert type(value_and_grad(direct.builtin, [FLOAT])) is ThroughCtypes
    assert type(direct.into([], 1, 2, missed)) is IntoThroughCtypes


# Into the caller's own arrays.


def test_into_fills_out_and_gives_none(make_into):
    write = make_into([doubling(3)], 3, 4, missed)
    x, out = array.array("d", [1.0, 2.0, 3.0]), numpy.full(4, numpy.nan)
    assert write(x, out) is None
    assert out.tolist() == [12.0, 2.0, 4.0, 6.0]


@pytest.mark.parametrize("make", [direct.bound, BoundThroughCtypes], ids=["built-in", "ctypes"])
def test_bound_does_what_into_does_for_its_two_arrays(make):
    x, out = numpy.array([1.0, 2.0, 3.0]), numpy.empty(4)
    again = make(Paths([doubling(3)]), x, out, missed)
    assert again() is None
    assert list(out) == [12.0, 2.0, 4.0, 6.0]
    x[:] = 5.0
    assert again() is None
    assert list(out) == [30.0, 10.0, 10.0, 10.0]
    with pytest.raises(ValueError, match="resize"):
        x.resize(5)


@pytest.mark.parametrize("make", [direct.bound, BoundThroughCtypes], ids=["built-in", "ctypes"])
def test_bound_leaves_a_missed_guard_to_miss(make):
    for status in (1, 2):
        again = make(
            Paths([python_path(1, lambda x, status=status: status)]), numpy.ones(1), numpy.ones(2), lambda: "missed"
        )
        assert again() == "missed"


def test_into_takes_whatever_lends_its_memory(make_into):
    write = make_into([doubling(2)], 2, 3, missed)
    out = (ctypes.c_double * 3)()
    write(memoryview(array.array("d", [1.0, 2.0])), out)
    assert list(out) == [6.0, 2.0, 4.0]
    write(numpy.ones((2, 2))[1], numpy.zeros(6)[3:])


def test_into_takes_two_parts_of_one_array(make_into):
    write = make_into([doubling(2)], 2, 3, missed)
    both = numpy.arange(5.0)
    write(both[:2], both[2:])
    assert both.tolist() == [0.0, 1.0, 2.0, 0.0, 2.0]
    write(both[3:], both[:3])
    assert both.tolist() == [4.0, 0.0, 4.0, 0.0, 2.0]


def test_into_leaves_a_missed_guard_to_miss(make_into):
    def miss(x, out):
        out[:] = x[0]

    write = make_into([python_path(1, lambda x: 1)], 1, 2, miss)
    out = numpy.zeros(2)
    assert write(numpy.array([5.0]), out) is None
    assert out.tolist() == [5.0, 5.0]


@pytest.mark.parametrize(
    ("args", "named", "error", "words"),
    [
        ((numpy.ones(2),), {}, WrongKind, r"takes two arrays, x and out, but got \("),
        ((numpy.ones(2),), {"out": numpy.ones(3)}, WrongKind, r"but got \(.*out=.*Write into\(x, out\)"),
        (([1.0, 2.0], numpy.ones(3)), {}, WrongKind, r"x of into is to be an array of 2 floats.*but got \[1.0, 2.0\]"),
        ((numpy.ones(2), 3.0), {}, WrongKind, r"out of into is to be an array of 3 floats.*numpy.empty\(3\)"),
        (
            (numpy.ones(2, int), numpy.ones(3)),
            {},
            WrongKind,
            r"x of into is to hold floats of 64 bits .*format 'l'|'q'",
        ),
        ((numpy.ones(2), numpy.ones(3, "f4")), {}, WrongKind, r"out of into is to hold floats of 64 bits"),
        ((numpy.ones(4), numpy.ones(3)), {}, StructureError, r"x of into is to have the shape \(2,\), but got \(4,\)"),
        (
            (numpy.ones(2), numpy.ones(2)),
            {},
            StructureError,
            r"out of into is to have the shape \(3,\), but got \(2,\)",
        ),
        ((numpy.ones((1, 2)), numpy.ones(3)), {}, StructureError, r"but got \(1, 2\)"),
        ((numpy.ones(4)[::2], numpy.ones(3)), {}, StructureError, r"gaps between its floats.*ascontiguousarray\(x\)"),
        ((numpy.ones(2), numpy.ones(6)[::2]), {}, StructureError, r"out of into has gaps"),
        ((numpy.ones(2), numpy.frombuffer(bytes(24))), {}, WrongKind, r"out of into is to be written to"),
        ((numpy.ones(2), numpy.zeros(25, "u1")[1:].view("f8")), {}, StructureError, r"multiple of 8 bytes"),
    ],
    ids=lambda thing: thing if isinstance(thing, str) else "",
)
def test_into_says_what_it_needs(make_into, args, named, error, words):
    with pytest.raises(error, match=words):
        make_into([doubling(2)], 2, 3, missed)(*args, **named)


def test_into_refuses_shared_memory(make_into):
    shared = numpy.arange(4.0)
    with pytest.raises(StructureError, match="share memory"):
        make_into([doubling(2)], 2, 3, missed)(shared[2:], shared[:3])
    assert shared.tolist() == [0.0, 1.0, 2.0, 3.0]
