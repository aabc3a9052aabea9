"""backsweep --svg, --html and --open."""

import webbrowser

import pytest

from backsweep.cli import main


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """What a browser was asked to open, instead of a browser."""
    asked = []
    monkeypatch.setattr(webbrowser, "open", lambda address: asked.append(address) or True)
    return asked


def test_a_page_and_a_drawing_are_written_and_named(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["(x+2)**2", "x=2", "--html", "y.html", "--svg", "y.svg"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "y.val = 16",
        "x.der = 8",
        "The drawing is in y.svg.",
        "The page is in y.html.",
    ]
    assert (tmp_path / "y.html").read_text().startswith("<!doctype html>")
    assert "<title>y = (x+2)**2</title>" in (tmp_path / "y.html").read_text()
    assert (tmp_path / "y.svg").read_text().startswith("<svg")


def test_open_opens_the_page(tmp_path, opened, capsys):
    assert main(["x*x", "x=3", "--html", str(tmp_path / "a b.html"), "--open"]) == 0
    assert opened == [(tmp_path / "a b.html").as_uri()]


def test_open_alone_opens_a_page_among_the_temporary_files(tmp_path, monkeypatch, opened, capsys):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert main(["x*x", "x=3", "--open"]) == 0
    (file,) = tmp_path.iterdir()
    assert opened == [file.as_uri()]
    assert file.read_text().startswith("<!doctype html>")


def test_open_with_a_drawing_opens_the_drawing(tmp_path, opened, capsys):
    assert main(["x*x", "x=3", "--svg", str(tmp_path / "y.svg"), "--open"]) == 0
    assert opened == [(tmp_path / "y.svg").as_uri()]


def test_a_page_of_a_model_has_its_source(tmp_path, capsys):
    model = tmp_path / "model.py"
    model.write_text("def loss(a):\n    u = a * a  # squared\n    return u + 1\n")
    assert main([f"{model}:loss", "a=2", "--html", str(tmp_path / "y.html")]) == 0
    written = (tmp_path / "y.html").read_text()
    assert "# squared" in written
    assert "loss(a)" in written


def test_with_a_form_the_tables_go_to_stdout_and_where_the_page_is_to_stderr(tmp_path, capsys):
    page = tmp_path / "y.html"
    assert main(["x*x", "x=3", "--html", str(page), "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("{")
    assert err == f"The page is in {page}.\n"


def test_a_check_is_said_before_the_results(tmp_path, capsys):
    assert main(["x*x", "x=3.0", "--html", str(tmp_path / "y.html"), "--check"]) == 0
    assert "check_grad" in capsys.readouterr().out


def test_without_a_browser_it_is_said_where_the_page_is(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    page = tmp_path / "y.html"
    assert main(["x*x", "x=3", "--html", str(page), "--open"]) == 2
    assert capsys.readouterr().err == (f"backsweep: No browser could be opened. What it would show is in {page}.\n")


def test_a_file_that_cannot_be_written_is_told_in_one_line(tmp_path, capsys):
    assert main(["x*x", "x=3", "--html", str(tmp_path / "no" / "y.html")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("backsweep: Cannot write ")
    assert err.count("\n") == 1


def test_the_model_itself_is_not_written_over(tmp_path, capsys):
    model = tmp_path / "model.py"
    model.write_text("def loss(a):\n    return a * a\n")
    assert main([f"{model}:loss", "a=2", "--html", str(model)]) == 2
    assert "would write over the model itself" in capsys.readouterr().err
    assert model.read_text().startswith("def loss")


def test_two_things_are_not_written_into_one_file(tmp_path, capsys):
    both = str(tmp_path / "y")
    assert main(["x*x", "x=3", "--html", both, "--svg", both]) == 2
    assert "Give each a file of its own" in capsys.readouterr().err
