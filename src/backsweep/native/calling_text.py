"""The machine code between Python and a path function: one fixed LLVM text for every signature.

What an argument must look like and what the answer looks like are lists of words (`calling_words.py`) that this
code follows, as a small interpreter. So nothing is compiled per function; one piece of code serves them all.

Only functions of Python's stable C API are called, by their addresses; of Python's objects nothing is known but
what these functions say. Every function here holds the GIL and no memory beyond its own call.

In the text, `@Py...` stands for a function of the C API, `$name` for one of Python's objects or a
number of this file.
"""

from __future__ import annotations

import ctypes
import re
import sys

# The first word of an argument.
END, FLOATS, LIST, TUPLE, ARRAY, STATIC, DICT, LENT = range(8)
# The first word of an answer.
FLOAT, NEW_LIST, NEW_TUPLE, FLOAT_LIST, FLOAT_TUPLE, NEW_ARRAY, OBJECT, NEW_DICT = range(8)
# What `state` holds, one 64-bit word each.
STATE = ("paths", "miss", "wrong", "form", "answer", "count", "inputs", "outputs")

# Doubles kept on the stack by the entries of that name; the third entry asks for memory at each call.
# The second stays within a page of stack: a function may call itself again through a callback, as deep as Python
# allows, and Windows wants larger frames probed.
SMALL, MEDIUM = 64, 480

# PyBUF_C_CONTIGUOUS | PyBUF_FORMAT, and PyBUF_WRITABLE in addition.
READING, WRITING = 0x0020 | 0x0010 | 0x0008 | 0x0004, 0x0020 | 0x0010 | 0x0008 | 0x0004 | 0x0001

# The type of %item. PyObject_Type makes a new reference, two calls for each float. The type's place is one of the few
# members of objects that the stable ABI fixes (PyObject: ob_refcnt, ob_type), and is looked at where a test at first
# use finds it there: 8 ns less of 150 for five floats, 25 of 240 for a list of ten.
TYPE_BY_CALL = """%type = call ptr @PyObject_Type(ptr %item)
  call void @Py_DecRef(ptr %type)"""
TYPE_IN_PLACE = """%at.type = getelementptr ptr, ptr %item, i64 1
  %type = load ptr, ptr %at.type"""

# Floats that stand side by side in the arguments, a list or a tuple: `first` and the `count - 1` after it, into x.
# The answer is 0 where all are floats and nothing else, 1 otherwise.
FLOATS_OF = """
define internal i32 @floats_of_NAME(ptr %container, i64 %first, i64 %count, ptr %x) {
entry:
  %empty = icmp eq i64 %count, 0
  br i1 %empty, label %done, label %turn
turn:
  %i = phi i64 [0, %entry], [%next, %keep]
  %position = add i64 %first, %i
  %item = call ptr FETCH(ptr %container, i64 %position)
  %gone = icmp eq ptr %item, null
  br i1 %gone, label %miss, label %look
look:
  TYPE
  %float = icmp eq ptr %type, $float
  br i1 %float, label %take, label %miss
take:
  %number = call double @PyFloat_AsDouble(ptr %item)
  %doubtful = fcmp oeq double %number, -1.0
  br i1 %doubtful, label %ask, label %keep
ask:
  %error = call ptr @PyErr_Occurred()
  %failed = icmp ne ptr %error, null
  br i1 %failed, label %miss, label %keep
keep:
  %place = getelementptr double, ptr %x, i64 %i
  store double %number, ptr %place
  %next = add i64 %i, 1
  %more = icmp ult i64 %next, %count
  br i1 %more, label %turn, label %done
done:
  ret i32 0
miss:
  ret i32 1
}
"""

# A new list or tuple: of floats out[first], ..., or of parts that the words describe. null where Python has an error.
NEW_OF = """
define internal ptr @floats_as_NAME(i64 %count, ptr %from) {
entry:
  %new = call ptr @PyKIND_New(i64 %count)
  %none = icmp eq ptr %new, null
  br i1 %none, label %fail, label %head
head:
  %empty = icmp eq i64 %count, 0
  br i1 %empty, label %done, label %turn
turn:
  %i = phi i64 [0, %head], [%next, %set]
  %place = getelementptr double, ptr %from, i64 %i
  %number = load double, ptr %place
  %item = call ptr @PyFloat_FromDouble(double %number)
  %lost = icmp eq ptr %item, null
  br i1 %lost, label %drop, label %set
set:
  ; It takes over the item, also where it fails.
  %refused = call i32 @PyKIND_SetItem(ptr %new, i64 %i, ptr %item)
  %next = add i64 %i, 1
  %more = icmp ult i64 %next, %count
  %good = icmp eq i32 %refused, 0
  %again = and i1 %more, %good
  br i1 %again, label %turn, label %last
last:
  br i1 %good, label %done, label %drop
done:
  ret ptr %new
drop:
  call void @Py_DecRef(ptr %new)
  ret ptr null
fail:
  ret ptr null
}

define internal ptr @parts_as_NAME(i64 %count, ptr %cursor, ptr %out) {
entry:
  %new = call ptr @PyKIND_New(i64 %count)
  %none = icmp eq ptr %new, null
  br i1 %none, label %fail, label %head
head:
  %empty = icmp eq i64 %count, 0
  br i1 %empty, label %done, label %turn
turn:
  %i = phi i64 [0, %head], [%next, %set]
  %item = call ptr @write(ptr %cursor, ptr %out)
  %lost = icmp eq ptr %item, null
  br i1 %lost, label %drop, label %set
set:
  %refused = call i32 @PyKIND_SetItem(ptr %new, i64 %i, ptr %item)
  %next = add i64 %i, 1
  %more = icmp ult i64 %next, %count
  %good = icmp eq i32 %refused, 0
  %again = and i1 %more, %good
  br i1 %again, label %turn, label %last
last:
  br i1 %good, label %done, label %drop
done:
  ret ptr %new
drop:
  call void @Py_DecRef(ptr %new)
  ret ptr null
fail:
  ret ptr null
}
"""

READ = """
; Python's Py_buffer: buf, obj, len, itemsize, (readonly, ndim), format, shape, strides, suboffsets, internal.
%Lent = type { ptr, ptr, i64, i64, i32, i32, ptr, ptr, ptr, ptr, ptr }
; Where a reader or a writer stands: its next word, and its next place in x.
%Cursor = type { ptr, ptr }

define internal ptr @item_of_args(ptr %args, i64 %position) {
  %place = getelementptr ptr, ptr %args, i64 %position
  %item = load ptr, ptr %place
  ret ptr %item
}

; The memory of `count` doubles in a row that `thing` lends. 0: it is to be released; 1: it is not.
define internal i32 @borrow(ptr %thing, i64 %count, i32 %flags, ptr %view) {
entry:
  %refused = call i32 @PyObject_GetBuffer(ptr %thing, ptr %view, i32 %flags)
  %lends = icmp eq i32 %refused, 0
  br i1 %lends, label %look, label %miss
look:
  %at.ndim = getelementptr %Lent, ptr %view, i32 0, i32 5
  %ndim = load i32, ptr %at.ndim
  %flat = icmp eq i32 %ndim, 1
  %at.length = getelementptr %Lent, ptr %view, i32 0, i32 2
  %length = load i64, ptr %at.length
  %wanted = shl i64 %count, 3
  %long = icmp eq i64 %length, %wanted
  %at.itemsize = getelementptr %Lent, ptr %view, i32 0, i32 3
  %itemsize = load i64, ptr %at.itemsize
  %eight = icmp eq i64 %itemsize, 8
  %memory = load ptr, ptr %view
  %address = ptrtoint ptr %memory to i64
  %odd = and i64 %address, 7
  %aligned = icmp eq i64 %odd, 0
  %at.format = getelementptr %Lent, ptr %view, i32 0, i32 6
  %format = load ptr, ptr %at.format
  %told = icmp ne ptr %format, null
  %a = and i1 %flat, %long
  %b = and i1 %eight, %aligned
  %c = and i1 %a, %b
  %d = and i1 %c, %told
  br i1 %d, label %letter, label %release
letter:
  ; "d" is a double; "@d", "=d" and "<d" (or ">d" on a machine that writes so) say the same in more letters.
  %first = load i8, ptr %format
  %plain = icmp eq i8 %first, 100
  %native = icmp eq i8 %first, 64
  %standard = icmp eq i8 %first, 61
  %order = icmp eq i8 %first, $order
  %e = or i1 %native, %standard
  %prefixed = or i1 %e, %order
  %skip = zext i1 %prefixed to i64
  %at.letter = getelementptr i8, ptr %format, i64 %skip
  %letter.is = load i8, ptr %at.letter
  %double = icmp eq i8 %letter.is, 100
  br i1 %double, label %rest, label %release
rest:
  %at.rest = getelementptr i8, ptr %at.letter, i64 1
  %rest.is = load i8, ptr %at.rest
  %over = icmp eq i8 %rest.is, 0
  br i1 %over, label %good, label %release
good:
  ret i32 0
release:
  call void @PyBuffer_Release(ptr %view)
  ret i32 1
miss:
  ret i32 1
}

; The items of a container from its first on, as the words say, up to the word `end`. 0: done; 1: it does not fit.
; fetch gives an item, floats reads a run of them. A list that is being read is held: making a new list, as PyDict_Keys
; does, can set the garbage collector off, and with it other people's code.
define internal i32 @read(ptr %fetch, ptr %floats, ptr %container, ptr %cursor) {
entry:
  %view = alloca %Lent, align 8
  %at.x = getelementptr %Cursor, ptr %cursor, i32 0, i32 1
  br label %step
step:
  %position = phi i64 [0, %entry], [%after, %run.good], [%one.more, %item.good]
  %words = load ptr, ptr %cursor
  %kind = load i64, ptr %words
  %at.first = getelementptr i64, ptr %words, i64 1
  %at.second = getelementptr i64, ptr %words, i64 2
  %ended = icmp eq i64 %kind, $END
  br i1 %ended, label %end, label %more
end:
  store ptr %at.first, ptr %cursor
  ret i32 0
more:
  %first = load i64, ptr %at.first
  %several = icmp eq i64 %kind, $FLOATS
  br i1 %several, label %run, label %one
run:
  %x = load ptr, ptr %at.x
  %run.status = call i32 %floats(ptr %container, i64 %position, i64 %first, ptr %x)
  %run.ok = icmp eq i32 %run.status, 0
  br i1 %run.ok, label %run.good, label %miss
run.good:
  %x.after = getelementptr double, ptr %x, i64 %first
  store ptr %x.after, ptr %at.x
  store ptr %at.second, ptr %cursor
  %after = add i64 %position, %first
  br label %step
one:
  %item = call ptr %fetch(ptr %container, i64 %position)
  %gone = icmp eq ptr %item, null
  br i1 %gone, label %miss, label %typed
typed:
  TYPE
  store ptr %at.second, ptr %cursor
  switch i64 %kind, label %miss [i64 $LIST, label %list i64 $TUPLE, label %tuple i64 $ARRAY, label %array
                                 i64 $STATIC, label %static i64 $DICT, label %dict]
list:
  %is.list = icmp eq ptr %type, $list
  br i1 %is.list, label %list.size, label %miss
list.size:
  %list.length = call i64 @PyList_Size(ptr %item)
  %list.fits = icmp eq i64 %list.length, %first
  br i1 %list.fits, label %list.read, label %miss
list.read:
  call void @Py_IncRef(ptr %item)
  %list.status = call i32 @read(ptr @PyList_GetItem, ptr @floats_of_list, ptr %item, ptr %cursor)
  br label %asked
tuple:
  %is.tuple = icmp eq ptr %type, $tuple
  br i1 %is.tuple, label %tuple.size, label %miss
tuple.size:
  %tuple.length = call i64 @PyTuple_Size(ptr %item)
  %tuple.fits = icmp eq i64 %tuple.length, %first
  br i1 %tuple.fits, label %tuple.read, label %miss
tuple.read:
  call void @Py_IncRef(ptr %item)
  %tuple.status = call i32 @read(ptr @PyTuple_GetItem, ptr @floats_of_tuple, ptr %item, ptr %cursor)
  br label %asked
array:
  %one.type = load ptr, ptr %at.second
  %at.third = getelementptr i64, ptr %words, i64 3
  %other.type = load ptr, ptr %at.third
  %is.one = icmp eq ptr %type, %one.type
  %is.other = icmp eq ptr %type, %other.type
  %is.array = or i1 %is.one, %is.other
  br i1 %is.array, label %array.borrow, label %miss
array.borrow:
  %kept = call i32 @borrow(ptr %item, i64 %first, i32 $READING, ptr %view)
  %lent = icmp eq i32 %kept, 0
  br i1 %lent, label %array.copy, label %miss
array.copy:
  %to = load ptr, ptr %at.x
  %from = load ptr, ptr %view
  %bytes = shl i64 %first, 3
  call ptr @memmove(ptr %to, ptr %from, i64 %bytes)
  call void @PyBuffer_Release(ptr %view)
  %to.after = getelementptr double, ptr %to, i64 %first
  store ptr %to.after, ptr %at.x
  %at.fourth = getelementptr i64, ptr %words, i64 4
  store ptr %at.fourth, ptr %cursor
  br label %item.good
static:
  %wanted = inttoptr i64 %first to ptr
  %same = icmp eq ptr %item, %wanted
  br i1 %same, label %item.good, label %miss
dict:
  ; The keys in their order, as statics in a list; then the values as a list.
  %is.dict = icmp eq ptr %type, $dict
  br i1 %is.dict, label %dict.keys, label %miss
dict.keys:
  call void @Py_IncRef(ptr %item)
  %keys = call ptr @PyDict_Keys(ptr %item)
  %no.keys = icmp eq ptr %keys, null
  br i1 %no.keys, label %let.go, label %keys.size
keys.size:
  %keys.length = call i64 @PyList_Size(ptr %keys)
  %keys.fit = icmp eq i64 %keys.length, %first
  br i1 %keys.fit, label %keys.read, label %keys.drop
keys.read:
  %keys.status = call i32 @read(ptr @PyList_GetItem, ptr @floats_of_list, ptr %keys, ptr %cursor)
  %keys.same = icmp eq i32 %keys.status, 0
  br label %keys.drop
keys.drop:
  %keys.good = phi i1 [false, %keys.size], [%keys.same, %keys.read]
  call void @Py_DecRef(ptr %keys)
  br i1 %keys.good, label %dict.values, label %let.go
dict.values:
  %values = call ptr @PyDict_Values(ptr %item)
  %no.values = icmp eq ptr %values, null
  br i1 %no.values, label %let.go, label %values.size
values.size:
  %values.length = call i64 @PyList_Size(ptr %values)
  %values.fit = icmp eq i64 %values.length, %first
  br i1 %values.fit, label %values.read, label %values.drop
values.read:
  %values.status = call i32 @read(ptr @PyList_GetItem, ptr @floats_of_list, ptr %values, ptr %cursor)
  br label %values.drop
values.drop:
  %dict.status = phi i32 [1, %values.size], [%values.status, %values.read]
  call void @Py_DecRef(ptr %values)
  br label %asked
asked:
  %status = phi i32 [%list.status, %list.read], [%tuple.status, %tuple.read], [%dict.status, %values.drop]
  call void @Py_DecRef(ptr %item)
  %fits = icmp eq i32 %status, 0
  br i1 %fits, label %item.good, label %miss
item.good:
  %one.more = add i64 %position, 1
  br label %step
let.go:
  call void @Py_DecRef(ptr %item)
  br label %miss
miss:
  ret i32 1
}
"""

WRITE = """
; One part of the answer, a new reference; null where Python has an error.
define internal ptr @write(ptr %cursor, ptr %out) {
entry:
  %view = alloca %Lent, align 8
  %words = load ptr, ptr %cursor
  %kind = load i64, ptr %words
  %at.first = getelementptr i64, ptr %words, i64 1
  %first = load i64, ptr %at.first
  %at.second = getelementptr i64, ptr %words, i64 2
  store ptr %at.second, ptr %cursor
  switch i64 %kind, label %fail [i64 $FLOAT, label %float i64 $NEW_LIST, label %list i64 $NEW_TUPLE, label %tuple
                                 i64 $FLOAT_LIST, label %run i64 $FLOAT_TUPLE, label %run
                                 i64 $NEW_ARRAY, label %array i64 $OBJECT, label %object i64 $NEW_DICT, label %dict]
float:
  %place = getelementptr double, ptr %out, i64 %first
  %number = load double, ptr %place
  %made.float = call ptr @PyFloat_FromDouble(double %number)
  ret ptr %made.float
list:
  %made.list = call ptr @parts_as_list(i64 %first, ptr %cursor, ptr %out)
  ret ptr %made.list
tuple:
  %made.tuple = call ptr @parts_as_tuple(i64 %first, ptr %cursor, ptr %out)
  ret ptr %made.tuple
run:
  %start = load i64, ptr %at.second
  %at.third = getelementptr i64, ptr %words, i64 3
  store ptr %at.third, ptr %cursor
  %from = getelementptr double, ptr %out, i64 %start
  %as.list = icmp eq i64 %kind, $FLOAT_LIST
  br i1 %as.list, label %run.list, label %run.tuple
run.list:
  %floats.list = call ptr @floats_as_list(i64 %first, ptr %from)
  ret ptr %floats.list
run.tuple:
  %floats.tuple = call ptr @floats_as_tuple(i64 %first, ptr %from)
  ret ptr %floats.tuple
object:
  %kept = inttoptr i64 %first to ptr
  call void @Py_IncRef(ptr %kept)
  ret ptr %kept
array:
  %array.start = load i64, ptr %at.second
  %at.make = getelementptr i64, ptr %words, i64 3
  %make = load ptr, ptr %at.make
  %at.fourth = getelementptr i64, ptr %words, i64 4
  store ptr %at.fourth, ptr %cursor
  %new = call ptr @PyObject_CallNoArgs(ptr %make)
  %none = icmp eq ptr %new, null
  br i1 %none, label %fail, label %array.borrow
array.borrow:
  %refused = call i32 @borrow(ptr %new, i64 %first, i32 $WRITING, ptr %view)
  %lent = icmp eq i32 %refused, 0
  br i1 %lent, label %array.copy, label %array.drop
array.copy:
  %to = load ptr, ptr %view
  %array.from = getelementptr double, ptr %out, i64 %array.start
  %bytes = shl i64 %first, 3
  call ptr @memmove(ptr %to, ptr %array.from, i64 %bytes)
  call void @PyBuffer_Release(ptr %view)
  ret ptr %new
array.drop:
  call void @Py_DecRef(ptr %new)
  %error = call ptr @PyErr_Occurred()
  %silent = icmp eq ptr %error, null
  br i1 %silent, label %array.say, label %fail
array.say:
  call void @PyErr_SetString(ptr $BufferError, ptr @wrong_array)
  ret ptr null
dict:
  ; Key, part, key, part, ...
  %new.dict = call ptr @PyDict_New()
  %no.dict = icmp eq ptr %new.dict, null
  br i1 %no.dict, label %fail, label %pairs
pairs:
  %i = phi i64 [0, %dict], [%next, %pair.set]
  %all = icmp eq i64 %i, %first
  br i1 %all, label %dict.done, label %pair
pair:
  %at.key = load ptr, ptr %cursor
  %key = load ptr, ptr %at.key
  %at.part = getelementptr i64, ptr %at.key, i64 1
  store ptr %at.part, ptr %cursor
  %part = call ptr @write(ptr %cursor, ptr %out)
  %no.part = icmp eq ptr %part, null
  br i1 %no.part, label %dict.drop, label %pair.set
pair.set:
  ; Unlike a list's, it takes nothing over.
  %not.set = call i32 @PyDict_SetItem(ptr %new.dict, ptr %key, ptr %part)
  call void @Py_DecRef(ptr %part)
  %next = add i64 %i, 1
  %set = icmp eq i32 %not.set, 0
  br i1 %set, label %pairs, label %dict.drop
dict.done:
  ret ptr %new.dict
dict.drop:
  call void @Py_DecRef(ptr %new.dict)
  ret ptr null
fail:
  ret ptr null
}
"""

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
define internal ptr @attempt(ptr %state, ptr %args, ptr %buffer) {
entry:
  %view = alloca %Lent, align 8
  %cursor = alloca %Cursor, align 8
  %at.form = getelementptr ptr, ptr %state, i64 3
  %form = load ptr, ptr %at.form
  %at.inputs = getelementptr i64, ptr %state, i64 6
  %inputs = load i64, ptr %at.inputs
  %out = getelementptr double, ptr %buffer, i64 %inputs
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
  %result.other = call ptr @after(i32 %status)
  ret ptr %result.other
answer:
  %at.answer = getelementptr ptr, ptr %state, i64 4
  %words = load ptr, ptr %at.answer
  store ptr %words, ptr %cursor
  %result = call ptr @write(ptr %cursor, ptr %out)
  ret ptr %result
miss:
  ret ptr $missed
}

; What to say where no path gave an answer. A KeyboardInterrupt from a callback stays an error: null.
define internal ptr @after(i32 %status) {
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
  %result = call ptr @attempt(ptr %state, ptr %args, ptr %buffer)
  call void @PyMem_Free(ptr %buffer)
  ret ptr %result
miss:
  ret ptr $missed
}
"""

ENTRY = """
define ptr @call_NAME(ptr %self, ptr %args, i64 %count, ptr %names) {
entry:
  BUFFER
  %number = call ptr @PyTuple_GetItem(ptr %self, i64 0)
  %state = call ptr @PyLong_AsVoidPtr(ptr %number)
  %at.count = getelementptr i64, ptr %state, i64 5
  %wanted = load i64, ptr %at.count
  %as.many = icmp eq i64 %count, %wanted
  %unnamed = icmp eq ptr %names, null
  %fits = and i1 %as.many, %unnamed
  br i1 %fits, label %try, label %miss
try:
  %result = call ptr @HOW
  %missed = icmp eq ptr %result, $missed
  br i1 %missed, label %miss, label %done
done:
  ret ptr %result
miss:
  %by.python = tail call ptr @by_python(ptr %state, i64 1, ptr %args, i64 %count, ptr %names)
  ret ptr %by.python
}
"""

# The entries by their names: where they have memory for x and out, and how they go on.
ENTRIES = (
    ("small", "%buffer = alloca [$SMALL x double], align 16", "attempt(ptr %state, ptr %args, ptr %buffer)"),
    ("medium", "%buffer = alloca [$MEDIUM x double], align 16", "attempt(ptr %state, ptr %args, ptr %buffer)"),
    ("memory", "", "with_memory(ptr %state, ptr %args)"),
)

NAMES = (*(name for name, *_ in ENTRIES), "into")

INTO = """
; f(x, out): both are the caller's memory.
define ptr @call_into(ptr %self, ptr %args, i64 %count, ptr %names) {
entry:
  %x.view = alloca %Lent, align 8
  %out.view = alloca %Lent, align 8
  %number = call ptr @PyTuple_GetItem(ptr %self, i64 0)
  %state = call ptr @PyLong_AsVoidPtr(ptr %number)
  %two = icmp eq i64 %count, 2
  %unnamed = icmp eq ptr %names, null
  %fits = and i1 %two, %unnamed
  br i1 %fits, label %x, label %wrong
x:
  %x.item = load ptr, ptr %args
  %at.inputs = getelementptr i64, ptr %state, i64 6
  %inputs = load i64, ptr %at.inputs
  %x.refused = call i32 @borrow(ptr %x.item, i64 %inputs, i32 $READING, ptr %x.view)
  %x.lent = icmp eq i32 %x.refused, 0
  br i1 %x.lent, label %out, label %wrong
out:
  %at.out = getelementptr ptr, ptr %args, i64 1
  %out.item = load ptr, ptr %at.out
  %at.outputs = getelementptr i64, ptr %state, i64 7
  %outputs = load i64, ptr %at.outputs
  %out.refused = call i32 @borrow(ptr %out.item, i64 %outputs, i32 $WRITING, ptr %out.view)
  %out.lent = icmp eq i32 %out.refused, 0
  br i1 %out.lent, label %apart, label %x.release
apart:
  ; Each ends before the other begins, one way round.
  %x.memory = load ptr, ptr %x.view
  %out.memory = load ptr, ptr %out.view
  %x.end = getelementptr double, ptr %x.memory, i64 %inputs
  %out.end = getelementptr double, ptr %out.memory, i64 %outputs
  %before = icmp ule ptr %x.end, %out.memory
  %behind = icmp ule ptr %out.end, %x.memory
  %separate = or i1 %before, %behind
  br i1 %separate, label %run, label %both.release
run:
  %status = call i32 @along(ptr %state, ptr %x.memory, ptr %out.memory)
  call void @PyBuffer_Release(ptr %out.view)
  call void @PyBuffer_Release(ptr %x.view)
  %done = icmp eq i32 %status, 0
  br i1 %done, label %good, label %other
good:
  call void @Py_IncRef(ptr $None)
  ret ptr $None
other:
  %result = call ptr @after(i32 %status)
  %fail = icmp eq ptr %result, null
  br i1 %fail, label %failed, label %miss
failed:
  ret ptr null
miss:
  %by.miss = call ptr @by_python(ptr %state, i64 1, ptr %args, i64 %count, ptr %names)
  ret ptr %by.miss
both.release:
  call void @PyBuffer_Release(ptr %out.view)
  br label %x.release
x.release:
  call void @PyBuffer_Release(ptr %x.view)
  br label %wrong
wrong:
  %by.wrong = call ptr @by_python(ptr %state, i64 2, ptr %args, i64 %count, ptr %names)
  ret ptr %by.wrong
}
"""

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
    for name, buffer, how in ENTRIES:
        parts.append(ENTRY.replace("NAME", name).replace("BUFFER", buffer).replace("HOW", how))
    return "".join([*parts, INTO])


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
