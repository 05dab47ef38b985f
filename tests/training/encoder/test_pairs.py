"""Sentence pairs: what is read, what is left out, and that nothing held out is learnt from."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from rag.training.encoder.pairs import Pair, hold_out, is_usable, read_pairs


def test_plain_and_packed_files_are_read_and_each_pair_comes_once(tmp_path: Path) -> None:
    text = "The train is late.\tDer Zug  ist spät.\r\nThe train is late.\tDer Zug ist spät.\nIt rains.\tEs regnet.\n"
    plain, packed = tmp_path / "pairs.tsv", tmp_path / "packed"
    plain.write_bytes(text.encode())
    packed.write_bytes(gzip.compress(text.encode()))
    expected = [Pair("The train is late.", "Der Zug ist spät."), Pair("It rains.", "Es regnet.")]
    assert read_pairs(plain).usable == read_pairs(packed).usable == expected
    assert read_pairs(plain).lines == 3


@pytest.mark.parametrize(
    ("known", "new"),
    [
        ("The train is late.", "NO TRANSLATION AVAILABLE"),
        ("The train is late.", "Der Zug ??????"),
        ("The train is late.", "The train is late."),
        ("The train is late.", ""),
        ("Yes.", "Der Zug nach Köln fährt heute von einem anderen Gleis ab."),
    ],
)
def test_what_is_no_translation_is_left_out(known: str, new: str) -> None:
    assert not is_usable(Pair(known, new))


def test_a_language_that_needs_fewer_letters_is_not_taken_for_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    lines = [
        f"The {n} ministers met again on Monday to speak about the new bridge.\t{n}大臣月曜橋会合。\n" for n in range(9)
    ]
    path.write_text("".join(lines), encoding="utf-8")
    assert len(read_pairs(path).usable) == 9


def test_held_out_sentences_are_different_and_none_of_them_is_learnt_from() -> None:
    pairs = [Pair(f"sentence number {k // 2} of many", f"satz nummer {k // 3} von vielen") for k in range(60)]
    taught, held = hold_out(pairs, 5, seed=0)
    assert len(held) == 5
    sides = [side for pair in held for side in pair]
    assert len(set(sides)) == len(sides)
    assert not set(sides) & {side for pair in taught for side in pair}
    assert hold_out(pairs, 5, seed=0) == (taught, held)
