"""Joined passages: on one topic, in both languages alike."""

from __future__ import annotations

import random

import numpy as np

from rag.training.encoder.passages import join_passages


def test_a_passage_joins_sentences_and_their_translations_in_one_order() -> None:
    translations = {f"e{k}": [f"d{k}a", f"d{k}b"] for k in range(40)}
    vectors = np.random.default_rng(0).normal(size=(40, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    passages = join_passages(translations, vectors, 20, random.Random(0))
    assert len(passages) == 20
    for known, new in passages:
        assert 2 <= len(known.split()) <= 6
        assert [word[1:] for word in known.split()] == [word[1:-1] for word in new.split()]
    assert passages == join_passages(translations, vectors, 20, random.Random(0))


def test_even_two_sentences_make_a_passage() -> None:
    assert len(join_passages({"a": ["b"], "c": ["d"]}, np.eye(2, dtype=np.float32), 1, random.Random(0))) == 1
