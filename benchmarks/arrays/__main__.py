"""backsweep on whole arrays beside its peers and beside gradients written by hand in NumPy.

    make bench
    python benchmarks/arrays --only network,process --peers backsweep,hand,torch

Every peer runs in a process of its own, on one and the same processor, with one thread. Peers take turns round after
round, so that all see the same noise. Printed are value and gradient together: the median over the rounds and, in
brackets, the least; ratios are medians of the ratios within a round. `error` is the largest relative error of a
derivative against those by hand in long double. A peer that is not installed, or cannot, is skipped by name.

The environment may say the same as the options: ONLY=network PEERS=backsweep,hand make bench.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "common"))

import chain
import gaussian_process
import logistic
import memory
import mixture
import network
from runner import Peer, main, ratio, shown
from workload import Workload

MODULES = (logistic, network, chain, mixture, gaussian_process)
WORKLOADS: dict[str, Workload] = {workload.name: workload for module in MODULES for workload in module.WORKLOADS}


def report(workload: Workload, peers: list[Peer]) -> None:
    print(f"\n{workload.name}; backsweep is to reach: {workload.target}")
    timed = {peer.name: peer for peer in peers if peer.rounds and not peer.skipped}
    if timed:
        print(f"  {'peer':<14}{'v+gradient us':>14} {'(least)':>11} {'x hand':>8} {'x backsweep':>12} {'error':>7}")
    for peer in timed.values():
        least = shown(min(each["gradient"] for each in peer.rounds))
        ratios = [ratio(peer, timed.get(name), "gradient") for name in ("hand", "backsweep")]
        print(
            f"  {peer.name:<14}{shown(peer.time('gradient')):>14} ({least:>9}) {ratios[0]:>8} {ratios[1]:>12} "
            f"{'' if peer.error is None else f'{peer.error:.0e}':>7}"
        )
    for peer in peers:
        if peer.skipped:
            print(f"  {peer.name}: skipped, {peer.skipped}")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(__file__).parent, __doc__, WORKLOADS, report)
    if "--serve" not in sys.argv:
        memory.report()
