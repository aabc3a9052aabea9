"""The functions that compute a program, in one kind of lanes: a main one, and those of the parts of a long program.

Knows where arrays are: on the stack or not, and how the parts share them.
"""

from __future__ import annotations

from collections.abc import Sequence

from backsweep.native.clearing import clearing
from backsweep.native.cutting import Part, share
from backsweep.native.lanes import Lanes
from backsweep.native.module import Module
from backsweep.native.side_by_side import side_by_side
from backsweep.native.writing import ROOM, Writer
from backsweep.program.statements import Accumulate, Array, Load, Program, Store

SIGNATURE = "ptr noalias readonly %x, ptr noalias %out, ptr noalias readonly %constants, ptr noalias readonly %indices"
ARGUMENTS = "ptr %x, ptr %out, ptr %constants, ptr %indices"
# A function's own memory is on the stack up to so many doubles altogether; beyond, only what is small.
STACK, SMALL = 2048, 32


class Body:
    """The functions of a program in some lanes; the main one is called `name`.

    A main function answers as the path function does; one of several lanes fills an array of statuses, a byte per lane.
    """

    def __init__(
        self, module: Module, program: Program, parts: Sequence[Part], lanes: Lanes, name: str, turns: int = 1
    ) -> None:
        self.module, self.program, self.parts, self.lanes, self.name = module, program, parts, lanes, name
        self.turns, self.clearing = turns, clearing(program, turns)
        self.slots, self.size = share(parts)
        self.kinds: dict[int, str] = {}
        self.own = [array for array in program.arrays if array.role in ("values", "ders")]
        self.places: dict[Array, str] = {program.inputs: "%x", program.output: "%out"}
        self.offsets: dict[Array, int] = {}
        for role in ("constants", "indices"):
            offset = 0
            for array in program.arrays:
                if array.role == role:
                    self.places[array], self.offsets[array] = f"%{role}", offset
                    offset += array.size or 0
        for number, array in enumerate(self.own):
            self.places[array] = f"%own{number}"
        self.main = self._writer()
        self.freed: list[str] = []

    def _writer(self) -> Writer:
        writer = Writer(self.module, self.lanes, self.places, self.offsets, self.slots, self.kinds)
        if self.turns > 1:
            writer.beforehand = side_by_side(self.turns)
        return writer

    def functions(self) -> list[str]:
        """Their text, the main one last."""
        main = self.main
        main.first = self.clearing.first
        self._make_memory()
        for first, count in self.clearing.cleared.get(self.program.output, ()):
            self._clear("%out", first * self.lanes.width, count * self.lanes.width)
        apart: list[str] = []
        for number, part in enumerate(self.parts):
            if part.apart:
                apart.append(self._part(part, number))
                self._call(number)
            else:
                main.write(part.statements)
        status = "0"
        if self.lanes.width > 1:
            self._tell()
        elif main.troubled is not None:
            status = main.temporary(f"select i1 {main.troubled}, i32 2, i32 0")
        return [*apart, self._function(status)]

    # Memory.

    def _make_memory(self) -> None:
        """Memory for the function's own arrays, and for the frame if there are parts."""
        main, lanes = self.main, self.lanes
        blocks = [(array.size, self.places[array]) for array in self.own]
        if len(self.parts) > 1:
            # Behind the scalars are the arrays' pointers, for the parts.
            blocks.append((self.size + len(self.own), "%frame"))
        total = sum(size or ROOM for size, _ in blocks) * lanes.width
        for size, place in blocks:
            if size is None:
                main.opening += [
                    f"  {place}.own = alloca [{ROOM} x double], align 8",
                    f"  {place} = alloca ptr, align 8",
                    f"  {place}.room = alloca i64, align 8",
                    f"  store ptr {place}.own, ptr {place}, align 8",
                    f"  store i64 {ROOM}, ptr {place}.room, align 8",
                ]
                continue
            count = max(size, 1) * lanes.width
            if total <= STACK or count <= SMALL:
                main.opening.append(f"  {place} = alloca [{count} x double], align {8 * lanes.width}")
            else:
                self.module.declare("malloc", "declare noalias ptr @malloc(i64)")
                main.opening.append(f"  {place} = call noalias ptr @malloc(i64 {8 * count})")
                self.freed.append(place)
        for place in self.freed:
            main.leave_if(main.temporary(f"icmp eq ptr {place}, null"), "2")
        for array in self.own:
            for first, size in self.clearing.cleared.get(array, ()):
                self._clear(self.places[array], first * lanes.width, size * lanes.width)
        if len(self.parts) > 1:
            for array in self.own:
                if array.size is not None:
                    entry = self._entry(main, array)
                    main.lines.append(f"  store ptr {self.places[array]}, ptr {entry}, align 8")

    def _entry(self, writer: Writer, array: Array) -> str:
        """Where in the frame the pointer of an array is."""
        number = self.size + self.own.index(array)
        return writer.temporary(f"getelementptr inbounds {self.lanes.number}, ptr %frame, i64 {number}")

    def _clear(self, place: str, first: int, count: int) -> None:
        """Sets doubles to 0.0."""
        if first:
            place = self.main.temporary(f"getelementptr inbounds double, ptr {place}, i64 {first}")
        if count == 1:
            self.main.lines.append(f"  store double 0.0, ptr {place}, align 8")
            return
        self.module.declare("llvm.memset.p0.i64", "declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)")
        self.main.lines.append(f"  call void @llvm.memset.p0.i64(ptr align 8 {place}, i8 0, i64 {8 * count}, i1 false)")

    # The text of functions.

    def _function(self, status: str) -> str:
        main = self.main
        statuses = "" if self.lanes.width == 1 else ", ptr noalias %statuses"
        main.leaving.append((status, main.block))
        lines = [f"define internal i32 @{self.name}({SIGNATURE}{statuses}) noinline nounwind {_wide(self.lanes)}{{"]
        lines += ["entry:", *main.opening, *main.lines, "  br label %leave", "leave:"]
        lines.append(f"  %status = phi i32 {', '.join(f'[{one}, %{block}]' for one, block in main.leaving)}")
        for array in self.own:
            if array.size is None:
                place = self.places[array]
                self.freed.append(f"{place}.moved")
                lines += [
                    f"  {place}.last = load ptr, ptr {place}, align 8",
                    f"  {place}.still = icmp eq ptr {place}.last, {place}.own",
                    f"  {place}.moved = select i1 {place}.still, ptr null, ptr {place}.last",
                ]
        if self.freed:
            self.module.declare("free", "declare void @free(ptr)")
        lines += [f"  call void @free(ptr {place})" for place in self.freed]
        return "\n".join([*lines, "  ret i32 %status", "}", ""])

    def _part(self, part: Part, number: int) -> str:
        """The function of a part. It answers as a path function does, in each lane."""
        writer, lanes = self._writer(), self.lanes
        arrays = {one.array for one in part.statements if isinstance(one, (Load, Store, Accumulate))}
        for array in self.own:
            if array in arrays:
                entry = self._entry(writer, array)
                writer.lines.append(f"  {self.places[array]} = load ptr, ptr {entry}, align 8")
        writer.write(part.statements)
        zero, one, two = (lanes.splat("i32" if lanes.width == 1 else "i8", str(status)) for status in (0, 1, 2))
        status = zero
        if writer.troubled is not None:
            status = writer.temporary(
                f"select {lanes.truth} {writer.troubled}, {lanes.status} {two}, {lanes.status} {zero}"
            )
        if writer.missed is not None:
            status = writer.temporary(
                f"select {lanes.truth} {writer.missed}, {lanes.status} {one}, {lanes.status} {status}"
            )
        writer.leaving.append((status, writer.block))
        signature = f"{SIGNATURE}, ptr noalias %frame"
        lines = [
            f"define internal {lanes.status} @{self.name}{number}({signature}) noinline nounwind {_wide(lanes)}{{",
            "entry:",
            *writer.opening,
            *writer.lines,
            "  br label %leave",
            "leave:",
            f"  %status = phi {lanes.status} {', '.join(f'[{one}, %{block}]' for one, block in writer.leaving)}",
            f"  ret {lanes.status} %status",
            "}",
            "",
        ]
        return "\n".join(lines)

    def _call(self, number: int) -> None:
        """Calls the function of a part."""
        main, lanes = self.main, self.lanes
        status = main.temporary(f"call {lanes.status} @{self.name}{number}({ARGUMENTS}, ptr %frame)")
        if lanes.width == 1:
            main.leave_if(main.temporary(f"icmp ne i32 {status}, 0"), status)
            return
        main.trouble(f"icmp eq {lanes.status} {status}, {lanes.splat('i8', '2')}")
        main.miss(f"icmp eq {lanes.status} {status}, {lanes.splat('i8', '1')}")

    def _tell(self) -> None:
        """The status of each lane; nan in its outputs is trouble."""
        main, lanes = self.main, self.lanes
        for number in range(self.program.output.size or 0):
            place = main.temporary(f"getelementptr inbounds {lanes.number}, ptr %out, i64 {number}")
            value = main.temporary(f"load {lanes.number}, ptr {place}, align 8")
            main.trouble(f"fcmp uno {lanes.number} {value}, {value}")
        status = lanes.splat("i8", "0")
        for note, said in ((main.troubled, "2"), (main.missed, "1")):
            if note is not None:
                status = main.temporary(
                    f"select {lanes.truth} {note}, {lanes.status} {lanes.splat('i8', said)}, {lanes.status} {status}"
                )
        main.lines.append(f"  store {lanes.status} {status}, ptr %statuses, align 1")


def _wide(lanes: Lanes) -> str:
    """Vectors of this width stay in registers, even where the processor's tuning prefers shorter ones.

    And lie within one line of the cache where they are put aside on the stack, which LLVM would else not align.
    """
    if lanes.width == 1:
        return ""
    bits = 64 * lanes.width
    return f'alignstack({8 * lanes.width}) "prefer-vector-width"="{bits}" "min-legal-vector-width"="{bits}" '
