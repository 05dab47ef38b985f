"""One claimer for all spellings of a name across articles: "Maduro", "Nicolas Maduro", "President Nicolás Maduro".

A full name is known by its surname and first name, whatever its titles, diacritics and transliteration. A surname
alone joins the one full name that has it; where two have it, it stays by itself unless what its bearer is tells. Names
are looked up by keys, never compared pair by pair: time is linear in their number.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from rag.claims.claimers.first_names import is_womans
from rag.claims.claimers.institution_nouns import institution_gender
from rag.claims.claimers.institutions import DESCRIBED, institution
from rag.claims.claimers.naming import Naming, namings
from rag.claims.claimers.roles import TITLES, implied
from rag.claims.claimers.spelling import folded, from_cyrillic, sound
from rag.claims.quotations.phrases import DETERMINERS, Word, split_words

Name = tuple[str, str | None]
"""A claimer's name as an article has it, and the affiliation there."""

_ENGLISH = frozenset("the of for a an and with to spokesman spokeswoman minister president official".split())
_INDEFINITE = frozenset(
    """
    ein eine einen einem einer eines mehrere einige viele zwei drei manche zahlreiche weitere a an several some many two
    three one another er sie es ich wir he she they it who man sein seine seinem seiner ihr ihre ihrem ihrer his her
    their dieser diese dieses jener anonymous unknown
    """.split()
)
_PARTICLES = frozenset("von van de del della dos da el al bin ibn ter ten la le der den zu zur".split())
_AND = frozenset({"und", "and", "sowie", "&"})
_INITIAL = re.compile(r"[^\W\d_]\.?\Z")
_LONGEST = 200
"""Characters of a name; what is longer is a sentence and stays by itself."""


@dataclass(frozen=True, slots=True)
class _Key:
    """What a person's name is looked up by; `first` and `middle` are empty where articles do not give them."""

    surname: str
    first: str = ""
    middle: tuple[str, ...] = ()


@dataclass(slots=True)
class _Bearer:
    """Whoever bears a name: the spellings seen, and what they are said to be."""

    spellings: Counter[str] = field(default_factory=Counter)
    families: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Person:
    """A person's name taken apart; `first` is empty for a surname alone."""

    shown: str
    first: str
    middle: tuple[str, ...]
    surname: str
    words: tuple[str, ...]
    families: frozenset[str]
    countries: frozenset[str]
    bare: bool
    """Whether it stands without a determiner, as a person's name does."""


def canonical(names: Iterable[Name]) -> dict[Name, str]:
    """Return for each name the one that its bearer is shown by: the fullest that is seen most often, without titles.

    Give names as often as articles have them, so that the commonest spelling wins. Names of nobody in particular
    ("ein Sprecher", "die Polizei", "er") are left out: the same words in two articles are not the same person.

    >>> seen = [("Karla Beispiel", None), ("Ministerin Beispiel", None), ("ein Sprecher", None)]
    >>> canonical(seen)
    {('Karla Beispiel', None): 'Karla Beispiel', ('Ministerin Beispiel', None): 'Karla Beispiel'}
    """
    counted = Counter(names)
    keys: dict[Name, Hashable] = {}
    bearers: dict[Hashable, _Bearer] = defaultdict(_Bearer)
    persons: dict[Name, _Person] = {}
    for name, count in counted.items():
        read = _read(*name)
        if isinstance(read, _Person):
            persons[name] = read
        elif read is not None:
            key, shown = read
            keys[name] = key
            bearers[key].spellings[shown] += count
    for name, person_key in _bearers_of_names(persons).items():
        person = persons[name]
        keys[name] = person_key
        bearers[person_key].spellings[person.shown] += counted[name]
    best = {key: _shown(bearer.spellings, person=isinstance(key, _Key)) for key, bearer in bearers.items()}
    return {name: best[keys[name]] for name in counted if name in keys}


def _shown(spellings: Counter[str], *, person: bool) -> str:
    """The fullest spelling seen most often: a person's with the first name before one without, then by number."""

    def rank(spelling: str) -> tuple[bool, int, int, str]:
        words = spelling.split()
        full = person and len(words) > 1 and not _INITIAL.match(words[0])
        # Then the longer name of a person, and of an institution the one without an ending.
        return full, spellings[spelling], len(spelling) if person else -len(spelling), spelling

    return max(spellings, key=rank)


# --- taking names apart --------------------------------------------------------------------------------


def _read(name: str, affiliation: str | None) -> _Person | tuple[Hashable, str] | None:
    """A person's name, or the key and the words of anything else; None for nobody in particular."""
    text = " ".join(name.split())
    words = split_words(text)
    if not words or words[0].lower in _INDEFINITE or not any(word.capital for word in words):
        return None
    if len(text) > _LONGEST:
        return ("words", folded(text)), text
    plain = text[words[1].start :] if words[0].lower in DETERMINERS and len(words) > 1 else text
    kind = institution(text)
    if kind is not None:
        return ((kind, plain) if kind[1] else None) if len(words) < 2 or kind[1] else None
    english = any(word.lower in _ENGLISH and not word.capital for word in words)
    found = namings(words, english=english)
    head = next((naming for naming in found if naming.name is not None), None)
    opens = words[0].capital and words[0].lower not in DETERMINERS and bool(found) and found[0].run > 0
    if opens and not found[0].adjectives:
        return _other(words, [], plain)  # "New York Times": sentences, but not names, begin with such a word.
    if head is None or _belongs_to_another(words, found, head):
        return _other(words, found, plain)
    assert head.name is not None
    return _person(words, head, found, affiliation) or _other(words, found, plain)


def _belongs_to_another(words: Sequence[Word], found: list[Naming], head: Naming) -> bool:
    """Whether a name stands only in what is said of somebody else: "Sprecher von Klein"; or it is two names."""
    first = found[0]
    if any(word.lower in _AND for word in words):
        return True
    if first is head:
        return False
    comma = any(word.text in {",", "–"} for word in words[first.last : head.first])
    return not comma or first.role is None


def _person(words: Sequence[Word], head: Naming, found: list[Naming], affiliation: str | None) -> _Person | None:
    assert head.name is not None
    part = [word for word in words[head.name[0] : head.name[1]] if word.lower not in TITLES]
    if not part or folded(part[0].text) in DESCRIBED or any(institution_gender(word.text) for word in part[:1]):
        return None
    tokens = tuple(folded(word.text.rstrip(".")) for word in part)
    tokens = (*tokens[:-1], tokens[-1].removesuffix("'s").removesuffix("'"))
    # The surname begins with its particle ("von der ..."), else it is the last word.
    begin = next((at for at, word in enumerate(tokens) if word in _PARTICLES and at < len(tokens) - 1), len(tokens) - 1)
    families, countries = set[str](), set(head.countries)
    for naming in [*found, *_told(affiliation)]:
        for role in naming.roles:
            families |= implied(role.family)
        if naming.roles:
            countries |= naming.countries
    slavic = from_cyrillic(tuple(word.text for word in part))
    spelled = sound if slavic else folded
    shown = " ".join(word.text for word in part)
    shown = shown.removesuffix("'s").removesuffix("’s").rstrip("'’")
    return _Person(
        shown=shown,
        first=sound(tokens[0]) if begin else "",
        middle=tokens[1:begin],
        surname=" ".join(spelled(token) for token in tokens[begin:]),
        words=tokens,
        families=frozenset(families),
        countries=frozenset(countries),
        bare=not head.determiner or bool(head.roles) or head.titled or words[0].lower in _PARTICLES - DETERMINERS,
    )


def _told(affiliation: str | None) -> list[Naming]:
    if not affiliation or len(affiliation) > _LONGEST:
        return []
    words = split_words(affiliation)
    english = any(word.lower in _ENGLISH and not word.capital for word in words)
    return namings(words, english=english)


def _other(words: Sequence[Word], found: list[Naming], plain: str) -> tuple[Hashable, str] | None:
    """An outlet, a party, a town: known by its words. A role without a name is nobody in particular."""
    first = found[0] if found else None
    if first is None:
        return ("words", folded(plain)), plain
    only = first.complement_last >= len(words) and first.name is None
    if only and (first.role is not None or (first.institution is not None and first.last - first.run == 1)):
        return None
    begin = 1 if words[0].lower in DETERMINERS and len(words) > 1 else 0
    while begin < len(words) - 1 and folded(words[begin].lower) in DESCRIBED:
        begin += 1
    told = [word.text for word in words[begin:] if word.text[0].isalnum()]
    if not told:
        return None
    return ("words", " ".join(map(folded, told))), plain[
        words[begin].start - words[0].start :
    ] if begin == 0 else " ".join(told)


# --- who bears which name --------------------------------------------------------------------------------


def _bearers_of_names(persons: dict[Name, _Person]) -> dict[Name, _Key]:
    full = {name: person for name, person in persons.items() if person.first}
    middles: dict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
    by_initial: dict[tuple[str, str], set[str]] = defaultdict(set)
    for person in full.values():
        middles[person.surname, person.first].add(tuple(word[0] for word in person.middle))
        if len(person.first) > 1:
            by_initial[person.surname, person.first[0]].add(person.first)
    keys: dict[Name, _Key] = {}
    bearers: dict[_Key, _Bearer] = defaultdict(_Bearer)
    by_surname: dict[str, set[_Key]] = defaultdict(set)
    by_ending: dict[tuple[str, ...], set[_Key]] = defaultdict(set)
    for name, person in full.items():
        first = person.first
        if len(first) == 1 and len(by_initial[person.surname, first]) == 1:
            first = next(iter(by_initial[person.surname, first]))
        middle = tuple(word[0] for word in person.middle)
        # Middle names tell people apart only where articles give two different ones.
        told = middles[person.surname, first] - {()}
        key = _Key(person.surname, first, middle if len(told) > 1 else ())
        keys[name] = key
        bearers[key].families |= person.families
        bearers[key].countries |= person.countries
        if _is_persons(person) or person.families:
            for surname in {person.surname, folded(person.words[-1])}:
                by_surname[surname].add(key)
            for at in range(1, len(person.words) - 1):
                by_ending[person.words[at:]].add(key)
    for name, person in full.items():
        longer = by_ending.get(person.words, set()) - {keys[name]}
        if len(longer) == 1 and is_womans(person.words[0]) is None:  # "Padrino Klein" is "Hugo Padrino Klein".
            keys[name] = next(iter(longer))
    for name, person in persons.items():
        if not person.first:
            keys[name] = _by_surname(person, by_surname, by_ending, bearers)
    return keys


def _is_persons(person: _Person) -> bool:
    """Whether a full name is a person's for sure: "Times" is not short for "Nordische Times"."""
    return is_womans(person.words[0]) is not None or (len(person.words) < 4 and from_cyrillic(person.words))


def _by_surname(
    person: _Person,
    by_surname: dict[str, set[_Key]],
    by_ending: dict[tuple[str, ...], set[_Key]],
    bearers: dict[_Key, _Bearer],
) -> _Key:
    """The one full name that a surname alone stands for; the surname itself where there is none or no telling which."""
    found: set[_Key] = set()
    surname = person.surname
    if person.bare:
        for spelled in (surname, folded(person.words[-1]), sound(person.words[-1]), surname.removesuffix("s")):
            found = by_surname.get(spelled, set()) or by_ending.get((spelled,), set())
            if found:
                surname = spelled
                break
    if len(found) > 1 and (person.families or person.countries):
        found = {key for key in found if _same_office(person, bearers[key])}
    if len(found) == 1:
        return next(iter(found))
    return _Key(surname)


def _same_office(person: _Person, bearer: _Bearer) -> bool:
    if person.countries and bearer.countries and not person.countries & bearer.countries:
        return False
    return bool(person.families & bearer.families) or (
        not person.families and bool(person.countries & bearer.countries)
    )


__all__ = ["Name", "canonical"]
