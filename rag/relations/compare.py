"""How a second statement stands to a first one: identical, supporting, refuting, related or unrelated.

Closeness alone decides nothing but whether two statements have to do with each other: "rose" and "fell" are close. What
decides are the words of both beside each other (`rag.relations.alignment`) and the slots: numbers, times, negation,
opposites, roles, modality. Refuting asks for one slot that contradicts while all else agrees; where more than one
differs, or anything is unsure, the answer is "related", for a wrong sign is worse than none.
"""

from __future__ import annotations

import math

from rag.relations.alignment import Alignment
from rag.relations.meanings import meanings
from rag.relations.quantities import Quantity
from rag.relations.statement import Statement
from rag.relations.words import Word
from rag.types import Relation

FEATURES = ("bias", "coverage", "similarity")
WEIGHTS = (-7.0, 6.0, 4.0)
"""Round numbers near a logistic fit to half of RTE-3 (German, English, and mixed), moved towards fewer wrong signs."""
ENTAILS = 0.5

_NEAR, _TOUCHING = 0.45, 0.3
_FEW, _MANY = 0.4, 0.75
"""Below these cosines two statements have nothing to do with each other, unless they share so many of their words."""
_WHOLE = 0.76
"""The coverage from which the first statement says as much as the second one: less leaves a detail out."""
_REST = 0.6
"""The coverage that all but the contradicting slot must have before two statements are about the same event."""


def compare(first: Statement, second: Statement, *, similarity: float) -> Relation:
    """Return how `second` stands to `first`; `similarity` is the cosine of their vectors.

    "supporting" means that the second says at least what the first says, "identical" that this holds both ways.

    >>> from rag.relations.statement import read_statement
    >>> rose, fell = read_statement("Exports rose in May."), read_statement("Die Exporte sanken im Mai.")
    >>> compare(rose, fell, similarity=0.8).kind
    'refuting'
    """
    there, back = Alignment(first, second), Alignment(second, first)
    most = max(there.coverage, back.coverage)
    if (similarity < _NEAR and most < _FEW) or (similarity < _TOUCHING and most < _MANY):
        return Relation("unrelated", (), 1 - max(similarity, 0.0))
    if first.question or second.question:
        return Relation("related", ("a question states nothing",), 0.9)
    if there.modality_differs or back.modality_differs:
        return Relation("related", (_modality_reason(there),), 0.8)
    conflicts = _conflicts(there, back)
    if conflicts:
        rest = _rest(there, back)
        if len(conflicts) == 1 and conflicts[0][0] and rest >= _REST and similarity >= _TOUCHING:
            return Relation("refuting", (conflicts[0][1],), min(1.0, 0.5 + rest / 2))
        return Relation("related", tuple(reason for _, reason in conflicts), 0.6)
    forth = entailment(there, similarity)
    if forth >= ENTAILS:
        whole = entailment(back, similarity)
        if whole >= ENTAILS and back.coverage >= _WHOLE:
            return Relation("identical", ("all words and slots agree both ways",), min(forth, whole))
        return Relation("supporting", ("it says at least as much",), forth)
    return Relation("related", tuple(_missing_reasons(there)), 1 - forth)


def entailment(there: Alignment, similarity: float) -> float:
    """Return the probability that the second statement says all that the first says, 0 where a slot forbids it."""
    if not there.first.words or there.missing_names or there.missing_quantities or there.missing_times:
        return 0.0
    if there.wrong_quantities or there.wrong_times or there.negation_differs or there.opposites or there.roles_swapped:
        return 0.0
    if there.modality_differs or there.missing_verbs or there.any_negation_differs or there.any_opposites:
        return 0.0
    if there.other_places or there.stance_differs or any(word.agent for word in there.missing):
        return 0.0
    measured = (1.0, there.coverage, similarity)
    return 1 / (1 + math.exp(-sum(w * f for w, f in zip(WEIGHTS, measured, strict=True))))


def _conflicts(there: Alignment, back: Alignment) -> list[tuple[bool, str]]:
    """Return what contradicts, and whether that alone would refute."""
    found: list[tuple[bool, str]] = []
    for mine, other in there.wrong_quantities:
        found.append((True, f"number: {shown(mine)}, not {shown(other)}"))
    for wrong, instead in there.wrong_times:
        # What happens on a day happens once; figures of years and months are told anew for each.
        found.append((wrong.of_a_day and instead.of_a_day, f"time: {wrong.shown}, not {instead.shown}"))
    if there.opposites and not there.negation_differs:
        a, b = there.opposites[0]
        found.append((_of_one_event(there, a, b), f"opposite: {a.text} / {b.text}"))
    elif there.negation_differs and not there.opposites:
        sure = not there.says_no_otherwise and not back.says_no_otherwise
        found.append((sure, "negation: one denies what the other one states"))
    elif there.opposites:
        found.append((False, "negation and opposite at once"))
    if there.roles_swapped:
        found.append((True, "roles: who does it and who suffers it have changed places"))
    elsewhere, others = there.names_instead, back.names_instead
    if elsewhere and others:
        acts = {group for pair in there.pairs if pair.first.verb for group in pair.first.sense.groups}
        once = any(meanings()[group].once for group in acts)
        agents = bool(elsewhere[0].agent and others[0].agent)
        found.append((once and agents, f"actor: {elsewhere[0].text}, not {others[0].text}"))
    return found


def _of_one_event(there: Alignment, mine: Word, other: Word) -> bool:
    """Whether two opposites are said of the same things: "broke with B" and "B helped C, D held on to A" are not."""
    sides = [(pair.first, pair.second) for pair in there.pairs]
    elsewhere = any((a.clause == mine.clause) != (b.clause == other.clause) for a, b in sides)
    done_by_another = any({a.agent, b.agent} == {True, False} for a, b in sides)
    return not elsewhere and not done_by_another


def _rest(there: Alignment, back: Alignment) -> float:
    """Return how far both agree on all but what contradicts: the coverage of the one that says less."""
    names = bool(there.missing_names and back.missing_names)
    return max(_without_contradiction(there, names), _without_contradiction(back, names))


def _without_contradiction(alignment: Alignment, names: bool) -> float:
    aside = {a.place for a, _ in alignment.opposites}
    if names:
        aside |= {word.place for word in alignment.missing_names[:1]}
    words = [word for word in alignment.first.words if word.place not in aside]
    found = {pair.first.place for pair in alignment.pairs}
    total = sum(word.weight for word in words)
    agreeing = sum(word.weight for word in words if word.place in found) / total if total else 0.0
    # Names alone make no event, nor do they with a verb of another object ("einen Antrag stellen", "put money").
    things = [word.place in found for word in words if not word.name]
    told = not things or 2 * sum(things) > len(things)
    return agreeing if alignment.verbs_aligned and told else 0.0


def _missing_reasons(there: Alignment) -> list[str]:
    reasons = [f"not said: {word.text}" for word in there.missing[:3]]
    return reasons + [f"number not said: {shown(quantity)}" for quantity in there.missing_quantities[:2]]


def _modality_reason(there: Alignment) -> str:
    for pair in there.pairs:
        if pair.first.modality != pair.second.modality:
            return f"modality: {pair.first.modality}, not {pair.second.modality}"
    return "modality differs"


def shown(quantity: Quantity) -> str:
    """Return a quantity as a reader understands it."""
    number = f"{quantity.value:,.2f}".rstrip("0").rstrip(".")
    return f"{number} {quantity.unit}".strip()
