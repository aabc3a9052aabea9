"""A run from beginning to end: what is asked for is measured, told, and kept when it was everything."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any

from running import child, page, sections
from running.libraries import LIBRARIES, how_to_install, missing
from running.machine import load, machine
from running.options import Options, Refused, known
from running.processors import CAN_PIN, pinned
from running.results import Results, to_go_on
from running.sections import Measure, Section
from running.turns import ONE_THREAD


def run(options: Options) -> None:
    """Does what the options ask for.

    Raises:
        Refused: a name is not known, or a page is wanted of a part only.
    """
    os.environ.update(ONE_THREAD)
    if options.serve:
        return serve(options)
    if options.rewrite:
        return page.write()
    every = sections.load()
    check(options, every)
    told: dict[str, Any] = {**machine(), "date": time.strftime("%Y-%m-%d"), "pinned": CAN_PIN}
    told |= {"rounds": f"{options.rounds} rounds of {options.seconds} s"}
    results = to_go_on(told) if options.resume else Results(told, [], {}) if options.page else None
    say_beginning(told, options, every)
    for section in every:
        for measure in section.asked(options.only):
            if results is None or not results.has(section.name, measure.name):
                measured(section, measure, options, results)
    if results is not None:
        page.write()


def serve(options: Options) -> None:
    """This process is one of those that are measured."""
    section, workload, peer = options.serve or ("", "", "")
    if workload in sections.workloads(section):
        child.serve(sections.workloads(section)[workload], peer, options.processors)
    else:
        import_module(section).serve(workload, peer)


def check(options: Options, every: Sequence[Section]) -> None:
    """Refuses names that are not known, and a page of a part."""
    names = [name for section in every for name in (section.name, *section.measures)]
    peers = [
        peer
        for section in every
        for measure in section.measures.values()
        for peer in measure.peers(replace(options, peers=[]))
    ]
    libraries = [library.name for library in LIBRARIES]
    known("section or workload", options.only, names, names)
    known("peer", options.peers, [*libraries, *peers], libraries)
    if (options.page or options.resume) and not options.full:
        raise Refused("The page is of a full run: leave out ONLY and PEERS, or leave out PAGE and RESUME.")


def say_beginning(told: dict[str, Any], options: Options, every: Sequence[Section]) -> None:
    """The machine, and who is not installed."""
    where = "each workload pinned to one processor" if told["pinned"] else "not pinned"
    print(f"{told['Python']}, {told['processor']}, {where}; load {load():.1f}")
    print(f"{told['rounds']}, {told['date']}")
    wanted = [measure for section in every for measure in section.asked(options.only)]
    for library in missing([peer for measure in wanted for peer in measure.peers(options)]):
        print(f"{library.name}: skipped, not installed; {how_to_install(library)}")


def measured(section: Section, measure: Measure, options: Options, results: Results | None) -> None:
    """Measures, prints, and keeps what is found if it is for the page."""
    before = load()
    with pinned() as processors:
        found = measure.measure(options, processors)
    print(f"\n{measure.in_terminal(found)}")
    sys.stdout.flush()
    if results is not None:
        results.add(section.name, measure.name, found, before)
