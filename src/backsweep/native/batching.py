"""Batches by machine code: samples side by side in vector lanes, and shared out among threads."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from threading import Thread
from typing import Any

import numpy

from backsweep.native.engine import Native, best_width, compile_program
from backsweep.program.spelling import spelled
from backsweep.program.statements import Loop, Program

POINTERS = ctypes.c_void_p
# Arguments as in native/batches.py. Without the GIL, so that threads run at the same time.
BATCH = ctypes.CFUNCTYPE(ctypes.c_int32, POINTERS, POINTERS, POINTERS, ctypes.c_int64, POINTERS, POINTERS, POINTERS)
MISSED, TROUBLE = 1, 2
# Fewer samples than this are not worth a thread of their own.
SHARE = 4096


class Batcher:
    """The batch functions of one compiled function's paths.

    fast   vector functions and contraction, which change last bits
    """

    def __init__(self, fast: bool) -> None:
        self.fast = fast
        self.natives: list[tuple[Program, Native]] = []

    def run(
        self,
        programs: Sequence[Program],
        columns: Sequence[Any],
        rows: Sequence[Any],
        samples: Sequence[int],
        threads: int,
    ) -> list[int]:
        """Fills the rows (an array for each output) at these samples; gives those that no program is for.

        columns  for each input an array with a number for each sample, or the float that all share
        """
        given: list[Any] = [
            column if column.__class__ is float else numpy.ascontiguousarray(column, float) for column in columns
        ]
        rows = [numpy.asarray(row) for row in rows]  # an array of Python's module array lends its memory
        # None stands for all samples: a million indices would take as long as computing them.
        left = None if len(samples) == len(rows[0]) else numpy.asarray(samples, numpy.int64)
        troubled: list[Any] = []
        for program in programs:
            if left is None:
                statuses = self._filled(program, given, rows, len(samples), threads)
                if not statuses.any():
                    return []
                troubled.append(numpy.flatnonzero(statuses == TROUBLE))
                left = numpy.flatnonzero(statuses == MISSED)
                continue
            if not len(left):
                break
            some = [column if column.__class__ is float else column[left] for column in given]
            outputs = [numpy.empty(len(left)) for _ in rows]
            statuses = self._filled(program, some, outputs, len(left), threads)
            done = statuses == 0
            for row, output in zip(rows, outputs, strict=True):
                row[left[done]] = output[done]
            troubled.append(left[statuses == TROUBLE])
            left = left[statuses == MISSED]
        return sorted(int(sample) for part in (*troubled, left) for sample in part)

    def _native(self, program: Program) -> Native:
        for known, native in self.natives:
            if known is program:
                return native
        looping = any(isinstance(statement, Loop) for statement in program.statements)
        width = best_width()
        native = compile_program(
            spelled(program), "full", width=1 if looping else width, fast=self.fast, turns=width, batched=True
        )
        self.natives.append((program, native))
        return native

    def _filled(
        self, program: Program, columns: Sequence[Any], outputs: Sequence[Any], count: int, threads: int
    ) -> Any:
        """The status of each sample; the outputs are filled."""
        native = self._native(program)
        statuses = numpy.empty(count, numpy.uint8)
        parts = min(threads, max(1, count // SHARE))
        # Whole cache lines for each thread.
        size = -(-count // parts // 64) * 64
        ranges = [(start, min(start + size, count)) for start in range(0, count, size)]
        workers = [
            Thread(target=_fill, args=(native, columns, outputs, statuses, start, end)) for start, end in ranges[1:]
        ]
        for worker in workers:
            worker.start()
        _fill(native, columns, outputs, statuses, *ranges[0])
        for worker in workers:
            worker.join()
        return statuses


def _fill(native: Native, columns: Sequence[Any], outputs: Sequence[Any], statuses: Any, start: int, end: int) -> None:
    """Fills samples start to end."""
    function = BATCH(native.owner.addresses[f"{native.text.symbol}_batch"])
    shared = [ctypes.c_double(column) if column.__class__ is float else None for column in columns]
    places = [
        address(column) + 8 * start if one is None else ctypes.addressof(one)
        for column, one in zip(columns, shared, strict=True)
    ]
    x = (ctypes.c_void_p * max(len(places), 1))(*places)
    strides = (ctypes.c_int64 * max(len(places), 1))(*[1 if one is None else 0 for one in shared])
    out = (ctypes.c_void_p * len(outputs))(*[address(output) + 8 * start for output in outputs])
    if function(x, strides, out, end - start, address(statuses) + start, native.constants, native.indices):
        statuses[start:end] = TROUBLE  # there was no memory


def address(numbers: Any) -> int:
    """Where an array begins. Its attribute `ctypes` says so too, in 1.7 us in place of 0.4."""
    if numbers.flags.writeable:
        return ctypes.addressof(ctypes.c_char.from_buffer(numbers))
    return int(numbers.ctypes.data)
