import os
import threading

import pytest

from backsweep.native import cache


@pytest.fixture
def place(tmp_path):
    where = tmp_path / "kept"
    assert cache.refused(where) is None
    return where


def test_what_is_kept_is_found_again(place):
    cache.save(place, "a", b"code")
    assert cache.load(place, "a") == b"code"
    assert cache.load(place, "b") is None


def test_a_damaged_file_counts_as_missing(place):
    cache.save(place, "a", b"code")
    file = place / "a.code"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert cache.load(place, "a") is None


def test_a_file_under_another_name_counts_as_missing(place):
    cache.save(place, "a", b"code")
    (place / "a.code").rename(place / "b.code")
    assert cache.load(place, "b") is None


def test_a_file_that_is_empty_counts_as_missing(place):
    (place / "a.code").touch()
    assert cache.load(place, "a") is None


def test_many_writers_at_once_leave_one_whole_file(place):
    writers = [threading.Thread(target=cache.save, args=(place, "a", b"code" * 10_000)) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert cache.load(place, "a") == b"code" * 10_000
    assert [file.name for file in place.iterdir()] == ["a.code"]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="this system has no owners and modes of files")
def test_a_directory_that_others_can_write_is_refused(tmp_path):
    place = tmp_path / "open"
    place.mkdir()
    place.chmod(0o777)
    assert "can be written by others" in cache.refused(place)


def test_a_file_in_place_of_the_directory_is_refused(tmp_path):
    place = tmp_path / "file"
    place.touch()
    assert cache.refused(place) is not None


def test_the_parts_of_a_key_do_not_run_together():
    assert cache.key(["ab", "c"]) != cache.key(["a", "bc"])
