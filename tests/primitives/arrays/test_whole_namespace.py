"""No function of NumPy's public namespace loses a derivative in silence, whatever argument the Node is.

Each is called with Nodes in many argument patterns. The outcome has to be a Node with NumPy's own value, or an answer
that does not depend smoothly on the Node's, or a refusal of ours. A function is let alone only for a stated reason.
"""

import inspect
import warnings

import numpy as np
import pytest

from backsweep import BacksweepError, Node

LET_ALONE = {
    "files and the console": "fromfile genfromtxt load loadtxt save savetxt savez savez_compressed fromregex memmap "
    "DataSource info show_config show_runtime test get_include",
    "settings of NumPy itself": "seterr seterrcall geterr geterrcall setbufsize getbufsize set_printoptions "
    "get_printoptions printoptions errstate",
    "text and bytes, in which a number is printed": "array2string array_repr array_str base_repr binary_repr "
    "format_float_positional format_float_scientific",
    "memory as it happens to be": "byte_bounds from_dlpack frombuffer shares_memory may_share_memory empty empty_like",
}
SKIPPED = {name for names in LET_ALONE.values() for name in names.split()}

A = np.random.default_rng(5).uniform(0.6, 2.4, size=(3, 3))
A = A + A.T + 3 * np.eye(3)
V = np.array([0.7, 1.2, 1.9])
MASK = np.array([True, False, True])
B = A[::-1] / 2


class Here:
    """Where in a pattern the Node stands, with its plain value."""

    def __init__(self, value):
        self.value = value


M, W, S = Here(A), Here(V), Here(np.array(0.8))

PATTERNS = [
    *[(x,) for x in (M, W, S)],
    *[
        (x, y)
        for x in (M, W)
        for y in (M, W, B, V, 1, 2, 0, 0.5, (0, 1), [0, 2], MASK, "fro", "full", np.float64, None)
    ],
    *[(y, x) for x in (M, W) for y in (B, V, 1, 2, 0.5, (3, 3), MASK, [2, 0, 1], np.sum, "ij->ji", "i,i")],
    *[([x, y],) for x, y in ((M, M), (W, W), (M, B), (W, V), (V, W))],
    *[([x, y], 1) for x, y in ((M, M), (W, V))],
    *[(x, 0, y) for x in (M, W) for y in (1, 0.5, None, W, "same")],
    *[(x, y, z) for x, y, z in ((W, V, V), (V, W, V), (V, V, W), (W, W, W), (MASK, W, V), (MASK, V, W), (W, 0.5, 1.5))],
    *[(x, y, z) for x, y, z in ((M, B, B), (B, M, B), (B, B, M), (M, 0, 1), (M, 1, 0), (W, [0, 1], 5.0))],
    *[([MASK], [x]) for x in (W, V)],
    *[([MASK, ~MASK], [W, V]), (W, [MASK], [2.0, np.sin]), ([0, 1, 0], [W, V]), ("ij,jk", M, B), ("ij,j->i", B, W)],
    *[(np.sum, x, 0) for x in (M,)],
    *[(np.sum, 0, M), (lambda i, j: i + j, (2, 2)), (W, (5,)), (M, [[0, 1, 2]], 0), ([B, M, V],)],
]


def filled(pattern, put):
    """The arguments with something in place of each Here."""
    if isinstance(pattern, Here):
        return put(pattern.value)
    if isinstance(pattern, (list, tuple)):
        return type(pattern)(filled(part, put) for part in pattern)
    return pattern.copy() if isinstance(pattern, np.ndarray) else pattern


def called(f, pattern, put):
    """What a call gives, or the error it raises."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            answer = f(*filled(pattern, put))
            return list(answer) if inspect.isgenerator(answer) else answer
        except Exception as error:
            return error


def is_ours(found):
    """Whether a call was refused by us; NumPy may put an error of its own in front of ours."""
    return isinstance(found, BacksweepError) or (isinstance(found, Exception) and is_ours(found.__cause__))


def parts(answer):
    """The Nodes, numbers and arrays in an answer."""
    if isinstance(answer, (list, tuple)):
        for part in answer:
            yield from parts(part)
    elif isinstance(answer, np.ndarray) and answer.dtype == object:
        yield from parts(answer.ravel().tolist())
    elif isinstance(answer, Node):
        yield answer
    elif np.asarray(answer).dtype.kind in "biufc":
        yield np.asarray(answer)


def moves_smoothly(f, pattern, index):
    """Whether the plain answer follows a small change of the Nodes, by a change that is small and not nothing."""
    changes = []
    for step in (1e-6, 2e-6, 4e-6):
        before, after = (list(parts(called(f, pattern, lambda v, h=h: v * (1 + h)))) for h in (0.0, step))
        if len(before) <= index or len(after) <= index or np.shape(before[index]) != np.shape(after[index]):
            return False
        with np.errstate(all="ignore"):
            changes.append(np.max(np.abs(np.subtract(after[index], before[index], dtype=complex)), initial=0))
    return 0 < changes[0] < 1e-2 and changes[2] == pytest.approx(4 * changes[0], rel=0.2)


def fault(f, pattern):
    """What is wrong with the outcome of a call, or None."""
    wanted, found = called(f, pattern, np.array), called(f, pattern, Node)
    if isinstance(wanted, Exception) or is_ours(found):
        return None
    if isinstance(found, Exception):
        return f"raised {type(found).__name__}: {found}"
    expected = list(parts(wanted))
    for index, part in enumerate(parts(found)):
        if not isinstance(part, Node):
            if moves_smoothly(f, pattern, index):
                return "lost a derivative"
        elif index < len(expected):
            if part.shape != np.shape(expected[index]):
                return f"has shape {part.shape}, not {np.shape(expected[index])}"
            if not np.allclose(part.val, expected[index], rtol=1e-7, atol=1e-12, equal_nan=True):
                return "has another value than NumPy's"
    return None


def public(module, prefix=""):
    for name in dir(module):
        thing = getattr(module, name)
        if not name.startswith("_") and callable(thing) and not inspect.isclass(thing) and name not in SKIPPED:
            yield prefix + name, thing


with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    FUNCTIONS = [*public(np), *public(np.linalg, "linalg."), *public(np.fft, "fft.")]


@pytest.mark.parametrize(("name", "f"), FUNCTIONS, ids=[name for name, _ in FUNCTIONS])
def test_no_function_of_numpy_loses_a_derivative(name, f):
    told = [(pattern, fault(f, pattern)) for pattern in PATTERNS]
    wrong = [f"{filled(pattern, lambda v: 'Node')} {wrong}" for pattern, wrong in told if wrong]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("method", ["reduce", "accumulate", "outer", "reduceat", "at"])
def test_no_method_of_a_ufunc_loses_a_derivative(method):
    patterns = [(M,), (W,), (W, V), (V, W), (W, [0, 2]), (W, [0, 1], V), (V, [0, 1, 1], W)]
    ufuncs = [thing for _, thing in FUNCTIONS if isinstance(thing, np.ufunc)]
    told = [(f.__name__, fault(getattr(f, method), pattern)) for f in ufuncs for pattern in patterns]
    assert not [(name, wrong) for name, wrong in told if wrong]
