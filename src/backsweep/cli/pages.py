"""Pictures and pages of a trace: --svg, --html and --open."""

from __future__ import annotations

import argparse
import os
import tempfile
import webbrowser
from pathlib import Path

from backsweep.cli.failure import Failure
from backsweep.cli.models import is_model
from backsweep.show.page import page
from backsweep.show.saving import save
from backsweep.traces.trace import Trace


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that draw."""
    add = parser.add_argument
    add("--svg", metavar="FILE", help="draw the graph into a file")
    add("--html", metavar="FILE", help="make a page to step through both sweeps")
    add("--open", action="store_true", help="open the page, or else the drawing, in a browser")


def wanted(options: argparse.Namespace) -> bool:
    """Whether there is anything to draw."""
    return options.svg is not None or options.html is not None or options.open


def draw(told: Trace, options: argparse.Namespace) -> list[str]:
    """Writes the files that were asked for, opens one if asked to, and says where they are."""
    check_files(options)
    said = []
    if options.svg is not None:
        save(options.svg, told.svg())
        said.append(f"The drawing is in {options.svg}.")
    html = options.html
    if html is None and options.svg is None:
        html = new_file()
    if html is not None:
        formula = None if is_model(options.target) else options.target
        save(html, page(told, formula))
        said.append(f"The page is in {html}.")
    if options.open:
        open_file(html if html is not None else options.svg)
    return said


def check_files(options: argparse.Namespace) -> None:
    """Refuses to write two things into one file, or over the model."""
    named = {option: name for option, name in (("--svg", options.svg), ("--html", options.html)) if name}
    if len(set(map(os.path.realpath, named.values()))) < len(named):
        raise Failure(f"--svg and --html both name {options.svg}. Give each a file of its own.")
    for option, name in named.items():
        spare_the_model(options.target, option, name)


def spare_the_model(target: str, option: str, name: str) -> None:
    """Refuses to write over the file that holds the function."""
    if is_model(target) and os.path.realpath(name) == os.path.realpath(target.rpartition(":")[0]):
        raise Failure(f"{option} {name} would write over the model itself. Name another file.")


def new_file() -> str:
    """A file of its own among the temporary ones."""
    handle, name = tempfile.mkstemp(prefix="backsweep-", suffix=".html")
    os.close(handle)
    return name


def open_file(name: str) -> None:
    """Opens a file in the reader's browser."""
    try:
        opened = webbrowser.open(Path(name).resolve().as_uri())
    except webbrowser.Error:
        opened = False
    if not opened:
        raise Failure(f"No browser could be opened. What it would show is in {name}.")
