"""What the command line says when there is no answer."""

from __future__ import annotations

from backsweep.formula.source import printable

LONGEST = 500  # characters of a sentence on stderr


class Failure(Exception):
    """What goes to stderr: one line, and for a formula the caret's two."""

    def __init__(self, sentence: str, under: str = "") -> None:
        super().__init__(sentence)
        self.under = under

    def __str__(self) -> str:
        line = " ".join(printable(self.args[0]).split())
        line = line if len(line) <= LONGEST else line[: LONGEST - 3] + "..."
        return f"{line}\n{self.under}" if self.under else line
