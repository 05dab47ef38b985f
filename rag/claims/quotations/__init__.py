"""Quotations: what somebody says in an article, by whom, and by which words one knows.

Sentence by sentence the constructions of `german_verbs`, `german_adverbials` and `english` are asked; then sentences
are read together: speech that runs on without a cue (`free_speech`), and what stands between quotation marks
(`direct`). The five kinds are those of Petersen-Frey and Biemann (2024), "Dataset of Quotation Attribution in German
News Articles".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.claims.quotations.clauses import Clause, clauses
from rag.claims.quotations.direct import direct_quotations
from rag.claims.quotations.english import english_speech
from rag.claims.quotations.free_speech import free_quotations, is_free
from rag.claims.quotations.german_adverbials import by_adverbials, by_source
from rag.claims.quotations.german_nouns import by_nouns
from rag.claims.quotations.german_subjects import main_subject
from rag.claims.quotations.german_verbs import by_verbs
from rag.claims.quotations.marks import quotations
from rag.claims.quotations.reading import Reading, quotation_of, who
from rag.claims.quotations.said import Said
from rag.claims.quotations.subjects import Sentence
from rag.types import Article, Quotation, Span

__all__ = ["claimers_of", "find_quotations"]


def find_quotations(article: Article, sentences: Sequence[Span]) -> list[Quotation]:
    """Return the quotations of an article, by where they begin; `sentences` are its sentences, sorted.

    >>> article = Article("", "", "Klein sagte, der Hafen sei zu.", "de")
    >>> [(q.kind, q.spans, q.claimer) for q in find_quotations(article, [Span(0, 30)])]
    [('Indirect', (Span(start=13, end=29),), (Span(start=0, end=5),))]
    """
    found = [quotation for reading in read_sentences(article, sentences) for quotation in reading.found]
    unique = dict.fromkeys(found)  # one that runs over several sentences is found in each of them
    return _nested(sorted(unique, key=lambda q: (q.spans[0].start, -q.spans[-1].end)))


def read_sentences(article: Article, sentences: Sequence[Span]) -> list[Reading]:
    """Return what was found in each sentence; a quotation over several sentences stands with each of them."""
    if not sentences:
        return []
    offset = sentences[0].start
    marked = [
        Span(span.start + offset, span.end + offset) for span in quotations(article.text[offset : sentences[-1].end])
    ]
    readings = [_read(article, span, marked) for span in sentences]
    for number, reading in enumerate(readings):
        for said in reading.said:
            quotation = quotation_of(article.text, reading, said)
            if quotation is not None and said.back:
                if number == 0:
                    continue
                quotation = replace(quotation, spans=(readings[number - 1].span, *quotation.spans))
            if quotation is not None:
                reading.found.append(quotation)
    free_quotations(article.text, readings)
    direct_quotations(article.text, readings, marked)
    return readings


def claimers_of(
    article: Article, sentences: Sequence[Span], quotes: Sequence[Sequence[Span]]
) -> list[Quotation | None]:
    """Return for each quote, given by its spans, the quotation that names its claimer; None if nothing does.

    The one that covers the same words, else who speaks in the same sentence, else who spoke last before it.
    """
    readings = read_sentences(article, sentences)
    return [_claimer_of(article.text, readings, spans) for spans in quotes]


def _claimer_of(text: str, readings: Sequence[Reading], spans: Sequence[Span]) -> Quotation | None:
    first = max(0, bisect_right(readings, spans[0].start, key=lambda reading: reading.span.start) - 1)
    last = max(first + 1, bisect_left(readings, spans[-1].end, key=lambda reading: reading.span.start))
    here = [quotation for reading in readings[first:last] for quotation in reading.found if quotation.claimer]
    covering = max(here, key=lambda quotation: _shared(quotation.spans, spans), default=None)
    if covering is not None and _shared(covering.spans, spans) > _SAME:
        return covering
    reading = readings[first]
    before = spans[0].start - reading.span.start
    whole = before < _LEAST and spans[-1].end - reading.span.start + _LEAST > len(reading.sentence.text)
    free = whole and (is_free(reading) or reading.sentence.inside(0))
    if not free:
        subject = main_subject(
            reading.sentence, reading.cut, before if before >= _LEAST else len(reading.sentence.text)
        )
        named = subject and Quotation(tuple(spans), "Indirect", *who(text, reading, subject))
        # Nobody stands inside what he says, unless all of the sentence is given.
        if named and (whole or not any(span.overlaps(name) for span in spans for name in named.claimer)):
            return named
        if here:
            return here[0]
    for other in reversed(readings[max(0, first - _FARTHEST) : first]):
        named = next((quotation for quotation in other.found if quotation.claimer), None)
        if named is not None:
            return named
    if first and free:
        other = readings[first - 1]
        return Quotation(tuple(spans), "Indirect", *who(text, other, main_subject(other.sentence, other.cut, 1 << 30)))
    return here[0] if here else None


_LEAST = 3
"""Characters beside a quote that are more than a mark and a full stop."""
_FARTHEST = 8
"""Sentences that a claimer may stand before a quote without one."""
_SAME = 0.3
"""F1 of the characters from which a quotation that was found is the one that was asked for."""


def _shared(some: Sequence[Span], others: Sequence[Span]) -> float:
    """How much two lists of spans have in common: F1 of their characters."""
    both = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in some for b in others)
    return 2 * both / sum(span.end - span.start for span in (*some, *others)) if both else 0.0


def _read(article: Article, span: Span, marked: Sequence[Span]) -> Reading:
    text = article.text[span.start : span.end]
    first = bisect_right(marked, span.start, key=lambda s: s.end)
    inside = [
        Span(max(mark.start, span.start) - span.start, min(mark.end, span.end) - span.start)
        for mark in marked[first : bisect_left(marked, span.end, key=lambda s: s.start)]
    ]
    for english in {"de": (False,), "en": (True,)}.get(article.language or "", (False, True)):
        sentence = Sentence(text, inside, english)
        cut = [] if english else clauses(sentence)
        said = _unlike(english_speech(sentence) if english else _german(sentence, cut))
        if said:
            break
    return Reading(span, sentence, cut, said)


def _german(sentence: Sentence, cut: Sequence[Clause]) -> Iterable[Said]:
    found = [*by_adverbials(sentence, cut), *by_verbs(sentence, cut), *by_nouns(sentence, cut)]
    # "berichtete X unter Berufung auf Y": X says it; without X it is Y.
    return found or by_source(sentence, cut)


def _unlike(found: Iterable[Said]) -> list[Said]:
    """Each cue once, and each stretch once: the first construction that finds it is the most telling."""
    said: list[Said] = []
    used: set[int] = set()
    for one in found:
        cue = {at for phrase in one.cue for at in range(phrase.first, phrase.last)}
        if not cue & used and all(one.ranges != other.ranges for other in said):
            used |= cue
            said.append(one)
    return said


def _nested(found: Sequence[Quotation]) -> list[Quotation]:
    """The same quotations, sorted, with the numbers of those that they stand in."""
    nested: list[Quotation] = []
    around: list[int] = []
    for number, quotation in enumerate(found):
        start, end = quotation.spans[0].start, quotation.spans[-1].end
        while around and found[around[-1]].spans[-1].end < end:
            around.pop()
        inside = next(
            (n for n in reversed(around) if any(s.start <= start and end <= s.end for s in found[n].spans)), None
        )
        nested.append(quotation if inside is None else replace(quotation, parent=inside))
        if len(around) < _DEEPEST:
            around.append(number)
    return nested


_DEEPEST = 8
"""Quotations inside quotations that are followed; beyond that only a text made to hurt goes."""
