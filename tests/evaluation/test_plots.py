"""Plots: whatever the figures, the picture is well-formed, says its figures in words, and nothing leaves its panel."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.plots import Line, Panel, _steps, plot

SVG = "{http://www.w3.org/2000/svg}"
figures = st.lists(
    st.tuples(st.integers(1, 10**9), st.floats(0, 1e12, allow_subnormal=False)),
    min_size=1,
    max_size=6,
    unique_by=lambda point: point[0],
).map(sorted)


def test_a_picture_says_what_it_shows() -> None:
    lines = [Line("95 %", [(10_000, 12.4), (1_000_000, 48.7)]), Line("median", [(10_000, 8.0), (1_000_000, 30.0)])]
    picture = plot("Cost & size", "claims", [Panel("a question, ms", lines, bar=60)])
    root = ElementTree.fromstring(picture)
    said = [element.text or "" for element in root.iter()]
    assert root.findtext(f"{SVG}title") == "Cost & size"
    assert root.findtext(f"{SVG}desc") == "a question, ms: 95 % 12 at 10 k, 49 at 1 M, median 8 at 10 k, 30 at 1 M"
    assert {"10 k", "1 M", "claims", "at most 60", "95 %: 49", "median: 30"} <= set(said)
    assert "prefers-color-scheme: dark" in picture


@given(figures, figures, st.none() | st.floats(0.01, 1e6))
def test_whatever_the_figures_nothing_leaves_the_picture(
    first: list[tuple[int, float]], second: list[tuple[int, float]], bar: float | None
) -> None:
    panel = Panel("one", [Line("<a>", first), Line("b", second)], bar=bar)
    root = ElementTree.fromstring(plot("t", "claims", [panel, panel, panel]))
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    assert len(root.findall(f"{SVG}g")) == 3
    for group in root.findall(f"{SVG}g"):
        left, top = map(float, re.findall(r"[\d.]+", group.attrib["transform"]))
        for line in group.iter(f"{SVG}polyline"):
            for point in line.attrib["points"].split():
                x, y = map(float, point.split(","))
                assert 0 <= left + x <= width
                assert 0 <= top + y <= height
        names = [element for element in group.iter(f"{SVG}text") if element.attrib["class"].startswith("name")]
        assert abs(float(names[0].attrib["y"]) - float(names[1].attrib["y"])) >= 14, "names do not lie on each other"


@pytest.mark.parametrize("most", [0.0, 1e-9, 0.3, 1, 1.5, 7, 10, 60, 99, 1234, 5e11])
def test_steps_are_few_and_round_and_reach_what_is_shown(most: float) -> None:
    steps = _steps(most)
    assert steps[0] == 0
    assert 2 <= len(steps) <= 7
    assert steps[-1] >= most * (1 - 1e-9)
