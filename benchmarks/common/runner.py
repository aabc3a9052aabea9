"""Runs peers side by side: each in a process of its own, on one and the same processor, taking turns round after round.

Whoever runs it hands over the workloads and what a table looks like.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from workload import Workload

# One thread each. Set before any library is loaded.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
    "TORCHINDUCTOR_COMPILE_THREADS": "1",
}
# A peer that takes longer than this for one evaluation takes part in few rounds only.
SLOW = 0.3
FEW = 3


@dataclass
class Peer:
    """A process with a peer in it, and what it told."""

    name: str
    process: subprocess.Popen[str]
    first: float = 0.0
    error: float | None = None
    skipped: str = ""
    rounds: list[dict[str, float]] = field(default_factory=list)

    def hear(self, budget: float) -> dict[str, Any]:
        """Its next answer; a peer that does not answer in time or has ended is stopped."""
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], budget)
        line = self.process.stdout.readline() if ready else ""
        if line:
            answer: dict[str, Any] = json.loads(line)
        elif ready:
            answer = {"skipped": f"its process ended with {self.process.wait()}"}
        else:
            answer = {"skipped": f"stopped after {budget:.0f} s"}
        if "skipped" in answer:
            self.skipped = answer["skipped"]
            self.stop()
        return answer

    def ask(self, seconds: float, budget: float) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{seconds}\n")
        self.process.stdin.flush()
        answer = self.hear(budget)
        if not self.skipped:
            self.rounds.append(answer)

    def stop(self) -> None:
        """Ends the process and whatever it started, such as a C compiler."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def wants(self, at: int) -> bool:
        return not self.skipped and not (at >= FEW and self.rounds and self.time("gradient") > SLOW)

    def time(self, what: str) -> float:
        return median(each[what] for each in self.rounds)


def start(place: Path, workload: Workload, name: str, processors: set[int], verbose: bool) -> Peer:
    command = [sys.executable, str(place), "--serve", workload.name, name]
    command += ["--processors", ",".join(map(str, sorted(processors)))]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if verbose else subprocess.DEVNULL,
        text=True,
        env=os.environ | ONE_THREAD,
        start_new_session=True,
    )
    return Peer(name, process)


def measure(
    place: Path, workload: Workload, names: list[str], options: argparse.Namespace, processors: set[int]
) -> list[Peer]:
    """All peers on one workload, taking turns."""
    peers: list[Peer] = []
    try:
        for name in names:
            peer = start(place, workload, name, processors, options.verbose)
            peers.append(peer)
            answer = peer.hear(options.budget)
            if not peer.skipped:
                peer.first, peer.error = answer["first"], answer["error"]
        for at in range(options.rounds):
            for peer in peers:
                if peer.wants(at):
                    peer.ask(options.seconds, options.budget)
    finally:
        for peer in peers:
            peer.stop()
    return peers


def shown(seconds: float) -> str:
    """Microseconds, to three digits."""
    us = seconds * 1e6
    return f"{us:,.0f}" if us >= 100 else f"{us:.{max(0, 2 - math.floor(math.log10(us)))}f}"


def ratio(peer: Peer, other: Peer | None, what: str) -> str:
    if other is None or not all(what in each for each in peer.rounds + other.rounds):
        return ""
    return f"{median(a[what] / b[what] for a, b in zip(peer.rounds, other.rounds, strict=False)):.2f}"


def chosen(names: list[str], asked: str) -> list[str]:
    """Those whose name begins with one of the asked names; all where none is asked."""
    wanted = [part.strip().lower() for part in asked.split(",") if part.strip()]
    return [name for name in names if not wanted or any(name.lower().startswith(part) for part in wanted)]


def arguments(about: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    asked = os.environ.get
    parser.add_argument("--only", default=asked("ONLY", ""), help="workloads, by the beginning of their names")
    parser.add_argument("--peers", default=asked("PEERS", ""), help="peers, by the beginning of their names")
    parser.add_argument("--rounds", type=int, default=int(asked("ROUNDS", "11")))
    parser.add_argument("--seconds", type=float, default=float(asked("SECONDS", "0.02")), help="of a peer in a round")
    parser.add_argument("--budget", type=float, default=float(asked("BUDGET", "60")), help="seconds to get ready")
    parser.add_argument("--verbose", action="store_true", help="show what the peers print")
    parser.add_argument("--serve", nargs=2, metavar=("WORKLOAD", "PEER"), help=argparse.SUPPRESS)
    parser.add_argument("--processors", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def main(
    place: Path, about: str, workloads: Mapping[str, Workload], report: Callable[[Workload, list[Peer]], None]
) -> None:
    """Measures what the command line asks for, or is one of the processes that are measured.

    place      the folder that Python was asked to run
    about      what `--help` says first
    report     prints the table of a workload
    """
    options = arguments(about)
    if options.serve:
        import child

        workload, peer = options.serve
        processors = {int(number) for number in options.processors.split(",") if number}
        return child.serve(workloads[workload], peer, processors)
    # Ended from outside, it ends its peers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    processors = os.sched_getaffinity(0) if hasattr(os, "sched_setaffinity") else set()
    pinned = "not pinned"
    if processors:
        # The last one: the first is where a system likes to do its own work.
        os.sched_setaffinity(0, {max(processors)})
        pinned = f"pinned to processor {max(processors)} of {len(processors)}"
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.platform()}, {pinned}")
    print(f"{options.rounds} rounds of {options.seconds} s, {time.strftime('%Y-%m-%d %H:%M')}")
    for name in chosen(list(workloads), options.only):
        workload = workloads[name]
        report(workload, measure(place, workload, chosen(list(workload.peers), options.peers), options, processors))
