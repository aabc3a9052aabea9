"""The machine code between Python and a path function: one fixed LLVM text for every signature.

What an argument must look like and what the answer looks like are lists of words (`words.py`) that this
code follows, as a small interpreter. So nothing is compiled per function; one piece of code serves them all.

Only functions of Python's stable C API are called, by their addresses. Of Python's objects nothing is known but what
these functions say, and where the stable ABI has `ob_type`. Every function here holds the GIL, and no memory beyond
its own call.

In the text, `@Py...` stands for a function of the C API, `$name` for one of Python's objects or a
number of this file.
"""

from __future__ import annotations

import ctypes
import re
import sys

from backsweep.native.calling.lending import BOUND, INTO
from backsweep.native.calling.reading import FLOATS_OF, READ, TYPE_BY_CALL, TYPE_IN_PLACE
from backsweep.native.calling.writing import NEW_OF, WRITE

# The first word of an argument.
END, FLOATS, LIST, TUPLE, ARRAY, STATIC, DICT, LENT = range(8)
# The first word of an answer.
FLOAT, NEW_LIST, NEW_TUPLE, FLOAT_LIST, FLOAT_TUPLE, NEW_ARRAY, VIEW, OBJECT, NEW_DICT = range(9)
# What `state` holds, one 64-bit word each.
STATE = ("paths", "miss", "wrong", "form", "answer", "count", "inputs", "outputs", "make", "x", "out")

# Doubles kept on the stack by the entries of that name; the third entry asks for memory at each call.
# The second stays within a page of stack: a function may call itself again through a callback, as deep as Python
# allows, and Windows wants larger frames probed.
SMALL, MEDIUM = 64, 480
# From so many outputs on, the arrays of an answer are parts of one, whose memory is `out`: copying would cost more.
LARGE = 4096

# PyBUF_C_CONTIGUOUS | PyBUF_FORMAT, and PyBUF_WRITABLE in addition.
READING, WRITING = 0x0020 | 0x0010 | 0x0008 | 0x0004, 0x0020 | 0x0010 | 0x0008 | 0x0004 | 0x0001

CALL = """
@wrong_array = private constant [COUNT x i8] c"$sentence\\00"

; The paths one after the other, until one is for these arguments. 0: `out` is filled; 1: none was; 2: trouble.
define internal i32 @along(ptr %state, ptr %x, ptr %out) {
entry:
  %paths = load ptr, ptr %state
  br label %next
next:
  %place = phi ptr [%paths, %entry], [%following, %take]
  %path = load ptr, ptr %place
  %none = icmp eq ptr %path, null
  br i1 %none, label %missed, label %take
take:
  %code = load ptr, ptr %path
  %at.constants = getelementptr ptr, ptr %path, i64 1
  %constants = load ptr, ptr %at.constants
  %at.indices = getelementptr ptr, ptr %path, i64 2
  %indices = load ptr, ptr %at.indices
  %status = call i32 %code(ptr %x, ptr %out, ptr %constants, ptr %indices)
  %following = getelementptr ptr, ptr %place, i64 1
  %elsewhere = icmp eq i32 %status, 1
  br i1 %elsewhere, label %next, label %ran
ran:
  ret i32 %status
missed:
  ret i32 1
}

; The answer, a new reference; null where Python has an error; $missed where Python is to do it.
; `whole` is the array whose memory `out` is, null if it is none.
define internal ptr @attempt(ptr %state, ptr %args, ptr %buffer, ptr %out, ptr %whole) {
entry:
  %view = alloca %Lent, align 8
  %cursor = alloca %Cursor, align 8
  %at.form = getelementptr ptr, ptr %state, i64 3
  %form = load ptr, ptr %at.form
  store ptr %form, ptr %cursor
  %at.x = getelementptr %Cursor, ptr %cursor, i32 0, i32 1
  store ptr %buffer, ptr %at.x
  %kind = load i64, ptr %form
  %lend = icmp eq i64 %kind, $LENT
  br i1 %lend, label %only, label %several
only:
  ; The one argument is an array: its memory is x, and nothing is copied.
  %item = load ptr, ptr %args
  TYPE
  %at.size = getelementptr i64, ptr %form, i64 1
  %size = load i64, ptr %at.size
  %at.one = getelementptr ptr, ptr %form, i64 2
  %one.type = load ptr, ptr %at.one
  %at.other = getelementptr ptr, ptr %form, i64 3
  %other.type = load ptr, ptr %at.other
  %is.one = icmp eq ptr %type, %one.type
  %is.other = icmp eq ptr %type, %other.type
  %is.array = or i1 %is.one, %is.other
  br i1 %is.array, label %only.borrow, label %miss
only.borrow:
  %refused = call i32 @borrow(ptr %item, i64 %size, i32 $READING, ptr %view)
  %lent = icmp eq i32 %refused, 0
  br i1 %lent, label %only.run, label %miss
only.run:
  %memory = load ptr, ptr %view
  %only.status = call i32 @along(ptr %state, ptr %memory, ptr %out)
  call void @PyBuffer_Release(ptr %view)
  br label %ran
several:
  %unfit = call i32 @read(ptr @item_of_args, ptr @floats_of_args, ptr %args, ptr %cursor)
  %fits = icmp eq i32 %unfit, 0
  br i1 %fits, label %several.run, label %miss
several.run:
  %several.status = call i32 @along(ptr %state, ptr %buffer, ptr %out)
  br label %ran
ran:
  %status = phi i32 [%only.status, %only.run], [%several.status, %several.run]
  %done = icmp eq i32 %status, 0
  br i1 %done, label %answer, label %other
other:
  %result.other = call ptr @after()
  ret ptr %result.other
answer:
  %at.answer = getelementptr ptr, ptr %state, i64 4
  %words = load ptr, ptr %at.answer
  store ptr %words, ptr %cursor
  store ptr %whole, ptr %at.x
  %result = call ptr @write(ptr %cursor, ptr %out)
  ret ptr %result
miss:
  ret ptr $missed
}

; What to say where no path gave an answer. A KeyboardInterrupt from a callback stays an error: null.
define internal ptr @after() {
entry:
  %error = call ptr @PyErr_Occurred()
  %quiet = icmp eq ptr %error, null
  br i1 %quiet, label %miss, label %look
look:
  %ordinary = call i32 @PyErr_ExceptionMatches(ptr $Exception)
  %stays = icmp eq i32 %ordinary, 0
  br i1 %stays, label %fail, label %miss
fail:
  ret ptr null
miss:
  ret ptr $missed
}

; The same call again, to one of the two Python functions of `state`: 1 miss, 2 wrong.
define internal ptr @by_python(ptr %state, i64 %which, ptr %args, i64 %count, ptr %names) {
  call void @PyErr_Clear()
  %at.function = getelementptr ptr, ptr %state, i64 %which
  %function = load ptr, ptr %at.function
  %result = tail call ptr @PyObject_Vectorcall(ptr %function, ptr %args, i64 %count, ptr %names)
  ret ptr %result
}

define internal ptr @with_memory(ptr %state, ptr %args) {
entry:
  %at.inputs = getelementptr i64, ptr %state, i64 6
  %inputs = load i64, ptr %at.inputs
  %at.outputs = getelementptr i64, ptr %state, i64 7
  %outputs = load i64, ptr %at.outputs
  %doubles = add i64 %inputs, %outputs
  %bytes = shl i64 %doubles, 3
  %buffer = call ptr @PyMem_Malloc(i64 %bytes)
  %none = icmp eq ptr %buffer, null
  br i1 %none, label %miss, label %go
go:
  %out = getelementptr double, ptr %buffer, i64 %inputs
  %result = call ptr @attempt(ptr %state, ptr %args, ptr %buffer, ptr %out, ptr null)
  call void @PyMem_Free(ptr %buffer)
  ret ptr %result
miss:
  ret ptr $missed
}

; `out` is the memory of a new array, and the answer's arrays are parts of it: nothing is copied.
define internal ptr @with_array(ptr %state, ptr %args) {
entry:
  %view = alloca %Lent, align 8
  %at.inputs = getelementptr i64, ptr %state, i64 6
  %inputs = load i64, ptr %at.inputs
  %at.outputs = getelementptr i64, ptr %state, i64 7
  %outputs = load i64, ptr %at.outputs
  %at.make = getelementptr ptr, ptr %state, i64 8
  %make = load ptr, ptr %at.make
  %whole = call ptr @PyObject_CallNoArgs(ptr %make)
  %no.whole = icmp eq ptr %whole, null
  br i1 %no.whole, label %miss, label %lend
lend:
  %refused = call i32 @borrow(ptr %whole, i64 %outputs, i32 $WRITING, ptr %view)
  %lent = icmp eq i32 %refused, 0
  br i1 %lent, label %ask, label %drop
ask:
  %bytes = shl i64 %inputs, 3
  %buffer = call ptr @PyMem_Malloc(i64 %bytes)
  %no.buffer = icmp eq ptr %buffer, null
  br i1 %no.buffer, label %release, label %go
go:
  %out = load ptr, ptr %view
  %tried = call ptr @attempt(ptr %state, ptr %args, ptr %buffer, ptr %out, ptr %whole)
  call void @PyMem_Free(ptr %buffer)
  br label %release
release:
  %result = phi ptr [$missed, %ask], [%tried, %go]
  call void @PyBuffer_Release(ptr %view)
  br label %drop
drop:
  %answer = phi ptr [$missed, %lend], [%result, %release]
  call void @Py_DecRef(ptr %whole)
  ret ptr %answer
miss:
  ret ptr $missed
}
"""

ENTRY = """
define ptr @call_NAME(ptr %self, ptr %args, i64 %count, ptr %names) {
entry:
  %number = call ptr @PyTuple_GetItem(ptr %self, i64 0)
  %state = call ptr @PyLong_AsVoidPtr(ptr %number)
  %at.count = getelementptr i64, ptr %state, i64 5
  %wanted = load i64, ptr %at.count
  %as.many = icmp eq i64 %count, %wanted
  %unnamed = icmp eq ptr %names, null
  %fits = and i1 %as.many, %unnamed
  br i1 %fits, label %try, label %miss
try:
  %result = call ptr @with_NAME(ptr %state, ptr %args)
  %missed = icmp eq ptr %result, $missed
  br i1 %missed, label %miss, label %done
done:
  ret ptr %result
miss:
  %by.python = tail call ptr @by_python(ptr %state, i64 1, ptr %args, i64 %count, ptr %names)
  ret ptr %by.python
}
"""

# On the stack, x and then out.
ON_STACK = """
define internal ptr @with_NAME(ptr %state, ptr %args) {
  %buffer = alloca [$SIZE x double], align 16
  %at.inputs = getelementptr i64, ptr %state, i64 6
  %inputs = load i64, ptr %at.inputs
  %out = getelementptr double, ptr %buffer, i64 %inputs
  %result = call ptr @attempt(ptr %state, ptr %args, ptr %buffer, ptr %out, ptr null)
  ret ptr %result
}
"""

ENTRIES = ("small", "medium", "memory", "array")

SENTENCE = "The maker of an answer's array did not give a writable array of floats."


def functions() -> list[str]:
    """The functions of the C API that the machine code calls."""
    return sorted(set(re.findall(r"@(Py\w+)", whole())))


def whole() -> str:
    """The text with every part in place, and the functions and numbers still named."""
    parts = [READ]
    for name, fetch in (("args", "@item_of_args"), ("list", "@PyList_GetItem"), ("tuple", "@PyTuple_GetItem")):
        parts.append(FLOATS_OF.replace("NAME", name).replace("FETCH", fetch))
    for name, kind in (("list", "List"), ("tuple", "Tuple")):
        parts.append(NEW_OF.replace("NAME", name).replace("KIND", kind))
    parts += [WRITE, CALL.replace("COUNT", str(len(SENTENCE) + 1)).replace("$sentence", SENTENCE)]
    for name in ("small", "medium"):
        parts.append(ON_STACK.replace("SIZE", name.upper()).replace("NAME", name))
    for name in ENTRIES:
        parts.append(ENTRY.replace("NAME", name))
    return "".join([*parts, INTO, BOUND])


def text() -> str:
    """The LLVM text for this process: its addresses stand in it as numbers, so it is not to be kept on disk."""
    numbers = {name: str(value) for name, value in globals().items() if name.isupper() and isinstance(value, int)}
    numbers |= {"order": str(ord("<" if sys.byteorder == "little" else ">")), "missed": pointer(1)}
    numbers |= {thing.__name__: pointer(id(thing)) for thing in (float, list, tuple, dict, Exception, BufferError)}
    numbers["None"] = pointer(id(None))
    found = whole().replace("TYPE\n", (TYPE_IN_PLACE if types_are_in_place() else TYPE_BY_CALL) + "\n")
    found = re.sub(r"\$(\w+)", lambda match: numbers[match[1]], found)
    return re.sub(r"@(Py\w+|memmove)", lambda match: pointer(address_of(match[1])), found)


def types_are_in_place() -> bool:
    """Whether this Python has `ob_type` where its stable ABI says: in the second of the two words of every object."""
    if object.__basicsize__ != 16 or not getattr(sys, "_is_gil_enabled", lambda: True)():
        return False
    return all(
        ctypes.c_void_p.from_address(id(thing) + 8).value == id(type(thing))
        for thing in (1.0, 1, True, [], (), {}, "text", object(), float, None)
    )


def pointer(address: int) -> str:
    """An address as LLVM writes it."""
    return f"inttoptr (i64 {address} to ptr)"


def address_of(name: str) -> int:
    """Where a function of the C API, or memmove, is in this process."""
    function = ctypes.memmove if name == "memmove" else getattr(ctypes.pythonapi, name)
    return ctypes.cast(function, ctypes.c_void_p).value or 0
