"""The whitelist: which pieces of Python's grammar a formula is made of, and what is said of the others."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import Any

from backsweep.formula import sizes, vocabulary
from backsweep.formula.source import Source, short_piece

BINARY = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
UNARY = (ast.UAdd, ast.USub, ast.Not)
COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)

# What each other operator is written like, and what may have been meant.
OPERATORS: dict[type[ast.AST], tuple[str, str]] = {
    ast.BitXor: ("^", " For a power write **."),
    ast.MatMult: ("@", " For a sum of products write dot([a, b], [c, d])."),
    ast.BitAnd: ("&", " Write and."),
    ast.BitOr: ("|", " Write or."),
    ast.LShift: ("<<", ""),
    ast.RShift: (">>", ""),
    ast.Invert: ("~", " Write not."),
    ast.Is: ("is", " Write ==."),
    ast.IsNot: ("is not", " Write !=."),
    ast.In: ("in", ""),
    ast.NotIn: ("not in", ""),
}

REFUSED: dict[type[ast.AST], str] = {
    ast.Attribute: "A dot after a name has no place in a formula: write sin(x), not math.sin(x).",
    ast.Subscript: "Square brackets after a name have no place in a formula: give each number a name, as x0 and x1.",
    ast.Slice: "A formula has no slices.",
    ast.Lambda: "A formula has no lambda.",
    ast.ListComp: "A formula has no comprehensions: write the list out, as in sum([x, y]).",
    ast.SetComp: "A formula has no comprehensions: write the list out, as in sum([x, y]).",
    ast.DictComp: "A formula has no comprehensions: write the list out, as in sum([x, y]).",
    ast.GeneratorExp: "A formula has no comprehensions: write the list out, as in sum([x, y]).",
    ast.NamedExpr: "A formula has no := and gives nothing a name.",
    ast.Starred: "A formula has no * before an argument: write the arguments out.",
    ast.Dict: "A formula has no { }. Use ( ) to group.",
    ast.Set: "A formula has no { }. Use ( ) to group.",
    ast.Await: "A formula has no await.",
    ast.Yield: "A formula has no yield.",
    ast.YieldFrom: "A formula has no yield.",
}


def read(source: Source, tree: ast.expr) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The formula's variables and the constants it uses, once every piece of it is known to be allowed.

    Raises:
        FormulaError: a piece is not; of several, the one that begins first is named.
    """
    pieces = [node for node in ast.walk(tree) if isinstance(node, (ast.expr, ast.keyword))]
    # From left to right, the larger piece first.
    pieces.sort(key=lambda node: (source.start(node), -source.stop(node)))
    calls = [node for node in pieces if isinstance(node, ast.Call)]
    callees = {node.func for node in calls}
    arguments = {argument for node in calls for argument in node.args}
    names: dict[str, None] = {}
    for piece in pieces:
        if isinstance(piece, (ast.List, ast.Tuple)):
            if piece not in arguments:
                raise source.fault(
                    "A list stands only as the argument of a function that takes one, as in sum([x, y]).",
                    source.start(piece),
                )
        elif type(piece) not in CHECKS:
            raise source.fault(REFUSED.get(type(piece), "This has no place in a formula."), source.start(piece))
        else:
            CHECKS[type(piece)](source, piece)
        if isinstance(piece, ast.Name) and piece not in callees:
            names[piece.id] = None
    constants = vocabulary.CONSTANTS
    return tuple(name for name in names if name not in constants), tuple(name for name in names if name in constants)


def check_constant(source: Source, piece: ast.Constant) -> None:
    """A number, of a size that can be worked with."""
    value, start = piece.value, source.start(piece)
    if isinstance(value, bool) or not isinstance(value, (int, float, complex)):
        raise source.fault(f"{short_piece(source.piece(piece))} is not a number.", start)
    if isinstance(value, int) and sizes.too_large(value):
        raise source.fault(sizes.sentence(source.piece(piece)), start)
    if math.isinf(abs(value)):
        raise source.fault(
            f"{short_piece(source.piece(piece))} is larger than the largest float, about 1.8e308.", start
        )


def check_name(source: Source, piece: ast.Name) -> None:
    """Any name but Python's own private ones."""
    if "__" in piece.id:
        raise source.fault(
            f"{short_piece(piece.id)}: a name in a formula has no double underscore.", source.start(piece)
        )


def check_binary(source: Source, piece: ast.BinOp) -> None:
    """One of the arithmetic operators."""
    if not isinstance(piece.op, BINARY):
        raise source.fault(no_operator(piece.op), source.between(piece.left, piece.right))


def check_unary(source: Source, piece: ast.UnaryOp) -> None:
    """A sign, or not."""
    if not isinstance(piece.op, UNARY):
        raise source.fault(no_operator(piece.op), source.start(piece))


def check_comparison(source: Source, piece: ast.Compare) -> None:
    """Comparisons by value."""
    for left, sign, right in zip([piece.left, *piece.comparators], piece.ops, piece.comparators, strict=False):
        if not isinstance(sign, COMPARISONS):
            raise source.fault(no_operator(sign), source.between(left, right))


def no_operator(sign: ast.AST) -> str:
    """The sentence for an operator that formulas do not have."""
    symbol, advice = OPERATORS[type(sign)]
    return f"A formula has no {symbol}.{advice}"


def check_call(source: Source, piece: ast.Call) -> None:
    """A call of a function of the vocabulary, with lists and keywords only where it takes them."""
    if not isinstance(piece.func, ast.Name):
        if type(piece.func) in REFUSED:
            raise source.fault(REFUSED[type(piece.func)], source.start(piece.func))
        raise source.fault("Only a function can be called. For a product write *.", opening(source, piece))
    name = piece.func.id
    f = vocabulary.function(name)
    if f is None:
        check_name(source, piece.func)
        raise source.fault(vocabulary.unknown(name), source.start(piece))
    for argument in piece.args:
        if isinstance(argument, (ast.List, ast.Tuple)) and not vocabulary.takes_sequences(f):
            raise source.fault(f"{name} takes numbers, not a list.", source.start(argument))
    check_keywords(source, piece, name, vocabulary.keywords(f))


def check_keywords(source: Source, piece: ast.Call, name: str, known: tuple[str, ...]) -> None:
    """Keyword arguments that the function has."""
    for keyword in piece.keywords:
        if keyword.arg is None:
            raise source.fault(REFUSED[ast.Starred], source.start(keyword))
        if keyword.arg not in known:
            has = f"It has {vocabulary.listed(known)}." if known else "Give its arguments by position."
            raise source.fault(f"{name} has no argument named {short_piece(keyword.arg)}. {has}", source.start(keyword))


def opening(source: Source, piece: ast.Call) -> int:
    """Where the bracket of a call opens: behind what is called, and behind the brackets around that."""
    return source.text.index("(", source.stop(piece.func))


CHECKS: dict[type[ast.AST], Callable[[Source, Any], None]] = {
    ast.Constant: check_constant,
    ast.Name: check_name,
    ast.BinOp: check_binary,
    ast.UnaryOp: check_unary,
    ast.Compare: check_comparison,
    ast.Call: check_call,
    ast.BoolOp: lambda source, piece: None,
    ast.IfExp: lambda source, piece: None,
    ast.keyword: lambda source, piece: None,
}
