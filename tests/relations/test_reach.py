"""Reach: of some is not of all, nobody is the only or the first by himself, and a deputy is no minister."""

from __future__ import annotations

import pytest

from rag.relations.alignment import Alignment
from rag.relations.reach import overdone
from rag.relations.statement import read_statement


def reach(statement: str, quote: str) -> list[str]:
    return overdone(Alignment(read_statement(statement), read_statement(quote)))


@pytest.mark.parametrize(
    ("statement", "quote", "reason"),
    [
        ("Alle Schulen schließen.", "Viele Schulen schließen.", "quantity"),
        ("All schools close.", "Einige Schulen schließen.", "quantity"),
        ("Beide Häfen schließen.", "Einer der beiden Häfen schließt.", "quantity"),
        ("Die Mehrheit stimmte zu.", "Einige stimmten zu.", "quantity"),
        ("Nur der Hafen schließt.", "Der Hafen schließt.", "quantity"),
        ("The harbour closed first.", "Der Hafen schloss.", "order"),
        ("Die zweite Brücke wird gebaut.", "Die Brücke wird gebaut.", "order"),
        ("Wegen des Sturms schloss der Hafen.", "Nach dem Sturm schloss der Hafen.", "cause"),
        ("Die Ministerin Anna Klein trat zurück.", "Die ehemalige Ministerin Anna Klein trat zurück.", "office"),
        ("Die frühere Ministerin Klein trat zurück.", "Die Ministerin Klein trat zurück.", "office"),
    ],
)
def test_what_the_quote_does_not_say_so_widely_is_told(statement: str, quote: str, reason: str) -> None:
    assert [found.split(":")[0] for found in reach(statement, quote)] == [reason]


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("All schools close.", "Sämtliche Schulen schließen."),
        ("Both ports closed.", "Die zwei Häfen schlossen."),
        ("Die Mehrheit stimmte zu.", "60 Prozent stimmten zu."),
        ("Nobody came.", "Niemand kam."),
        ("The second bridge is built.", "Die 2. Brücke wird gebaut."),
        ("Because of the storm the port closed.", "Wegen des Sturms schloss der Hafen."),
        ("The former minister Anna Klein resigned.", "Die ehemalige Ministerin Anna Klein trat zurück."),
        ("Viele Schulen schließen.", "Alle Schulen schließen."),
    ],
)
def test_the_same_reach_in_other_words_passes(statement: str, quote: str) -> None:
    assert reach(statement, quote) == []
