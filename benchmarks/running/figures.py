"""From rounds to figures: medians, and ratios within a round, so that what disturbs a round disturbs both alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from statistics import median
from typing import Any

from running.turns import Peer
from running.workload import Workload


@dataclass
class Row:
    """A peer on a workload. Seconds; None for what was not measured.

    value, gradient   medians over the rounds; gradient is value and derivatives together
    least             the least of `gradient`
    value_to_hand, to_hand, to_backsweep   medians of the ratios of rounds; all but the first of `gradient`
    first             from the Python function to the first gradient
    error             the largest relative error of a derivative
    memory            what the workload says
    """

    peer: str
    skipped: str = ""
    value: float | None = None
    gradient: float | None = None
    least: float | None = None
    value_to_hand: float | None = None
    to_hand: float | None = None
    to_backsweep: float | None = None
    first: float | None = None
    error: float | None = None
    memory: float | None = None

    def plain(self) -> dict[str, Any]:
        """For JSON: four digits, and nothing that is None."""
        return {name: four_digits(value) for name, value in asdict(self).items() if value not in (None, "")}


def four_digits(value: Any) -> Any:
    return float(f"{value:.4g}") if isinstance(value, float) else value


def row(given: Mapping[str, Any]) -> Row:
    """What `plain` gave, as a row again."""
    return Row(**{each.name: given[each.name] for each in fields(Row) if each.name in given})


def rows(workload: Workload, peers: Sequence[Peer]) -> list[Row]:
    """One for each peer."""
    timed = [peer for peer in peers if peer.rounds and not peer.skipped]
    by_hand = [peer for peer in timed if peer.name in workload.hand]
    hand = min(by_hand, key=lambda peer: peer.time("gradient"), default=None)
    value_hand = min((peer for peer in by_hand if has_value(peer)), key=lambda peer: peer.time("value"), default=None)
    ours = next((peer for peer in timed if peer.name == "backsweep"), None)
    found = []
    for peer in peers:
        if peer not in timed:
            found.append(Row(peer.name, peer.skipped or "not timed"))
            continue
        found.append(
            Row(
                peer.name,
                value=peer.time("value") if has_value(peer) else None,
                gradient=peer.time("gradient"),
                least=min(each["gradient"] for each in peer.rounds),
                value_to_hand=ratio(peer, value_hand, "value"),
                to_hand=ratio(peer, hand, "gradient"),
                to_backsweep=ratio(peer, ours, "gradient"),
                first=peer.first,
                error=peer.error,
                memory=peer.memory,
            )
        )
    return found


def has_value(peer: Peer) -> bool:
    return "value" in peer.rounds[0]


def ratio(peer: Peer, other: Peer | None, what: str) -> float | None:
    """The median over the rounds of one's time over the other's."""
    if other is None or not all(what in each for each in peer.rounds + other.rounds):
        return None
    return median(a[what] / b[what] for a, b in zip(peer.rounds, other.rounds, strict=False))
