from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims.extraction import extract
from rag.claims.negation import is_negated
from rag.types import Article, Claim, Noise, Span


def claims_of(text: str, language: str | None = "de", noise: tuple[Noise, ...] = ()) -> list[Claim]:
    article = Article("id", "Titel", text, language, noise=noise)
    return extract(article, count=len, budget=len(text) + 1, fits=lambda _: True)[1]


def quotes(text: str) -> list[str]:
    return [claim.quote for claim in claims_of(text)]


def test_every_sentence_that_states_something_is_a_claim() -> None:
    assert quotes("Der Hafen ruht seit Mai. Die Fischer warten.") == ["Der Hafen ruht seit Mai.", "Die Fischer warten."]


@pytest.mark.parametrize(
    "text",
    [
        "Warum ruht der Hafen?",
        "„Warum ruht der Hafen?“",
        "Lesen Sie dazu auch:",
        "Ja.",
        "Mai 2022",
        "Foto: Anna Weber",
        "WICHTIGE MELDUNG AUS ULM",
        "* * *",
        "",
    ],
)
def test_a_question_a_label_or_a_scrap_is_no_claim(text: str) -> None:
    assert quotes(text) == []


def test_a_short_sentence_with_a_verb_is_a_claim() -> None:
    assert quotes("Maduro blieb trotzdem.") == ["Maduro blieb trotzdem."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("„Der Hafen ruht. Die Fischer warten.“", ["Der Hafen ruht.", "Die Fischer warten."]),
        ("»Der Hafen ruht. Die Fischer warten.«", ["Der Hafen ruht.", "Die Fischer warten."]),
        ("«Der Hafen ruht. Die Fischer warten.»", ["Der Hafen ruht.", "Die Fischer warten."]),
        ('"Der Hafen ruht. Die Fischer warten."', ["Der Hafen ruht.", "Die Fischer warten."]),
        ("„Der Hafen ruht. Die Fischer warten“.", ["Der Hafen ruht.", "Die Fischer warten"]),
        ("„Der Hafen ruht“, sagte Weber.", ["„Der Hafen ruht“, sagte Weber."]),
        ("Er nannte es ein „schönes Haus“.", ["Er nannte es ein „schönes Haus“."]),
        ("„Der Hafen ruht seit Mai.“", ["„Der Hafen ruht seit Mai.“"]),
        ("(Der Hafen ruht seit Mai.", ["Der Hafen ruht seit Mai."]),
        ("Der Hafen (seit Mai geschlossen) ruht.", ["Der Hafen (seit Mai geschlossen) ruht."]),
        ("- Der Hafen ruht seit Mai.", ["Der Hafen ruht seit Mai."]),
        ("• Der Hafen ruht seit Mai.", ["Der Hafen ruht seit Mai."]),
        ("„Der Hafen ruht“, sagte er. „Die Fischer warten.", ["„Der Hafen ruht“, sagte er.", "Die Fischer warten."]),
    ],
)
def test_quotes_read_well_without_stray_marks(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


def test_a_trimmed_sentence_keeps_its_attribution() -> None:
    claims = claims_of("„Der Hafen ruht. Die Fischer warten“, sagte Weber.")
    assert [claim.attribution.claimer and claim.attribution.claimer.text for claim in claims] == ["Weber", "Weber"]
    assert claims[0].quote == "Der Hafen ruht."


def test_noise_holds_no_claims() -> None:
    text = "Der Hafen ruht seit Mai. Bitte spenden Sie jetzt. Die Fischer warten noch."
    start = text.index("Bitte")
    noise = (Noise(start, start + len("Bitte spenden Sie jetzt."), "plea"),)
    assert [claim.quote for claim in claims_of(text, noise=noise)] == [
        "Der Hafen ruht seit Mai.",
        "Die Fischer warten noch.",
    ]


def test_a_claim_knows_that_it_is_negated() -> None:
    assert [claim.negated for claim in claims_of("Der Hafen ruht nicht mehr. Die Fischer warten noch.")] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("Er hat kein Geld.", True),
        ("Er kam nie zurück.", True),
        ("Er ging nicht ohne Hut.", False),
        ("Er dementierte den Bericht.", True),
        ("Er widersprach dem Bericht.", True),
        ("Er bestätigte den Bericht.", False),
        ("Der Kreml verneint das.", True),
        ("It didn't rain.", True),
        ("It didn’t rain.", True),
        ("He denied the report.", True),
        ("He cannot leave.", True),
        ("He won't go without a hat.", False),
        ("He confirmed the report.", False),
    ],
)
def test_negation(text: str, negated: bool) -> None:
    assert is_negated(text) is negated


NASTY = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from(list("\n .,;:!?…„“”\"»«'–()-äßZaB1"))), max_size=300
)


@given(NASTY, st.integers(5, 80), st.sampled_from(["de", "en", None]))
def test_claims_of_any_text_lie_in_order_in_their_passages(text: str, budget: int, language: str | None) -> None:
    article = Article("id", "Titel", text, language)
    passages, claims = extract(article, count=len, budget=budget, fits=lambda _: True)
    position = 0
    for claim in claims:
        assert claim.passage in passages
        assert position <= claim.start < claim.end
        assert claim.passage.span.contains(Span(claim.start, claim.end))
        assert claim.quote == text[claim.start : claim.end] == claim.quote.strip()
        position = claim.end


@pytest.mark.parametrize("piece", ["„", "„Ja. ", "wort ", ", sagte ", "Wort ", "der alte ", "nicht "], ids=repr)
def test_twice_the_text_takes_about_twice_the_time(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        began = time.process_time()
        claims_of(text)
        return time.process_time() - began

    small = seconds(10_000)
    large = seconds(40_000)
    # Four times the text; quadratic time would be 16 times. The summand keeps the clock's grain out.
    assert large < 9 * small + 0.2
