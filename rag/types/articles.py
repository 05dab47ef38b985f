"""An article as it was read, spans of it, and passages: what all offsets point into."""

from __future__ import annotations

import calendar
import datetime
import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any, Literal, get_args

NoiseKind = Literal[
    "byline",
    "caption",
    "comments",
    "date mark",
    "dateline",
    "disclaimer",
    "file name",
    "label",
    "photo credit",
    "plea",
    "repeated",
    "site mark",
    "social post",
    "teaser",
]
NOISE_KINDS: tuple[NoiseKind, ...] = get_args(NoiseKind)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of an article's text: code points `start` (included) to `end` (excluded)."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, got [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Noise(Span):
    """A stretch of an article that is not reporting (a donation plea, a photo credit, ...): marked, never deleted."""

    kind: NoiseKind


def content_id(text: str) -> str:
    """Return the id of an article with this text: the first 16 hexadecimal digits of the SHA-256 of its UTF-8 bytes.

    The id depends on nothing but the text, so that permalinks survive a rebuild, a move and another machine.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Article:
    """One news article: its text exactly as read (Unicode NFC), and what is known about it.

    `title` is never empty (the first words stand in where no title is found). `language` is an ISO 639-1 code.
    `published` is the date of publication as ISO 8601 in the precision that is known: "2023", "2023-11" or
    "2023-11-16". What is unknown is None. `headings` are the title and subheadings as they stand in the text,
    `noise` what is not reporting; both are sorted, do not overlap, and are kept out of claims. `pages` are the offsets
    at which the pages of a paginated file begin, the first one 0; empty where there are none.
    """

    id: str
    title: str
    text: str
    language: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    path: str = ""
    noise: tuple[Noise, ...] = ()
    headings: tuple[Span, ...] = ()
    pages: tuple[int, ...] = ()

    def page_of(self, offset: int) -> int | None:
        """Return the number of the page, from 1 on, on which this character stands; None where there are no pages."""
        return bisect_right(self.pages, offset) or None

    def body(self) -> list[Span]:
        """Return the stretches that are neither noise nor headings, in order: what claims may be cut from."""
        spans, position = [], 0
        for span in sorted((*self.noise, *self.headings), key=lambda span: (span.start, span.end)):
            if span.start > position:
                spans.append(Span(position, span.start))
            position = max(position, span.end)
        if position < len(self.text):
            spans.append(Span(position, len(self.text)))
        return spans

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "text": self.text,
            "language": self.language,
            "publisher": self.publisher,
            "author": self.author,
            "published": self.published,
            "url": self.url,
            "path": self.path,
            "noise": [{"start": span.start, "end": span.end, "kind": span.kind} for span in self.noise],
            "headings": [{"start": span.start, "end": span.end} for span in self.headings],
            "pages": list(self.pages),
        }


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences of one article that are embedded together; its text is derived from the article."""

    article: Article
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


def days(date: str | None) -> tuple[int, int]:
    """Return the first and the last day that a date in ISO 8601 means, as `datetime.date.toordinal` counts.

    A year or a month is as many days as it has; (-1, -1) is a date that is unknown or that no calendar has.

    >>> days("2023-11-16"), days("2023-11"), days("2023-02-30")
    ((738840, 738840), (738825, 738854), (-1, -1))
    """
    try:
        year, month, day = [*map(int, (date or "").split("-")), 0, 0][:3]
        first = datetime.date(year, month or 1, day or 1)
        last = first if day else datetime.date(year, month or 12, calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return -1, -1
    return first.toordinal(), last.toordinal()
