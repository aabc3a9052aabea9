"""The entries that compute in the caller's own memory: `into` is given two arrays, `bound` has been given them before.

Their text is part of that in `text.py`, and spells functions, objects and numbers as it does.
"""

from __future__ import annotations

# How a call ends whose answer is in memory of the caller: None, Python's error, or what follows here for a miss.
DONE = """  %done = icmp eq i32 %status, 0
  br i1 %done, label %good, label %other
good:
  call void @Py_IncRef(ptr $None)
  ret ptr $None
other:
  %result = call ptr @after()
  %fail = icmp eq ptr %result, null
  br i1 %fail, label %failed, label %miss
failed:
  ret ptr null
miss:
"""

INTO = (
    """
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
"""
    + DONE
    + """  %by.miss = call ptr @by_python(ptr %state, i64 1, ptr %args, i64 %count, ptr %names)
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
)

BOUND = (
    """
; f(): the two arrays are those of `state`.
define ptr @call_bound(ptr %self, ptr %args, i64 %count, ptr %names) {
entry:
  %number = call ptr @PyTuple_GetItem(ptr %self, i64 0)
  %state = call ptr @PyLong_AsVoidPtr(ptr %number)
  %none = icmp eq i64 %count, 0
  %unnamed = icmp eq ptr %names, null
  %fits = and i1 %none, %unnamed
  br i1 %fits, label %run, label %miss
run:
  %at.x = getelementptr ptr, ptr %state, i64 9
  %x = load ptr, ptr %at.x
  %at.out = getelementptr ptr, ptr %state, i64 10
  %out = load ptr, ptr %at.out
  %status = call i32 @along(ptr %state, ptr %x, ptr %out)
"""
    + DONE
    + """  %by.python = tail call ptr @by_python(ptr %state, i64 1, ptr %args, i64 %count, ptr %names)
  ret ptr %by.python
}
"""
)
