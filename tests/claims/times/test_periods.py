from __future__ import annotations

import datetime

import pytest

from rag.claims.times.periods import Period, months, moved, period, third, week, weekend, years


def test_periods_are_written_as_precisely_as_they_were_said() -> None:
    assert [each and each.value for each in (period(2024), period(2024, 9), period(2024, 9, 10))] == [
        "2024",
        "2024-09",
        "2024-09-10",
    ]
    assert period(2024, 2, 30) is None


def test_an_open_end_is_two_full_stops() -> None:
    august, year = period(2024, 8), period(2023)
    assert august is not None
    assert year is not None
    assert (august.since().value, year.until().value) == ("2024-08/..", "../2023")


def test_before_and_after_leave_the_period_itself_out() -> None:
    year = period(2019)
    assert year is not None
    before, after = year.before(), year.after()
    assert before is not None
    assert after is not None
    assert (before.value, after.value) == ("../2018", "2020/..")


@pytest.mark.parametrize(
    ("part", "value"), [("early", "2022-01/2022-04"), ("mid", "2022-05/2022-08"), ("late", "2022-09/2022-12")]
)
def test_a_year_has_three_thirds(part: str, value: str) -> None:
    year = period(2022)
    assert year is not None
    found = third(year, part)  # type: ignore[arg-type]
    assert found is not None
    assert found.value == value


def test_the_last_third_of_a_month_ends_with_it() -> None:
    february = period(2024, 2)
    assert february is not None
    found = third(february, "late")
    assert found is not None
    assert found.value == "2024-02-21/2024-02-29"


def test_a_week_has_no_thirds() -> None:
    assert third(week(datetime.date(2024, 9, 12)), "mid") is None


def test_weeks_begin_on_monday() -> None:
    day = datetime.date(2024, 9, 12)
    assert week(day).value == "2024-09-09/2024-09-15"
    assert weekend(day).value == "2024-09-14/2024-09-15"


@pytest.mark.parametrize(
    ("count", "unit", "value"),
    [(-1, "day", "2023-12-31"), (-1, "week", "2023-12-25/2023-12-31"), (-1, "month", "2023-12"), (2, "year", "2026")],
)
def test_steps_cross_the_turn_of_the_year(count: int, unit: str, value: str) -> None:
    day = period(2024, 1, 1)
    assert day is not None
    found = moved(day, count, unit)  # type: ignore[arg-type]
    assert found is not None
    assert found.value == value


def test_a_winter_goes_into_the_next_year() -> None:
    winter = months(2023, 12, 3)
    assert winter is not None
    assert winter.value == "2023-12/2024-02"


def test_what_no_calendar_has_is_none() -> None:
    assert years(2023, 2020) is None
    assert moved(Period(datetime.date.max, datetime.date.max), 1, "day") is None
    assert moved(Period(datetime.date.min, datetime.date.min), -1, "month") is None
