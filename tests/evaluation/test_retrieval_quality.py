"""Retrieval on XQuAD: figures from outcomes made by hand, what evidence is, and small sets measured from end to end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rag.evaluation.datasets import SpanQuestion, Xquad, read_xquad
from rag.evaluation.metrics import Place
from rag.evaluation.progress import Step, finish
from rag.evaluation.retrieval_quality import (
    BELEGT,
    CHANNELS,
    MEASURES,
    Asked,
    RetrievalQuality,
    Row,
    is_evidence,
    measure,
    sentence_at,
)
from rag.settings import Settings
from rag.types import Article, Claim, Passage, Span, content_id
from tests.conftest import FakeEncoder
from tests.evaluation.small_sets import PARAGRAPHS, write_squad

QUESTION = SpanQuestion("q1", "Worauf warten die Fischer?", 0, 60)


def row(*outcomes: tuple[int | None, tuple[bool, bool] | None], system: str = BELEGT) -> Row:
    asked = tuple(Asked(QUESTION, None if above is None else Place(above), found) for above, found in outcomes)
    return Row(system, "de", "de", asked)


@pytest.fixture
def sets(tmp_path: Path) -> dict[str, Xquad]:
    for language in PARAGRAPHS:
        write_squad(tmp_path, language)
    return {language: read_xquad(tmp_path, language) for language in PARAGRAPHS}


# --- figures ------------------------------------------------------------------------------------------


def test_the_figures_of_four_outcomes_are_those_computed_by_hand() -> None:
    outcomes = row((0, (True, True)), (2, (False, True)), (7, (False, False)), (None, (False, False)))
    figures = {name: outcomes.figure(name) for name in MEASURES}
    means = {name: figure and round(figure.mean, 4) for name, figure in figures.items()}
    assert means == {
        "nDCG@10": round((1 + 0.5 + 0.315465) / 4, 4),
        "recall@1": 0.25,
        "recall@5": 0.5,
        "recall@10": 0.75,
        "evidence@1": 0.25,
        "evidence@3": 0.5,
    }


def test_a_system_without_claims_has_no_figures_of_evidence() -> None:
    outcomes = row((0, None), (1, None))
    assert outcomes.figure("nDCG@10") is not None
    assert outcomes.figure("evidence@1") is outcomes.figure("evidence@3") is None
    assert row((0, None)).to_dict()["evidence@1"] is None


def test_failures_are_the_questions_whose_paragraph_is_not_among_the_first_ten() -> None:
    assert row((9, None), (0, None)).failures() == []
    assert row((10, None), (None, None), (0, None)).failures() == [QUESTION, QUESTION]
    missed = RetrievalQuality({"de": 3}, (row((10, None)), row((10, None), system="BM25")), ()).to_dict()["failures"]
    assert missed == [{"asked": "de", "paragraphs": "de", "id": "q1"}]


# --- evidence -----------------------------------------------------------------------------------------


def test_the_sentence_of_an_answer_is_the_one_that_holds_its_start() -> None:
    text = PARAGRAPHS["de"][0]
    span = sentence_at(text, text.index("neue Netze"))
    assert text[span.start : span.end] == "Die Fischer warten auf neue Netze."
    assert sentence_at(text, 0).start == 0
    assert sentence_at("* * *", 2) == Span(2, 3)


def test_a_claim_is_evidence_if_it_overlaps_that_sentence_of_that_paragraph() -> None:
    text = PARAGRAPHS["de"][0]
    gold = sentence_at(text, text.index("neue Netze"))
    article = Article(content_id(text), "Hafen", text, path="x/000007.txt")
    first = Claim(Passage(article, 0, len(text)), 0, text.index(" Die Fischer"))
    right = Claim(Passage(article, 0, len(text)), gold.start, gold.end)
    part = Claim(Passage(article, 0, len(text)), gold.start + 4, gold.start + 11)
    assert is_evidence(right, 7, gold)
    assert is_evidence(part, 7, gold)
    assert not is_evidence(first, 7, gold)
    assert not is_evidence(right, 6, gold)


# --- from end to end ----------------------------------------------------------------------------------


def test_every_question_is_asked_in_every_language_of_every_language(sets: dict[str, Xquad], fake: FakeEncoder) -> None:
    quality = finish(measure(sets, Settings()))
    assert [entry.pair for entry in quality.systems] == ["de → de", "en → de", "de → en", "en → en"]
    assert {entry.system for entry in quality.systems} == {BELEGT}
    assert {len(entry.outcomes) for entry in quality.systems} == {3}
    assert quality.sizes == {"de": 3, "en": 3}


def test_questions_in_the_words_of_the_paragraphs_find_paragraph_and_sentence(
    sets: dict[str, Xquad], fake: FakeEncoder
) -> None:
    quality = finish(measure({"de": sets["de"]}, Settings()))
    (german,) = quality.systems
    assert [outcome.place for outcome in german.outcomes] == [Place(0)] * 3
    assert [outcome.evidence for outcome in german.outcomes] == [(True, True)] * 3


def test_every_channel_ranks_all_paragraphs(sets: dict[str, Xquad], fake: FakeEncoder) -> None:
    quality = finish(measure({"de": sets["de"]}, Settings()))
    assert [entry.system for entry in quality.channels] == list(CHANNELS)
    assert all(outcome.place is not None for entry in quality.channels for outcome in entry.outcomes)
    fused = quality.channels[-1]
    assert [outcome.place for outcome in fused.outcomes] == [outcome.place for outcome in quality.systems[0].outcomes]
    ablation = quality.to_dict()["ablation"]
    assert set(ablation[0]) == {"ranked by", "asked", "paragraphs", "questions", "nDCG@10"}


def test_another_system_is_asked_the_same_and_ranked_by_its_values(sets: dict[str, Xquad], fake: FakeEncoder) -> None:
    import numpy as np

    asked: list[tuple[str, str]] = []

    def rank(question: str, language: str) -> np.ndarray:
        asked.append((question, language))
        return np.array([3.0, 2.0, 1.0])

    quality = finish(measure(sets, Settings(), lambda paragraphs, language: {"as stored": rank}))
    other = [entry for entry in quality.systems if entry.system == "as stored"]
    assert len(other) == 4
    assert [outcome.place for outcome in other[0].outcomes] == [Place(0), Place(1), Place(2)]
    assert asked[0] == ("Worauf warten die Fischer?", "de")
    assert asked[3] == ("What do the fishers wait for?", "en")


def test_questions_are_joined_by_their_ids(sets: dict[str, Xquad], fake: FakeEncoder) -> None:
    foreign = tuple(replace(question, id=f"other {question.id}") for question in sets["en"].questions[1:])
    english = replace(sets["en"], questions=(sets["en"].questions[0], *foreign))
    quality = finish(measure({"de": sets["de"], "en": english}, Settings()))
    assert [(entry.pair, len(entry.outcomes)) for entry in quality.systems] == [
        ("de → de", 3), ("en → de", 1), ("de → en", 1), ("en → en", 3),
    ]  # fmt: skip


def test_progress_counts_the_questions_of_each_pair(sets: dict[str, Xquad], fake: FakeEncoder) -> None:
    steps = list(measure({"de": sets["de"]}, Settings()))
    assert steps[0] == Step("XQuAD de: building", 0, 3)
    assert steps[1:] == [Step("XQuAD de → de", done, 3) for done in range(3)]
