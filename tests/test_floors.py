"""ARCHITECTURE.md is true: its files exist, its floors hold, its doors are the only ones. Tests mirror the source."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "backsweep"
PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")

# Tests that belong to the project as a whole rather than to one file of the source.
OF_THE_WHOLE = {
    "test_benchmarks.py",
    "test_documents.py",
    "test_examples.py",
    "test_fuzz.py",
    "test_hips_programs.py",
    "test_floors.py",
    "test_gradbench.py",
    "test_notebooks.py",
    "test_package.py",
    "test_site.py",
    "test_withstand.py",
}
# Tests of what many files do together, by the folder of the source they are about.
OF_A_FOLDER = {
    "primitives": {"test_conventions.py", "test_domains.py", "test_laws.py", "test_math_names.py"},
    "show": {"test_arrays.py", "test_page_in_browser.py", "test_replay_in_browser.py"},
    "primitives/arrays": {
        "test_against_mpmath.py",
        "test_array_laws.py",
        "test_entries_as_numbers.py",
        "test_random_arrays.py",
        "test_whole_namespace.py",
    },
    "transforms": {"test_programs.py"},
    "traces": {"test_arrays.py"},
    "diagnosis": {"test_arrays.py"},
}

ROOF = 99
MODULES = sorted(SRC.rglob("*.py"))


def floors() -> dict[str, int]:
    """Each file or folder of the drawing with its floor."""
    found: dict[str, int] = {}
    for line in PAGE.split("```")[1].splitlines():
        floor = re.match(r"\s+(?:floor (\d)|roof)", line)
        if floor:
            for path in re.findall(r"[\w/]+(?:\.py|/)", line):
                assert path not in found, f"{path} stands on two floors."
                found[path] = ROOF if floor[1] is None else int(floor[1])
    return found


FLOORS = floors()


def floor_of(module: Path) -> int:
    """The floor of a file: its own, or that of its folder."""
    inside = module.relative_to(SRC)
    entry = inside.as_posix() if len(inside.parts) == 1 else f"{inside.parts[0]}/"
    assert entry in FLOORS, f"ARCHITECTURE.md gives no floor to {entry}."
    return FLOORS[entry]


def file_of(dotted: str) -> Path:
    """The file of a module given by its dotted name."""
    path = SRC.parent.joinpath(*dotted.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def imports(tree: ast.AST) -> Iterator[tuple[Path, ast.AST]]:
    """Every module of ours that a piece of code imports, wherever in it, with the import itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                if name.name.split(".")[0] == "backsweep":
                    yield file_of(name.name), node
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "Write imports in full."
            if (node.module or "").split(".")[0] == "backsweep":
                for name in node.names:
                    whole = file_of(f"{node.module}.{name.name}")
                    yield whole if whole.exists() else file_of(str(node.module)), node


def parsed(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def functions(module: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(parsed(module)) if isinstance(node, ast.FunctionDef))


def for_the_type_checker(module: Path) -> set[int]:
    """The lines of imports under `if TYPE_CHECKING`."""
    blocks = [
        node for node in ast.walk(parsed(module)) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
    ]
    return {
        node.lineno for block in blocks for node in ast.walk(block) if isinstance(node, (ast.Import, ast.ImportFrom))
    }


def upward(module: Path) -> Iterator[tuple[Path, int]]:
    """A file's imports from a floor above its own, with their lines."""
    for imported, node in imports(parsed(module)):
        if floor_of(imported) > floor_of(module):
            yield imported, node.lineno


def doors_on_the_page() -> dict[str, str]:
    return dict(re.findall(r"^\| `(\w+)` \| `([\w/.]+)` \|$", PAGE, re.MULTILINE))


def test_every_path_on_the_page_exists():
    paths = [SRC / path for path in FLOORS]
    paths += [ROOT / path for path in re.findall(r"`((?:src|tests|docs)/[\w/.-]+)`", PAGE)]
    paths += [SRC / path for path in re.findall(r"`(\w+\.py|\w+/)`", PAGE)]
    missing = [path for path in paths if not path.exists()]
    assert not missing


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.relative_to(SRC).as_posix())
def test_a_file_imports_from_its_own_floor_or_below(module):
    above = {(imported.relative_to(SRC).as_posix(), line) for imported, line in upward(module)}
    if module.name == "node.py":
        doors = {
            (imported.relative_to(SRC).as_posix(), node.lineno)
            for function in functions(module)
            for imported, node in imports(function)
        }
        above -= doors
        above -= {
            (path, line) for path, line in above if path == "primitive.py" and line in for_the_type_checker(module)
        }
    assert not above


def test_the_doors_of_node_are_those_on_the_page():
    doors = {
        function.name: imported.relative_to(SRC).as_posix()
        for function in functions(SRC / "node.py")
        for imported, _ in imports(function)
    }
    assert doors == doors_on_the_page()


def test_a_door_is_one_import_and_one_line():
    for function in functions(SRC / "node.py"):
        if any(imports(function)):
            body = function.body[1:] if ast.get_docstring(function) else function.body
            assert [type(body[0]), len(body)] == [ast.ImportFrom, 2], function.name


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.relative_to(SRC).as_posix())
def test_nobody_inside_imports_the_roof(module):
    if module != SRC / "__init__.py":
        assert SRC / "__init__.py" not in [imported for imported, _ in imports(parsed(module))]


# What a folder may import besides, when it is used: its extra in pyproject.toml.
EXTRAS = {
    "native": {"llvmlite", "numpy"},
    "numpy": {"numpy"},
    "show": {"anywidget", "fast_sugiyama", "traitlets"},
}


def test_the_core_needs_the_standard_library_only():
    for module in MODULES:
        allowed = {"backsweep", *sys.stdlib_module_names, *EXTRAS.get(module.relative_to(SRC).parts[0], ())}
        for node in ast.walk(parsed(module)):
            names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] in allowed, f"{module} imports {name}"


def test_tests_mirror_the_source():
    strangers = []
    for test in sorted((ROOT / "tests").rglob("test_*.py")):
        inside = test.relative_to(ROOT / "tests")
        folder, name = inside.parent, inside.name.removeprefix("test_")
        if (inside.name in OF_THE_WHOLE and not folder.parts) or inside.name in OF_A_FOLDER.get(folder.as_posix(), ()):
            continue
        if (
            not (SRC / folder / name).exists()
            and not (SRC / folder / name.removesuffix(".py") / "__init__.py").exists()
        ):
            strangers.append(inside.as_posix())
    assert not strangers
