"""What a German cue verb introduces: the clauses behind it, or those that it is appended to."""

from __future__ import annotations

from collections.abc import Sequence

from rag.claims.quotations.clauses import (
    BE,
    BECOME,
    HAVE,
    PREPOSITIONS,
    Clause,
    is_finite,
    is_spoken,
    is_unreal,
    may_be_finite,
    verb_first,
)
from rag.claims.quotations.german_cues import LEXICON
from rag.claims.quotations.german_hits import Hit
from rag.claims.quotations.phrases import Phrase
from rag.claims.quotations.subjects import QUOTE_MARKS, Sentence

_CORRELATES = frozenset(
    "darauf davon dazu daran dafür dagegen damit darin darüber davor darum dabei hierauf dahin es".split()
)
_OF_INFINITIVES = frozenset(
    """
    willen bemühungen bemühung absicht absichten bereitschaft plan pläne plänen versuch versuche fähigkeit recht
    möglichkeit entschlossenheit wunsch ziel chance aufgabe verpflichtung entscheidung
    """.split()
)
_STRONG_SAYING = frozenset(
    """
    sagen erklären meinen behaupten antworten entgegnen erwidern schreiben berichten melden mitteilen hinzufügen
    ergänzen versichern betonen glauben vermuten hoffen argumentieren kommentieren äußern anmerken feststellen
    ankündigen befürchten fürchten fragen rufen zitieren klarstellen einräumen zugeben angeben bestätigen versprechen
    """.split()
)


def said_behind(sentence: Sentence, cut: Sequence[Clause], number: int, hit: Hit) -> list[Phrase] | None:
    """The clauses behind the cue that are what is said; None if there are none."""
    takes = hit.cue.takes
    if any(sentence.lower(i) in _CORRELATES for i in range(cut[number].last - 3, cut[number].last)):
        takes += "ci"  # "sprach davon, dass", "kritisierte ihn dafür, ... zu"
    end = max(hit.words) + 1
    at = number + 1
    while at < len(cut) and cut[at].last <= end:
        at += 1  # the particle stood farther behind
    skipped = 0
    while at < len(cut):
        clause = cut[at]
        if clause.kind == "quoted" and at + 1 < len(cut) and verb_first(sentence, cut[at + 1]):
            return None  # "Er betonte die Hilfe: „...“, sagte er": another cue is nearer
        if clause.kind == "quoted" and clause.mark in {",", ":", "–"} and set(takes) & set("ca"):
            return [Phrase(clause.first, clause.last)]
        if clause.mark == ":" and not _is_list(sentence, clause):
            return [Phrase(clause.first, len(sentence.words))]
        kind = clause.kind
        if "c" in takes and kind in {"dass", "question"} and clause.mark in {",", "–", "und"}:
            return _until(sentence, cut, number, at, "subordinate")
        if "i" in takes and kind == "infinitive" and clause.mark == "," and not _belongs_to_noun(sentence, clause):
            return _until(sentence, cut, number, at, "subordinate")
        if "c" in takes and clause.mark == "," and _is_spoken_clause(sentence, cut, number, at, hit):
            return _until(sentence, cut, number, at, "main")
        if kind not in {"relative", "fragment", "adverbial", "quoted"} or skipped == 3 or clause.mark in {";", "und"}:
            return None
        if kind == "adverbial" and skipped == 0 and sentence.lower(clause.first) in {"weil", "da", "um", "denn"}:
            return None
        skipped += 1
        at += 1
    return None


def _belongs_to_noun(sentence: Sentence, clause: Clause) -> bool:
    """Whether an infinitive says what a noun before it is about: "bekräftigte den Willen, ... zu ..."."""
    return sentence.lower(clause.first - 2) in _OF_INFINITIVES


def _is_list(sentence: Sentence, clause: Clause) -> bool:
    return clause.last - clause.first < 2


def _is_spoken_clause(sentence: Sentence, cut: Sequence[Clause], number: int, at: int, hit: Hit) -> bool:
    """Whether a main clause without "dass" is what is said: "sagte, die Bahn werde gebaut"."""
    clause = cut[at]
    words = sentence.words
    if all(sentence.inside(i) for i in range(clause.first, clause.last)):
        return True  # "sagte, „...“": words in quotation marks
    opener = words[clause.first]
    verb_first = is_finite(opener) and not opener.capital and not sentence.inside(clause.first)
    if clause.kind == "main" and verb_first and number == 0 and cut[number].kind == "adverbial":
        return False
    unreal = is_spoken(words, clause.first, clause.last)
    if clause.kind == "main":
        if verb_first and opener.lower not in {"sei", "habe", "werde"}:
            return False
        return unreal or hit.cue.lemma in _STRONG_SAYING
    if clause.kind in {"fragment", "adverbial"}:
        # "sagte, die Bahn, die seit Mai fährt, werde ..." and "sagte, wenn es regne, werde ..."
        for later in cut[at + 1 : at + 4]:
            if later.kind == "main" and later.mark in {",", "–", ")"}:
                return is_spoken(words, later.first, min(later.last, later.first + 12))
            if later.kind not in {"relative", "fragment", "adverbial"}:
                return False
    return False


def _until(sentence: Sentence, cut: Sequence[Clause], number: int, start: int, form: str) -> list[Phrase]:
    """From a clause to where the sentence's own main clause goes on, or to its end."""
    last = cut[start].last
    for clause in cut[start + 1 :]:
        if _is_own(sentence, cut[number], cut[start], clause, form):
            break
        last = clause.last
    return [Phrase(cut[start].first, last)]


def _is_own(sentence: Sentence, around: Clause, said: Clause, clause: Clause, form: str) -> bool:
    """Whether a clause behind what is said belongs to the sentence again, and not to what is said.

    `around` is the clause with the cue, `said` the first one that is said; `form` says whether that is "subordinate" or
    "main".
    """
    words = sentence.words
    opener = words[clause.first].lower
    if clause.mark in {";", ":"} or opener in {"was", "doch", "jedoch", "nun"}:
        return True
    if clause.kind != "main":
        return False
    spoken = is_spoken(words, said.first, said.last)
    joined = opener in {"und", "aber", "oder"} and clause.mark == ","
    first = words[clause.first + joined]
    if is_finite(first) and not first.capital and not is_unreal(first):
        if clause.mark in {"und", "aber", "oder"}:
            # "dass sie kommt und bleibt" goes on, "sagte, dass sie kommt, und ging an Bord" does not.
            says = any("c" in cue.takes for cue in LEXICON.finite.get(first.lower, ()))
            return (form == "subordinate" or spoken) and (clause.last - clause.first > 2 or says)
        if clause.mark in {",", "–", ")"} and around.kind in {"adverbial", "relative", "question"}:
            return True  # "Da sie fürchtet, der Hafen werde geschlossen, ging sie"
        return clause.mark == "," and first.lower in LEXICON.finite and first.lower not in HAVE | BE | BECOME
    if is_spoken(words, clause.first, clause.last) or clause.mark != ",":
        return False
    # "dass es so bleibe, mehrmals wurde es verlängert"
    early = words[clause.first + 1 : min(clause.first + 4, clause.last - 1)]
    return (joined and spoken) or (form == "subordinate" and any(map(is_finite, early)))


def said_before(sentence: Sentence, cut: Sequence[Clause], number: int, hit: Hit) -> list[Phrase] | None:
    """What stands before an appended cue ("..., sagte X") or around an inserted one; None if the cue is neither."""
    clause = cut[number]
    if "c" not in hit.cue.takes and hit.cue.takes != "o":
        return None
    start = clause.first
    if "nichts" in (sentence.lower(hit.finite + 1), sentence.lower(hit.finite + 2)):
        return None
    if hit.passive or hit.final or (number == 0 and not sentence.inside(start)):
        return None
    verb = hit.finite
    quoted_before = start < verb and all(
        sentence.inside(at) or sentence.words[at].text in QUOTE_MARKS for at in range(start, verb)
    )
    if quoted_before:
        return [Phrase(start, verb)]
    if verb != start or number == 0 or clause.mark not in {",", "–"}:
        return None
    if (
        cut[0].kind == "adverbial"
        and cut[number - 1].kind != "quoted"
        and all(c.kind in {"adverbial", "relative"} for c in cut[:number])
    ):
        return None
    before = cut[number - 1]
    words = sentence.words
    if before.kind == "quoted" and not any(is_spoken(words, c.first, c.last) for c in cut[: number - 1]):
        return [Phrase(before.first, before.last)]  # "Er widersprach: „...“, sagte er"
    ranges = [Phrase(0, before.last)]
    if any(is_finite(words[at]) for c in cut[:number] for at in range(c.first, c.last)):
        return ranges
    if number + 1 < len(cut):
        return [*ranges, Phrase(cut[number + 1].first, len(words))]
    # "Bei dem Treffen, das lange ging, sprach er": what stands in front is no statement.
    stated = any(may_be_finite(words[at]) for c in cut[:number] for at in range(c.first, c.last))
    return ranges if stated and words[0].lower not in PREPOSITIONS else None
