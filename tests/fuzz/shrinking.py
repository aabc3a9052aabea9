"""The smallest program that still disagrees: parts of the text are dropped or put simpler for as long as it does."""

from __future__ import annotations

import ast
import copy
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from fuzz.program import Program

Fails = Callable[[Program], bool]
BODIES = ("body", "orelse")


def shrunk(program: Program, fails: Fails, tries: int = 2000) -> Program:
    """The program made smaller, step by step, for as long as it fails; after so many tries, as small as it is then."""
    left = itertools.count(tries, -1)
    for point in program.points:
        alone = replace(program, points=(point,))
        if fails(alone):
            program = alone
            break
    smaller: Program | None = program
    while smaller is not None:
        program = smaller
        smaller = next((one for one in candidates(program) if next(left) > 0 and fails(one)), None)
    return program


def candidates(program: Program) -> Iterator[Program]:
    """Programs that are a little smaller, those that are much smaller first."""
    tree = ast.parse(program.text)
    for change in (dropped, inlined, unwrapped, replaced, simpler):
        for smaller in change(tree):
            text = ast.unparse(ast.fix_missing_locations(smaller)) + "\n"
            if len(text) < len(program.text):
                yield replace(program, text=text)
    yield from without_an_input(program)
    yield from at_simpler_points(program)


def copied(tree: ast.Module, number: int) -> tuple[ast.Module, Any]:
    """A copy, and the node of that number in it."""
    other = copy.deepcopy(tree)
    return other, next(node for index, node in enumerate(ast.walk(other)) if index == number)


def statements(node: ast.AST, name: str) -> list[Any]:
    """The statements of a body; of a lambda or a conditional expression, whose body is one expression, none."""
    body = getattr(node, name, None)
    return body if isinstance(body, list) else []


def dropped(tree: ast.Module) -> Iterator[ast.Module]:
    """Without one statement, the last ones first."""
    for number, node in enumerate(ast.walk(tree)):
        for name in BODIES:
            body = statements(node, name)
            for place in reversed(range(len(body))):
                if len(body) > 1 or name == "orelse":
                    other, same = copied(tree, number)
                    del getattr(same, name)[place]
                    yield other


def inlined(tree: ast.Module) -> Iterator[ast.Module]:
    """With what a name stands for, a name itself or a number, in its place."""
    for number, node in enumerate(ast.walk(tree)):
        for place, part in enumerate(statements(node, "body")):
            if isinstance(part, ast.Assign) and isinstance(part.value, (ast.Name, ast.Constant)):
                other, same = copied(tree, number)
                del same.body[place]
                yield Inlined(part).visit(other)


class Inlined(ast.NodeTransformer):
    """Puts what is assigned to a name where the name is read."""

    def __init__(self, assigned: ast.Assign) -> None:
        self.target, self.value = assigned.targets[0], assigned.value

    def visit_Name(self, name: ast.Name) -> ast.expr:
        read = isinstance(name.ctx, ast.Load) and isinstance(self.target, ast.Name) and name.id == self.target.id
        return self.value if read else name


def unwrapped(tree: ast.Module) -> Iterator[ast.Module]:
    """With the body of a loop or a branch in its place; the loop's variable is 0."""
    for number, node in enumerate(ast.walk(tree)):
        for name in BODIES:
            for place, part in enumerate(statements(node, name)):
                for inside in BODIES:
                    if isinstance(part, (ast.If, ast.For, ast.While)) and getattr(part, inside):
                        other, same = copied(tree, number)
                        whole = getattr(same, name)[place]
                        first = [ast.Assign([whole.target], ast.Constant(0))] if isinstance(whole, ast.For) else []
                        getattr(same, name)[place : place + 1] = [*first, *getattr(whole, inside)]
                        yield other


def replaced(tree: ast.Module) -> Iterator[ast.Module]:
    """With a part of an expression in place of the whole; or 1.0 in place of it."""
    for number, node in enumerate(ast.walk(tree)):
        for field, child in ast.iter_fields(node):
            for place, part in enumerate(child if isinstance(child, list) else [child]):
                if (
                    not isinstance(part, ast.expr)
                    or isinstance(getattr(part, "ctx", None), ast.Store)
                    or field == "func"
                ):
                    continue
                inner = [one for one in ast.walk(part) if isinstance(one, ast.expr) and one is not part]
                inner = [one for one in inner if not isinstance(one, ast.Slice)]
                called = isinstance(node, ast.Subscript)
                atoms = [ast.Constant(1.0)] if not isinstance(part, ast.Constant) and not called else []
                for new in [*inner[:12], *atoms]:
                    other, same = copied(tree, number)
                    if isinstance(child, list):
                        getattr(same, field)[place] = new
                    else:
                        setattr(same, field, new)
                    yield other


def simpler(tree: ast.Module) -> Iterator[ast.Module]:
    """With a simpler number, or without one of several parts of a list or a sum."""
    for number, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
            for new in simpler_numbers(node.value):
                other, same = copied(tree, number)
                same.value = new
                yield other
        if isinstance(node, (ast.List, ast.Tuple)) and len(node.elts) > 1:
            for place in range(len(node.elts)):
                other, same = copied(tree, number)
                del same.elts[place]
                yield other


def simpler_numbers(number: float) -> list[Any]:
    """Numbers that are shorter to write."""
    tries = [0, 1, 2, 3, number // 2, number - 1] if isinstance(number, int) else [1.0, 2.0, 0.5, round(number, 1)]
    return [new for new in tries if len(repr(new)) < len(repr(number)) or (isinstance(number, int) and new < number)]


def without_an_input(program: Program) -> Iterator[Program]:
    """Without an argument of f that is not used."""
    first, rest = program.text.split("):\n", 1) if program.kind == "array" else ("", "")
    names = first.removeprefix("def f(").split(", ")
    for place, name in enumerate(names if len(names) > 1 else []):
        if not re.search(rf"\b{name}\b", rest):
            points = tuple((*point[:place], *point[place + 1 :]) for point in program.points)
            kept = ", ".join([*names[:place], *names[place + 1 :]])
            yield replace(program, text=f"def f({kept}):\n{rest}", points=points)


def at_simpler_points(program: Program) -> Iterator[Program]:
    """At a point with a shorter number, or an array of shorter numbers, in it."""
    if len(program.points) != 1:
        return
    (point,) = program.points
    for place, number in enumerate(point):
        tries = [1.0, 0.5, 2.0, round(number, 1), round(number, 3)] if isinstance(number, float) else []
        if hasattr(number, "shape"):
            tries = [number.round(digits) for digits in (0, 1, 3)]
        for new in tries:
            if len(repr(new)) < len(repr(number)):
                yield replace(program, points=((*point[:place], new, *point[place + 1 :]),))
