"""What a text says beside its words: times as far as they are said, and names across spellings.

With `rag.relations.scopes` the place where relations meet the readers of claims that know more (dates, names, epistemic
status): what a claim already carries is taken from it, see `statement_of`; this is for text that comes without a claim.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rag.relations.stems import fold

# --- names ------------------------------------------------------------------------------------------------

_SPELLINGS = (
    ("ae", "a"), ("oe", "o"), ("ue", "u"), ("dsch|dzh|dj", "j"), ("z(?!h)", "s"), ("kh", "ch"), ("ou", "u"),
    ("tsch|tch|ch", "c"), ("sch|sh", "s"), ("zh|j(?=o|a|u)", "j"),
    ("w|ff|ph", "v"), ("ks", "x"), ("y|ij|ii|iy|yi", "i"),
    ("j", "i"), ("ss", "s"), ("ck|qu", "k"), (r"(.)\1", r"\1"), ("(?<=[aeiou])i(?=[aeiou])", ""),
)  # fmt: skip


def canonical_name(form: str) -> str:
    """Return a folded name as no transcription of it differs: "peskow" and "peskov" are one.

    >>> canonical_name("rjabkow") == canonical_name("ryabkov"), canonical_name("borissow") == canonical_name("borisov")
    (True, True)
    """
    spelt = fold(form)
    for written, sound in _SPELLINGS:
        spelt = re.sub(written, sound, spelt)
    return spelt[:-1] if len(spelt) > 4 and spelt.endswith("s") else spelt


_ALIKE = 0.8


def is_same_name(first: str, second: str) -> bool:
    """Whether two words are one name in two spellings, as far as their sounds tell.

    >>> is_same_name("Schtschurenko", "Shchurenko"), is_same_name("Brandes", "Brandstiftung")
    (True, False)
    """
    sounds = canonical_name(first), canonical_name(second)
    return sounds[0] == sounds[1] or SequenceMatcher(None, *sounds).ratio() >= _ALIKE


SEVERAL_WORDS = {
    ("united", "states"): ("USA", 2),
    ("vereinigte", "staaten"): ("USA", 2),
    ("vereinigten", "staaten"): ("USA", 2),
    ("u", ".", "s", "."): ("USA", 4),
    ("united", "kingdom"): ("Großbritannien", 2),
    ("vereinigte", "konigreich"): ("Großbritannien", 2),
    ("vereinigten", "konigreich"): ("Großbritannien", 2),
    ("south", "africa"): ("Südafrika", 2),
    ("south", "sudan"): ("Südsudan", 2),
    ("south", "korea"): ("Südkorea", 2),
    ("north", "korea"): ("Nordkorea", 2),
    ("new", "zealand"): ("Neuseeland", 2),
    ("east", "timor"): ("Osttimor", 2),
    ("northern", "ireland"): ("Nordirland", 2),
    ("north", "macedonia"): ("Nordmazedonien", 2),
    ("ivory", "coast"): ("Elfenbeinküste", 2),
    ("equatorial", "guinea"): ("Äquatorialguinea", 2),
    ("faroe", "islands"): ("Färöer", 2),
    ("solomon", "islands"): ("Salomonen", 2),
    ("marshall", "islands"): ("Marshallinseln", 2),
    ("hong", "kong"): ("Hongkong", 2),
    ("cape", "verde"): ("Kapverden", 2),
    ("saudi", "arabia"): ("Saudiarabien", 2),
    ("west", "bank"): ("Westjordanland", 2),
    ("gaza", "strip"): ("Gazastreifen", 2),
    ("middle", "east"): ("Nahost", 2),
    ("nahe", "osten"): ("Nahost", 2),
    ("nahen", "osten"): ("Nahost", 2),
    ("naher", "osten"): ("Nahost", 2),
    ("czech", "republic"): ("Tschechien", 2),
    ("white", "house"): ("Washington", 2),
    ("weisse", "haus"): ("Washington", 2),
    ("weissen", "haus"): ("Washington", 2),
    ("weissen", "hauses"): ("Washington", 2),
}
"""Names of several words, folded, with the one word that says as much and how many tokens they are."""

# --- times ------------------------------------------------------------------------------------------------

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar january janner jan", "februar february feb", "marz march mar", "april apr", "mai may",
            "juni june jun", "juli july jul", "august aug", "september sept sep", "oktober october okt oct",
            "november nov", "dezember december dez dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("montag monday", "dienstag tuesday", "mittwoch wednesday", "donnerstag thursday", "freitag friday",
         "samstag sonnabend saturday", "sonntag sunday"),
    )
    for name in names.split()
}  # fmt: skip
_DAY = r"\d{1,2}(?: \.| st| nd| rd| th)?"
_RANGE = re.compile(rf"{_DAY} (?:bis|to|and|und|-|–)(?: zum)? {_DAY} (?P<month>[a-z]+)")
_PARTS_OF_DAYS = re.compile(r"(?:frueh|fruh|morgen|vormittag|mittag|nachmittag|abend|nacht)?s?")


@dataclass(frozen=True, slots=True)
class When:
    """A time as far as it is said: year, month, day, weekday (Monday is 0); at tokens `places`."""

    places: tuple[int, ...]
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    def conflicts(self, other: When) -> bool:
        """Whether both cannot be one time: some part that both say differs."""
        pairs = (
            (self.year, other.year),
            (self.month, other.month),
            (self.day, other.day),
            (self.weekday, other.weekday),
        )
        return any(a is not None and b is not None and a != b for a, b in pairs)

    def met_by(self, other: When) -> bool:
        """Whether the other says all that this one says."""
        pairs = (
            (self.year, other.year),
            (self.month, other.month),
            (self.day, other.day),
            (self.weekday, other.weekday),
        )
        return all(a is None or a == b for a, b in pairs)

    def comparable(self, other: When) -> bool:
        """Whether some part is said by both."""
        pairs = (
            (self.year, other.year),
            (self.month, other.month),
            (self.day, other.day),
            (self.weekday, other.weekday),
        )
        return any(a is not None and b is not None for a, b in pairs)

    @property
    def shown(self) -> str:
        """The time as a reader understands it, "?" for a part that is not said: "2022-05-03", "?-05-03", "Tuesday"."""
        if self.weekday is not None:
            return "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()[self.weekday]
        parts = ["?" if self.year is None else str(self.year)]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    @property
    def of_a_day(self) -> bool:
        return self.day is not None or self.weekday is not None


def find_whens(tokens: Sequence[str], language: str) -> list[When]:
    """Return the times that tokens name: dates, months, years and weekdays, in order."""
    forms = [fold(token) for token in tokens]
    found: list[When] = []
    at = 0
    while at < len(forms):
        when = _date(tokens, forms, at, language)
        if when is not None:
            found.append(when)
            at = when.places[-1] + 1
            if when.month and when.day and re.fullmatch(r"(?:to|and|-|–) \d{1,2}", " ".join(forms[at : at + 2])):
                # "September 14 to 16": the month of both.
                found.append(When((at + 1,), when.year, when.month, int(forms[at + 1])))
                at += 2
        else:
            at += 1
    return found


def _date(tokens: Sequence[str], forms: Sequence[str], at: int, language: str) -> When | None:
    form = forms[at]
    numeric = re.fullmatch(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?", form)
    if numeric and language == "de" and 1 <= int(numeric[2]) <= 12 and 1 <= int(numeric[1]) <= 31:
        dotted = at + 1 < len(forms) and forms[at + 1] == "."
        if numeric[3] or dotted:
            year = int(numeric[3]) if numeric[3] else None
            year = year + 2000 if year is not None and year < 100 else year
            return When((at,), year, int(numeric[2]), int(numeric[1]))
    if re.fullmatch(r"\d{1,2}", form) and 1 <= int(form) <= 31:
        # "3. Mai 2022", "4 June 2021", "1st of March"
        next_ = at + 1
        while next_ < len(forms) and forms[next_] in (".", "st", "nd", "rd", "th", "of"):
            next_ += 1
        if next_ < len(forms) and next_ - at <= 3 and forms[next_] in _MONTHS and tokens[next_][0].isupper():
            year, last = _year_behind(forms, next_)
            return When(tuple(range(at, last + 1)), year, _MONTHS[forms[next_]], int(form))
        ranged = _RANGE.match(" ".join(forms[at : at + 8]))
        if ranged and ranged["month"] in _MONTHS:
            # "vom 14. bis 16. September": the month of both; the other day is found by itself.
            return When((at,), None, _MONTHS[ranged["month"]], int(form))
    if (
        form in _MONTHS
        and tokens[at][0].isupper()
        and (form not in ("may", "mar", "march", "jan") or _timely(forms, at))
    ):
        if at + 1 < len(forms) and re.fullmatch(r"\d{1,2}", forms[at + 1]) and language == "en":
            year, last = _year_behind(forms, at + 1)
            return When(tuple(range(at, last + 1)), year, _MONTHS[form], int(forms[at + 1]))
        year, last = _year_behind(forms, at)
        return When(tuple(range(at, last + 1)), year, _MONTHS[form])
    if re.fullmatch(r"(?:1[5-9]|20)\d\d", form) and _is_year(forms, at):
        return When((at,), int(form))
    for name, number in _WEEKDAYS.items():
        if form.startswith(name) and _PARTS_OF_DAYS.fullmatch(form[len(name) :]):
            return When((at,), weekday=number)
    return None


def _timely(forms: Sequence[str], at: int) -> bool:
    """Whether "May" or "March" is a month here: behind a word that times follow, or before a number."""
    before = forms[at - 1] if at else ""
    after = forms[at + 1] if at + 1 < len(forms) else ""
    return (
        before in ("in", "since", "until", "by", "last", "next", "early", "late", "of", "from", "im", "and", "to")
        or after.isdigit()
    )


def _year_behind(forms: Sequence[str], at: int) -> tuple[int | None, int]:
    next_ = at + 2 if at + 1 < len(forms) and forms[at + 1] in (",", "of") else at + 1
    if next_ < len(forms) and re.fullmatch(r"(?:1[5-9]|20)\d\d", forms[next_]):
        return int(forms[next_]), next_
    return None, at


_COUNTED = frozenset(
    "% prozent percent euro euros dollar dollars € $ franken francs kronen rubel pfund pounds yen yuan million tonnen"
    " tons tonnes liter litres hektar hectares kilo kg km kilometer kilometres kilometers meter metres meters menschen"
    " people personen soldaten soldiers troops mitarbeiter beschaftigte employees workers einwohner residents stellen"
    " jobs demonstranten demonstrators protesters besucher visitors teilnehmer participants zuschauer spectators"
    " wohnungen homes stimmen votes".split()
)
_COUNTING = frozenset(
    "rund etwa mehr als uber knapp fast about some around nearly almost than over gut insgesamt".split()
)


def _is_year(forms: Sequence[str], at: int) -> bool:
    """Whether four digits are a year and no number of things: nothing that is counted follows."""
    before = forms[at - 1] if at else ""
    if before in "$€£" and before:
        return False
    after = forms[at + 1] if at + 1 < len(forms) else ""
    return after not in _COUNTED and before not in _COUNTING
