"""Sentence pairs: what is read, what is left out, and that nothing held out is learnt from."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from rag.training.encoder.batches import Group, stream
from rag.training.encoder.first_rows import align
from rag.training.encoder.pairs import Pair, hold_out, is_usable, read_pairs
from rag.training.encoder.vocabulary import _marked_letters


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


def test_common_letters_with_marks_are_found_and_rare_ones_are_not() -> None:
    assert _marked_letters(["Grüße aus Köln " * 200, "René"]) == ["ö", "ü"]


def test_words_that_stand_together_are_aligned() -> None:
    left = [np.array(s, np.int32) for s in ([0, 1], [0, 2], [3, 1], [3, 2])]
    right = [np.array(s, np.int32) for s in ([0, 1], [0, 2], [3, 1], [3, 2])]
    a, b, count = align(left, right, 4, 4)
    best = {int(x): int(b[a == x][count[a == x].argmax()]) for x in set(a.tolist())}
    assert best == {0: 0, 1: 1, 2: 2, 3: 3}


def test_the_stream_goes_on_where_it_was_left_and_a_pass_holds_every_text() -> None:
    groups = [Group([[k] * (k % 5 + 1) for k in range(20)], range(20)), Group([[99]] * 9, range(20, 29), 0.34)]

    def first(count: int, skip: int = 0) -> list[tuple[list[list[int]], list[int]]]:
        batches = stream(groups, most_pieces=12, most_texts=4, seed=1, skip=skip)
        return [(b.texts, b.targets) for b, _ in zip(batches, range(count), strict=False)]

    assert first(30)[7:] == first(23, skip=7)
    targets: list[int] = []
    for texts, rows in first(100):
        assert sum(map(len, texts)) <= 12 or len(texts) == 1
        targets += rows
        if len(targets) >= 23:
            break
    assert set(range(20)) <= set(targets[:26])
