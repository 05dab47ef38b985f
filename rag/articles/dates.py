"""Dates as a masthead writes them, and what they mean in ISO 8601, in the precision that they have."""

from __future__ import annotations

import datetime
import re

_MONTH_NAMES = (
    "januar jänner january jan",
    "februar feber february feb",
    "märz maerz march mär mar mrz",
    "april apr",
    "mai may",
    "juni june jun",
    "juli july jul",
    "august aug",
    "september sept sep",
    "oktober october okt oct",
    "november nov",
    "dezember december dez dec",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"

WEEKDAY = r"""(?: (?: montag | dienstag | mittwoch | donnerstag | freitag | samstag | sonnabend | sonntag | monday
    | tuesday
    | wednesday | thursday | friday | saturday | sunday | mo | di | mi | do | fr | sa | so | mon | tue | wed | thu | fri
    | sat | sun ) \b [.,]* \s* (?: den \s+ | der \s+ | the \s+ )? )"""

DATE = rf"""(?:
    (?<!\d) \d{{4}}-\d{{1,2}} (?: -\d{{1,2}} )? (?!\d)                          # 2023-11-16, 2023-11
  | (?<!\d) \d{{1,2}} \.\s? \d{{1,2}} \.\s? (?: \d{{4}} | \d{{2}} ) (?!\d)      # 16.11.2023, 16.11.23
  | (?<!\d) \d{{1,2}} / \d{{1,2}} / \d{{4}} (?!\d)                              # 11/16/2023
  | (?<!\d) \d{{1,2}} (?:\.|st|nd|rd|th)? \s+ {_MONTH} ,? \s+ \d{{4}} (?!\d)    # 16. November 2023, 16 Nov 2023
  | \b {_MONTH} \s+ \d{{1,2}} (?:st|nd|rd|th)? ,? \s+ \d{{4}} (?!\d)            # November 16, 2023
  | \b {_MONTH} ,? \s+ \d{{4}} (?!\d)                                           # November 2023
)"""
"""Pattern (verbose, to be compiled without regard to case) of a date with its year; no capturing groups inside."""

DAY_OF_MONTH = rf"""(?: (?<!\d) \d{{1,2}} (?:\.|st|nd|rd|th)? \s+ {_MONTH} (?!\w)
    | \b {_MONTH} \s+ \d{{1,2}} (?!\w) )"""
"""Pattern of a day that leaves the year open; it dates nothing, but alone on a line it is a date mark."""

TIME = r"""(?: \d{1,2} [:.] \d{2} (?: [:.] \d{2} )? (?: \s* (?: uhr | h | a\.?m\.? | p\.?m\.? ) )?
    (?: \s* \(? (?: utc | gmt | mez | mesz | cet | cest | est | edt | et | pt
    | bst ) \b \)? )? (?: [+-]\d{2}:?\d{2} )? )"""
"""Pattern of a time of day that may stand beside a date."""

_DATE = re.compile(DATE, re.IGNORECASE | re.VERBOSE)
_FIGURES = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]{3,}")


def first_date(words: str) -> str | None:
    """Return the first date with a year in `words` as ISO 8601, in the precision that it has; None if there is none.

    A date with slashes whose first two numbers could both be the month keeps only its year: 03/04/2024 is March to
    Americans and April to everybody else. A date that no calendar has (31.02.2024) is none.

    >>> first_date("Stand: 12.03.2024, 10:23 Uhr"), first_date("date 2023-11"), first_date("03/04/2024")
    ('2024-03-12', '2023-11', '2024')
    >>> first_date("2024-00-10") is None
    True
    """
    match = _DATE.search(words)
    return _iso(match.group()) if match else None


def _iso(date: str) -> str | None:
    numbers = [int(figures) for figures in _FIGURES.findall(date)]
    month = next((_MONTHS[name] for name in _LETTERS.findall(date.lower()) if name in _MONTHS), None)
    if month is not None:
        return _checked(numbers[-1], month, numbers[0] if len(numbers) == 2 else None)
    if "-" in date:
        return _checked(numbers[0], numbers[1], numbers[2] if len(numbers) == 3 else None)
    first, second, year = numbers
    if "/" not in date:
        return _checked(year if year > 99 else 2000 + year, second, first)
    if first > 12 or first == second:
        return _checked(year, second, first)
    return _checked(year, first, second) if second > 12 else _checked(year, None, None)


def _checked(year: int, month: int | None, day: int | None) -> str | None:
    """ISO 8601, or None where the calendar has no such day or news had not been invented or not come to be yet."""
    if not 1800 <= year <= 2100:
        return None
    try:
        datetime.date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    return "-".join([str(year)] + [f"{number:02}" for number in (month, day) if number is not None])
