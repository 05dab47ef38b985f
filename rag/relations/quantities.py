"""Numbers with their units and bounds, as German and English news write them: "1,5 Milliarden Dollar", "$1.5bn"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
        "pound": "£ pfund pound pounds",
        "yen": "¥ yen",
        "rouble": "rubel rouble roubles rubles",
        "franc": "franken",
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
        "times": "mal times",
    }.items()
    for form in forms.split()
}
_BOUNDS: tuple[tuple[Bound, str], ...] = (
    ("more", r"mehr als|uber|more than|over|above|exceeding"),
    ("least", r"mindestens|wenigstens|at least|no fewer than|no less than"),
    ("less", r"weniger als|unter|fewer than|less than|under|below"),
    ("most", r"hochstens|maximal|bis zu|at most|up to|no more than"),
    (
        "about",
        r"etwa|rund|circa|ca|ungefahr|knapp|fast|gut|some|about|around|roughly|nearly|almost|approximately|an die",
    ),
)
_BOUND = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _BOUNDS))
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

    def met_by(self, other: Quantity) -> bool:
        """Whether the other number, of the same unit, is one that this one allows."""
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
        value, end, bound = number
        first, unit = at, ""
        if forms[at] in _SHARES or bound == "share":
            unit, bound = "percent", "exact"
        elif end < len(forms) and forms[end] in _UNITS:
            unit, end = _UNITS[forms[end]], end + 1
        elif end + 1 < len(forms) and (forms[end] == "us" or forms[end] == "-") and forms[end + 1] in _UNITS:
            unit, end = _UNITS[forms[end + 1]], end + 2
        elif end + 1 < len(forms) and forms[end] == "per" and forms[end + 1] == "cent":
            unit, end = "percent", end + 2
        elif at and forms[at - 1] in "$€£¥":
            unit, first = _UNITS[forms[at - 1]], at - 1
        before = " ".join(form for form in forms[max(0, first - 3) : first])
        for match in _BOUND.finditer(before):
            if match.end() == len(before) and (match.start() == 0 or before[match.start() - 1] == " "):
                bound = match.lastgroup  # type: ignore[assignment]  # the groups are named by the bounds
        found.append(Quantity(value, unit, bound, first, end - 1))
        at = end
    return found


def _number(forms: Sequence[str], at: int, language: str) -> tuple[float, int, Bound] | None:
    """Return the number that begins at a token, the place behind it and its bound."""
    form = forms[at]
    if form in _VAGUE:
        return float(_VAGUE[form]), at + 1, "vague"
    if form in _SHARES:
        # "a third" is a share; "the third" and "third," are places in a row. "Half" is one alone.
        share = form not in ("third", "quarter") or (at > 0 and forms[at - 1] in ("a", "one"))
        return (_SHARES[form], at + 1, "exact") if share else None
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
        return value * _SHARES[forms[end].removesuffix("s")], end + 1, "share"
    while end < len(forms) and forms[end] in _SCALES[language]:
        value *= _SCALES[language][forms[end]]
        end += 1
    if end < len(forms) and end > at + 1 and forms[end] == ".":  # "80 Mio. Euro"
        end += forms[end - 1] in ("mio", "mrd", "tsd")
    return value, end, "exact"


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
