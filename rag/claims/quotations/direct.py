"""Direct quotations: what stands between quotation marks, unless it is a name, and who says it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from rag.claims.quotations.german_subjects import main_subject
from rag.claims.quotations.reading import Reading, who
from rag.types import Quotation, Span

_WORD = re.compile(r"\w[\w'’-]*+")
# Small words of names in several languages: „Ärzte ohne Grenzen“, "Man of the Match".
_IN_NAMES = frozenset(
    """
    der die das des dem den ein eine und oder von vom zu zum zur in im an am auf aus bei für gegen mit nach ohne über
    um unter vor of the and for in on a an to at by du de do da la le les des el en et y al van
    """.split()
)
_BEFORE = 4
"""Sentences that who speaks may stand before a quotation without a cue, in the same paragraph."""


def direct_quotations(text: str, readings: Sequence[Reading], marked: Sequence[Span]) -> None:
    """Add the stretches between quotation marks that somebody says to the readings.

    Another quotation that is nothing but such a stretch is that stretch, and leaves its reading.
    """
    for mark in marked:
        first = max(0, bisect_right(readings, mark.start, key=lambda reading: reading.span.start) - 1)
        last = max(first + 1, bisect_left(readings, mark.end, key=lambda reading: reading.span.start))
        over = readings[first:last]
        framing = [
            quotation
            for reading in (over if len(over) < 3 else (over[0], over[-1]))
            for quotation in reading.found
            if quotation.kind != "Direct" and any(s.start < mark.end and mark.start < s.end for s in quotation.spans)
        ]
        frame = min(framing, key=lambda q: q.spans[-1].end - q.spans[0].start, default=None)
        whole = frame is not None and _words_outside(text, frame.spans, mark) == 0
        if not whole and _is_name(text, mark):
            continue
        if frame is None:
            quotation = _unframed(text, readings, first, mark)
        else:
            quotation = Quotation((mark,), "Direct", frame.claimer, frame.name, frame.affiliation, frame.cue)
            if whole and frame.kind == "Indirect":
                for reading in over:
                    reading.found = [other for other in reading.found if other != frame]
        for reading in over:
            reading.found.append(quotation)


def _is_name(text: str, mark: Span) -> bool:
    """Whether marks hold a name or a single word, which nobody says: the ship „Rosa“, „Ärzte ohne Grenzen“."""
    words = _WORD.findall(text[mark.start + 1 : mark.end - 1])
    return len(words) < 2 or all(not word[0].islower() or word in _IN_NAMES for word in words)


def _unframed(text: str, readings: Sequence[Reading], at: int, mark: Span) -> Quotation:
    """A quotation that no cue introduces: said by the subject of its sentence, or by who spoke right before it."""
    reading = readings[at]
    if mark.start - reading.span.start >= 2:
        subject = main_subject(reading.sentence, reading.cut, mark.start - reading.span.start)
        return Quotation((mark,), "Direct", *who(text, reading, subject))
    for number in range(at - 1, max(-1, at - 1 - _BEFORE), -1):
        if "\n" in text[readings[number].span.end : readings[number + 1].span.start]:
            break
        named = [quotation for quotation in readings[number].found if quotation.claimer]
        if named:
            last = max(named, key=lambda quotation: quotation.spans[-1].end)
            return Quotation((mark,), "Direct", last.claimer, last.name, last.affiliation)
    return Quotation((mark,), "Direct")


def _words_outside(text: str, spans: Sequence[Span], mark: Span) -> int:
    """How many words of these spans stand outside a quotation."""
    count = 0
    for span in spans:
        for start, end in ((span.start, min(span.end, mark.start)), (max(span.start, mark.end), span.end)):
            if start < end:
                count += sum(any(map(str.isalnum, word)) for word in text[start:end].split())
    return count
