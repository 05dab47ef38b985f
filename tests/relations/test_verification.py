"""The gate: what one quote must say before a statement may stand on it."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from rag import read_claims, verify
from rag.relations.force import signs
from rag.relations.polarity import operators
from rag.relations.verification import resolved_sentence, typed_quotes, verify_claim
from rag.types import Claim

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


# --- quotation marks, typesetting and parts --------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "quote", "missing"),
    [
        ('Klein nannte den Bau "unsinnig".', 'Klein nannte den Bau "einen Fehler".', ["unsinnig"]),
        ('Klein nannte den Bau "einen Fehler".', "Klein nannte den Bau einen Fehler.", []),
        ('Er sprach von "strassen, die fehlen".', 'Er sprach von "Straßen, die fehlen".', []),
        ('"Das", sagte er, "ist neu."', '"Das ist neu", sagte er.', []),
        ("Er sagte nichts.", 'Er sagte "nichts".', []),
    ],
)
def test_what_stands_in_quotation_marks_must_be_in_the_quote_word_for_word(
    statement: str, quote: str, missing: list[str]
) -> None:
    assert typed_quotes(statement, quote) == missing


def test_a_typed_quote_that_is_none_is_named_in_the_reason() -> None:
    verdict = verify("Kruse nannte den Ausbau „einen Glücksfall“.", QUOTE)
    assert verdict.reasons == ("in quotation marks, but not in the quote: einen Glücksfall",)


def test_typesetting_of_the_quote_changes_nothing() -> None:
    typeset = "Der Ha\u00adfen von Wis-\nmar wird bis 2027 für 80\u00a0Millionen Euro vertieft."
    assert verify("Der Hafen von Wismar wird für 80 Millionen Euro vertieft.", typeset).status == "verified"


def test_each_sentence_of_a_statement_must_be_said_by_itself() -> None:
    assert verify("Der Hafen wird vertieft. Das sagte Kruse am Montag.", QUOTE).status != "misattributed"
    assert verify("Der Hafen wird vertieft. Die Werft wird geschlossen.", QUOTE).status == "rejected"


# --- against a claim of an article -----------------------------------------------------------------------

ARTICLE = (
    "Präsident Juan Orlanda besuchte am Montag die Werft von Wismar. „Der Hafen wird bis 2027 vertieft“, sagte er. "
    "Ministerin Anna Kruse kündigte an, das Dock zu schließen. Das Land habe kein Geld, erklärte sie."
)


def claim_of(words: str) -> Claim:
    return next(claim for claim in read_claims(ARTICLE) if words in claim.quote)


@pytest.mark.parametrize(
    ("words", "statement"),
    [
        ("vertieft", "Der Hafen wird bis 2027 vertieft."),
        ("vertieft", "Juan Orlanda: Der Hafen wird bis 2027 vertieft."),
        ("vertieft", "Orlanda sagte, der Hafen werde bis 2027 vertieft."),
        ("vertieft", "The harbour will be deepened by 2027, Orlanda said."),
        ("Dock", "Anna Kruse kündigte an, das Dock zu schließen."),
        ("Geld", "Anna Kruse: Das Land hat kein Geld."),
    ],
)
def test_a_statement_may_name_whom_the_article_means_by_a_pronoun(words: str, statement: str) -> None:
    assert verify_claim(statement, claim_of(words)).status == "verified"


@pytest.mark.parametrize(
    ("words", "statement", "status"),
    [
        ("vertieft", "Laut Brandt wird der Hafen bis 2027 vertieft.", "misattributed"),
        ("Dock", "Juan Orlanda kündigte an, das Dock zu schließen.", "misattributed"),
        ("vertieft", "Paul Brandt: Der Hafen wird bis 2027 vertieft.", "rejected"),
        ("vertieft", "Juan Orlanda: Der Hafen wird bis 2029 vertieft.", "rejected"),
    ],
)
def test_another_claimer_than_the_claims_own_does_not_pass(words: str, statement: str, status: str) -> None:
    assert verify_claim(statement, claim_of(words)).status == status


def test_a_further_name_of_the_claimer_counts() -> None:
    statement = "Der Staatschef: Der Hafen wird bis 2027 vertieft."
    assert verify_claim(statement, claim_of("vertieft")).status == "rejected"
    assert verify_claim(statement, claim_of("vertieft"), claimer="Der Staatschef").status == "verified"


def test_a_resolved_sentence_has_names_for_pronouns_and_else_stays_as_it_is() -> None:
    assert resolved_sentence(claim_of("vertieft")) == "„Der Hafen wird bis 2027 vertieft“, sagte Juan Orlanda."
    assert resolved_sentence(claim_of("Geld")) == "Das Land habe kein Geld, erklärte Anna Kruse."
    assert resolved_sentence(claim_of("Dock")) == claim_of("Dock").sentence_text


# --- any text --------------------------------------------------------------------------------------------

PIECES = (
    "Klein|Der Hafen|sagte|laut Brandt|will|wenn|ob|nicht|kein|37 der 41|von Wismar nach Bergen|um 5 Prozent|bevor|"
    "alle|„|“|\"|'|(|)|…|[...]|-|-\n|,|.|:|?|1 000|3.5|2027|am 9. Mai|the port|was closed by|not|only|because|"
    "Ex-Minister|\u00ad|\u0301|ß"
).split("|")
texts = st.text(min_size=1, max_size=60) | st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map(" ".join)


@given(texts, texts, st.none() | texts)
@settings(max_examples=150, deadline=None)
def test_any_two_texts_get_a_verdict_or_are_refused(statement: str, quote: str, claimer: str | None) -> None:
    try:
        verdict = verify(statement, quote, claimer=claimer)
    except ValueError as error:
        assert "empty" in str(error)  # noqa: PT017 - every text is either judged or refused for this one reason
        return
    assert 0 <= verdict.confidence <= 1
    assert bool(verdict.reasons) or verdict.status == "verified"
    assert verify(statement, quote, claimer=claimer) == verdict


HOSTILE = (
    "a ", "nicht ", "„", '"', "'", "1", "1 ", "1 000 ", "-", "a-\n", "wenn ", "weist ", "bot ", "soll, ", "37 der 41 ",
    "von A nach B ", "… ", "a.", "a\u0301", "\u00ad", "1. Mai ", "Haus", "alle nur weil ", "Klein sagt, ",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_text_of_one_piece_over_and_over_comes_to_an_end(piece: str) -> None:
    text = (f"Klein kam {piece * 2_000}")[:2_000]
    assert verify("Klein kam nicht.", text).status
    assert verify(text, "Klein kam nicht.").status


@pytest.mark.parametrize("piece", HOSTILE)
def test_tables_of_words_find_at_most_so_many_matches_as_there_are_words(piece: str) -> None:
    text = (piece * 2_000)[:2_000]
    for language in ("de", "en"):
        assert len(signs(text, language)) <= 4 * len(text.split()) + 1
    assert sum(operators(text)) <= len(text.split())


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("The union sued the company.", "Die Gewerkschaft verklagte das Unternehmen."),
        ("Klein argued that the port is too small.", "Klein argumentierte, der Hafen sei zu klein."),
        ("The bridge will not be finished until 2027.", "Die Brücke wird erst 2027 fertig."),
        ("Die Brücke wird erst 2027 fertig.", "The bridge will not be finished until 2027."),
    ],
)
def test_what_only_looks_otherwise_is_verified(statement: str, quote: str) -> None:
    assert verify(statement, quote).reasons == ()


def test_a_sentence_in_which_the_claimer_says_it_is_enough() -> None:
    quote = "Die Exporte stiegen im Mai, sagte Klein. Exports rose in May, Meier said."
    assert verify("Exports rose in May.", quote, claimer="Klein").status == "verified"


def test_a_request_is_not_told_as_a_fact() -> None:
    assert verify("The president requested a meeting.", "Der Präsident bat um ein Treffen.").status == "verified"
    assert (
        verify("The president met the minister.", "Der Präsident bat den Minister um ein Treffen.").status != "verified"
    )
