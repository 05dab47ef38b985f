"""What an article says beside a name that its bearer is: roles before it, appositions, parties in brackets.

Sprecher Hugo Beispiel        Hugo Beispiel, Sprecher des Amtes,        Der Sprecher des Amtes, Hugo Beispiel,
Hugo Beispiel (Grüne)         Vizepräsident und Ölminister Hugo Beispiel
"""

from __future__ import annotations

import re

from rag.claims.claimers.countries import country_in
from rag.claims.claimers.entities import Entity, Line, learn_role, line_text
from rag.claims.claimers.first_names import is_womans
from rag.claims.claimers.naming import Naming
from rag.claims.claimers.roles import TITLES, role_of
from rag.types import Span

_CLOSERS = frozenset({",", ".", ";", ")", "–", "—", ":", "!", "?", "“", "”", '"', "«", "»"})
_AND = frozenset({"und", "and", "sowie"})
_BRACKET_WORDS = 5
_PARTY = re.compile(r"[^\W\d_][\w./-]*(?: [\w./-]+){0,3}\Z")
_ATTRIBUTES = frozenset("in im am an at bei beim der des the of für for aus zu von from since und".split())
_CLAUSES = frozenset("der die dessen deren who".split())


def learn(entity: Entity, line: Line, position: int, whole: bool) -> list[int]:
    """Take down what a phrase and those around it say of a person; return which of those around mean her as well."""
    naming = line.namings[position]
    assert naming.name is not None
    first, last = naming.name
    span = line.span(first, last)
    if not whole:
        span = Span(span.start, span.end - (2 if line.words[last - 1].text[-2:] in {"'s", "’s"} else 1))
    entity.add_name(last - first, span, whole=whole)
    if naming.title is not None:
        entity.feminine = naming.title
    spans: list[Span] = []
    if naming.roles and first > naming.run:
        begin = _role_begin(line, naming, first)
        before = line.namings[position - 1] if position else None
        if (
            before is not None
            and before.role is not None
            and before.name is None
            and not before.plural
            and not naming.determiner
            and naming.first - before.complement_last == 1
            and line.words[before.complement_last].lower in _AND
        ):
            begin = before.run - len(before.adjectives)
            learn_role(entity, before)
        spans.append(line.span(begin, first))
        learn_role(entity, naming)
    beside = []
    for number in (role_behind(line, position), role_before(line, position)):
        if number is not None:
            beside.append(number)
            other = line.namings[number]
            spans.append(line.span(other.run - len(other.adjectives), other.complement_last))
            learn_role(entity, other)
    bracket = party(line, naming)
    if bracket is not None:
        spans.append(bracket)
        entity.words.add(line_text(line, bracket).lower())
    if entity.feminine is None:
        entity.feminine = _by_clause(line, last)
    if entity.feminine is None and naming.roles and naming.determiner in {"die", "eine"}:
        entity.feminine = True
    entity.sure = entity.sure or bool(spans) or naming.titled or is_womans(line.words[first].text) is not None
    if spans:
        told = tuple(sorted(set(spans)))
        entity.affiliations.append(told)
        if entity.full_affiliation is None and (len(told) > 1 or len(line_text(line, told[0]).split()) > 1):
            entity.full_affiliation = told
    return beside


def _role_begin(line: Line, naming: Naming, name: int) -> int:
    """Where the words for a role begin before a name: with "Venezuelas" in "Venezuelas Präsident", not with "Bild"."""
    if naming.adjectives:
        return naming.run - len(naming.adjectives)
    for at in range(naming.run, name):
        word = line.words[at]
        if role_of(word.lower) or word.lower in TITLES or country_in(word.lower) or word.lower.endswith("s"):
            return at
    return naming.run


def role_behind(line: Line, position: int) -> int | None:
    """The apposition behind a name: "Klein, Sprecher des Ministeriums,"."""
    naming = line.namings[position]
    if position + 1 >= len(line.namings):
        return None
    other = line.namings[position + 1]
    last = naming.last
    if last < len(line.words) and line.words[last].text == "(":
        last = _past_bracket(line, last)
    comma = last < len(line.words) and line.words[last].text in {",", "–"} and other.first == last + 1
    if not comma or other.role is None or other.name is not None or other.plural or other.preposition in {"von", "of"}:
        return None
    end = other.complement_last
    while end < len(line.words) and end < other.complement_last + 6 and line.words[end].text not in _CLOSERS:
        # Attributes may go on ("im Senat", "aus Köln"); a verb or "und" tells another clause or a list.
        if line.words[end].text.islower() and line.words[end].lower not in _ATTRIBUTES:
            return None
        end += 1
    closed = end >= len(line.words) or line.words[end].text in _CLOSERS
    # In the dative, "mit Klein, dem Sprecher" is an apposition, "sagte Klein, den Sprecher" is not.
    agrees = other.determiner not in {"den", "dem", "keine"} or bool(naming.preposition)
    return position + 1 if closed and agrees else None


def role_before(line: Line, position: int) -> int | None:
    """The role that a name in commas follows: "Der Sprecher des Ministeriums, Hugo Klein, sagte"."""
    naming = line.namings[position]
    if not position or naming.determiner or naming.name is None:
        return None
    at = position - 1
    for back in range(2, 5):  # Past its own attributes: "Der Sprecher" "des Präsidenten" "der Republik", X
        if position < back or line.namings[position - back].complement_last != line.namings[at].complement_last:
            break
        at = position - back
    head = line.namings[at]
    comma = naming.first - head.complement_last == 1 and line.words[naming.first - 1].text in {",", "–"}
    if not comma or head.role is None or head.name is not None or head.plural:
        return None
    end = naming.last
    if end < len(line.words) and line.words[end].text == "(":
        end = _past_bracket(line, end)
    return at if end >= len(line.words) or line.words[end].text in _CLOSERS else None


def _past_bracket(line: Line, at: int) -> int:
    for here in range(at + 1, min(len(line.words), at + _BRACKET_WORDS + 2)):
        if line.words[here].text == ")":
            return here + 1
    return at


def party(line: Line, naming: Naming) -> Span | None:
    """What stands in brackets behind a name: a party, an institution; no age and no "links"."""
    at = naming.last
    if at >= len(line.words) or line.words[at].text != "(":
        return None
    end = _past_bracket(line, at)
    if end - at < 3 or not line.words[at + 1].capital:
        return None
    span = line.span(at + 1, end - 1)
    return span if _PARTY.match(line_text(line, span)) else None


def _by_clause(line: Line, last: int) -> bool | None:
    """A relative clause tells: "Klein, der ... leitet" is a man."""
    words = line.words
    if last + 3 < len(words) and words[last].text == "," and words[last + 1].lower in _CLAUSES:
        following = words[last + 2]
        if (
            words[last + 1].lower in {"der", "die"}
            and following.text.islower()
            and not following.lower.endswith(("e", "en", "er"))
        ):
            return words[last + 1].lower == "die"
    return None
