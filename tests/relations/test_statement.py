"""A sentence read: its words, roles, and who says it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import read_claims
from rag.relations.statement import read_statement, statement_of


def test_who_says_it_is_no_part_of_what_is_said() -> None:
    statement = read_statement("Laut Minister Klein wird der Hafen vertieft.")
    assert statement.claimer == "Klein"
    assert [word.text for word in statement.words] == ["Hafen", "vertieft"]


def test_a_prefix_at_the_end_belongs_to_its_verb() -> None:
    (verb,) = (word for word in read_statement("Klein lehnte den Vertrag gestern ab.", "de").words if word.verb)
    assert verb.text == "ablehnte"


@pytest.mark.parametrize(
    "text",
    [
        "Freeland attacked Marland.",
        "Marland was attacked by Freeland.",
        "Marland wurde von Freeland angegriffen.",
    ],
)
def test_the_agent_is_found_in_active_and_passive(text: str) -> None:
    agents = {word.text for word in read_statement(text).words if word.agent}
    assert agents == {"Freeland"}


def test_a_denied_claim_turns_its_quote_round() -> None:
    (claim,) = read_claims("Die Werft hat 300 Menschen entlassen.")
    assert not any(word.negated for word in statement_of(claim).words)
    assert all(word.negated for word in statement_of(replace(claim, epistemic="FalseCertain")).words)


def test_a_claims_modality_is_taken_over() -> None:
    (claim,) = read_claims("Die Werft liefert der Stadt zwei Schiffe.")
    assert {word.modality for word in statement_of(replace(claim, modality="offered")).words} == {"offered"}


@given(st.text(max_size=300))
def test_any_text_is_read_without_failing(text: str) -> None:
    statement = read_statement(text)
    assert all(word.place >= 0 for word in statement.words)


@pytest.mark.parametrize("text", ["„" * 10_000, "a" * 1_000_000, "nicht " * 100_000, "zu " * 100_000, "1.1" * 100_000])
def test_long_text_is_cut_and_read_quickly(text: str) -> None:
    assert len(read_statement(text).text) <= 2_000


def test_a_mark_without_a_letter_of_its_own_is_read_over() -> None:
    said = read_statement("Klein sagte, \u0302 das Haus bleibe zu.")
    assert "Haus" in [word.text for word in said.words]


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                "„ “ , . : sagte nicht dass laut Klein Bahn 50 Prozent sei said that he \u0302 ’ -".split()
            ),
            st.text(max_size=6),
        ),
        max_size=40,
    ).map(" ".join),
    st.sampled_from(["de", "en"]),
)
def test_every_claim_of_any_text_is_a_statement(text: str, language: str) -> None:
    for claim in read_claims(text, language=language, published="2024-05-17"):
        assert statement_of(claim).text
