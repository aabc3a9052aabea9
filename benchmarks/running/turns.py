"""Peers side by side: each in a process of its own, on one and the same processor, taking turns round after round."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from running.options import Options

# One thread each, in all processes: in the environment of the first, before any library is loaded.
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
# Seconds between two looks at how long a peer has worked, and how many times its budget it may take by the clock.
LOOK = 0.5
PATIENCE = 10
PLACE = Path(__file__).parents[1]


@dataclass
class Peer:
    """A process with a peer in it, and what it told: seconds of each round, by "gradient" and "value"."""

    name: str
    process: subprocess.Popen[str]
    first: float = 0.0
    error: float | None = None
    memory: float | None = None
    skipped: str = ""
    rounds: list[dict[str, float]] = field(default_factory=list)

    def hear(self, budget: float) -> dict[str, Any]:
        """Its next answer; a peer that does not answer within so many seconds of work, or has ended, is stopped."""
        assert self.process.stdout is not None
        ready = self.answers(budget)
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

    def answers(self, budget: float) -> bool:
        """Waits for an answer, or the end of the process: whether there is one within the budget."""
        before, begin = worked(self.process.pid), time.monotonic()
        while time.monotonic() - begin < PATIENCE * budget:
            ready, _, _ = select.select([self.process.stdout], [], [], min(LOOK, budget))
            if ready:
                return True
            if worked(self.process.pid) - before > budget:
                break
        return False

    def ask(self, seconds: float, budget: float) -> None:
        """One round."""
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
        """Whether it takes part in this round."""
        return not self.skipped and not (at >= FEW and self.rounds and self.time("gradient") > SLOW)

    def time(self, what: str) -> float:
        """The median over the rounds, in seconds."""
        return median(each[what] for each in self.rounds)


def worked(session: int) -> float:
    """Processor time so far of all processes of a session; by the clock where that is not told."""
    places = list(Path("/proc").glob("[0-9]*/stat"))
    if not places:
        return time.monotonic()
    ticks = 0
    for place in places:
        # What ends meanwhile has no file any more. A name in brackets comes first, and may hold anything.
        with contextlib.suppress(OSError):
            told = place.read_text().rpartition(")")[2].split()
            if int(told[3]) == session:
                ticks += sum(map(int, told[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def start(section: str, workload: str, name: str, processors: set[int], verbose: bool) -> Peer:
    command = [sys.executable, str(PLACE), "--serve", section, workload, name]
    command += ["--processors", ",".join(map(str, sorted(processors)))]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if verbose else subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    return Peer(name, process)


def measure(begin: Callable[[str], Peer], names: Sequence[str], options: Options) -> list[Peer]:
    """All peers of one workload, taking turns; `begin` starts one by its name."""
    peers: list[Peer] = []
    try:
        for name in names:
            peer = begin(name)
            peers.append(peer)
            answer = peer.hear(options.budget)
            if not peer.skipped:
                peer.first, peer.error, peer.memory = (answer[what] for what in ("first", "error", "memory"))
        for at in range(options.rounds):
            for peer in peers:
                if peer.wants(at):
                    peer.ask(options.seconds, options.budget)
    finally:
        for peer in peers:
            peer.stop()
    return peers
