from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.articles.dates import first_date


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("16. November 2023", "2023-11-16"),
        ("16. Nov. 2023", "2023-11-16"),
        ("Nov 16, 2023", "2023-11-16"),
        ("November 16th, 2023", "2023-11-16"),
        ("16.11.23", "2023-11-16"),
        ("1.2.2023", "2023-02-01"),
        ("2023-11-16T10:00", "2023-11-16"),
        ("11/16/2023", "2023-11-16"),
        ("16/11/2023", "2023-11-16"),
        ("03/04/2024", "2024"),
        ("date 2023-11", "2023-11"),
        ("Jänner 2023", "2023-01"),
        ("31.02.2023", None),
        ("2023-13", None),
        ("16. November", None),
        ("3:1 (2:0)", None),
    ],
)
def test_a_date_is_read_in_the_precision_that_it_has(words: str, date: str | None) -> None:
    assert first_date(words) == date


@given(st.dates(min_value=datetime.date(1800, 1, 1), max_value=datetime.date(2100, 12, 31)))
def test_every_day_is_read_back_in_german_and_iso(day: datetime.date) -> None:
    assert first_date(f"Stand: {day.day}.{day.month}.{day.year}") == day.isoformat()
    assert first_date(day.isoformat()) == day.isoformat()


@given(st.text())
def test_any_text_has_an_iso_date_or_none(text: str) -> None:
    date = first_date(text)
    assert date is None or len(date) in (4, 7, 10)
