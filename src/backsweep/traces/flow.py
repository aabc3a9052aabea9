"""The loops of a code object, read off its bytecode: no source is needed, and `for`, `while`, comprehensions are alike.

One idea: cut the code into blocks that run from their first instruction to their last, and see which can follow which,
exceptions included. A jump back to a block that every way to the jump has gone through begins another turn of a loop;
the loop is all that can still reach such a jump, and what stands between and leaves by `break` or `return`. Not every
jump backwards is one: an `except` clause stands at the end of the code, and goes back into the turn it came from.

Source: Aho, Lam, Sethi & Ullman, Compilers, 2nd ed., section 9.6: dominators and natural loops.
"""

from __future__ import annotations

import dis
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import pairwise
from math import inf
from operator import and_, or_
from types import CodeType
from typing import Any

# The instructions that never go on to the one after them.
ENDS = {"RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE", "JUMP_FORWARD", "JUMP_BACKWARD"}
ENDS.add("JUMP_BACKWARD_NO_INTERRUPT")


@dataclass(frozen=True, slots=True)
class Block:
    """Instructions that run one after another.

    instructions  they themselves
    jump          the last of them where it is a jump, or may be one
    followers     the blocks that may come next, as bits
    handlers      those of them that only an exception leads to
    """

    instructions: tuple[dis.Instruction, ...]
    jump: dis.Instruction | None
    followers: int
    handlers: int

    @property
    def lines(self) -> set[int]:
        """The lines of source it comes from."""
        return {line_of(one) for one in self.instructions} - {0}


class Loop:
    """A loop of a code object.

    body   the blocks it consists of, as bits
    backs  the blocks at whose end another turn may begin, each with the blocks it may begin with, as bits
    line   the line the loop begins on
    """

    def __init__(self, flow: Flow, body: int, backs: Mapping[int, int], line: int) -> None:
        self._flow, self.body, self.backs, self.line = flow, body, backs, line
        self._ahead: dict[int, int] = {}

    def goes_on(self, last: int, offset: int) -> bool:
        """Whether a turn that was seen at `last` can be the one that is seen at `offset`: if not, another has begun."""
        before, now = self._flow.block_at(last), self._flow.block_at(offset)
        if before == now and last < offset:
            return True
        if before not in self._ahead:
            self._ahead[before] = self._still_to_come(before)
        return bool(self._ahead[before] >> now & 1)

    def _still_to_come(self, block: int) -> int:
        """The blocks that may come after a block in the same turn; as bits."""
        found, new = 0, self._next(block)
        while new:
            found |= new
            new = _union(map(self._next, bits(new))) & ~found
        return found

    def _next(self, block: int) -> int:
        return self._flow.blocks[block].followers & self.body & ~self.backs.get(block, 0)


class Flow:
    """The blocks of a code object, in order, and its loops, outer ones before those within them."""

    def __init__(self, code: CodeType) -> None:
        self._starts, self.blocks = _cut(code)
        self.loops = sorted(_merged(self, list(_natural_loops(self))), key=lambda loop: -loop.body.bit_count())
        numbers = range(len(self.blocks))
        self._around = [tuple(loop for loop in self.loops if loop.body >> number & 1) for number in numbers]

    def block_at(self, offset: int) -> int:
        """The number of the block that an offset lies in."""
        return bisect_right(self._starts, offset) - 1

    def waits(self, last: int, offset: int) -> bool:
        """Whether both offsets are those of one and the same `await` or `yield from`, which ends its block."""
        number = self.block_at(offset)
        return number == self.block_at(last) and _is_send(self.blocks[number].instructions[-1])

    def loops_at(self, offset: int) -> tuple[Loop, ...]:
        """The loops around an offset, the outermost first."""
        return self._around[self.block_at(offset)]


def line_of(instruction: dis.Instruction) -> int:
    """The line of source that an instruction comes from; 0 if unknown."""
    return (instruction.positions.lineno or 0) if instruction.positions is not None else 0


@lru_cache(maxsize=1024)
def flow(code: CodeType) -> Flow:
    """The flow of a code object."""
    return Flow(code)


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set.

    >>> list(bits(0b1010))
    [1, 3]
    """
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _cut(code: CodeType) -> tuple[list[int], list[Block]]:
    """The offsets at which blocks begin, and the blocks."""
    instructions = {one.offset: one for one in dis.get_instructions(code)}
    bytecode: Any = dis.Bytecode(code)  # its table of exceptions is missing from the types
    table = bytecode.exception_entries
    # By a jump back to a SEND, `await` and `yield from` wait: nothing there is seen a second time.
    waits = {one.offset for one in instructions.values() if _is_jump(one) and _is_send(instructions.get(one.argval))}
    starts = {0, *(offset for entry in table for offset in (entry.start, entry.end, entry.target))}
    starts |= {one.argval for one in instructions.values() if _is_jump(one)}
    starts |= {after.offset for one, after in pairwise(instructions.values()) if _is_jump(one) or one.opname in ENDS}
    offsets = sorted(starts & set(instructions))

    def block_at(offset: int) -> int:
        return bisect_right(offsets, offset) - 1

    inside: list[list[dis.Instruction]] = [[] for _ in offsets]
    for one in instructions.values():
        inside[block_at(one.offset)].append(one)
    blocks = []
    for number, within in enumerate(inside):
        last = within[-1]
        jump = last if _is_jump(last) and last.offset not in waits else None
        next_ones = [number + 1] if last.opname not in ENDS and number + 1 < len(offsets) else []
        usual = _mask([*next_ones, *([block_at(jump.argval)] if jump else [])])
        handlers = _mask(block_at(entry.target) for entry in table if entry.start <= offsets[number] < entry.end)
        blocks.append(Block(tuple(within), jump, usual | handlers, handlers & ~usual))
    return offsets, blocks


def _is_jump(instruction: dis.Instruction) -> bool:
    return instruction.opcode in dis.hasjrel


def _is_send(instruction: dis.Instruction | None) -> bool:
    return instruction is not None and instruction.opname == "SEND"


def _natural_loops(flow: Flow) -> Iterator[Loop]:
    """The loops, one for each header."""
    blocks, before = flow.blocks, _before(flow.blocks)
    above, usual = _dominators(before), _without_exceptions(flow.blocks)
    jumps: dict[int, list[int]] = {}
    for number, block in enumerate(blocks):
        if block.jump is not None:
            header = flow.block_at(block.jump.argval)
            if header <= number and above[number] >> header & 1:
                jumps.setdefault(header, []).append(number)
    for header, backs in jumps.items():
        ends = [blocks[header].instructions[0], *(blocks[back].instructions[-1] for back in backs)]
        line = min((line_of(one) for one in ends if line_of(one)), default=0)
        body = 1 << header | _leading_to(backs, header, before)
        inside = _mask(number for number, those in enumerate(above) if those >> header & 1)
        before_the_end = (1 << max((back for back in backs if usual >> back & 1), default=0)) - 1
        body |= inside & (usual & before_the_end | _leaving(blocks, body, line))
        yield Loop(flow, body, dict.fromkeys(backs, 1 << header), line)


def _leaving(blocks: list[Block], body: int, line: int) -> int:
    """The blocks that leave a loop, by `break` or `return`, and stand after it: as bits, and others with them.

    They are what cannot be reached by the loop's usual way out, which leads from its test, and stands above that in the
    source. Of `while True` there is no such way, and what leaves it may count as what comes after the loop.
    """
    tests = [blocks[number] for number in bits(body) if (jump := blocks[number].jump) and line_of(jump) == line]
    after = new = _union(block.followers & ~block.handlers for block in tests) & ~body
    end = min((at for number in bits(after) for at in blocks[number].lines if at > line), default=inf)
    while new:
        new = _union(blocks[number].followers for number in bits(new)) & ~after & ~body
        after |= new
    above_end = _mask(number for number, block in enumerate(blocks) if max(block.lines, default=inf) < end)
    return above_end & ~after if after else 0


def _before(blocks: list[Block]) -> list[int]:
    """For each block those that it may follow; as bits."""
    found = [0] * len(blocks)
    for number, block in enumerate(blocks):
        for follower in bits(block.followers):
            found[follower] |= 1 << number
    return found


def _dominators(before: list[int]) -> list[int]:
    """For each block those that every way to it goes through, itself included; as bits."""
    everything = (1 << len(before)) - 1
    above = [1, *[everything] * (len(before) - 1)]
    changed = True
    while changed:
        changed = False
        for number in range(1, len(before)):
            common = reduce(and_, (above[previous] for previous in bits(before[number])), everything) | 1 << number
            if common != above[number]:
                above[number], changed = common, True
    return above


def _without_exceptions(blocks: list[Block]) -> int:
    """The blocks that run where nothing is raised; as bits."""
    found, new = 0, 1
    while new:
        found |= new
        new = _union(blocks[number].followers & ~blocks[number].handlers for number in bits(new)) & ~found
    return found


def _leading_to(ends: list[int], header: int, before: list[int]) -> int:
    """The blocks from which one of `ends` can be reached without going through the header; as bits."""
    outside = 1 << header
    found, new = 0, _mask(ends) & ~outside
    while new:
        found |= new
        new = _union(before[number] for number in bits(new)) & ~found & ~outside
    return found


def _merged(flow: Flow, loops: list[Loop]) -> Iterator[Loop]:
    """The loops, with those put together that are one `while` of the source.

    CPython writes the test of a `while` twice: before the loop, where `continue` goes, and at the end of a turn.
    """
    whiles: dict[int, Loop] = {}
    for loop in loops:
        lowest = next(bits(loop.body))
        if flow.blocks[lowest].instructions[0].opname == "FOR_ITER":
            yield loop
            continue
        first = min((line for number in bits(loop.body) for line in flow.blocks[number].lines), default=0)
        other = whiles.get(first, loop)
        whiles[first] = Loop(flow, loop.body | other.body, {**other.backs, **loop.backs}, min(loop.line, other.line))
    yield from whiles.values()


def _mask(numbers: Iterable[int]) -> int:
    return _union(1 << number for number in numbers)


def _union(masks: Iterable[int]) -> int:
    return reduce(or_, masks, 0)
