"""Files are written whole or not at all."""

import os
import stat

import pytest

from backsweep import BacksweepError, CannotSave
from backsweep.errors import StructureError, WrongKind
from backsweep.show import saving
from backsweep.show.saving import by_ending, save


def test_a_text_is_written_and_replaces_what_was_there(tmp_path):
    path = tmp_path / "y.html"
    save(path, "one")
    save(str(path), "two: ü")
    assert path.read_text(encoding="utf-8") == "two: ü"
    assert list(tmp_path.iterdir()) == [path]


def test_the_rights_of_a_file_that_is_replaced_stay(tmp_path):
    path = tmp_path / "y.html"
    path.write_text("before")
    path.chmod(0o640)
    save(path, "after")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path):
    target, link = tmp_path / "target.html", tmp_path / "link.html"
    target.write_text("before")
    link.symlink_to(target)
    save(link, "after")
    assert link.is_symlink()
    assert target.read_text() == "after"


def test_half_a_character_becomes_a_question_mark(tmp_path):
    save(tmp_path / "y.html", "\ud800")
    assert (tmp_path / "y.html").read_text() == "?"


@pytest.mark.parametrize(
    ("path", "why"),
    [("no/such/folder/y.html", "there is no folder 'no/such/folder'"), ("", "directory"), ("nul\0.html", "null byte")],
)
def test_a_place_that_cannot_be_written_is_named(tmp_path, monkeypatch, path, why):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CannotSave, match=f"Cannot write .*{why}") as told:
        save(path, "text")
    assert isinstance(told.value, BacksweepError)
    assert isinstance(told.value, OSError)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_replaced(tmp_path):
    with pytest.raises(CannotSave, match="Is a directory"):
        save(tmp_path, "text")


@pytest.mark.parametrize("path", [3, None, b"y.html", ["y.html"]])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(WrongKind, match=r"A file is named by a path such as \"y.html\", but got path ="):
        save(path, "text")


def test_what_was_there_is_there_when_writing_fails(tmp_path, monkeypatch):
    path = tmp_path / "y.html"
    path.write_text("before")

    def full(*args):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(CannotSave, match="No space left on device"):
        save(path, "after")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_ending_is_refused_by_name():
    with pytest.raises(StructureError) as caught:
        by_ending("out/y.png", {".svg": 1, ".html": 2})
    told = "The ending of a file's name says what to write: .svg, .html. But got 'out/y.png'."
    assert str(caught.value) == told


@pytest.mark.parametrize("path", ["y", ".svg", "", "y.svg/", "svg"])
def test_a_name_without_an_ending_is_refused(path):
    if path == "y.svg/":
        assert by_ending(path, {".svg": 1}) == 1  # the folder is refused when it is written to
    else:
        with pytest.raises(StructureError, match="ending"):
            by_ending(path, {".svg": 1})


@pytest.mark.parametrize("path", [None, 3, b"y.svg", True])
def test_what_is_no_path_has_no_ending(path):
    with pytest.raises(WrongKind, match="named by a path"):
        by_ending(path, {".svg": 1})


def test_a_folder_that_is_there_is_not_said_to_be_missing(tmp_path, monkeypatch):
    def refuse(*_):
        raise FileNotFoundError(2, "No such file or directory")  # as /proc does

    monkeypatch.setattr(saving, "_save", refuse)
    with pytest.raises(CannotSave, match=r"y\.svg': No such file or directory\.$"):
        save(tmp_path / "y.svg", "")
