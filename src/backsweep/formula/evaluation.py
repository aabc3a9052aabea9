"""Computing a formula: walking its tree and applying backsweep's operators and primitives to Nodes and numbers.

One idea: each piece is a generator that yields the pieces it needs and is sent their values, and one loop drives
them all. So only what is needed is computed (`a if c else b`), and no nesting can exhaust Python's stack.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Generator, Mapping
from fractions import Fraction
from typing import Any

from backsweep.errors import BacksweepError, DivisionByZero
from backsweep.formula import sizes, vocabulary
from backsweep.formula.source import Source, short_piece
from backsweep.node import Node, Scalar, next_age
from backsweep.primitives import arithmetic
from backsweep.worlds import value_of

Steps = Generator[ast.expr, Any, Any]
Made = Callable[[Node, str], object]

# How each operator is written, what it does to a Node, and the row that does it to plain numbers, in the same words.
BINARY: dict[type[ast.operator], tuple[str, Callable[[Any, Any], Any], Callable[[Any, Any], Any]]] = {
    ast.Add: ("+", operator.add, arithmetic.add),
    ast.Sub: ("-", operator.sub, arithmetic.sub),
    ast.Mult: ("*", operator.mul, arithmetic.mul),
    ast.Div: ("/", operator.truediv, arithmetic.div),
    ast.FloorDiv: ("//", operator.floordiv, arithmetic.floordiv),
    ast.Mod: ("%", operator.mod, arithmetic.mod),
    ast.Pow: ("**", operator.pow, arithmetic.power),
}
COMPARISONS: dict[type[ast.cmpop], tuple[str, Callable[[Any, Any], bool]]] = {
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
    ast.Eq: ("==", operator.eq),
    ast.NotEq: ("!=", operator.ne),
}


def evaluate(source: Source, tree: ast.expr, values: Mapping[str, Scalar], made: Made | None = None) -> Scalar:
    """The value of a formula that grammar.read has found good.

    Raises:
        FormulaError: a piece of it has no value; `position` says where.
    """
    return Evaluation(source, values, made).result(tree)


def is_number(value: Any) -> bool:
    """Whether a value can be computed with: not True or False, which Python takes for 1 and 0."""
    return value.__class__ is Node or (
        isinstance(value, (int, float, Fraction, complex)) and not isinstance(value, bool)
    )


class Evaluation:
    """One walk over one formula; `work` counts the bits of the exact numbers so far."""

    def __init__(self, source: Source, values: Mapping[str, Scalar], made: Made | None) -> None:
        self.source, self.values, self.made = source, values, made
        self.work = 0

    def result(self, tree: ast.expr) -> Scalar:
        """The formula's value, which is one number."""
        answer = self.value(tree)
        if not is_number(answer):
            raise self.source.fault(f"The formula's result is {answer}, not a number.", self.source.start(tree))
        number: Scalar = answer
        return number

    def value(self, tree: ast.expr) -> Any:
        """The value of a piece: drives its steps, and those of the pieces it asks for."""
        waiting, answer = [self.steps(tree)], None
        while waiting:
            try:
                wanted = waiting[-1].send(answer)
            except StopIteration as done:
                waiting.pop()
                answer = done.value
            else:
                waiting.append(self.steps(wanted))
                answer = None
        return answer

    def steps(self, piece: ast.expr) -> Steps:
        """Asks for the pieces that this one is made of, one by one, and returns its value."""
        match piece:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return self.values[name]
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                numbers = []
                for element in elements:
                    numbers.append(self.number((yield element), element, "A list"))  # noqa: PERF401  # it yields
                return numbers
            case ast.BinOp(left=left, right=right):
                return self.binary(piece, (yield left), (yield right))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return not (yield operand)
            case ast.UnaryOp(operand=operand):
                return self.signed(piece, (yield operand))
            case ast.IfExp(test=test, body=body, orelse=otherwise):
                return (yield body) if (yield test) else (yield otherwise)
            case ast.BoolOp(op=op, values=parts):
                answer = None
                for part in parts:
                    answer = yield part
                    if bool(answer) is isinstance(op, ast.Or):
                        break
                return answer
            case ast.Compare(left=left, ops=signs, comparators=others):
                pieces, value = [left, *others], (yield left)
                for index, sign in enumerate(signs):
                    previous, value = value, (yield others[index])
                    if not self.compare(sign, pieces[index], previous, pieces[index + 1], value):
                        return False
                return True
            case ast.Call(args=parts, keywords=keywords):
                args = []
                for part in parts:
                    args.append((yield part))  # noqa: PERF401  # it yields
                named = {}
                for keyword in keywords:
                    named[str(keyword.arg)] = yield keyword.value
                return self.call(piece, args, named)
        raise AssertionError("grammar.read lets nothing else through")

    def number(self, value: Any, piece: ast.expr, what: str) -> Any:
        """A value, once it is shown to be a number."""
        if not is_number(value):
            told = f"{short_piece(self.source.piece(piece))} is {value}"
            raise self.source.fault(f"{what} needs numbers, but {told}.", self.source.start(piece))
        return value

    def binary(self, piece: ast.BinOp, left: Any, right: Any) -> Any:
        """left o right."""
        symbol, on_nodes, row = BINARY[type(piece.op)]
        self.number(left, piece.left, symbol)
        self.number(right, piece.right, symbol)
        place = self.source.between(piece.left, piece.right)
        if symbol == "**" and sizes.power(left, right):
            raise self.source.fault(sizes.sentence(self.source.piece(piece)), place)
        if symbol in ("/", "//", "%") and right == 0:
            divisor = short_piece(self.source.piece(piece.right))
            told = "" if isinstance(piece.right, ast.Constant) else f": {divisor} is {value_of(right)}"
            sentence = f"{short_piece(self.source.piece(piece))} divides by zero{told}."
            raise self.source.fault(sentence, place) from DivisionByZero(sentence)
        f = on_nodes if left.__class__ is Node or right.__class__ is Node else row
        return self.apply(piece, place, f, left, right)

    def signed(self, piece: ast.UnaryOp, operand: Any) -> Any:
        """+operand or -operand."""
        plus = isinstance(piece.op, ast.UAdd)
        self.number(operand, piece.operand, "+" if plus else "-")
        return self.apply(piece, self.source.start(piece), operator.pos if plus else operator.neg, operand)

    def compare(self, sign: ast.cmpop, left: ast.expr, x: Any, right: ast.expr, y: Any) -> bool:
        """One link of a chain of comparisons."""
        symbol, test = COMPARISONS[type(sign)]
        self.number(x, left, symbol)
        self.number(y, right, symbol)
        try:
            return test(x, y)
        except TypeError:
            sentence = f"{symbol} needs real numbers: complex numbers have no order."
            raise self.source.fault(sentence, self.source.between(left, right)) from None

    def call(self, piece: ast.Call, args: list[Any], named: dict[str, Any]) -> Any:
        """A call of a function of the vocabulary."""
        assert isinstance(piece.func, ast.Name)
        name, start = piece.func.id, self.source.start(piece)
        f = vocabulary.function(name)
        assert f is not None
        for position, (part, arg) in enumerate(zip(piece.args, args, strict=True)):
            # The condition of where is the one argument that may be True or False.
            if not isinstance(arg, list) and not (name == "where" and position == 0):
                self.number(arg, part, name)
        for keyword in piece.keywords:
            self.number(named[str(keyword.arg)], keyword.value, name)
        refusal = sizes.refusal(name, f, args, named, self.source.piece(piece))
        if refusal:
            raise self.source.fault(refusal, start)
        return self.apply(piece, start, f, *args, **named)

    def apply(self, piece: ast.expr, place: int, f: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """f's answer, with its complaints put in their place, its size watched and its Nodes told of."""
        since = next_age()
        try:
            answer = f(*args, **named)
        except (BacksweepError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise self.source.fault(self.complaint(piece, error), place) from error
        self.work += sizes.bits(answer)
        if sizes.too_large(answer):
            raise self.source.fault(sizes.sentence(self.source.piece(piece)), place)
        if self.work > sizes.MAX_WORK:
            raise self.source.fault(sizes.ALL_TOGETHER, place)
        if self.made is not None:
            for node in new_nodes(answer, since):
                self.made(node, self.source.piece(piece))
        return answer

    def complaint(self, piece: ast.expr, error: Exception) -> str:
        """The sentence of an error; one of Python's own is told with the piece it came from."""
        if isinstance(error, BacksweepError):
            return str(error)
        return f"{short_piece(self.source.piece(piece))} has no value: {error}."


def new_nodes(answer: Any, since: int) -> list[Node]:
    """The Nodes behind an answer that are younger than `since`, oldest first."""
    found: dict[int, Node] = {}
    waiting = [answer]
    while waiting:
        node = waiting.pop()
        if node.__class__ is Node and node.age > since and node.age not in found:
            found[node.age] = node
            waiting += node.parents
    return [found[age] for age in sorted(found)]
