"""Where backsweep is behind, and why: the sentences that stand with a workload, for the peers that are faster."""

from __future__ import annotations

from collections.abc import Sequence

from running.figures import Row
from running.tables import digits
from running.workload import Workload

# Two times that are closer than this are the same.
EVEN = 0.97
# By hand one is nearly always faster; less than this is not worth a reason.
NEAR_HAND = 1.3
BUFFERS = "buffers"
UNKNOWN = "Nobody has looked into it."


def behind(rows: Sequence[Row]) -> list[tuple[str, float]]:
    """The libraries that are faster than backsweep, with their time in backsweep's, the fastest first."""
    others = [row for row in rows if not row.peer.startswith(("backsweep", "hand", "numba by hand"))]
    faster = [(row.peer, time) for row in others if (time := beside_ours(row, rows)) is not None and time < EVEN]
    return sorted(faster, key=lambda each: each[1])


def beside_ours(row: Row, rows: Sequence[Row]) -> float | None:
    """A peer's time in backsweep's: like with like, so buffers that were bound before beside such buffers."""
    ours = next((each for each in rows if each.peer == f"backsweep, {BUFFERS}"), None)
    if BUFFERS in row.peer and ours is not None and ours.gradient and row.gradient:
        return row.gradient / ours.gradient
    return row.to_backsweep


def far_from_hand(rows: Sequence[Row]) -> float | None:
    """How many times as long as by hand backsweep takes, if that is many."""
    ours = next((row for row in rows if row.peer == "backsweep"), None)
    return ours.to_hand if ours and ours.to_hand and ours.to_hand > NEAR_HAND else None


def why(workload: Workload, peer: str) -> str:
    """The sentence of the longest beginning of the peer's name."""
    fitting = [begin for begin in workload.why if peer.startswith(begin)]
    return workload.why[max(fitting, key=len)] if fitting else UNKNOWN


def reasons(workload: Workload, rows: Sequence[Row]) -> list[str]:
    """One line for each reason, with the peers it speaks of and their time in backsweep's."""
    found: dict[str, list[str]] = {}
    for peer, time in behind(rows):
        found.setdefault(why(workload, peer), []).append(f"{peer} ({digits(time)})")
    lines = [f"{', '.join(peers)}: {sentence}" for sentence, peers in found.items()]
    far = far_from_hand(rows)
    if far is not None:
        lines.append(f"{digits(far)} x by hand: {why(workload, 'hand')}")
    return lines
