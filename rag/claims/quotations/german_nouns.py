"""German nouns whose clause is what somebody says: "die Forderung des X, ...", "Vorwürfe, ..."."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.claims.quotations.clauses import Clause, is_finite, is_unreal, verb_first
from rag.claims.quotations.german_cues import CLAUSE_NOUNS
from rag.claims.quotations.phrases import Phrase
from rag.claims.quotations.said import Said
from rag.claims.quotations.subjects import Sentence, Subject, read_subject


def by_nouns(sentence: Sentence, cut: Sequence[Clause]) -> Iterator[Said]:
    """Die Forderung des X, ...  |  Vorwürfe, ...: the clause right behind a noun of saying."""
    for number, clause in enumerate(cut[:-1]):
        following = cut[number + 1]
        if following.mark != "," or following.kind not in {"dass", "infinitive", "main", "question"}:
            continue
        if following.kind == "main" and not any(
            is_unreal(sentence.words[i]) for i in range(following.first, following.last)
        ):
            continue
        if following.kind == "main" and is_finite(sentence.words[following.first]):
            continue
        for at in range(clause.last - 1, max(clause.first, clause.last - 9) - 1, -1):
            if sentence.lower(at) in CLAUSE_NOUNS and sentence.words[at].capital and not sentence.inside(at):
                subject = _owner(sentence, clause, at)
                last = number + 1
                while last + 1 < len(cut) and not verb_first(sentence, cut[last + 1]) and cut[last + 1].mark != ";":
                    last += 1
                yield Said((Phrase(following.first, cut[last].last),), "Indirect", subject, (Phrase(at, at + 1),))
                return
    return


def _owner(sentence: Sentence, clause: Clause, noun: int) -> Subject | None:
    """Whose demand it is: "die Forderung des X", "X' Forderung", "seine Forderung"."""
    at = noun + 1
    if sentence.lower(at) in {"von", "vom", "des", "der", "aus", "eines", "einer"}:
        subject = read_subject(sentence, at + (sentence.lower(at) in {"von", "vom", "aus"}), after_verb=True)
        if subject is not None:
            return subject
    if sentence.lower(noun - 1) in {"seine", "seiner", "seinen", "ihre", "ihrer", "ihren"}:
        return Subject(Phrase(noun - 1, noun), None, noun, pronoun=True)
    return None
