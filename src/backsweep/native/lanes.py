"""What one scalar of a program is in LLVM: a double, or so many of them side by side, one for each sample of a batch.

The only place that knows how types and constants of either are spelled.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field


@dataclass(slots=True)
class Lanes:
    """A scalar's type.

    width  how many samples are computed at once; 1 for a plain function
    fast   whether products and sums may be contracted, and vector functions used, which round otherwise
    """

    width: int = 1
    fast: bool = False
    number: str = field(init=False)
    truth: str = field(init=False)
    integer: str = field(init=False)
    status: str = field(init=False)
    contract: str = field(init=False)
    known: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.number, self.truth, self.integer = self.many("double"), self.many("i1"), self.many("i64")
        self.status = "i32" if self.width == 1 else self.many("i8")
        self.contract = "contract " if self.fast else ""

    def many(self, kind: str) -> str:
        """The type of so many numbers of a kind."""
        return kind if self.width == 1 else f"<{self.width} x {kind}>"

    def splat(self, kind: str, constant: str) -> str:
        """The same constant in every lane."""
        return constant if self.width == 1 else f"splat ({kind} {constant})"

    @staticmethod
    def one(number: float) -> str:
        """A constant in one lane, by its bits."""
        return f"0x{struct.unpack('<Q', struct.pack('<d', number))[0]:016X}"

    def float(self, number: float) -> str:
        """A constant, by its bits."""
        key = repr(number)
        known = self.known.get(key)
        if known is None:
            bits = struct.unpack("<Q", struct.pack("<d", number))[0]
            known = self.known[key] = self.splat("double", f"0x{bits:016X}")
        return known

    def bool(self, truth: bool) -> str:
        return self.splat("i1", "true" if truth else "false")
