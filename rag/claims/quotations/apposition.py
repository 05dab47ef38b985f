"""The words of a claimer whole: a name with what is said of it beside, before or behind."""

from __future__ import annotations

from dataclasses import replace

from rag.claims.quotations.phrases import AGENCIES, phrase_at
from rag.claims.quotations.subjects import QUOTE_MARKS, STOPS, Sentence, Subject

_BELONGING = frozenset({"von", "vom", "aus"})


def extended(sentence: Sentence, subject: Subject, governed: frozenset[str] = frozenset()) -> Subject:
    """Return the claimer with what follows it: "vom Verein X", "(Grüne)", ", Leiter und Sprecher des Y".

    `governed` are prepositions that belong to the verb: in "sprach Klein von einem Plus" they are no part of him.
    """
    if subject.pronoun:
        return subject
    last = subject.last
    if sentence.lower(last - 1) in AGENCIES and last - 1 == subject.claimer.last:
        last -= 1  # "teilte die Quelle Reuters mit": the agency is told
    while last > subject.claimer.first and sentence.lower(last - 1) == ",":
        last -= 1
    if sentence.lower(last) in _BELONGING - governed and not sentence.inside(last):
        phrase = phrase_at(sentence.words, last + 1, english=False)
        if phrase is not None:
            last = _past_quoted(sentence, phrase.last)
        elif sentence.inside(last + 1):
            last = _past_quoted(sentence, last + 1)
    else:
        last = _past_quoted(sentence, last)
    last = _past_bracket(sentence, last)
    if sentence.lower(last) == ",":
        end = _past_apposition(sentence, last + 1)
        if end is not None:
            last = end
    return replace(subject, last=last)


def _past_quoted(sentence: Sentence, at: int) -> int:
    """Past a short name in quotation marks: the newspaper „Post“."""
    end = at
    while end < len(sentence.words) and sentence.inside(end):
        end += 1
    return end if 0 < end - at <= 8 and sentence.lower(at) in QUOTE_MARKS else at


def _past_bracket(sentence: Sentence, at: int) -> int:
    if sentence.lower(at) == "(":
        for here in range(at + 1, min(len(sentence.words), at + 8)):
            if sentence.words[here].text == ")":
                return here + 1
    return at


def _past_apposition(sentence: Sentence, at: int) -> int | None:
    """Past "Leiter des Amtes und Sprecher der Y", if it ends the clause."""
    for _ in range(3):
        phrase = phrase_at(sentence.words, at, english=False)
        if phrase is None or sentence.inside(at):
            return None
        at = _past_bracket(sentence, phrase.last)
        while sentence.lower(at) in {"des", "der", "von", "vom", "im", "in", "bei", "beim", "für", "aus"}:
            inner = phrase_at(sentence.words, at + (sentence.lower(at) not in {"des", "der"}), english=False)
            if inner is None:
                return None
            at = _past_bracket(sentence, inner.last)
        if at >= len(sentence.words) or sentence.lower(at) in STOPS:
            return at
        if sentence.lower(at) not in {"und", "sowie"}:
            return None
        at += 1
    return None
