"""What the documents show is what runs: their Python, their doctests, their console lines, their links."""

import contextlib
import doctest
import importlib
import io
import pkgutil
import re
import runpy
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

import backsweep
from backsweep.cli import main

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
MODULES = [name for _, name, _ in pkgutil.walk_packages(backsweep.__path__, "backsweep.")]

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str) -> Iterator[tuple[str, int]]:
    """Each block of code in a language, with the line it begins on."""
    text = page.read_text(encoding="utf-8")
    for found in BLOCK.finditer(text):
        if found[1] == language:
            yield found[2], text.count("\n", 0, found.start(2))


def holds(test: doctest.DocTest) -> None:
    """Runs examples; what they print instead is the failure's message."""
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    runner.run(test, out=told.append, clear_globs=False)
    assert not told, "".join(told)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_python_on_a_page_runs(page):
    names: dict[str, object] = {"__name__": "page"}
    for code, line in blocks(page, "python"):
        if ">>>" in code:
            test = doctest.DocTestParser().get_doctest(code, names, named(page), str(page), line)
            test.globs = names  # one namespace for the whole page
            holds(test)
        else:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile("\n" * line + code, str(page), "exec"), names)


def run(command: str) -> str:
    """What a line such as `backsweep "x**2" x=3` prints."""
    program, *words = shlex.split(command)
    assert program == "backsweep"
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        main(words)
    return printed.getvalue()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_console_lines_print_what_the_page_says(page):
    for text, _ in blocks(page, "console"):
        _, *sessions = re.split(r"^\$ ", text, flags=re.MULTILINE)
        for session in sessions:
            command, _, shown = session.partition("\n")
            assert run(command).rstrip() == shown.rstrip()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)[^)\s]*\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("https:", "http:")):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_make_knows_every_command_of_the_page(page):
    targets = re.findall(r"^(\w+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    text = page.read_text(encoding="utf-8")
    assert set(re.findall(r"(?:`|^)make (\w+)", text, re.MULTILINE)) <= set(targets)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name):
    if name == "backsweep.__main__":
        pytest.skip(reason="it would run the command line")
    module = importlib.import_module(name)
    for test in doctest.DocTestFinder(exclude_empty=True).find(module, name):
        if test.examples:
            test.globs = {**vars(backsweep), **test.globs}
            holds(test)


def test_examples_of_the_roof_hold():
    for test in doctest.DocTestFinder(recurse=False).find(backsweep, "backsweep"):
        holds(test)


def test_pages_that_the_source_names_exist():
    for path in sorted((ROOT / "src").rglob("*.py")):
        for page in re.findall(r"\bdocs/[\w/-]+\.md", path.read_text(encoding="utf-8")):
            assert (ROOT / page).exists(), f"{named(path)} names {page}"


@pytest.fixture(scope="module")
def reference():
    return runpy.run_path(str(ROOT / "docs" / "make_reference.py"))


def test_the_reference_is_up_to_date(reference):
    # In a process of its own the table has only our rows; here other tests may have added theirs.
    assert (ROOT / "docs" / "reference.md").read_text(encoding="utf-8") == reference["page"](), "Run `make reference`."


def test_the_pictures_are_up_to_date():
    folder = ROOT / "docs" / "learn" / "pictures"
    figures = runpy.run_path(str(ROOT / "docs" / "make_pictures.py"))["figures"]()
    kept = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert {name for name in kept.keys() | figures.keys() if kept.get(name) != figures.get(name)} == set(), (
        "Run `make pictures`."
    )


def test_the_reference_has_every_row_once(reference):
    page = reference["page"]()
    ours = [name for name, row in backsweep.TABLE.items() if reference["is_ours"](row)]
    assert {name: len(re.findall(rf"^\| `{name}\(", page, re.MULTILINE)) for name in ours} == dict.fromkeys(ours, 1)
