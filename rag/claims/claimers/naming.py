"""Phrases of a sentence that name somebody or something: names, roles, institutions, with what stands around them.

A phrase is read around a run of words with capitals (in English also of roles): "mit dem venezolanischen Ölminister
Hugo Beispiel" has the preposition "mit", the determiner "dem", the adjective "venezolanischen", the role "Ölminister"
and the name "Hugo Beispiel". Every step looks at a bounded number of words, so that time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.claims.abbreviations import MONTHS, OPENERS
from rag.claims.claimers.countries import citizen, country, country_adjective, country_in, seat
from rag.claims.claimers.first_names import is_womans
from rag.claims.claimers.institution_nouns import institution_gender
from rag.claims.claimers.roles import PARTY_ROLES, TITLES, Role, role_of
from rag.claims.quotations.phrases import AGENCIES, DETERMINERS, Word

PREPOSITIONS = frozenset(
    """
    mit in im an am auf aus bei beim von vom vor nach zu zum zur für gegen über unter durch um ohne wegen während seit
    bis neben gegenüber zwischen hinter laut trotz samt seitens of from for at with on by to as after before into than
    about against over near between since during
    """.split()
)
_WITH_DETERMINER = frozenset("im am beim vom zum zur".split())
_ALL_DETERMINERS = DETERMINERS | frozenset(
    """
    dieses diesen dieser jener jene jenes jenen jenem jeder jede jedes jedem keine kein keinem keinen keiner seines
    ihres unseres unserem unseren welcher welche this that these those no any each every my your our derselbe dieselbe
    """.split()
)
DEFINITE = frozenset("der die das den dem des dieser diese dieses diesem diesen the this these that those".split())
OBLIQUE = frozenset(
    "dem den des einem einen eines diesem diesen dieses seinem seinen ihrem ihren seines ihres einer".split()
)
_ADJECTIVE = re.compile(r"[a-zäöüß0-9][\w-]*(?:e|en|er|es|em)\Z")
# Small words inside names, and those of them that can be the first one: "Hugo von und zu Muster".
_PARTICLES = frozenset("von van de del della la al bin ibn el dos da ten ter den der zu zur und".split())
_LOWER_PARTICLES = frozenset("von van de del della la al bin ibn el dos da ten ter".split())
# Lower-case words that belong to a title in English.
_ENGLISH_TITLE = frozenset(
    """
    foreign defence defense interior finance prime vice deputy press former oil energy justice economy health state
    trade transport labour labor home treasury party opposition acting general secretary
    """.split()
)
_ENGLISH_MEN = ("man", "men", "king", "prince", "pope", "father", "son", "brother", "husband", "sultan", "emir")
_LONGEST_FIRST_NAME = 7
"""Letters of a word that may be a first name, though no list has it; longer ones are taken for nouns."""
# Words with capitals that are no names; what they begin or end is none either.
_NO_NAMES = (
    frozenset(
        """
        montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag monday tuesday wednesday thursday friday
        saturday sunday uhr prozent euro dollar millionen million milliarden milliarde kilometer meter tonnen mrd mio
        jahr jahre jahren jahres ende anfang mitte ortszeit nord süd ost west januar pfund grad stunden minuten mal
        seite platz tag woche monat teil angaben wochenende internet fernsehen dank foto quelle meinung ansicht
        auffassung herren damen ich wir sie er es i
        """.split()
    )
    | MONTHS
)

_MONTHS_ASIDE = _NO_NAMES - MONTHS
"""Words that open a sentence with a capital and no name: months may."""
_NO_ADJECTIVES = _ALL_DETERMINERS | PREPOSITIONS
_DETERMINING = _ALL_DETERMINERS | _WITH_DETERMINER
_SURE_ADJECTIVE = re.compile(r".+(?:isch|lich|ig|malig|früher|vertretend)e[nrsm]?\Z")

_PLURALS = re.compile(
    r"(?:regierungen|behörden|parteien|ministerien|gerichte|unternehmen|organisationen|verbände|banken|länder)\Z"
)


@dataclass(slots=True)
class Naming:
    """A phrase that names something: word numbers `first` to `last`, its head run from `run` on, and its parts."""

    first: int
    run: int
    last: int
    determiner: str = ""
    preposition: str = ""
    adjectives: tuple[str, ...] = ()
    name: tuple[int, int] | None = None
    """The words of a name, if the phrase may hold one."""
    role: Role | None = None
    roles: tuple[Role, ...] = ()
    title: bool | None = None
    """Whether a title ("Frau") tells a woman (True) or a man (False)."""
    titled: bool = False
    owned: bool = False
    """Whether a name behind the role says whose it is: "der Arzt Kleins"."""
    institution: str | None = None
    """The gender of the institution that the phrase names: "f", "m", "n", "" in English; None for anything else."""
    plural: bool = False
    countries: frozenset[str] = frozenset()
    complement: Naming | None = None
    complement_last: int = 0
    """Where the phrase ends with its attributes: "Sprecher des Ministeriums"."""
    words: frozenset[str] = field(default_factory=frozenset)
    """What is said of whom the phrase names, in lower case, attributes included."""


def namings(words: Sequence[Word], *, english: bool) -> list[Naming]:
    """Return the phrases of a sentence that name something, in order, none inside another."""
    found: list[Naming] = []
    at = 0
    while at < len(words):
        # In German no run begins with a small letter.
        end = _run_end(words, at, english) if english or words[at].capital else at
        if end == at:
            at += 1
            continue
        naming = _read(words, at, end, found[-1].last if found else 0, english)
        found.append(naming)
        at = end
    _link_complements(words, found)
    return found


def _run_end(words: Sequence[Word], at: int, english: bool) -> int:
    """Where the run of words with capitals ends that begins here; `at` where none begins."""
    if not _runs(words, at, english) or (at == 0 and words[0].lower in OPENERS and not country(words[0].lower)):
        return at
    end = at + 1
    limit = min(len(words), at + 10)
    while end < limit:
        if _runs(words, end, english):
            end += 1
            continue
        small = 0
        while small < 2 and end + small < len(words) and words[end + small].lower in _PARTICLES:
            small += 1
        begins = words[end].lower in _LOWER_PARTICLES and (words[end].lower != "von" or _given(words[end - 1]))
        if (
            small
            and begins
            and end + small < limit
            and words[end + small].capital
            and not country_in(words[end + small].lower)
        ):
            end += small + 1
        else:
            break
    return end


def _given(word: Word) -> bool:
    """Whether a word comes before "von" in a name: "Ursula von ...", "Graf von ...", but not "Fragen von Reportern"."""
    return is_womans(word.text) is not None or word.lower in {"graf", "gräfin", "freiherr", "freifrau", "baron"}


def _runs(words: Sequence[Word], at: int, english: bool) -> bool:
    word = words[at]
    if english and word.text.islower():
        following = words[at + 1] if at + 1 < len(words) else None
        title = (
            word.lower in _ENGLISH_TITLE
            and following is not None
            and (role_of(following.text) is not None or following.lower in _ENGLISH_TITLE)
        )
        return title or role_of(word.lower) is not None or institution_gender(word.lower) is not None
    if not word.capital or word.lower in _ALL_DETERMINERS:
        return False
    if at == 0 or words[at - 1].text in {".", ":", "!", "?", "„", "“", '"', "»"}:
        return word.lower not in PREPOSITIONS and word.lower not in OPENERS and word.lower not in _MONTHS_ASIDE
    return True


def _read(words: Sequence[Word], run: int, end: int, floor: int, english: bool) -> Naming:
    first, determiner, preposition, adjectives = _before(words, run, floor)
    naming = Naming(first, run, end, determiner, preposition)
    roles, cut = [], run
    countries = {code for word in adjectives if (code := _told(word))}
    at = run
    while at < end:
        lower = words[at].lower
        pair = f"{lower} {words[at + 1].lower}" if at + 1 < end else ""
        role = role_of(pair) if pair else None
        step = 2 if role else 1
        role = role or (role_of(lower) if lower not in TITLES else None) or PARTY_ROLES.get(lower)
        if english and role is not None and role.feminine is False and not lower.endswith(_ENGLISH_MEN):
            role = Role(role.family, None, role.modifier, role.plural)  # "minister" is a man's in German only.
        if role is not None and at > run and step == 1 and _in_name(words, run, at, cut):
            role = None  # "Peter Kaiser", "Anna Richter": a name behind a first name.
        if lower in TITLES:
            naming.titled = True
            naming.title = TITLES[lower] if TITLES[lower] is not None else naming.title
            cut = at + 1
        elif role is not None:
            roles.append(role)
            if role.modifier and (code := country_in(role.modifier.rstrip("-"))):
                countries.add(code)
            cut = at + step
        elif citizen(lower) and at + 1 < end and cut == at:
            countries.add(citizen(lower) or "")
            roles.append(Role("person", feminine=lower.endswith("in")))
            cut = at + 1
        at += step
    if cut > run:  # what stands before the last role says of whom: "Venezuelas Präsident", "US-Präsident"
        countries |= {code for word in words[run:cut] if (code := _told(word.lower))}
    head = words[end - 1].lower
    made_of = institution_gender(words[cut].lower) if cut < end - 1 else None
    if made_of is not None and is_womans(words[cut + 1].text) is not None:
        cut, made_of = cut + 1, None  # "Präsident der Nationalversammlung Jorge ...": what stands before his name.
    if made_of is not None and country_in(words[cut + 1].lower):
        naming.last = end = cut + 1  # "weil die US-Regierung Georgien half": two phrases.
        naming.complement_last, head = end, words[end - 1].lower
    # "Mafiajäger Hugo Beispiel": a name begins with its first name, whatever noun stands before it.
    if is_womans(words[cut].text if cut < end else "") is None:
        given = next((at for at in range(cut + 1, end - 1) if is_womans(words[at].text) is not None), cut)
        if given > cut and words[given - 1].text.isalpha() and len(words[given - 1].text) > _LONGEST_FIRST_NAME:
            cut = given
            naming.titled = True
    if any("jährig" in word for word in adjectives):
        naming.titled = True
    if cut == end and not roles and naming.titled:
        cut = run
    name = _name(words, cut, end) if made_of is None else None
    if name is None and roles and cut < end:
        naming.last = end = cut  # "die Quelle Reuters": the agency is told.
    if name is not None and roles and roles[-1].plural:
        # "was den Ermittlern Klein sagte": they are not Klein.
        roles, adjectives = [], ()
        naming.first = naming.run = cut
        naming.determiner = naming.preposition = ""
    naming.adjectives = adjectives
    naming.roles = tuple(roles)
    naming.role = roles[-1] if roles else None
    naming.name = name
    if name is None and not (roles and cut == end):
        two = f"{words[end - 2].lower} {head}" if end - run > 1 else (f"{adjectives[-1]} {head}" if adjectives else "")
        naming.institution = (
            made_of
            if made_of is not None
            else institution_gender(two)
            if two and institution_gender(two) is not None
            else institution_gender(head)
        )
        countries |= {code for word in words[run:end] if (code := _told(word.lower))}
    naming.countries = frozenset(countries)
    naming.plural = _is_plural(naming, head)
    naming.complement_last = end
    naming.words = frozenset(adjectives) | {word.lower for word in words[run : cut if name else end]}
    return naming


def _in_name(words: Sequence[Word], run: int, at: int, cut: int) -> bool:
    """Whether a noun like "Kaiser" stands where a surname does: behind a word that can be a first name."""
    from_cut = words[cut].lower if cut < at else ""
    return bool(from_cut) and is_womans(words[cut].text) is not None


def _told(word: str) -> str | None:
    """The country that a word before a role tells: "russische", "Venezuelas", "US-amerikanisch"."""
    lower = word.lower().removesuffix("'s").removesuffix("’s").strip("'’")
    return (
        country_adjective(lower)
        or country(lower)
        or seat(lower)
        or (country("us") if lower.startswith("us-") else None)
    )


def _name(words: Sequence[Word], first: int, end: int) -> tuple[int, int] | None:
    """The name in these words; None where they hold a word that is in no name."""
    if first >= end or end - first > 6:
        return None
    part = words[first:end]
    if len(part) > 1 and all(word.text.isupper() and len(word.text) > 3 for word in part):
        return None
    given = len(part) > 1 and is_womans(part[0].text) is not None  # "Jan Muster", though "Jan" is a month as well
    if any(
        (word.lower in _NO_NAMES and not (given and word is part[0]))
        or (not word.text.isalpha() and any(map(str.isdigit, word.text)))
        for word in part
    ):
        return None
    if len(part) == 1:
        lower = part[0].lower
        if country_in(lower) or institution_gender(lower) is not None or part[0].text.isupper() or lower in AGENCIES:
            return None
    elif (
        institution_gender(part[-1].lower) is not None
        or country_adjective(part[0].lower) is not None
        or (country_in(part[0].lower) and is_womans(part[0].text) is None)
    ):
        return None
    return (first, end)


def _before(words: Sequence[Word], run: int, floor: int) -> tuple[int, str, str, tuple[str, ...]]:
    """What stands before a run: where the phrase begins, its determiner, its preposition, its adjectives."""
    at = run
    while (
        at > max(floor, run - 5) and words[at - 1].lower not in _NO_ADJECTIVES and _ADJECTIVE.match(words[at - 1].lower)
    ):
        if words[at - 1].capital and at - 1 > 0 and country_adjective(words[at - 1].lower) is None:
            break
        at -= 1
    determined = at > floor and words[at - 1].lower in _DETERMINING
    if not determined:
        # Without a determiner only what is an adjective for sure belongs to the noun: "führte Klein" has none.
        sure = run
        while sure > at and _SURE_ADJECTIVE.match(words[sure - 1].lower):
            sure -= 1
        at = sure
    adjectives = tuple(word.lower for word in words[at:run])
    determiner = preposition = ""
    if determined:
        at -= 1
        determiner = words[at].lower
        if determiner in _WITH_DETERMINER:
            preposition, determiner = determiner, "der" if determiner == "zur" else "dem"
    if not preposition and at > floor and words[at - 1].lower in PREPOSITIONS:
        preposition = words[at - 1].lower
    return at, determiner, preposition, adjectives


def _is_plural(naming: Naming, head: str) -> bool:
    if naming.name is not None:
        return False
    role = naming.role
    if naming.determiner in {
        "die",
        "diese",
        "keine",
        "alle",
        "mehrere",
        "einige",
        "viele",
        "beide",
        "zwei",
        "drei",
        "vier",
    }:
        if naming.determiner not in {"die", "diese", "keine"}:
            return True
        if role is not None:
            return role.plural or role.feminine is False or (role.feminine is None and head.endswith("n"))
        return bool(_PLURALS.search(head))
    if role is not None:
        return role.plural
    return bool(_PLURALS.search(head)) and naming.determiner not in {"das", "ein", "dem"}


def _link_complements(words: Sequence[Word], found: list[Naming]) -> None:
    """Join "Sprecher" and "des Ministeriums": the second tells whose the first is. From the last to the first."""
    for left, right in zip(found[-2::-1], found[:0:-1], strict=True):
        if left.name is not None or (left.role is None and left.institution is None):
            continue
        gap = right.first - left.last
        joined = (
            (
                gap == 0
                and right.determiner in {"des", "der", "eines", "einer", "seines", "ihres"}
                and not right.preposition
            )
            or (gap == 0 and right.preposition in {"vom", "beim"})
            or (gap == 1 and right.preposition in {"von", "of", "for"} and words[left.last].lower == right.preposition)
        )
        if gap == 0 and left.role is not None and not right.determiner and not right.preposition:
            joined = False
        if joined:
            left.complement = right
            left.complement_last = right.complement_last
            left.countries |= right.countries
            told = frozenset(word.lower for word in words[right.run : right.last])
            left.words |= right.words | told
