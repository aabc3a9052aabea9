"""Writing to streams and files."""

import io

import pytest

from backsweep.cli.failure import Failure
from backsweep.cli.writing import write, write_file


def test_what_a_stream_cannot_show_is_escaped():
    ascii_only = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    write("π is 3", ascii_only)
    ascii_only.flush()
    assert ascii_only.buffer.getvalue() == b"\\u03c0 is 3\n"


def test_a_stream_that_was_closed_from_the_start_gets_nothing():
    write("text", None)


def test_a_file_is_written_in_utf_8(tmp_path):
    write_file(str(tmp_path / "page.html"), "π")
    assert (tmp_path / "page.html").read_bytes() == "π".encode()


@pytest.mark.parametrize("name", ["", "missing/page.html", "page\0.html"])
def test_a_file_that_cannot_be_written_is_a_failure_that_names_it(tmp_path, name):
    with pytest.raises(Failure, match="Cannot write"):
        write_file(f"{tmp_path}/{name}", "text")
