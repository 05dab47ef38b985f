"""Who does something and whom it is done to, clause by clause, for telling whether two statements have them swapped.

German and English, by order, case and voice, without a parser: only what these tell plainly is told, and all words of a
noun phrase share its role.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rag.relations.alignment import Alignment
from rag.relations.statement import Statement
from rag.relations.words import names_something

_PREPOSITIONS = {
    "de": frozenset(
        "in im an am auf bei beim mit nach von vom zu zum zur fur gegen uber unter aus durch seit vor um bis laut"
        " zwischen wegen wahrend trotz ohne ins ans pro ab angesichts aufgrund samt gegenuber neben".split()
    ),
    "en": frozenset(
        "in on at by with to from for against over under of through since before after until between because during"
        " despite without into about around near off outside inside as than upon among within across".split()
    ),
}
_OBJECT_CASE = frozenset("den dem einen einem seinen seinem ihren ihrem keinen keinem ihn ihm diesen diesem".split())
_PASSIVE = {
    "de": frozenset("wird werden wurde wurden worden".split()),
    "en": frozenset("is are was were be been being".split()),
}
_AUXILIARY = {
    "de": frozenset(
        "hat haben hatte hatten habe ist sind war waren wird werden wurde wurden will wollen soll sollen kann".split()
    ),
    "en": frozenset(
        "has have had will would is are was were be been being could can may might should must does do did".split()
    ),
}
_HAVE = frozenset(("hat", "haben", "hatte", "hatten"))
_BY = {"de": frozenset(("von", "vom", "durch")), "en": frozenset(("by",))}


@dataclass(frozen=True, slots=True)
class Act:
    """A clause with its verbs, who does it and whom it is done to: places of words; what is not told is empty.

    `sure`: the passive, the case of an object or English order tells it.
    """

    clause: int
    verbs: frozenset[int]
    doers: frozenset[int]
    others: frozenset[int]
    sure: bool


def acts(statement: Statement) -> list[Act]:
    """Return what is done in each clause that tells who does it or whom it is done to."""
    return [act for clause in sorted(set(statement.clauses)) if (act := _act(statement, clause))]


def titled(statement: Statement) -> frozenset[int]:
    """Return the places of the words that say what a named person is: those right before a proper name."""
    words = {word.place: word for word in statement.words}
    found: set[int] = set()
    for place, word in words.items():
        before = words.get(place - 1)
        if word.name and before and not before.name and not before.verb:
            at = place - 1
            while at in words and not words[at].verb and at > place - 4:
                if statement.forms[at] in _PREPOSITIONS[statement.language]:
                    break
                found.add(at)
                at -= 1
    return frozenset(found)


def swapped(there: Alignment) -> bool:
    """Whether somebody who does it in one of both is one whom it is done to in the other.

    One who has changed sides is enough where both tell roles surely, by the passive, by case or by English order;
    else both must have changed them, for German puts what it likes first.
    """
    to = {pair.first.place: pair.second.place for pair in there.pairs}
    theirs = acts(there.second)
    names = {pair.second.place for pair in there.pairs if names_something(pair.first, there.first.language)}
    for mine in acts(there.first):
        verbs, doers, others = (
            {to[at] for at in places if at in to} for places in (mine.verbs, mine.doers, mine.others)
        )
        beside = {pair.second.place for pair in there.pairs if pair.first.clause == mine.clause} - doers
        for act in theirs:
            if verbs and not verbs & act.verbs:
                continue
            lost = bool(doers & act.others) and not doers & act.doers
            won = bool(others & act.doers) and not others & act.others
            if lost and won and (verbs or (doers & names and others & names)):
                return True
            # "A signs him from B" and "B signs him from A": who did it there stands elsewhere here.
            moved = bool(doers & names and act.doers & names and beside & act.doers) and not doers & act.doers
            if verbs and moved:
                return True
            if verbs and mine.sure and act.sure and ((lost and not others) or (won and not doers)):
                return True
    return False


def _act(statement: Statement, clause: int) -> Act | None:
    language, forms = statement.language, statement.forms
    places = [place for place, number in enumerate(statement.clauses) if number == clause]
    words = {word.place: word for word in statement.words if word.clause == clause}
    verbs = frozenset(place for place, word in words.items() if word.verb)
    finite = [place for place in places if forms[place] in _AUXILIARY[language] or place in verbs]
    if not finite:
        # A verb that no table knows: German has nothing else that small between two nouns.
        finite = [place for place, word in words.items() if not word.text[0].isupper()][:1]
        verbs = frozenset(finite)
    if not finite:
        return None
    active = any(
        forms[place] in _HAVE or (language == "en" and forms[place].endswith("ing") and forms[place] != "being")
        for place in places
    )
    passive = any(forms[place] in _PASSIVE[language] for place in places) and not active
    phrases = list(_phrases(statement, places, verbs))
    by = [held for lead, held, _ in phrases if lead in _BY[language] and passive]
    free = [(held, marked) for lead, held, marked in phrases if not lead]
    against = [held for lead, held, _ in phrases if lead in ("gegen", "against", "over")]
    if passive:
        doers = by[0] if by else frozenset()
        patients = frozenset(place for held, _ in free for place in held)
        return Act(clause, verbs, doers, patients, True) if doers else None
    if language == "en":
        before = [held for held, _ in free if max(held) < finite[0]]
        after = [held for held, _ in free if min(held) > finite[0]] or against
        if not before:
            return None
        return Act(clause, verbs, before[-1], after[0] if after else frozenset(), len(verbs) == 1)
    plain = [held for held, marked in free if not marked]
    objects = [held for held, marked in free if marked]
    if not plain:
        return None
    doers, rest = plain[0], [*plain[1:], *objects, *against]
    return Act(clause, verbs, doers, rest[0] if rest else frozenset(), bool(objects))


def _phrases(
    statement: Statement, places: list[int], verbs: frozenset[int]
) -> Iterator[tuple[str, frozenset[int], bool]]:
    """Yield noun phrases: the preposition before them or "", the places of their words, whether case tells an object.

    A phrase ends at a verb, a preposition, an article, or the end of the clause; a genitive or "of" goes on with it.
    """
    language, forms, tokens = statement.language, statement.forms, statement.tokens
    content = {word.place for word in statement.words} - verbs
    lead, held, marked = "", set[int](), False
    for place in places:
        form = forms[place]
        if form == "/" or form in _NOBODY:
            continue
        if place in verbs or form in _AUXILIARY[language] or not form[0].isalnum():
            if held:
                yield lead, frozenset(held), marked
            lead, held, marked = "", set(), False
        elif form in _PREPOSITIONS[language]:
            if held and form in ("of", "von") and not lead:
                continue  # "the head of the agency": still who does it
            if held:
                yield lead, frozenset(held), marked
            lead, held, marked = form, set(), False
        elif form in _OBJECT_CASE and language == "de":
            if held:
                yield lead, frozenset(held), marked
                lead = ""
            held, marked = set(), not lead
        elif place in content:
            article = forms[place - 1]
            if language == "de" and held and not lead and article in _ARTICLES and article not in _OF:
                yield lead, frozenset(held), marked
                lead, held, marked = "", set(), False
            held.add(place)
        elif held and lead and tokens[place].islower() and form in _ARTICLES and form not in _OF:
            yield lead, frozenset(held), marked
            lead, held, marked = "", set(), False
    if held:
        yield lead, frozenset(held), marked


_NOBODY = frozenset(
    "stunde stunden tag tage tagen woche wochen monat monate monaten jahr jahre jahren minute minuten lang"
    " hours days weeks months years minutes mehrere several angeblich vermutlich offenbar".split()
)
_OF = frozenset(("der", "des", "the"))
"""Articles that also go on with a noun phrase: "der Chef der Werft"."""
_ARTICLES = frozenset("der die das des ein eine the a an seine ihre seiner ihrer kein keine".split())
