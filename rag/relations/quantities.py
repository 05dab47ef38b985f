"""Numbers with their units and bounds, as German and English news write them: "1,5 Milliarden Dollar", "$1.5bn"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from rag.relations.stems import fold

Bound = Literal["share", "exact", "about", "least", "more", "most", "less", "vague"]

_SMALL = {
    "de": dict(
        zip("null zwei drei vier funf sechs sieben acht neun zehn elf zwolf".split(), [0, *range(2, 13)], strict=True)
    ),
    "en": dict(
        zip(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
            " seventeen eighteen nineteen".split(),
            range(20),
            strict=True,
        )
    ),
}
_TENS = {
    "de": dict(
        zip("zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig".split(), range(20, 100, 10), strict=True)
    ),
    "en": dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True)),
}
_GERMAN_UNITS = {"ein": 1, **_SMALL["de"], "sech": 6, "sieb": 7}
_SCALES = {
    "de": {"hundert": 1e2, "tausend": 1e3, "tsd": 1e3, "million": 1e6, "millionen": 1e6, "mio": 1e6, "milliarde": 1e9,
           "milliarden": 1e9, "mrd": 1e9, "billion": 1e12, "billionen": 1e12, "dutzend": 12},
    "en": {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "millions": 1e6, "m": 1e6, "mn": 1e6, "billion": 1e9,
           "billions": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "k": 1e3, "dozen": 12},
}  # fmt: skip
_VAGUE = {
    form: value
    for value, forms in {
        24: "dutzende dutzenden dozens",
        100: "hunderte hunderten hundreds",
        1_000: "tausende tausenden thousands",
        10_000: "zehntausende zehntausenden",
        100_000: "hunderttausende hunderttausenden",
    }.items()
    for form in forms.split()
}
_SHARES = {
    "halb": 50.0,
    "halfte": 50.0,
    "half": 50.0,
    "drittel": 100 / 3,
    "third": 100 / 3,
    "viertel": 25.0,
    "quarter": 25.0,
    "funftel": 20.0,
}
_UNITS = {
    form: unit
    for unit, forms in {
        "percent": "% prozent percent",
        "point": "prozentpunkte punkte",
        "euro": "€ euro euros eur",
        "dollar": "$ dollar dollars us-dollar usd",
        "pound": "£ pfund pound pounds gbp",
        "yen": "¥ yen",
        "rouble": "rubel rouble roubles rubles",
        "franc": "franken francs chf",
        "crown": "kronen",
        "yuan": "yuan",
        "bolivar": "bolivar",
        "km": "kilometer kilometern kilometers kilometres km",
        "m": "meter metern metres meters",
        "mile": "meilen miles",
        "tonne": "tonne tonnen tonnes tons",
        "kg": "kilo kilogramm kilograms",
        "litre": "liter litres liters",
        "barrel": "barrel barrels fass",
        "hectare": "hektar hectares",
        "degree": "grad degrees",
        "mw": "megawatt",
        "clock": "uhr",
        "year": "jahr jahre jahren year years year-old",
        "month": "monat monate monaten month months",
        "week": "woche wochen week weeks",
        "day": "tag tage tagen day days",
        "hour": "stunde stunden hour hours",
        "minute": "minute minuten minutes",
        "decade": "jahrzehnt jahrzehnte jahrzehnten decade decades",
        "century": "jahrhundert jahrhunderte jahrhunderten century centuries",
        "times": "mal times",
    }.items()
    for form in forms.split()
}
_BOUNDS: tuple[tuple[Bound, str], ...] = (
    (
        "about",
        r"(?:nur )?knapp|gut|just (?:under|over)|(?:etwas|slightly|a little) (?:mehr|weniger|more|less) (?:als|than)",
    ),
    ("most", r"(?:nicht|no|not) (?:mehr als|more than)"),
    ("least", r"(?:nicht|no|not) (?:weniger als|(?:less|fewer) than)"),
    ("more", r"mehr als|uber|more than|over|above|exceeding"),
    ("least", r"mindestens|wenigstens|at least|no fewer than|no less than"),
    ("less", r"weniger als|unter|fewer than|less than|under|below"),
    ("most", r"hochstens|maximal|bis zu|at most|up to|no more than"),
    ("about", r"etwa|rund|circa|ca|ungefahr|fast|some|about|around|roughly|nearly|almost|approximately|an die"),
)
_BOUND = re.compile("|".join(f"(?P<b{at}>{words})" for at, (_, words) in enumerate(_BOUNDS)))
_AMOUNTS = re.compile(
    r"(?:rechnung|gebot|kredit|vertrag|auftra|scheck|darlehen|summe|anleihe|strafe|geldbusse|bussgeld|entschadigung|spende"
    r"|uberweisung|bestellung|paket|etat|forderung)\w*$"
)
"""Behind these "über" says how much, and not that it is more."""
_OF_COMPOUNDS = {
    "jahrig": "year", "stundig": "hour", "tagig": "day", "wochig": "week", "monatig": "month", "minutig": "minute",
    "prozentig": "percent", "fach": "times", "malig": "times", "kopfig": "", "seitig": "", "stellig": "",
}  # fmt: skip
_COMPOUND = re.compile(rf"(?P<number>[a-z]*?)(?P<unit>{'|'.join(_OF_COMPOUNDS)})(?:e|en|er|em|es)?")
_SAME_TIME = {"minute": 1.0, "hour": 60.0, "day": 1_440.0, "week": 10_080.0}
_SAME_TIMES = {"month": 1.0, "year": 12.0, "decade": 120.0, "century": 1_200.0}
_PARTS_OF_YEARS = frozenset("first second erste ersten erster zweite zweiten zweiter other andere anderen".split())
_BEFORE_UNITS = frozenset("us metric short - ‑".split())
_BETWEEN = frozenset("statt anstatt bis und oder to or and instead of rather than auf zu – -".split())
_ORDINALS = frozenset(("st", "nd", "rd", "th"))
_BOTH = frozenset("beide beiden beider both".split())
_DIGITS = re.compile(r"\d+(?:[.,’']\d+)*")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at tokens `first` to `last`, both included. `unit` is "" where things are counted.

    `counted` is then the place of the word that says which, if one follows.
    """

    value: float
    unit: str
    bound: Bound
    first: int
    last: int
    counted: int | None = None

    def comparable(self, other: Quantity) -> bool:
        """Whether both are of one unit, or of units of time of which one is so many of the other."""
        pairs = ((self.unit in units and other.unit in units) for units in (_SAME_TIME, _SAME_TIMES))
        return self.unit == other.unit or any(pairs)

    def met_by(self, other: Quantity) -> bool:
        """Whether the other number, of a unit that it is comparable with, is one that this one allows."""
        if self.unit != other.unit:
            for units in (_SAME_TIME, _SAME_TIMES):
                if self.unit in units and other.unit in units:
                    same = replace(other, value=other.value * units[other.unit] / units[self.unit], unit=self.unit)
                    return self.met_by(same)
        if "vague" in (self.bound, other.bound):
            least, most = sorted((self.value, other.value))
            return self.value <= other.value if self.bound == "vague" else most <= 10 * least
        above, below = ("least", "more"), ("most", "less")
        if (self.bound in above and other.bound in below) or (self.bound in below and other.bound in above):
            return False
        if self.bound in above and other.bound in ("exact", "about"):
            return other.value > self.value or (other.value == self.value and self.bound == "least")
        if self.bound in below and other.bound in ("exact", "about"):
            return other.value < self.value or (other.value == self.value and self.bound == "most")
        slack = 0.1 if self.bound == "about" else 0.005
        return abs(self.value - other.value) <= slack * max(abs(self.value), abs(other.value), 1e-9)


def find_quantities(tokens: Sequence[str], taken: set[int], language: str) -> list[Quantity]:
    """Return the quantities among tokens, in order, none of whose numbers stands at a place that is `taken`."""
    forms = [fold(token) for token in tokens]
    found, at = [], 0
    while at < len(tokens):
        number = None if at in taken else _number(forms, at, language)
        if number is None:
            at += 1
            continue
        value, end, bound, unit = number
        first = at
        if unit:
            pass
        elif forms[at] in _SHARES or bound == "share":
            unit, bound = "percent", "exact"
        elif end < len(forms) and forms[end] in _UNITS:
            unit, end = _UNITS[forms[end]], end + 1
        elif end + 1 < len(forms) and forms[end] in _BEFORE_UNITS and forms[end + 1] in _UNITS:
            unit, end = _UNITS[forms[end + 1]], end + 2
        elif end + 1 < len(forms) and forms[end] == "per" and forms[end + 1] == "cent":
            unit, end = "percent", end + 2
        elif at and (forms[at - 1] in "$€£¥" or forms[at - 1] in ("chf", "usd", "eur", "gbp")):
            unit, first = _UNITS[forms[at - 1]], at - 1
        else:
            value, unit, end = _clock(forms, value, end)
        bound = _bound_before(forms, first) or _bound_behind(forms, end) or bound
        found.append(Quantity(value, unit, bound, first, end - 1))
        at = end
    return _with_shared_units(found, forms)


def _bound_before(forms: Sequence[str], first: int) -> Bound | None:
    before = " ".join(form for form in forms[max(0, first - 3) : first])
    for match in _BOUND.finditer(before):
        if match.end() == len(before) and (match.start() == 0 or before[match.start() - 1] == " "):
            if match.group() == "uber" and first > 1 and _AMOUNTS.search(forms[first - 2]):
                return None
            return _BOUNDS[int((match.lastgroup or "b0")[1:])][0]
    return None


_BEHIND: tuple[tuple[Bound, str], ...] = (
    ("most", "at most|at the most|hochstens|maximal|or less|or fewer|oder weniger"),
    ("least", "at least|mindestens|or more|oder mehr|und mehr"),
    ("more", "plus"),
)


def _bound_behind(forms: Sequence[str], end: int) -> Bound | None:
    """ "for five years at most": a bound that stands behind, at the end of its clause."""
    behind = " ".join(forms[end : end + 4]) + " ."
    return next((bound for bound, words in _BEHIND if re.match(rf"(?:{words}) [.,;]", behind)), None)


def _clock(forms: Sequence[str], value: float, end: int) -> tuple[float, str, int]:
    """ "10 p.m." is 22 o'clock."""
    half = "".join(forms[end : end + 4]).replace(".", "")
    for name, hours in (("am", 0), ("pm", 12)):
        if half.startswith(name) and value <= 12 and forms[end] in (name, name[0]):
            dotted = forms[end : end + 4]
            length = 1 if forms[end] == name else 4 if len(dotted) == 4 and dotted[3] == "." else 3
            return value % 12 + hours, "clock", end + length
    return value, "", end


def _with_shared_units(found: Sequence[Quantity], forms: Sequence[str]) -> list[Quantity]:
    """Give a number its neighbour's unit where both share one: "zwölf statt neun Monate", "5 to 7 percent"."""
    shared = list(found)
    for at in range(len(shared) - 2, -1, -1):
        one, next_ = shared[at], shared[at + 1]
        between = forms[one.last + 1 : next_.first]
        if not one.unit and next_.unit and 0 < len(between) <= 2 and _BETWEEN.issuperset(between):
            shared[at] = replace(one, unit=next_.unit)
        before = forms[one.last + 1 : next_.first]
        if one.unit and not next_.unit and 0 < len(before) <= 2 and before[0] in ("instead", "rather"):
            shared[at + 1] = replace(next_, unit=one.unit)
    return shared


def _number(forms: Sequence[str], at: int, language: str) -> tuple[float, int, Bound, str] | None:
    """Return the number that begins at a token, the place behind it, its bound, and its unit if it holds one."""
    form = forms[at]
    if form in _VAGUE:
        return float(_VAGUE[form]), at + 1, "vague", ""
    if form in _PERIODS and (not at or not _is_number(forms[at - 1])):
        return 1.0, at + 1, "exact", _PERIODS[form]
    if language == "de" and (compound := _COMPOUND.fullmatch(form)):
        number = 1.0 if compound["number"] == "ein" else _german(compound["number"]) if compound["number"] else None
        return (number, at + 1, "exact", _OF_COMPOUNDS[compound["unit"]]) if number else None
    if form in ("jede", "jeder", "jedes", "jeden", "jedem", "every", "one") and (found := _one_in(forms, at)):
        return found
    if form in _SHARES:
        # "a third" is a share; "the third" and "third," are places in a row. "Half" is one alone.
        before = forms[at - 1] if at else ""
        share = before in ("a", "one") if form in ("third", "quarter") else before not in _PARTS_OF_YEARS
        return (_SHARES[form], at + 1, "exact", "") if share else None
    if _DIGITS.fullmatch(form):
        value = _digits(form, language)
    else:
        word = word_value(form, language)
        if word is None:
            return None
        value = word
    end = at + 1
    if end < len(forms) and (
        forms[end] in _ORDINALS or (forms[end] == "." and end + 1 < len(forms) and form.isdigit())
    ):
        return None
    if end < len(forms) and forms[end].removesuffix("s") in _SHARES and value < 10:
        return value * _SHARES[forms[end].removesuffix("s")], end + 1, "share", ""
    if end + 1 < len(forms) and forms[end] in "-‑" and forms[end] and form[0].isdigit():
        joined = _joined_by_hyphen(value, forms[end + 1], end + 2, language)
        if joined:
            return joined
    while end < len(forms) and forms[end] in _SCALES[language]:
        value *= _SCALES[language][forms[end]]
        end += 1
    if end < len(forms) and end > at + 1 and forms[end] == ".":  # "80 Mio. Euro"
        end += forms[end - 1] in ("mio", "mrd", "tsd")
    return value, end, "exact", ""


def _is_number(form: str) -> bool:
    return form[0].isdigit() or any(word_value(form, language) is not None for language in ("de", "en"))


def _joined_by_hyphen(value: float, form: str, end: int, language: str) -> tuple[float, int, Bound, str] | None:
    """ "17-stündig", "34-year-old", "3.6-billion-euro": a number with what stands behind its hyphen."""
    if compound := _COMPOUND.fullmatch(form):
        return (value, end, "exact", _OF_COMPOUNDS[compound["unit"]]) if not compound["number"] else None
    unit = ""
    for part in re.split(r"[-‑]", form):
        if part in _SCALES[language] and not unit:
            value *= _SCALES[language][part]
        elif part in _UNITS:
            unit = _UNITS[part]
    known = unit or any(part in _SCALES[language] for part in re.split(r"[-‑]", form))
    return (value, end, "exact", unit) if known else None


_ORDINAL = {
    ordinal: at
    for words in (
        "zweite dritte vierte funfte sechste siebte achte neunte zehnte",
        "second third fourth fifth sixth seventh eighth ninth tenth",
    )
    for at, ordinal in enumerate(words.split(), start=2)
}
_PERIODS = {"decade": "decade", "jahrzehnt": "decade", "jahrzehnts": "decade", "century": "century"}


def _one_in(forms: Sequence[str], at: int) -> tuple[float, int, Bound, str] | None:
    """ "jede zehnte", "every tenth", "one in ten": a share."""
    behind = forms[at + 1] if at + 1 < len(forms) else ""
    if forms[at] != "one":
        number = _ORDINAL.get(behind) or _ORDINAL.get(behind.rstrip("rnsm"))
        return (100 / number, at + 2, "exact", "percent") if number else None
    if behind in ("in", "of") and at + 2 < len(forms):
        of = word_value(forms[at + 2], "en") or (float(forms[at + 2]) if forms[at + 2].isdigit() else None)
        if of and of > 1 and behind == "in":
            return 100 / of, at + 3, "exact", "percent"
    return None


def _digits(form: str, language: str) -> float:
    thousand, decimal = (".", ",") if language == "de" else (",", ".")
    form = form.replace("’", thousand).replace("'", thousand)
    if (
        thousand in form
        and decimal not in form
        and not re.fullmatch(rf"\d{{1,3}}(?:{re.escape(thousand)}\d{{3}})+", form)
    ):
        return float(form.replace(thousand, ".")) if form.count(thousand) == 1 else float(form.replace(thousand, ""))
    form = form.replace(thousand, "").replace(decimal, ".")
    head, *rest = form.split(".")
    return float(f"{head}.{''.join(rest)}" if rest else head)


@lru_cache(maxsize=10_000)
def word_value(form: str, language: str) -> float | None:
    """Return the value of a folded number word, None if it is none; "ein" and "a" are articles.

    >>> word_value("vierunddreissig", "de"), word_value("twenty-four", "en"), word_value("zwolftausend", "de")
    (34.0, 24.0, 12000.0)
    """
    if form in _SMALL[language] and form != "one":
        return float(_SMALL[language][form])
    if form in _TENS[language]:
        return float(_TENS[language][form])
    if form in _BOTH:
        return 2.0
    if form in ("million", "milliarde", "hundert", "tausend", "dutzend", "hundred", "thousand", "dozen"):
        return _SCALES[language].get(form)
    if language == "en":
        tens, _, unit = form.partition("-")
        if tens in _TENS["en"] and unit in _SMALL["en"]:
            return float(_TENS["en"][tens] + _SMALL["en"][unit])
        return None
    return None if form == "ein" else _german(form)


def _german(form: str) -> float | None:
    for scale, factor in (("tausend", 1000.0), ("hundert", 100.0)):
        if scale in form:
            head, _, tail = form.partition(scale)
            left = 1.0 if not head else _german_small(head)
            right = 0.0 if not tail else _german(tail.removeprefix("und"))
            return None if left is None or right is None else left * factor + right
    return _german_small(form)


def _german_small(form: str) -> float | None:
    if form in _GERMAN_UNITS:
        return float(_GERMAN_UNITS[form])
    if form in _TENS["de"]:
        return float(_TENS["de"][form])
    if form.endswith("zehn") and form[:-4] in _GERMAN_UNITS:
        return float(10 + _GERMAN_UNITS[form[:-4]])
    unit, und, tens = form.partition("und")
    if und and unit in _GERMAN_UNITS and tens in _TENS["de"]:
        return float(_TENS["de"][tens] + _GERMAN_UNITS[unit])
    return None
