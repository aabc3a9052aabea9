"""Where in the user's source something happened: file, line, and the text of the expression itself.

One idea: walk up the stack to the first frame outside backsweep. Everything here runs only when an
error is being told or inside `trace`; nothing on the fast path touches it.
"""

import itertools
import linecache
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

HOUSE = str(Path(__file__).parent) + os.sep
# Libraries whose inside nobody wants to hear of: what counts is how they were called.
LIBRARIES = frozenset({"numpy", "scipy"})


@dataclass(frozen=True)
class Place:
    """A line of source: `file`, `line` (from 1), and `text`, the line itself ("" where unknown)."""

    file: str
    line: int

    @property
    def text(self) -> str:
        return linecache.getline(self.file, self.line).strip()

    def short(self) -> str:
        """As compilers write it: model.py:12."""
        return f"{Path(self.file).name}:{self.line}"

    def __str__(self) -> str:
        where = f"{Path(self.file).name}, line {self.line}"
        return f"{where}: {self.text}" if self.text else where


def is_ours(frame: FrameType) -> bool:
    """Whether a frame runs code of backsweep itself."""
    return frame.f_code.co_filename.startswith(HOUSE)


def calling_frame() -> FrameType | None:
    """The innermost frame that is not backsweep's own."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and is_ours(frame):
        frame = frame.f_back
    return frame


def frame_of_the_user() -> FrameType | None:
    """The innermost frame that is neither backsweep's nor inside NumPy or SciPy; else the innermost not backsweep's."""
    frame = calling_frame()
    while frame is not None and str(frame.f_globals.get("__name__")).partition(".")[0] in LIBRARIES:
        frame = frame.f_back
    return frame or calling_frame()


def caller() -> Place | None:
    """The user's line that led here, or None where nobody but backsweep is on the stack."""
    frame = calling_frame()
    return place_of(frame) if frame is not None else None


def called_from_inside(depth: int = 2) -> bool:
    """Whether the caller of the function that asks is backsweep's own code."""
    return is_ours(sys._getframe(depth))


def place_of(frame: FrameType) -> Place:
    """The line a frame is at."""
    return Place(frame.f_code.co_filename, frame.f_lineno or 0)


def expression_at(frame: FrameType) -> str:
    """The very expression a frame is computing, such as "math.sin(x)", on one line; "" where the source is unknown.

    Python 3.11 and later know the columns of every instruction.
    """
    positions = itertools.islice(frame.f_code.co_positions(), frame.f_lasti // 2, None)
    first, last, start, end = next(positions, (None, None, None, None))
    if first is None or last is None or start is None or end is None:
        return ""
    lines = [linecache.getline(frame.f_code.co_filename, number).encode() for number in range(first, last + 1)]
    lines[-1] = lines[-1][:end]
    lines[0] = lines[0][start:]
    return " ".join(line.decode(errors="replace").strip() for line in lines).strip()
