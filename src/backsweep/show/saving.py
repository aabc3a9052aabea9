"""Files written whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import TypeVar

from backsweep.errors import CannotSave, StructureError, WrongKind
from backsweep.node import short

T = TypeVar("T")


def save(path: str | PathLike[str], text: str) -> None:
    """Writes a text to a file, in UTF-8; a file of that name is replaced once the new one is complete.

    Raises:
        WrongKind: path is no path.
        CannotSave: the file cannot be written; what was there before is still there.
    """
    try:
        _save(Path(os.path.realpath(named(path))), text.encode("utf-8", "replace"))
    except (OSError, ValueError) as error:
        raise CannotSave(f"Cannot write {short(named(path), 300)}: {_reason(error, named(path))}.") from None


def _reason(error: Exception, path: str) -> str:
    folder = os.path.dirname(path)
    if isinstance(error, FileNotFoundError) and folder and not os.path.isdir(folder):
        return f"there is no folder {short(folder, 300)}"
    return getattr(error, "strerror", None) or str(error)


def named(path: str | PathLike[str]) -> str:
    """The path as text.

    Raises:
        WrongKind: path is no path.
    """
    if not isinstance(path, (str, PathLike)) or not isinstance(os.fspath(path), str):
        raise WrongKind(f'A file is named by a path such as "y.html", but got path = {short(path)}.')
    return os.fspath(path)


def by_ending(path: str | PathLike[str], forms: Mapping[str, T]) -> T:
    """What belongs to the ending of a file's name.

    Raises:
        WrongKind: path is no path.
        StructureError: nothing belongs to its ending.

    >>> by_ending("out/Y.SVG", {".svg": "a picture"})
    'a picture'
    """
    ending = Path(named(path)).suffix.lower()
    if ending not in forms:
        raise StructureError(
            f"The ending of a file's name says what to write: {', '.join(forms)}. But got {short(named(path))}."
        )
    return forms[ending]


def _save(path: Path, content: bytes) -> None:
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        path.write_bytes(content)  # a pipe or /dev/stdout is written to; a folder refuses
        return
    if path.exists():
        path.open("ab").close()  # a file that is protected stays, though its folder might let it be replaced
    part = path.with_name(f"{path.name[:100]}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        if path.exists():
            part.chmod(stat.S_IMODE(path.stat().st_mode))
        part.replace(path)
    except BaseException:  # Ctrl-C included: nothing half done is left behind
        part.unlink(missing_ok=True)
        raise
