"""Speech without a cue in its own sentence: Konjunktiv that runs on, and hearsay with "soll" and "will".

FreeIndirect           Die Brücke soll im Mai eingestürzt sein.
IndirectFreeIndirect   (Klein sagte, ...) Die Stadt habe davon gewusst.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.claims.quotations.clauses import Clause, unreal_at
from rag.claims.quotations.cues import KONJUNKTIV_PLURAL
from rag.claims.quotations.phrases import Word
from rag.claims.quotations.reading import Reading
from rag.claims.quotations.subjects import Sentence
from rag.types import Quotation, QuotationKind, Span

_SUBORDINATE = frozenset("dass weil wenn obwohl falls als nachdem während ob da ich wir denn um".split())


def free_quotations(text: str, readings: Sequence[Reading]) -> None:
    """Add the sentences that somebody says without a cue to the readings.

    The claimer is who speaks in the sentence before, in the same paragraph: on German news quotations that is right in
    five of six cases, and in two of five where a sentence lies between. Else nobody is named.
    """
    last: Quotation | None = None
    spoken = False
    running: tuple[int, int, Quotation] | None = None
    for number, reading in enumerate(readings):
        if number and "\n" in text[readings[number - 1].span.end : reading.span.start]:
            last = None
        kind: QuotationKind | None = None
        if not reading.found:
            if runs_on(reading.sentence.words, spoken_before=spoken):
                kind = "IndirectFreeIndirect"
            elif is_hearsay(reading.sentence, reading.cut):
                kind = "FreeIndirect"
        if running is not None and kind != "IndirectFreeIndirect":
            _close(readings, running)
            running = None
        if running is not None:
            running = (running[0], number, running[2])
            continue
        if kind is not None:
            said_by = (last.claimer, last.name, last.affiliation) if last else ((), (), ())
            free = Quotation((reading.span,), kind, *said_by)
            if kind == "IndirectFreeIndirect":
                running = (number, number, free)
                continue
            reading.found.append(free)
        # The first is the sentence's own; what stands inside it is said by somebody else.
        last = next((quotation for quotation in reading.found if quotation.claimer), None)
        spoken = spoken or last is not None
    if running is not None:
        _close(readings, running)


def is_free(reading: Reading) -> bool:
    """Whether a sentence without a cue is what somebody says."""
    lowers = {word.lower for word in reading.sentence.words}
    return runs_on(reading.sentence.words, spoken_before=True) or bool(lowers & {"soll", "sollen", "sollten", "sollte"})


def _close(readings: Sequence[Reading], running: tuple[int, int, Quotation]) -> None:
    """Make one quotation of sentences that run on, and put it into each of them."""
    first, last, quotation = running
    whole = replace(quotation, spans=(Span(readings[first].span.start, readings[last].span.end),))
    for reading in readings[first : last + 1]:
        reading.found.append(whole)


def runs_on(words: Sequence[Word], *, spoken_before: bool) -> bool:
    """Whether a sentence's main clause stands in Konjunktiv I, so that it is what somebody says.

    "würden" and "hätten" stand in for the plural, but only where the sentence before is speech.
    """
    clause: list[Word] = []
    for word in words:
        if word.text in ",;:–—" and clause:
            break
        clause.append(word)
    lowers = [word.lower for word in clause]
    if not lowers or lowers[0] in _SUBORDINATE or "ich" in lowers:
        return False
    if any(unreal_at(clause, at, surely=True) for at in range(1, len(clause))):
        return True
    return spoken_before and any(lower in KONJUNKTIV_PLURAL for lower in lowers[1:])


def is_hearsay(sentence: Sentence, cut: Sequence[Clause]) -> bool:
    """Whether a clause says of something past that it "soll" have been, which means that somebody says so.

    Of what is to come "soll" tells a plan as often, and is no hearsay here.
    """
    words = sentence.words
    for clause in cut:
        if clause.kind not in {"main", "relative"}:
            continue
        for at in range(clause.first, clause.last):
            if words[at].lower in {"soll", "sollen"} and not sentence.inside(at):
                # "soll ... gewesen sein", and in a relative clause "... gewesen sein soll"
                end = clause.last - (at == clause.last - 1)
                return words[end - 1].lower in {"haben", "sein"} and end - 1 > clause.first
    return False
