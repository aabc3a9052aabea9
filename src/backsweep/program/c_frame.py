"""What stands around the paths in a C file: the comment at the top, the headers, and the function called from outside.

The outer function tries one path after the other and reads the processor's note at the end. It calls them through
a volatile pointer, so that no compiler can move arithmetic past the reading.
"""

from __future__ import annotations

from collections.abc import Sequence

from backsweep.program.c_function import STACK

FINITE = """\
    /* The processor makes no note of inf / 0.0. */
    for (int place = 0; place < {0}; place++) {{
        if (!isfinite(x[place])) {{
            status = 2;
        }}
    }}"""


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
