"""Speed: a synthetic index is built and asked, and the figures say what they are of."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from rag.evaluation.retrieval_speed import CLAIMS, measure_speed, near, sentences_of
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
    assert set(speed.to_dict()) >= {"build", "opened", "memory", "median", "p95", "processor_p95"}
    assert all(value >= 0 for value in speed.to_dict().values())


def test_vectors_lie_near_those_they_are_made_of() -> None:
    real = FakeEncoder().encode_passages(TEXTS)
    made = near(real, 50, np.random.default_rng(0))
    assert made.shape == (50, 64)
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    assert (made @ real.T).max(axis=1).mean() > 0.6
