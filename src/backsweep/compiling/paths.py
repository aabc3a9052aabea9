"""The paths of a compiled function, to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backsweep.compiling.writing import Path


class Paths(Sequence[Path]):
    """The ways through a function that have been recorded; `print(c.paths)` tells where they split."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = tuple(paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __getitem__(self, index: int) -> Path:  # type: ignore[override]  # one path at a time
        return self._paths[index]

    def __iter__(self) -> Iterator[Path]:
        return iter(self._paths)

    @property
    def lines(self) -> dict[str, int]:
        """The user's lines where paths split, and how many paths ask there."""
        found: dict[str, int] = {}
        for path in self._paths:
            for line in path.guards():
                found[line] = found.get(line, 0) + 1
        return found

    def __repr__(self) -> str:
        count = f"{len(self)} path{'s' * (len(self) != 1)}"
        split = ", ".join(f"{line} ({asked})" for line, asked in self.lines.items())
        return f"<{count}, guards at {split}>" if split else f"<{count}, no guards>"
