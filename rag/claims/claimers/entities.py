"""Whom and what an article speaks of: the lines of an article, and the entities that their phrases stand for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rag.claims.claimers.naming import Naming, namings
from rag.claims.claimers.roles import Role, role_of
from rag.claims.quotations.phrases import Word, split_words
from rag.types import Article, Span


@dataclass(slots=True)
class Line:
    """A sentence with its words and the phrases that name something; offsets of words count from `start`."""

    start: int
    end: int
    words: Sequence[Word]
    namings: list[Naming]

    def span(self, first: int, last: int) -> Span:
        return Span(self.start + self.words[first].start, self.start + self.words[last - 1].end)


@dataclass(slots=True)
class Entity:
    """Somebody or something that an article speaks of. A person has names; a role or an institution only phrases."""

    kind: str
    """"person", "role", "institution" or "group"."""
    first_seen: tuple[int, int]
    feminine: bool | None = None
    neuter: bool = False
    plural: bool = False
    perhaps_plural: bool = False
    """Whether its form tells neither: "die Länder" is read without knowing the noun."""
    sure: bool = False
    """Whether something tells that a name is a person's: a first name, a role, a title."""
    fullest: tuple[int, Span] | None = None
    """How many words the fullest name has and where it stands: the first one without an ending, where there is one."""
    _whole: bool = False
    phrase: Span | None = None
    """The fullest phrase for whoever has no name."""
    roles: set[tuple[str, str]] = field(default_factory=set)
    """Families of roles with their modifiers."""
    deputies: set[bool] = field(default_factory=set)
    """Whether a role is that of a deputy, of each role: a minister can be vice-president as well."""
    countries: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    affiliations: list[tuple[Span, ...]] = field(default_factory=list)
    """Words for what a person is, by where they stand."""
    full_affiliation: tuple[Span, ...] | None = None
    """The first one that says of what, too: "Präsident von X", "venezolanische Ölminister"."""
    head: str = ""

    def add_name(self, size: int, span: Span, *, whole: bool) -> None:
        """Take down a name of so many words; `whole` says that it has no genitive ending ("Kleins")."""
        if self.fullest is None or (size, whole) > (self.fullest[0], self._whole):
            self.fullest, self._whole = (size, span), whole

    @property
    def span(self) -> Span | None:
        return self.fullest[1] if self.fullest else self.phrase


def read_lines(article: Article, sentences: Iterable[Span]) -> list[Line]:
    english = article.language == "en"
    lines = []
    for sentence in sentences:
        words = split_words(article.text[sentence.start : sentence.end])
        lines.append(Line(sentence.start, sentence.end, words, namings(words, english=english)))
    return lines


def learn_role(entity: Entity, naming: Naming) -> None:
    for role in naming.roles:
        entity.roles.add((role.family, role.modifier))
        if entity.feminine is None:
            entity.feminine = gender_of(role, naming)
    entity.countries |= naming.countries
    entity.words |= naming.words
    entity.deputies.add(is_deputy(naming))


def gender_of(role: Role, naming: Naming) -> bool | None:
    """Whether a role is a woman's: by its form, or for "Abgeordnete" by what stands before it."""
    if role.feminine is not None and not role.plural:
        return role.feminine
    if role.family == "person" or naming.plural:
        return None
    if naming.determiner in {"die", "eine"}:
        return True
    if naming.determiner == "der" and any(word.endswith("e") and role_of(word) for word in naming.words):
        return False  # "der Vorsitzende"; "der Vorsitzenden" is hers.
    return False if naming.determiner in {"ein", "einem", "dem", "den"} and not naming.institution else None


def is_deputy(naming: Naming) -> bool:
    return any(word.startswith(("stellvertretend", "vize", "deputy", "vice")) for word in naming.words) or any(
        role.modifier.startswith(("vize", "deputy", "vice")) for role in naming.roles
    )


def line_text(line: Line, span: Span) -> str:
    return " ".join(word.text for word in line.words if span.start <= line.start + word.start < span.end)
