"""Lines for a terminal: folded, cut, wrapped, in columns, and without anything that would steer the screen."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence


def count(forms: tuple[str, str], n: int) -> str:
    return forms[0] if n == 1 else forms[1].format(n=f"{n:,}")


def cut(text: str, most: int) -> str:
    line = one_line(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def one_line(text: str) -> str:
    """Fold white space, and take out what would steer the terminal: an article may hold anything, so may a file name.

    Control characters (escape sequences) become spaces; invisible ones (bidirectional overrides, soft hyphens) go.
    """
    shown = (c if c.isprintable() else " " for c in text if unicodedata.category(c) != "Cf")
    return " ".join("".join(shown).split())


def indented(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent)


def table(rows: Iterable[Sequence[str]], widths: Sequence[int]) -> list[str]:
    """Rows as lines, each cell wrapped in its column."""
    lines = []
    for row in rows:
        cells = [textwrap.wrap(one_line(cell), wide) for cell, wide in zip(row, widths, strict=True)]
        for place in range(max(map(len, cells), default=0)):
            parts = [cell[place] if place < len(cell) else "" for cell in cells]
            lines.append("  ".join(part.ljust(wide) for part, wide in zip(parts, widths, strict=True)).rstrip())
    return lines
