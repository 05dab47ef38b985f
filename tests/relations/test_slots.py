"""Times as far as they are said, and names across spellings."""

from __future__ import annotations

import pytest

from rag.relations.slots import When, canonical_name
from rag.relations.statement import read_statement


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("Klein trat am 3. Mai 2022 zurück.", "Klein resigned on 3 May 2022."),
        ("Klein trat am 03.05.2022 zurück.", "Klein resigned on May 3, 2022."),
        ("Klein trat im März zurück.", "Klein resigned in March."),
        ("Klein trat 2019 zurück.", "Klein resigned in 2019."),
        ("Klein trat am Dienstagabend zurück.", "Klein resigned on Tuesday."),
    ],
)
def test_a_time_is_the_same_in_both_languages(german: str, english: str) -> None:
    (first,), (second,) = read_statement(german, "de").times, read_statement(english, "en").times
    assert first.met_by(second)
    assert second.met_by(first)


def test_times_conflict_where_a_part_that_both_say_differs() -> None:
    day, other, year = When((0,), 2022, 3, 1), When((0,), None, 4, 1), When((0,), 2022)
    assert day.conflicts(other)
    assert not day.conflicts(year)
    assert year.met_by(day)
    assert not day.met_by(year)


def test_may_and_march_are_months_only_where_they_are_meant() -> None:
    assert read_statement("Alvara may sell the yard.", "en").times == ()
    assert read_statement("May 3 was a Tuesday in 2022.", "en").times[0].month == 5


def test_the_time_of_saying_is_kept_apart() -> None:
    statement = read_statement("Der Hafen werde 2027 vertieft, sagte Klein am Montag.", "de")
    assert [when.year for when in statement.times] == [2027]
    assert [when.weekday for when in statement.said_at] == [0]


@pytest.mark.parametrize(
    ("german", "english"), [("Peskow", "Peskov"), ("Rjabkow", "Ryabkov"), ("Borissow", "Borisov"), ("Guaidó", "Guaido")]
)
def test_a_name_is_one_in_every_transcription(german: str, english: str) -> None:
    assert canonical_name(german) == canonical_name(english)


def test_names_of_several_people_stay_several() -> None:
    names = ["Klein", "Kleist", "Brandt", "Brenner", "Iwanow", "Petrow"]
    assert len({canonical_name(name) for name in names}) == len(names)
