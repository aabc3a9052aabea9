r"""Formulas set as mathematics in plain runs of text: \theta_{1}^{2} becomes θ, a lowered 1, a raised 2.

One idea: the row's own LaTeX says how a formula looks, so nothing is known here of any function. What LaTeX sets above
one another is written on one line: \frac{a}{b} becomes a / b.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from backsweep.show.measure import cut, width
from backsweep.words.latex import GREEK_LETTERS

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}^_\[\]]|\d+(?:\.\d+)?|[^\W\d_]|\s+|.", re.DOTALL)

# A raised or lowered part is so much smaller, and stands so much higher or lower, as shares of what it belongs to.
SMALLER, RAISED, LOWERED = 0.72, 0.42, -0.22

THIN = "\u2009"
SIGNS = {command: letter for letter, command in GREEK_LETTERS.items()} | {
    "Gamma": "Γ", "Phi": "Φ", "varphi": "φ", "infty": "∞", "partial": "∂", "sum": "∑", "prod": "∏", "ldots": "…",
    "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "vert": "|", "textbackslash": "\\",
    "textasciicircum": "^", "textasciitilde": "~", "textless": "<", "textgreater": ">", "textbar": "|",
}  # fmt: skip
BETWEEN = {"cdot": "·", "le": "≤", "ge": "≥", "times": "×"}
OPERATORS = "+-=<>/"
WORDS_UPRIGHT = ("mathrm", "text", "operatorname")
SILENT = ("left", "right", "displaystyle", "begin", "end")


@dataclass(frozen=True)
class Run:
    """A piece of a formula: its text, whether it leans, its size and how far it is raised, as shares of the font's."""

    text: str
    italic: bool = False
    size: float = 1.0
    rise: float = 0.0


Runs = tuple[Run, ...]


def typeset(latex: str) -> Runs:
    r"""A formula in LaTeX as runs of text.

    >>> [(run.text, round(run.rise, 2)) for run in typeset(r"e^{x_{1}}")]
    [('e', 0.0), ('x', 0.42), ('1', 0.26)]
    """
    return joined(Setting(latex).group())


def upright(text: str) -> Runs:
    """A text as it stands."""
    return (Run(text),)


def wide(runs: Runs, size: float) -> float:
    """The width of a formula in a font of this size."""
    return sum(width(run.text, size * run.size) for run in runs)


def shortened(runs: Runs, size: float, room: float) -> Runs:
    """The formula, or as much of it as has room, with an ellipsis in place of the rest."""
    if wide(runs, size) <= room:
        return runs
    kept: list[Run] = []
    for run in runs:
        needed = width(run.text, size * run.size)
        if needed + width("…", size) > room:
            return (*kept, replace(run, text=cut(run.text, size * run.size, room)))
        kept.append(run)
        room -= needed
    return (*kept, Run("…"))


def plain(runs: Runs) -> str:
    """The bare text of a formula, for those who hear it: raised parts follow a ^."""
    return "".join(f"^{run.text}" if run.rise > 0 and run.text.strip() else run.text for run in runs)


def joined(runs: Iterator[Run]) -> Runs:
    """The runs, with neighbours that are set alike made one."""
    kept: list[Run] = []
    for run in runs:
        if kept and replace(kept[-1], text="") == replace(run, text=""):
            kept[-1] = replace(run, text=kept[-1].text + run.text)
        elif run.text:
            kept.append(run)
    return tuple(kept)


class Setting:
    """A formula being set, token by token."""

    def __init__(self, latex: str) -> None:
        self._tokens: list[str] = TOKEN.findall(latex)
        self._at = 0

    def group(self, size: float = 1.0, rise: float = 0.0) -> Iterator[Run]:
        """Everything up to the end of the group that has begun."""
        while self._at < len(self._tokens):
            if self._tokens[self._at] == "}":
                self._at += 1
                return
            yield from self._piece(size, rise)

    def _next(self) -> str:
        """The next token that is not blank; "" at the end."""
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if not token.isspace():
                return token
        return ""

    def _argument(self, size: float, rise: float) -> Runs:
        """A group in braces, or a single piece."""
        if self._next() == "{":
            return tuple(self.group(size, rise))
        self._at -= 1
        return tuple(self._piece(size, rise))

    def _piece(self, size: float, rise: float) -> Iterator[Run]:
        token = self._next()
        if token == "{":
            yield from self.group(size, rise)
        elif token in ("^", "_") and token:
            by = size * (RAISED if token == "^" else LOWERED)
            yield from self._argument(size * SMALLER, rise + by)
        elif token.startswith("\\") and len(token) > 1:
            yield from self._command(token[1:], size, rise)
        elif token == ",":
            yield Run(", ", False, size, rise)
        elif token == "&":
            yield Run(" ", False, size, rise)
        elif token in OPERATORS and token:
            yield from self._operator(token, size, rise)
        else:
            yield Run(token, token.isalpha(), size, rise)

    def _operator(self, sign: str, size: float, rise: float) -> Iterator[Run]:
        """A sign with a space on either side, or as a sign of its own, as the minus in -x."""
        sign = sign.replace("-", "−")
        yield Run(sign if self._stands_alone(2) else f" {sign} ", False, size, rise)

    def _stands_alone(self, back: int) -> bool:
        """Whether nothing that it could follow on stands before the token `back` places ago."""
        before = self._at - back
        while before >= 0 and self._tokens[before].isspace():
            before -= 1
        return before < 0 or self._tokens[before] in ("{", "(", "[", ",")

    def _ahead(self) -> str:
        """What stands next, without blanks."""
        return "".join(self._tokens[self._at : self._at + 2]).lstrip()

    def _command(self, command: str, size: float, rise: float) -> Iterator[Run]:
        if command == "frac":
            above, below = self._argument(size, rise), self._argument(size, rise)
            yield from (*enclosed(above, size, rise), Run(" / ", False, size, rise), *enclosed(below, size, rise))
        elif command == "sqrt":
            yield Run("∛" if self._degree() else "√", False, size, rise)
            yield from enclosed(self._argument(size, rise), size, rise)
        elif command in WORDS_UPRIGHT:
            yield from self._words(command, size, rise)
        elif command == "begin":
            self._skip_name()
            yield Run("{ ", False, size, rise)
        elif command == "end":
            self._skip_name()
            yield Run(" }", False, size, rise)
        elif command in BETWEEN:
            yield Run(f" {BETWEEN[command]} ", False, size, rise)
        elif command == "bmod":
            yield Run(" mod ", False, size, rise)
        elif command in SIGNS:
            yield Run(SIGNS[command], SIGNS[command].islower(), size, rise)
            self._skip_empty()
        elif command == "\\":
            yield Run("; ", False, size, rise)
        elif command not in SILENT:
            yield from self._named(command, size, rise)

    def _named(self, command: str, size: float, rise: float) -> Iterator[Run]:
        """An escaped sign, or a function's name with a space before an argument without parentheses."""
        if len(command) == 1:
            yield Run(THIN if command == "," else command, False, size, rise)
            return
        yield Run(("" if self._stands_alone(2) else THIN) + command, False, size, rise)
        while self._ahead().startswith(("_", "^")):
            yield from self._piece(size, rise)
        if not self._ahead().startswith(("(", r"\left")):
            yield Run(THIN, False, size, rise)

    def _words(self, command: str, size: float, rise: float) -> Iterator[Run]:
        """Words set upright, with their own blanks."""
        said = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token == "}":
                break
            if token.startswith("\\") and len(token) > 1:
                said.append(SIGNS.get(token[1:], token[1:]))
                self._skip_empty()
            elif token != "{":
                said.append(token)
        ahead = self._ahead()
        spaced = command == "operatorname" and ahead and not ahead.startswith(("(", "_", r"\left"))
        yield Run("".join(said) + (THIN if spaced else ""), False, size, rise)

    def _degree(self) -> bool:
        """Skips the degree of a root; whether there is one."""
        if self._tokens[self._at] != "[":
            return False
        self._at = self._tokens.index("]", self._at) + 1
        return True

    def _skip_name(self) -> None:
        """Skips the name of an environment: {cases}."""
        self._at = self._tokens.index("}", self._at) + 1

    def _skip_empty(self) -> None:
        """Skips the {} that only ends the name of a command."""
        if self._tokens[self._at : self._at + 2] == ["{", "}"]:
            self._at += 2


def enclosed(runs: Runs, size: float, rise: float) -> Runs:
    """The runs, in parentheses unless they are one symbol with its indices."""
    if not any(" " in run.text or THIN in run.text for run in runs if run.size == size):
        return runs
    return (Run("(", False, size, rise), *runs, Run(")", False, size, rise))
