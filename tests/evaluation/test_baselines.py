"""The systems that Belegt is compared with rank as they are meant to: by stems, by whole paragraphs, by best pieces."""

from __future__ import annotations

import numpy as np
import pytest

import rag.evaluation.baselines
from rag.evaluation.baselines import FaissStore, _Embeddings, baselines, bm25, langchain_faiss, whole_paragraphs
from tests.conftest import EncoderShelf, FakeEncoder
from tests.evaluation.small_sets import PARAGRAPHS


def best(values: np.ndarray) -> int:
    return int(np.argmax(values))


def test_bm25_finds_words_in_other_endings() -> None:
    rank = bm25(PARAGRAPHS["de"], "de")
    assert best(rank("Was ist mit der BRÜCKEN und ihrem Pfeiler?", "de")) == 1
    assert best(rank("Wartet der Fischer?", "de")) == 0


def test_bm25_stems_a_question_in_its_own_language() -> None:
    rank = bm25(PARAGRAPHS["en"], "en")
    assert best(rank("cancelled connections", "en")) == 2
    assert not rank("Verbindungen", "de").any()


def test_bm25_gives_every_paragraph_the_same_where_no_word_is_known() -> None:
    rank = bm25(PARAGRAPHS["de"], "de")
    assert rank("Xylophon?", "de").tolist() == rank("?!", "de").tolist() == [0.0, 0.0, 0.0]
    assert bm25(["…", "!"], "de")("Wer?", "de").tolist() == [0.0, 0.0]


@pytest.mark.parametrize("build", [whole_paragraphs, langchain_faiss])
def test_vectors_rank_every_paragraph(build: object) -> None:
    rank = build(PARAGRAPHS["de"], FakeEncoder())  # type: ignore[operator]
    for right, text in enumerate(PARAGRAPHS["de"]):
        values = rank(text.split(".")[1], "de")
        assert values.shape == (3,)
        assert np.isfinite(values).all()
        assert best(values) == right


def test_a_long_paragraph_ranks_by_its_best_piece() -> None:
    filler = "Das Wetter bleibt heute wechselhaft und kühl. " * 10 + "Abends regnet es."
    paragraphs = [PARAGRAPHS["de"][1], f"{filler}\n\nDer Bagger aus Rostock.\n\n{filler}", PARAGRAPHS["de"][2]]
    encoder = FakeEncoder()
    pieces = langchain_faiss(paragraphs, encoder)
    assert best(pieces("Der Bagger aus Rostock", "de")) == 1
    assert len(encoder.encoded) > 3
    assert max(map(len, encoder.encoded)) <= 500


def test_the_store_is_a_store_as_langchain_has_them() -> None:
    store = FaissStore.from_texts(list(PARAGRAPHS["de"]), _Embeddings(FakeEncoder()))  # type: ignore[arg-type]
    (found,) = store.as_retriever(search_kwargs={"k": 1}).invoke("Wie viele Lokführer fehlen?")
    assert found.page_content == PARAGRAPHS["de"][2]


def test_the_baselines_rank_the_same_paragraphs(shelf: EncoderShelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rag.evaluation.baselines, "open_encoder", shelf.open)
    rankers = baselines(PARAGRAPHS["en"], "en")
    assert len(rankers) == 3
    for rank in rankers.values():
        for right, text in enumerate(PARAGRAPHS["en"]):
            assert best(rank(text, "en")) == right
