"""The command line, and the environment in its place: `make bench ONLY=kepler PEERS=jax,casadi`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class Refused(Exception):
    """What was asked for does not exist, or must not be done; the message says what to write instead."""


@dataclass
class Options:
    """What a run is asked to do.

    only, peers    beginnings of names; empty for all
    rounds         how often every peer takes its turn
    seconds        of one turn
    budget         seconds a peer may work to get ready, or for a turn
    most           the largest number of operations in the table of growth
    page           write docs/benchmarks.md after a full run
    resume         go on with a run for the page that was ended early
    rewrite        write it from the figures of the last full run, and measure nothing
    verbose        show what the peers print
    serve          section, workload and peer, in the process of a peer
    processors     those that a peer with threads may use
    """

    only: list[str]
    peers: list[str]
    rounds: int
    seconds: float
    budget: float
    most: int
    page: bool
    resume: bool
    rewrite: bool
    verbose: bool
    serve: tuple[str, str, str] | None
    processors: set[int]

    @property
    def full(self) -> bool:
        """Whether everything is measured."""
        return not self.only and not self.peers


def listed(text: str) -> list[str]:
    """The parts between commas, in small letters."""
    return [part.strip().lower() for part in text.split(",") if part.strip()]


def count(text: str) -> int:
    """A number of things, that may be written as 1e7.

    >>> count("1e7")
    10000000
    """
    return int(float(text))


def parsed(about: str, words: Sequence[str]) -> Options:
    """The options that these words and the environment ask for."""
    asked = os.environ.get
    parser = argparse.ArgumentParser("python benchmarks", description=about.splitlines()[0])
    add = parser.add_argument
    add("--only", default=asked("ONLY", ""), help="sections or workloads, by the beginning of their names")
    add(
        "--peers",
        default=asked("PEERS", ""),
        help="peers beside backsweep and by hand, by the beginning of their names",
    )
    add("--rounds", type=int, default=int(asked("ROUNDS", "11")), help="how often every peer takes its turn")
    add("--seconds", type=float, default=float(asked("SECONDS", "0.02")), help="of one turn")
    add(
        "--budget", type=float, default=float(asked("BUDGET", "30")), help="seconds of work to get ready, or for a turn"
    )
    add("--most", type=count, default=count(asked("MOST", "1e7")), help="operations at most in the table of growth")
    add("--page", action="store_true", default=bool(asked("PAGE")), help="write docs/benchmarks.md after a full run")
    add(
        "--resume",
        action="store_true",
        default=bool(asked("RESUME")),
        help="go on with such a run that was ended early",
    )
    add("--rewrite", action="store_true", help="write docs/benchmarks.md from the last full run's figures")
    add("--verbose", action="store_true", help="show what the peers print")
    add("--serve", nargs=3, metavar=("SECTION", "WORKLOAD", "PEER"), help=argparse.SUPPRESS)
    add("--processors", default="", help=argparse.SUPPRESS)
    given = vars(parser.parse_args(words))
    given.update({name: listed(given[name]) for name in ("only", "peers")})
    given["processors"] = {int(number) for number in listed(given["processors"])}
    return Options(**given)


def chosen(names: Sequence[str], asked: Sequence[str]) -> list[str]:
    """The names that begin with one of the asked words; all where none is asked."""
    return [name for name in names if not asked or any(name.lower().startswith(word) for word in asked)]


def known(what: str, asked: Sequence[str], names: Iterable[str], shown: Iterable[str]) -> None:
    """Nothing, if every asked word begins a name.

    Raises:
        Refused: one does not; the message lists what there is.
    """
    every = [name.lower() for name in names]
    for word in asked:
        if not any(name.startswith(word) for name in every):
            raise Refused(f'No {what} has a name that begins with "{word}". There are: {", ".join(shown)}.')
