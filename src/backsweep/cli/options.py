"""What was asked: which command, on what, with which options. Read and refused; --help is written here."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn

from backsweep.cli.command import Command
from backsweep.cli.failure import Failure

NUMBERS = """\
A number is of the kind it is written as: 2 an int, 2.0 a float, 1/3 an exact
fraction, 1+2j complex. An array is written as a list: x=[1,2.5], w=[[1,2],[3,4]]."""
STATUS = """\
exit status:
  0  all is well
  1  --check disagrees, or diagnose has found something
  2  there is no answer, and one line on stderr says why"""


class Parser(argparse.ArgumentParser):
    """argparse, with its complaints in our own form."""

    def error(self, message: str) -> NoReturn:
        raise Failure(f"{message}. {self.prog} --help says more.")


class Layout(argparse.RawDescriptionHelpFormatter):
    """The same lines on every terminal."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=20, width=80)


def read_options(
    argv: Sequence[str], plain: Command, commands: Mapping[str, Command]
) -> tuple[Command, argparse.Namespace]:
    """The command that was asked for, and its words sorted into options, target and values.

    Only the first word can be a command. So a formula that is a command's name can stand after two dashes.
    """
    command = commands.get(argv[0], plain) if argv else plain
    parser = plain_parser(plain, commands) if command is plain else command_parser(command)
    options = parser.parse_intermixed_args(guarded(argv if command is plain else argv[1:]))
    if not options.words:
        formula = 'There is no formula. Write one, as in: backsweep "(x + 2)**2" x=2'
        parser.error(formula if command is plain else f"{command.name} needs a formula, or a function in a file")
    options.target, *options.values = (word.removeprefix(" ") for word in options.words)
    check_target(options.target, options.values, command, commands)
    return command, options


def check_target(target: str, values: Sequence[str], command: Command, commands: Mapping[str, Command]) -> None:
    """Tells those who wrote a command where it is none, or a formula that is read as a command."""
    if target in commands and values and "=" not in values[0]:
        raise Failure(f"A command stands in front of everything else. Write: backsweep {target} {values[0]} ...")
    name, equals, _ = target.partition("=")
    if command.name and equals and name.strip() == command.name:
        raise Failure(
            f"{command.name} is a command, and needs a formula or a function in a file. "
            f"If it is your formula, write: backsweep -- {command.name} {target}"
        )


def plain_parser(plain: Command, commands: Mapping[str, Command]) -> Parser:
    """The parser of the plain form, whose --help tells of the commands too."""
    told = {"(none)": plain.about} | {name: command.about for name, command in commands.items()}
    width = max(map(len, told))
    lines = [f"  {name:{width}}  {about}" for name, about in told.items()]
    name = list(commands)[-1]
    after = f"""\
`backsweep {name} --help` says more of {name}, and so on. Only the first word can be
a command: for a formula that is called like one write backsweep -- {name} {name}=2"""
    parser = new_parser(
        "backsweep",
        usage(plain, "backsweep [COMMAND]"),
        "\n".join([plain.description, "", "commands:", *lines]),
        "\n\n".join([NUMBERS, examples(plain, *commands.values()), STATUS, after]),
    )
    plain.add_options(parser)
    parser.add_argument(
        "--version", action="version", version=f"%(prog)s {version()}", help="say which version this is"
    )
    return parser


def command_parser(command: Command) -> Parser:
    """The parser of a command."""
    prog = f"backsweep {command.name}"
    after = "\n\n".join([examples(command), STATUS])
    parser = new_parser(prog, usage(command, prog), command.description, after)
    command.add_options(parser)
    return parser


def usage(command: Command, prog: str) -> str:
    """One line for each thing that a command can be used on."""
    return "\n       ".join(f"{prog} [options] {target} NAME=NUMBER ..." for target in command.takes)


def examples(*commands: Command) -> str:
    """The examples of some commands."""
    return "\n".join(["examples:", *(f"  {line}" for command in commands for line in command.examples)])


def new_parser(prog: str, usage: str, description: str, after: str) -> Parser:
    """A parser of words, --help and --wrt, which all forms share."""
    parser = Parser(
        prog=prog,
        usage=usage,
        description=description,
        epilog=after,
        formatter_class=Layout,
        allow_abbrev=False,
        add_help=False,
    )
    add = parser.add_argument
    add("words", nargs="*", help=argparse.SUPPRESS)
    add("-h", "--help", action="help", help="say this")
    add("--wrt", metavar="X,Y", help="differentiate by these variables only")
    return parser


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
