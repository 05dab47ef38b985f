"""Force: what is asked, planned, offered, supposed or denied is no fact; other words of the same force answer it."""

from __future__ import annotations

import re

import pytest

from rag.relations.alignment import Alignment
from rag.relations.force import _patterns, other_force, signs
from rag.relations.statement import read_statement


def force(statement: str, quote: str) -> list[str]:
    return other_force(Alignment(read_statement(statement), read_statement(quote)))


@pytest.mark.parametrize(
    ("statement", "quote", "word"),
    [
        ("Die Stadt baut die Brücke.", "Die Stadt will die Brücke bauen.", "will"),
        ("Russland liefert Weizen.", "Russland bot an, Weizen zu liefern.", "bot an"),
        ("The city builds the bridge.", "Ob die Stadt die Brücke baut, ist unklar.", "Ob"),
        ("Klein nahm Geld an.", "Klein soll Geld angenommen haben.", "soll"),
        ("Der Hafen schließt.", "Der Hafen schließt, wenn es regnet.", "wenn"),
        ("Klein könnte zurücktreten.", "Klein tritt zurück.", "könnte"),
        ("Die Firma zahlt Steuern.", "Zahlt die Firma Steuern?", "?"),
    ],
)
def test_another_force_is_told_by_its_word(statement: str, quote: str, word: str) -> None:
    (reason,) = force(statement, quote)
    assert reason.startswith("modality")
    assert repr(word) in reason


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Die Stadt plant den Bau der Brücke.", "Die Stadt will die Brücke bauen."),
        ("Russland bot an, Weizen zu liefern.", "Russland bot an, Weizen zu liefern."),
        ("Russia offered to deliver wheat.", "Russland bot an, Weizen zu liefern."),
        ("Klein allegedly took money.", "Klein soll Geld angenommen haben."),
        ("The port closes if it rains.", "Der Hafen schließt, wenn es regnet."),
        ("Der Hafen schließt.", "Der Hafen schließt, auch wenn es regnet."),
        ("In May the port closed.", "Im Mai schloss der Hafen."),
        ("The port closed on May 3.", "Am 3. Mai schloss der Hafen."),
    ],
)
def test_the_same_force_in_other_words_is_none_other(statement: str, quote: str) -> None:
    assert force(statement, quote) == []


def test_an_accusation_told_beside_who_makes_it_is_no_fact() -> None:
    there = Alignment(
        read_statement("Klein nahm Geld an."), read_statement("Brandt warf Klein vor, Geld angenommen zu haben.")
    )
    assert other_force(there) != []
    assert other_force(there, attributed=True) == []


def test_signs_stand_in_the_order_of_the_text_at_their_places() -> None:
    text = "Klein könnte gehen, wenn Brandt angeblich bleibt."
    found = signs(text, "de")
    assert [sign.start for sign in found] == sorted(sign.start for sign in found)
    assert all(text[sign.start :].startswith(sign.text) for sign in found)
    assert {"könnte", "wenn", "angeblich"} <= {sign.text for sign in found}


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_line_of_the_table_is_read_and_finds_no_empty_words(language: str) -> None:
    patterns = _patterns(language)
    assert len(patterns) > 30
    for forces, _, pattern in patterns:
        assert forces <= set(
            "if whether possible hearsay planned demanded accused offered threatened denied doubted tried hoped"
            " favoured instructed".split()
        )
        assert not pattern.fullmatch("")
        assert isinstance(pattern, re.Pattern)
