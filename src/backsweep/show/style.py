"""How pictures look: the style sheet of every SVG, as one text.

Every colour of paper and ink is a custom property, so a page can lend its own. What a colour says, a line's form says
too: a der of 0 is dotted, nan is dashed, infinity is drawn thick.
"""

from __future__ import annotations

from backsweep.show.palette import CIVIDIS, DARK_INK_FROM

LIGHT = (
    "--paper:#fff;--ink:#16181d;--line:#5f6671;--value:#0b6b3a;--der:#8f2d04;--now:#d55e00;--bad:#b5127c;"
    '--sans:system-ui,-apple-system,"Segoe UI","Helvetica Neue",Arial,sans-serif;'
    '--serif:"STIX Two Text","Latin Modern Roman",Cambria,Georgia,"Times New Roman",serif'
)
DARK = "--paper:#14171c;--ink:#e8eaee;--line:#98a0ac;--value:#6fd69c;--der:#ffb08a;--now:#ff9838;--bad:#ff7cc8"

RULES = """
.backsweep text{font:13px var(--sans);fill:var(--ink)}
.backsweep .paper{fill:var(--paper)}
.backsweep .line{font:16px var(--serif);text-anchor:middle}
.backsweep .i{font-style:italic}
.backsweep .fold .line{font:13px var(--sans)}
.backsweep .fold .title{font-weight:600}
.backsweep .value,.backsweep .der{text-anchor:middle;font-variant-numeric:tabular-nums}
.backsweep .value{fill:var(--value)}
.backsweep .der{fill:var(--der)}
.backsweep .partial{font-size:11.5px;fill:var(--ink)}
.backsweep .box{fill:var(--paper);stroke:var(--line);stroke-width:1.2}
.backsweep .output .box{stroke-width:2.4;stroke:var(--ink)}
.backsweep g.stub .box{fill:none;stroke:none}
.backsweep g.stub .line{fill:var(--line)}
.backsweep .wire{fill:none;stroke:var(--line);stroke-width:1.3}
.backsweep .head{fill:var(--line)}
.backsweep .key{font-size:11.5px;fill:var(--line)}
.backsweep [data-level=zero] .box{stroke-dasharray:1.5 3.5;stroke-width:1.8;stroke-linecap:round}
.backsweep [data-level=nan] .box{stroke:var(--bad);stroke-width:3;stroke-dasharray:8 4}
.backsweep [data-level=inf] .box{stroke:var(--bad);stroke-width:5}
.backsweep [data-state=waiting]{opacity:.4}
.backsweep [data-state=current] .box{stroke:var(--now);stroke-width:3.2;stroke-dasharray:none}
.backsweep [data-state=current] .wire{stroke:var(--now);stroke-width:2.2}
.backsweep [data-state=current] .head{fill:var(--now)}
""".strip().replace("\n", "")


def _levels() -> str:
    rules = []
    for level, colour in enumerate(CIVIDIS):
        ink = "#000" if level >= DARK_INK_FROM else "#fff"
        rules.append(f".backsweep [data-level='{level}'] .box{{fill:{colour}}}")
        rules.append(f".backsweep [data-level='{level}'] .line{{fill:{ink}}}")
    return "".join(rules)


STYLE = f".backsweep{{{LIGHT}}}{RULES}{_levels()}@media screen and (prefers-color-scheme:dark){{.backsweep{{{DARK}}}}}"
