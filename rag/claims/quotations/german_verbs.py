"""German constructions with a cue verb: who says something, and which clauses of the sentence are what is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.claims.quotations.clauses import Clause
from rag.claims.quotations.german_complements import said_before, said_behind
from rag.claims.quotations.german_cues import CLAUSE_NOUNS
from rag.claims.quotations.german_hits import Hit, hits
from rag.claims.quotations.german_subjects import subject_of
from rag.claims.quotations.phrases import Phrase, is_role
from rag.claims.quotations.said import Said
from rag.claims.quotations.subjects import Sentence, Subject

_OF_FACTS = frozenset(
    """
    sagen berichten melden mitteilen bestätigen bekanntgeben geben machen erklären ankündigen schreiben behaupten
    feststellen urteilen entscheiden betonen verkünden vermelden angeben einräumen beschließen ergeben
    """.split()
)
"""Verbs of which "das" is what is said; other things can be called out or praised."""
_VICTIMS = frozenset("tote toten todesopfer opfer verletzte verletzten menschenleben leben".split())


def by_verbs(sentence: Sentence, cut: Sequence[Clause]) -> Iterator[Said]:
    """What the cue verbs of a sentence introduce, clause by clause."""
    for number in range(len(cut)):
        for hit in hits(sentence, cut, number):
            said = _said(sentence, cut, number, hit)
            if said is not None:
                yield said
                break


def _said(sentence: Sentence, cut: Sequence[Clause], number: int, hit: Hit) -> Said | None:
    clause = cut[number]
    subject = subject_of(sentence, cut, number, hit)
    cue = tuple(Phrase(at, at + 1) for at in hit.words)
    behind = said_behind(sentence, cut, number, hit)
    appended = (
        subject is None or subject.claimer.first > hit.finite or hit.finite not in range(clause.first, clause.last)
    )
    before = said_before(sentence, cut, number, hit) if behind is None and appended else None
    if behind is None and before is None and "c" in hit.cue.takes and _points_back(sentence, cut, number, hit):
        if number == 0:
            return Said((Phrase(clause.first, clause.first + 1),), "Indirect", subject, cue, back=True)
        return Said((Phrase(cut[0].first, cut[number - 1].last),), "Indirect", subject, cue)
    if behind is not None or before is not None:
        ranges = behind if behind is not None else before
        assert ranges is not None
        return Said(tuple(ranges), "Indirect", subject, cue)
    if set(hit.cue.takes) & set("anf"):
        # "bezeichnete die Pläne als „absurd“": what is said are the words in quotation marks.
        marked = [at for at in range(clause.first, clause.last) if sentence.inside(at)]
        linked = [
            at
            for at in range(clause.first, clause.last)
            if sentence.lower(at) in {"als", "für"} and at < (marked or [0])[0]
        ]
        if marked:
            linking = tuple(Phrase(at, at + 1) for at in linked[-1:] if "n" not in hit.cue.takes)
            return Said((Phrase(marked[0], marked[-1] + 1),), "Indirect", subject, (*cue, *linking))
    if _reports(sentence, clause, hit, subject):
        return Said((_whole(sentence, cut, number),), "Reported", subject, cue)
    return None


def _points_back(sentence: Sentence, cut: Sequence[Clause], number: int, hit: Hit) -> bool:
    """Whether "das" or "dies" at the beginning stands for what was said: "Dies bestätigte der Vatikan."."""
    first = cut[number].first
    return (
        hit.cue.lemma in _OF_FACTS
        and sentence.lower(first) in {"das", "dies", "dieses"}
        and first + 1 in (hit.finite, *hit.words)
        and cut[number].kind == "main"
        and not hit.passive
    )


def _reports(sentence: Sentence, clause: Clause, hit: Hit, subject: Subject | None) -> bool:
    """Whether a verb reports something with its object: "lobte die Arbeit", "warnte vor Regen"."""
    takes, words = hit.cue.takes, sentence.words
    if "sich" not in hit.cue.with_words and any(
        sentence.lower(at) == "sich" for at in range(clause.first, clause.last)
    ):
        return False
    if clause.kind in {"dass", "question", "infinitive"}:
        return False
    inside = range(clause.first, clause.last)
    lowers = {words[at].lower for at in inside}
    if lowers & _VICTIMS and hit.cue.lemma == "fordern":
        return False
    if subject is None or not _can_speak(sentence, subject):
        return False
    objects = [
        at
        for at in inside
        if words[at].capital
        and not sentence.inside(at)
        and (subject is None or not subject.claimer.first <= at < subject.last)
    ]
    if "p" in takes and lowers & hit.cue.prepositions and (objects or hit.passive):
        return True
    if "o" in takes:
        return bool(objects) or any(sentence.inside(at) for at in inside)
    if "a" in takes:
        return "als" in lowers and not any(sentence.inside(at) for at in inside)
    return "f" in takes and "für" in lowers


def _can_speak(sentence: Sentence, subject: Subject) -> bool:
    head = sentence.words[subject.claimer.last - 1]
    return subject.pronoun or is_role(head) or head.lower not in CLAUSE_NOUNS


def _whole(sentence: Sentence, cut: Sequence[Clause], number: int) -> Phrase:
    """The main clause around a clause with its subordinate ones: what a reporting verb reports."""
    first, last = number, number
    while (
        first
        and cut[first].mark in {",", "–", "(", ")"}
        and cut[first - 1].kind in {"fragment", "relative", "adverbial"}
    ):
        first -= 1
    while last + 1 < len(cut):
        following = cut[last + 1]
        if following.mark in {"und", "aber", "oder", ";", ":"} or following.kind in {"main", "adverbial"}:
            break
        if following.mark == "," and sentence.lower(following.first) in {"und", "aber"}:
            break
        last += 1
    begin = cut[first].first
    return Phrase(begin + (sentence.lower(begin) in {"und", "aber"}), cut[last].last)
