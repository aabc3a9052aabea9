"""The batch function: takes samples from the caller's arrays, computes some side by side, and puts the outputs back.

    int32 SYMBOL_batch(const double *const *x, const int64_t *strides, double *const *out, int64_t n, uint8_t *statuses,
                       const double *constants, const int64_t *indices)

Input i of sample s is x[i][s * strides[i]], so that a stride of 0 means an input that all samples share. Output j of
sample s goes to out[j][s], and what the path function would answer for it to statuses[s]. The answer is 0, or 2 if
memory ran out.

The exception flags tell nothing about which sample set them. So they are read once for a block of samples, and where
one is set, the samples of that block are computed again one by one.
"""

from __future__ import annotations

BLOCK = 512
STACK = 2048
# So many samples further on memory is asked for beforehand. The processor does so by itself, but only for loops that
# are shorter than ours: a million Black-Scholes quotes took 17.9 ms without, 12.0 with anything from 64 to 512.
AHEAD = 128


def driver_of_singles(symbol: str, inputs: int, outputs: int) -> str:
    """The text of a batch function that computes one sample after the other, by SYMBOL."""
    room, freed = _room(inputs + outputs + 1, 8)
    return f"""{_single(symbol, inputs, outputs)}
define i32 @{symbol}_batch(ptr noalias readonly %x, ptr noalias readonly %strides, ptr noalias readonly %out, i64 %n,
    ptr noalias %statuses, ptr noalias readonly %constants, ptr noalias readonly %indices) nounwind {{
entry:
  {room}
  %lost = icmp eq ptr %room, null
  br i1 %lost, label %failed, label %ready
failed:
  ret i32 2
ready:
  %got = getelementptr inbounds double, ptr %room, i64 {inputs}
  %none = icmp sle i64 %n, 0
  br i1 %none, label %done, label %sample
sample:
  %s = phi i64 [0, %ready], [%s.next, %sample]
  call void @{symbol}.single(ptr %x, ptr %strides, ptr %out, i64 %s, ptr %statuses, ptr %constants, ptr %indices,
    ptr %room, ptr %got)
  %s.next = add i64 %s, 1
  %end = icmp eq i64 %s.next, %n
  br i1 %end, label %done, label %sample
done:
  {freed}
  ret i32 0
}}
"""


def _room(doubles: int, align: int) -> tuple[str, str]:
    """What makes room for so many doubles, on the stack if they are few, and what frees it."""
    if doubles <= STACK:
        return f"%room = alloca [{doubles} x double], align {align}", ""
    return f"%room = call noalias ptr @malloc(i64 {8 * doubles})", "call void @free(ptr %room)"


def _single(symbol: str, inputs: int, outputs: int) -> str:
    """The function that computes one sample, by SYMBOL."""
    return f"""
define internal void @{symbol}.single(ptr %x, ptr %strides, ptr %out, i64 %s, ptr %statuses, ptr %constants,
    ptr %indices, ptr noalias %given, ptr noalias %got) noinline nounwind {{
entry:
  %none = icmp eq i64 {inputs}, 0
  br i1 %none, label %compute, label %input
input:
  %i = phi i64 [0, %entry], [%i.next, %input]
  %p.x = getelementptr inbounds ptr, ptr %x, i64 %i
  %p = load ptr, ptr %p.x, align 8
  %p.stride = getelementptr inbounds i64, ptr %strides, i64 %i
  %stride = load i64, ptr %p.stride, align 8
  %at = mul i64 %s, %stride
  %from = getelementptr inbounds double, ptr %p, i64 %at
  %number = load double, ptr %from, align 8
  %to = getelementptr inbounds double, ptr %given, i64 %i
  store double %number, ptr %to, align 8
  %i.next = add i64 %i, 1
  %i.end = icmp eq i64 %i.next, {inputs}
  br i1 %i.end, label %compute, label %input
compute:
  %status = call i32 @{symbol}(ptr %given, ptr %got, ptr %constants, ptr %indices)
  %byte = trunc i32 %status to i8
  %p.status = getelementptr inbounds i8, ptr %statuses, i64 %s
  store i8 %byte, ptr %p.status, align 1
  %empty = icmp eq i64 {outputs}, 0
  br i1 %empty, label %done, label %output
output:
  %j = phi i64 [0, %compute], [%j.next, %output]
  %from.got = getelementptr inbounds double, ptr %got, i64 %j
  %answer = load double, ptr %from.got, align 8
  %p.out = getelementptr inbounds ptr, ptr %out, i64 %j
  %q = load ptr, ptr %p.out, align 8
  %to.out = getelementptr inbounds double, ptr %q, i64 %s
  store double %answer, ptr %to.out, align 8
  %j.next = add i64 %j, 1
  %j.end = icmp eq i64 %j.next, {outputs}
  br i1 %j.end, label %done, label %output
done:
  ret void
}}
"""


def driver(symbol: str, width: int, inputs: int, outputs: int) -> str:
    """The text of the batch function around SYMBOL.lanes, which computes `width` samples, and SYMBOL for one."""
    doubles = (inputs + outputs) * (width + 1) + 1
    vector = f"<{width} x double>"
    bits = 64 * width
    wide = f'"prefer-vector-width"="{bits}" "min-legal-vector-width"="{bits}"'
    room, freed = _room(doubles, 8 * width)
    return f"""
declare void @llvm.prefetch.p0(ptr, i32, i32, i32)

define internal void @{symbol}.pack(ptr %x, ptr %strides, ptr noalias %packed, i64 %s, i64 %n) nounwind {wide} {{
entry:
  %none = icmp eq i64 {inputs}, 0
  br i1 %none, label %done, label %input
input:
  %i = phi i64 [0, %entry], [%following, %packed.one]
  %p.x = getelementptr inbounds ptr, ptr %x, i64 %i
  %p = load ptr, ptr %p.x, align 8
  %p.stride = getelementptr inbounds i64, ptr %strides, i64 %i
  %stride = load i64, ptr %p.stride, align 8
  %to = getelementptr inbounds {vector}, ptr %packed, i64 %i
  %shared = icmp eq i64 %stride, 0
  br i1 %shared, label %same, label %different
same:
  %one = load double, ptr %p, align 8
  %first = insertelement {vector} poison, double %one, i32 0
  %all = shufflevector {vector} %first, {vector} poison, <{width} x i32> zeroinitializer
  store {vector} %all, ptr %to, align 8
  br label %packed.one
different:
  %end = add i64 %s, {width}
  %whole = icmp sle i64 %end, %n
  %unit = icmp eq i64 %stride, 1
  %side.by.side = and i1 %whole, %unit
  br i1 %side.by.side, label %vector, label %lane
vector:
  %from = getelementptr inbounds double, ptr %p, i64 %s
  %from.ahead = getelementptr double, ptr %from, i64 {AHEAD}
  call void @llvm.prefetch.p0(ptr %from.ahead, i32 0, i32 3, i32 1)
  %some = load {vector}, ptr %from, align 8
  store {vector} %some, ptr %to, align 8
  br label %packed.one
lane:
  %l = phi i64 [0, %different], [%next, %lane]
  %wanted = add i64 %s, %l
  %last = add i64 %n, -1
  %beyond = icmp sgt i64 %wanted, %last
  %sample = select i1 %beyond, i64 %last, i64 %wanted
  %at = mul i64 %sample, %stride
  %p.one = getelementptr inbounds double, ptr %p, i64 %at
  %number = load double, ptr %p.one, align 8
  %to.one = getelementptr inbounds double, ptr %to, i64 %l
  store double %number, ptr %to.one, align 8
  %next = add i64 %l, 1
  %ended = icmp eq i64 %next, {width}
  br i1 %ended, label %packed.one, label %lane
packed.one:
  %following = add i64 %i, 1
  %complete = icmp eq i64 %following, {inputs}
  br i1 %complete, label %done, label %input
done:
  ret void
}}

define internal void @{symbol}.unpack(ptr %out, ptr noalias %packed, i64 %s, i64 %n) nounwind {wide} {{
entry:
  %end = add i64 %s, {width}
  %whole = icmp sle i64 %end, %n
  %left = sub i64 %n, %s
  %none = icmp eq i64 {outputs}, 0
  br i1 %none, label %done, label %output
output:
  %j = phi i64 [0, %entry], [%following, %unpacked.one]
  %p.out = getelementptr inbounds ptr, ptr %out, i64 %j
  %p = load ptr, ptr %p.out, align 8
  %to = getelementptr inbounds double, ptr %p, i64 %s
  %from = getelementptr inbounds {vector}, ptr %packed, i64 %j
  br i1 %whole, label %vector, label %lane
vector:
  %to.ahead = getelementptr double, ptr %to, i64 {AHEAD}
  call void @llvm.prefetch.p0(ptr %to.ahead, i32 1, i32 3, i32 1)
  %some = load {vector}, ptr %from, align 8
  store {vector} %some, ptr %to, align 8
  br label %unpacked.one
lane:
  %l = phi i64 [0, %output], [%next, %lane]
  %from.one = getelementptr inbounds double, ptr %from, i64 %l
  %number = load double, ptr %from.one, align 8
  %to.one = getelementptr inbounds double, ptr %to, i64 %l
  store double %number, ptr %to.one, align 8
  %next = add i64 %l, 1
  %ended = icmp eq i64 %next, %left
  br i1 %ended, label %unpacked.one, label %lane
unpacked.one:
  %following = add i64 %j, 1
  %complete = icmp eq i64 %following, {outputs}
  br i1 %complete, label %done, label %output
done:
  ret void
}}

{_single(symbol, inputs, outputs)}
define i32 @{symbol}_batch(ptr noalias readonly %x, ptr noalias readonly %strides, ptr noalias readonly %out, i64 %n,
    ptr noalias %statuses, ptr noalias readonly %constants, ptr noalias readonly %indices) nounwind {wide} {{
entry:
  %lanes = alloca [{width} x i8], align {width}
  {room}
  %lost = icmp eq ptr %room, null
  br i1 %lost, label %failed, label %ready
failed:
  ret i32 2
ready:
  %packed.out = getelementptr inbounds double, ptr %room, i64 {inputs * width}
  %given = getelementptr inbounds double, ptr %room, i64 {(inputs + outputs) * width}
  %got = getelementptr inbounds double, ptr %room, i64 {(inputs + outputs) * width + inputs}
  %none = icmp sle i64 %n, 0
  br i1 %none, label %done, label %block
block:
  %start = phi i64 [0, %ready], [%stop, %block.end]
  %full = add i64 %start, {BLOCK}
  %short = icmp slt i64 %n, %full
  %stop = select i1 %short, i64 %n, i64 %full
  %before = call i32 @{symbol}.start()
  br label %group
group:
  %s = phi i64 [%start, %block], [%s.next, %group.end]
  call void @{symbol}.pack(ptr %x, ptr %strides, ptr %room, i64 %s, i64 %n)
  %memory = call i32 @{symbol}.lanes(ptr %room, ptr %packed.out, ptr %constants, ptr %indices, ptr %lanes)
  %without = icmp ne i32 %memory, 0
  br i1 %without, label %starved, label %unpack
starved:
  %dropped = call i32 @{symbol}.finish(i32 %before)
  {freed}
  ret i32 2
unpack:
  call void @{symbol}.unpack(ptr %out, ptr %packed.out, i64 %s, i64 %n)
  %s.next = add i64 %s, {width}
  %whole = icmp sle i64 %s.next, %n
  %p.statuses = getelementptr inbounds i8, ptr %statuses, i64 %s
  br i1 %whole, label %every, label %some
every:
  %bytes = load <{width} x i8>, ptr %lanes, align 1
  store <{width} x i8> %bytes, ptr %p.statuses, align 1
  br label %group.end
some:
  %left = sub i64 %n, %s
  br label %lane
lane:
  %l = phi i64 [0, %some], [%l.next, %lane]
  %p.lane = getelementptr inbounds i8, ptr %lanes, i64 %l
  %byte = load i8, ptr %p.lane, align 1
  %p.status = getelementptr inbounds i8, ptr %p.statuses, i64 %l
  store i8 %byte, ptr %p.status, align 1
  %l.next = add i64 %l, 1
  %l.end = icmp eq i64 %l.next, %left
  br i1 %l.end, label %group.end, label %lane
group.end:
  %more = icmp slt i64 %s.next, %stop
  br i1 %more, label %group, label %look
look:
  %raised = call i32 @{symbol}.finish(i32 %before)
  %flagged = icmp ne i32 %raised, 0
  br i1 %flagged, label %again, label %block.end
again:
  %one = phi i64 [%start, %look], [%one.next, %again]
  call void @{symbol}.single(ptr %x, ptr %strides, ptr %out, i64 %one, ptr %statuses, ptr %constants, ptr %indices,
    ptr %given, ptr %got)
  %one.next = add i64 %one, 1
  %one.end = icmp eq i64 %one.next, %stop
  br i1 %one.end, label %block.end, label %again
block.end:
  %over = icmp sge i64 %stop, %n
  br i1 %over, label %done, label %block
done:
  {freed}
  ret i32 0
}}
"""
