"""Files written whole or not at all."""

from __future__ import annotations

import os
import stat
from os import PathLike
from pathlib import Path

from backsweep.errors import CannotSave, WrongKind
from backsweep.node import short


def save(path: str | PathLike[str], text: str) -> None:
    """Writes a text to a file, in UTF-8; a file of that name is replaced once the new one is complete.

    Raises:
        WrongKind: path is no path.
        CannotSave: the file cannot be written; what was there before is still there.
    """
    if not isinstance(path, (str, PathLike)) or not isinstance(os.fspath(path), str):
        raise WrongKind(f'A file is named by a path such as "y.html", but got path = {short(path)}.')
    try:
        _save(Path(os.path.realpath(path)), text.encode("utf-8", "replace"))
    except (OSError, ValueError) as error:
        raise CannotSave(
            f"Cannot write {short(os.fspath(path))}: {getattr(error, 'strerror', None) or error}."
        ) from None


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
