"""The job for a function in a Python file: loading it, calling it, and telling its own errors with their line."""

from __future__ import annotations

import argparse
import contextlib
import inspect
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from backsweep.cli.failure import LONGEST, Failure
from backsweep.cli.job import Job
from backsweep.cli.values import read_wrt
from backsweep.errors import BacksweepError
from backsweep.formula.vocabulary import listed, nearest
from backsweep.node import Number, short
from backsweep.place import Place


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
