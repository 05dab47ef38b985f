"""Speed: a synthetic index is built and asked, and the figures say what they are of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import rag.store.vectors as vectors_module
from rag.evaluation.retrieval_speed import CLAIMS, measure_speed, near, recall_of, sentences_of, write_synthetic
from rag.store.opening import open_database
from rag.store.vectors import VectorIndex
from tests.conftest import BRIDGE, HARBOUR, TRAINS, FakeEncoder

TEXTS = (HARBOUR, BRIDGE, TRAINS)


def test_a_synthetic_index_is_built_and_asked(tmp_path: Path) -> None:
    encoder = FakeEncoder()
    sentences = list(sentences_of(TEXTS))
    assert len(sentences) > 5
    questions = [(text, encoder.encode_question(text)) for text in ("Wo ist der Hafen?", "Who closed the bridge?")]
    speed = measure_speed(tmp_path / "index", 30, sentences, encoder.encode_passages(sentences), questions)
    assert (speed.passages, speed.claims) == (30, 30 * CLAIMS)
    assert speed.words > 50
    assert speed.questions == 3, "one of them once more, for a claimer's words"
    assert speed.recall == 1
    assert 0 < speed.files < speed.index < 2
    assert speed.median <= speed.p95 <= speed.longest
    for name, value in speed.to_dict().items():
        assert value is None or value >= 0, name


def test_synthetic_claims_are_words_of_their_articles_and_some_are_somebodys(tmp_path: Path) -> None:
    sentences = list(sentences_of(TEXTS))
    write_synthetic(tmp_path / "index", 10, sentences, FakeEncoder().encode_passages(sentences))
    database = open_database(tmp_path / "index")
    articles = list(database.articles())
    claims = [claim for article in articles for claim in database.claims_of(article.id)]
    database.close()
    assert len(articles) == 3
    assert len(claims) == 10 * CLAIMS
    for claim in claims:
        assert claim.quote == claim.quote.strip() != ""
        assert claim.sentence_text.endswith(claim.quote)
        said = claim.attribution
        if said.claimer and said.cue:
            assert claim.sentence_text == f"{said.claimer.text} {said.cue.text}: {claim.quote}"
        else:
            assert claim.sentence_text == claim.quote
    assert 0 < sum(claim.attribution.claimer is not None for claim in claims) < len(claims)


def test_vectors_lie_near_those_they_are_made_of() -> None:
    real = FakeEncoder().encode_passages(TEXTS)
    made = near(real, 50, np.random.default_rng(0))
    assert made.shape == (50, 64)
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    assert (made @ real.T).max(axis=1).mean() > 0.6


def test_recall_is_1_where_all_are_compared_and_nearly_where_codes_are(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(0)
    vectors = near(np.eye(32, dtype=np.float32), 3000, chance)
    index, questions = VectorIndex.build(vectors), vectors[:20]
    assert recall_of(index, questions) == 1
    assert recall_of(VectorIndex.build(vectors[:4]), questions) == 1, "fewer than ten there are"
    monkeypatch.setattr(vectors_module, "FLAT", 50)
    assert 0.9 < recall_of(VectorIndex.build(vectors), questions) <= 1
