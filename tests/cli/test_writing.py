"""Writing to streams."""

import io

from backsweep.cli.writing import write


def test_what_a_stream_cannot_show_is_escaped():
    ascii_only = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    write("π is 3", ascii_only)
    ascii_only.flush()
    assert ascii_only.buffer.getvalue() == b"\\u03c0 is 3\n"


def test_a_stream_that_was_closed_from_the_start_gets_nothing():
    write("text", None)
