"""The lexical channel: coverage in [0, 1], compounds and names across languages, odd texts."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.errors import IndexCorrupt
from rag.lexicon import Term
from rag.store.lexical import LexicalIndex, fold, grams

TEXTS = ("Die Ölförderung in Venezuela sinkt.", "Rjabkow reist nach Kuba.", "Heute regnet es.", "", "!?")


def coverage(index: LexicalIndex, text: str) -> NDArray[np.float32]:
    """How well each text covers these words as they stand."""
    return index.spoken(text, (), np.zeros(len(index), bool)).coverage


def test_coverage_is_a_share() -> None:
    index = LexicalIndex.build(TEXTS)
    assert len(index) == 5
    for question in ("Ölförderung", "Die Ölförderung in Venezuela sinkt.", "xyzzy", "", "?", "Kuba " * 500):
        covered = coverage(index, question)
        assert covered.shape == (5,)
        assert ((covered >= 0) & (covered <= 1)).all()


def test_parts_of_compounds_and_names_in_another_spelling_are_found() -> None:
    index = LexicalIndex.build(TEXTS)
    assert coverage(index, "Wie steht es um die Förderung?").argmax() == 0
    assert coverage(index, "venezolanische").argmax() == 0
    assert coverage(index, "Where does Ryabkov go?").argmax() == 1


def test_what_stands_in_no_text_covers_nothing() -> None:
    assert coverage(LexicalIndex.build(TEXTS), "Quantenphysik").max() < 0.2
    assert coverage(LexicalIndex.build([]), "Kuba").shape == (0,)
    assert coverage(LexicalIndex.build(["", "!"]), "Kuba").tolist() == [0, 0]


def test_folding_and_grams() -> None:
    assert fold("Guaidó ÖL Straße Łódź") == "guaido ol strasse lodz"
    assert grams("Öl aus Kuba") == [" ol ", " aus", "aus ", " kub", "kuba", "uba "]
    assert grams("") == []
    assert len(grams("x" * 10_000)) < 100


@pytest.mark.parametrize("texts", [TEXTS, ("nur einer",), ()])
def test_written_and_read_gives_the_same(tmp_path: Path, texts: tuple[str, ...]) -> None:
    index = LexicalIndex.build(texts)
    index.write(tmp_path / "words")
    read = LexicalIndex.read(tmp_path / "words", len(texts))
    for question in ("Ölförderung Venezuela", "Rjabkow", "nur", "nichts davon"):
        assert coverage(read, question).tolist() == coverage(index, question).tolist()


def test_a_folder_that_holds_no_index_is_corrupt(tmp_path: Path) -> None:
    with pytest.raises(IndexCorrupt, match="no lexical index"):
        LexicalIndex.read(tmp_path, 3)


def test_it_logs_nothing_below_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        LexicalIndex.build(TEXTS)
    assert caplog.records == []


OFFER = Term("offer", alternatives=(("angeboten", 0.9),), related=(("kredit", 0.5),))
BANKS = ("Der Bank wurde nichts angeboten.", "The bank has an offer.", "Ein Kredit der Bank.", "Regen in Kiel.")


def test_a_term_is_found_by_its_translation_in_texts_of_the_other_language_only() -> None:
    index = LexicalIndex.build(BANKS)
    foreign = index.spoken("offer", (OFFER,), np.array([True, False, True, True])).terms["offer"]
    native = index.spoken("offer", (OFFER,), np.zeros(4, bool)).terms["offer"]
    assert foreign[0] > 0.3
    assert native[0] < 0.1
    assert foreign[1] == native[1] > 0.3


def test_a_kindred_word_counts_less_than_the_word_itself_in_any_language() -> None:
    covered = LexicalIndex.build(BANKS).spoken("offer", (OFFER,), np.zeros(4, bool)).terms["offer"]
    assert covered[1] > covered[2] > covered[3] == 0


def test_what_stands_around_a_text_counts_half_and_the_rare_word_weighs_most() -> None:
    index = LexicalIndex.build(BANKS)
    terms = (Term("bank"), Term("regen"))
    alone = index.spoken("bank regen", terms, np.zeros(4, bool))
    around = {"bank": np.ones(4, np.float32), "regen": np.zeros(4, np.float32)}
    beside = index.spoken("bank regen", terms, np.zeros(4, bool), around)
    assert alone.importance["regen"] > alone.importance["bank"]
    assert beside.coverage[3] > alone.coverage[3]
    assert (alone.of(["regen"]) == alone.terms["regen"]).all()
    assert (alone.of([]) == 0).all()
    assert alone.best["regen"] == alone.terms["regen"].max()
