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
LETTERS = {command: letter for letter, command in GREEK_LETTERS.items()} | {"varphi": "φ"}
# Commands that stand for a text of their own.
TEXTS = {
    "Gamma": "Γ", "Phi": "Φ", "infty": "∞", "partial": "∂", "sum": "∑", "prod": "∏", "ldots": "…",
    "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "vert": "|", "textbackslash": "\\",
    "textasciicircum": "^", "textasciitilde": "~", "textless": "<", "textgreater": ">", "textbar": "|",
    "cdot": " · ", "le": " ≤ ", "ge": " ≥ ", "times": " × ", "bmod": " mod ", "\\": "; ", ",": THIN,
    "left": "", "right": "", "displaystyle": "",
}  # fmt: skip
BRACES = {"begin": "{ ", "end": " }"}
BETWEEN = {",": ", ", "&": " "}
OPERATORS = tuple("+-=<>/")
UPRIGHT = ("mathrm", "text", "operatorname")


@dataclass(frozen=True)
class Run:
    """A piece of a formula: its text, whether it leans, its size and how far it is raised, as shares of the font's."""

    text: str
    italic: bool = False
    size: float = 1.0
    rise: float = 0.0


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Level:
    """Where in a formula something stands: on the line, or in an exponent or an index."""

    size: float = 1.0
    rise: float = 0.0

    def run(self, text: str, italic: bool = False) -> Run:
        """A run on this level."""
        return Run(text, italic, self.size, self.rise)

    def beside(self, mark: str) -> Level:
        """The level of an exponent (^) or of an index (_)."""
        return Level(self.size * SMALLER, self.rise + self.size * (RAISED if mark == "^" else LOWERED))


def typeset(latex: str) -> Runs:
    r"""A formula in LaTeX as runs of text.

    >>> [(run.text, round(run.rise, 2)) for run in typeset(r"e^{x_{1}}")]
    [('e', 0.0), ('x', 0.42), ('1', 0.26)]
    """
    return joined(Setting(latex).group(Level()))


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
            return (*kept, replace(run, text=cut(run.text + "…", size * run.size, room)))
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


def enclosed(runs: Runs, level: Level) -> Runs:
    """The runs, in parentheses unless they are one symbol with its indices."""
    if not any(" " in run.text or THIN in run.text for run in runs if run.size == level.size):
        return runs
    return (level.run("("), *runs, level.run(")"))


class Setting:
    """A formula being set, token by token. One that is broken off is set as far as it goes."""

    def __init__(self, latex: str) -> None:
        self._tokens: list[str] = TOKEN.findall(latex)
        self._at = 0

    def group(self, level: Level) -> Iterator[Run]:
        """Everything up to the end of the group that has begun."""
        while self._at < len(self._tokens):
            if self._tokens[self._at] == "}":
                self._at += 1
                return
            yield from self._piece(level)

    def _next(self) -> str:
        """The next token that is not blank; "" at the end."""
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if not token.isspace():
                return token
        return ""

    def _ahead(self) -> str:
        """What stands next, without blanks."""
        return "".join(self._tokens[self._at : self._at + 2]).lstrip()

    def _begins(self) -> bool:
        """Whether the token that was just read has nothing before it that it could follow on."""
        before = self._at - 2
        while before >= 0 and self._tokens[before].isspace():
            before -= 1
        return before < 0 or self._tokens[before] in ("{", "(", "[", ",")

    def _argument(self, level: Level) -> Runs:
        """A group in braces, or a single piece."""
        token = self._next()
        if token == "{":
            return tuple(self.group(level))
        self._at -= token != ""
        return tuple(self._piece(level)) if token else ()

    def _piece(self, level: Level) -> Iterator[Run]:
        token = self._next()
        if token == "{":
            yield from self.group(level)
        elif token in ("^", "_"):
            yield from self._argument(level.beside(token))
        elif token.startswith("\\"):
            yield from self._command(token[1:], level)
        elif token in BETWEEN:
            yield level.run(BETWEEN[token])
        elif token in OPERATORS:
            sign = token.replace("-", "−")
            yield level.run(sign if self._begins() else f" {sign} ")
        else:
            yield level.run(token, token.isalpha())

    def _command(self, command: str, level: Level) -> Iterator[Run]:
        if command == "frac":
            above, below = self._argument(level), self._argument(level)
            yield from (*enclosed(above, level), level.run(" / "), *enclosed(below, level))
        elif command == "sqrt":
            yield level.run("∛" if self._degree() else "√")
            yield from enclosed(self._argument(level), level)
        elif command in UPRIGHT:
            yield from self._words(command, level)
        elif command in BRACES:
            self._skip_to("}")
            yield level.run(BRACES[command])
        elif command in TEXTS or command in LETTERS:
            self._skip_empty()
            yield level.run(LETTERS[command], True) if command in LETTERS else level.run(TEXTS[command])
        else:
            yield from self._named(command, level)

    def _named(self, command: str, level: Level) -> Iterator[Run]:
        """An escaped sign; or a function's name, with a space around it where no parenthesis follows."""
        if len(command) < 2:
            yield level.run(command)
            return
        yield level.run(command if self._begins() else THIN + command)
        while self._ahead().startswith(("_", "^")):
            yield from self._piece(level)
        if not self._ahead().startswith(("(", r"\left")):
            yield level.run(THIN)

    def _words(self, command: str, level: Level) -> Iterator[Run]:
        """Words set upright, with their own blanks."""
        said = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token == "}":
                break
            if token.startswith("\\"):
                said.append(TEXTS.get(token[1:], token[1:]))
                self._skip_empty()
            elif token != "{":
                said.append(token)
        followed = self._ahead() and not self._ahead().startswith(("(", "_", r"\left"))
        yield level.run("".join(said) + THIN * (command == "operatorname" and bool(followed)))

    def _degree(self) -> bool:
        """Skips the degree of a root; whether there is one."""
        found = self._ahead().startswith("[")
        if found:
            self._skip_to("]")
        return found

    def _skip_to(self, end: str) -> None:
        """Skips all up to this token, as {cases} after the beginning of an environment."""
        while self._next() not in (end, ""):
            pass

    def _skip_empty(self) -> None:
        """Skips the {} that only ends the name of a command."""
        if self._tokens[self._at : self._at + 2] == ["{", "}"]:
            self._at += 2
