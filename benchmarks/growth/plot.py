"""The picture of growth: time and memory against the number of operations, both axes logarithmic.

Where cost is in proportion to the number of operations, a line rises as steeply as the grey ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

Found = Mapping[str, Mapping[str, Mapping[str, float]]]

# Okabe and Ito's colours, which the colour-blind tell apart too; what belongs together has one colour.
STYLES = {
    "graph of Nodes": ("#0072B2", "-", "o"),
    "graph of Nodes, collector off": ("#0072B2", ":", "o"),
    "backward sweep of it": ("#56B4E9", "-", "s"),
    "compile a loop": ("#D55E00", "-", "^"),
    "compile without repeats": ("#D55E00", ":", "v"),
    "run a loop": ("#009E73", "-", "D"),
    "run without repeats": ("#009E73", ":", "D"),
}
# Less memory than this cannot be told from the pages that a process takes anyway.
LEAST_BYTES = 1 << 19
SLOPES = "#c8c8c8"


def draw(found: Found, place: Path) -> None:
    """Writes the picture as SVG.

    Raises:
        ImportError: matplotlib is not installed.
    """
    import matplotlib

    # Without a screen, and the same bytes for the same figures.
    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "growth", "svg.fonttype": "none", "font.family": "sans-serif"})
    from matplotlib import pyplot

    figure, (times, memory) = pyplot.subplots(1, 2, figsize=(10, 5), layout="constrained")
    panel(times, found, "seconds", 1.0, 0.0, "seconds")
    panel(memory, found, "bytes", 2**20, LEAST_BYTES, "MB at most")
    figure.legend(*times.get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False)
    place.parent.mkdir(exist_ok=True)
    figure.savefig(place, metadata={"Date": None}, facecolor="white")
    pyplot.close(figure)


def panel(axes: Any, found: Found, what: str, unit: float, least: float, label: str) -> None:
    """One of the two figures: lines over n, with what is less than `least` left out."""
    for name, points in found.items():
        seen = [(int(n), point[what] / unit) for n, point in points.items() if point[what] > least]
        colour, line, marker = STYLES[name]
        xs, ys = [n for n, _ in seen], [cost for _, cost in seen]
        axes.plot(xs, ys, linestyle=line, marker=marker, color=colour, label=name, markersize=4)
    axes.set(xscale="log", yscale="log", xlabel="operations", ylabel=label)
    axes.spines[["top", "right"]].set_visible(False)
    slopes(axes)


def slopes(axes: Any) -> None:
    """Faint lines in proportion to n, one for each power of ten."""
    axes.autoscale(False)
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    factor = 10.0**-12
    while factor * left < high:
        if factor * right > low:
            axes.plot((left, right), (factor * left, factor * right), color=SLOPES, linewidth=0.6, zorder=0)
        factor *= 10.0
