"""How statements stand to each other: single traps, and the constructed pairs with their floors."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.encoder import open_encoder
from rag.evaluation.progress import finish
from rag.evaluation.relation_quality import RelationQuality, measure, read_pairs
from rag.relations.compare import compare
from rag.relations.statement import read_statement
from tests.conftest import ONE_THREAD

PAIRS = Path(__file__).with_name("pairs.jsonl")


def kind(first: str, second: str, similarity: float = 0.8) -> str:
    return compare(read_statement(first), read_statement(second), similarity=similarity).kind


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Nordland lieferte Weizen an Südland.", "Nordland bot Südland Weizen an."),
        ("Die Stadt baut eine Halle.", "Die Opposition fordert den Bau einer Halle."),
        ("Exports rose in 2020.", "Exports rose in 2021."),
        ("Der Umsatz stieg 2020 um 5 Prozent.", "Der Umsatz stieg 2021 um 7 Prozent."),
        ("Klein visited Gera.", "Brandt visited Gera."),
        ("Südland hat keinen Antrag gestellt.", "Nordland is putting more money into Südland."),
        ("Klein broke with Washington.", "Als Wolf sich erklärte und die USA ihn stützten, hielt Brandt zu Klein."),
        ("Klein broke off relations with the US.", "Als die USA Wolf stützten, hielt Brandt zu Klein."),
    ],
)
def test_what_may_both_be_true_is_related_only(first: str, second: str) -> None:
    assert kind(first, second) == "related"
    assert kind(second, first) == "related"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Der Preis stieg um 5 Prozent.", "Der Preis stieg um 9 Prozent."),
        ("Die Werft schließt.", "Die Werft schließt nicht."),
        ("The port closed.", "Der Hafen hat nicht geschlossen."),
        ("Klein bestätigte den Verkauf.", "Klein dementierte den Verkauf."),
        ("Freeland attacked Marland.", "Marland attacked Freeland."),
    ],
)
def test_one_slot_that_contradicts_refutes_both_ways(first: str, second: str) -> None:
    assert kind(first, second) == "refuting"
    assert kind(second, first) == "refuting"


def test_closeness_alone_neither_supports_nor_refutes() -> None:
    assert kind("Klein kaufte eine Werft.", "Klein besuchte eine Werft.", similarity=0.99) == "related"


def test_the_reason_names_the_numbers() -> None:
    relation = compare(
        read_statement("Nordwerk entließ 300 Menschen."),
        read_statement("Nordwerk entließ 200 Menschen."),
        similarity=0.9,
    )
    assert relation.reasons == ("number: 300, not 200",)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Klein telefonierte nicht mit Wolf.", "Klein telefonierte am Montag mit Wolf."),
        ("Klein did not travel with Wolf.", "Klein travelled with Wolf."),
        ("Der Zug fuhr nicht nach Gera.", "Der Zug fuhr nach Gera."),
        ("Klein is no longer president.", "Klein is president."),
        ("Few people came to Gera.", "Viele Menschen kamen nach Gera."),
    ],
)
def test_what_cannot_both_be_true_is_refuting(first: str, second: str) -> None:
    assert kind(first, second) == "refuting"
    assert kind(second, first) == "refuting"


@given(st.text(max_size=120), st.text(max_size=120))
def test_a_relation_is_given_for_any_two_texts(first: str, second: str) -> None:
    relation = compare(read_statement(first), read_statement(second), similarity=0.5)
    assert 0 <= relation.confidence <= 1


@pytest.mark.parametrize("word", ["bot ", "nicht ", "Haus ", "zu ", "Aa-", "„"])
def test_thousands_of_equal_words_are_compared(word: str) -> None:
    statement = read_statement(word * 10_000)
    assert compare(statement, statement, similarity=0.9).kind != "refuting"


@pytest.mark.parametrize("text", ["Die Werft entließ am Montag 300 Menschen.", "Klein never sold the yard in Gera."])
def test_a_statement_is_identical_with_itself(text: str) -> None:
    assert kind(text, text, similarity=1.0) == "identical"


@pytest.fixture(scope="module")
def quality() -> RelationQuality:
    return finish(measure(read_pairs(PAIRS), open_encoder(ONE_THREAD)))


def test_constructed_pairs_are_told_apart(quality: RelationQuality) -> None:
    assert len(quality.judged) >= 100
    assert quality.macro_f1 >= 0.9
    assert quality.of(held=True).macro_f1 >= 0.85


def test_a_wrong_refutation_is_rare(quality: RelationQuality) -> None:
    assert quality.precision("refuting") >= 0.9
    assert quality.of(held=True).precision("refuting") >= 0.9
