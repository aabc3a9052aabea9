"""Rows that machine code cannot compute itself: it calls back into Python for them.

A callback has the C signature `int32 (const double *args, double *answer)` and gives 1, or 0 if Python raised an
error there: the path function then answers 2, and the call is made eagerly, where the error is raised again.
"""

from __future__ import annotations

import _thread
import ctypes
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backsweep.program.statements import Operand, Static
from backsweep.row import Primitive

SIGNATURE = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.POINTER(ctypes.c_double), ctypes.POINTER(ctypes.c_double))

# Seconds.
INTERRUPT_AGAIN = 0.01


@dataclass(frozen=True, slots=True)
class Callback:
    """A row with the arguments that are no floats filled in.

    args  one per argument of the row: None for a float of each call, else a Static
    """

    row: Primitive
    args: tuple[Static | None, ...]

    @property
    def key(self) -> tuple[Any, ...]:
        """Callbacks with equal keys do the same; 2 and 2.0 are not the same order of a polygamma."""
        return self.row, tuple(arg and (type(arg.value), repr(arg.value)) for arg in self.args)


def callback_of(row: Primitive, args: Sequence[Operand]) -> Callback:
    """The callback for a row on operands."""
    return Callback(row, tuple(arg if isinstance(arg, Static) else None for arg in args))


def entrance(callback: Callback) -> Any:
    """A function of that C signature. Keep it: machine code that calls it when it is gone crashes.

    It takes Python's lock where the calling thread does not hold it already. Should an exception get past it, ctypes
    answers 0.
    """
    row, args = callback.row, callback.args

    def enter(given: Any, answer: Any) -> int:
        try:
            position = 0
            filled: list[Any] = []
            for arg in args:
                if arg is None:
                    filled.append(given[position])
                    position += 1
                else:
                    filled.append(arg.value)
            answer[0] = float(row.of_flat(*filled))
        except KeyboardInterrupt:
            # Not to be lost: once more a little later, when machine code has given up and Python runs again.
            again = threading.Timer(INTERRUPT_AGAIN, _thread.interrupt_main)
            again.daemon = True
            again.start()
            return 0
        except BaseException:
            # Nothing can be raised through machine code; the eager call will raise it.
            return 0
        return 1

    return SIGNATURE(enter)


def addresses(entrances: Sequence[Any]) -> list[int]:
    """Where they are, for the table that machine code calls them by."""
    return [ctypes.cast(function, ctypes.c_void_p).value or 0 for function in entrances]
