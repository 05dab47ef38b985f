"""The gate: what one quote must say before a statement may stand on it."""

from __future__ import annotations

import pytest

from rag import verify

QUOTE = "Der Hafen von Wismar wird bis 2027 für 80 Millionen Euro vertieft, sagte Bürgermeisterin Anna Kruse am Montag."


@pytest.mark.parametrize(
    "statement",
    [
        "Der Hafen von Wismar wird bis 2027 vertieft.",
        "Bis 2027 wird der Hafen von Wismar für 80 Millionen Euro vertieft.",
        "The harbour of Wismar will be deepened by 2027.",
        "The harbour will be deepened for €80 million.",
        "Laut Kruse wird der Hafen vertieft.",
    ],
)
def test_what_the_quote_says_is_verified_in_either_language(statement: str) -> None:
    assert verify(statement, QUOTE).status == "verified"


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("Der Hafen von Wismar wird für 90 Millionen Euro vertieft.", "number"),
        ("Der Hafen von Wismar wird bis 2029 vertieft.", "time"),
        ("Der Hafen von Wismar wird nicht vertieft.", "negation"),
        ("Der Hafen von Rostock wird vertieft.", "actor"),
        ("Der Hafen von Wismar wird gesperrt.", "verb"),
        ("Der Hafen von Wismar könnte vertieft werden.", "modality"),
        ("Der Hafen von Wismar wird vertieft und die Werft entlässt 300 Menschen.", "number"),
    ],
)
def test_a_statement_with_one_thing_changed_is_rejected(statement: str, reason: str) -> None:
    verdict = verify(statement, QUOTE)
    assert verdict.status == "rejected"
    assert reason in " ".join(verdict.reasons)


def test_an_opposite_is_rejected() -> None:
    assert verify("Klein bestätigte den Bericht.", "Klein dementierte den Bericht.").status == "rejected"


def test_two_sentences_glued_are_rejected_though_both_are_in_the_quote() -> None:
    quote = "Die Stadt vertieft den Hafen. Die neue Brücke kostet 80 Millionen Euro."
    assert verify("Die Stadt vertieft den Hafen für 80 Millionen Euro.", quote).status == "rejected"


def test_another_claimer_is_misattribution() -> None:
    assert verify("Der Hafen wird vertieft.", QUOTE, claimer="Anna Kruse").status == "verified"
    verdict = verify("Der Hafen wird vertieft.", QUOTE, claimer="Paul Brandt")
    assert verdict.status == "misattributed"
    assert verdict.reasons == ("claimer: Anna Kruse says it, not Paul Brandt",)


def test_an_attribution_in_the_statement_counts_as_its_claimer() -> None:
    assert verify("Laut Brandt wird der Hafen vertieft.", QUOTE).status == "misattributed"


def test_words_left_out_of_the_quote_are_told() -> None:
    quote = "Die Stadt Wismar vertieft […] den Hafen bis 2027."
    assert verify("Die Stadt Wismar vertieft den Hafen bis 2027.", quote).status == "verified-with-gap"


@pytest.mark.parametrize(("statement", "quote"), [("", "Etwas."), ("Etwas.", " … "), ("x" * 3_000, "Etwas.")])
def test_what_cannot_be_held_against_each_other_is_refused(statement: str, quote: str) -> None:
    with pytest.raises(ValueError, match=r"statement|quote"):
        verify(statement, quote)


def test_a_verdict_has_the_documented_shape() -> None:
    assert set(verify("Klein kam.", "Klein kam.").to_dict()) == {"status", "reasons", "confidence"}
