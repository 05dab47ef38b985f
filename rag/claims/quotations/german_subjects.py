"""Who says it, in a German clause with a cue verb: before the verb, behind it, or named by another clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.claims.quotations.apposition import extended
from rag.claims.quotations.clauses import Clause, is_finite, is_spoken
from rag.claims.quotations.german_hits import Hit
from rag.claims.quotations.phrases import Phrase, is_name, is_person, is_role
from rag.claims.quotations.subjects import AND, Sentence, Subject, is_oblique, past_adverbs, past_relative, read_subject

_LEADING = frozenset("auch doch aber und denn allerdings sogar selbst insbesondere nur oder sondern".split())


def subject_of(sentence: Sentence, cut: Sequence[Clause], number: int, hit: Hit) -> Subject | None:
    found = _subject_words(sentence, cut, number, hit)
    return found and extended(sentence, found, hit.cue.prepositions)


def _subject_words(sentence: Sentence, cut: Sequence[Clause], number: int, hit: Hit) -> Subject | None:
    clause = cut[number]
    if hit.passive and hit.cue.lemma != "zitieren":  # "wird Klein zitiert": he says it
        return _agent(sentence, clause)
    if hit.final or clause.kind in {"adverbial", "relative", "dass", "question"}:
        return _subject_of_subordinate(sentence, clause, hit.finite)
    plural = sentence.lower(hit.finite).endswith("n")
    start = clause.first + (sentence.lower(clause.first) in {"und", "aber", "oder"})
    if sentence.lower(hit.finite + 1) == "man":
        return at_a_place(sentence, clause, hit.finite)  # "Im Ministerium erklärte man"
    if sentence.lower(hit.finite + 1) in {"er", "sie", "dieser"} and hit.finite > start:
        return read_subject(sentence, hit.finite + 1, after_verb=True)
    if hit.finite > start or cut[number].mark in {",", ")", "–"}:
        before = _subject_before(sentence, cut, number, hit.finite)
        if before is not None and not _object_first(sentence, before, hit):
            return before
        if before is None and (whole := _prefield(sentence, start, hit.finite)):
            return whole
    at = past_adverbs(sentence, hit.finite + 1)
    while sentence.lower(at) in {"sich", "es", "nun", "jetzt", "hier", "heute", "gestern", "nach", "laut"} | _LEADING:
        if sentence.lower(at) in {"nach", "laut"}:
            return None
        at = past_adverbs(sentence, at + 1)
    if not is_oblique(sentence, at):
        behind = read_subject(sentence, at, after_verb=True, plural=plural)
        if behind is not None:
            return behind
    if clause.mark in {"und", "aber", "oder", "sowie"} or (number and hit.finite == start):
        return _first_subject(sentence, cut, number)
    return None


def _prefield(sentence: Sentence, start: int, verb: int) -> Subject | None:
    """All that stands before the verb, if it begins like a subject: "Die Regierung Kleins und Dutzender Länder"."""
    start = _past_leading(sentence, start)
    if sentence.lower(start) not in {"der", "die", "das", "ein", "eine"} or is_oblique(sentence, start):
        return None
    begin = read_subject(sentence, start, after_verb=False)
    behind = read_subject(sentence, past_adverbs(sentence, verb + 1), after_verb=True)
    somebody = behind is not None and (behind.pronoun or is_person(sentence.words, behind.claimer))
    if begin is None or somebody or begin.last >= verb:
        return None
    return replace(begin, last=verb)


def _subject_before(sentence: Sentence, cut: Sequence[Clause], number: int, verb: int) -> Subject | None:
    """The phrase that ends right before the verb, over appositions and relative clauses: "X, der ..., sagte"."""
    first = number
    while first and number - first < 4 and cut[first].mark in {",", "–", "(", ")"}:
        beside = cut[first - 1]
        verbless = not any(map(is_finite, sentence.words[beside.first : beside.last]))
        if beside.kind not in {"fragment", "relative", "quoted"} and not (beside.kind == "main" and verbless):
            break
        first -= 1
    for at, clause in enumerate(cut[first : number + 1], first):
        if clause.mark == "(" or (clause.kind == "quoted" and at != number):
            continue
        start = _past_leading(sentence, clause.first)
        if start >= verb or is_oblique(sentence, start) or clause.kind == "relative":
            continue
        for plural in (True, False):
            subject = read_subject(sentence, start, after_verb=False, plural=plural)
            if subject is None:
                break
            end = past_adverbs(sentence, _past_inserted(sentence, cut, at, subject.last, verb))
            while end < verb and sentence.lower(end) in _LEADING | {"sich", "dazu", "am", "im"}:
                end += 1
            if end == verb:
                return _with_fragments(sentence, cut[first:at], cut[at + 1 : number + 1], subject, verb)
    return None


def _past_leading(sentence: Sentence, at: int) -> int:
    while sentence.lower(at) in _LEADING:
        at += 1
    return at


def _with_fragments(
    sentence: Sentence, before: Sequence[Clause], behind: Sequence[Clause], subject: Subject, verb: int
) -> Subject:
    """The claimer with what stands beside it between commas: "Der Chef des Amtes seit 1997, Otto Klein, ..."."""
    last = subject.last
    if behind and all(clause.kind == "fragment" or clause.first >= verb for clause in behind):
        last = max(last, verb)
    first = _past_leading(sentence, before[0].first) if before else subject.whole.first
    word = sentence.words[first]
    if (
        before
        and all(clause.kind == "fragment" for clause in before)
        and any(is_role(other) for other in sentence.words[first : first + 5])
        and (word.capital or word.lower in {"der", "die", "das", "ein", "eine"})
    ):
        return replace(subject, first=first, last=last)
    return replace(subject, last=last)


def _object_first(sentence: Sentence, subject: Subject, hit: Hit) -> bool:
    """Whether a thing stands before the verb and somebody behind it: "Die Absage bezeichnete Klein als Fehler"."""
    if subject.pronoun or is_person(sentence.words, subject.claimer) or hit.final:
        return False
    at = past_adverbs(sentence, hit.finite + 1)
    if is_oblique(sentence, at):
        return False
    behind = read_subject(sentence, at, after_verb=True)
    if behind is None or behind.pronoun:
        return False
    named = set(hit.cue.takes) & set("an") and sentence.words[at].capital
    # "der Minister" is nominative, "die Ministerin" can be an object.
    masculine = sentence.lower(at) in {"der", "ein"} and any(map(is_role, sentence.words[at : behind.last]))
    return bool(named or (masculine and not sentence.words[behind.last - 1].lower.endswith("in")))


def _past_inserted(sentence: Sentence, cut: Sequence[Clause], number: int, at: int, verb: int) -> int:
    at = past_relative(sentence, at)
    if at < verb and sentence.lower(at) in {",", "(", "–", ")"}:
        # What stands between the phrase and its verb is an insertion if it has no verb of the main clause.
        last = max((c.first for c in cut[number + 1 :] if c.first <= verb), default=verb)
        return last
    return at


def _subject_of_subordinate(sentence: Sentence, clause: Clause, verb: int) -> Subject | None:
    at = clause.first
    if clause.kind == "relative":
        several = sentence.lower(verb).endswith("en") and sentence.lower(at) in {"die", "welche"}
        if several and is_name(sentence.words, Phrase(at + 1, at + 2)) and sentence.lower(at + 2) not in AND:
            return Subject(Phrase(at, at + 1), None, at + 1, pronoun=True)  # "die Klein beschuldigen": they accuse him
        following = (
            read_subject(sentence, at + 1, after_verb=True)
            if sentence.lower(at) in {"den", "das", "die", "was", "dem", "deren"}
            else None
        )
        if sentence.lower(at) in {"der", "die", "das", "welche", "welcher", "welches"} and following is None:
            return Subject(Phrase(at, at + 1), None, at + 1, pronoun=True)
        return following or read_subject(sentence, at + 2, after_verb=True)
    at += 1
    while sentence.lower(at) in {"sich", "es", "aber", "auch", "nun", "dort", "unter", "zuvor", "kürzlich"} | _LEADING:
        at += 1
    return read_subject(sentence, at, after_verb=True, plural=True)


def _agent(sentence: Sentence, clause: Clause) -> Subject | None:
    """ "von X" and "seitens X" in a passive clause."""
    for at in range(clause.first, clause.last - 1):
        if sentence.lower(at) in {"von", "vom", "seitens"} and not sentence.inside(at):
            subject = read_subject(sentence, at + 1, after_verb=True, plural=True)
            if subject is not None:
                return subject
    return None


def _first_subject(sentence: Sentence, cut: Sequence[Clause], number: int) -> Subject | None:
    """The subject of the main clause before: "X kam und sagte"."""
    behind: Subject | None = None
    for at in range(number - 1, -1, -1):
        clause = cut[at]
        spoken = clause.first > 0 and is_spoken(sentence.words, clause.first, clause.last)
        if clause.kind not in {"main", "fragment"} or clause.mark == "und" or spoken:
            continue
        verb = next((i for i in range(clause.first, clause.last) if is_finite(sentence.words[i])), None)
        if verb is not None and verb == clause.first and at:
            # "Otto Klein, der Chef, sieht ...", "X kam, nimmt den Hut und geht": it stands before.
            before = _subject_before(sentence, cut, at, verb)
            if before is not None:
                return before
        else:
            start = _past_leading(sentence, clause.first)
            if not is_oblique(sentence, start):
                subject = read_subject(sentence, start, after_verb=False, plural=True)
                if subject is not None:
                    return subject
        if behind is None and verb is not None and not is_oblique(sentence, verb + 1):
            behind = read_subject(sentence, past_adverbs(sentence, verb + 1), after_verb=True, plural=True)
            if behind is not None and verb != clause.first:
                return behind
    return behind


def at_a_place(sentence: Sentence, clause: Clause, verb: int) -> Subject | None:
    """ "im Bericht", "aus dem Kreml": where something is said stands for who says it."""
    for at in range(clause.first, clause.last - 1):
        if sentence.lower(at) in {"im", "in", "aus", "vom", "beim", "bei", "von", "seitens"} and not sentence.inside(
            at
        ):
            subject = read_subject(sentence, at + 1, after_verb=True)
            if subject is not None and not subject.pronoun:
                return subject
    return None


def main_subject(sentence: Sentence, cut: Sequence[Clause], before: int) -> Subject | None:
    """The subject of the main clause that stands before a place of the sentence, by its offset."""
    number = sum(sentence.words[clause.first].start < before for clause in cut)
    return _first_subject(sentence, cut[:number], number)
