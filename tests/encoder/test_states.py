"""States of pieces: one for each piece, the same every time, those of the encoder, and bounded for any text."""

from __future__ import annotations

from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

import rag.encoder.states as module
from rag.encoder import open_encoder
from rag.encoder.states import compare_states, states_of
from rag.errors import ModelMissing
from tests.conftest import ONE_THREAD

TEXT = "Der Hafen von Wismar wird bis 2027 vertieft."


def test_each_piece_has_states_in_every_layer_and_a_place() -> None:
    places, layers = states_of(TEXT)
    assert layers.shape == (3, len(places), 384)
    assert places[0] == places[-1] == (0, 0)
    assert "".join(TEXT[start:end] for start, end in places) == TEXT.replace(" ", "")


def test_the_same_text_gives_the_same_states() -> None:
    first, second = states_of(TEXT), states_of(TEXT)
    assert first[0] == second[0]
    assert np.array_equal(first[1], second[1])


def test_the_mean_of_the_last_layer_is_the_encoders_vector() -> None:
    _, layers = states_of(TEXT)
    mean = layers[-1].mean(0)
    vector = open_encoder(ONE_THREAD).encode_passages([TEXT])[0]
    assert float(mean @ vector / np.linalg.norm(mean)) == pytest.approx(1.0, abs=1e-4)


@given(st.text(max_size=40))
@settings(max_examples=50, deadline=None)
def test_any_text_has_states(text: str) -> None:
    places, layers = states_of(text)
    assert len(places) == layers.shape[1] >= 2
    assert np.isfinite(layers).all()
    assert all(0 <= start <= end <= len(text) for start, end in places)


def test_a_long_text_is_read_to_a_limit() -> None:
    places, layers = states_of("Wort " * 1_000)
    assert len(places) == layers.shape[1] == 256


def test_a_graph_that_is_not_there_is_told_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GRAPH", tmp_path / "model.onnx")
    with pytest.raises(ModelMissing, match=r"model\.onnx is not in .*; install Belegt again"):
        states_of(TEXT)
    with pytest.raises(ModelMissing):
        compare_states(tmp_path / "none.onnx", "a", "b")
