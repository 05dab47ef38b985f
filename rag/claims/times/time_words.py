"""The words that expressions of time are made of, German and English, and those that make a number or name none."""

from __future__ import annotations

import re
from typing import Final, Literal

Way = Literal["past", "next", "this", "same", "following", "before last", "after next", ""]

NAMED_DAYS = frozenset(
    """
    schwarzer schwarzen black good bloody super cyber blauer blauen ash holy palm giving fat ruby casual weißer weißen
    blutiger blutigen grüner easter maundy jeden jedem every each manchen jeder any most
    """.split()
)
NAMED_AFTER_DAYS = frozenset("times telegraph mail express post herald zeitung spiegel kurier for talk magazin".split())

# Words before a number that make it a count, and what it counts; "2000 Soldaten", "rund 2000", "Agenda 2010".
COUNTED = frozenset(
    """
    rund etwa knapp fast circa ca über mindestens höchstens insgesamt nur gut mehr weniger als bis zu um weitere sogar
    about nearly almost roughly some least most than only another nr nummer paragraf artikel agenda vision windows
    office strategie projekt expo modell typ airbus boeing postfach seite kapitel absatz vers no die den je pro zirka
    § $ € £ rounds number page room flight
    """.split()
)
YEAR_LEADS = frozenset(
    """
    im jahr jahre jahres jahren seit bis ab in anfang mitte ende von vor nach sommer winter frühjahr herbst frühling
    since until by from before after early mid late during of year nov dez jan zwischen und
    """.split()
)
COUNTABLE = re.compile(
    r"\s{1,3}(?:Euro|Dollar|Menschen|Soldaten|Kilometer|Meter|Tonnen|Quadrat|Mark|Franken|Pfund|Liter|Stück|Prozent"
    r"|Personen|Mitarbeiter|Einwohner|Jahre|Kilo|Gramm|Watt|Arten|people|soldiers|troops|euros|dollars|pounds|miles|metres"
    r"|meters|kilomet|tons|tonnes|years|percent|workers|men|women|children|homes|jobs)"
)
MONTH_LEADS = frozenset(
    """
    im seit bis ab anfang mitte ende beginn vom von zum nach vor gegen zwischen und für in of since until by from early
    mid late during last next this before after and through late between
    """.split()
)
MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "Januar Jänner Jan January",
            "Februar Feber Feb February",
            "März Maerz Mrz Mär March Mar",
            "April Apr",
            "Mai May",
            "Juni Jun June",
            "Juli Jul July",
            "August Aug",
            "September Sept Sep",
            "Oktober Okt October Oct",
            "November Nov",
            "Dezember Dez December Dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "Montag Monday",
            "Dienstag Tuesday",
            "Mittwoch Wednesday",
            "Donnerstag Thursday",
            "Freitag Friday",
            "Samstag Sonnabend Saturday",
            "Sonntag Sunday",
        )
    )
    for name in names.split()
}
NUMBERS: Final = {
    word: number
    for number, words in (
        (1, "ein eine einem einen einer a an one"),
        (2, "zwei beiden two couple"),
        (3, "drei three"),
        (4, "vier four"),
        (5, "fünf five"),
        (6, "sechs six"),
        (7, "sieben seven"),
        (8, "acht eight"),
        (9, "neun nine"),
        (10, "zehn ten"),
        (11, "elf eleven"),
        (12, "zwölf twelve"),
        (13, "dreizehn thirteen"),
        (14, "vierzehn fourteen"),
        (15, "fünfzehn fifteen"),
        (20, "zwanzig twenty"),
        (25, "fünfundzwanzig"),
        (30, "dreißig thirty"),
        (40, "vierzig forty"),
        (50, "fünfzig fifty"),
        (60, "sechzig sixty"),
        (100, "hundert"),
    )
    for word in words.split()
}
SEASONS: Final = {
    "Frühjahr": 3, "Frühling": 3, "Sommer": 6, "Herbst": 9, "Winter": 12,
    "spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12,
}  # fmt: skip
DECADES: Final = {
    word: 10 * number
    for number, word in enumerate("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split(), start=2)
} | {
    word: 10 * number
    for number, word in enumerate(
        "twenties thirties forties fifties sixties seventies eighties nineties".split(), start=2
    )
}
ORDINALS: Final = {
    word: number
    for number, words in enumerate(("erst 1. first", "zweit 2. second", "dritt 3. third", "viert 4. fourth"), start=1)
    for word in words.split()
}


def way_of(word: str | None) -> Way:
    if not word:
        return ""
    lower = word.lower()
    for beginnings, way in _WAYS:
        if lower.startswith(beginnings):
            return way
    return ""


_WAYS: tuple[tuple[tuple[str, ...], Way], ...] = (
    (("vorvergang", "vorletzt"), "before last"),
    (("übernächst",), "after next"),
    (("vergang", "letzt", "vorig", "verfloss", "abgelauf", "zurückl", "last", "past", "previous"), "past"),
    (("kommend", "nächst", "künftig", "next", "coming"), "next"),
    (("dies", "laufend", "aktuell", "this", "current"), "this"),
    (("selb", "gleich", "same"), "same"),
    (("folgend", "darauffolg", "following"), "following"),
)


def number_of(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word.lower()]
