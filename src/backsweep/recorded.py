"""Recorded and Truth: what stands for a number, and for a comparison, while compile writes a function down.

Data only. Their operators are filled in by program/appending.py, which does the writing.
"""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Real
from typing import Any, NoReturn, final

from backsweep.errors import RecordingError


class NotWritten(BaseException):
    """Something in this run cannot be part of a program; the call is made without one. Never seen by a user.

    No Exception: a function's own `except Exception` is not to take it for an error of the function.

    here  whether it is so for these numbers only, and other calls may well be written down
    """

    def __init__(self, what: str, here: bool = False) -> None:
        super().__init__(what)
        self.here = here


class Standing:
    """What Recorded and Truth have in common: a place on a tape, and no text and no hash of their own.

    tape    the tape it is written on
    at      its place on the tape
    number  what it is in the run that is being written down; never part of the program
    """

    __slots__ = ("at", "number", "tape")

    tape: Any
    at: int
    number: Any

    def __init__(self, tape: Any, at: int, number: Any) -> None:
        self.tape, self.at, self.number = tape, at, number

    def __repr__(self) -> str:
        return f"<recorded value {self.at}>"  # for debuggers; different for each, should it become a key

    def __str__(self) -> str:
        raise self._refused("made into text")

    def __format__(self, spec: str) -> str:
        raise self._refused("made into text")

    def __hash__(self) -> int:
        raise self._refused("hashed (used in a set, as a key of a dict, or in a cache)")

    def __copy__(self) -> Standing:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Standing:
        return self

    def __reduce__(self) -> NoReturn:
        raise self._refused("pickled")

    def _refused(self, what: str) -> RecordingError:
        return self.tape.failed(  # type: ignore[no-any-return]  # a tape gives back the error
            RecordingError(
                f"A recorded value was {what}. While compile records a function its numbers stand for those of "
                "every later call, so they have no value of their own. Do this outside the function."
            )
        )


@final
class Recorded(Standing):
    """A number of the function that is being recorded."""

    __slots__ = ()

    @property
    def val(self) -> NoReturn:
        """Not there: a plain number would become a constant of the program."""
        raise self.tape.failed(
            RecordingError(
                "x.val is a plain number, which compile would have to write down as a constant. "
                "Use stop_gradient(x) for the value without a derivative, or floor_int(x) for an index or a count."
            )
        )


@final
class Truth(Standing):
    """The outcome of a comparison. As a condition of where() it is part of the program; as a bool it is a guard."""

    __slots__ = ()


Real.register(Recorded)

STANDING = frozenset({Recorded, Truth})


def tape_of(args: Iterable[Any]) -> Any:
    """The tape that one of these is written on; None if all are plain."""
    for arg in args:
        if arg.__class__ in STANDING:
            return arg.tape
    return None
