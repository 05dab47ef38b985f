"""Measuring encoders: texts of the length that is named, and figures under the same names for both."""

from __future__ import annotations

import pytest

from rag.encoder.embedded import open_embedded
from rag.evaluation import encoder_speed as module
from tests.conftest import ONE_THREAD


def test_texts_are_as_long_as_they_should_be() -> None:
    encoder = open_embedded(ONE_THREAD)
    texts = module.texts_of(40, encoder)
    lengths = [encoder.pieces(text) for text in texts]
    assert len(set(texts)) == len(texts) == 32
    assert max(lengths) <= 40
    assert sum(lengths) / len(lengths) > 37


@pytest.mark.slow
def test_both_encoders_have_the_same_figures() -> None:
    result = module.encoder_speed(threads=1)
    ours, theirs = result["embedded"], result["sentence-transformers"]
    assert ours.keys() == theirs.keys()
    assert "texts of 40 pieces per s" in ours
    # Far below what is measured on a quiet machine, so that a busy one passes.
    assert (ours["texts of 40 pieces per s"] or 0) > 1.5 * (theirs["texts of 40 pieces per s"] or 0)
    assert (ours["first vector, s"] or 0) < (theirs["first vector, s"] or 0)
