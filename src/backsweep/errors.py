"""Everything that backsweep raises, drawn as one tree.

    BacksweepError
    ├── DomainError            ValueError          a primitive has no value here: log(-2.0)
    │   └── DivisionByZero     ZeroDivisionError   1 / 0, 0.0 ** -1
    ├── TooLarge               OverflowError       a value beyond the largest float: exp(1000.0)
    ├── WrongKind              TypeError           not a number, or not the kind that is needed
    │   ├── DerivativeLost                         float(x), math.sin(x): the result would forget x
    │   └── NotDifferentiable                      no derivative is known or makes sense here
    ├── StructureError         ValueError          nested inputs or outputs do not match
    ├── RuleError              ValueError          a row of the table that breaks a law
    ├── RecordingError         RuntimeError        compile cannot write this down: a recorded value as text
    │   └── NotReproducible                        a function that does not do the same each time it is run
    ├── ExtraMissing           ImportError         what was asked for needs an extra that is not installed
    ├── CannotSave             OSError             a file that cannot be written
    └── FormulaError           ValueError          a formula of the command line cannot be read

Each is also the built-in that Python users already catch.
"""


class BacksweepError(Exception):
    """The root of the family: `except BacksweepError` catches whatever backsweep raises itself."""


class DomainError(BacksweepError, ValueError):
    """A primitive was asked for a value outside its domain, such as log(-2.0)."""


class DivisionByZero(DomainError, ZeroDivisionError):
    """A division by zero, or zero raised to a negative power."""


class TooLarge(BacksweepError, OverflowError):
    """A plain number left the range of floats, such as exp(1000.0)."""


class WrongKind(BacksweepError, TypeError):
    """An argument is not a number, or not the kind of number that is needed."""


class DerivativeLost(WrongKind):
    """Something asked a Node for a plain number, which would silently drop its derivative."""


class NotDifferentiable(WrongKind):
    """A derivative was asked for where none is known, such as gcd of a Node."""


class StructureError(BacksweepError, ValueError):
    """Nested inputs, tangents or outputs do not have the shape they need."""


class RuleError(BacksweepError, ValueError):
    """A row handed to primitive() breaks one of the table's laws."""


class RecordingError(BacksweepError, RuntimeError):
    """A function did with a recorded value what cannot be part of a program, such as printing it."""


class NotReproducible(RecordingError):
    """A function gave compile another program when it was run a second time on the same arguments."""


class ExtraMissing(BacksweepError, ImportError):
    """What was asked for needs an extra that is not installed: pip install 'backsweep[pictures]'."""


class CannotSave(BacksweepError, OSError):
    """A file cannot be written: no such folder, no permission, no space."""


class FormulaError(BacksweepError, ValueError):
    """A formula cannot be read; `position` is the place of the fault in it, counted from 0."""

    def __init__(self, sentence: str, position: int = 0) -> None:
        super().__init__(sentence)
        self.position = position
