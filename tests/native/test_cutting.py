"""Long programs are cut, and what parts share has a place."""

from backsweep.native.cutting import cut, share
from backsweep.primitives import arithmetic
from backsweep.program.statements import Address, Array, Instruction, Load, Loop, Store


def add(target: int, *args: int) -> Instruction:
    return Instruction(target, arithmetic.add, args)


def test_a_short_program_is_one_part():
    statements = [add(number + 1, number, number) for number in range(1, 9)]
    parts = cut(statements, longest=8)
    assert [(part.statements, part.apart) for part in parts] == [(statements, False)]
    assert share(parts) == ({}, 0)


def test_loops_and_growing_arrays_stay_in_the_main_function():
    growing = Array("saved", "values", None)
    loop = Loop(50, 3, [])
    store, load = Store(growing, Address(0), 1), Load(9, growing, Address(0))
    statements = [add(2, 1, 1), add(3, 2, 2), loop, store, load, add(4, 3, 3)]
    parts = cut(statements, longest=2, part=10)
    assert [(len(part.statements), part.apart) for part in parts] == [(2, True), (3, False), (1, True)]


def test_a_place_in_the_frame_is_used_again():
    statements = [add(number + 1, number, number) for number in range(1, 40)]
    slots, size = share(cut(statements, longest=10, part=5))
    assert sorted(slots) == [6, 11, 16, 21, 26, 31, 36]
    assert size == 2


def test_a_scalar_is_not_taken_for_the_constant_of_its_number():
    loop = Loop(50, 3, [Instruction(51, arithmetic.add, (2.0, 1.0)), add(52, 2, 51)])
    statements = [add(2, 1, 1), add(3, 1, 1), loop]
    slots, _ = share(cut(statements, longest=2, part=2))
    assert 2 in slots
