"""How each row of the table is written in LLVM's text, by what its `native` says.

Every way that a row has to raise an error in Python must show. The C library's functions set the processor's
exception flags, and calls to them are never left out. An instruction's flag is not to be relied on: LLVM may leave an
unused division out, or work out one of constants itself. So what would make a division, a square root or a rounding
raise is asked with a comparison, which costs next to nothing beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from backsweep.native.callbacks import callback_of
from backsweep.native.libraries import address, squares_are_known, vector_function
from backsweep.program.statements import Instruction, Static

if TYPE_CHECKING:
    from backsweep.native.writing import Writer

ARITHMETIC = frozenset({"fadd", "fsub", "fmul"})
ROUNDINGS = frozenset({"floor", "ceil", "trunc", "rint"})
INTRINSICS = frozenset({"fabs", "copysign"})


def write(writer: Writer, instruction: Instruction) -> None:
    """Appends an instruction to a function."""
    native = instruction.row.native
    if native in ARITHMETIC:
        x, y = instruction.args
        lanes = writer.lanes
        writer.define(
            instruction.target, f"{native} {lanes.contract}{lanes.number} {writer.number(x)}, {writer.number(y)}"
        )
    elif instruction.row.kind == "comparison":
        _comparison(writer, instruction)
    elif native in WRITERS:
        WRITERS[native](writer, instruction)
    elif native in ROUNDINGS:
        _rounding(writer, instruction)
    elif native in INTRINSICS:
        writer.define(instruction.target, _intrinsic(writer, f"llvm.{native}", instruction))
    elif isinstance(native, str) and native.isidentifier() and native.isascii() and address(native):
        _library(writer, instruction)
    else:
        _callback(writer, instruction)


def is_called(instruction: Instruction) -> bool:
    """Whether an instruction is a call of a function that LLVM knows nothing about."""
    native = instruction.row.native
    known = (
        native in ARITHMETIC or (native in WRITERS and native != "pow") or native in ROUNDINGS or native in INTRINSICS
    )
    return not known and instruction.row.kind != "comparison"


def _comparison(writer: Writer, instruction: Instruction) -> None:
    x, y = map(writer.number, instruction.args)
    writer.kinds[instruction.target] = "truth"
    writer.define(instruction.target, f"fcmp {instruction.row.native} {writer.lanes.number} {x}, {y}")


def _negative(writer: Writer, instruction: Instruction) -> None:
    writer.define(instruction.target, f"fneg {writer.lanes.number} {writer.number(instruction.args[0])}")


def _quotient(writer: Writer, instruction: Instruction) -> None:
    x, y = instruction.args
    number, divisor = writer.lanes.number, writer.number(y)
    if not isinstance(y, float) or y == 0.0:
        # Zero or nan. That a nan is trouble too costs an eager call, and saves an instruction.
        writer.trouble(f"fcmp ueq {number} {divisor}, {writer.lanes.float(0.0)}")
    writer.define(instruction.target, f"fdiv {number} {writer.number(x)}, {divisor}")


def _root(writer: Writer, instruction: Instruction) -> None:
    number, x = writer.lanes.number, writer.number(instruction.args[0])
    writer.trouble(f"fcmp ult {number} {x}, {writer.lanes.float(0.0)}")
    writer.define(instruction.target, _intrinsic(writer, "llvm.sqrt", instruction))


def _choice(writer: Writer, instruction: Instruction) -> None:
    condition, x, y = instruction.args
    lanes = writer.lanes
    if writer.kind(x) == writer.kind(y) == "truth":
        writer.kinds[instruction.target] = "truth"
        chosen = f"{lanes.truth} {writer.truth(x)}, {lanes.truth} {writer.truth(y)}"
        writer.define(instruction.target, f"select {lanes.truth} {writer.truth(condition)}, {chosen}")
        return
    writer.define(
        instruction.target,
        f"select {lanes.truth} {writer.truth(condition)}, {lanes.number} {writer.number(x)}, "
        f"{lanes.number} {writer.number(y)}",
    )


def _rounding(writer: Writer, instruction: Instruction) -> None:
    """Python gives an int: it refuses infinity and nan, and an int has no -0.0."""
    lanes, x = writer.lanes, writer.number(instruction.args[0])
    size = writer.temporary(_intrinsic(writer, "llvm.fabs", x))
    writer.trouble(f"fcmp ueq {lanes.number} {size}, {lanes.float(float('inf'))}")
    rounded = writer.temporary(_intrinsic(writer, f"llvm.{instruction.row.native}", x))
    writer.define(instruction.target, f"fadd {lanes.number} {rounded}, {lanes.float(0.0)}")


def _intrinsic(writer: Writer, name: str, of: Instruction | str) -> str:
    """The call of one of LLVM's own functions, which is one instruction of the processor."""
    lanes = writer.lanes
    args = [of] if isinstance(of, str) else [writer.number(arg) for arg in of.args]
    full = f"{name}.{'f64' if lanes.width == 1 else f'v{lanes.width}f64'}"
    writer.module.declare(full, f"declare {lanes.number} @{full}({', '.join([lanes.number] * len(args))})")
    return f"call {lanes.number} @{full}({', '.join(f'{lanes.number} {arg}' for arg in args)})"


def _library(writer: Writer, instruction: Instruction) -> None:
    """A call of the C library; never another function or an instruction in its place, so the bits are the library's."""
    lanes, symbol = writer.lanes, str(instruction.row.native)
    args = [writer.number(arg) for arg in instruction.args]
    vector = vector_function(symbol, len(args), lanes.width) if lanes.fast and lanes.width > 1 else None
    if vector is not None:
        writer.module.declare(vector, f"declare {lanes.number} @{vector}({', '.join([lanes.number] * len(args))}) #1")
        given = ", ".join(f"{lanes.number} {arg}" for arg in args)
        writer.define(instruction.target, f"call {lanes.number} @{vector}({given}) #1")
        return
    writer.module.declare(symbol, f"declare double @{symbol}({', '.join(['double'] * len(args))}) #1")
    writer.define_by_lane(
        instruction.target,
        args,
        lambda given: writer.temporary(f"call double @{symbol}({', '.join(f'double {arg}' for arg in given)}) #1"),
    )


def _power(writer: Writer, instruction: Instruction) -> None:
    """The C library's pow; for a square, x times x wherever that is sure to be what pow gives.

    x * x is the exact square, rounded. fma tells by how much it was rounded, exactly. glibc's pow is off by less than
    0.54 of a last place (sysdeps/ieee754/dbl-64/e_pow.c), so where the rounding is less than 0.45 of one, no other
    number is as near, and pow gives the same. That is so for nine squares in ten; one takes 2 ns then, not 20.
    """
    x, exponent = instruction.args
    if exponent.__class__ is not float or exponent != 2.0 or not (writer.lanes.fast or squares_are_known()):
        _library(writer, instruction)
        return
    if writer.lanes.fast:
        number, base = writer.lanes.number, writer.number(x)
        writer.define(instruction.target, f"fmul {number} {base}, {base}")
        return
    declare = writer.module.declare
    declare("llvm.fma.f64", "declare double @llvm.fma.f64(double, double, double)")
    declare("llvm.fabs.f64", "declare double @llvm.fabs.f64(double)")
    declare("pow", "declare double @pow(double, double) #1")

    def one(given: list[str]) -> str:
        temporary = writer.temporary
        (base,) = given
        square = temporary(f"fmul double {base}, {base}")
        less = temporary(f"fneg double {square}")
        rounding = temporary(f"call double @llvm.fma.f64(double {base}, double {base}, double {less})")
        size = temporary(f"call double @llvm.fabs.f64(double {rounding})")
        # The square's exponent alone: 2**52 last places.
        bits = temporary(f"bitcast double {square} to i64")
        power = temporary(f"bitcast i64 {temporary(f'and i64 {bits}, 9218868437227405312')} to double")
        near = temporary(f"fmul double {power}, {writer.lanes.one(0.45 * 2.0**-52)}")
        sure = temporary(f"fcmp olt double {size}, {near}")
        label, after, before = writer.label("power"), writer.label("squared"), writer.block
        writer.lines.append(f"  br i1 {sure}, label %{after}, label %{label}")
        writer.begin(label)
        asked = temporary(f"call double @pow(double {base}, double 0x4000000000000000) #1")
        writer.lines.append(f"  br label %{after}")
        writer.begin(after)
        return temporary(f"phi double [{square}, %{before}], [{asked}, %{label}]")

    writer.define_by_lane(instruction.target, [writer.number(x)], one)


def _callback(writer: Writer, instruction: Instruction) -> None:
    """A call of Python."""
    args = [writer.number(arg) for arg in instruction.args if not isinstance(arg, Static)]
    index = writer.module.callback(callback_of(instruction.row, instruction.args))
    outside, table = f"{writer.module.symbol}.outside", f"{writer.module.symbol}.callbacks"
    memory = writer.memory(f"[{max(len(args), 1)} x double]")
    answer = writer.memory("double")

    def call(given: list[str]) -> str:
        for position, arg in enumerate(given):
            place = writer.temporary(f"getelementptr inbounds double, ptr {memory}, i64 {position}")
            writer.lines.append(f"  store double {arg}, ptr {place}, align 8")
        entry = writer.temporary(f"getelementptr inbounds ptr, ptr @{table}, i64 {index}")
        function = writer.temporary(f"load ptr, ptr {entry}, align 8")
        status = writer.temporary(f"call i32 @{outside}(ptr {function}, ptr {memory}, ptr {answer})")
        failed.append(writer.temporary(f"icmp eq i32 {status}, 0"))
        return writer.temporary(f"load double, ptr {answer}, align 8")

    failed: list[str] = []
    writer.define_by_lane(instruction.target, args, call)
    if writer.lanes.width == 1:
        writer.trouble(f"or i1 {failed[0]}, false")
    else:
        every = "poison"
        for lane, one in enumerate(failed):
            every = writer.temporary(f"insertelement {writer.lanes.truth} {every}, i1 {one}, i32 {lane}")
        writer.trouble(f"or {writer.lanes.truth} {every}, {writer.lanes.bool(False)}")


WRITERS: dict[str | None, Callable[[Writer, Instruction], None]] = {
    "pow": _power,
    "fneg": _negative,
    "fdiv": _quotient,
    "sqrt": _root,
    "select": _choice,
}
