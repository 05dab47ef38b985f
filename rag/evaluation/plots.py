"""Small line plots as SVG: panels beside each other over one logarithmic axis, readable on light and dark pages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT = 400, 250
"""Of a panel, in pixels of the drawing."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 118, 44, 40
"""What a panel leaves free around its lines: for figures, names of lines, title and axis."""
_COLUMNS = 2
_HEAD = 44
# The picture brings its own ground, so that it can be read whatever page it stands on; the system says light or dark.
_STYLE = """
svg { color-scheme: light dark; --ground: #ffffff; --text: #1f2328; --faint: #59636e; --grid: #d8dee4;
      --first: #0b62c4; --second: #a24b00; --bar: #b3261e }
@media (prefers-color-scheme: dark) {
  svg { --ground: #0d1117; --text: #e6edf3; --faint: #9198a1; --grid: #30363d;
        --first: #6cb0ff; --second: #f0a35e; --bar: #ff8a80 } }
text { font: 12px system-ui, sans-serif; fill: var(--text) }
.title { font-size: 15px; font-weight: 600 } .panel { font-weight: 600 } .faint { fill: var(--faint) }
.grid { stroke: var(--grid) } .bar { stroke: var(--bar); stroke-dasharray: 5 4 } .bar-name { fill: var(--bar) }
.line0, .line1 { fill: none; stroke-width: 2 } .line0 { stroke: var(--first) } .line1 { stroke: var(--second) }
.line1 { stroke-dasharray: 2 3; stroke-linecap: round }
.dot0 { fill: var(--first) } .dot1 { fill: var(--second) } .name0 { fill: var(--first) } .name1 { fill: var(--second) }
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A name, and points from left to right."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Panel:
    """One or two lines over a common axis that begins at 0, and maybe a bar that they should stay under."""

    title: str
    lines: Sequence[Line]
    bar: float | None = None


def plot(title: str, axis: str, panels: Sequence[Panel]) -> str:
    """Return a picture of these panels, two in a row; `axis` says what the logarithmic axis counts."""
    rows = math.ceil(len(panels) / _COLUMNS)
    width, height = _COLUMNS * _WIDTH, _HEAD + rows * _HEIGHT
    told = "; ".join(f"{panel.title}: {', '.join(map(_told, panel.lines))}" for panel in panels)
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="title told">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="told">{escape(told)}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect width="{width}" height="{height}" rx="6" fill="var(--ground)"/>',
        f'<text class="title" x="{_LEFT - 32}" y="28">{escape(title)}</text>',
    ]
    for place, panel in enumerate(panels):
        row, column = divmod(place, _COLUMNS)
        drawn.append(f'<g transform="translate({column * _WIDTH} {_HEAD + row * _HEIGHT})">{_drawn(panel, axis)}</g>')
    return "\n".join([*drawn, "</svg>", ""])


def _drawn(panel: Panel, axis: str) -> str:
    points = [point for line in panel.lines for point in line.points]
    least, most = min(x for x, _ in points), max(x for x, _ in points)
    steps = _steps(max([y for _, y in points] + [panel.bar or 0]))
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM

    def across(x: float) -> float:
        share = math.log(x / least) / math.log(most / least) if most > least else 0.5
        return round(_LEFT + share * (right - _LEFT), 1)

    def down(y: float) -> float:
        return round(bottom - y / steps[-1] * (bottom - _TOP), 1)

    drawn = [f'<text class="panel" x="{_LEFT - 32}" y="{_TOP - 18}">{escape(panel.title)}</text>']
    for step in steps:
        drawn.append(f'<line class="grid" x1="{_LEFT}" x2="{right}" y1="{down(step)}" y2="{down(step)}"/>')
        drawn.append(f'<text class="faint" x="{_LEFT - 6}" y="{down(step) + 4}" text-anchor="end">{step:g}</text>')
    drawn.extend(
        f'<text class="faint" x="{across(x)}" y="{bottom + 18}" text-anchor="middle">{_counted(x)}</text>'
        for x in sorted({x for x, _ in points})
    )
    drawn.append(f'<text class="faint" x="{right + 22}" y="{bottom + 18}">{escape(axis)}</text>')
    if panel.bar is not None:
        drawn.append(f'<line class="bar" x1="{_LEFT}" x2="{right}" y1="{down(panel.bar)}" y2="{down(panel.bar)}"/>')
        above = max(down(panel.bar) - 5, _TOP + 14)
        drawn.append(f'<text class="bar-name" x="{_LEFT + 6}" y="{above}">at most {panel.bar:g}</text>')
    ends = _apart([down(line.points[-1][1]) for line in panel.lines])
    for number, (line, end) in enumerate(zip(panel.lines, ends, strict=True)):
        path = " ".join(f"{across(x)},{down(y)}" for x, y in line.points)
        drawn.append(f'<polyline class="line{number}" points="{path}"/>')
        drawn.extend(f'<circle class="dot{number}" cx="{across(x)}" cy="{down(y)}" r="3.5"/>' for x, y in line.points)
        said = f"{line.name}: {_rounded(line.points[-1][1])}"
        drawn.append(f'<text class="name{number}" x="{right + 8}" y="{end + 4}">{escape(said)}</text>')
    return "".join(drawn)


def _apart(heights: Sequence[float]) -> list[float]:
    """Move names that would lie on each other a line apart."""
    if len(heights) < 2 or abs(heights[0] - heights[1]) >= 15:
        return list(heights)
    middle, sign = sum(heights) / 2, 1 if heights[0] >= heights[1] else -1
    return [middle + 7.5 * sign, middle - 7.5 * sign]


def _steps(most: float) -> list[float]:
    """Return round values from 0 up to at least this one: three to six of them."""
    if most <= 0:
        return [0, 1]
    size = 10.0 ** math.floor(math.log10(most))
    step = next(size * share for share in (0.2, 0.25, 0.5, 1, 2, 2.5) if most <= 5 * size * share)
    return [float(f"{step * number:.6g}") for number in range(math.ceil(most / step - 1e-9) + 1)]


def _counted(x: float) -> str:
    """10,000 and more in words that take no room: 10 k, 1 M."""
    for size, letter in ((1e6, " M"), (1e3, " k")):
        if x >= size:
            return f"{x / size:g}{letter}"
    return f"{x:g}"


def _rounded(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def _told(line: Line) -> str:
    return f"{line.name} " + ", ".join(f"{_rounded(y)} at {_counted(x)}" for x, y in line.points)
