"""Compiled backsweep beside its peers and beside adjoints written by hand in C.

    make bench
    python benchmarks/native --only kepler,network --peers backsweep,hand,casadi

Every peer runs in a process of its own, on one and the same processor. Peers take turns round after round, so that all
see the same noise. Printed are the median over the rounds and, in brackets, the least; ratios are medians of the
ratios within a round, to the faster of the two builds by hand that Python calls through ctypes. `first s` is the time
from the Python function to the first gradient. `error` is the largest relative error of a derivative against the
adjoints by hand in long double. A peer that is not installed, refuses, or is not ready in time is skipped by name.

The environment may say the same as the options: ONLY=kepler PEERS=backsweep,hand BUDGET=300 make bench.
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent / "common"))

import black_scholes
import bundle_adjustment
import call_overhead
import first_call
import kepler
import lotka_volterra
import network
import rosenbrock
from runner import Peer, main, ratio, shown
from workload import Workload

MODULES = (rosenbrock, lotka_volterra, network, black_scholes, bundle_adjustment, kepler, first_call, call_overhead)
WORKLOADS: dict[str, Workload] = {workload.name: workload for module in MODULES for workload in module.WORKLOADS}
BY_HAND = ("-O3", "-Ofast")


def per_value(peer: Peer) -> str:
    return f"{median(each['gradient'] / each['value'] for each in peer.rounds):.2f}"


def ratios(peer: Peer, timed: list[Peer], what: str) -> str:
    """To each build by hand."""
    hands = {other.name: other for other in timed}
    return " ".join(f"{ratio(peer, hands.get(f'hand {flags}'), what):>8}" for flags in BY_HAND)


def report(workload: Workload, peers: list[Peer]) -> None:
    print(f"\n{workload.name}; backsweep is to reach: {workload.target}")
    timed = [peer for peer in peers if peer.rounds and not peer.skipped]
    if timed:
        to_hand = " ".join(f"{f'x {flags}':>8}" for flags in BY_HAND)
        columns = f"{'value us':>10} {to_hand} | {'v+gradient us':>13} {'(least)':>11} {to_hand} | {'/value':>7}"
        print(f"  {'peer':<33}{columns} {'first s':>8} {'error':>7}")
    for peer in timed:
        value = "value" in peer.rounds[0]
        print(
            f"  {peer.name:<33}{shown(peer.time('value')) if value else '':>10} {ratios(peer, timed, 'value')} | "
            f"{shown(peer.time('gradient')):>13} ({shown(min(each['gradient'] for each in peer.rounds)):>9}) "
            f"{ratios(peer, timed, 'gradient')} | "
            f"{per_value(peer) if value else '':>7} "
            f"{peer.first:8.3f} {'' if peer.error is None else f'{peer.error:.0e}':>7}"
        )
    for peer in peers:
        if peer.skipped:
            print(f"  {peer.name}: skipped, {peer.skipped}")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(__file__).parent, __doc__, WORKLOADS, report)
