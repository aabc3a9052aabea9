"""The notebooks of examples/notebooks/ run, and what is saved in them is what running gives."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "examples" / "notebooks"
NOTEBOOKS = sorted(path.name for path in FOLDER.glob("*.ipynb"))


@pytest.fixture(scope="module")
def read():
    if not importlib.util.find_spec("nbclient") or not importlib.util.find_spec("ipykernel"):
        pytest.skip(reason="nbclient or ipykernel is not installed: pip install 'backsweep[dev]'")
    import nbformat

    return lambda path: nbformat.read(path, as_version=4)


@pytest.fixture(scope="module")
def fresh(read, tmp_path_factory):
    """A folder with all notebooks, just run."""
    folder = tmp_path_factory.mktemp("notebooks")
    done = subprocess.run([sys.executable, FOLDER / "run.py", folder], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


def said(notebook):
    """For each cell of code: its text, what it printed or returned as text, and in which other forms."""
    return [
        [
            (output.output_type, output.get("text") or output.data["text/plain"], sorted(output.get("data", {})))
            if output.output_type != "error"
            else (output.ename, output.evalue, [])
            for output in cell.outputs
            if not is_picture_alone(output)
        ]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def is_picture_alone(output):
    """Whether the text only names a Python object with its address, beside a picture."""
    return "object at 0x" in output.get("data", {}).get("text/plain", "")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_is_saved_is_what_running_gives(name, read, fresh):
    assert said(read(FOLDER / name)) == said(read(fresh / name)), "Run `make notebooks`, and look at what has changed."


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_cell_was_run_once_and_in_order(name, read):
    cells = [cell for cell in read(FOLDER / name).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_no_cell_ended_in_an_error(name, read):
    outputs = [output for cell in read(FOLDER / name).cells for output in cell.get("outputs", [])]
    assert all(output.output_type != "error" for output in outputs)
    assert all(output.get("name") != "stderr" for output in outputs)


def test_pictures_are_saved_as_pictures(read):
    outputs = [output for cell in read(FOLDER / "1_watch_a_gradient.ipynb").cells for output in cell.get("outputs", [])]
    drawn = [output.data["image/svg+xml"] for output in outputs if "image/svg+xml" in output.get("data", {})]
    assert len(drawn) == 3
    assert all(text.startswith("<svg") for text in drawn)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_links_of_a_notebook_lead_somewhere(name, read):
    for cell in read(FOLDER / name).cells:
        for target in re.findall(r"\]\(([^)#\s]+)", cell.source) if cell.cell_type == "markdown" else []:
            assert (FOLDER / target).exists(), target


def test_the_readme_lists_every_notebook():
    page = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert all(f"(notebooks/{name})" in page for name in NOTEBOOKS)
