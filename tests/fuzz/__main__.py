"""The command: python tests/fuzz."""

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
# What pytest reads from pyproject.toml; the folder of this file itself would hide modules of the same name.
sys.path[0:1] = [str(TESTS / folder) for folder in ("", "program", "primitives", "primitives/arrays")]

from fuzz.command import main  # noqa: E402  # found only now

if __name__ == "__main__":
    sys.exit(main())
