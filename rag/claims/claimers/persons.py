"""The persons of an article: which of its names are one person's, and what the article says each of them is.

A name is a person's where something tells so: a first name, a role or title before it, an apposition behind it, a
party in brackets, or a surname that comes alone later. "Klein" is "Hugo Klein" if no other Klein is in the article.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence

from rag.claims.claimers.appositions import learn, party, role_before, role_behind
from rag.claims.claimers.entities import Entity, Line, line_text
from rag.claims.claimers.first_names import is_womans
from rag.claims.claimers.naming import Naming
from rag.claims.claimers.spelling import folded

_BELONGING = frozenset({"lawyer", "doctor", "relative", "spokesperson", "successor", "coach", "employee", "activist"})
"""Families of roles that somebody is of somebody else."""


def read_persons(lines: Sequence[Line], claimers: set[int]) -> tuple[list[Entity], dict[tuple[int, int], Entity]]:
    """Return the persons, and for the numbers of (line, phrase) whom a phrase with a name names.

    `claimers` are the offsets where a claimer's words begin: a name there is somebody who speaks.
    """
    alone = _names_alone(lines)
    often = _full_names(lines)
    known = _People()
    named = []
    for number, line in enumerate(lines):
        for position, naming in enumerate(line.namings):
            if naming.name is None:
                continue
            tokens = tuple(folded(word.text) for word in line.words[naming.name[0] : naming.name[1]])
            certain = often[tokens] > 1 or _is_person(line, position, tokens, alone, claimers)
            if certain:
                named.append((number, position, tokens))
            if certain and len(tokens) > 1:
                known.add(tokens)
    # A second look: "Klein" alone belongs to a person whose full name may come later.
    people: dict[tuple[int, int], Entity] = {}
    certain_ones = {(number, position) for number, position, _ in named}
    for number, line in enumerate(lines):
        for position, naming in enumerate(line.namings):
            if naming.name is None:
                continue
            tokens = tuple(folded(word.text) for word in line.words[naming.name[0] : naming.name[1]])
            if (number, position) not in certain_ones and len(tokens) > 1 and known.base(tokens) not in known.full:
                short = next((size for size in (2, 1) if size < len(tokens) and known.knows(tokens[:size])), 0)
                if short:  # "stellte Klein Forderungen": the noun behind is none of his names.
                    naming.name = (naming.name[0], naming.name[0] + short)
                    tokens = tokens[:short]
            sure = (number, position) in certain_ones
            if not sure and _is_relative(line, naming) and known.knows(tokens):
                naming.determiner = ""  # "der Brief, den Klein schrieb"
            plain = not naming.determiner or bool(naming.roles) or naming.titled
            if naming.determiner not in {"", "des"} and (
                (naming.roles and known.base(tokens) != tokens) or _is_owner(naming, tokens)
            ):
                naming.name, naming.owned = None, True  # "der Arzt Kleins" is not Klein.
                continue
            key = known.whose(tokens, naming) if sure or plain else None
            if key is None and sure:
                key = known.add(tokens)
            if key is None:
                continue
            entity = known.entities.get(key)
            if entity is None:
                entity = known.entities[key] = Entity("person", (number, position))
            people[number, position] = entity
            for beside in learn(entity, line, position, known.base(tokens) == tokens):
                people[number, beside] = entity
    for entity in known.entities.values():
        if entity.feminine is None and entity.fullest and entity.fullest[0] > 1:
            entity.feminine = _by_first_name(entity, lines)
    return list(known.entities.values()), people


class _People:
    """Full names, and the shorter ones that stand for them."""

    def __init__(self) -> None:
        self.entities: dict[tuple[str, ...], Entity] = {}
        self.full: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.shorter: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)

    def add(self, tokens: tuple[str, ...]) -> tuple[str, ...]:
        tokens = self.base(tokens)
        if tokens not in self.full:
            self.full[tokens] = tokens
            for short in _shorter(tokens):
                self.shorter[short].add(tokens)
        return tokens

    def base(self, tokens: tuple[str, ...]) -> tuple[str, ...]:
        """The name without a genitive ending, if the article has it without one."""
        last = tokens[-1]
        for ending in ("'s", "’s", "s", "'", "’"):
            if last.endswith(ending) and len(last) > len(ending) + 2:
                bare = (*tokens[:-1], last[: -len(ending)])
                if bare in self.full or bare in self.shorter:
                    return bare
        return tokens

    def knows(self, tokens: tuple[str, ...]) -> bool:
        return tokens in self.full or tokens in self.shorter

    def whose(self, tokens: tuple[str, ...], naming: Naming) -> tuple[str, ...] | None:
        """The full name that a name stands for; None where there is none or more than one."""
        tokens = self.base(tokens)
        longer = self.shorter.get(tokens, set())
        if tokens in self.full and not longer:
            return tokens
        if len(longer) == 1:
            return next(iter(longer))
        if longer:
            return self._by_role(longer, naming) or (tokens if tokens in self.full and len(tokens) > 1 else None)
        return None

    def _by_role(self, longer: set[tuple[str, ...]], naming: Naming) -> tuple[str, ...] | None:
        """Of several of one surname, the only one who is what stands before it: "Minister Klein", "Frau Klein"."""
        fitting = []
        for name in sorted(longer):
            entity = self.entities.get(name)
            womans = is_womans(name[0])
            if entity is not None and (entity.roles & {(role.family, role.modifier) for role in naming.roles}):
                return name
            if naming.title is not None and womans is naming.title:
                fitting.append(name)
        return fitting[0] if len(fitting) == 1 else None


def _shorter(tokens: tuple[str, ...]) -> set[tuple[str, ...]]:
    """What else a person of this name is called: by surname, by several of them, without the middle name."""
    shorter = {tokens[at:] for at in range(1, len(tokens))}
    if is_womans(tokens[0]) is None:
        shorter.add(tokens[:1])  # The family's name comes first in much of Asia.
    if len(tokens) > 2:
        shorter |= {(tokens[0], *tokens[at:]) for at in range(2, len(tokens))}
        # "Hugo Beispiel Klein" is called "Beispiel" where the mother's name comes last.
        shorter |= {(tokens[1],)} if len(tokens) == 3 and len(tokens[1]) > 3 else set()
    return {short for short in shorter if len(short[-1]) > 1}


def _names_alone(lines: Sequence[Line]) -> set[str]:
    """Single words in the place of a name: no determiner, no adjective, in small letters what follows."""
    found = set()
    for line in lines:
        for naming in line.namings:
            if naming.name and naming.name[1] - naming.name[0] == 1 and not (naming.determiner or naming.adjectives):
                word = folded(line.words[naming.name[0]].text)
                found |= {word, word.removesuffix("s")}
    return found


def _is_owner(naming: Naming, tokens: tuple[str, ...]) -> bool:
    """Whether a name that the article has nowhere else says whose the role before it is: "die Anwältin Kleins"."""
    belongs = naming.role is not None and naming.role.family in _BELONGING
    return belongs and tokens[-1].endswith("s") and is_womans(tokens[0]) is None


def _full_names(lines: Sequence[Line]) -> Counter[tuple[str, ...]]:
    """How often two or three words stand together as a name does, without a determiner."""
    found: Counter[tuple[str, ...]] = Counter()
    for line in lines:
        for naming in line.namings:
            if naming.name and 2 <= naming.name[1] - naming.name[0] <= 3 and not naming.determiner:
                found[tuple(folded(word.text) for word in line.words[naming.name[0] : naming.name[1]])] += 1
    return found


def _is_relative(line: Line, naming: Naming) -> bool:
    """Whether what looks like a determiner opens a relative clause: ", den Klein ..."."""
    behind_comma = naming.first > 0 and line.words[naming.first - 1].text == ","
    return behind_comma and naming.determiner in {"der", "die", "das", "den", "dem"} and not naming.adjectives


def proper_nouns(lines: Sequence[Line]) -> set[str]:
    """Words in the place of a name that come more than once and never behind a determiner: perhaps somebody's name."""
    alone: Counter[str] = Counter()
    determined = set()
    for line in lines:
        for naming in line.namings:
            if naming.name is not None:
                word = folded(line.words[naming.name[1] - 1].text)
                if naming.determiner or naming.adjectives:
                    determined.add(word)
                else:
                    alone[word.removesuffix("s")] += 1
    return {word for word, count in alone.items() if count > 1 and word not in determined}


def _is_person(line: Line, position: int, tokens: tuple[str, ...], alone: set[str], claimers: set[int]) -> bool:
    naming = line.namings[position]
    assert naming.name is not None
    if naming.titled or naming.roles:
        return not naming.plural
    first = line.words[naming.name[0]].text
    if len(tokens) > 1 and is_womans(first) is not None and naming.determiner not in {"das", "ein", "eine"}:
        return True
    if naming.determiner and not naming.adjectives:
        return False
    if len(tokens) > 1:
        if role_behind(line, position) is not None or role_before(line, position) is not None or party(line, naming):
            return True
        return (tokens[-1] in alone and tokens[0] not in alone) or line.start + line.words[
            naming.first
        ].start in claimers
    return False


def _by_first_name(entity: Entity, lines: Sequence[Line]) -> bool | None:
    fullest = entity.fullest
    if fullest is None:
        return None
    number = bisect_right(lines, fullest[1].start, key=lambda line: line.start) - 1
    name = line_text(lines[number], fullest[1]).split()
    return is_womans(name[0]) if name else None
