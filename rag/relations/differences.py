"""What a statement says and its quote does not: where both contradict each other, and what the quote leaves unsaid.

Each comes as a reason in words for a reader. What counts, joins or denies is told by rules; whether a word has its
counterpart in the quote, in whatever wording, by tables and, where these know nothing, by `rag.relations.support`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from rag.lexicon import alternatives
from rag.lexicon.related import is_place
from rag.relations.acts import acts, swapped, titled
from rag.relations.alignment import ALIGNED, Alignment, Pair
from rag.relations.bindings import loosened
from rag.relations.compare import shown
from rag.relations.force import other_force
from rag.relations.meanings import opposed
from rag.relations.polarity import denies
from rag.relations.quantities import Quantity
from rag.relations.reach import overdone
from rag.relations.slots import is_same_name
from rag.relations.support import support
from rag.relations.words import Word, kinship, shared

_OFFICE = re.compile(
    r"(?:minister|präsident|kanzler|chef|direktor|sprecher|leiter|vorsitzende|richter|anwalt|general|kommissar)(?:s|in)?$",
    re.IGNORECASE,
)
_GRAMMAR = frozenset("falls sofern wahrend while whereas allesamt".split())
"""Words that join and say nothing themselves; with which force they do is told elsewhere."""
_WORD, _VERB, _TITLE, _TITLE_IN_FRAME, _NAME, _NAME_IN_TABLES = -1.5, -2.3, -1.0, -4.0, -3.0, -5.2
"""Doubts (`rag.relations.support`) from which on a word that no table finds counts as not said: a word, a verb, what
somebody is, and is beside what he says, a name, and one that the tables could have translated."""
_ONE_LANGUAGE = 0.9
"""So much surer a word must be where both are in one language: the tables know their synonyms better."""
_STANCE, _OTHER_NAME = -3.0, -6.0
"""Likewise for a verb that tells how somebody stands to something, and for a name in the place of another one."""
_FIRM, _FIRM_VERB, _DOUBTED = 0.8, 0.9, 1.5
"""A word that a table finds, but less closely than this, counts as not said from such a doubt on."""


def contradictions(there: Alignment, *, attributed: bool = False) -> list[str]:
    """Return where the quote says something else than the statement, in words for a reader."""
    found = [f"number: {shown(mine)}, the quote says {shown(other)}" for mine, other in there.wrong_quantities]
    found += [f"time: {mine.shown}, the quote says {other.shown}" for mine, other in there.wrong_times]
    found += [f"number: {shown(mine)}, the quote sets no such bound" for mine in _new_bounds(there)]
    found += [f"opposite: {a.text}, the quote says {b.text}" for a, b in there.any_opposites]
    found += [
        f"opposite: {a.text}, the quote says {b.text}"
        for a in there.first.framed
        for b in there.second.framed
        if opposed(a.sense.groups, b.sense.groups)
    ]
    found += loosened(there)
    found += overdone(there)
    if denies(there):
        found.append("negation: one of both denies what the other one states")
    stance = there.other_stance
    if stance and doubt_about(there, stance) >= _STANCE:
        found.append(f"verb not in the quote: {stance.text}")
    if there.roles_swapped or swapped(there):
        found.append("actor: who does it and whom it is done to have changed places")
    return found + other_force(there, attributed=attributed)


def omissions(there: Alignment) -> list[str]:
    """Return what the statement says and the quote does not, of what may never be missing, in words for a reader."""
    found = [f"number not in the quote: {shown(quantity)}" for quantity in there.missing_quantities]
    found += [f"time not in the quote: {when.shown}" for when in there.missing_times]
    places = [pair for pair in there.other_places if is_place(pair.first.text) or is_place(pair.second.text)]
    found += [f"actor: {pair.first.text}, the quote says {pair.second.text}" for pair in places]
    found += [
        f"actor not in the quote: {pair.first.text}"
        for pair in there.other_names
        if doubt_about(there, pair.first) > _OTHER_NAME
    ]
    titles = titled(there.first)
    objects = {place for act in acts(there.first) if act.sure for place in act.others}
    found += _missing_words(there, titles, objects)
    found += _missing_titles(there)
    found += _loose_pairs(there, titles, objects)
    return found


def _missing_words(there: Alignment, titles: Set[int], objects: Set[int]) -> Iterator[str]:
    """Of the words that no table finds, those of which the network does not say that the quote says them either."""
    mine, theirs = there.first, there.second
    told_alike = any(kinship(a.sense, b.sense) >= ALIGNED for a in mine.verbs for b in theirs.framed)
    for word in there.missing:
        if mine.forms[word.place] in _GRAMMAR:
            continue
        name = word.name or word.place in titles
        if name and (told_alike or mine.framed) and _is_named(word, [*theirs.framed, *theirs.words]):
            if told_alike and word.place in objects:
                yield f"actor: in the quote {word.text} is who does it"
            continue
        if name and _is_named(word, [other for other in theirs.words if other.text[0].isupper()]):
            continue
        in_tables = name and not word.name and bool(word.sense.parts or alternatives(word.text, mine.language))
        if in_tables:
            least = _NAME_IN_TABLES
        elif word.name:
            least = _NAME
        else:
            least = _TITLE if name else _VERB if word.verb else _WORD
        if doubt_about(there, word) >= least - _ONE_LANGUAGE * (mine.language == theirs.language):
            kind = "actor" if name or (word.agent and not word.verb) else "verb" if word.verb else ""
            yield f"{kind} not in the quote: {word.text}".strip()


def _missing_titles(there: Alignment) -> Iterator[str]:
    """What the statement says that he is who says it: a minister is no mayor."""
    frame = [*there.second.framed, *there.second.words]
    for word in there.first.framed:
        names_whom = word.name or (there.first.claimer or "").endswith(word.text)
        named = names_whom and not _OFFICE.search(word.text)  # whose saying it is, `wrong_claimer` tells
        if word.verb or named or _is_named(word, frame):
            continue
        alike = [other for other in frame if not _is_other_compound(Pair(word, other, ALIGNED))]
        near = max((kinship(word.sense, other.sense) for other in alike), default=0.0)
        if near < ALIGNED and doubt_about(there, word) >= _TITLE_IN_FRAME:
            yield f"claimer not in the quote: {word.text}"


def _loose_pairs(there: Alignment, titles: Set[int], objects: Set[int]) -> Iterator[str]:
    """Of the words that a table finds, those that stand for something else all the same."""
    framed = {word.place for word in there.second.framed}
    for pair in there.pairs:
        word, doubt = pair.first, doubt_about(there, pair.first)
        if word.name and word.place in objects and pair.second.place in framed:
            yield f"actor: in the quote {word.text} is who does it"
        if word.verb and pair.second.text.islower() and pair.kinship < _FIRM_VERB and doubt > _VERB - _ONE_LANGUAGE:
            yield f"verb not in the quote: {word.text}"
        if word.place in titles and _is_other_compound(pair):
            yield f"actor: {word.text}, the quote says {pair.second.text}"
        if pair.kinship < _FIRM and doubt > _DOUBTED:
            yield f"not in the quote: {word.text}"


def _is_named(word: Word, others: Sequence[Word]) -> bool:
    return any(is_same_name(word.text, other.text) for other in others)


def _new_bounds(there: Alignment) -> list[Quantity]:
    """Return the numbers that the statement calls the least or the most, where the quote gives them without a bound."""
    return [
        mine
        for mine in there.first.quantities
        if mine.bound in ("least", "most", "more", "less")
        and any(
            mine.unit == other.unit and mine.value == other.value and other.bound in ("exact", "about")
            for other in there.second.quantities
        )
    ]


def _is_other_compound(pair: Pair) -> bool:
    """Whether two compounds share their last part only: "Finanzministerin", "Landwirtschaftsministerin"."""
    mine, theirs = pair.first.sense.parts, pair.second.sense.parts
    return bool(mine and theirs) and pair.kinship < _FIRM and shared(mine[0], theirs[0]) < ALIGNED


def doubt_about(there: Alignment, word: Word) -> float:
    """Return the network's doubt that the quote says a word of the statement."""
    start = there.first.starts[word.place]
    told = support(there.first.text, there.second.text)
    return told.doubt(start, start + len(there.first.tokens[word.place]))
