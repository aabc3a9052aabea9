"""Writing a function down: one run on recorded values gives the outline of one path through it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from keyword import iskeyword
from typing import Any

from backsweep.compiling.forms import Column, Form, build
from backsweep.errors import NotReproducible, RecordingError
from backsweep.program import appending as _appending  # noqa: F401  # reason: it fills in Recorded's operators
from backsweep.program.alike import alike, alike_answers, open_loop
from backsweep.program.assembling import assemble
from backsweep.program.outline import Ask, Constant, Outline, Repeat
from backsweep.program.outlining import outline
from backsweep.program.statements import Program
from backsweep.program.tape import Tape, same
from backsweep.recorded import NotWritten, Recorded, Truth
from backsweep.transforms.structures import leaves, rebuild

# Up to so many steps a first recording is made twice, to see that the function does the same both times.
TWICE = 100_000


@dataclass(eq=False)
class Path:
    """One way through a function: what it does for all calls that its guards let pass.

    outline    its steps
    output     what the function returned, with 0.0 where the program's values go
    values     for each number of `output` the kind that the program's value has, float or int; None if it is the
               number itself, a constant
    constants  the plain numbers of globals and closures, in order of use
    steps      how many steps the recording had
    name       what the programs are called
    """

    outline: Outline
    output: Any
    values: list[type | None]
    constants: list[Any]
    steps: int
    name: str = "f"
    programs: dict[Any, Program] = field(default_factory=dict)

    def program(self, wanted: frozenset[int] | None) -> Program:
        """Its program: of the values alone, or also of their ders by the wanted inputs."""
        if wanted not in self.programs:
            self.programs[wanted] = assemble(self.outline, wanted, self.name)
        return self.programs[wanted]

    def take_in(self, other: Path) -> bool:
        """Whether another path is this one, but for a number of turns; then this one knows it from now on."""
        mine, its = open_loop(self.outline), open_loop(other.outline)
        if mine is None or its is None or self.values != other.values or not alike(self.outline, other.outline):
            return False
        if not alike_answers(self.output, other.output):
            return False  # the function has counted the turns
        assert mine.seen is not None
        mine.seen.add(its.trips)
        return True

    def answers_like(self, other: Path) -> bool:
        """Whether two paths fill the same outputs: machine code has room for those of the first path alone."""
        return self.values == other.values and alike_answers(self.output, other.output)

    def guards(self) -> list[str]:
        """Where it splits from other paths: the user's lines of its guards."""
        found: list[str] = []
        for step in self.outline.steps:
            asked = step.body if isinstance(step, Repeat) else [step]
            found += [inner.line or "an unknown line" for inner in asked if isinstance(inner, Ask)]
        return list(dict.fromkeys(found))


def record(f: Callable[..., Any], forms: Sequence[Form], names: Sequence[str], inputs: Sequence[float]) -> Path:
    """Runs f on recorded values, twice if it is not too long, and puts the tape in order.

    Raises:
        NotReproducible: the second run did something else.
        NotWritten: something in the run cannot be part of a program, or f itself raised an error.
    """
    tape, output = run(f, forms, names, inputs, spots=False)
    if len(tape.finished[0]) <= TWICE:
        again, other = run(f, forms, names, inputs, spots=True)
        same(tape, again)
        if told(output) != told(other):
            raise NotReproducible(
                "compile ran the function twice on the same arguments, and the second time it returned something else. "
                "A compiled function may depend on its arguments alone: draw random numbers outside and pass them in, "
                "and keep no state between calls."
            )
        tape, output = again, other
    numbers = leaves(output)
    results = [tape.argument(leaf) if leaf.__class__ is Recorded else Constant(leaf) for leaf in numbers]
    # A float that is a constant comes out of the program as the others do: another path may compute it.
    values = [kind_of(leaf) for leaf in numbers]
    return Path(
        outline(tape, results),
        rebuild(output, lambda leaf: leaf if kind_of(leaf) is None else 0.0),
        values,
        tape.constants,
        len(tape.finished[0]),
        name_of(f),
    )


def kind_of(leaf: Any) -> type | None:
    """The kind that the program's value for a number of the answer has; None where it is the number itself."""
    if leaf.__class__ is Recorded:
        kind: type = leaf.number.__class__
        return kind
    return float if leaf.__class__ is float else None


def told(output: Any) -> list[Any]:
    """The numbers of an answer, by their places on the tape, in a form that can be compared."""
    return [leaf.at if leaf.__class__ is Recorded else repr(leaf) for leaf in leaves(output)]


def name_of(f: Callable[..., Any]) -> str:
    """What programs of a function are called: its own name where it has one."""
    name = getattr(f, "__name__", "f")
    return name if name.isidentifier() and not iskeyword(name) else "f"


def run(
    f: Callable[..., Any], forms: Sequence[Form], names: Sequence[str], inputs: Sequence[float], spots: bool
) -> tuple[Tape, Any]:
    """One recording: the tape and what f returned. Arguments after the positional ones are given by name."""
    tape = Tape(spots)
    recorded = iter([tape.input(number) for number in inputs])
    args = [build(form, recorded, Column) for form in forms]
    count = len(args) - len(names)
    try:
        output = f(*args[:count], **dict(zip(names, args[count:], strict=True)))
        output = _settled(output)
        if tape.error is not None:
            raise tape.error  # the function went on after it, as it would not with other numbers
        return tape, output
    except (NotWritten, RecordingError):
        raise
    except Exception as error:
        raise NotWritten(f"{type(error).__name__} while recording: {error}", here=True) from error
    finally:
        tape.end()


def _settled(output: Any) -> Any:
    """f's answer with comparisons as the bools they are, each a guard."""
    if output.__class__ is Truth:
        return bool(output)
    if output.__class__ in (list, tuple):
        return output.__class__(map(_settled, output))
    return {key: _settled(part) for key, part in output.items()} if output.__class__ is dict else output
