"""Quotations: what somebody says in an article, by whom, and by which words one knows."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.claims.clauses import Clause, clauses
from rag.claims.english import english_speech
from rag.claims.free_speech import hearsay, runs_on
from rag.claims.german_adverbials import by_adverbials, by_nouns
from rag.claims.german_verbs import by_verbs, main_subject
from rag.claims.marks import quotations
from rag.claims.phrases import Phrase
from rag.claims.said import Said
from rag.claims.subjects import Sentence, Subject
from rag.types import Article, Quotation, Span

_WORD = re.compile(r"\w[\w'’-]*+")
# Small words of names in several languages: „Ärzte ohne Grenzen“, "Man of the Match".
_IN_NAMES = frozenset(
    """
    der die das des dem den ein eine und oder von vom zu zum zur in im an am auf aus bei für gegen mit nach ohne über
    um unter vor of the and for in on a an to at by du de do da la le les des el en et y al van
    """.split()
)
_TRIMMED = " \n\t,;:–—-"


@dataclass(slots=True)
class _Read:
    """A sentence with what its constructions found."""

    span: Span
    sentence: Sentence
    cut: list[Clause]
    said: list[Said]


def find_quotations(article: Article, sentences: Sequence[Span]) -> list[Quotation]:
    """Return the quotations of an article, by where they begin; `sentences` are its sentences, sorted."""
    if not sentences:
        return []
    offset = sentences[0].start
    marked = [
        Span(span.start + offset, span.end + offset) for span in quotations(article.text[offset : sentences[-1].end])
    ]
    reads = [_read(article, span, marked) for span in sentences]
    found: list[Quotation] = []
    for number, read in enumerate(reads):
        for said in read.said:
            quotation = _quotation(article, read, said)
            if quotation is not None and said.back:
                if number == 0:
                    continue
                quotation = replace(quotation, spans=(reads[number - 1].span, *quotation.spans))
            if quotation is not None:
                found.append(quotation)
    found += _free(article, reads, found)
    found += _direct(article, reads, marked, found)
    return sorted(found, key=lambda q: (q.spans[0].start, -q.spans[-1].end))


def _read(article: Article, span: Span, marked: Sequence[Span]) -> _Read:
    text = article.text[span.start : span.end]
    inside = []
    first = bisect_right(marked, span.start, key=lambda s: s.end)
    for mark in marked[first : bisect_left(marked, span.end, key=lambda s: s.start)]:
        inside.append(Span(max(mark.start, span.start) - span.start, min(mark.end, span.end) - span.start))
    for english in {"de": (False,), "en": (True,)}.get(article.language or "", (False, True)):
        sentence = Sentence(text, inside, english)
        cut = [] if english else clauses(sentence)
        said = _unlike(english_speech(sentence) if english else _german(sentence, cut))
        if said:
            break
    return _Read(span, sentence, cut, said)


def _german(sentence: Sentence, cut: Sequence[Clause]) -> Iterator[Said]:
    yield from by_adverbials(sentence, cut)
    yield from by_verbs(sentence, cut)
    yield from by_nouns(sentence, cut)


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


def _spans(read: _Read, phrases: Sequence[Phrase]) -> tuple[Span, ...]:
    words = read.sentence.words
    return tuple(
        Span(read.span.start + words[p.first].start, read.span.start + words[p.last - 1].end)
        for p in phrases
        if p.first < p.last
    )


def _quotation(article: Article, read: _Read, said: Said) -> Quotation | None:
    spans = tuple(
        span for span in (_trimmed(article.text, span) for span in _spans(read, said.ranges)) if span is not None
    )
    if not spans:
        return None
    if said.kind == "Indirect":
        spans = (*spans[:-1], _without_stop(article.text, spans[-1]))
    subject = said.subject
    claimer, name, affiliation = _who(article.text, read, subject)
    return Quotation(spans, said.kind, claimer, name, affiliation, () if said.kind == "Reported" else _spans(read, said.cue))


def _who(text: str, read: _Read, subject: Subject | None) -> tuple[tuple[Span, ...], tuple[Span, ...], tuple[Span, ...]]:
    """The words of a claimer: all of them, the name, what somebody is."""
    if subject is None:
        return (), (), ()
    whole = _spans(read, [subject.whole])
    name = () if subject.nobody else _spans(read, [subject.claimer])
    return (
        (_without_comma(text, whole[0]),),
        name,
        _spans(read, [subject.affiliation]) if subject.affiliation else (),
    )


def _trimmed(text: str, span: Span) -> Span | None:
    start, end = span.start, span.end
    while start < end and text[start] in _TRIMMED:
        start += 1
    while end > start and text[end - 1] in _TRIMMED:
        end -= 1
    return Span(start, end) if any(map(str.isalnum, text[start:end])) else None


def _without_stop(text: str, span: Span) -> Span:
    return Span(span.start, span.end - 1) if text[span.end - 1] in ".!" and span.end - span.start > 1 else span


def _without_comma(text: str, span: Span) -> Span:
    end = span.end
    while end > span.start and text[end - 1] in ", ":
        end -= 1
    return Span(span.start, end)


def _direct(
    article: Article, reads: Sequence[_Read], marked: Sequence[Span], found: list[Quotation]
) -> list[Quotation]:
    """The stretches between quotation marks that somebody says, and not names of ships.

    A quotation in `found` that is nothing but such a stretch is that stretch, and leaves the list.
    """
    direct: list[Quotation] = []
    for mark in marked:
        framing = [q for q in found if any(s.start < mark.end and mark.start < s.end for s in q.spans)]
        frame = min(framing, key=lambda q: q.spans[-1].end - q.spans[0].start, default=None)
        words = _WORD.findall(article.text[mark.start + 1 : mark.end - 1])
        named = all(not word[0].islower() or word in _IN_NAMES for word in words)
        if not words or (frame is None or _words_outside(article.text, frame.spans, mark)) and (named or len(words) < 2):
            continue
        if frame is not None:
            direct.append(Quotation((mark,), "Direct", frame.claimer, frame.name, frame.affiliation, frame.cue))
            if _words_outside(article.text, frame.spans, mark) == 0 and frame.kind == "Indirect":
                found.remove(frame)
        else:
            direct.append(_unframed(article, reads, mark, direct, found))
    return direct


def _unframed(
    article: Article, reads: Sequence[_Read], mark: Span, direct: Sequence[Quotation], found: Sequence[Quotation]
) -> Quotation:
    """A quotation that no cue introduces: said by the subject of its sentence, or by who speaks right beside it."""
    at = bisect_right(reads, mark.start, key=lambda read: read.span.start) - 1
    read = reads[max(at, 0)]
    alone = mark.start - read.span.start < 2
    if not alone:
        subject = main_subject(read.sentence, read.cut, mark.start - read.span.start)
        return Quotation((mark,), "Direct", *_who(article.text, read, subject))
    paragraph = article.text.rfind("\n", 0, mark.start)
    near = [
        q
        for q in (*found, *direct)
        if q.claimer and q.spans[-1].end <= mark.start and q.spans[-1].end > max(paragraph, mark.start - 400)
    ]
    if near:
        last = max(near, key=lambda q: q.spans[-1].end)
        return Quotation((mark,), "Direct", last.claimer, last.name, last.affiliation)
    return Quotation((mark,), "Direct")


def _words_outside(text: str, spans: Sequence[Span], mark: Span) -> int:
    """How many words of these spans stand outside a quotation."""
    count = 0
    for span in spans:
        for start, end in ((span.start, min(span.end, mark.start)), (max(span.start, mark.end), span.end)):
            if start < end:
                count += sum(any(c.isalnum() for c in word) for word in text[start:end].split())
    return count


def _free(article: Article, reads: Sequence[_Read], found: Sequence[Quotation]) -> list[Quotation]:
    """Sentences that somebody says without a cue: the claimer is the one who spoke last."""
    free: list[Quotation] = []
    taken = sorted(found, key=lambda q: q.spans[0].start)
    last: Quotation | None = None
    next_taken = 0
    before: _Read | None = None
    for read in reads:
        own = []
        while next_taken < len(taken) and taken[next_taken].spans[0].start < read.span.end:
            if taken[next_taken].spans[0].start >= read.span.start:
                own.append(taken[next_taken])
            next_taken += 1
        framed = [q for q in own if q.kind in {"Indirect", "Reported"}]
        if not framed:
            spoken = last is not None
            kind = None
            if runs_on(read.sentence.words, spoken_before=spoken and before is not None):
                kind = "IndirectFreeIndirect"
            elif hearsay(read.sentence, read.cut) == "perfect":
                kind = "FreeIndirect"
            if kind:
                previous = free[-1] if free else None
                if previous and previous.kind == kind == "IndirectFreeIndirect" and before and previous.spans[-1].end == before.span.end:
                    free[-1] = replace(previous, spans=(Span(previous.spans[0].start, read.span.end),))
                else:
                    free.append(Quotation((read.span,), kind, last.claimer if last else (), last.name if last else (), last.affiliation if last else ()))
        # The first is the sentence's own; what stands inside it is said by somebody else.
        last = next((q for q in own if q.claimer), last)
        before = read
    return free
