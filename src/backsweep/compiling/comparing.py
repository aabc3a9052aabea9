"""check=True: what a program answered is held against what the function itself gives."""

from __future__ import annotations

from typing import Any

from backsweep.errors import NotReproducible
from backsweep.transforms.structures import leaves

# Gradients that meet in a re-rolled loop are added up in another order. This much is not that.
ANOTHER_ORDER = 1e-9


def compare(value: Any, eager: Any, name: str) -> None:
    """check=True: refuses a program that gives anything else than the function itself.

    Raises:
        NotReproducible: it does.
    """
    ours, theirs = leaves(_lists(value)), leaves(_lists(eager))
    if len(ours) != len(theirs):
        raise NotReproducible(
            f"{name} gave {len(ours)} numbers, but the function itself gives {len(theirs)} for the same arguments. "
            "A compiled function may depend on its arguments alone, not on globals that change or on chance."
        )
    size = max((abs(number) for number in theirs if number - number == 0), default=0.0)
    for one, other in zip(ours, theirs, strict=True):
        if one != other and not (one != one and other != other) and not abs(one - other) <= ANOTHER_ORDER * size:
            raise NotReproducible(
                f"{name} gave {one!r}, but the function itself gives {other!r} for the same arguments. "
                "A compiled function may depend on its arguments alone, not on globals that change or on chance."
            )


def _lists(tree: Any) -> Any:
    """Arrays as lists."""
    if hasattr(tree, "tolist"):
        return tree.tolist()
    return tuple(map(_lists, tree)) if isinstance(tree, (tuple, list)) else tree
