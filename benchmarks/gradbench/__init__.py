"""[GradBench](https://github.com/gradbench/gradbench) is the field's public benchmark, the successor of ADBench. Six of
its evals, each a session with `benchmarks/gradbench/tool.py` over GradBench's own protocol, at the sizes of the suite's
own baselines, on inputs that are made as the suite makes its own. Shown are medians of the runs, in processor time;
`prepared` is what the tool does once ahead of them. `x C++` and `x best` are backsweep's derivative over that of C++ by
hand and over that of the fastest library of the row.

**The figures of the others are not of this run.** They were taken once, with the suite's own tools, one thread, on a
machine of this kind. The C++ tool is CoDiPack for llsq, lse, lstm and ode, and Tapenade for gmm and ba."""

from gradbench.evals_measured import MEASURES

__all__ = ["MEASURES", "TITLE"]

TITLE = "GradBench"
