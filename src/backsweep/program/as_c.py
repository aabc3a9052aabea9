"""A program as C99: one function to take away, that needs the C library and nothing of ours.

    double NAME(const double *x, double *gradient)

It gives NAN where Python would raise: the processor notes every operation without a value, every division by
zero and every overflow, and the note is read at the end. What computes is called through a volatile pointer,
so that no compiler can move arithmetic past the reading. What the note cannot tell is asked in words: an
unused division by zero, which a compiler leaves out, and rounding, for which C has an answer even at inf.
"""

from __future__ import annotations

import math
import operator
import textwrap
from collections.abc import Sequence
from math import isnan
from typing import Any

from backsweep.errors import WrongKind
from backsweep.program.layout import (
    ATOM,
    CHOICE,
    COMPARISON,
    MINUS,
    PRODUCT,
    SUM,
    WIDTH,
    Expression,
    Layout,
    identifier,
    operands,
)
from backsweep.program.replay import WHOLE
from backsweep.program.spelling import native_rule, spelled
from backsweep.program.statements import (
    Accumulate,
    Array,
    Guard,
    Instruction,
    Load,
    Loop,
    Operand,
    Program,
    Seen,
    Statement,
    Store,
    Turns,
)
from backsweep.row import Primitive

INFIX = {"fadd": ("+", SUM), "fsub": ("-", SUM), "fmul": ("*", PRODUCT), "fdiv": ("/", PRODUCT)}

# Python's own functions, with what C has in their place; their last digits may differ.
NEARLY: dict[Any, str] = {math.hypot: "hypot", math.gamma: "tgamma", math.lgamma: "lgamma"}

# Functions of math.h, and what else printed programs must not use as names of their own.
MATH = """
    acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp2 expm1 fabs fdim floor fma fmax
    fmin fmod hypot ldexp lgamma log log10 log1p log2 logb nearbyint nextafter pow remainder rint round sin sinh sqrt
    tan tanh tgamma trunc
"""
WORDS = """
    auto break case char const continue default do double else enum extern float for goto if inline int long register
    restrict return short signed sizeof static struct switch typedef union unsigned void volatile while main errno
    abs div exit free malloc calloc realloc size_t int64_t fenv_t NAN INFINITY NULL y0 y1 yn j0 j1 jn gamma signgam
    status done whole modulo floor_divide reserve path paths place gradient before
"""
C99 = frozenset(MATH.split())
RESERVED = C99 | frozenset(WORDS.split())

# So many numbers fit on the stack.
STACK = 2048

WHOLE_TEXT = """\
/* What floor, ceil, trunc and round give in Python: an integer, so there is none for inf and nan, and no -0.0. */
static double whole(double rounded)
{
    if (!(rounded - rounded == 0.0)) {
        feraiseexcept(FE_INVALID);
    }
    return rounded + 0.0;
}
"""
MODULO_TEXT = """\
/* Python's x % y: the remainder with the sign of y. */
static double modulo(double x, double y)
{
    double rest = fmod(x, y);
    if (rest == 0.0) {
        return copysign(0.0, y);
    }
    return (rest < 0.0) != (y < 0.0) ? rest + y : rest;
}
"""
FLOOR_DIVIDE_TEXT = """\
/* Python's x // y: the quotient that goes with the remainder. */
static double floor_divide(double x, double y)
{
    double rest = fmod(x, y);
    double quotient = (x - rest) / y;
    if (rest != 0.0 && (rest < 0.0) != (y < 0.0)) {
        quotient -= 1.0;
    }
    if (quotient == 0.0) {
        return copysign(0.0, x / y);
    }
    double below = floor(quotient);
    return quotient - below > 0.5 ? below + 1.0 : below;
}
"""
RESERVE_TEXT = """\
/* Makes an array long enough for numbers[place]; 0 where there is no memory left. */
static int reserve(double **numbers, size_t *room, size_t place)
{
    if (place >= *room) {
        size_t more = 2 * place + 64;
        double *longer = realloc(*numbers, more * sizeof(double));
        if (longer == NULL) {
            return 0;
        }
        *numbers = longer;
        *room = more;
    }
    return 1;
}
"""
FINITE = """\
    /* The processor makes no note of inf / 0.0. */
    for (int place = 0; place < {0}; place++) {{
        if (!isfinite(x[place])) {{
            status = 2;
        }}
    }}"""
HELPERS = {
    "whole": WHOLE_TEXT,
    "modulo": MODULO_TEXT,
    "floor_divide": FLOOR_DIVIDE_TEXT,
    "reserve": RESERVE_TEXT,
}


def c_source(programs: Program | Sequence[Program], name: str = "") -> str:
    """Programs as the text of a C99 file with the function NAME(x, gradient); tried in order.

    Each program's output is a value and its derivatives, one after the other.

    Raises:
        WrongKind: a row's value is a Python function for which C has no equal.
    """
    paths = [with_c_rows(path) for path in ([programs] if isinstance(programs, Program) else programs)]
    name = check_name(name or identifier(paths[0].name))
    layouts = [CLayout(path, f"{name}_path{number}") for number, path in enumerate(paths, 1)]
    bodies = [layout.printed() for layout in layouts]
    helpers = {helper for layout in layouts for helper in layout.helpers}
    nearly = sorted({function for layout in layouts for function in layout.nearly})
    foreign = {known: text for layout in layouts for known, text in layout.prototypes.items()}
    sizes = paths[0].inputs.size or 0, paths[0].output.size or 0
    big = any(layout.heap for layout in layouts) or sizes[1] > STACK
    finite = any(layout.divides for layout in layouts)
    parts = [
        header(name, *sizes, nearly, finite),
        includes(stdlib=big, stdint=any("int64_t" in body for body in bodies)),
        *[text for _, text in sorted(foreign.items())],
        *[text for helper, text in HELPERS.items() if helper in helpers],
        *bodies,
        entry(name, [layout.function for layout in layouts], *sizes, finite),
    ]
    return "\n".join(parts)


def with_c_rows(program: Program) -> Program:
    """The program, with the rows spelled out that have a rule for machine code and no function here."""
    rows = {statement.row for statement in program.walk() if isinstance(statement, Instruction)}
    known = (operator.mod, operator.floordiv)
    return spelled(program) if any(native_rule(row) and row.plain not in known for row in rows) else program


def check_name(name: str) -> str:
    """The name, if C can call a function that.

    Raises:
        WrongKind: it is no identifier, or a name C has already.
    """
    if not name.isidentifier() or not name.isascii() or name in RESERVED:
        raise WrongKind(f"to_c needs a name that C can give a function, but got name = {name!r}. Write name='f_grad'.")
    return name


def header(name: str, inputs: int, outputs: int, nearly: Sequence[str], finite: bool) -> str:
    """The comment at the top."""
    lines = [
        f"{name}: a value and its {outputs - 1} derivative{'s' * (outputs != 2)}. Written by backsweep.",
        "",
        f"x         {inputs}{' finite' * finite} number{'s' * (inputs != 1)}, read only",
        f"gradient  room for {outputs - 1}; NULL if they are not wanted",
        "",
        "For the same bits as Python's floats build it without contraction, and with the library's own functions:",
        "",
        f"    cc -O2 -std=c99 -ffp-contract=off -fno-builtin -c {name}.c        (and link with -lm)",
        "",
        "Never with -ffast-math. It returns NAN, and a gradient of NAN, where an operation has no value, divides by",
        "zero or overflows, where a nan is compared by order, where memory runs out, and where the inputs lead a way",
        f"through the function that was not recorded{finite * ', or are not finite'}.",
        "The caller's floating-point flags stay as they are.",
    ]
    if nearly:
        lines += ["", f"Python has a function of its own for {', '.join(nearly)}: the last digits may differ."]
    return "\n".join(["/*", *[f" * {line}".rstrip() for line in lines], " */"])


def includes(stdlib: bool, stdint: bool) -> str:
    """The headers that are needed."""
    headers = ["fenv.h", "math.h", "stddef.h"] + ["stdint.h"] * stdint + ["stdlib.h"] * stdlib
    return "\n" + "\n".join(f"#include <{header}>" for header in headers) + "\n"


def entry(name: str, functions: Sequence[str], inputs: int, outputs: int, finite: bool) -> str:
    """The function that is called from outside: it tries one path after the other, and looks at the flags.

    finite  whether it takes finite inputs only
    """
    heap = outputs > STACK
    room = f"double *out = malloc({outputs} * sizeof(double));" if heap else f"double out[{outputs}];"
    lines = [
        f"double {name}(const double *x, double *gradient)",
        "{",
        "    /* Volatile, so that no arithmetic is moved out of a path's function and past the flags. */",
        f"    int (*volatile paths[{len(functions)}])(const double *, double *) = {{",
        *[f"        {function}," for function in functions],
        "    };",
        f"    {room}",
        "    double value = NAN;",
        "    int status = 1;",
        "    fenv_t before;",
        *(["    status = out == NULL ? 2 : 1;"] if heap else []),
        "    feholdexcept(&before);",
        *(FINITE.format(inputs).splitlines() if finite else []),
        f"    for (int path = 0; path < {len(functions)} && status == 1; path++) {{",
        "        feclearexcept(FE_ALL_EXCEPT);",
        "        status = paths[path](x, out);",
        "    }",
        "    if (fetestexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW)) {",
        "        status = 2;",
        "    }",
        "    fesetenv(&before);",
        "    if (status == 0) {",
        "        value = out[0];",
        "    }",
        "    if (gradient != NULL) {",
        f"        for (int place = 1; place < {outputs}; place++) {{",
        "            gradient[place - 1] = status == 0 ? out[place] : NAN;",
        "        }",
        "    }",
        *(["    free(out);"] if heap else []),
        "    return value;",
        "}",
    ]
    return "\n".join(lines) + "\n"


def certain(program: Program) -> set[int]:
    """The scalars that are computed whatever a compiler leaves out: what becomes of them is seen."""
    found: set[int] = set()
    statements = list(program.walk())
    # What a loop hands on is used before it is made, so: once more, until nothing is added.
    size = -1
    while len(found) != size:
        size = len(found)
        for statement in reversed(statements):
            found.update(seen(statement, found))
    return found


def infinite(program: Program) -> set[int]:
    """The scalars that may be infinite without a note of it, if the inputs are not: an inf is in the program's text."""
    found: set[int] = set()
    arrays = {array.name for array in program.arrays if any(not math.isfinite(number) for number in array.numbers)}
    size = -1
    while len(found) + len(arrays) != size:
        size = len(found) + len(arrays)
        for statement in program.walk():
            if isinstance(statement, Load):
                if statement.array.name in arrays:
                    found.add(statement.target)
            elif isinstance(statement, Loop):
                for carried in statement.carried:
                    if is_infinite(carried.start, found) or is_infinite(carried.next, found):
                        found.update((carried.target, carried.last))
            elif any(is_infinite(operand, found) for operand in operands(statement)):
                if isinstance(statement, Instruction) and statement.row.kind != "comparison":
                    found.add(statement.target)
                elif isinstance(statement, (Store, Accumulate)):
                    arrays.add(statement.array.name)
    return found


def is_infinite(operand: Operand, found: set[int]) -> bool:
    """Whether an operand is an infinite constant, or among those found."""
    return operand in found if operand.__class__ is int else isinstance(operand, float) and not math.isfinite(operand)


def seen(statement: Statement, found: set[int]) -> list[int]:
    """What a statement surely uses."""
    if isinstance(statement, Loop):
        used = [*operands(Loop(statement.index, statement.trips, [], until=statement.until))]
        for carried in statement.carried:
            if carried.target in found or carried.last in found:
                used += [carried.start, carried.next]
    elif isinstance(statement, Instruction):
        inline = statement.row.native in INFIX or statement.row.native in ("fneg", "select")
        if (inline or statement.row.kind == "comparison") and statement.target not in found:
            return []
        used = list(statement.args[:1] if statement.row.native == "select" else statement.args)
    else:
        used = list(operands(statement))
    return [operand for operand in used if operand.__class__ is int]


class CLayout(Layout):
    """A program on its way to C: the function of one path.

    status 0: done; 1: a guard did not hold; 2: no value, or no memory
    """

    declares = True

    def __init__(self, program: Program, function: str) -> None:
        super().__init__(program, RESERVED)
        self.function = function
        self.helpers: set[str] = set()
        self.nearly: set[str] = set()
        self.prototypes: dict[str, str] = {}
        own = [array for array in program.arrays if array.role in ("values", "ders")]
        total = sum(array.size or 0 for array in own)
        self.heap = total > STACK or any(array.size is None for array in own)
        self.certain, self.infinite = certain(program), infinite(program)
        self.divides = False

    def printed(self) -> str:
        """The whole function."""
        for array in self.program.arrays:
            for line in self.memory(array):
                self.write(line)
        self.body(self.program.statements)
        self.settle_ordered()
        x, out = self.arrays[self.program.inputs.name], self.arrays[self.program.output.name]
        head = [f"static int {self.function}(const double *{x}, double *{out})", "{"]
        head += [f"    {line}" for line in self.first_lines(x, out)]
        tail = ["    return 0;", "}"]
        if self.heap:
            frees = [f"    free({self.arrays[array.name]});" for array in self.own()]
            tail = ["done:", *frees, "    return status;", "}"]
        return "\n".join([*head, *self.lines, *tail]) + "\n"

    def own(self) -> list[Array]:
        """The arrays that are the function's own."""
        return [array for array in self.program.arrays if array.role in ("values", "ders")]

    def first_lines(self, x: str, out: str) -> list[str]:
        """What comes before the tables and the program."""
        lines = ["int status = 0;"] if self.heap else []
        if not any(f"{x}[" in line for line in self.lines):
            lines.append(f"(void){x};")
        size = self.program.output.size
        return [*lines, f"for (int place = 0; place < {size}; place++) {{", f"    {out}[place] = 0.0;", "}"]

    def memory(self, array: Array) -> list[str]:
        """The lines that make an array."""
        name = self.arrays[array.name]
        if isinstance(array.numbers, Turns):
            return []
        if array.role in ("constants", "indices"):
            kind = "double" if array.role == "constants" else "int64_t"
            listed = ", ".join(exact(number) for number in array.numbers)
            lines = textwrap.wrap(listed, WIDTH - 8, break_long_words=False, break_on_hyphens=False)
            return [f"static const {kind} {name}[] = {{", *[f"    {line}" for line in lines], "};"] if lines else []
        if array.role in ("input", "output"):
            return []
        if array.size is None:
            return [f"double *{name} = NULL;", f"size_t {name}_room = 0;"]
        if not self.heap:
            zero = " = {0}" if array.role == "ders" else ""
            return [f"double {name}[{array.size}]{zero};"] if array.size else []
        make = "calloc({0}, sizeof(double))" if array.role == "ders" else "malloc({0} * sizeof(double))"
        return [f"double *{name} = {make.format(max(array.size, 1))};"]

    def leave(self, status: int) -> str:
        """The statement that ends the function early."""
        return f"status = {status}; goto done;" if self.heap else f"return {status};"

    # Statements.

    def body(self, statements: Sequence[Statement]) -> None:
        if statements is self.program.statements:
            made = [self.arrays[array.name] for array in self.own() if self.heap and array.size is not None]
            if made:
                self.write(f"if ({' || '.join(f'{name} == NULL' for name in made)}) {{")
                self.write(f"    {self.leave(2)}")
                self.write("}")
        super().body(statements)

    def instruction(self, statement: Instruction) -> None:
        if statement.row.native == "fdiv":
            # Infinity by zero is infinity, and no note is made of it. Python raises.
            if statement.target not in self.certain or is_infinite(statement.args[0], self.infinite):
                self.check(statement)
            else:
                self.divides = True
        super().instruction(statement)

    def check(self, division: Instruction) -> None:
        """Asks for the divisor of a division of which there may be no note."""
        divisor = division.args[1]
        if divisor.__class__ is not int and divisor != 0.0:
            return
        self.settle_ordered()
        for scalar in self.still_waiting([divisor]):
            self.settle(scalar)
        self.write(f"if ({self.fetch(divisor).text} == 0.0) {{", division.line)
        self.write(f"    {self.leave(2)}")
        self.write("}")

    def write_guard(self, condition: Expression, guard: Guard) -> None:
        self.write(f"if ({self.asked(condition, not guard.holds)}) {{", guard.line)
        self.write(f"    {self.leave(1)}")
        self.write("}")

    def write_seen(self, count: Expression, seen: Seen) -> None:
        turns = seen.turns.numbers
        assert isinstance(turns, Turns)
        none = " && ".join(f"{count.within(ATOM)} != {known}" for known in turns.counts)
        self.write(f"if ({none}) {{", seen.line)
        self.write(f"    {self.leave(1)}")
        self.write("}")

    def asked(self, condition: Expression, holds: bool) -> str:
        """Whether a condition is `holds`."""
        return condition.text if holds else f"!{condition.within(ATOM)}"

    def write_access(self, statement: Store | Accumulate, value: Expression) -> None:
        place = self.place(statement.array, statement.at)
        name = self.arrays[statement.array.name]
        if isinstance(statement, Store) and statement.array.size is None:
            self.helpers.add("reserve")
            self.write(f"if (!reserve(&{name}, &{name}_room, {place[len(name) + 1 : -1]})) {{", value.line)
            self.write(f"    {self.leave(2)}")
            self.write("}")
        self.write(f"{place} {'+=' if isinstance(statement, Accumulate) else '='} {value.text};", value.line)

    def open_loop(self, loop: Loop, index: str, trips: Expression | None) -> None:
        if loop.count is not None:
            self.write(f"int64_t {self.counting()} = 0;", loop.line)
        if loop.down and trips is not None:
            head = f"for (int64_t {index} = {trips.text} - 1; {index} >= 0; {index}--) {{"
        else:
            end = f"{index} < {trips.text}" if trips is not None else ""
            head = f"for (int64_t {index} = 0; {end}; {index}++) {{".replace("; ;", ";;")
        self.write(head, loop.line)
        if loop.count is not None:
            self.write(f"    {self.counting()} = {index} + 1;")

    def counting(self) -> str:
        """The name of the count that is being made."""
        return "turns" if self.counted == 1 else f"turns{self.counted}"

    def write_break(self, condition: Expression, holds: bool) -> None:
        self.write(f"if ({self.asked(condition, holds)}) {{")
        self.write("    break;")
        self.write("}")

    def close_loop(self, loop: Loop, index: str, count: str | None) -> None:
        self.write("}")

    # Expressions.

    def constant(self, number: Any) -> Expression:
        if isinstance(number, bool):
            return Expression(str(int(number)), kind="truth")
        if isinstance(number, int):
            return Expression(str(number), ATOM if number >= 0 else MINUS, kind="whole")
        if not isinstance(number, float):
            raise WrongKind(f"to_c cannot write the argument {number!r}: it is no number.")
        if isnan(number):
            return Expression("NAN")
        if math.isinf(number):
            return Expression("INFINITY") if number > 0 else Expression("-INFINITY", MINUS)
        return Expression(repr(number), MINUS if math.copysign(1.0, number) < 0 else ATOM)

    def apply(self, row: Primitive, args: Sequence[Expression]) -> Expression:
        native = row.native
        if row.kind == "comparison":
            x, y = args
            return Expression(f"{x.within(SUM)} {row.symbol} {y.within(SUM)}", COMPARISON)
        if native == "select":
            condition, a, b = args
            text = f"{condition.within(COMPARISON)} ? {a.within(COMPARISON)} : {b.within(COMPARISON)}"
            return Expression(text, CHOICE)
        if native in INFIX:
            symbol, strength = INFIX[native]
            x, y = args
            first = f"(double){x.within(ATOM)}" if x.kind != "float" and y.kind != "float" else x.within(strength)
            return Expression(f"{first} {symbol} {y.within(strength + 1)}", strength)
        if native == "fneg":
            return Expression(f"-{args[0].within(ATOM)}", MINUS)
        text = f"{self.called(row)}({', '.join(arg.text for arg in args)})"
        return Expression(f"whole({text})" if native in WHOLE else text)

    def called(self, row: Primitive) -> str:
        """The C function of a row."""
        plain = row.plain
        if row.native in WHOLE:
            self.helpers.add("whole")
        if plain in (operator.mod, operator.floordiv):
            helper = "modulo" if plain is operator.mod else "floor_divide"
            self.helpers.add(helper)
            return helper
        if plain in NEARLY:
            self.nearly.add(NEARLY[plain])
            return NEARLY[plain]
        if plain is math.ldexp:
            return "ldexp"
        native = row.native
        if not isinstance(native, str) or not native.isidentifier() or not native.isascii():
            raise WrongKind(
                f"to_c() cannot write {row.name}: its value is a Python function, and C has none that is the same. "
                "Use source(), which gives Python."
            )
        if native not in C99:
            self.prototypes[native] = f"double {native}({', '.join(['double'] * len(row.args))});\n"
        return native

    def setting(self, name: str, expression: Expression, new: bool) -> str:
        kinds = {"float": "double", "truth": "int", "whole": "int64_t"}
        return f"{kinds[expression.kind]} {name} = {expression.text};" if new else f"{self.change(name, expression)};"

    def evaluating(self, expression: Expression) -> str:
        return f"(void){expression.within(ATOM)};"

    def remark(self, line: str) -> str:
        return f"/* {' '.join(line.split()).replace('*/', '* /')} */"


def exact(number: Any) -> str:
    """A number of a table, exactly: floats in hexadecimal."""
    if isinstance(number, int):
        return str(number)
    if isnan(number):
        return "NAN"
    if math.isinf(number):
        return "INFINITY" if number > 0 else "-INFINITY"
    return float(number).hex()
