"""backsweep annotate."""

import webbrowser

import pytest


def test_the_lines_of_a_function_are_told(said, folder):
    status, out, err = said("annotate", "model.py:loss", "a=1.0", "b=2.5")
    assert (status, err) == (0, "loading\n")
    assert out.startswith("loss, in model.py\n\n  line  nodes ")
    assert "    10         " in out  # the line of the def, which made nothing
    (line,) = [line for line in out.splitlines() if "total = total + (a - step * b) ** 2" in line]
    assert line.split()[:2] == ["14", "12"]  # a product, a difference, a square and a sum in each of three turns
    assert out.endswith("\ny.val = 60.5\na.der = -24.0\nb.der = 58.0\n")


def test_wrt_leaves_the_others_plain_numbers(said, folder):
    out = said("annotate", "model.py:loss", "a=1.0", "b=2.5", "--wrt", "a")[1]
    (line,) = [line for line in out.splitlines() if "total = total + (a - step * b) ** 2" in line]
    assert line.split()[:2] == ["14", "9"]


def test_a_page_can_be_written(said, folder):
    status, out, _ = said("annotate", "model.py:loss", "a=1.0", "b=2.5", "--html", "loss.html")
    assert (status, out) == (0, "The page is in loss.html.\n")
    page = (folder / "loss.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "total = total + (a - step * b) ** 2" in page


@pytest.mark.parametrize("path", ["missing/loss.html", "."])
def test_a_page_that_cannot_be_written_gets_one_line(said, folder, path):
    status, out, err = said("annotate", "model.py:loss", "a=1.0", "--html", path)
    assert (status, out) == (2, "")
    loading, told = err.rstrip("\n").split("\n")
    assert loading == "loading"
    assert told.startswith("backsweep: Cannot write ")


def test_a_page_is_opened_and_needs_no_name_then(said, folder, monkeypatch):
    asked = []
    monkeypatch.setattr(webbrowser, "open", lambda address: asked.append(address) or True)
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    assert said("annotate", "model.py:loss", "a=1.0", "--open")[0] == 0
    (page,) = folder.glob("backsweep-*.html")
    assert asked == [page.as_uri()]
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_model_is_not_written_over(said, folder):
    before = (folder / "model.py").read_bytes()
    status, _, err = said("annotate", "model.py:loss", "a=1.0", "--html", "./model.py")
    assert status == 2
    assert "--html ./model.py would write over the model itself. Name another file." in err
    assert (folder / "model.py").read_bytes() == before


def test_a_formula_has_no_lines(refused):
    assert refused("annotate", "x * x", "x=2").startswith(
        "annotate shows the lines of a function in a file, as in model.py:loss"
    )
