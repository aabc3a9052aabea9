"""Long random tests: random programs, differentiated in every way there is, against witnesses from outside.

    make fuzz MINUTES=10
    python tests/fuzz --seed 17        # one program again, in full view

program.py      a program: its text, the function it makes in a world of names, and the points to try it at
scalars.py      random functions of numbers: every row of the table, loops, branches, nested functions, lists
arrays.py       random functions of arrays: NumPy's functions with random axes, indices and shapes, in chains
digits.py       numbers of 60 digits and more that such a text can be run on
slopes.py       values and derivatives by differences of these numbers, with how far rounding may take a float
checks.py       what is compared for functions of numbers; compiled.py the same for compile; array_checks.py for arrays
shrinking.py    the smallest text that still disagrees
command.py      the loop, the counts, what is printed
"""
