"""The processor's exception flags: how LLVM's text clears and reads invalid, divide-by-zero and overflow.

Python raises an error where the C library's functions set one of these. They stay set until cleared, so that one look
at the end tells of a whole call. The function that looks calls the arithmetic as a function of its own that is never
inlined: LLVM may move arithmetic past the reading of flags, but not past a call.
"""

from __future__ import annotations

import platform

# By what platform.machine() says: the bits of invalid, divide-by-zero and overflow.
WATCHED = {"x86_64": 13, "AMD64": 13, "aarch64": 7, "arm64": 7}


def watched() -> int | None:
    """The bits to look at on this processor; None where we do not know them."""
    return WATCHED.get(platform.machine())


def flag_functions(symbol: str) -> tuple[dict[str, str], str]:
    """Declarations and definitions of SYMBOL.start, SYMBOL.finish and SYMBOL.outside, inlined where they are called.

    start    clears the flags and gives what they were
    finish   gives the flags set since, and puts back what they were
    outside  calls back into Python and leaves the flags as they were: what they tell there is not our business
    """
    return _x86(symbol) if WATCHED.get(platform.machine()) == 13 else _by_library(symbol)


_OUTSIDE = """
define internal i32 @{0}.outside(ptr %function, ptr %args, ptr %answer) noinline nounwind {{
  %before = call i32 @{0}.start()
  %status = call i32 %function(ptr %args, ptr %answer)
  %raised = call i32 @{0}.finish(i32 %before)
  ret i32 %status
}}
"""


def _x86(symbol: str) -> tuple[dict[str, str], str]:
    # The control register is written only if there is something to change: writing it waits for all arithmetic.
    definitions = f"""
define internal i32 @{symbol}.start() alwaysinline nounwind {{
  %cell = alloca i32, align 4
  call void @llvm.x86.sse.stmxcsr(ptr %cell)
  %register = load i32, ptr %cell, align 4
  %before = and i32 %register, 13
  %clear = icmp eq i32 %before, 0
  br i1 %clear, label %done, label %change
change:
  %cleared = and i32 %register, -14
  store i32 %cleared, ptr %cell, align 4
  call void @llvm.x86.sse.ldmxcsr(ptr %cell)
  br label %done
done:
  ret i32 %before
}}

define internal i32 @{symbol}.finish(i32 %before) alwaysinline nounwind {{
  %cell = alloca i32, align 4
  call void @llvm.x86.sse.stmxcsr(ptr %cell)
  %register = load i32, ptr %cell, align 4
  %raised = and i32 %register, 13
  %same = icmp eq i32 %raised, %before
  br i1 %same, label %done, label %change
change:
  %cleared = and i32 %register, -14
  %restored = or i32 %cleared, %before
  store i32 %restored, ptr %cell, align 4
  call void @llvm.x86.sse.ldmxcsr(ptr %cell)
  br label %done
done:
  ret i32 %raised
}}
{_OUTSIDE.format(symbol)}"""
    declarations = {name: f"declare void @{name}(ptr)" for name in ("llvm.x86.sse.stmxcsr", "llvm.x86.sse.ldmxcsr")}
    return declarations, definitions


def _by_library(symbol: str) -> tuple[dict[str, str], str]:
    bits = watched() or 0
    definitions = f"""
define internal i32 @{symbol}.start() alwaysinline nounwind {{
  %before = call i32 @fetestexcept(i32 {bits})
  %cleared = call i32 @feclearexcept(i32 {bits})
  ret i32 %before
}}

define internal i32 @{symbol}.finish(i32 %before) alwaysinline nounwind {{
  %raised = call i32 @fetestexcept(i32 {bits})
  %cleared = call i32 @feclearexcept(i32 {bits})
  %restored = call i32 @feraiseexcept(i32 %before)
  ret i32 %raised
}}
{_OUTSIDE.format(symbol)}"""
    names = ("fetestexcept", "feclearexcept", "feraiseexcept")
    return {name: f"declare i32 @{name}(i32) nounwind" for name in names}, definitions
