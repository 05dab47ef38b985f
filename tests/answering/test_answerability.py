"""Answerability: one probability for the whole find, that rises with what is near and falls with what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer_type import UNTOLD
from rag.answering.answerability import ANSWERS, FEATURES, WEIGHTS, confidence, features
from rag.question import Question
from rag.retrieval import Found
from rag.types import Article, Claim, ClaimScore, Hit, Passage, content_id

near = st.floats(-1, 1, width=32)


def hit(*said: tuple[str, float], around: float = 0.5, silent: bool = False, language: str | None = "de") -> Hit:
    """A passage that is a whole article: claims with their cosines, `around` is its own."""
    text = " ".join(quote for quote, _ in said) or "Nichts."
    of = Article(content_id(text), "Titel", text, language)
    passage = Passage(of, 0, len(text))
    claims = tuple(Claim(passage, text.index(quote), text.index(quote) + len(quote)) for quote, _ in said)
    scores = tuple(ClaimScore(score=cosine, cosine=cosine, coverage=0.5) for _, cosine in said)
    return Hit(passage, claims, 0.5, {"passage": around}, scores, ("Pfizer",) if silent else ())


def found(*hits: Hit) -> Found:
    return Found(list(hits), {}, {})


def read(text: str = "Was kam?") -> Question:
    return Question.read(text, max_chars=200)


def measured(question: str, *hits: Hit) -> dict[str, float]:
    return dict(zip(FEATURES, features(read(question), found(*hits)), strict=True))


@given(near, near, st.booleans(), st.sampled_from(["Was kam?", "Wie viele Schiffe?", "Which is the largest?"]))
def test_it_is_a_probability(cosine: float, around: float, silent: bool, question: str) -> None:
    what = found(hit(("Ein Schiff kam.", cosine), around=around, silent=silent))
    assert 0 < confidence(read(question), what) < 1


@given(near, near, near)
def test_it_rises_with_the_nearest_claim(one: float, other: float, around: float) -> None:
    low, high = sorted((one, other))
    assert confidence(read(), found(hit(("Ein Schiff kam.", low), around=around))) <= confidence(
        read(), found(hit(("Ein Schiff kam.", high), around=around))
    )


@given(near, near)
def test_it_falls_when_the_nearest_claims_article_is_silent_on_a_name(cosine: float, around: float) -> None:
    speaking = hit(("Ein Schiff kam.", cosine), around=around)
    silent = replace(speaking, silent_on=("Pfizer",))
    assert confidence(read(), found(silent)) < confidence(read(), found(speaking))


def test_it_falls_when_everything_is_as_near_as_the_nearest() -> None:
    alone, crowded = (hit(("Ein Schiff kam.", 0.7), around=around) for around in (0.3, 0.7))
    assert confidence(read(), found(crowded)) < confidence(read(), found(alone))


def test_what_is_nearest_decides_on_both_sides_of_the_threshold() -> None:
    assert confidence(read(), found(hit(("Ein Schiff kam.", 0.95)))) > ANSWERS
    assert confidence(read(), found(hit(("Ein Schiff kam.", 0.05)))) < ANSWERS


@pytest.mark.parametrize("hits", [(), (hit(),), (hit(), hit(around=0.99))], ids=["no hits", "a bare hit", "bare hits"])
def test_without_claims_nothing_answers(hits: tuple[Hit, ...]) -> None:
    assert confidence(read(), found(*hits)) == 0.0


def saying(what: Hit, *nearness: float) -> Hit:
    """The same hit, whose claims are words of the claimer asked for, so near the topic."""
    scores = [replace(score, said=value) for score, value in zip(what.claim_scores, nearness, strict=True)]
    return replace(what, claim_scores=tuple(scores))


def test_where_somebodys_words_are_asked_for_only_his_on_the_topic_answer() -> None:
    near_by = hit(("Ein Schiff kam.", 0.95), ("Es blieb.", 0.2))
    for nearness in (0.0, 0.2, 0.7):
        what = replace(found(saying(near_by, 0.0, nearness)), by_claimer=True)
        assert confidence(read("Was sagt Kruse über Schiffe?"), what) == nearness
    assert confidence(read("Was sagt Bremen über Schiffe?"), found(saying(near_by, 0.0, 0.2))) > ANSWERS
    assert confidence(read("Was sagt Bremen über Schiffe?"), found(saying(hit(("Es blieb.", 0.1)), 0.7))) == 0.7


def test_his_words_without_the_number_asked_for_do_not_answer() -> None:
    what = replace(found(saying(hit(("Ein Schiff kam.", 0.9)), 0.9)), by_claimer=True)
    assert confidence(read("Laut Kruse: Wie viele Schiffe kamen?"), what) == 0.0


def test_there_is_a_weight_for_every_feature() -> None:
    assert len(WEIGHTS) == len(FEATURES) == len(set(FEATURES))
    signs = {name: weight > 0 for name, weight in zip(FEATURES, WEIGHTS, strict=True)}
    assert signs == {
        "bias": False, "cosine": True, "around": False, "silent": False, "held": True, "superlative": False,
        "count": False,
    }  # fmt: skip


def test_features_come_in_their_order() -> None:
    hits = (
        hit(("Dort liegen 300 Schiffe.", 0.75), around=0.5),
        hit(("Ein Hafen.", 0.25), around=0.25, silent=True),
    )
    assert features(read("Wie viele Schiffe liegen im größten Hafen?"), found(*hits)) == pytest.approx(
        (1.0, 0.75, 0.375, 0.0, 1.0, 1.0, 1.0)
    )
    assert features(read(), found(*hits)) == pytest.approx((1.0, 0.75, 0.375, 0.0, UNTOLD, 0.0, 0.0))


def test_around_is_the_mean_of_the_five_nearest_passages() -> None:
    hits = [hit(("Ein Schiff kam.", 0.5), around=value) for value in (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)]
    assert measured("Was kam?", *hits)["around"] == pytest.approx((0.6 + 0.5 + 0.4 + 0.3 + 0.2) / 5)


def test_a_bare_hit_counts_around_and_nowhere_else() -> None:
    one = measured("Was kam?", hit(("Ein Schiff kam.", 0.5), around=0.2), hit(around=0.8, silent=True))
    assert (one["cosine"], one["around"], one["silent"]) == pytest.approx((0.5, 0.5, 0.0))


def test_silence_is_that_of_the_article_whose_claim_scores_best() -> None:
    best = hit(("Ein Schiff kam.", 0.9), silent=True)
    assert measured("Was kam?", best, hit(("Zwei kamen.", 0.8)))["silent"] == 1.0
    assert measured("Was kam?", best, hit(("Zwei kamen.", 0.95)))["silent"] == 0.0


@pytest.mark.parametrize(
    ("question", "without", "with_it"),
    [
        ("Wie viele Schiffe kamen?", "Schiffe kamen.", "Vier Schiffe kamen."),
        ("When did ships come?", "Ships came.", "Ships came in 2019."),
        ("Wie lange blieben sie?", "Sie blieben.", "Sie blieben sechs Tage."),
    ],
)
def test_what_cannot_hold_the_number_or_time_asked_for_counts_as_farther(
    question: str, without: str, with_it: str
) -> None:
    assert measured(question, hit((with_it, 0.7)))["cosine"] == pytest.approx(0.7)
    assert 0.5 < measured(question, hit((without, 0.7)))["cosine"] < 0.7
    # A little farther, not out of the question: what holds a value far away does not take its place.
    assert measured(question, hit((without, 0.7)), hit((with_it, 0.65)))["cosine"] == pytest.approx(0.65)
    assert measured(question, hit((without, 0.7)), hit((with_it, 0.2)))["cosine"] > 0.5


def test_the_kind_of_answer_is_looked_for_in_the_three_nearest_claims_and_places_cost() -> None:
    others = [("Das Amt schwieg dazu.", 0.9), ("Es war noch dunkel.", 0.8), ("Niemand sah hin.", 0.7)]
    held = [
        measured("Warum kamen sie?", hit(*others[:place], ("Sie kamen wegen des Windes.", 0.6)))["held"]
        for place in range(4)
    ]
    assert held[0] == 1.0
    assert held[0] > held[1] > held[2] > held[3] == 0.0


def test_an_article_in_another_language_than_the_lexicons_does_no_harm() -> None:
    for language in ("fr", "ru", "", None):
        for question in ("Who came?", "Wo war das?", "Which ships came?"):
            what = found(hit(("Le navire Aurore est à Bordeaux.", 0.6), language=language))
            assert 0 < confidence(read(question), what) < 1
