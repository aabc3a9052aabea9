"""diagnose: what is wrong with a computation and its gradient, at which line, and what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from backsweep.diagnosis import as_text
from backsweep.diagnosis.cuts import cut_off
from backsweep.diagnosis.ders import bad_ders
from backsweep.diagnosis.failures import NUMERIC, failure
from backsweep.diagnosis.findings import Finding
from backsweep.diagnosis.kinks import kinks
from backsweep.diagnosis.lost_digits import lost_digits
from backsweep.diagnosis.rounding import Estimate, estimated
from backsweep.diagnosis.scales import scales
from backsweep.diagnosis.subject import Subject, finite, silent
from backsweep.diagnosis.values import bad_values
from backsweep.diagnosis.zero_times_inf import zero_times_inf
from backsweep.errors import WrongKind
from backsweep.node import Node, short
from backsweep.traces.inputs import named_inputs
from backsweep.traces.trace import Trace, not_one_node, of_an_array, trace
from backsweep.traces.watching import Watch
from backsweep.transforms.structures import is_leaf
from backsweep.values import numpy, shape_of


@dataclass(frozen=True)
class Diagnosis:
    """What an examination found.

    findings  what is wrong, the most important first, and after it what is merely worth knowing
    result    what the result is called, and value what it is; None where the function raised
    inputs    how many numbers it was computed from, each entry of an array counted, and silent how many of them have
              a der of exactly 0
    digits    about how many decimal digits of the result are good, if the inputs are exact; None where it is no
              finite number, or a der is none, or there are arrays of another precision than float64

    Print it for the report.
    """

    findings: tuple[Finding, ...]
    result: str
    value: Any
    inputs: int
    silent: int
    digits: float | None

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong; notes are no faults."""
        return not any(finding.alarm for finding in self.findings)

    def __str__(self) -> str:
        return as_text.write(self)

    def __repr__(self) -> str:
        alarms = sum(finding.alarm for finding in self.findings)
        found = f"{alarms} finding{'s' if alarms != 1 else ''}" if alarms else "healthy"
        return f"<diagnosis of {self.result}: {found}>"


def diagnose(f: Callable[..., Any] | Node | Trace, /, *args: Any, **kwargs: Any) -> Diagnosis:
    """What is wrong with f at these arguments, or with its gradient there: where, why, and what to write instead.

    Looks for the first nan or infinity in each sweep, inputs that are cut off by an exact 0, ders that fade or blow up
    on their way, digits that are lost, and points where calculus has no answer; and tells of an error that f raises. A
    finished Node or a Trace can be given in place of f and its arguments. Every number in the arguments is an input.

    Of arrays the first bad entry is named, the entry that lost most digits, and the first that stands on a corner.

    Raises:
        WrongKind: f is neither a function nor a Node or Trace.
        StructureError: f does not return one number.

    >>> from backsweep import log
    >>> print(diagnose(lambda x: log(1 + x), 1e-12))
    1 finding; y = 1.00009e-12.
    ...
    >>> print(diagnose(lambda x: x * x, 3.0))
    Healthy: y = 9.0 is good to all digits, and the der of its one input is finite and not 0.
    """
    if isinstance(f, (Node, Trace)):
        if args or kwargs:
            raise WrongKind("diagnose of a finished Node or a Trace takes no further arguments: diagnose(node).")
        return examine(f if isinstance(f, Trace) else trace(f))
    if not callable(f):
        raise WrongKind(f"diagnose needs a function and its arguments, a finished Node or a Trace, but got {short(f)}.")
    call_args, call_kwargs, inputs = named_inputs(f, args, kwargs)
    watch = Watch()
    try:
        with watch:
            output = f(*call_args, **call_kwargs)
    except NUMERIC as error:
        return Diagnosis((failure(error, watch, inputs),), "result", None, len(inputs), 0, None)
    if output.__class__ is Node and output.shape:
        raise of_an_array(output, "diagnose")
    if output.__class__ is Node:
        return examine(Trace(output, "reverse", watch, inputs))
    if is_leaf(output) and inputs:
        return Diagnosis((_plain(output),), "result", output, len(inputs), len(inputs), None)
    raise not_one_node(output, "diagnose")


def examine(trace: Trace) -> Diagnosis:
    """The diagnosis of a trace."""
    subject, estimate = Subject(trace), estimated(trace)
    found = list(_findings(subject, estimate))
    found.sort(key=lambda finding: not finding.alarm)  # the order of the rest is that of importance
    return Diagnosis(
        findings=tuple(found),
        result=subject.label(subject.output),
        value=subject.output.val,
        inputs=sum(node.size for node in subject.inputs),
        silent=sum(_silent_entries(subject, node) for node in subject.inputs),
        digits=None if estimate is None else estimate.digits,
    )


def _silent_entries(subject: Subject, node: Node) -> int:
    """How many entries of an input have a der of exactly 0; a number is one entry."""
    der = subject.der(node)
    return int(numpy().count_nonzero(der == 0)) if shape_of(der) else node.size * silent(der)


def _findings(subject: Subject, estimate: Estimate | None) -> Iterator[Finding]:
    """What each examiner finds; what follows from a nan is not told again."""
    yield from bad_values(subject)
    yield from bad_ders(subject)
    if not finite(subject.output.val):
        return
    lost = zero_times_inf(subject)
    yield from lost
    cuts = [] if lost else cut_off(subject)  # whose zeros may be of that making
    yield from cuts
    if estimate is not None:
        yield from lost_digits(subject, estimate)
    if estimate is not None or subject.has_arrays:
        yield from scales(subject)
        told = {(finding.node, finding.rule) for finding in cuts if finding.rule}
        yield from (finding for finding in kinks(subject) if (finding.node, finding.rule) not in told)


def _plain(output: Any) -> Finding:
    return Finding(
        kind="error",
        alarm=True,
        headline=f"The function returned {short(output)}, a plain number that remembers nothing.",
        explanation="No input has any influence on it that a der could tell of.",
        remedy="Compute it from the arguments, without .val. A branch that returns a constant cuts off every input.",
    )
