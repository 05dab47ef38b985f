"""Polarity: a negation on one side only, and the words that hold one."""

from __future__ import annotations

import pytest

from rag.relations.alignment import Alignment
from rag.relations.polarity import denies, operators
from rag.relations.statement import read_statement


@pytest.mark.parametrize(
    ("statement", "quote", "denied"),
    [
        ("Klein kam nicht.", "Klein kam.", True),
        ("Klein kam.", "Klein kam nicht.", True),
        ("Klein did not come.", "Klein kam.", True),
        ("Klein bestreitet, dass er kam.", "Klein bestreitet nicht, dass er kam.", True),
        ("Klein does not rule out a strike.", "Klein schließt einen Streik aus.", True),
        ("Klein kam nicht.", "Klein kam nicht.", False),
        ("Klein did not come.", "Klein kam nicht.", False),
        ("Patienten hatten keinen Zugang.", "Den Patienten fehlte der Zugang.", False),
        ("The port does not open until Monday.", "Der Hafen öffnet erst am Montag.", False),
    ],
)
def test_one_denies_what_the_other_states(statement: str, quote: str, denied: bool) -> None:
    assert denies(Alignment(read_statement(statement), read_statement(quote))) == denied


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Klein kam.", (0, 0)),
        ("Niemand kam, und keiner ging.", (2, 0)),
        ("He didn't come and never went.", (2, 0)),
        ("Der Zugang fehlte.", (0, 1)),
        ("Klein bestritt nicht, dass er kam.", (1, 1)),
        ("Das Nicht-Angriffs-Abkommen gilt.", (1, 0)),
    ],
)
def test_words_that_deny_are_counted(text: str, counts: tuple[int, int]) -> None:
    assert operators(text) == counts
