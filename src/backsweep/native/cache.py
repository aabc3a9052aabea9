"""Machine code kept on disk: object files under a name that says what they were made from.

The name is a hash of the program's text, of backsweep's, llvmlite's and LLVM's versions, and of the processor.
A file holds the hash of its content and the content, and counts only if the two agree; nothing is unpickled. The
directory has to be the user's own and closed to others, since whoever can write there can run code as the user.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

DIGEST = 32


def directory() -> Path:
    """Where machine code is kept: BACKSWEEP_CACHE, or backsweep/ in the user's cache directory."""
    named = os.environ.get("BACKSWEEP_CACHE")
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "backsweep"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "backsweep"


def refused(place: Path) -> str | None:
    """Why a directory is not fit to run code from; None if it is. It is made if it is not there."""
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = place.lstat()
    except OSError as error:
        return f"{place} cannot be made: {error.strerror}."
    if not stat.S_ISDIR(found.st_mode):
        return f"{place} is not a directory."
    if hasattr(os, "getuid"):
        if found.st_uid != os.getuid():
            return f"{place} belongs to another user."
        if found.st_mode & 0o022:
            return f"{place} can be written by others. Close it: chmod 700 {place}"
    return None


def key(parts: Iterable[str]) -> str:
    """The name of what is made from these."""
    digest = hashlib.sha256()
    for part in parts:
        text = part.encode()
        digest.update(len(text).to_bytes(8, "little"))
        digest.update(text)
    return digest.hexdigest()


def load(place: Path, name: str) -> bytes | None:
    """The machine code of that name; None if it is not there, or damaged."""
    try:
        content = (place / f"{name}.code").read_bytes()
    except OSError:
        return None
    digest, code = content[:DIGEST], content[DIGEST:]
    return code if hashlib.sha256(name.encode() + code).digest() == digest else None


def save(place: Path, name: str, code: bytes) -> None:
    """Keeps machine code. Whoever writes at the same time writes the same; readers see all of it or nothing."""
    with suppress(OSError):  # a full disk costs the time of compiling again, no more
        handle, temporary = tempfile.mkstemp(dir=place, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(name.encode() + code).digest() + code)
            os.replace(temporary, place / f"{name}.code")
        except BaseException:
            os.unlink(temporary)
            raise
