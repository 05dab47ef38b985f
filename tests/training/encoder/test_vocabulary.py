"""The extended vocabulary: what is added, and what stays as it was."""

from __future__ import annotations

import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from rag.training.encoder.vocabulary import _marked_letters, extend, without

NEW = ["Die Schönheit der Brücke", "Schönheit und Brücke", "eine Brücke ist keine Schönheit"] * 4
KNOWN = ["the beauty of the bridge", "a bridge in Berlin"] * 4


@pytest.fixture
def base() -> Tokenizer:
    letters = "abcdefghijklmnopqrstuvwxyz"
    pieces = ["[UNK]", *letters, *(f"##{letter}" for letter in letters), "the", "bridge", "beauty", "of", "in"]
    tokenizer = Tokenizer(models.WordPiece({piece: row for row, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def test_common_letters_with_marks_are_found_and_rare_ones_are_not() -> None:
    assert _marked_letters(["Grüße aus Köln " * 200, "René"]) == ["ö", "ü"]


def test_rows_of_the_base_stay_and_words_of_the_new_language_become_pieces(base: Tokenizer) -> None:
    vocabulary = extend(base, KNOWN, NEW, 40)
    assert vocabulary.pieces[: vocabulary.kept] == sorted(base.get_vocab(), key=base.get_vocab().__getitem__)
    assert vocabulary.tokenizer.encode("Schönheit").tokens == ["schönheit"]
    assert all(vocabulary.tokenizer.encode(text).tokens == base.encode(text).tokens for text in KNOWN)


def test_no_more_pieces_are_added_than_asked_for_and_always_the_same(base: Tokenizer) -> None:
    first, again = extend(base, KNOWN, NEW, 9), extend(base, KNOWN, NEW, 9)
    assert len(first.pieces) - first.kept <= 9
    assert first.pieces == again.pieces
    assert extend(base, KNOWN, NEW, 0).tokenizer is base


def test_a_vocabulary_that_was_extended_is_extended_again(base: Tokenizer) -> None:
    german = extend(base, KNOWN, NEW, 40)
    spanish = extend(german.tokenizer, KNOWN, ["el puente señor", "la señora del puente", "señor y señora"] * 4, 40)
    assert spanish.pieces[: len(german.pieces)] == german.pieces
    assert spanish.tokenizer.encode("Schönheit señora").tokens == ["schönheit", "señora"]


def test_a_tokenizer_of_another_kind_is_refused_with_the_way_out() -> None:
    with pytest.raises(ValueError, match=r"cuts words by BPE.*--add-pieces 0"):
        extend(Tokenizer(models.BPE()), KNOWN, NEW, 40)


def test_without_a_piece_words_are_cut_otherwise_and_rows_stay(base: Tokenizer) -> None:
    left = without(base, [base.token_to_id("bridge")])
    assert left.encode("the bridge").tokens == ["the", "b", "##r", "##i", "##d", "##g", "##e"]
    assert left.token_to_id("of") == base.token_to_id("of")
