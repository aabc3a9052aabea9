"""The LLVM text that makes the answer of a call, as its words say. See `text.py`."""

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
                                 i64 $NEW_ARRAY, label %array i64 $VIEW, label %view.of
                                 i64 $OBJECT, label %object i64 $NEW_DICT, label %dict]
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
view.of:
  ; The part of the array that `out` is, by a slice.
  %at.whole = getelementptr %Cursor, ptr %cursor, i32 0, i32 1
  %whole = load ptr, ptr %at.whole
  %slice = inttoptr i64 %first to ptr
  %part.of = call ptr @PyObject_GetItem(ptr %whole, ptr %slice)
  ret ptr %part.of
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
