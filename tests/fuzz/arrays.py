"""Random functions of arrays: chains of NumPy's functions, each on earlier arrays of any shapes.

A step is kept if NumPy itself can run it and all stays finite and small. A step that a Node refuses in a sentence of
ours is dropped and counted; one that fails there in another way is kept: it is a find.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from cases import BESIDE, CASES

import backsweep
from backsweep import BacksweepError, Node
from fuzz.program import Program
from fuzz.templates import ANALYTIC, OTHERS

# Of the text of a program, all that may be run on complex numbers.
WORDS = set(re.findall(r"[a-z_A-Z]\w*", " ".join(ANALYTIC)))

LARGEST, MOST = 1e3, 48
LAWFUL = {name: (f, args) for name, f, args in [*CASES, *BESIDE] if all(arg.size for arg in args)}
BESIDE_NUMPY = {name for name, *_ in BESIDE}
REFUSED: Counter[str] = Counter()


def case(name: str, *xs: Any) -> Any:
    """A call from the cases that the laws are tried on, at its own arguments, moved a little by any arrays."""
    f, args = LAWFUL[name]
    return f(*[arg + 0.01 * np.tanh(np.resize(x, arg.shape)) for arg, x in zip(args, xs, strict=True)])


def weigh(x: Any) -> Any:
    """A weighted sum of all entries, so that each counts."""
    weights = np.cos(np.arange(np.size(x))).reshape(np.shape(x))
    if np.iscomplexobj(x.val if isinstance(x, Node) else x):
        return np.sum(np.real(x) * weights) + np.sum(np.imag(x) * weights**2)
    return np.sum(x * weights)


class Updates:
    """x.at[index].set(v) of a plain array, as a Node has it."""

    def __init__(self, x: Any) -> None:
        self.x = x

    def __getitem__(self, index: Any) -> Any:
        return Update(self.x, index)


class Update:
    def __init__(self, x: Any, index: Any) -> None:
        self.x, self.index = x, index

    def set(self, v: Any) -> Any:
        answer = np.array(self.x, dtype=np.result_type(self.x, v))
        answer[self.index] = v
        return answer

    def add(self, v: Any) -> Any:
        answer = np.array(self.x, dtype=np.result_type(self.x, v))
        np.add.at(answer, self.index, v)
        return answer


def at(x: Any) -> Any:
    """Updates of a Node or of a plain array."""
    return x.at if isinstance(x, Node) else Updates(x)


SOFT = ("relu", "sigmoid", "softplus", "silu", "gelu", "erf", "normal_cdf", "lgamma", "digamma", "xlogy")
SOFT += ("logsumexp", "softmax", "log_softmax", "maximum")
NAMES: dict[str, Any] = {"np": np, "case": case, "weigh": weigh, "at": at, "sum": sum}
NAMES |= {name: getattr(backsweep, name) for name in SOFT}


class Maker:
    """Draws the steps of a program."""

    def __init__(self, seed: int) -> None:
        self.chance = np.random.default_rng(seed)
        self.inputs = [self.input() for _ in range(self.chance.integers(1, 4))]
        self.values: dict[str, Any] = {f"x{i}": x for i, x in enumerate(self.inputs)}
        self.nodes: dict[str, Any] = {name: Node(x) for name, x in self.values.items()}
        self.lines: list[str] = []

    def pick(self, options: Any) -> Any:
        return options[int(self.chance.integers(len(options)))]

    def input(self) -> Any:
        draw = self.chance.random()
        if draw < 0.25:
            return float(self.chance.normal()) if draw < 0.17 else int(self.chance.integers(1, 4))
        shape = self.pick([(), (1,), (3,), (2, 3), (3, 3), (2, 1, 3), (4, 2), (1, 4)])
        if self.chance.random() < 0.1:
            return self.chance.integers(-3, 4, shape).astype(float)
        return self.chance.normal(size=shape)

    def step(self) -> None:
        """One more line, if one of several tries can be run."""
        for _ in range(30):
            draw = self.chance.random()
            text = self.lawful() if draw < 0.25 else self.filled(self.pick(ANALYTIC if draw < 0.7 else OTHERS))
            name = f"v{len(self.values)}"
            value = tried(text, self.values)
            if value is None:
                continue
            node = self.on_nodes(text)
            if node is not None:
                self.lines.append(f"{name} = {text}")
                self.values[name], self.nodes[name] = value, node
                return

    def on_nodes(self, text: str) -> Any:
        """The step on Nodes; None if it is refused, and the plain value if it fails in another way."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                node = eval(text, {**NAMES, **self.nodes})
                weigh(node)
                return node
            except (BacksweepError, np.exceptions.AxisError) as refusal:
                REFUSED[f"{text.split('(')[0]}: {refusal.__class__.__name__}"] += 1
                return None
            except Exception:  # a find, which the checks will meet
                return tried(text, self.values)

    def lawful(self) -> str:
        name = self.pick(list(LAWFUL))
        args = [self.pick(list(self.values)) for _ in LAWFUL[name][1]]
        return f"case({name!r}, {', '.join(args)})"

    def filled(self, text: str) -> str:
        """A text with its blanks filled: the same blank in it means the same."""
        names = list(self.values)
        a = self.pick(names[-3:] if self.chance.random() < 0.6 else names)
        shape = np.shape(self.values[a])
        blanks: dict[str, Callable[[], str]] = {
            "a": lambda: a,
            "b": lambda: self.pick(names),
            "like": lambda: self.pick([name for name in names if alike(self.values[name], self.values[a])]),
            "m": lambda: f"np.resize({a}, (3, 3))",
            "m2": lambda: f"np.resize({self.pick(names)}, (3, 3))",
            "well": lambda: f"(np.resize({a}, (3, 3)) / 4 + 3.0 * np.eye(3))",
            "tall": lambda: f"np.resize({a}, (4, 2))",
            "axis": lambda: str(int(self.chance.integers(-len(shape), len(shape)))) if shape else "0",
            "axes": lambda: self.axes(len(shape)),
            "keep": lambda: self.pick(["True", "False"]),
            "index": lambda: self.index(shape),
            "put": lambda: self.index(shape),
            "mask": lambda: f"np.array({[k % 3 != 1 for k in range(shape[-1] if shape else 1)]})",
            "n": lambda: str(int(self.chance.integers(-2, 3))),
            "number": lambda: str(self.pick([0.5, 2.0, -1.5, 1, 3, round(float(self.chance.normal()), 2)])),
            "mode": lambda: self.pick(["full", "same", "valid"]),
        }
        filled: dict[str, str] = {}

        def fill(found: re.Match[str]) -> str:
            if found[1] not in filled or found[1] in ("index", "axis"):
                filled[found[1]] = blanks[found[1]]()
            return filled[found[1]]

        return re.sub(r"(\w+)\.at\[", r"at(\1)[", re.sub(r"\{(\w+)\}", fill, text))

    def axes(self, count: int) -> str:
        if not count or self.chance.random() < 0.2:
            return "None"
        order = [int(k) for k in self.chance.permutation(count)]
        chosen = [k - count * int(self.chance.integers(2)) for k in order[: int(self.chance.integers(1, count + 1))]]
        return str(chosen[0]) if len(chosen) == 1 else str(tuple(chosen))

    def index(self, shape: tuple[int, ...]) -> str:
        """An index of any kind."""
        parts = []
        for size in shape:
            one, other = (int(k) for k in self.chance.integers(-size, size, 2)) if size else (0, 0)
            kinds = [
                str(one),
                ":",
                f"{one}:",
                "::-1",
                "::2",
                f"[{one}, {other}]",
                f"[{one}, {one}, {other}]",
                "None, :",
            ]
            kinds += ["...", f"np.array([[{one}], [{other}]])", f"np.array({[k % 2 == 0 for k in range(size)]})"]
            parts.append(self.pick(kinds))
            if self.chance.random() < 0.3:
                break
        return ", ".join(parts) or self.pick(["()", "...", "None"])


def alike(x: Any, y: Any) -> bool:
    """Whether two arrays broadcast."""
    try:
        return bool(np.prod(np.broadcast_shapes(np.shape(x), np.shape(y))) <= MOST)
    except ValueError:
        return False


def tried(text: str, values: dict[str, Any]) -> Any:
    """A step on plain arrays; None if it cannot be run, or gives what is no moderate array of numbers."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            value = eval(text, {**NAMES, **values})
            good = np.size(value) and np.size(value) <= MOST and np.ndim(value) <= 4
            dtype = np.asarray(value).dtype.kind
            return value if good and dtype in "fci" and np.all(np.abs(value) < LARGEST) else None
        except Exception:  # NumPy has many ways to say that shapes do not fit
            return None


def array_program(seed: int) -> Program:
    """The function of a seed, at two points."""
    maker = Maker(seed)
    for _ in range(int(maker.chance.integers(1, 9))):
        maker.step()
    made = [name for name in maker.values if name.startswith("v")]
    total = " + ".join(f"weigh({name})" for name in made or maker.values)
    lines = [f"def f({', '.join(f'x{i}' for i in range(len(maker.inputs)))}):", *(f"    {one}" for one in maker.lines)]
    text = "\n".join([*lines, f"    return {total}", ""])
    near = tuple(x + 0.05 * maker.chance.normal(size=np.shape(x) or None) for x in maker.inputs)
    return Program(seed, "array", text, (tuple(maker.inputs), near))


def is_analytic(program: Program) -> bool:
    """Whether every step is one that complex numbers may be put through."""
    words = set(re.findall(r"[a-z_A-Z]\w*", program.text.split(":", 1)[1]))
    return all(word in WORDS or re.fullmatch(r"[xv]\d+|weigh|return|True|False|at", word) for word in words)
