"""A program as LLVM's text: a function of plain numbers, and one of batches of samples.

    int32 SYMBOL(const double *x, double *out, const double *constants, const int64_t *indices)

fills `out` and answers 0; or 1 where a guard did not hold, or 2 where the call has to be made eagerly: Python would
raise an error, or a number in `out` is nan, or memory ran out. `out` counts only after 0. `constants` and `indices` are
what the program's arrays of those roles hold, one after the other.

Written by hand as strings: building it object by object takes four times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from backsweep.native.batches import driver, driver_of_singles
from backsweep.native.bodies import SIGNATURE, Body
from backsweep.native.callbacks import Callback
from backsweep.native.checking import check
from backsweep.native.clearing import Run
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
    width         samples at once in the batch function
    batched       whether there is a batch function
    """

    symbol: str
    callbacks: list[Callback]
    declarations: dict[str, str]
    definitions: list[str] = field(default_factory=list)
    width: int = 1
    batched: bool = False

    @property
    def source(self) -> str:
        """The whole module."""
        return "\n".join([*self.declarations.values(), *self.definitions, ATTRIBUTES])

    @property
    def functions(self) -> list[str]:
        """The functions that are called from outside."""
        return [self.symbol, f"{self.symbol}_batch"] if self.batched else [self.symbol]

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
    batched: bool = False,
) -> Text:
    """The text of a program.

    width    how many samples a batch computes at once
    fast     allows contraction, and in batches the C library's vector functions: other bits
    turns    how many turns of a loop are made side by side, where its turns do not need each other
    batched  whether there is a batch function in any case: of one sample after the other, where width is 1
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
    body = Body(module, program, parts, Lanes(1, fast), f"{symbol}.body", turns)
    definitions += body.functions()
    if any(array.size is None for array in program.arrays):
        definitions.append(_GROWN.format(symbol))
        for declaration in ("declare ptr @realloc(ptr, i64)", "declare noalias ptr @malloc(i64)"):
            module.declare(declaration[declaration.index("@") + 1 : declaration.index("(")], declaration)
        module.declare("llvm.memcpy.p0.p0.i64", "declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)")
    definitions.append(_entrance(symbol, body.clearing.unseen))
    inputs, outputs = program.inputs.size or 0, program.output.size or 0
    if width > 1 or batched:
        module.declare("malloc", "declare noalias ptr @malloc(i64)")
        module.declare("free", "declare void @free(ptr)")
    if width == 1 and batched:
        definitions.append(driver_of_singles(symbol, inputs, outputs))
    if width > 1:
        definitions += Body(module, program, parts, Lanes(width, fast), f"{symbol}.lanes").functions()
        definitions.append(driver(symbol, width, inputs, outputs))
    if module.callbacks:
        definitions.insert(0, f"@{symbol}.callbacks = global [{len(module.callbacks)} x ptr] zeroinitializer")
    return Text(symbol, module.callbacks, module.declarations, definitions, width, batched or width > 1)


def _entrance(symbol: str, unseen: Sequence[Run]) -> str:
    """The path function: the body, and a look at the flags and for nan."""
    checks, nan = _nan_among(unseen)
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


def _nan_among(unseen: Sequence[Run]) -> tuple[str, str]:
    """Lines that look for nan in runs of `out`, and the truth value they leave. One comparison looks at two numbers."""
    lines: list[str] = []
    answer, before = "false", "look"
    for first, count in unseen:
        done = count - count % 8 if count > 16 else 0
        if done:
            lines.append(_nan_among_eights(first, done, before, answer))
            answer, before = f"%any{first}", f"looked{first}"
        for one in range(first + done, first + count, 2):
            other = min(one + 1, first + count - 1)
            for number in sorted({one, other}):
                lines.append(f"  %p{number} = getelementptr inbounds double, ptr %out, i64 {number}")
                lines.append(f"  %v{number} = load double, ptr %p{number}, align 8")
            lines.append(f"  %c{one} = fcmp uno double %v{one}, %v{other}")
            lines.append(f"  %n{one} = or i1 {answer}, %c{one}")
            answer = f"%n{one}"
    return "\n".join(lines), answer


def _nan_among_eights(first: int, count: int, before: str, answer: str) -> str:
    """The lines for a run that is a multiple of eight; they leave %anyFIRST, in the block lookedFIRST."""
    return f"""  br label %look{first}
look{first}:
  %at{first} = phi i64 [{first}, %{before}], [%next{first}, %look{first}]
  %seen{first} = phi <4 x i1> [zeroinitializer, %{before}], [%more{first}, %look{first}]
  %left{first} = getelementptr inbounds double, ptr %out, i64 %at{first}
  %right{first} = getelementptr inbounds double, ptr %left{first}, i64 4
  %a{first} = load <4 x double>, ptr %left{first}, align 8
  %b{first} = load <4 x double>, ptr %right{first}, align 8
  %both{first} = fcmp uno <4 x double> %a{first}, %b{first}
  %more{first} = or <4 x i1> %seen{first}, %both{first}
  %next{first} = add nuw nsw i64 %at{first}, 8
  %end{first} = icmp eq i64 %next{first}, {first + count}
  br i1 %end{first}, label %looked{first}, label %look{first}
looked{first}:
  %bits{first} = bitcast <4 x i1> %more{first} to i4
  %found{first} = icmp ne i4 %bits{first}, 0
  %any{first} = or i1 {answer}, %found{first}"""
