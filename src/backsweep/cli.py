"""The command line: both sweeps of a formula, or of a function in a file, in a terminal.

    backsweep "(x + 2)**2" x=2
    backsweep model.py:loss a=1 b=2.5

Whatever goes wrong is told in one line on stderr, with exit status 2; a check that disagrees exits with 1.
Knows no calculus and reads no formula: it puts the parser, the trace and the check together.
"""

from __future__ import annotations

import argparse
import contextlib
import inspect
import keyword
import linecache
import os
import re
import sys
import traceback
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isinf
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from backsweep.errors import BacksweepError, FormulaError, NotDifferentiable
from backsweep.explain.tables import in_full
from backsweep.explain.trace import Trace, trace
from backsweep.formula import caret, parse
from backsweep.formula.source import printable
from backsweep.formula.vocabulary import listed, nearest
from backsweep.node import Node, Number, Scalar, short
from backsweep.place import Place
from backsweep.primitives.arithmetic import identity
from backsweep.transforms.check import check_grad

FINE, DISAGREES, FAILED, INTERRUPTED = 0, 1, 2, 130
LONGEST = 500  # characters of a sentence on stderr

EXAMPLES = """\
examples:
  backsweep "(x + 2)**2" x=2                        both sweeps, step by step
  backsweep "sin(w*t + p)" w=2 t=0.5 p=1 --wrt w    only by w
  backsweep model.py:loss a=1 b=2.5                 a function of your own
"""


class Failure(Exception):
    """What goes to stderr: one line, and for a formula the caret's two."""

    def __init__(self, sentence: str, under: str = "") -> None:
        super().__init__(sentence)
        self.under = under

    def __str__(self) -> str:
        line = " ".join(printable(self.args[0]).split())
        line = line if len(line) <= LONGEST else line[: LONGEST - 3] + "..."
        return f"{line}\n{self.under}" if self.under else line


@dataclass(frozen=True)
class Job:
    """What there is to differentiate: `f` of all of `values`, by the variables `wrt`."""

    f: Callable[..., Any]
    values: Mapping[str, Number]
    wrt: tuple[str, ...]

    @property
    def chosen(self) -> list[Number]:
        """The values of the variables in `wrt`."""
        return [self.values[name] for name in self.wrt]

    def function(self) -> Callable[..., Any]:
        """f of the variables in `wrt` alone, in their order, named so that a trace and a check can name them."""
        output = output_name(self.values)

        def of_chosen(*chosen: Any) -> Any:
            result = self.f(**{**self.values, **dict(zip(self.wrt, chosen, strict=True))})
            if result.__class__ is Node:
                # An input that is handed through stays an input; the result is a place of its own.
                result = identity(result) if any(result is node for node in chosen) else result
                result.name = result.name or output
            return result

        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        of_chosen.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # read by inspect.signature
            [inspect.Parameter(name, kind) for name in self.wrt]
        )
        return of_chosen


def output_name(names: Collection[str]) -> str:
    """y, unless a variable has that name."""
    name = "y" if "y" not in names else "result"
    while name in names:
        name += "_"
    return name


def main(argv: list[str] | None = None) -> int:
    """Runs the command line with these words (by default, those the program was started with).

    Returns the exit status: 0, 1 if --check disagrees, 2 if there is no answer.
    """
    try:
        try:
            status = run(read_options(sys.argv[1:] if argv is None else argv))
        except SystemExit:  # argparse, after --help and --version
            status = FINE
        flush()
        return status
    except KeyboardInterrupt:
        return INTERRUPTED
    except Failure as failure:
        return failed(failure)
    except OSError as error:
        no_more_output()
        # The reader may have gone (| head), and that is its right.
        return (
            FINE if isinstance(error, BrokenPipeError) else failed(Failure(f"Cannot write: {error.strerror or error}."))
        )


def failed(failure: Failure) -> int:
    """Says what went wrong, and gives the exit status for it."""
    with contextlib.suppress(OSError):
        write(f"backsweep: {failure}", sys.stderr)
    return FAILED


def no_more_output() -> None:
    """Sends what Python still holds for stdout nowhere, or it would complain once more at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def in_one_line() -> Iterator[None]:
    """Turns what may rightly go wrong while differentiating into a Failure."""
    try:
        yield
    except BacksweepError as error:
        raise Failure(str(error)) from None
    except (ArithmeticError, TypeError, ValueError) as error:
        if "integer string conversion" in str(error):
            sentence = "An integer here has too many digits to print. Write 2.0, not 2, to compute with floats."
            raise Failure(sentence) from None
        raise Failure(f"The derivatives cannot be computed: {error}.") from None


# What was asked.


class Parser(argparse.ArgumentParser):
    """argparse, with its complaints in our own form."""

    def error(self, message: str) -> NoReturn:
        raise Failure(f"{message}. backsweep --help says more.")


def read_options(argv: Sequence[str]) -> argparse.Namespace:
    """The words of the command line, sorted into options, target and values."""
    parser = Parser(
        prog="backsweep",
        usage='%(prog)s [options] "FORMULA" NAME=NUMBER ...\n'
        "       %(prog)s [options] FILE.py:FUNCTION NAME=NUMBER ...",
        description="Differentiates a formula, or a function in a Python file, and shows both sweeps step by step.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("words", nargs="*", help=argparse.SUPPRESS)
    add("--mode", choices=["reverse", "forward"], default="reverse", help="which way to find the derivatives")
    add("--wrt", metavar="X,Y", help="differentiate by these variables only; the others stay plain numbers")
    add("--check", action="store_true", help="compare with finite differences; exit status 1 if they disagree")
    add("--format", choices=["text", "markdown", "latex", "json"], default="text", help="what to write")
    add("--version", action="version", version=f"%(prog)s {version()}")
    options = parser.parse_intermixed_args(guarded(argv))
    if not options.words:
        parser.error('There is no formula. Write one, as in: backsweep "(x + 2)**2" x=2')
    options.target, *options.values = (word.removeprefix(" ") for word in options.words)
    return options


def guarded(argv: Sequence[str]) -> list[str]:
    """The words, with a space in front of a formula such as -x+2, or argparse would take it for an option.

    Options begin with two dashes and a letter, up to a word that is two dashes alone.
    """
    words: list[str] = []
    only_words = False
    for word in argv:
        if word == "--" and not only_words:
            only_words = True
        elif word.startswith("-") and (only_words or not (word == "-h" or re.match("--[a-z]", word))):
            words.append(" " + word)
        else:
            words.append(word)
    return words


def version() -> str:
    """The package's version, from the roof, which nobody inside imports."""
    return str(sys.modules["backsweep"].__version__)


def read_values(words: Sequence[str]) -> dict[str, Number]:
    """The values of the variables: x=2 and so on."""
    values: dict[str, Number] = {}
    for word in words:
        name, equals, text = (part.strip() for part in word.partition("="))
        if not equals:
            raise Failure(
                f"{short(word)} is not a value such as x=2. Put the formula in quotes, and give each value a name."
            )
        if not name.isidentifier() or not name.isascii() or keyword.iskeyword(name):
            raise Failure(f"{short(name)} is not a variable's name, in {short(word)}.")
        if name in values:
            raise Failure(f"{name} is given twice: {name}={values[name]} and {word}.")
        values[name] = read_number(name, text)
    return values


UNSIGNED = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?"
INTEGER = re.compile(r"[+-]?[0-9]+")
FRACTION = re.compile(r"[+-]?[0-9]+/[0-9]+")
FLOAT = re.compile(rf"[+-]?(?:{UNSIGNED}|inf|nan)", re.IGNORECASE)
COMPLEX = re.compile(rf"(?:[+-]?{UNSIGNED})?[+-]?(?:{UNSIGNED})?j", re.IGNORECASE)
DIGITS = 3000


def read_number(name: str, text: str) -> Number:
    """A number, of the kind it is written as: int 2, float 2.0, Fraction 1/3, complex 1+2j."""
    if len(text) > DIGITS:
        raise Failure(f"{name} has more than {DIGITS:,} digits. Write it as a float, as in {name}=1e300.")
    if INTEGER.fullmatch(text):
        return int(text)
    if FRACTION.fullmatch(text):
        if not int(text.partition("/")[2]):
            raise Failure(f"{name}={text} divides by zero.")
        return Fraction(text)
    if FLOAT.fullmatch(text) or COMPLEX.fullmatch(text):
        number = float(text) if FLOAT.fullmatch(text) else complex(text)
        if isinf(abs(number)) and "inf" not in text.lower():
            raise Failure(f"{name}={text} is larger than the largest float, about 1.8e308.")
        return number
    raise Failure(
        f"{name} needs a number, but got {short(text)}. Write {name}=2, {name}=2.5, {name}=1/3 or {name}=1+2j."
    )


def read_wrt(text: str | None, names: Sequence[str]) -> tuple[str, ...]:
    """The variables to differentiate by, in the order of the formula; all of them where none are named."""
    if text is None:
        return tuple(names)
    chosen = [name.strip() for name in text.split(",")]
    for name in chosen:
        if name not in names:
            have = f"The variables are {listed(names)}." if names else "There are none."
            raise Failure(
                f"--wrt {short(text)}: {name or 'an empty name'} is no variable. {have}{nearest(name, names)}"
            )
    return tuple(name for name in names if name in chosen)


# What to do.

Report = tuple[bool, str]


def run(options: argparse.Namespace) -> int:
    """Traces, checks and prints what was asked for."""
    linecache.checkcache()
    values = read_values(options.values)
    prepare = of_model if is_model(options.target) else of_formula
    with in_one_line(), prepare(options, values) as job:
        f = job.function()
        report = check(f, job.chosen) if options.check else (True, "")
        written = answer(trace(f, *job.chosen, mode=options.mode), job, options.format, report)
    write(written, sys.stdout)
    if options.check and options.format != "text":
        write(report[1], sys.stderr)
    return FINE if report[0] else DISAGREES


def check(f: Callable[..., Any], chosen: Sequence[Number]) -> Report:
    """Whether finite differences agree, and the report in words."""
    if not chosen:
        return True, "check_grad: there is nothing to differentiate by."
    if any(isinstance(number, complex) for number in chosen):
        raise Failure("--check takes differences along real numbers, but a variable is complex.")
    report = check_grad(f, *chosen)
    return report.ok, str(report)


def answer(told: Trace, job: Job, form: str, report: Report) -> str:
    """What goes to stdout; in text, the results come last, each on a line of its own."""
    if form != "text":
        written: str = getattr(told, form)()
        return written
    # In place of the trace's own results: those of the variables, in the order they stand in the formula.
    sweeps, _, _ = told.text().rpartition("\n\n")
    value = f"{told.labels[told.output]}.val = {in_full(told.output.val)}"
    ders = [f"{name}.der = {in_full(told.gradient[name])}" for name in job.wrt]
    return "\n".join([sweeps, "", *([report[1], ""] if report[1] else []), value, *ders])


@contextlib.contextmanager
def of_formula(options: argparse.Namespace, values: Mapping[str, Number]) -> Iterator[Job]:
    """The job for a formula; its faults are told with a caret."""
    text = options.target
    try:
        formula = parse(text)
        for name in values:
            if name not in formula.names and name not in formula.constants:
                have = f"only {listed(formula.names)}" if formula.names else "nor any other"
                raise Failure(f"The formula has no variable {name}, {have}.{nearest(name, formula.names)}")
        if not all(name in values for name in formula.names):
            formula.run(values)  # which says what is missing, and where
        names = [name for name in (*formula.names, *formula.constants) if name in values]
        yield Job(lambda **given: as_node(formula.run(given)), values, read_wrt(options.wrt, names))
    except FormulaError as error:
        advice = ""
        if isinstance(error.__cause__, NotDifferentiable) and options.wrt is None and len(values) > 1:
            advice = " To differentiate by some of the variables only, name them: --wrt x,y."
        raise Failure(f"{error}{advice}", caret(text, error.position)) from None


def as_node(result: Scalar) -> Node:
    """A formula's result as a Node, also where it depends on no variable, such as 2 + 3."""
    return result if isinstance(result, Node) else Node(result)


# A function in a file.


def is_model(target: str) -> bool:
    """Whether a target names a Python file, and not a formula."""
    return target.endswith(".py") or ".py:" in target


@contextlib.contextmanager
def of_model(options: argparse.Namespace, values: Mapping[str, Number]) -> Iterator[Job]:
    """The job for a function in a file; its own errors are told with their line."""
    path, _, name = options.target.rpartition(":")
    if not path.endswith(".py") or not name.isidentifier():
        raise Failure(f"Which function of {path or name}? Write {path or name}:loss for its function loss.")
    file = os.path.abspath(path)
    # What the model prints goes to stderr, so that stdout holds the trace alone.
    with contextlib.redirect_stdout(sys.stderr), at_home(file), user_errors(file), loaded(path, file) as module:
        f = pick(module, name, path)
        check_arguments(f, name, values)
        yield Job(f, values, read_wrt(options.wrt, list(values)))


@contextlib.contextmanager
def at_home(file: str) -> Iterator[None]:
    """While the model runs, it finds the modules beside it, as when it is started itself."""
    folder, before = os.path.dirname(file), list(sys.path)
    sys.path.insert(0, folder)
    try:
        yield
    finally:
        sys.path[:] = before


@contextlib.contextmanager
def loaded(path: str, file: str) -> Iterator[ModuleType]:
    """The module in a file, run afresh: a .pyc may be a second out of date, and one edits quickly."""
    try:
        source = Path(file).read_bytes()
    except (OSError, ValueError) as error:
        raise Failure(f"Cannot read {path}: {getattr(error, 'strerror', None) or error}.") from None
    name = Path(file).stem
    while name in sys.modules:
        name += "_"
    module = ModuleType(name)
    module.__file__ = file
    # Dataclasses and pickle look for the module they are defined in.
    sys.modules[name] = module
    try:
        exec(compile(source, file, "exec", dont_inherit=True), module.__dict__)
        yield module
    finally:
        sys.modules.pop(name, None)


def pick(module: ModuleType, name: str, path: str) -> Callable[..., Any]:
    """The function of that name."""
    if name not in vars(module):
        known = [key for key, thing in vars(module).items() if inspect.isfunction(thing)]
        has = f" It has {listed(known)}." if known else " It has none."
        raise Failure(f"{path} has no function {name}.{nearest(name, known) or has}")
    f: Any = vars(module)[name]
    if not callable(f):
        raise Failure(f"{name} in {path} is not a function, but {short(f)}.")
    function: Callable[..., Any] = f
    return function


def check_arguments(f: Callable[..., Any], name: str, values: Mapping[str, Number]) -> None:
    """Refuses values that f has no argument for, and arguments without a value."""
    try:
        signature = inspect.signature(f)
    except (TypeError, ValueError):  # a built-in that does not say
        return
    try:
        signature.bind(**values)
    except TypeError as error:
        raise Failure(f"{name}({listed(signature.parameters)}) does not fit what was given: {error}.") from None


@contextlib.contextmanager
def user_errors(file: str) -> Iterator[None]:
    """Tells an exception of the user's own code: its type, its sentence, and the line of the file."""
    try:
        yield
    except Failure:
        raise
    except SystemExit as stop:
        raise Failure(f"{os.path.basename(file)} ended the program itself, with sys.exit({stop.code!r}).") from None
    except Exception as error:
        place = place_in(file, error)
        if isinstance(error, BacksweepError) and not place:
            raise
        told = error.msg if isinstance(error, SyntaxError) else str(error)
        if len(told) > LONGEST // 2:
            told = told[: LONGEST // 2] + "..."
        raise Failure(f"{type(error).__name__}: {told}{f' ({place})' if place else ''}") from None


def place_in(file: str, error: Exception) -> str:
    """The innermost line of the file that an exception passed through; "" if it came from elsewhere."""
    if isinstance(error, SyntaxError) and error.filename == file:
        return str(Place(file, error.lineno or 0))
    lines = [number for frame, number in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == file]
    return str(Place(file, lines[-1])) if lines else ""


# How it is said.


def write(text: str, stream: Any) -> None:
    """A text and a new line; what the stream's encoding lacks is written as an escape."""
    if stream is None:  # closed from the start
        return
    encoding = getattr(stream, "encoding", None) or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), file=stream)


def flush() -> None:
    """Everything written so far, now: while an error can still be told."""
    if sys.stdout is not None:
        sys.stdout.flush()
