"""The paths of a compiled function, to look at."""

import backsweep
from backsweep import sin


def f(x):
    if x > 1.0:
        x = x * 0.5
    return sin(x) if x < 0.0 else x


LINE = f.__code__.co_firstlineno


def test_paths_are_a_sequence_that_tells_where_they_split():
    found = backsweep.compile(f)
    assert repr(found.paths) == "<0 paths, no guards>"
    for x in (2.0, 0.5, -1.0):
        found(x)
    paths = found.paths
    assert len(paths) == len(list(paths)) == 3
    assert paths[0] in paths
    assert paths.lines == {f"test_paths.py:{LINE + 1}": 3, f"test_paths.py:{LINE + 3}": 3}
    assert repr(paths) == f"<3 paths, guards at test_paths.py:{LINE + 1} (3), test_paths.py:{LINE + 3} (3)>"


def test_forms_are_counted_together():
    found = backsweep.compile(lambda x, n: x * n)
    found(2.0, 1), found(2.0, 2)
    assert repr(found.paths) == "<2 paths, no guards>"
