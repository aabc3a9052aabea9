"""One entry of an array step, as a computation of its own.

One idea: a function of entries does to each entry what it does to a number. So whatever an examiner can tell of a step
of numbers it can tell of an entry: the row with that entry of each argument is such a step, under the entry's name.
"""

from __future__ import annotations

from typing import Any

from backsweep.diagnosis.subject import Subject
from backsweep.kinds import Elementwise
from backsweep.node import Node
from backsweep.row import make_node
from backsweep.traces.trace import Trace
from backsweep.traces.watching import Watch
from backsweep.values import is_array, numpy, shape_of

Index = tuple[int, ...]
AROUND = 3  # steps that lead on from one, at most
DEEP = 8  # steps that led to one, at most


def is_of_entries(node: Node) -> bool:
    """Whether a node is an array that a function of entries made."""
    return bool(node.shape) and isinstance(node.primitive, Elementwise)


def first_where(mask: Any) -> Index:
    """The index of the first entry that holds; there has to be one.

    >>> import numpy as np
    >>> first_where(np.array([[False, False], [True, True]]))
    (1, 0)
    """
    return tuple(map(int, numpy().unravel_index(int(numpy().argmax(mask)), shape_of(mask))))


def first_not_finite(array: Any) -> Index:
    """The index of the first entry that is nan or infinite."""
    return first_where(~numpy().isfinite(array))


def entry_name(name: str, index: Index) -> str:
    """What to call an entry.

    >>> entry_name("x", (3, 1)), entry_name("x + y", (0,)), entry_name("log(x + y)", (0,))
    ('x[3, 1]', '(x + y)[0]', 'log(x + y)[0]')
    """
    if not index:
        return name
    whole = " " not in name or (name.endswith(")") and name.partition("(")[0].replace(".", "").isidentifier())
    return f"{name if whole else f'({name})'}[{', '.join(map(str, index))}]"


def own_index(shape: Index, index: Index) -> Index:
    """Where the entry of an argument stands that was repeated to fit an index of the answer.

    >>> own_index((1, 3), (5, 4, 2))
    (0, 2)
    """
    behind = index[len(index) - len(shape) :]
    return tuple(0 if length == 1 else place for length, place in zip(shape, behind, strict=True))


def entry_of(val: Any, index: Index) -> Any:
    """The entry of an argument, a plain number, that goes into the entry of the answer at an index."""
    if not is_array(val):
        return val
    return val[own_index(val.shape, index)].item() if val.ndim else val.item()


def entry_step(subject: Subject, node: Node, index: Index, der: Any = 1.0) -> tuple[Subject, Node, dict[Node, Node]]:
    """The step at one entry as a computation of numbers with that der, and what stands for each parent in it."""
    own: dict[Node, Node] = {}
    for parent in node.parents:
        name = entry_name(subject.called(parent), own_index(parent.shape, index))
        own.setdefault(parent, Node(entry_of(parent.val, index), name))
    args = tuple(own[arg] if arg.__class__ is Node else entry_of(arg, index) for arg in node.args)
    row: Any = node.primitive
    step = make_node(row, entry_of(node.val, index), args)
    return Subject(Trace(step, "reverse", Watch(), []), {step: der}), step, own


def with_its_entries(subject: Subject, node: Node, index: Index) -> tuple[Subject, Node]:
    """A step together with the steps around it, all at one entry, as a computation of numbers: for a formula's form.

    Around it are the functions of entries that it was computed by, and a few of those computed from it. Arrays go by
    their own names there, so that a formula in these terms is one of whole arrays. A step of numbers is as it is.
    """
    if not is_of_entries(node):
        return subject, node
    last = node
    for _ in range(AROUND):
        users = subject.users.get(last, [])
        if len(users) != 1 or not is_of_entries(users[0]) or users[0].shape != node.shape:
            break
        last = users[0]
    made: dict[tuple[Node, Index], Node] = {}
    output = _entry(subject, last, index, made)
    return Subject(Trace(output, "reverse", Watch(), [])), made[node, index]


def _entry(subject: Subject, node: Node, index: Index, made: dict[tuple[Node, Index], Node], depth: int = 0) -> Node:
    """A node at one entry: as a step of numbers where a function of entries made it, else as an input of its name."""
    found = made.get((node, index))
    if found is None:
        row: Any = node.primitive
        if is_of_entries(node) and depth < DEEP:
            args = [
                _entry(subject, arg, own_index(arg.shape, index), made, depth + 1)
                if arg.__class__ is Node
                else entry_of(arg, index)
                for arg in node.args
            ]
            found = make_node(row, entry_of(node.val, index), tuple(args))
            found.name = subject.label(node) if subject.trace.is_named(node) else None
        else:
            found = Node(entry_of(node.val, index), subject.called(node))
        made[node, index] = found
    return found
