"""The libraries that take part: what is imported of each before the clock starts, and how each is installed.

Versions stand in the requirements files, and only there.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

REQUIREMENTS = [Path(__file__).parents[1] / name for name in ("requirements.txt", "requirements-peers.txt")]


@dataclass(frozen=True)
class Library:
    """name: how the names of its peers begin; package: its name at the registry; modules: what is imported."""

    name: str
    package: str
    modules: tuple[str, ...]

    @property
    def installed(self) -> bool:
        return all(importlib.util.find_spec(module.partition(".")[0]) for module in self.modules)


LIBRARIES = (
    Library("backsweep", "backsweep", ("backsweep",)),
    Library("hand", "", ()),
    Library("micrograd", "micrograd", ("micrograd", "micrograd.engine")),
    Library(
        "HIPS autograd",
        "autograd",
        ("autograd", "autograd.numpy", "autograd.scipy.linalg", "autograd.scipy.special"),
    ),
    Library("MyGrad", "mygrad", ("mygrad",)),
    Library("numba", "numba", ("numba",)),
    Library("jax", "jax", ("jax", "jax.numpy", "jax.scipy.special")),
    Library("casadi", "casadi", ("casadi",)),
    Library("ddx-ad", "ddx-ad", ("ddx",)),
    Library("torch.compile", "torch", ("torch", "torch._inductor")),
    Library("torch", "torch", ("torch",)),
)


def of_peer(peer: str) -> Library:
    """The library whose name a peer's name begins with."""
    return next(library for library in LIBRARIES if peer.startswith(library.name))


def requirements() -> dict[str, str]:
    """Each package of the requirements files, with the line that pip takes."""
    lines = [line.partition("#")[0].strip() for path in REQUIREMENTS for line in path.read_text().splitlines()]
    return {re.split(r"[=<>!~\[ ]", line)[0]: line for line in lines if line and not line.startswith("-")}


def how_to_install(library: Library) -> str:
    return f"pip install {requirements().get(library.package, library.package)}"


def missing(names: Sequence[str]) -> Iterator[Library]:
    """The libraries of these peers that are not installed."""
    for library in dict.fromkeys(of_peer(name) for name in names):
        if not library.installed:
            yield library


def versions() -> dict[str, str]:
    """What is installed of all that is compared, and of what backsweep itself calls."""
    found = {}
    for package in ("backsweep", "llvmlite", "scipy", *requirements()):
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found
