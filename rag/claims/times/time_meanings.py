"""What an expression of time means, reckoned from the day of publication, the time named before it, or by itself.

One function for each row of `time_patterns`, by its name; None is an expression that is no time, or one that cannot be
told for sure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from rag.claims.times.periods import Period, months, moved, period, third, years
from rag.claims.times.reckoning import WORD_AFTER, Reckoning
from rag.claims.times.time_words import (
    COUNTABLE,
    COUNTED,
    DECADES,
    MONTH_LEADS,
    MONTHS,
    NAMED_AFTER_DAYS,
    NAMED_DAYS,
    ORDINALS,
    SEASONS,
    WEEKDAYS,
    YEAR_LEADS,
    Way,
    number_of,
    way_of,
)

_ABBREVIATION = re.compile(r"\b(?!(?:WM|EM)\b)[A-ZÄÖÜ]{2,6}\s\Z")
_Unit = Literal["day", "week", "month", "year"]
_UNITS: dict[str, _Unit] = {"t": "day", "d": "day", "w": "week", "m": "month", "j": "year", "y": "year"}


def meaning(row: str, match: re.Match[str], at: Reckoning) -> Period | None:
    """Return what the match of a row means, reckoned `at` a place of a text."""
    reading = _READINGS.get(row)
    return reading(at, match) if reading else None


# --- absolute ---------------------------------------------------------------------------------------------------------


def _iso(at: Reckoning, match: re.Match[str]) -> Period | None:
    return period(int(match["y"]), int(match["m"]), int(match["d"]) if match["d"] else None)


def _numeric(at: Reckoning, match: re.Match[str]) -> Period | None:
    year = int(match["y"])
    if year < 100:
        year += 2000 if year < 50 else 1900
    return period(year, int(match["m"]), int(match["d"]))


def _short(at: Reckoning, match: re.Match[str]) -> Period | None:
    if not match["wd"] and at.before(match.start()) not in {
        "am",
        "vom",
        "zum",
        "bis",
        "ab",
        "seit",
        "dem",
        "den",
        "der",
    }:
        return None
    return at.without_year(match, int(match["m"]), int(match["d"]))


def _day(at: Reckoning, match: re.Match[str]) -> Period | None:
    month = MONTHS[match["month"].rstrip(".")]
    if match["y"]:
        return period(int(match["y"]), month, int(match["d"]))
    return at.without_year(match, month, int(match["d"]))


def _days(at: Reckoning, match: re.Match[str]) -> Period | None:
    month = MONTHS[match["month"].rstrip(".")]
    named = match.groupdict().get("month1")
    if match["y"]:
        last = period(int(match["y"]), month, int(match["d2"]))
    else:
        last = at.without_year(match, month, int(match["d2"]))
    if last is None or last.last is None:
        return None
    year = last.last.year
    start = MONTHS[named.rstrip(".")] if named else month
    first = period(year - (start > month), start, int(match["d"]))
    return Period(first.first, last.last) if first and first.first and first.first <= last.last else None


def _month(at: Reckoning, match: re.Match[str]) -> Period | None:
    month = MONTHS[match["month"].rstrip(".")]
    way = way_of(match["rel"])
    if match["y"]:
        return period(int(match["y"]), month)
    if way in {"past", "next", "this"}:
        return _month_beside(at, month, way)
    if match["rel"] or at.before(match.start()) not in MONTH_LEADS or at.follows_name(match.end()):
        return None
    return at.without_year(match, month, None)


def _month_beside(at: Reckoning, month: int, way: Way) -> Period | None:
    """The month of that name last before publication, or next after it."""
    here = at.anchored("month")
    if here is None or here.first is None:
        return None
    year = here.first.year
    if way == "past":
        year -= month >= here.first.month
    elif way == "next":
        year += month <= here.first.month
    return period(year, month)


def _between(at: Reckoning, match: re.Match[str]) -> Period | None:
    return years(int(match["y"]), int(match["y2"]))


def _years(at: Reckoning, match: re.Match[str]) -> Period | None:
    first, last = match["y"], match["y2"]
    if len(last) == 2:
        last = first[:2] + last
    if at.before(match.start()) in COUNTED - {"bis"} or COUNTABLE.match(at.text, match.end()):
        return None
    return years(int(first), int(last))


def _decade(at: Reckoning, match: re.Match[str]) -> Period | None:
    decade = int(match["decade"])
    if decade < 100:
        # "er" alone is a bank note or a number ("die 50er"); the century is the one that is past.
        if not at.english and "Jahr" not in match.group() and "jahr" not in match.group():
            return None
        decade += 1900 if decade >= 20 else 2000
    return years(decade, decade + 9)


def _decade_word(at: Reckoning, match: re.Match[str]) -> Period | None:
    decade = 1900 + DECADES[match["decade"].lower()]
    return years(decade, decade + 9)


def _century(at: Reckoning, match: re.Match[str]) -> Period | None:
    number = int(match["century"])
    return years(100 * (number - 1) + 1, 100 * number) if 1 <= number <= 21 else None


def _quarter(at: Reckoning, match: re.Match[str]) -> Period | None:
    way = way_of(match["rel"])
    year = int(match["y"]) if match["y"] else at.year_beside(way or "this")
    number = ORDINALS[re.sub(r"e[nrsm]?\Z", "", match["q"])]
    if year is None:
        return None
    if match["part"].lower().startswith(("quart", "viertel")):
        return months(year, 3 * number - 2, 3)
    return months(year, 6 * number - 5, 6) if number <= 2 and "bundes" not in at.before(match.start()) else None


def _season(at: Reckoning, match: re.Match[str]) -> Period | None:
    return months(int(match["y"]), SEASONS[match["season"]], 3)


def _year_of(at: Reckoning, match: re.Match[str]) -> Period | None:
    return period(int(match["y"]))


def _year(at: Reckoning, match: re.Match[str]) -> Period | None:
    """A number of four digits alone is a year unless something is counted by it."""
    year, before = int(match["y"]), at.before(match.start())
    if COUNTABLE.match(at.text, match.end()) or before in COUNTED - {"bis", "die", "den"}:
        return None
    after = WORD_AFTER.match(at.text, match.end())
    if _ABBREVIATION.search(at.text[max(0, match.start() - 10) : match.start()]):
        return None  # "DSG 2000" is a law
    if after and len(after.group(1)) < 6 and re.search(r"[A-Z].*\d", after.group(1)):
        return None  # "2003 EL61"
    lead = before in YEAR_LEADS
    if before in {"die", "den"} or not (lead or 1800 <= year <= 2100):
        return None
    # "kamen 2000 Besucher", "kamen 1998 Besucher": a noun behind it makes a number a count, a round one at least.
    if after and not lead and not at.english and after.group(1)[0].isupper() and year % 50 == 0:
        return None
    if at.english and after and not lead and year % 50 == 0:
        return None
    return period(year)


# --- reckoned from publication ----------------------------------------------------------------------------------------


def _deictic(at: Reckoning, match: re.Match[str]) -> Period | None:
    word = match["word"]
    if word == "Morgen" and not at.opens_sentence(match):
        return None
    if word == "morgen" and at.before(match.start()) in {
        "am",
        "vom",
        "zum",
        "guten",
        "jeden",
        "heute",
        "gestern",
    }:
        return None
    steps = {
        "heute": 0, "today": 0, "tonight": 0, "gestern": -1, "yesterday": -1, "vorgestern": -2, "morgen": 1,
        "tomorrow": 1, "übermorgen": 2, "the day before yesterday": -2, "the day after tomorrow": 2,
    }  # fmt: skip
    return at.from_publication(steps[" ".join(word.lower().split())], "day")


def _deictic_day(at: Reckoning, match: re.Match[str]) -> Period | None:
    steps = {"heutige": 0, "gestrige": -1, "vorgestrige": -2, "morgige": 1}
    return at.from_publication(steps[match["word"]], "day")


def _weekday(at: Reckoning, match: re.Match[str]) -> Period | None:
    name, way = match["wd"], way_of(match["rel"])
    number = next(number for day, number in WEEKDAYS.items() if name.startswith(day))
    here = at.anchored("day")
    before, after = at.before(match.start()), WORD_AFTER.match(at.text, match.end())
    if here is None or here.first is None or before in NAMED_DAYS or way in {"same", "following"}:
        return None
    if after and after.group(1).lower() in NAMED_AFTER_DAYS:
        return None
    if before == "der" and not way and name in {"Freitag", "Sonntag"}:
        return None  # two newspapers
    back = (here.first.weekday() - number) % 7
    if way == "past":
        return moved(here, -(back or 7), "day")
    if way == "next":
        return moved(here, 7 - back, "day")
    if way == "this":
        return moved(here, number - here.first.weekday(), "day")
    if at.elsewhere():
        return None
    tense = "past" if before in {"seit", "since"} else at.tense(match)
    if tense == "future" or (tense != "past" and before in {"bis", "ab", "by", "until", "für", "zum", "kommenden"}):
        return moved(here, 7 - back, "day") if back else None
    return moved(here, -back, "day") if tense == "past" or (tense is None and before not in {"für", "zum"}) else None


def _unit(at: Reckoning, match: re.Match[str]) -> Period | None:
    way, word = way_of(match["rel"]), match["unit"]
    season = next((s for s in SEASONS if word.startswith(s)), None)
    if season:
        return at.season_beside(SEASONS[season], way)
    if word.lower().startswith(("wochenend", "weekend")):
        return at.weekend_beside(way, match)
    if word in {"Jahre", "Tage"}:
        return None  # "der letzten Jahre": nobody says how many
    unit = _UNITS[word[0].lower()]
    if way in {"same", "following"} or (unit == "day" and way == "next"):
        return at.from_named(0 if way == "same" else 1, unit)
    if unit == "day":
        if at.english and match["rel"] == "previous":
            return at.from_named(-1, unit)
        return at.from_publication(0, "day") if way == "this" and at.before(match.start()) == "an" else None
    steps = {"past": -1, "next": 1, "this": 0, "before last": -2, "after next": 2}
    return at.from_publication(steps[way], unit) if way in steps else None


def _of_unit(at: Reckoning, match: re.Match[str]) -> Period | None:
    leads = {
        "anfang",
        "mitte",
        "ende",
        "beginn",
        "lauf",
        "laufe",
        "hälfte",
        "end",
        "beginning",
        "start",
        "middle",
        "rest",
    }
    if at.before(match.start()) in leads:
        return at.from_publication(0, _UNITS[match["unit"][0].lower()])
    return None


def _vor(at: Reckoning, match: re.Match[str]) -> Period | None:
    word = match["vor"]
    step = 1 if word.startswith("Folge") else -1
    unit = _UNITS[re.sub(r"Vor|Folge", "", word)[0].lower()]
    if unit == "day" or step == 1:
        return at.from_named(step, unit)
    # What compares with "Vorjahr" compares with the time it has just named, if it has.
    if at.named is not None and at.named.first and at.publication_unit(unit) != at.named.value[:7]:
        return at.from_named(step, unit) if at.named.unit == unit else None
    return at.from_publication(step, unit)


def _year_end(at: Reckoning, match: re.Match[str]) -> Period | None:
    edge = match["edge"]
    whole = period(int(match["y"])) if match["y"] else at.from_publication(0, "year" if edge[0] == "J" else "month")
    part: Literal["early", "mid", "late"] = (
        "late" if edge.endswith("ende") else "mid" if edge.endswith("mitte") else "early"
    )
    return whole and third(whole, part)


def _heuer(at: Reckoning, _match: re.Match[str]) -> Period | None:
    return at.from_publication(0, "year")


def _weekend(at: Reckoning, match: re.Match[str]) -> Period | None:
    if at.before(match.start()) not in {"am", "dem", "at", "over", "during", "on", "vom"}:
        return None
    return at.weekend_beside("", match)


def _ago(at: Reckoning, match: re.Match[str]) -> Period | None:
    return at.from_publication(-number_of(match["n"]), _UNITS[match["unit"][0].lower()])


def _ahead(at: Reckoning, match: re.Match[str]) -> Period | None:
    if at.tense(match) != "future":
        return None
    return at.from_publication(number_of(match["n"]), _UNITS[match["unit"][0].lower()])


def _lasted(at: Reckoning, match: re.Match[str]) -> Period | None:
    start = at.from_publication(-number_of(match["n"]), _UNITS[match["unit"][0].lower()])
    return start and start.since()


def _stretch(at: Reckoning, match: re.Match[str]) -> Period | None:
    unit, way = _UNITS[match["unit"][0].lower()], way_of(match["rel"])
    count = number_of(match["n"])
    here = at.from_publication(0, unit)
    there = at.from_publication(-count if way == "past" else count, unit)
    if here is None or there is None or way not in {"past", "next"}:
        return None
    first, last = (there, here) if way == "past" else (here, there)
    return Period(first.first, last.last, here.unit)


# --- reckoned from the time named last --------------------------------------------------------------------------------


def _later(at: Reckoning, match: re.Match[str]) -> Period | None:
    sign = 1 if match["way"] in {"später", "danach", "darauf", "later"} else -1
    if match["n"].lower() == "tags":
        return at.from_named(sign, "day")
    if match["unit"] is None or match["n"].lower() == "wenige":
        return None
    return at.from_named(sign * number_of(match["n"]), _UNITS[match["unit"][0].lower()])


def _day_after(at: Reckoning, match: re.Match[str]) -> Period | None:
    if not at.english and at.before(match.start()) not in {"am", "einen", "dem"}:
        return None
    return at.from_named(1 if match["way"] in {"danach", "darauf", "after"} else -1, "day")


_READINGS: dict[str, Callable[[Reckoning, re.Match[str]], Period | None]] = {
    "iso": _iso,
    "numeric": _numeric,
    "short": _short,
    "day": _day,
    "days": _days,
    "month": _month,
    "between": _between,
    "years": _years,
    "decade": _decade,
    "decade_word": _decade_word,
    "century": _century,
    "quarter": _quarter,
    "season": _season,
    "year_of": _year_of,
    "year": _year,
    "deictic": _deictic,
    "deictic_day": _deictic_day,
    "weekday": _weekday,
    "unit": _unit,
    "of_unit": _of_unit,
    "vor": _vor,
    "year_end": _year_end,
    "heuer": _heuer,
    "weekend": _weekend,
    "ago": _ago,
    "ahead": _ahead,
    "lasted": _lasted,
    "stretch": _stretch,
    "later": _later,
    "day_after": _day_after,
    "day_us": _day,
}
