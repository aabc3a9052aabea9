"""The page as a file: self-contained, escaped, and let in by hash."""

import base64
import hashlib
import html
import json
import re
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

import backsweep as bs
from backsweep import CannotSave, Node, trace
from backsweep.show.page import PACKED, SCRIPTS, STYLES, packed, page, part, title

ROOT = Path(__file__).parents[2]


def square(x):
    return (x + 2) ** 2


def data(written):
    """What a page holds, unpacked."""
    kind, text = re.search(r'<script type="([^"]*)" id="data">(.*?)</script>', written, re.DOTALL).groups()
    return json.loads(zlib.decompress(base64.b64decode(text)) if kind == "text/plain" else text)


def test_a_page_refers_to_nothing_outside_itself():
    written = page(trace(square, 2))
    assert not re.search(r"""(src|href|action|data|poster)\s*=\s*["'](?!#)""", written)
    assert not re.search(r"url\(|@import|import\s*\(|fetch\(|XMLHttp|WebSocket|eval\(|new Function|innerHTML", written)
    assert set(re.findall(r"https?://[^\s\"'<]+", written)) == {"http://www.w3.org/2000/svg"}


def test_there_are_no_attributes_that_the_policy_would_refuse():
    written = page(trace(square, 2)).partition("<script")[0]
    assert not re.search(r"<[^>]+\s(style|on\w+)\s*=", written)


def test_the_policy_has_the_hashes_of_the_style_and_the_script():
    written = page(trace(square, 2))
    policy = html.unescape(re.search(r'Policy" content="([^"]*)"', written)[1])
    (style,) = re.findall(r"<style>(.*?)</style>", written, re.DOTALL)
    *_, script = re.findall(r"<script>(.*?)</script>", written, re.DOTALL)
    for kind, text in (("style", style), ("script", script)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")


def test_a_long_list_of_data_is_packed_and_a_short_one_can_be_read():
    assert packed({"a": "<"}) == ("application/json", '{"a":"\\u003c"}')
    kind, text = packed({"a": "<" * PACKED})
    assert kind == "text/plain"
    assert json.loads(zlib.decompress(base64.b64decode(text))) == {"a": "<" * PACKED}


def test_names_and_source_end_no_element():
    x = Node(2.0, name="</script><script>alert(1)</script>\u2028")
    written = page(trace(x * x), formula="</title></style><!-- <b>")
    assert written.count("</script>") == 2
    assert "</title></style>" not in written
    assert "<b>" not in written.partition("<body>")[0]
    assert "alert(1)</" not in written


def test_the_folders_around_a_file_are_not_told():
    written = page(trace(square, 2))
    assert str(Path(__file__).parent) not in written
    assert Path(__file__).name in written


def test_the_title_is_the_formula_or_the_function_of_its_inputs():
    assert title(trace(square, 2)) == "y = square(x)"
    assert title(trace(lambda x: x * x, 2)) == "y(x)"
    assert title(trace(square, 2), "(x + 2)**2") == "y = (x + 2)**2"
    assert title(trace(lambda *xs: bs.sum(xs), *range(9))) == "y(xs[0], xs[1], xs[2], xs[3], …)"
    assert len(title(trace(Node(2.0, name="x" * 10_000) * 1.0))) <= 160


def test_a_page_is_written_to_a_file_or_given_back(tmp_path):
    told = trace(square, 2)
    assert told.html(tmp_path / "y.html") is None
    assert (tmp_path / "y.html").read_text(encoding="utf-8") == told.html()


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(CannotSave, match="Cannot write"):
        trace(square, 2).html(tmp_path / "no" / "y.html")
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_a_page_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "fast_sugiyama", None)
    monkeypatch.setattr("backsweep.show.picture._laid_out", lambda *args: pytest.fail("there is no layout"))
    from backsweep.show import layers
    from backsweep.show import page as package

    def missing(*args):
        raise bs.ExtraMissing(layers.MISSING)

    monkeypatch.setattr(package, "drawings", missing)
    written = page(trace(square, 2))
    assert "pip install &#x27;backsweep[pictures]&#x27;" in written
    assert data(written)["scale"] is None


def test_every_part_and_no_other_is_in_the_page():
    folders = ROOT / "src" / "backsweep" / "show" / "page"
    found = {
        f"{file.parent.name}/{file.name}" for folder in ("script", "style") for file in (folders / folder).iterdir()
    }
    assert found == {*SCRIPTS, *STYLES}
    written = page(trace(square, 2))
    for name in (*SCRIPTS, *STYLES):
        assert part(name) in written


@pytest.mark.parametrize("name", [*SCRIPTS, *STYLES])
def test_a_part_of_the_page_is_short_and_says_first_what_it_is(name):
    text = part(name)
    assert text.startswith(("// ", "/* "))
    assert text.endswith("\n")
    assert len(text.splitlines()) <= 250
    assert max(map(len, text.splitlines())) <= 120


def test_a_built_wheel_has_the_parts_of_the_page(tmp_path):
    built = subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
            "--wheel-dir",
            tmp_path,
            ROOT,
        ],
        capture_output=True,
        text=True,
    )
    if "hatchling" in built.stderr:
        pytest.skip(reason="hatchling, which builds wheels, is not installed.")
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {"page.html", *SCRIPTS, *STYLES}
    assert {f"backsweep/show/page/{name}" for name in wanted} <= names
