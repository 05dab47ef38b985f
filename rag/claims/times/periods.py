"""Periods of days: what an expression of time means, reckoned with, and written as ISO 8601 or an EDTF interval."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass, replace
from typing import Literal

Unit = Literal["day", "month", "year"]
Day = datetime.date
_ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From the `first` to the `last` day, both included; None is an open end. `unit` is how precisely it was said."""

    first: Day | None
    last: Day | None
    unit: Unit = "day"

    @property
    def value(self) -> str:
        """ "2024-09-10", "2024-09", "2024", "2024-08/..", "../2023" or "2020/2023"."""
        first, last = _written(self.first, self.unit), _written(self.last, self.unit)
        return first if first == last else f"{first}/{last}"

    def since(self) -> Period:
        return replace(self, last=None)

    def until(self) -> Period:
        return replace(self, first=None)

    def before(self) -> Period | None:
        """Up to the day, month or year before this one."""
        earlier = moved(self, -1, self.unit)
        return earlier and Period(None, earlier.last, self.unit)

    def after(self) -> Period | None:
        """From the day, month or year after this one on."""
        later = moved(replace(self, first=self.last), 1, self.unit)
        return later and Period(later.first, None, self.unit)


def _written(day: Day | None, unit: Unit) -> str:
    if day is None:
        return ".."
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[unit]]


def period(year: int, month: int | None = None, day: int | None = None) -> Period | None:
    """Return a day, month or year as a period; None where no calendar has it."""
    try:
        first = Day(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return Period(first, first)
    last = Day(year, month or 12, calendar.monthrange(year, month or 12)[1])
    return Period(first, last, "month" if month else "year")


def months(year: int, month: int, count: int) -> Period | None:
    """Return `count` months from this one on: a quarter, a season, half a year."""
    first, last = period(year, month), period(year + (month + count - 2) // 12, (month + count - 2) % 12 + 1)
    return Period(first.first, last.last, "month") if first and last else None


def years(first: int, last: int) -> Period | None:
    """Return the years from the first to the last; None where they are in the wrong order."""
    start, end = period(first), period(last)
    return Period(start.first, end.last, "year") if start and end and first <= last else None


def week(day: Day) -> Period:
    """Return the week, Monday to Sunday, that holds a day."""
    monday = day - datetime.timedelta(days=day.weekday())
    return Period(monday, monday + datetime.timedelta(days=6))


def weekend(day: Day) -> Period:
    """Return the Saturday and Sunday of the week that holds a day."""
    monday = day - datetime.timedelta(days=day.weekday())
    return Period(monday + datetime.timedelta(days=5), monday + datetime.timedelta(days=6))


def moved(start: Period, count: int, unit: Unit | Literal["week"]) -> Period | None:
    """Return the day, week, month or year that lies `count` of them after the one in which a period begins."""
    if start.first is None:
        return None
    day = start.first
    try:
        if unit == "day":
            there = day + count * _ONE_DAY
            return Period(there, there)
        if unit == "week":
            return week(day + 7 * count * _ONE_DAY)
        if unit == "month":
            number = day.year * 12 + day.month - 1 + count
            return period(number // 12, number % 12 + 1)
        return period(day.year + count)
    except OverflowError:
        return None


def third(whole: Period, part: Literal["early", "mid", "late"]) -> Period | None:
    """Return the first, middle or last third: "Anfang 2022" is January to April, "Ende Mai" the 21st to the 31st.

    Only months, years and runs of years have thirds; anything else gives None.
    """
    first, last = whole.first, whole.last
    if first is None or last is None:
        return None
    at = {"early": 0, "mid": 1, "late": 2}[part]
    if whole.unit == "month" and (first.year, first.month) == (last.year, last.month):
        ends = (10, 20, last.day)
        return Period(first.replace(day=10 * at + 1), last.replace(day=ends[at]))
    if whole.unit == "year" and first.year == last.year:
        return months(first.year, 4 * at + 1, 4)
    if whole.unit == "year":
        count = last.year - first.year + 1
        return years(first.year + at * count // 3, first.year + (at + 1) * count // 3 - 1)
    return None
