"""A sentence as read: its words and clauses, what its constructions found, and the quotations that come of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.claims.quotations.clauses import Clause
from rag.claims.quotations.phrases import Phrase
from rag.claims.quotations.said import Said
from rag.claims.quotations.subjects import Sentence, Subject
from rag.types import Quotation, Span

_TRIMMED = " \n\t,;:–—-"


@dataclass(slots=True)
class Reading:
    """A sentence, with its clauses (German) and the quotations found in it, which the readers of the article add to."""

    span: Span
    sentence: Sentence
    cut: list[Clause]
    said: list[Said]
    found: list[Quotation] = field(default_factory=list)


def quotation_of(text: str, reading: Reading, said: Said) -> Quotation | None:
    """Return what a construction found, as offsets into the article; None if no words are left of it.

    An indirect quotation ends before the full stop, a reported one is the sentence with it.
    """
    spans = tuple(span for span in (_trimmed(text, span) for span in _spans(reading, said.ranges)) if span is not None)
    if not spans:
        return None
    last = spans[-1]
    if said.kind == "Indirect":
        stop = text[last.end - 1] in ".!" and last.end - last.start > 1
        spans = (*spans[:-1], Span(last.start, last.end - stop))
    elif not any(map(str.isalnum, text[last.end : reading.span.end])):
        spans = (*spans[:-1], Span(last.start, reading.span.end))
    return Quotation(spans, said.kind, *who(text, reading, said.subject), cue=_spans(reading, said.cue))


def who(
    text: str, reading: Reading, subject: Subject | None
) -> tuple[tuple[Span, ...], tuple[Span, ...], tuple[Span, ...]]:
    """Return the words of a claimer: all of them, the name, what somebody is."""
    if subject is None:
        return (), (), ()
    whole = _spans(reading, [subject.whole])[0]
    end = whole.end
    while end > whole.start and text[end - 1] in ", ":
        end -= 1
    name = () if subject.nobody else _spans(reading, [subject.claimer])
    return (Span(whole.start, end),), name, _spans(reading, [subject.affiliation] if subject.affiliation else [])


def _spans(reading: Reading, phrases: Sequence[Phrase]) -> tuple[Span, ...]:
    words, start = reading.sentence.words, reading.span.start
    return tuple(
        Span(start + words[phrase.first].start, start + words[phrase.last - 1].end)
        for phrase in phrases
        if phrase.first < phrase.last
    )


def _trimmed(text: str, span: Span) -> Span | None:
    start, end = span.start, span.end
    while start < end and text[start] in _TRIMMED:
        start += 1
    while end > start and text[end - 1] in _TRIMMED:
        end -= 1
    return Span(start, end) if any(map(str.isalnum, text[start:end])) else None
