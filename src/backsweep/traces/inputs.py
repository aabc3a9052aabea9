"""The inputs of a traced function: every number in its arguments, named after the parameter it came in by."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from backsweep.node import Node
from backsweep.transforms.structures import rebuild, walk
from backsweep.worlds import value_of


def _named(f: Callable[..., Any], args: tuple[Any, ...]) -> list[str]:
    """A name for each positional argument: that of f's parameter, xs[0] and so on for *xs, x1 where none is known."""
    try:
        parameters = list(inspect.signature(f).parameters.values())
    except (TypeError, ValueError):
        return [f"x{index + 1}" for index in range(len(args))]
    many = next((i for i, each in enumerate(parameters) if each.kind is inspect.Parameter.VAR_POSITIONAL), len(args))
    names = [each.name for each in parameters[:many]]
    names += [f"{parameters[many].name}[{index}]" for index in range(len(args) - many)]
    # Of arguments too many, f itself will complain.
    names += [f"x{index + 1}" for index in range(len(names), len(args))]
    return names[: len(args)]


def named_inputs(
    f: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> tuple[list[Any], dict[str, Any], list[Node]]:
    """The arguments with every number replaced by an input named after f's parameter, and the list of these inputs."""
    inputs: list[Node] = []

    def put(name: str, arg: Any) -> Any:
        paths = iter([path for path, _ in walk(arg)])

        def as_input(leaf: Any) -> Node:
            path = next(paths)
            own = leaf.name if leaf.__class__ is Node else None
            node = Node(value_of(leaf), own or name + path)
            inputs.append(node)
            return node

        return rebuild(arg, as_input)

    call_args = [put(name, arg) for name, arg in zip(_named(f, args), args, strict=True)]
    return call_args, {name: put(name, arg) for name, arg in kwargs.items()}, inputs
