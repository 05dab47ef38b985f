"""An article while it is being marked: what each of its lines is, and what is noise inside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rag.articles.layout import Line
from rag.types import Noise, NoiseKind, Span

EDGE = 10
"""Lines (not counting empty ones) at each end of an article that may hold its masthead and its tail."""

LONGEST_RULED_LINE = 450
"""Code points. Longer lines are running text: line rules do not apply, which also bounds what the patterns cost."""


@dataclass(slots=True)
class Page:
    """An article while it is being marked: what each line is (noise of a kind, or where in it a heading stands)."""

    text: str
    lines: list[Line]
    kinds: list[NoiseKind | None]
    heads: list[Span | None]
    inside: list[Noise] = field(default_factory=list)
    joined: set[int] = field(default_factory=set)
    link_lists: set[int] = field(default_factory=set)

    def open(self, number: int) -> bool:
        """Whether nothing is known of the line yet."""
        return self.kinds[number] is None and self.heads[number] is None

    def join(self, number: int) -> None:
        """Let the noise of this line and of the one before be one span (a plea and its heading)."""
        self.joined.add(number)

    def blocks(self) -> Iterator[Noise]:
        number = 0
        while number < len(self.lines):
            kind = self.kinds[number]
            last = number
            while kind is not None and last + 1 in self.joined and self.kinds[last + 1] == kind:
                last += 1
            if kind is not None:
                yield Noise(self.lines[number].start, self.lines[last].end, kind)
            number = last + 1

    def headings(self) -> list[Span]:
        return [span for span in self.heads if span is not None]
