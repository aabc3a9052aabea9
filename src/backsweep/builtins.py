"""What code for HIPS autograd imports in place of Python's own: here a Node may stand in any list, tuple and dict.

So list, tuple and dict are Python's; isinstance and type look at a Node's value.
"""

from __future__ import annotations

import builtins
from builtins import dict, list, tuple  # noqa: UP029  # reason: they are what this module hands on
from typing import Any

from backsweep.worlds import value_of


def isinstance(thing: Any, kinds: Any) -> bool:
    """Whether a thing, or the value of a Node, is of a kind.

    >>> from backsweep import Node
    >>> isinstance(Node(2.0), float)
    True
    """
    return builtins.isinstance(thing, kinds) or builtins.isinstance(value_of(thing), kinds)


def type(thing: Any) -> builtins.type:
    """The type of a thing, or of the value of a Node."""
    return builtins.type(value_of(thing))


__all__ = ["dict", "isinstance", "list", "tuple", "type"]
