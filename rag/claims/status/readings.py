"""The verbs that govern a clause, read as classes: its finite verb, the particle, and what an auxiliary carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.claims.quotations.phrases import Word
from rag.claims.status.predicates import BE, BECOME, ENGLISH_FINITE, HAVE, JOINED, MODALS, Clause
from rag.claims.status.verb_classes import VERBS
from rag.claims.verbs.conjugation import Role
from rag.claims.verbs.strong_verbs import STRONG

_AUXILIARY = BE | HAVE | BECOME
_ENGLISH_AUXILIARY = ENGLISH_FINITE | {"be", "been", "being"}


@dataclass(frozen=True, slots=True)
class Verbs:
    """What governs a clause: classes of `rag.claims.status.verb_classes`, the modal if there is one, an auxiliary.

    `last` is the word that closes the verb bracket ("kommen" in "will morgen kommen").
    """

    classes: frozenset[str]
    modal: str
    auxiliary: str
    last: str


def read_verbs(clause: Clause, *, english: bool) -> Verbs:
    """Return the verbs that govern a clause; a verb under a modal is not one of them, but closes the bracket."""
    return _read_english(clause.words) if english else _read_german(clause.words)


def classes_of(words: Sequence[Word], at: int, present: frozenset[str], *, english: bool) -> list[tuple[str, Role]]:
    """Return class and role of each verb that a word can be a form of, among the `present` words of its clause."""
    found = []
    for name, form in VERBS[english].get(words[at].lower, ()):
        if form.lemma == "fordern" and present & _VICTIMS:
            continue  # "Das Beben forderte drei Tote."
        if all(needed & present for needed in form.needs) and (
            not form.particle or (form.particle in present and _closes(words, at, form.particle))
        ):
            found.append((name, form.role))
    return found


_VICTIMS = frozenset("tote toten todesopfer opfer verletzte verletzten menschenleben leben".split())
_REACH = 60
"""Words within which the bracket of a verb closes."""
_BEHIND_PARTICLE = frozenset("und oder aber sowie zu für bei gegen wegen".split())


def _closes(words: Sequence[Word], at: int, particle: str) -> bool:
    """Whether a particle closes the bracket that its verb opened: "sagte Hilfe zu", not "sagte zu Reportern"."""
    for here in range(min(len(words), at + _REACH) - 1, at, -1):
        if words[here].lower == particle:
            return here == len(words) - 1 or words[here + 1].lower in _BEHIND_PARTICLE
    return False


def _read_german(words: Sequence[Word]) -> Verbs:
    present = frozenset(word.lower for word in words)
    modal = auxiliary = last = ""
    classes: set[str] = set()
    for at, word in enumerate(words):
        lower = word.lower
        if (word.capital and at) or (at and words[at - 1].lower in {"als", "wie"}):
            continue
        if lower in MODALS and not modal:
            # "den Willen" is a noun; "am Ende sollen" closes a subordinate clause.
            modal = lower
        elif lower in _AUXILIARY and (lower not in {"werden", "haben", "sein"} or not (modal or auxiliary)):
            auxiliary = auxiliary or lower
        for name, role in classes_of(words, at, present, english=False) if lower in VERBS[False] else ():
            if (
                (role == "finite" and not _nonfinite(words, at, modal, auxiliary))
                or (role == "participle" and (auxiliary or not modal) and _in_bracket(words, at))
                or (role == "infinitive" and auxiliary and not modal and _in_bracket(words, at))
            ):
                classes.add(name)
    for at in range(len(words) - 1, -1, -1):
        if not words[at].capital and (
            words[at].lower in VERBS[False] or words[at].lower in STRONG or at == len(words) - 1
        ):
            last = words[at].lower
            break
    return Verbs(frozenset(classes), modal, auxiliary, last)


def _nonfinite(words: Sequence[Word], at: int, modal: str, auxiliary: str) -> bool:
    """Whether a form that could be finite is the infinitive under a modal or an auxiliary: "will verweigern"."""
    lower = words[at].lower
    if modal and lower.endswith("n"):
        return True
    return bool(at and words[at - 1].lower == "zu") or bool(auxiliary and lower.endswith("n") and auxiliary in BECOME)


def _in_bracket(words: Sequence[Word], at: int) -> bool:
    """Whether a participle closes the verb bracket: not "die angebotene Hilfe", nor "angekündigt" before a noun."""
    return at + 1 >= len(words) or not words[at + 1].capital or at + 4 > len(words)


def _read_english(words: Sequence[Word]) -> Verbs:
    present = frozenset(word.lower for word in words)
    modal = auxiliary = last = ""
    classes: set[str] = set()
    settled = False
    for at, word in enumerate(words):
        lower = word.lower
        if word.capital and at:
            continue  # the month of May
        if lower in {"will", "would", "can", "could", "may", "might", "must", "shall", "should", "cannot"} or (
            lower.endswith("n't") and lower in ENGLISH_FINITE
        ):
            if not settled:
                modal = modal or lower
            continue
        if lower in _ENGLISH_AUXILIARY:
            auxiliary = auxiliary or lower
            continue
        if settled:
            continue
        before = words[at - 1].lower if at else ""
        for name, role in classes_of(words, at, present, english=True):
            if before in {"to", "the", "a", "an", "his", "her", "its", "their", "this", "of", "no", "any"}:
                continue
            if role == "participle" and lower.endswith("ing") and not auxiliary:
                continue
            if role == "participle" and before in _PREPOSITIONS:
                continue
            if modal and modal not in {"cannot"} and not modal.endswith("n't") and role == "infinitive":
                last = lower
                continue
            if not modal or role != "infinitive" or modal.endswith("n't"):
                classes.add(name)
                settled = True
        last = lower
    return Verbs(frozenset(classes), modal, auxiliary, last)


_PREPOSITIONS = frozenset("of in on by for with from at".split())


def is_participle(lower: str) -> bool:
    """Whether a German word can be a past participle: by the list where it ends in -en, else by its form."""
    if _has_role(lower, "participle"):
        return True
    if lower.endswith("iert") or (lower.startswith(_INSEPARABLE) and lower.endswith("t")):
        return len(lower) > 4
    return lower.endswith("t") and len(lower) > 5 and (lower.startswith("ge") or lower[2:8].find("ge") >= 0)


def is_infinitive(lower: str) -> bool:
    """Whether a German word can be an infinitive and no participle: "vorgehen", but not "vergeben"."""
    if not lower.endswith("n") or lower in BECOME or lower in {"den", "nun", "von"}:
        return False
    return not _has_role(lower, "participle") and (
        _has_role(lower, "infinitive") or lower.endswith(("en", "ern", "eln"))
    )


def _has_role(lower: str, role: str) -> bool:
    """Whether a word, or what a prefix leaves of it, is a known form: "verliehen" by "geliehen"."""
    for start in range(min(len(lower) - 2, 9)):
        prefix, rest = lower[:start], lower[start:]
        if start and prefix not in _PREFIXES:
            continue
        rests = (rest, "ge" + rest) if prefix in _INSEPARABLE and role == "participle" else (rest,)
        for word in rests:
            forms = (*STRONG.get(word, ()), *(form for _, form in VERBS[False].get(word, ())))
            if any(form.role == role for form in forms):
                return True
    return False


_INSEPARABLE = ("be", "ver", "er", "ent", "zer", "ge", "emp", "miss", "über", "unter", "wider")
_PREFIXES = JOINED | set(_INSEPARABLE)
