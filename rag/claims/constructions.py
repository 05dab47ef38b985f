"""The constructions in which a sentence says who says something, German and English.

Each function knows one construction and gives a `Speech` or nothing; `find_speech` asks them in the order in which
they outrank each other. What no construction is sure of stays without a claimer: a wrong one is worse than none.

    according  laut X                according to X        nach Angaben von X        X zufolge
    wie        Wie X mitteilte, ...
    cue verb   see `rag.claims.cue_verbs`
    hieß es    Im Ministerium hieß es, ...
    so         ..., so X.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rag.claims import cues
from rag.claims.cue_verbs import FRONTED, PLACES, at_a_place, by_verb
from rag.claims.phrases import Phrase, name_and_role, phrase_at
from rag.claims.subjects import QUOTE_MARKS, Sentence, Speech, past_relative, read_subject
from rag.types import Span


def find_speech(text: str, quoted: Sequence[Span], *, english: bool) -> Speech | None:
    """Return who says a sentence by its own words, or None.

    `quoted` are the stretches of it that stand in quotation marks, whether the marks are in this sentence or not.
    """
    sentence = Sentence(text, quoted, english)
    constructions: tuple[Callable[[Sentence], Iterator[Speech]], ...] = (
        _according_first,
        _wie,
        by_verb,
        _said_to_be,
        _so,
        _according,
        _hearsay,
    )
    for construction in constructions:
        speech = next(construction(sentence), None)
        if speech is not None:
            return speech
    return None


def _said_to_be(sentence: Sentence) -> Iterator[Speech]:
    """Im Ministerium hieß es, ...  |  ..., hieß es aus dem Kreml  |  Aus Kreisen verlautete, ..."""
    for at in range(len(sentence.words) - 1):
        if sentence.inside(at) or sentence.english:
            continue
        if sentence.lower(at) in {"hieß", "heißt"} and sentence.lower(at + 1) == "es":
            if sentence.lower(at - 1) in {",", *QUOTE_MARKS} and sentence.lower(at + 2) in PLACES:
                phrase = phrase_at(sentence.words, at + 3, english=False)
                yield Speech(phrase, None, (Phrase(at, at + 2),), clause=True)
            elif sentence.lower(at - 1) == "," or (at < 12 and sentence.lower(0) in FRONTED | PLACES):
                speech = at_a_place(sentence, 0, at, at + 2)
                if speech:
                    yield speech
        elif sentence.lower(at) == "verlautete" and sentence.lower(0) in PLACES:
            speech = at_a_place(sentence, 0, at, at + 1)
            if speech:
                yield speech


def _so(sentence: Sentence) -> Iterator[Speech]:
    """..., so X.  |  „...“, so X weiter."""
    for at in range(1, len(sentence.words) - 1):
        if sentence.english or sentence.lower(at) != "so" or sentence.inside(at) or sentence.words[at].capital:
            continue
        if sentence.words[at - 1].text != "," and sentence.words[at - 1].text not in QUOTE_MARKS:
            continue
        subject = read_subject(sentence, at + 1, after_verb=True, plural=True)
        if subject is None or subject.pronoun:
            continue
        following = sentence.lower(subject.last)
        if not following or following in {",", ".", ";", ":", "weiter", "am", "in", "im", "gegenüber"}:
            yield Speech(subject.claimer, subject.affiliation, (Phrase(at, at + 1),), clause=True)


def _wie(sentence: Sentence) -> Iterator[Speech]:
    """Wie X mitteilte, ...  |  ..., wie X am Montag berichtete.  |  wie aus einem Bericht hervorgeht."""
    if sentence.english:
        return
    for at in range(len(sentence.words) - 2):
        if sentence.lower(at) != "wie" or sentence.inside(at) or (at and sentence.lower(at - 1) != ","):
            continue
        subject = read_subject(sentence, at + 1 + (sentence.lower(at + 1) == "aus"), after_verb=False, plural=True)
        if subject is None:
            continue
        begin = past_relative(sentence, subject.last)
        end = sentence.clause_end(begin)
        if begin < end <= begin + 14 and _CLAUSE_FINAL.match(sentence.lower(end - 1)):
            cue = (Phrase(at, at + 1), Phrase(end - 1, end))
            yield Speech(subject.claimer, subject.affiliation, cue, clause=True, pronoun=subject.pronoun)


# Verbs at the end of their clause, where particles are written in front of them.
_CLAUSE_FINAL = re.compile(
    r"(?:mitteil|bericht|erklär|sag|beton|ankündig|meld|schreib|bestätig|erläuter|hervorgeh|versicher|behaupt)(?:e?te?n?|en)?\Z"
    r"|(?:bekannt|an|zu)(?:gab|gaben|gibt)\Z|schrieb(?:en)?\Z|hervorhob(?:en)?\Z|hervorging\Z"
)


def _according_first(sentence: Sentence) -> Iterator[Speech]:
    if sentence.words:
        yield from _according_at(sentence, 0)


def _according(sentence: Sentence) -> Iterator[Speech]:
    for at in range(1, len(sentence.words)):
        if not sentence.inside(at):
            yield from _according_at(sentence, at)


def _according_at(sentence: Sentence, at: int) -> Iterator[Speech]:
    """Laut X  |  nach Angaben von X  |  according to X  |  unter Berufung auf X  |  X zufolge."""
    lower, following = sentence.lower(at), sentence.lower(at + 1)
    if sentence.english:
        if lower == "according" and following == "to":
            yield from _named_by(sentence, at, at + 2)
    elif lower == "laut" and sentence.lower(at - 1) not in {"sehr", "so", "zu", "ziemlich", "ganz", "wie"}:
        yield from _named_by(sentence, at, at + 1)
    elif lower == "unter" and following == "berufung" and sentence.lower(at + 2) == "auf":
        yield from _named_by(sentence, at, at + 3)
    elif lower in {"nach", "aus"} and (following in cues.STATEMENTS or following in {"sicht"}):
        yield from _named_by(sentence, at, at + 2 + (sentence.lower(at + 2) in {"von", "vom"}))
    elif lower == "nach" and sentence.lower(at + 2) in cues.STATEMENTS:
        cue = (Phrase(at, at + 1), Phrase(at + 2, at + 3))
        if following in cues.POSSESSIVES:
            yield Speech(Phrase(at + 1, at + 2), None, cue, clause=True, pronoun=True)
        elif following == "eigenen":
            subject = read_subject(sentence, 0, after_verb=False)
            yield Speech(subject.claimer if subject and at else None, None, (Phrase(at, at + 3),), clause=True)
    elif lower == "zufolge" or (lower == "nach" and sentence.lower(at - 1) in cues.HEARSAY):
        yield from _before_zufolge(sentence, at)


def _named_by(sentence: Sentence, cue: int, at: int) -> Iterator[Speech]:
    # At the beginning the clause follows: "According to Klein, the road is shut" has no apposition.
    subject = read_subject(sentence, at, after_verb=True, plural=True, enclosed=cue == 0)
    if subject is not None and not subject.pronoun:
        yield Speech(subject.claimer, subject.affiliation, (Phrase(cue, at),), clause=True)


def _before_zufolge(sentence: Sentence, at: int) -> Iterator[Speech]:
    """The longest phrase that ends right before "zufolge"."""
    if sentence.lower(at - 1) in cues.HEARSAY | cues.STATEMENTS and sentence.lower(at - 2) in cues.POSSESSIVES:
        yield Speech(Phrase(at - 2, at - 1), None, (Phrase(at - 1, at + 1),), clause=True, pronoun=True)
    elif sentence.lower(at - 1) in cues.HEARSAY:
        yield Speech(None, None, (Phrase(at - 1, at + 1),), clause=True)
    else:
        for first in range(max(0, at - 10), at):
            phrase = phrase_at(sentence.words, first, english=False)
            if phrase is not None and phrase.last == at:
                claimer, affiliation = name_and_role(sentence.words, phrase)
                yield Speech(claimer, affiliation, (Phrase(at, at + 1),), clause=True)
                return


def _hearsay(sentence: Sentence) -> Iterator[Speech]:
    """angeblich, reportedly: somebody says so, and nobody is named. "eine angebliche Intervention" is not that."""
    for at, word in enumerate(sentence.words):
        if word.lower in cues.HEARSAY_ADVERBS and not sentence.inside(at):
            yield Speech(None, None, (Phrase(at, at + 1),), clause=True)
