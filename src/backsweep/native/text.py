"""A program as LLVM's text: a function of plain numbers, and one of batches of samples.

    int32 SYMBOL(const double *x, double *out, const double *constants, const int64_t *indices)

fills `out` and answers 0; or 1 where a guard did not hold, or 2 where the call has to be made eagerly: Python would
raise an error, or a number in `out` is nan, or memory ran out. `out` counts only after 0. `constants` and `indices` are
what the program's arrays of those roles hold, one after the other.

Written by hand as strings: building it object by object takes four times as long.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from backsweep.native.batches import driver
from backsweep.native.bodies import SIGNATURE, Body
from backsweep.native.callbacks import Callback
from backsweep.native.checking import check
from backsweep.native.cutting import LONGEST, PART, cut
from backsweep.native.flags import flag_functions
from backsweep.native.lanes import Lanes
from backsweep.native.module import Module
from backsweep.program.statements import Loop, Program

ATTRIBUTES = "attributes #1 = { nobuiltin nounwind }\n"
_GROWN = """
define internal ptr @{0}.grown(ptr %old, ptr %own, i64 %before, i64 %after) noinline nounwind {{
  %size = shl i64 %after, 3
  %first = icmp eq ptr %old, %own
  br i1 %first, label %leave, label %move
leave:
  %new = call ptr @malloc(i64 %size)
  %none = icmp eq ptr %new, null
  br i1 %none, label %done, label %copy
copy:
  %filled = shl i64 %before, 3
  call void @llvm.memcpy.p0.p0.i64(ptr %new, ptr %own, i64 %filled, i1 false)
  br label %done
move:
  %moved = call ptr @realloc(ptr %old, i64 %size)
  br label %done
done:
  %answer = phi ptr [%new, %leave], [%new, %copy], [%moved, %move]
  ret ptr %answer
}}
"""


@dataclass(slots=True)
class Text:
    """A module in LLVM's text.

    symbol        the path function; the batch function, if there is one, is SYMBOL_batch
    callbacks     what the table SYMBOL.callbacks must hold entrances of, in this order
    declarations  of functions that are elsewhere, by name
    definitions   functions, and the table
    width         samples at once in the batch function; 1 if there is none
    """

    symbol: str
    callbacks: list[Callback]
    declarations: dict[str, str]
    definitions: list[str] = field(default_factory=list)
    width: int = 1

    @property
    def source(self) -> str:
        """The whole module."""
        return "\n".join([*self.declarations.values(), *self.definitions, ATTRIBUTES])

    @property
    def functions(self) -> list[str]:
        """The functions that are called from outside."""
        return [self.symbol] if self.width == 1 else [self.symbol, f"{self.symbol}_batch"]

    @property
    def table(self) -> str:
        """The name of the table of callbacks."""
        return f"{self.symbol}.callbacks"


def emit(
    program: Program,
    width: int = 1,
    symbol: str = "path",
    fast: bool = False,
    longest: int = LONGEST,
    part: int = PART,
    turns: int = 1,
) -> Text:
    """The text of a program.

    width    how many samples a batch computes at once; 1 for no batch function
    fast     allows contraction, and in batches the C library's vector functions: other bits
    turns    how many turns of a loop are made side by side, where its turns do not need each other
    longest  more straight statements than this are cut into functions of `part` statements

    Raises:
        ValueError: an address is outside of its array; a batch of a program with loops; an unfit symbol.
    """
    if not (symbol.isidentifier() and symbol.isascii()):
        raise ValueError(f"symbol must be a name such as 'path', but is {symbol!r}.")
    if width > 1 and any(isinstance(statement, Loop) for statement in program.statements):
        raise ValueError(
            f"A batch of {width} samples at once needs a program without loops, but {program.name} has one."
        )
    check(program)
    module = Module(symbol)
    declarations, flags = flag_functions(symbol)
    module.declarations.update(declarations)
    parts = cut(program.statements, longest, part)
    definitions = [flags]
    definitions += Body(module, program, parts, Lanes(1, fast), f"{symbol}.body", turns).functions()
    if any(array.size is None for array in program.arrays):
        definitions.append(_GROWN.format(symbol))
        for declaration in ("declare ptr @realloc(ptr, i64)", "declare noalias ptr @malloc(i64)"):
            module.declare(declaration[declaration.index("@") + 1 : declaration.index("(")], declaration)
        module.declare("llvm.memcpy.p0.p0.i64", "declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)")
    definitions.append(_entrance(symbol, program.output.size or 0))
    if width > 1:
        definitions += Body(module, program, parts, Lanes(width, fast), f"{symbol}.lanes").functions()
        module.declare("malloc", "declare noalias ptr @malloc(i64)")
        module.declare("free", "declare void @free(ptr)")
        definitions.append(driver(symbol, width, program.inputs.size or 0, program.output.size or 0))
    if module.callbacks:
        definitions.insert(0, f"@{symbol}.callbacks = global [{len(module.callbacks)} x ptr] zeroinitializer")
    return Text(symbol, module.callbacks, module.declarations, definitions, width)


def _entrance(symbol: str, outputs: int) -> str:
    """The path function: the body, and a look at the flags and for nan."""
    checks, nan = _nan_among(outputs)
    return f"""
define i32 @{symbol}({SIGNATURE}) nounwind {{
  %before = call i32 @{symbol}.start()
  %status = call i32 @{symbol}.body(ptr %x, ptr %out, ptr %constants, ptr %indices)
  %raised = call i32 @{symbol}.finish(i32 %before)
  %whole = icmp eq i32 %status, 0
  br i1 %whole, label %look, label %incomplete
incomplete:
  ret i32 %status
look:
{checks}
  %flagged = icmp ne i32 %raised, 0
  %bad = or i1 %flagged, {nan}
  %answer = select i1 %bad, i32 2, i32 0
  ret i32 %answer
}}
"""


def _nan_among(outputs: int) -> tuple[str, str]:
    """Lines that look for nan in `out`, and the truth value they leave. Two numbers are looked at by one comparison."""
    lines: list[str] = []
    answer = "false"
    done = 0
    if outputs > 16:
        done = outputs - outputs % 8
        lines.append(f"""  br label %look8
look8:
  %at = phi i64 [0, %look], [%next, %look8]
  %seen = phi <4 x i1> [zeroinitializer, %look], [%more, %look8]
  %p = getelementptr inbounds double, ptr %out, i64 %at
  %q = getelementptr inbounds double, ptr %p, i64 4
  %a = load <4 x double>, ptr %p, align 8
  %b = load <4 x double>, ptr %q, align 8
  %c = fcmp uno <4 x double> %a, %b
  %more = or <4 x i1> %seen, %c
  %next = add nuw nsw i64 %at, 8
  %end = icmp eq i64 %next, {done}
  br i1 %end, label %looked, label %look8
looked:
  %bits = bitcast <4 x i1> %more to i4
  %found = icmp ne i4 %bits, 0""")
        answer = "%found"
    for first in range(done, outputs, 2):
        second = min(first + 1, outputs - 1)
        for number in {first, second}:
            lines.append(f"  %p{number} = getelementptr inbounds double, ptr %out, i64 {number}")
            lines.append(f"  %v{number} = load double, ptr %p{number}, align 8")
        lines.append(f"  %c{first} = fcmp uno double %v{first}, %v{second}")
        lines.append(f"  %n{first} = or i1 {answer}, %c{first}")
        answer = f"%n{first}"
    return "\n".join(lines), answer
