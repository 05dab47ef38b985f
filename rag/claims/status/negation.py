"""Whether a claim denies what it speaks of, and which words its negations govern: German and English.

A negation counts where it governs a predicate: not in an attribute ("die nicht gewählte Regierung"), in a quantity
("nicht mehr als drei"), before a contrast that says what holds instead ("nicht Öl, sondern Gas"), or taken back ("nicht
ohne", "nicht unwichtig", "dementierte nicht"). A verb of denial as the predicate denies what it governs.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.claims.quotations.phrases import DETERMINERS, Word
from rag.claims.status.predicates import Clause, ends_as_verb, find_clauses, is_finite, main_clause
from rag.claims.status.readings import Verbs, is_participle, read_verbs
from rag.types import Span

_GERMAN = frozenset(
    """
    nicht nichts nie niemals niemand niemanden niemandem niemandes nirgends nirgendwo weder keinesfalls keineswegs
    keinerlei mitnichten kein keine keinem keinen keiner keines keins nimmer
    """.split()
)
_ENGLISH = frozenset("not no never nobody nothing neither none nowhere cannot nor".split())
# "nicht nur Öl" adds to Öl, "nicht zuletzt Öl" stresses it, "nicht mehr als" counts.
_AFTER_NICHT = frozenset(
    """
    nur allein bloß lediglich zuletzt selten umsonst minder wenige weniger später früher länger jünger älter weit ganz
    ohne wahr immer zuerst
    """.split()
)
_COMPARED = frozenset("mehr weniger größer höher länger später früher anders anderes weiter".split())
_GERMAN_NOUNS = frozenset("zweifel frage geheimnis wunder hehl zufall geringerer geringere geringeres".split())
_ENGLISH_NOUNS = frozenset("doubt wonder question secret surprise matter coincidence".split())
_AFTER_NOT = frozenset("only just merely simply least without solely".split())
_BEFORE_IDIOM = frozenset("wie als wenn ob oder if or why whether".split())
# Adjectives that a negation before them takes back: "nicht unwichtig".
_UN_ADJECTIVES = tuple(
    """
    unbekannt unberechtigt unbegründet unbedeutend unbeliebt unbestritten unmöglich ungewöhnlich ungefährlich ungern
    unglücklich ungünstig ungewollt unwahrscheinlich unwichtig unwesentlich unwillkommen unverdient unverständlich
    unvorbereitet unverhofft unerwartet unerheblich unerwähnt uneigennützig unangenehm unähnlich unabhängig
    unproblematisch unschuldig unumstritten unzufrieden unüblich unattraktiv unrealistisch uninteressant unplausibel
    unkritisch unfreundlich unnötig unehrlich uncommon unusual unlikely unknown unexpected unreasonable unwelcome
    unaware unhappy unimportant impossible
    """.split()
)
_FAR = 4


def is_negated(text: str, language: str | None = None) -> bool:
    """Return whether the main predicate of these words is denied.

    `language` is an ISO 639-1 code; without one the words themselves tell German from English. Of several main
    predicates the first decides.

    >>> is_negated("Die Regierung, die nicht gewählt wurde, liefert Öl."), is_negated("Sie liefert kein Öl.")
    (False, True)
    """
    english = is_english(text, language)
    clause = main_clause(find_clauses(text, english=english))
    return clause is not None and is_denied(clause, english=english, verbs=read_verbs(clause, english=english))


def negation_scope(text: str, language: str | None = None) -> tuple[Span, ...]:
    """Return the stretches of a text whose predicate is denied, in order: from the first to the last word of a clause.

    Words of another clause can stand inside a stretch, where one is put in between.

    >>> negation_scope("Öl fließt, weil niemand zahlt.")
    (Span(start=11, end=29),)
    """
    english = is_english(text, language)
    return tuple(
        Span(clause.words[0].start, clause.words[-1].end)
        for clause in find_clauses(text, english=english)
        if is_denied(clause, english=english, verbs=read_verbs(clause, english=english))
    )


def is_english(text: str, language: str | None) -> bool:
    """Whether words are English: by their language where it is known, else by their commonest words."""
    if language is not None:
        return language == "en"
    words = {word.strip(".,;:!?\"'“”„()") for word in text[:2_000].lower().split()}
    english = words & _ENGLISH_WORDS
    return bool(english) and len(english) > len(words & _GERMAN_WORDS)


_ENGLISH_WORDS = frozenset(
    """
    the a of and to is are was were has have had his her he she it that with on for they not no didn't didn’t won't
    cannot
    """.split()
)
_GERMAN_WORDS = frozenset(
    """
    der die das den dem ein eine und ist sind war wird hat haben er sie es dass mit auf für nicht kein keine von zu
    """.split()
)


def is_denied(clause: Clause, *, english: bool, verbs: Verbs | None = None) -> bool:
    """Whether the predicate of one clause is denied; without its `verbs`, those of denial are left out of account."""
    governs = _english_governs if english else _german_governs
    counted = any(
        _is_negation(word.lower, english) and governs(clause.words, at, word.lower.replace("’", "'"))
        for at, word in enumerate(clause.words)
    )
    return counted != (verbs is not None and "deny" in verbs.classes)


def _is_negation(lower: str, english: bool) -> bool:
    if english:
        return lower in _ENGLISH or lower.endswith(("n't", "n’t"))
    return lower in _GERMAN


def _lower(words: Sequence[Word], at: int) -> str:
    return words[at].lower if 0 <= at < len(words) else ""


def _german_governs(words: Sequence[Word], at: int, lower: str) -> bool:
    before, after, second = _lower(words, at - 1), _lower(words, at + 1), _lower(words, at + 2)
    ahead = [word.lower for word in words[at + 1 : at + 1 + _FAR]]
    if before in _BEFORE_IDIOM and lower in {"nicht", "nie"} and (before != "als" or lower == "nie"):
        return False
    if before == "noch" and _lower(words, at - 2) in {"wie", "als"}:
        return False  # "so viele wie noch nie"
    if before in {"und", "aber"} and lower == "nicht" and after == "wie":
        return False  # "erst heute und nicht wie früher"
    if before in {"und", "aber"} and lower == "nicht" and not any(map(_sure_verb_word, words[at + 1 : at + 26])):
        return False  # "kann der Rat entscheiden und nicht die Stadt"
    if lower == "nicht" and _names(words, at + 1):
        return False  # "beklagt nicht gezahlte Löhne"
    if after in _NEARER and second.endswith(("te", "ten", "ter", "tes", "ne", "nen")):
        return False  # "nicht näher bezeichnete Ursachen"
    if _contrasted(words, at, "sondern", lower):
        return False
    if lower == "nicht" and (after in _AFTER_NICHT or _taken_back(after) or after.startswith("kein")):
        # "nicht ganz" and "nicht weit" deny little, "nicht länger" a lot, unless compared.
        if after in {"länger", "weniger", "früher", "später"}:
            return second != "als"
        return after == "ganz" and second in {"klar", "sicher", "einfach"}
    if lower in {"nicht", "nichts"} and after in _COMPARED and second == "als":
        return False
    if lower == "nichts" and after == "als":
        return False
    if lower.startswith("kein"):
        if after in _GERMAN_NOUNS or (after.startswith("ander") and second == "als"):
            return False
        if "ohne" in ahead:
            return False
    if lower == "niemand" and after in {"anders", "anderes", "anderer", "geringerer"}:
        return False
    if lower == "nicht" and after == "ohne":
        return False
    return not (lower in {"nicht", "nie", "niemals"} and _in_attribute(words, at))


def _names(words: Sequence[Word], at: int) -> bool:
    """Whether an inflected participle before a noun stands here: "gezahlte Löhne"."""
    if at + 1 >= len(words) or words[at].capital or not words[at + 1].capital:
        return False
    stem = words[at].lower.rstrip("nrsm").removesuffix("e")
    return stem != words[at].lower and is_participle(stem)


_NEARER = frozenset("näher namentlich genauer weiter".split())


def _sure_verb_word(word: Word) -> bool:
    return not word.capital and (is_finite(word.lower) or ends_as_verb(word))


def _taken_back(word: str) -> bool:
    return word.startswith(_UN_ADJECTIVES)


def _contrasted(words: Sequence[Word], at: int, conjunction: str, lower: str) -> bool:
    return lower not in {"weder", "neither"} and any(word.lower == conjunction for word in words[at + 1 : at + 26])


def _in_attribute(words: Sequence[Word], at: int) -> bool:
    """Whether "nicht" stands in an attribute: "die (noch) nicht gewählte Regierung", "aus nicht genannten Quellen"."""
    first = at - 1
    while first >= 0 and _lower(words, first) in {"noch", "bisher", "bislang", "lange", "gar", "auch", "bis"}:
        first -= 1
    if first < 0 or _lower(words, first) not in DETERMINERS | _ATTRIBUTE_PREPOSITIONS:
        return False
    for here in range(at + 1, min(len(words) - 1, at + 5)):
        word = words[here]
        if word.capital:
            continue
        if word.lower.endswith(("e", "en", "er", "es", "em")) and words[here + 1].capital:
            return True
    return False


_ATTRIBUTE_PREPOSITIONS = frozenset("aus mit von vor für in bei wegen gegen über durch an auf zu".split())


def _english_governs(words: Sequence[Word], at: int, lower: str) -> bool:
    before, after, second = _lower(words, at - 1), _lower(words, at + 1), _lower(words, at + 2)
    if lower == "nor":
        return at == 0
    if before in _BEFORE_IDIOM and lower == "not":
        return False
    if lower in {"not", "no", "none", "nothing", "cannot"} or lower.endswith("n't"):
        if after in _AFTER_NOT:
            return False
        if lower == "no" and (after in _ENGLISH_NOUNS or after.isdigit()):
            return False
        if after in {"less", "more", "fewer", "later", "longer", "sooner"} and second == "than":
            return False
        if lower == "nothing" and after in {"but", "less", "more", "other"}:
            return False
        if lower == "no" and before in {"with", "little", "or"}:
            return False
        if _taken_back(after) or (after in {"a", "an"} and _taken_back(second)):
            return False
        if "without" in [word.lower for word in words[at + 1 : at + 1 + _FAR]]:
            return False
        if lower == "not" and after == "to" and before != "said":
            # The infinitive is denied, not what governs it, unless it is all there is.
            return at == 0
    if lower == "not" and before in {"a", "an", "the", "yet"}:
        return False
    return not _but(words, at, lower)


def _but(words: Sequence[Word], at: int, lower: str) -> bool:
    """Whether "not on Monday but on Tuesday" says what holds instead; "did not come but wrote" denies."""
    if lower != "not" or _lower(words, at - 1) in {"do", "does", "did", "can", "could"}:
        return False
    return any(word.lower == "but" for word in words[at + 1 : at + 12])
