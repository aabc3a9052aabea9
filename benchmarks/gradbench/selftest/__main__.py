"""The tool against answers of 40 digits: `python benchmarks/gradbench/selftest [eval ...] [--smallest]`.

Each eval has three sizes and each size all its functions, through the protocol and over pipes. The suite takes 1e-4 for
right; this takes 1e-10 for each number.
"""

from __future__ import annotations

import argparse
import sys

import mpmath
from expected import EXPECTED, error
from inputs import TESTED, given
from references import DIGITS
from session import Session

ENOUGH = 1e-10


def hello(session: Session) -> bool:
    """Whether four times a square and its derivative are 1, 2, 4, 8, ... as GradBench's first eval has them."""
    x, answers = 1, []
    for _ in range(4):
        y = session.evaluate("hello", "square", x)["output"]
        x = session.evaluate("hello", "double", y)["output"]
        answers += [y, x]
    return answers == [1, 2, 4, 8, 64, 128, 16384, 32768]


def verdict(session: Session, name: str, size: tuple[int, ...], function: str) -> str | float:
    """What is wrong with an answer, or its error."""
    asked = given(name, size)
    identity = session.messages
    answer = session.evaluate(name, function, asked)
    if not answer["success"]:
        return str(answer["error"])
    if any(type(timing["nanoseconds"]) is not int for timing in answer["timings"]):
        return f"nanoseconds are integers, but got {answer['timings']}"
    try:
        found: str | float = error(answer["output"], EXPECTED[name][function](asked))
    except ValueError as different:
        found = str(different)
    session.ask("analysis", of=identity, valid=found.__class__ is float)
    return found


def main() -> int:
    """Prints a line for each answer. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("evals", nargs="*", default=["hello", *TESTED])
    parser.add_argument("--smallest", action="store_true", help="the smallest size of each")
    options = parser.parse_args()
    mpmath.mp.dps = DIGITS
    failures = 0
    for name in options.evals:
        with Session() as session:
            session.ask("start", eval=name)
            if not session.ask("define", module=name)["success"]:
                raise SystemExit(f"The tool does not know {name}.")
            if name == "hello":
                right = hello(session)
                failures += not right
                print(f"hello   {'right' if right else 'WRONG'}")
                continue
            for size in TESTED[name][:1] if options.smallest else TESTED[name]:
                for function in EXPECTED[name]:
                    found = verdict(session, name, size, function)
                    right = isinstance(found, float) and found <= ENOUGH
                    failures += not right
                    told = f"{found:.0e}" if isinstance(found, float) else found
                    print(f"{name:6}  {'right' if right else 'WRONG'}  {size!s:18} {function:10} {told}", flush=True)
        if session.status != 0:
            print(f"{name:6}  WRONG  the tool ended with status {session.status}: {session.told}")
            failures += 1
    return min(failures, 1)


if __name__ == "__main__":
    sys.exit(main())
