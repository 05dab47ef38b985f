"""What is denied and what is only planned, offered, demanded or possible, clause by clause."""

from __future__ import annotations

import pytest

from rag.relations.statement import read_statement


def words(text: str) -> dict[str, tuple[bool, str]]:
    return {word.text: (word.negated, word.modality) for word in read_statement(text).words}


@pytest.mark.parametrize(
    ("text", "word", "negated"),
    [
        ("Die Stadt schließt das Freibad nicht.", "schließt", True),
        ("The city did not close the pool.", "close", True),
        ("Der Sprecher dementierte, dass Klein die Werft verkauft habe.", "verkauft", True),
        ("The spokesman denied that Klein had sold the yard.", "sold", True),
        ("Klein refused to sign the treaty.", "sign", True),
        ("Es stimmt nicht, dass die Werft schließt.", "schließt", True),
        ("Die Werft schließt nicht nur im Sommer.", "schließt", False),
        ("Not only did the yard close, it sold its cranes.", "close", False),
        ("Die Werft wird nicht verkauft, sondern verpachtet.", "verpachtet", False),
        ("Klein, der nicht kommen wollte, eröffnete die Brücke.", "eröffnete", False),
        ("The price was driven not by demand.", "driven", False),
        ("Klein telefonierte nicht mit Wolf.", "telefonierte", True),
        ("Klein telefonierte nicht mit Wolf, sondern mit Brandt.", "telefonierte", False),
        ("Klein spoke not of Gera, but of Bonn.", "spoke", False),
        ("The yard is no longer open.", "open", True),
    ],
)
def test_negation_reaches_as_far_as_its_clause(text: str, word: str, negated: bool) -> None:
    assert words(text)[word][0] is negated


@pytest.mark.parametrize(
    ("text", "word", "modality"),
    [
        ("Nordland lieferte Weizen.", "lieferte", "stated"),
        ("Nordland bot Weizen an.", "Weizen", "offered"),
        ("Nordland offered to deliver wheat.", "deliver", "offered"),
        ("Die Stadt plant, die Halle zu bauen.", "bauen", "planned"),
        ("The opposition called on Klein to resign.", "resign", "demanded"),
        ("Alvara könnte die Werft verkaufen.", "verkaufen", "possible"),
        ("Alvara may sell the yard.", "sell", "possible"),
        ("Klein wollte nicht ausschließen, dass Nordland Soldaten entsendet.", "entsendet", "planned"),
        ("Residents oppose the plan.", "oppose", "stated"),
    ],
)
def test_modality_tells_a_fact_from_what_is_wanted(text: str, word: str, modality: str) -> None:
    assert words(text)[word][1] == modality
