"""The lines that stand on a printed page, and the order in which to read them.

The order in which a program wrote them is kept, as programs write frame by frame. Mended are columns that were written
across, a headline that was written after its text, and boxes that were written before the text around them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

_MOST_LINES = 2_000
"""Lines of a page that are still put in order; a page with more is a list or an attack, and stays as it was written."""

_MOST_FRAMES = 300
_MOST_INITIALS = 20
_MOST_COLUMNS = 8

_LABEL = re.compile(r"(?:[•▪►●‣◦–—·*-]|\(?\w{1,3}[.)])$")
"""What stands before the item of a list, with a wide gap behind it."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A wide gap in a line: it stands for the space at `at` in the text. Before it is `left`, behind it `right`."""

    at: int
    left: float
    right: float
    next_word: float


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line as it is printed. Lengths are in points; `baseline` grows upwards, `left` and `right` as one reads.

    `size` is the size of most of its type, `font` the name of it, empty where it holds several. `first_word` is that
    word's width, `narrowest` the least space between two words. `turned` is the angle at which it stands, in degrees,
    `page` the place of its page, from 0.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    font: str = ""
    first_word: float = 0.0
    narrowest: float = 0.0
    gaps: tuple[Gap, ...] = ()
    turned: int = 0
    page: int = 0

    @property
    def row(self) -> bool:
        """Whether it is the row of a table: its gaps differ, while those of a justified line are all alike."""
        widest = max((gap.right - gap.left for gap in self.gaps if not _LABEL.match(self.text[: gap.at])), default=0.0)
        if self.text.count(" ") == 1:
            return widest > 4 * self.size
        return widest > 5 * self.size or (widest > self.size and widest > 2 * self.narrowest)


def in_reading_order(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Return the lines of one page, given in the order in which they were written, in the order to read them."""
    if len(lines) > _MOST_LINES:
        return list(lines)
    frames: list[list[PrintedLine]] = []
    for line in _without_columns_across(_mended(lines)):
        if frames and below(frames[-1][-1], line) and beside(_width(frames[-1]), (line.left, line.right)):
            frames[-1].append(line)
        else:
            frames.append([line])
    if len(frames) > _MOST_FRAMES:
        return [line for frame in frames for line in frame]
    ordered: list[list[PrintedLine]] = []
    for frame in frames:
        later = (place for place, other in enumerate(ordered) if _comes_before(frame, other))
        ordered.insert(next(later, len(ordered)), frame)
    return [line for frame in ordered for line in frame]


def _comes_before(frame: Sequence[PrintedLine], other: Sequence[PrintedLine]) -> bool:
    """Whether a frame is read before one that was written earlier: a headline, or the text around a box."""
    above = below(frame[-1], other[0])
    around = below(frame[0], other[0]) and below(other[-1], frame[-1])
    return (above or around) and beside(_width(other), _width(frame))


def _mended(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Put together what is one line: what follows a raised figure, and the rest of a word with a large initial."""
    result: list[PrintedLine] = []
    for line in lines:
        last = result[-1] if result else line
        level = abs(last.baseline - line.baseline) < 0.45 * max(last.size, line.size)
        if result and level and last.turned == line.turned and line.left - last.right > -0.5 * line.size:
            result[-1] = _together(last, line)
        else:
            result.append(line)
    initials = [line for line in result if len(line.text) == 1 and line.text.isupper()][:_MOST_INITIALS]
    for initial in initials:
        for place, line in enumerate(result):
            high = initial.baseline - line.size < line.baseline < initial.baseline + initial.size
            close = 0 <= line.left - initial.right + line.size < 2 * line.size
            if high and close and initial.size > 1.8 * line.size:
                whole = _together(initial, replace(line, left=initial.right))
                result[place] = replace(whole, left=line.left, first_word=line.first_word + line.size)
                result.remove(initial)
                break
    return result


def _together(one: PrintedLine, other: PrintedLine) -> PrintedLine:
    between = other.left - one.right
    space = " " if between > 0.15 * other.size else ""
    gaps = [*one.gaps, *(replace(gap, at=gap.at + len(one.text + space)) for gap in other.gaps)]
    if between > other.size:
        gaps.append(Gap(len(one.text), one.right, other.left, other.first_word))
    spaces = [line.narrowest for line in (one, other) if " " in line.text] + ([between] if space else [])
    return replace(
        max(one, other, key=lambda line: len(line.text)),
        text=one.text + space + other.text,
        left=one.left,
        right=max(one.right, other.right),
        first_word=one.first_word,
        narrowest=min(spaces, default=0.0),
        gaps=tuple(sorted(gaps, key=lambda gap: gap.at)),
    )


def below(upper: PrintedLine, lower: PrintedLine) -> bool:
    return lower.baseline < upper.baseline and lower.turned == upper.turned


def beside(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _width(frame: Sequence[PrintedLine]) -> tuple[float, float]:
    return min(line.left for line in frame), max(line.right for line in frame)


def _without_columns_across(lines: Sequence[PrintedLine], most: int = _MOST_COLUMNS) -> list[PrintedLine]:
    """Take apart lines that run over two columns of running text: first the left column, then the right one."""
    if most < 2:
        return list(lines)
    result: list[PrintedLine] = []
    position = 0
    while position < len(lines):
        best, gutter = position, (0.0, 0.0)
        for gap in lines[position].gaps[:8]:
            end, found = _column_end(lines, position, (gap.left, gap.right))
            if end > best:
                best, gutter = end, found
        if best == position:
            result.append(lines[position])
            position += 1
            continue
        middle = sum(gutter) / 2
        parts = [part for line in lines[position:best] for part in _cut(line, middle)]
        # A column that was cut off may hold another gutter.
        for right in (False, True):
            result += _without_columns_across([part for part in parts if (part.left > middle) == right], most - 1)
        position = best
    return result


def _column_end(
    lines: Sequence[PrintedLine], start: int, gutter: tuple[float, float]
) -> tuple[int, tuple[float, float]]:
    """Where the lines end that leave a gutter free, and how wide it is there; `start` if it is none between texts."""
    both, letters, end = 0, 0, start
    for line in lines[start : start + 400]:
        above = lines[max(start, end - 1)]
        if line.turned != above.turned or not -line.size < above.baseline - line.baseline < 3 * line.size:
            break
        if line.left < gutter[1] and line.right > gutter[0]:
            low, high, gap = max(
                ((max(gutter[0], gap.left), min(gutter[1], gap.right), gap) for gap in line.gaps),
                key=lambda free: free[1] - free[0],
                default=(0.0, 0.0, None),
            )
            if gap is None or high - low < line.size / 2:
                break
            gutter = low, high
            both += 1
            letters += min(gap.at, len(line.text) - gap.at)
        end += 1
    # Cells of a table are shorter than lines of running text, and few lines may have a gap in one place by chance.
    return (end, gutter) if both >= 4 and letters >= 15 * both else (start, gutter)


def _cut(line: PrintedLine, middle: float) -> list[PrintedLine]:
    for gap in line.gaps:
        if gap.left <= middle <= gap.right:
            before = tuple(other for other in line.gaps if other.at < gap.at)
            behind = tuple(replace(other, at=other.at - gap.at - 1) for other in line.gaps if other.at > gap.at)
            return [
                replace(line, text=line.text[: gap.at], right=gap.left, gaps=before),
                replace(line, text=line.text[gap.at + 1 :], left=gap.right, first_word=gap.next_word, gaps=behind),
            ]
    return [line]
