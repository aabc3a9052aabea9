"""What the user's source calls each result: in `u = x + 2` the sum is called u.

One idea: since Python 3.11 every instruction knows the columns of its expression, and so does the syntax tree. So an
instruction is looked up among the expressions that the source assigns.
"""

from __future__ import annotations

import ast
import dis
import linecache
from collections.abc import Iterator
from functools import lru_cache
from types import CodeType

# First and last line, first and last column; columns in bytes, as Python counts them.
Span = tuple[int | None, int | None, int | None, int | None]

FOR_ITER = dis.opmap["FOR_ITER"]

# The source of a longer file would take longer to read than most runs take.
LONGEST = 20_000  # lines


def assigned(code: CodeType) -> dict[int, str]:
    """The names that a code object gives to its results, by the offset of the instruction that computes each.

    Where the source is unknown (typed at a prompt, or changed since) there are none.
    """
    # The same code in two files is equal, but only one of the files may be there to be read.
    return _assigned(code, code.co_filename)


@lru_cache(maxsize=1024)
def _assigned(code: CodeType, file: str) -> dict[int, str]:
    lines = tuple(linecache.getlines(file))
    targets = _targets(lines) if lines and len(lines) <= LONGEST else {}
    if not targets:
        return {}
    return {
        2 * index: targets[span]
        for index, span in enumerate(code.co_positions())
        # What a comprehension takes from its iterator stands where its own result is assigned.
        if span in targets and code.co_code[2 * index] != FOR_ITER
    }


@lru_cache(maxsize=64)
def _targets(lines: tuple[str, ...]) -> dict[Span, str]:
    """What each expression of a source is assigned to, by where it stands."""
    try:
        tree = ast.parse("".join(lines))
    except (SyntaxError, ValueError, RecursionError):
        return {}
    return {
        (value.lineno, value.end_lineno, value.col_offset, value.end_col_offset): ast.unparse(target)
        for statement in ast.walk(tree)
        for target, value in _assignments(statement)
        if isinstance(target, (ast.Name, ast.Attribute, ast.Subscript))
    }


def _assignments(statement: ast.AST) -> Iterator[tuple[ast.expr, ast.expr | ast.stmt]]:
    """(target, value) for each name that a statement assigns; for `x += 1` the value is the statement itself."""
    if isinstance(statement, ast.Assign):
        yield from _paired(statement.targets[0], statement.value)
    elif isinstance(statement, (ast.AnnAssign, ast.NamedExpr)) and statement.value is not None:
        yield statement.target, statement.value
    elif isinstance(statement, ast.AugAssign):
        yield statement.target, statement


def _paired(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The target with its value; of `a, b = x, y` each with its own."""
    if not isinstance(target, (ast.Tuple, ast.List)):
        yield target, value
    elif isinstance(value, (ast.Tuple, ast.List)) and len(target.elts) == len(value.elts):
        for part, assigned_to_it in zip(target.elts, value.elts, strict=True):
            yield from _paired(part, assigned_to_it)
