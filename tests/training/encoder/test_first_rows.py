"""First rows of new pieces: made of the known words that they are aligned with."""

from __future__ import annotations

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers

from rag.training.encoder.first_rows import align, first_rows
from rag.training.encoder.pairs import Pair
from rag.training.encoder.vocabulary import Vocabulary


def test_words_that_stand_together_are_aligned() -> None:
    left = [np.array(s, np.int32) for s in ([0, 1], [0, 2], [3, 1], [3, 2])]
    right = [np.array(s, np.int32) for s in ([0, 1], [0, 2], [3, 1], [3, 2])]
    a, b, count = align(left, right, 4, 4)
    best = {int(x): int(b[a == x][count[a == x].argmax()]) for x in set(a.tolist())}
    assert best == {0: 0, 1: 1, 2: 2, 3: 3}


def wordpiece(*pieces: str) -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece({piece: row for row, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def test_a_new_piece_begins_near_the_word_that_it_translates_and_old_rows_stay() -> None:
    known = ("[UNK]", "ships", "judges", "come", "go")
    table = np.eye(5, 8, dtype=np.float32)
    new = Vocabulary(wordpiece(*known, "schiffe", "richter", "kommen", "gehen", "zebra"), len(known))
    pairs = [
        Pair("ships come", "schiffe kommen"),
        Pair("ships go", "schiffe gehen"),
        Pair("judges come", "richter kommen"),
        Pair("judges go", "richter gehen"),
    ]
    rows = first_rows(new, wordpiece(*known), table, pairs * 5)
    assert (rows[:5] == table).all()
    assert rows[5:9].argmax(1).tolist() == [1, 2, 3, 4]
    assert (rows[9] == table[0]).all()  # never seen: what the base makes of it
