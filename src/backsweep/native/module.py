"""What the functions of one LLVM module share."""

from __future__ import annotations

from typing import Any

from backsweep.native.callbacks import Callback


class Module:
    """What the functions of one module share: declarations, and the table of callbacks."""

    def __init__(self, symbol: str) -> None:
        self.symbol = symbol
        self.declarations: dict[str, str] = {}
        self.callbacks: list[Callback] = []
        self.numbers: dict[Any, int] = {}

    def declare(self, name: str, declaration: str) -> None:
        self.declarations[name] = declaration

    def callback(self, callback: Callback) -> int:
        """The place of a callback in the table."""
        number = self.numbers.setdefault(callback.key, len(self.callbacks))
        if number == len(self.callbacks):
            self.callbacks.append(callback)
        return number
