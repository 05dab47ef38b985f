"""Words that mean a word: itself, compounds, inflections and names in another spelling; and nothing else."""

from __future__ import annotations

import math

import numpy as np
import pytest

import rag.store.vocabulary as vocabulary_module
from rag.store.vocabulary import _BEND, LEAST, Vocabulary, _gram_keys, _keys_of, fold, words_of

WORDS = sorted(
    set(
        """
        ölförderung förderung fördern gefördert venezuela venezolanische venezolaner kuba öl regen regnet 2021 2022
        20210 a rjabkow ryabkov guaidó straße strasse strassen hafen hafens hafenarbeiter häfen donaudampfschifffahrt
        ost osten post 東京 москва москвы 😀x x
        """.split()
    )
)


def vocabulary(words: list[str]) -> Vocabulary:
    return Vocabulary.build(sorted({folded.encode() for word in words for folded in words_of(word)}))


def meant(index: Vocabulary, word: str, least: float = LEAST) -> dict[str, float]:
    rows, close = index.meant(word, least)
    return {index.word(int(row)): float(value) for row, value in zip(rows, close, strict=True)}


def reckoned(index: Vocabulary, word: str, least: float) -> dict[str, float]:
    """Closeness by its definition: the weight of the shared grams over that of all, bent."""
    grams = [set(_keys_of(index.word(row))) for row in range(len(index))]

    def weight(gram: int) -> float:
        held = sum(gram in one for one in grams)
        return math.log(1 + (len(grams) - held + 0.5) / (held + 0.5))

    wanted = {gram: weight(gram) for gram in _keys_of(fold(word))}
    close = [sum(wanted[gram] for gram in wanted.keys() & one) / sum(wanted.values()) for one in grams]
    return {index.word(row): value**_BEND for row, value in enumerate(close) if value >= least}


def test_folding() -> None:
    assert fold("Guaidó ÖL Straße Łódź") == "guaido ol strasse lodz"
    assert words_of("Öl aus Kuba: 'gut'.") == ["ol", "aus", "kuba", "gut"]
    assert words_of("?!") == []


def test_grams_of_one_word_and_of_many_have_the_same_numbers() -> None:
    words = [*WORDS, "x" * 10_000]
    keys, counts = _gram_keys(words)
    pieces = np.split(keys, np.cumsum(counts)[:-1])
    for word, found in zip(words, pieces, strict=True):
        assert sorted(set(found.tolist())) == _keys_of(word)
    assert max(counts) < 100


def test_every_word_is_found_and_no_other() -> None:
    index = vocabulary(WORDS)
    for row in range(len(index)):
        assert index.row(index.word(row)) == row
    for word in ("", "zzz", "0", "haf", "hafenarbeiterin", "\ud800"):
        assert index.row(word) is None


@pytest.mark.parametrize("few", [0, 2, 4_000])
@pytest.mark.parametrize("least", [LEAST, 0.45, 0.9])
def test_closeness_is_the_share_of_grams_however_it_is_reckoned(
    monkeypatch: pytest.MonkeyPatch, few: int, least: float
) -> None:
    monkeypatch.setattr(vocabulary_module, "_FEW", few)
    index = vocabulary(WORDS)
    for word in (*WORDS, "förderungen", "hafenstadt", "westen", "moskau", "fördert"):
        if len(word) > 1 and not word.isdigit() and words_of(word) == [fold(word)]:
            assert meant(index, word, least) == pytest.approx(reckoned(index, word, least), abs=1e-5), word


def test_compounds_inflections_and_other_spellings() -> None:
    index = vocabulary(WORDS)
    assert meant(index, "Förderung")["forderung"] == pytest.approx(1)
    assert meant(index, "Förderung")["olforderung"] > 0.5
    assert "venezolanische" in meant(index, "Venezuela")
    assert meant(index, "Hafens")["hafen"] > 0.35
    assert meant(index, "Guaido") == meant(index, "GUAIDÓ")
    assert max(meant(index, "Straße"), key=meant(index, "Straße").__getitem__) == "strasse"


def test_numbers_and_single_letters_mean_themselves() -> None:
    index = vocabulary(WORDS)
    assert meant(index, "2021") == {"2021": 1}
    assert meant(index, "2023") == {}
    assert meant(index, "a") == {"a": 1}


def test_several_words_in_one_share_what_they_mean() -> None:
    index = vocabulary(WORDS)
    assert meant(index, "Kuba-Öl") == {"kuba": 0.5, "ol": 0.5}
    assert meant(index, "?") == {}


def test_no_words_at_all() -> None:
    index = vocabulary([])
    assert len(index) == 0
    assert meant(index, "Kuba") == {}
