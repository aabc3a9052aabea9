"""The LLVM text that reads the arguments of a call, as the words of their forms say. See `text.py`."""

# The type of %item. PyObject_Type makes a new reference, two calls for each float. The type's place is one of the few
# members of objects that the stable ABI fixes (PyObject: ob_refcnt, ob_type), and is looked at where a test at first
# use finds it there: 142 ns instead of 154 for five floats, 230 instead of 245 for a list of ten, each with value
# and gradient (Python 3.11, AMD EPYC, least of 60 alternating rounds).
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

READ = """
; Python's Py_buffer: buf, obj, len, itemsize, (readonly, ndim), format, shape, strides, suboffsets, internal.
%Lent = type { ptr, ptr, i64, i64, i32, i32, ptr, ptr, ptr, ptr, ptr }
; Where a reader or a writer stands: its next word; and its next place in x, or the array whose memory is `out`.
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
