"""What a call's arguments and its answer look like, and how the machine code is told.

The form of an argument is one of

    FLOAT                         a Python float itself, of no subclass
    ("list", [forms])             a list of that length; ("tuple", [forms]) likewise
    ("dict", {key: form})         a dict with these very keys in this order
    ("floats", n, list or tuple)  a list or tuple of n floats
    ("array", n)                  a numpy array of one dimension or an array.array("d"), n floats in a row;
    ("array", n, type)            of that type only
    ("static", object)            that very object

and that of an answer one of

    index                         the float out[index]
    ("list", [answers])           likewise ("tuple", [answers]), ("dict", {key: answer})
    ("floats", start, n, list or tuple)   out[start], ..., out[start + n - 1]
    ("array", start, n, make)     the same in what make() gives, a fresh array of n floats
    ("static", object)            that very object
"""

from __future__ import annotations

import array
import ctypes
import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy

from backsweep.native.calling import text

FLOAT: Literal["float"] = "float"
Form: TypeAlias = Any
Answer: TypeAlias = Any

ARRAYS = (numpy.ndarray, array.array)


def types_of(form: Form) -> tuple[type, type]:
    """The two types an array may have; twice the same where only one will do."""
    return (form[2], form[2]) if len(form) > 2 else ARRAYS


def size(form: Form) -> int:
    """How many floats an argument of this form holds."""
    if form == FLOAT:
        return 1
    kind, content = form[0], form[1]
    if kind in ("floats", "array"):
        return int(content)
    if kind == "static":
        return 0
    return sum(size(part) for part in parts(kind, content))


def parts(kind: str, content: Any) -> list[Any]:
    """The forms (or answers) within a list, tuple or dict."""
    return list(content.values()) if kind == "dict" else list(content)


class Held(NamedTuple):
    """A word that is the address of an object, which is to live as long as the word is read."""

    thing: Any


Word: TypeAlias = "int | Held"


def encoded(said: Iterable[Word]) -> tuple[Any, tuple[Any, ...]]:
    """The words as machine code reads them, and the objects to keep for them."""
    listed = list(said)
    numbers = [id(word.thing) if isinstance(word, Held) else word for word in listed]
    return (ctypes.c_int64 * len(numbers))(*numbers), tuple(word.thing for word in listed if isinstance(word, Held))


def form_words(forms: Sequence[Form]) -> Iterator[Word]:
    """The words for the arguments of a call."""
    if lent(forms):
        yield from (text.LENT, forms[0][1], *map(Held, types_of(forms[0])))
    else:
        yield from items(forms)


def lent(forms: Sequence[Form]) -> bool:
    """Whether the one argument is an array, whose memory the paths can read as it is."""
    return len(forms) == 1 and forms[0] != FLOAT and forms[0][0] == "array"


def items(forms: Iterable[Form]) -> Iterator[Word]:
    """The words for forms that stand side by side; floats are counted, so that one loop reads them."""
    floats = 0
    for form in forms:
        if form == FLOAT:
            floats += 1
            continue
        if floats:
            yield from (text.FLOATS, floats)
            floats = 0
        yield from item(form)
    if floats:
        yield from (text.FLOATS, floats)
    yield text.END


def item(form: Form) -> Iterator[Word]:
    """The words for one argument that is no float."""
    match form:
        case ("list" | "tuple" as kind, content):
            yield from (text.LIST if kind == "list" else text.TUPLE, len(content))
            yield from items(content)
        case ("floats", count, kind):
            yield from (text.LIST if kind is list else text.TUPLE, count, text.FLOATS, count, text.END)
        case ("array", count, *_):
            yield from (text.ARRAY, count, *map(Held, types_of(form)))
        case ("static", thing):
            yield from (text.STATIC, Held(thing))
        case ("dict", content):
            yield from (text.DICT, len(content))
            yield from items([("static", key) for key in content])
            yield from items(content.values())
        case _:
            raise ValueError(f"No argument has the form {form!r}.")


def answer_words(answer: Answer, outputs: int, *, views: bool = False) -> Iterator[Word]:
    """The words for an answer taken from `outputs` floats; with `views`, its numpy arrays are parts of that array."""
    match answer:
        case int():
            inside(answer, 1, outputs)
            yield from (text.FLOAT, answer)
        case ("list" | "tuple" as kind, content):
            if in_a_row(content):
                run = ("floats", content[0], len(content), list if kind == "list" else tuple)
                yield from answer_words(run, outputs, views=views)
                return
            yield from (text.NEW_LIST if kind == "list" else text.NEW_TUPLE, len(content))
            for part in content:
                yield from answer_words(part, outputs, views=views)
        case ("floats", start, count, kind):
            inside(start, count, outputs)
            yield from (text.FLOAT_LIST if kind is list else text.FLOAT_TUPLE, count, start)
        case ("array", start, count, make):
            inside(start, count, outputs)
            if views and is_numpy(make):
                yield from (text.VIEW, Held(slice(start, start + count)))
                return
            yield from (text.NEW_ARRAY, count, start, Held(make))
        case ("static", thing):
            yield from (text.OBJECT, Held(thing))
        case ("dict", content):
            yield from (text.NEW_DICT, len(content))
            for key, part in content.items():
                yield Held(key)
                yield from answer_words(part, outputs, views=views)
        case _:
            raise ValueError(f"No answer has the form {answer!r}.")


def has_arrays(answer: Answer) -> bool:
    """Whether there are numpy arrays in an answer."""
    match answer:
        case ("array", _, _, make):
            return is_numpy(make)
        case ("list" | "tuple" | "dict" as kind, content):
            return any(map(has_arrays, parts(kind, content)))
    return False


def is_numpy(make: Any) -> bool:
    """Whether this is what `empty` gives."""
    return isinstance(make, functools.partial) and make.func is numpy.empty


def inside(start: int, count: int, outputs: int) -> None:
    """Refuse what is beyond the output array: machine code reads there without asking."""
    if start < 0 or count < 0 or start + count > outputs:
        raise ValueError(f"The answer takes out[{start}] to out[{start + count - 1}] of {outputs} outputs.")


def in_a_row(answers: Sequence[Answer]) -> bool:
    """Whether these are floats that stand side by side in `out`."""
    return bool(answers) and all(
        isinstance(part, int) and part == answers[0] + place for place, part in enumerate(answers)
    )


def answer_like(form: Form, start: int) -> tuple[Answer, int]:
    """The answer that mirrors an argument, its floats from out[start] on, and the index behind its last."""
    if form == FLOAT:
        return start, start + 1
    match form:
        case ("list" | "tuple" as kind, content):
            answers = []
            for part in content:
                answer, start = answer_like(part, start)
                answers.append(answer)
            return (kind, answers), start
        case ("dict", content):
            keyed = {}
            for key, part in content.items():
                keyed[key], start = answer_like(part, start)
            return ("dict", keyed), start
        case ("floats", count, kind):
            return ("floats", start, count, kind), start + count
        case ("array", count, *_):
            return ("array", start, count, empty(count)), start + count
    return form, start


def gradient_like(forms: Sequence[Form], argnums: int | tuple[int, ...], start: int = 1) -> Answer:
    """The gradient by the arguments of `argnums`: one for an int, a tuple of them for a tuple."""
    if isinstance(argnums, int):
        return answer_like(forms[argnums], start)[0]
    return answer_like(("tuple", [forms[number] for number in argnums]), start)[0]


def empty(count: int) -> Callable[[], Any]:
    """What makes a new numpy array of `count` floats."""
    return functools.partial(numpy.empty, count)
