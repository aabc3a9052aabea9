"""The text of a formula: what may stand in it at all, where a piece of it stands, and the caret under a place.

The text is looked through before Python's parser sees it, so that the parser gets plain ASCII of bounded length,
bounded nesting and known characters, and so that its limits and ours are told in the same words on every Python.
"""

from __future__ import annotations

import ast
import keyword
import re
from dataclasses import dataclass

from backsweep.errors import FormulaError, WrongKind
from backsweep.node import short

MAX_LENGTH = 10_000
# Python 3.11's parser gives up at a tree of about 3000 levels, and at 200 brackets.
MAX_OPERATORS = 1_000
MAX_BRACKETS = 100

WIDTH = 100  # of the line that caret() shows

TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<number>0[xX][0-9a-fA-F_]+ | 0[oO][0-7_]+ | 0[bB][01_]+
        | (?:[0-9][0-9_]*\.?[0-9_]* | \.[0-9][0-9_]*) (?:[eE][+-]?[0-9][0-9_]*)? [jJ]?)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<operator>\*\*|//|<<|>>|<=|>=|==|!=|:=|->|[-+*/%<>=!@&|^~])
    | (?P<mark>[,.:;])
    """,
    re.VERBOSE | re.ASCII,
)
WHITESPACE = " \t\n\r\f\v"

# What people paste, and what to type instead.
ASCII = {
    "×": "*",
    "·": "*",
    "⋅": "*",
    "÷": "/",
    "−": "-",
    "–": "-",
    "²": "**2",
    "³": "**3",
    "√": "sqrt(x)",
    "π": "pi",
    "τ": "tau",
    "∞": "inf",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
}
MEANINGLESS = {
    "'": "Text in quotes has no place in a formula.",
    '"': "Text in quotes has no place in a formula.",
    "#": "A formula has no comments.",
    "\0": "The formula holds a null byte.",
}


@dataclass(frozen=True)
class Source:
    """The text of a formula, with the places of its pieces counted from 0."""

    text: str

    @classmethod
    def screened(cls, text: str) -> Source:
        """The source, once its characters, its length and its nesting are known to be fit for the parser.

        Raises:
            FormulaError, WrongKind: they are not.
        """
        if not isinstance(text, str):
            raise WrongKind(f"A formula is text, but got {short(text)} ({type(text).__name__}).")
        source = cls(text)
        if len(text) > MAX_LENGTH:
            raise source.fault(
                f"A formula has at most {MAX_LENGTH:,} characters, but this one has {len(text):,}.", MAX_LENGTH
            )
        if not text.strip(WHITESPACE):
            raise source.fault("The formula is empty. Write one such as (x + 2)**2.", 0)
        source._screen()
        return source

    def _screen(self) -> None:
        position = brackets = operators = 0
        number = None
        while position < len(self.text):
            token = TOKEN.match(self.text, position)
            if token is None:
                raise self.fault(meaningless(self.text[position]), position)
            kind, word = token.lastgroup, token.group()
            if number is not None and kind == "name":
                advice = "Put a space" if keyword.iskeyword(word) else "Write *"
                raise self.fault(
                    f"{short_piece(number)} and {short_piece(word)} run together. {advice} between them.", position
                )
            number = word if kind == "number" else None
            brackets += (kind == "open") - (kind == "close")
            operators += kind == "operator" or keyword.iskeyword(word)
            if brackets > MAX_BRACKETS:
                raise self.fault(f"The formula is nested more than {MAX_BRACKETS} brackets deep.", position)
            if operators > MAX_OPERATORS:
                raise self.fault(
                    f"A formula has at most {MAX_OPERATORS:,} operators. Write sum([a, b, c]) for a + b + c.", position
                )
            if word == "=" and brackets == 0:
                raise self.fault("A formula has no =. Give values after it, as in x=2; write == to compare.", position)
            position = token.end()

    @property
    def lead(self) -> int:
        """How much white space comes first. Python's parser would take it for an indented block."""
        return len(self.text) - len(self.text.lstrip(WHITESPACE))

    def tree(self) -> ast.expr:
        """The formula as Python's parser sees it.

        Raises:
            FormulaError: it is not written as Python writes expressions.
        """
        # Every white space is a plain one here, so that all of the formula is on one line and columns are places.
        line = re.sub(r"\s", " ", self.text).strip()
        try:
            return ast.parse(line, mode="eval").body
        except SyntaxError as error:
            raise self.fault(*self._told(error)) from None
        except (RecursionError, MemoryError):
            raise self.fault("The formula is nested too deeply for Python's parser.", self.lead) from None

    def _told(self, error: SyntaxError) -> tuple[str, int]:
        """The parser's complaint as a sentence, and its place."""
        if "int_max_str_digits" in error.msg:
            digits = max(re.finditer(r"[0-9_]+", self.text), key=lambda run: len(run.group()))
            return "This number has too many digits. Write it as a float, as in 1e300.", digits.start()
        end = len(self.text.rstrip(WHITESPACE))
        # 0 or None is the parser's word for the end of the text.
        position = error.offset - 1 + self.lead if error.offset else end
        if position >= end and error.msg == "invalid syntax":
            return "The formula ends too early: something is missing.", end
        return f"The formula cannot be read here: {error.msg}.", min(position, end)

    def start(self, node: ast.expr | ast.keyword) -> int:
        """Where a piece begins. The parser counts UTF-8 bytes; in ASCII they are characters."""
        return node.col_offset + self.lead

    def stop(self, node: ast.expr | ast.keyword) -> int:
        """Where a piece ends."""
        return (node.end_col_offset or 0) + self.lead

    def between(self, left: ast.expr, right: ast.expr) -> int:
        """Where the operator between two pieces stands."""
        gap = self.text[self.stop(left) : self.start(right)]
        return self.stop(left) + len(gap) - len(gap.lstrip(WHITESPACE + ")"))

    def piece(self, node: ast.expr) -> str:
        """The text of a piece."""
        return self.text[self.start(node) : self.stop(node)]

    def fault(self, sentence: str, position: int) -> FormulaError:
        """The error that says what is wrong at a place."""
        return FormulaError(sentence, position)


def meaningless(character: str) -> str:
    """The sentence for a character that no formula holds."""
    if character in MEANINGLESS:
        return MEANINGLESS[character]
    shown = character if character.isprintable() else ascii(character)
    advice = f" Write {ASCII[character]}." if character in ASCII else ""
    plain = "" if character.isascii() else ": it is written in ASCII, as Python is typed"
    return f"{shown} has no meaning in a formula{plain}.{advice}"


def short_piece(text: str, limit: int = 40) -> str:
    """A piece of a formula on one line, cut where it would fill the sentence."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 3] + "..."


def caret(text: str, position: int) -> str:
    """The line of a formula that holds a place, and a ^ under that place.

    A line of more than 100 characters is shortened around the place.

    >>> print(caret("x + log(y", 7))
    x + log(y
           ^
    """
    position = max(0, min(position, len(text)))
    start = text.rfind("\n", 0, position) + 1
    line = text[start:].split("\n", 1)[0]
    column = position - start
    if len(line) > WIDTH:
        line, column = shortened(line, column)
    return f"{printable(line)}\n{' ' * column}^"


def printable(line: str) -> str:
    """The line with ? for what does not print: a surrogate or an escape sequence would move the caret, or worse."""
    return "".join(c if c.isprintable() else " " if c in WHITESPACE else "?" for c in line)


def shortened(line: str, column: int) -> tuple[str, int]:
    """The stretch of a line around a column, with ... where it was cut, and the column in it."""
    room = WIDTH - 6
    first = max(0, min(column - room // 2, len(line) - room))
    head, tail = "..." if first > 0 else "", "..." if first + room < len(line) else ""
    return head + line[first : first + room] + tail, column - first + len(head)
