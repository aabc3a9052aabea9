"""What a command of the command line consists of, and what it answers."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from backsweep.cli.job import Job

FUNCTION = "FILE.py:FUNCTION"
FINE, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130


@dataclass(frozen=True)
class Answer:
    """What a command has to say.

    text    for stdout
    status  the exit status: FINE, or FOUND where something is wrong with the derivatives
    aside   for stderr: what is worth saying but would not belong into a file
    """

    text: str
    status: int = FINE
    aside: str = ""


@dataclass(frozen=True)
class Command:
    """A command: `backsweep NAME TARGET NAME=NUMBER ...`; the plain form has no name.

    name         the word for it
    about        what it gives, on one line of --help
    description  the same in a few lines, for its own --help
    examples     lines that call it
    takes        what it can be used on
    add_options  adds its options to its parser
    answer       does what was asked for
    """

    name: str
    about: str
    description: str
    examples: tuple[str, ...]
    add_options: Callable[[argparse.ArgumentParser], None]
    answer: Callable[[Job, argparse.Namespace], Answer]
    takes: tuple[str, ...] = ('"FORMULA"', FUNCTION)
