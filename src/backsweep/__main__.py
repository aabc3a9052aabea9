"""python -m backsweep: the same as the command."""

import sys

from backsweep.cli import main

if __name__ == "__main__":
    sys.exit(main())
