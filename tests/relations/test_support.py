"""Support: what the network says of words is the same every time, and words that are not said are doubted more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.encoder.states import compare_states
from rag.errors import ModelMissing
from rag.relations.support import FILE, support

QUOTE = "Der Hafen von Wismar wird bis 2027 vertieft."


def doubt(word: str, statement: str, quote: str = QUOTE) -> float:
    start = statement.index(word)
    return support(statement, quote).doubt(start, start + len(word))


def test_a_word_that_the_quote_says_is_doubted_less_than_one_that_it_does_not() -> None:
    assert doubt("deepened", "The harbour will be deepened.") < doubt("sold", "The harbour will be sold.")
    assert doubt("harbour", "The harbour will be deepened.") < doubt("school", "The school will be deepened.")
    assert doubt("vertieft", "Der Hafen wird vertieft.") < 0


def test_a_statement_with_another_end_is_doubted_as_a_whole() -> None:
    faithful = support("The harbour of Wismar will be deepened.", QUOTE)
    assert faithful.whole < support("The harbour of Wismar burned down yesterday.", QUOTE).whole


def test_pieces_stand_where_they_do_in_the_statement() -> None:
    statement = "The harbour will be deepened."
    told = support(statement, QUOTE)
    assert len(told.places) == len(told.doubts)
    assert told.places[0] == told.places[-1] == (0, 0)
    assert "".join(statement[start:end] for start, end in told.places) == statement.replace(" ", "")
    assert told.doubt(3, 4) == 0.0  # no piece is a space


def test_the_same_texts_get_the_same_doubts_in_every_thread() -> None:
    statement = "The harbour will be deepened."
    first = support(statement, QUOTE)
    support.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        again = list(pool.map(lambda _: compare_states(FILE, statement, QUOTE), range(8)))
    assert all(tuple(map(float, doubts)) == first.doubts for _, (doubts, _) in again)
    assert support(statement, QUOTE) == first


def test_a_network_that_is_not_there_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"support\.onnx is not in .*; install Belegt again"):
        compare_states(tmp_path / "support.onnx", "a", "b")
