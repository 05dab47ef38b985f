"""Bindings: the same words tied together otherwise say something else."""

from __future__ import annotations

import pytest

from rag.relations.alignment import Alignment
from rag.relations.bindings import loosened
from rag.relations.statement import read_statement


def loose(statement: str, quote: str) -> list[str]:
    return loosened(Alignment(read_statement(statement), read_statement(quote)))


@pytest.mark.parametrize(
    ("statement", "quote", "reason"),
    [
        ("41 Abgeordnete stimmten zu.", "37 der 41 Abgeordneten stimmten zu.", "number"),
        ("Der Preis stieg auf 5 Prozent.", "Der Preis stieg um 5 Prozent.", "number"),
        ("Die Fähre fährt von Malmö nach Bergen.", "Die Fähre fährt von Bergen nach Malmö.", "direction"),
        ("The ferry goes from Malmö to Bergen.", "Die Fähre fährt von Bergen nach Malmö.", "direction"),
        ("Klein ging vor der Sitzung.", "Klein ging nach der Sitzung.", "time"),
        ("Klein ging, bevor Brandt kam.", "Klein ging, nachdem Brandt kam.", "time"),
        ("Es gab Klage ohne Beweise.", "Es gab Klage mit Beweisen.", "negation"),
    ],
)
def test_words_tied_otherwise_are_told(statement: str, quote: str, reason: str) -> None:
    found = loose(statement, quote)
    assert found
    assert {each.split(":")[0] for each in found} == {reason}


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("37 der 41 Abgeordneten stimmten zu.", "37 der 41 Abgeordneten stimmten zu."),
        ("37 of the 41 deputies agreed.", "37 der 41 Abgeordneten stimmten zu."),
        ("The price rose by 5 per cent.", "Der Preis stieg um 5 Prozent."),
        ("Nach Malmö fährt die Fähre von Bergen.", "Die Fähre fährt von Bergen nach Malmö."),
        ("Brandt kam, nachdem Klein ging.", "Klein ging, bevor Brandt kam."),
        ("Klein left without proof.", "Klein ging ohne Beweise."),
    ],
)
def test_the_same_ties_in_another_order_pass(statement: str, quote: str) -> None:
    assert loose(statement, quote) == []
