"""[GradBench](https://github.com/gradbench/gradbench) is the field's public benchmark, the successor of ADBench."""

from gradbench.table import GradBench

TITLE = "GradBench"
MEASURES = (GradBench(),)
