"""Acts: who does it and whom it is done to, by voice, case and order, and whether two statements have them swapped."""

from __future__ import annotations

import pytest

from rag.relations.acts import acts, swapped, titled
from rag.relations.alignment import Alignment
from rag.relations.statement import Statement, read_statement


def told(statement: Statement) -> list[tuple[set[str], set[str]]]:
    return [
        ({statement.tokens[at] for at in act.doers}, {statement.tokens[at] for at in act.others})
        for act in acts(statement)
    ]


@pytest.mark.parametrize(
    ("text", "doer", "other"),
    [
        ("Brandt kritisierte Klein.", "Brandt", "Klein"),
        ("Klein wurde von Brandt kritisiert.", "Brandt", "Klein"),
        ("Den Minister kritisierte Brandt.", "Brandt", "Minister"),
        ("Brandt criticised Klein.", "Brandt", "Klein"),
        ("The mayor was criticised by Brandt.", "Brandt", "mayor"),
    ],
)
def test_voice_case_and_order_tell_who_does_it(text: str, doer: str, other: str) -> None:
    assert told(read_statement(text)) == [({doer}, {other})]


@pytest.mark.parametrize(
    ("statement", "quote", "is_swapped"),
    [
        ("Klein kritisierte Brandt.", "Brandt kritisierte Klein.", True),
        ("Klein wurde von Brandt kritisiert.", "Klein kritisierte Brandt.", True),
        ("Brandt was criticised by Klein.", "Brandt kritisierte Klein.", True),
        ("Klein was criticised by Brandt.", "Brandt criticised Klein.", False),
        ("Den Minister kritisierte Brandt.", "Brandt kritisierte den Minister.", False),
        ("Klein was criticised by Brandt.", "Brandt kritisierte Klein.", False),
    ],
)
def test_changed_places_are_told_and_another_voice_is_none(statement: str, quote: str, is_swapped: bool) -> None:
    assert swapped(Alignment(read_statement(statement), read_statement(quote))) == is_swapped


def test_a_title_is_what_stands_right_before_a_name() -> None:
    read = read_statement("Gestern traf Bürgermeisterin Anna Klein in Wismar ein.")
    assert [read.tokens[at] for at in sorted(titled(read))] == ["Bürgermeisterin"]
    assert titled(read_statement("Anna Klein ging.")) == frozenset()
