"""What belongs together: which number is of which, whither and whence, before and after, and who is in whose clause.

Two statements may share every word and still say something else, because the words hang together otherwise: "37 of 41",
"by 5" and "to 5", "from Bergen to Malmö", "A warned while B agreed". Each check looks for such a knot in the quote and
tells, in words for a reader, where the statement ties it otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.relations.alignment import Alignment, Pair
from rag.relations.polarity import operators
from rag.relations.quantities import Quantity
from rag.relations.slots import When
from rag.relations.statement import Statement
from rag.relations.words import names_something

_OF = frozenset("der von den of the out aller insgesamt all".split())
_PRECISE = frozenset(
    "etwa rund circa ca ungefahr knapp fast gut mehr als uber weniger unter mindestens bis zu nur lediglich der die das"
    " den dem about around roughly nearly almost some over more than less under at least only just the a an".split()
)
_ARTICLES = frozenset("der die das den dem the a an".split())
_BY, _TO, _FROM = frozenset(("um", "by")), frozenset(("auf", "to")), frozenset(("von", "from"))
_WHENCE = frozenset("aus von vom from".split())
_WHITHER = frozenset("nach zu zum zur gen to into towards toward gegen".split())
_BEFORE = frozenset("vor vorm bevor before ahead prior ehe".split())
_AFTER = frozenset("nach nachdem after following".split())
_INSTEAD = frozenset("statt anstatt anstelle instead".split())
_PREPOSITIONS = frozenset("of in on at for with by von in im an am auf mit bei fur aus nach to from zu".split())
_CONJUNCTIONS = frozenset("bevor before ehe nachdem after".split())
_WITHIN = 3
"""Tokens between a preposition and the word that it governs: an article and an adjective."""


def loosened(there: Alignment) -> list[str]:
    """Return where the statement ties words together otherwise than the quote, in words for a reader."""
    found = [*_parts_of_wholes(there), *_directions_of_numbers(there), *_directions(there), *_orders(there)]
    return [
        *found,
        *_narrow_denials(there),
        *_other_clauses(there),
        *_turned_comparisons(there),
        *_turned_conjunctions(there),
    ]


# --- numbers ------------------------------------------------------------------------------------------------


_ONE = r"\b(?:ein(?:e[rsnm]?)?|one|1|a|an|keine?[rsnm]?|none|neither|either)\b"
_ONE_OF = re.compile(
    r"\b(?:ein(?:e[rsnm]?)?|keine[rsnm]?|one|none|neither|either) (?:der|von|of|seiner|ihrer|aus)"
    r" (?:(?:the|den|diesen|these|its|his|her|their) )?"
    r"(?:beiden|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|two|three|four|five|six|seven|eight|nine|ten|both|\d+)\b",
    re.IGNORECASE,
)


def _parts_of_wholes(there: Alignment) -> Iterator[str]:
    """ "37 of the 41": who speaks of the 41 must speak of the 37 too."""
    quote = there.second
    if _ONE_OF.search(quote.text) and not re.search(
        r"\b(?:ein(?:e[rsnm]?)?|keine[rsnm]?|niemand\w*|nobody|one|none|neither|no|either|any|a|an)\b",
        there.first.text,
        re.IGNORECASE,
    ):
        yield "number: the quote says it of one of them"
    if _ONE_OF.search(there.first.text) and not _ONE_OF.search(quote.text) and not re.search(_ONE, quote.text, re.I):
        yield "number: the quote does not say it of one of them only"
    for part, whole in zip(quote.quantities, quote.quantities[1:], strict=False):
        between = quote.forms[part.last + 1 : whole.first]
        if not between or len(between) > 3 or not _OF.issuperset(between) or part.unit != whole.unit:
            continue
        mine = there.first.quantities
        if any(_equal(one, whole) for one in mine) and not any(_equal(one, part) for one in mine):
            yield f"number: the quote says it of {part.value:,g} of {whole.value:,g}"


def _equal(mine: Quantity, other: Quantity) -> bool:
    return mine.unit == other.unit and abs(mine.value - other.value) <= 0.005 * max(abs(mine.value), abs(other.value))


def _directions_of_numbers(there: Alignment) -> Iterator[str]:
    """ "by 5" is not "to 5", and "from 5 to 7" not "from 7 to 5"."""
    theirs = [(other, _way(there.second, other)) for other in there.second.quantities]
    for mine in there.first.quantities:
        way = _way(there.first, mine)
        ways = {other_way for other, other_way in theirs if _equal(mine, other)}
        if way and ways and None not in ways and way not in ways:
            yield f"number: {way} {mine.value:,g}, the quote says {min(map(str, ways))} {mine.value:,g}"


def _way(statement: Statement, quantity: Quantity) -> str | None:
    at = quantity.first - 1
    while at >= 0 and statement.forms[at] in _PRECISE and statement.forms[at] not in _TO | _ARTICLES:
        at -= 1
    form = statement.forms[at] if at >= 0 else ""
    for name, forms in (("by", _BY), ("to", _TO), ("from", _FROM)):
        if form in forms:
            return name
    return None


# --- prepositions -------------------------------------------------------------------------------------------


def _before(statement: Statement, place: int, forms: frozenset[str]) -> bool:
    """Whether one of these words governs the word at this place: close before it, in its clause."""
    clause = statement.clauses[place]
    for at in range(place - 1, max(-1, place - 1 - _WITHIN), -1):
        if statement.clauses[at] != clause:
            return False
        if statement.forms[at] in forms:
            return True
        if statement.forms[at] in _PREPOSITIONS:
            return False
        if statement.tokens[at][0].isupper() and at > 0 and place - at > 1:
            return False  # another noun stands between
    return False


def _directions(there: Alignment) -> Iterator[str]:
    turned = {
        way
        for pair in there.pairs
        for way, mine, theirs in (("from", _WHENCE, _WHITHER), ("to", _WHITHER, _WHENCE))
        if _before(there.first, pair.first.place, mine) and _before(there.second, pair.second.place, theirs)
    }
    if len(turned) == 2:
        yield "direction: whence and whither have changed places"
    for pair in there.pairs:
        if not (pair.first.text[0].isupper() and pair.second.text[0].isupper()):
            continue
        mine, theirs = (
            (_before(statement, place, _WHENCE), _before(statement, place, _WHITHER))
            for statement, place in ((there.first, pair.first.place), (there.second, pair.second.place))
        )
        if mine in ((True, False), (False, True)) and theirs == (mine[1], mine[0]):
            yield f"direction: {'from' if mine[0] else 'to'} {pair.first.text}, the quote says the opposite"


def _orders(there: Alignment) -> Iterator[str]:
    for pair in there.pairs:
        named = pair.first.name and pair.second.name
        before, after = (_BEFORE & _CONJUNCTIONS, _AFTER & _CONJUNCTIONS) if named else (_BEFORE, _AFTER)
        mine, theirs = (
            (_before(statement, place, before), _before(statement, place, after))
            for statement, place in ((there.first, pair.first.place), (there.second, pair.second.place))
        )
        if mine in ((True, False), (False, True)) and theirs == (mine[1], mine[0]):
            yield f"time: {'before' if mine[0] else 'after'} {pair.first.text}, the quote says the opposite"


def _turned_conjunctions(there: Alignment) -> Iterator[str]:
    """ "A after B" is not "A before B", though it is "B before A"."""
    mine, theirs = (_behind_conjunction(statement) for statement in (there.first, there.second))
    for kind, other in (("before", "after"), ("after", "before")):
        if mine[kind] and theirs[other] and not mine[other] and not theirs[kind]:
            behind = [pair for pair in there.pairs if pair.first.place in mine[kind]]
            if 2 * sum(pair.second.place in theirs[other] for pair in behind) > len(behind):
                yield f"time: {kind}, the quote says {other}"


def _behind_conjunction(statement: Statement) -> dict[str, frozenset[int]]:
    """The tokens of clauses behind "before" and "after"."""
    found: dict[str, set[int]] = {"before": set(), "after": set()}
    for at, form in enumerate(statement.forms):
        kind = {"bevor": "before", "before": "before", "ehe": "before", "nachdem": "after", "after": "after"}.get(form)
        if kind:
            reach = range(at + 1, len(statement.forms))
            found[kind] |= {place for place in reach if statement.clauses[place] == statement.clauses[at]}
    return {kind: frozenset(places) for kind, places in found.items()}


def _narrow_denials(there: Alignment) -> Iterator[str]:
    """ "without X", "no X", "not X but Y", "instead of X": X is denied, and nothing else is."""
    mine, theirs = _denied_narrowly(there.first), _denied_narrowly(there.second)
    ways = [operators(statement.text) for statement in (there.first, there.second)]
    taken = {pair.second.place for pair in there.pairs}
    contrast = _contrasted(there.second)
    if ways[0][0] and contrast and not contrast & taken and not _contrasted(there.first):
        yield "negation: the quote denies something else"
        return
    for pair in there.pairs:
        here, elsewhere = pair.first.place in mine, pair.second.place in theirs
        if here == elsewhere or pair.first.verb or pair.second.verb:
            continue
        other = there.second if here else there.first
        clause = other.clauses[pair.second.place if here else pair.first.place]
        beside = " ".join(form for form, number in zip(other.tokens, other.clauses, strict=True) if number == clause)
        if not any(operators(beside)) and not any(ways[0] if elsewhere else (0,)):
            yield f"negation: {pair.first.text} is denied in one of both only"


def _contrasted(statement: Statement) -> frozenset[int]:
    """The places of X in "not X but Y"."""
    forms = statement.forms
    found: set[int] = set()
    for at, form in enumerate(forms):
        other = {"nicht": "sondern", "not": "but"}.get(form)
        end = next((end for end in range(at + 2, min(at + 9, len(forms))) if forms[end] == other), 0) if other else 0
        found |= set(range(at + 1, end))
    return frozenset(found)


def _denied_narrowly(statement: Statement) -> frozenset[int]:
    """The places of nouns that are denied by the word right before them."""
    forms, places = statement.forms, set(_contrasted(statement))
    for at, form in enumerate(forms):
        if form in ("ohne", "without") or form in _INSTEAD or re.fullmatch(r"kein\w{0,2}|no", form):
            for place in range(at + 1, min(at + 7, len(forms))):
                if not forms[place][0].isalnum() and forms[place] not in "'’s":
                    break
                places.add(place)
                if statement.tokens[place][0].isupper() and statement.language == "de":
                    break
    return frozenset(places)


_COMPARING = (
    frozenset(("als", "than")),
    frozenset(("vor", "ahead", "gegenuber", "over")),
    frozenset(("hinter", "behind")),
)


def _turned_comparisons(there: Alignment) -> Iterator[str]:
    """ "A earns more than B": who stands behind "than" there must not stand before it here."""
    for forms in _COMPARING:
        mine, theirs = _compared_with(there.first, forms), _compared_with(there.second, forms)
        pairs = [pair for pair in there.pairs if not pair.first.verb and (pair.first.name or "than" in forms)]
        came = [pair for pair in pairs if pair.first.place in mine and pair.second.place not in theirs]
        went = [pair for pair in pairs if pair.first.place not in mine and pair.second.place in theirs]
        if came and went:
            yield f"comparison: with {came[0].first.text}, in the quote with {went[0].second.text}"


def _compared_with(statement: Statement, forms: frozenset[str]) -> frozenset[int]:
    found = set()
    for at, form in enumerate(statement.forms):
        if form in forms and statement.forms[at - 1 : at] not in (("mehr",), ("more",)):
            reach = range(at + 1, min(at + 6, len(statement.forms)))
            found |= {place for place in reach if statement.clauses[place] == statement.clauses[at]}
    return frozenset(found)


# --- clauses ------------------------------------------------------------------------------------------------


def _other_clauses(there: Alignment) -> Iterator[str]:
    """Who, where and when must be those of the clause that says what happens, if that has its own."""
    first, second = there.first, there.second
    if len(set(second.clauses)) < 2:
        return
    taken = {pair.second.place for pair in there.pairs}
    by_place = {pair.first.place: pair for pair in there.pairs}
    for clause in sorted(set(first.clauses)):
        inside = [by_place[word.place] for word in first.words if word.clause == clause and word.place in by_place]
        home = {pair.second.clause for pair in inside if pair.first.verb}
        for pair in inside:
            if (
                names_something(pair.first, first.language)
                and home
                and pair.second.clause not in home
                and not _is_linked(second, pair, home)
            ):
                held = [word for word in second.words if word.clause in home and word.place not in taken]
                rival = next((word for word in held if names_something(word, second.language)), None)
                if rival:
                    yield f"actor: {pair.first.text}, the quote says {rival.text}"
            if pair.first.text[0].isupper() and _before(first, pair.first.place, _WHERE):
                meant = _where_meant(second, home)
                if meant and meant not in (pair.second.text, pair.first.text) and pair.second.clause not in home:
                    yield f"place: {pair.first.text}, the quote says {meant}"
        yield from _other_times(there, clause, inside)


_WHERE = frozenset("in at im auf bei near nahe".split())


def _where_meant(quote: Statement, home: set[int]) -> str | None:
    """What "wo" means at the beginning of one of these clauses: the noun right before it."""
    for at, form in enumerate(quote.forms):
        if form in ("wo", "where", "wohin") and quote.clauses[at] in home:
            return next((token for token in reversed(quote.tokens[:at]) if token[0].isupper()), None)
    return None


def _is_linked(quote: Statement, pair: Pair, home: set[int]) -> bool:
    """Whether a word stands in the clause right before one that has no subject of its own, and so is its subject."""
    return pair.second.agent is not False and any(
        clause - 1 == pair.second.clause and not any(word.agent for word in quote.words if word.clause == clause)
        for clause in home
    )


def _other_times(there: Alignment, clause: int, inside: Sequence[Pair]) -> Iterator[str]:
    """A time of one clause with words of another one that has its own time."""
    first, second = there.first, there.second
    if len(second.times) < 2:
        return
    clauses = {pair.second.clause for pair in inside if not pair.second.agent}
    for mine in first.times:
        if first.clauses[mine.places[0]] != clause:
            continue
        for home in clauses:
            homely = [when for when in second.times if second.clauses[when.places[0]] == home]
            named = [when for when in homely if any(when.met_by(one) for one in first.times)]
            if homely and not named and all(_clash(mine, other) for other in homely):
                yield f"time: {mine.shown}, the quote says {homely[0].shown}"


def _clash(mine: When, other: When) -> bool:
    return mine.comparable(other) and mine.conflicts(other)
