"""Boilerplate that shows only in many articles: lines that come again all over what one publisher prints.

Rules find the noise that every newsroom words alike; a site's own menu, plea or "Archived under:" is told by counting.
A line counts once for each article that has words of its own beside it, so that copies of one report make nothing of it
a boilerplate. Figures do not count, so that "12 comments" and "3 comments" are one line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.types import Article, Noise, Span

_LEAST_SHARE, _LONG_SHARE = 0.03, 0.1
"""Share of a publisher's articles in which a line must stand, a short one and one of more than _SHORT characters: a
paragraph of background comes again for months, in the articles about one affair."""
_SHORT = 120
_OWN_CHARACTERS, _OWN_SHARE = 100, 0.15
"""What an article must have in lines that no other one has to count as an article of its own."""
_FIGURES = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that neither rule nor heading accounts for: where it stands, and what it is compared by."""

    span: Span
    key: int


def lines_of(article: Article) -> list[Line]:
    """Return the lines of an article that may turn out to be boilerplate. Keys compare within this process only."""
    taken: list[Span] = [span for span in article.noise if span.kind != "repeated"]
    spans = sorted((*taken, *article.headings), key=lambda span: span.start)
    found, position, next_taken = [], 0, 0
    for written in article.text.splitlines(keepends=True):
        words = written.strip()
        start = position + len(written) - len(written.lstrip())
        position += len(written)
        span = Span(start, start + len(words))
        while next_taken < len(spans) and spans[next_taken].end <= span.start:
            next_taken += 1
        if len(words) < 3 or (next_taken < len(spans) and spans[next_taken].overlaps(span)):
            continue
        found.append(Line(span, hash(_FIGURES.sub("0", " ".join(words.casefold().split())))))
    return found


def repeated_keys(articles: Iterable[Sequence[Line]], least: int) -> frozenset[int]:
    """Return the keys of the lines that are boilerplate among the articles of one publisher.

    They stand in `least` articles or more, and in 3 of 100 (long ones in 10 of 100).
    """
    every = list(articles)
    held = Counter(key for lines in every for key in {line.key for line in lines})
    counted: Counter[int] = Counter()
    longest: dict[int, int] = {}
    for lines in every:
        whole = sum(len(line.span) for line in lines)
        own = sum(len(line.span) for line in lines if held[line.key] == 1)
        if own >= max(_OWN_CHARACTERS, _OWN_SHARE * whole):
            counted.update({line.key for line in lines})
        for line in lines:
            if held[line.key] > 1:
                longest[line.key] = max(longest.get(line.key, 0), len(line.span))
    return frozenset(
        key
        for key, times in counted.items()
        if times >= least and times >= (_LEAST_SHARE if longest.get(key, 0) <= _SHORT else _LONG_SHARE) * len(every)
    )


def with_repeats(article: Article, lines: Sequence[Line], keys: frozenset[int]) -> Article:
    """Return the article with those of its lines marked that are boilerplate by these keys, and no others."""
    noise = [span for span in article.noise if span.kind != "repeated"]
    noise += _joined(article.text, [line.span for line in lines if line.key in keys])
    return replace(article, noise=tuple(sorted(noise)))


def _joined(text: str, spans: Sequence[Span]) -> Iterator[Noise]:
    """Lines with nothing but white space between them are one stretch."""
    start = end = None
    for span in spans:
        if start is not None and end is not None and text[end : span.start].strip():
            yield Noise(start, end, "repeated")
            start = None
        start = span.start if start is None else start
        end = span.end
    if start is not None and end is not None:
        yield Noise(start, end, "repeated")
