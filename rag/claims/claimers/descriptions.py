"""Whom a phrase without a name means: "der Minister", "die Behörde"; and what else pronouns could mean.

A role goes to the one person whose role, gender, country and attributes agree; of several that do, to nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rag.claims.claimers.countries import country_in
from rag.claims.claimers.entities import Entity, Line, gender_of, is_deputy, learn_role
from rag.claims.claimers.naming import DEFINITE, Naming
from rag.claims.claimers.persons import proper_nouns
from rag.claims.claimers.roles import implied
from rag.claims.claimers.spelling import folded

_GENERIC = frozenset({"politician", "person", "employee", "diplomat", "boss"})
_PREFIXES = frozenset({"bundes", "landes", "staats", "ex", "alt", "us"})
_PEOPLE_IN_ARTICLE = 100
"""Persons that a role is held against; an article that names more of them is a list."""
# Of a thing: "ein" is masculine or neuter, "die" feminine or a plural; what can be either is taken for a rival.
_GENDERS = {"der": "m", "ein": "m", "dieser": "m", "kein": "m", "den": "m", "einen": "m", "dem": "m", "einem": "m"}
_GENDERS |= {"die": "f", "eine": "f", "diese": "f", "keine": "f", "einer": "f", "das": "n", "dieses": "n", "this": "n"}
_VAGUE = frozenset({"winner", "successor", "relative", "victim", "person", "witness"})


class Descriptions:
    """The persons of an article by their roles, and whoever has no name by what the article calls them."""

    def __init__(
        self, lines: Sequence[Line], persons: Sequence[Entity], by_naming: dict[tuple[int, int], Entity]
    ) -> None:
        self._lines = lines
        self._by_naming = by_naming
        self._proper = proper_nouns(lines)
        self.last_seen: dict[int, int] = {}
        """The line in which an entity (by its `id`) was spoken of last."""
        self._by_family: dict[str, list[Entity]] = defaultdict(list)
        for person in persons[:_PEOPLE_IN_ARTICLE]:
            for family in {wider for narrow, _ in person.roles for wider in implied(narrow)}:
                self._by_family[family].append(person)
        self._described: dict[str, list[Entity]] = defaultdict(list)

    def entity(self, number: int, position: int, naming: Naming) -> Entity | None:
        known = self._by_naming.get((number, position))
        if known is not None:
            return known
        if naming.determiner.startswith(("kein", "no")):
            return None
        if naming.role is None and naming.institution is None:
            return self._thing(number, position, naming)
        if naming.name is not None:
            return None
        entity = self._role(number, position, naming) if naming.role else self._institution(number, naming)
        if entity is None:
            entity = self._described_by(number, position, naming)
        self._by_naming[number, position] = entity
        return entity

    def _thing(self, number: int, position: int, naming: Naming) -> Entity | None:
        """Something that "er" can mean just as well; its gender is told by what stands before it."""
        if naming.name is not None and not naming.determiner and not naming.preposition:
            words = self._lines[number].words[naming.name[0] : naming.name[1]]
            if folded(words[-1].text).removesuffix("s") in self._proper:
                return Entity("name", (number, position))
            return Entity("thing", (number, position), plural=True)  # "Beobachter warnen": perhaps more than one.
        determiner = "die" if naming.determiner == "der" and naming.preposition else naming.determiner
        gender = _GENDERS.get(determiner)
        if gender is None and naming.countries and naming.name is None:
            gender = "n"
        if gender is None:
            return None
        thing = Entity("thing", (number, position), feminine=gender == "f" if gender != "n" else None)
        thing.neuter = gender == "n"
        thing.perhaps_plural = determiner in {"die", "diese", "keine"}
        return thing

    def _described_by(self, number: int, position: int, naming: Naming) -> Entity:
        """Somebody without a name, brought in by this phrase."""
        line = self._lines[number]
        kind = "role" if naming.role else "institution"
        # "Unternehmer haften": without any determiner nobody in particular.
        bare = (
            naming.role is not None
            and not naming.determiner
            and not naming.adjectives
            and line.words[naming.run].capital
        )
        entity = Entity(kind, (number, position), plural=naming.plural or bare)
        entity.phrase = line.span(naming.run - len(naming.adjectives), naming.complement_last)
        if naming.role is not None:
            learn_role(entity, naming)
            entity.feminine = gender_of(naming.role, naming)
            family = "role " + naming.role.family
        else:
            entity.feminine = {"f": True, "m": False}.get(naming.institution or "")
            entity.neuter = naming.institution in {"n", ""}
            entity.countries |= naming.countries
            entity.head = line.words[naming.last - 1].lower
            family = "institution"
        if len(self._described[family]) < _PEOPLE_IN_ARTICLE:
            self._described[family].append(entity)
        return entity

    def _role(self, number: int, position: int, naming: Naming) -> Entity | None:
        """The only one that "der Minister" can mean: introduced before, else behind where more agrees."""
        role = naming.role
        assert role is not None
        if naming.determiner not in DEFINITE or naming.plural or naming.owned:
            return None
        persons = self._by_family.get(role.family, [])
        fitting = [person for person in persons if self._fits(number, naming, person)]
        before = [person for person in fitting if person.first_seen < (number, position)]
        described = [
            entity
            for entity in self._described["role " + role.family]
            if not entity.plural and role.family not in _VAGUE and self._fits(number, naming, entity)
        ]
        chosen = self._one(number, naming, before + described)
        if chosen is None and not before and not described and (naming.countries or naming.complement or role.modifier):
            behind = [person for person in fitting if self._agrees_in_full(naming, person)]
            chosen = behind[0] if len(behind) == 1 else None
        return chosen

    def _one(self, number: int, naming: Naming, fitting: Sequence[Entity]) -> Entity | None:
        """The only candidate; of several the one who fits in more, or is alone in the sentences right before."""
        if len(fitting) < 2:
            return fitting[0] if fitting else None
        role = naming.role
        assert role is not None
        narrower: Sequence[Entity] = [
            entity
            for entity in fitting
            if any(family == role.family for family, _ in entity.roles)
            and (not naming.countries or naming.countries & entity.countries)
        ]
        if len(narrower) == 1:
            return narrower[0]
        fitting = narrower or fitting
        near = [e for e in fitting if self.last_seen.get(id(e), -9) >= number - 2]
        return near[0] if len(near) == 1 else None

    def _fits(self, number: int, naming: Naming, entity: Entity) -> bool:
        role = naming.role
        assert role is not None
        feminine = gender_of(role, naming)
        if feminine is not None and entity.feminine is not None and feminine is not entity.feminine:
            return False
        if naming.countries and entity.countries and not naming.countries & entity.countries:
            return False
        if role.family not in _GENERIC and is_deputy(naming) not in entity.deputies:
            return False
        if any("politisch" in word and word not in entity.words for word in naming.adjectives):
            return False
        if naming.complement is not None and not self._same_attribute(number, naming.complement, entity):
            return False
        return any(
            role.family in implied(family) and _modifiers_agree(role.modifier, modifier, entity)
            for family, modifier in entity.roles
        )

    def _same_attribute(self, number: int, complement: Naming, entity: Entity) -> bool:
        if complement.countries & entity.countries:
            return True
        words = self._lines[number].words[complement.run : complement.last]
        return bool(words) and words[-1].lower in entity.words

    @staticmethod
    def _agrees_in_full(naming: Naming, person: Entity) -> bool:
        role = naming.role
        exact = role is not None and any(family == role.family for family, _ in person.roles)
        return exact and (not naming.countries or bool(naming.countries & person.countries))

    def _institution(self, number: int, naming: Naming) -> Entity | None:
        """The institution that "das Ministerium" means: the only one so far that is a ministry."""
        if naming.determiner not in DEFINITE or naming.plural or naming.complement is not None:
            return None
        head = self._lines[number].words[naming.last - 1].lower
        fitting = [
            entity
            for entity in self._described["institution"]
            if entity.head.endswith(head)
            and not entity.plural
            and not (naming.countries and entity.countries and not naming.countries & entity.countries)
        ]
        return fitting[0] if len(fitting) == 1 else None


def _modifiers_agree(said: str, known: str, entity: Entity) -> bool:
    """Whether "Innenminister" can be a "Bundesinnenminister", and "CDU-Chef" somebody of the CDU."""
    said, known = said.rstrip("-"), known.rstrip("-")
    if not said or said == known or known.endswith(said):
        return True
    if said in _PREFIXES or (said.endswith(known) and said.removesuffix(known) in _PREFIXES):
        return True
    code = country_in(said)
    if code is not None:
        return code in entity.countries or not entity.countries
    return any(said.rstrip("s") in word.split() or said == word for word in entity.words)
