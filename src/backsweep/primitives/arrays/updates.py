"""An array with some entries replaced or added to, as a new Node: `c.at[i].set(v)` in place of `c[i] = v`.

A Node's value never changes, since views of it and all that was computed from it would silently have another value
than they were computed with. So assignment is refused, and the refusal says what to write.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any, NoReturn

from backsweep.errors import WrongKind
from backsweep.node import Node
from backsweep.place import caller
from backsweep.primitives.arrays import shapes
from backsweep.primitives.arrays.indexing import put_at, set_at, settled, take_at
from backsweep.primitives.arrays.shapes import shape
from backsweep.primitives.arrays.spelled.spelling import as_array, in_short
from backsweep.values import shape_of


@dataclass(frozen=True)
class At:
    """What `c.at` gives: `c.at[i]` are the entries to be changed."""

    array: Any

    def __getitem__(self, index: Any) -> Entries:
        return Entries(self.array, settled(index))


@dataclass(frozen=True)
class Entries:
    """What `c.at[i]` gives: entries of an array, to be replaced or added to in a copy."""

    array: Any
    index: Any

    def set(self, v: Any) -> Node:
        """The array with v at the index; where that names an entry again, the last of v stays, as in NumPy.

        >>> from numpy import array
        >>> Node(array([1.0, 2.0])).at[0].set(5.0).val.tolist()
        [5.0, 2.0]
        """
        replaced: Node = set_at(self.array, as_array(v), self.index)
        return replaced

    def add(self, v: Any) -> Node:
        """The array with v added at the index; an entry that is named again receives each, unlike NumPy's c[i] += v.

        >>> from numpy import array
        >>> Node(array([1.0, 2.0])).at[[0, 0]].add(5.0).val.tolist()
        [11.0, 2.0]
        """
        lengths = shape_of(take_at(self.array.val, self.index))
        added: Node = self.array + put_at(shapes.broadcast_to(as_array(v), lengths), self.index, shape(self.array))
        return added


def refuse_assignment(self: Node, index: Any, value: Any) -> NoReturn:
    """c[i] = v on a Node.

    Raises:
        WrongKind: always; the sentence names the line to write instead.
    """
    place = caller()
    written, instead = rewritten(place.text if place is not None else "")
    raise WrongKind(
        f"{written} would change the value of {in_short(self)}, and with it what other Nodes were computed from. "
        f"Write {instead}."
    )


def rewritten(line: str) -> tuple[str, str]:
    """An assignment into an array as it stands in the source, and the line to write instead."""
    try:
        (statement,) = ast.parse(line).body
    except (SyntaxError, ValueError):
        return unknown
    target = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
    if not isinstance(statement, (ast.Assign, ast.AugAssign)) or not isinstance(target, ast.Subscript):
        return unknown
    array, index, value = (ast.unparse(part) for part in (target.value, target.slice, statement.value))
    there = f"{array} = {array}.at[{index}]"
    if isinstance(statement, ast.Assign):
        return ast.unparse(statement), f"{there}.set({value})"
    if isinstance(statement.op, ast.Add):
        return ast.unparse(statement), f"{there}.add({value})"
    result = ast.unparse(ast.BinOp(target, statement.op, statement.value))
    return ast.unparse(statement), f"{there}.set({result})"


# Where the source is not known, or more than one statement stands on the line.
unknown = ("c[i] = v", "c = c.at[i].set(v)")
