"""Examples for the network of support: labels point at the words that were changed, and at no others."""

from __future__ import annotations

import gzip
import random
from itertools import islice
from pathlib import Path

import pytest

from rag.training.support.examples import Pairs
from tests.training.support.small_pairs import write_pairs


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Pairs:
    return Pairs(write_pairs(tmp_path_factory.mktemp("pairs") / "en-de.tsv.gz"))


def test_spans_are_the_words_of_the_statement_in_order(pairs: Pairs) -> None:
    for example in islice(pairs.examples(random.Random(1)), 200):
        end = 0
        for start, last, _, weight in example.spans:
            assert end <= start < last <= len(example.statement)
            assert example.statement[end:start].strip() == ""
            assert weight > 0
            end = last
        assert example.statement[end:] == ""


def test_words_that_are_not_labelled_stand_in_a_translation_of_the_quote(pairs: Pairs) -> None:
    def beside(sentences: set[str]) -> set[str]:
        return sentences | {o for side in pairs.others.values() for one in sentences for o in side.get(one, ())}

    changed = 0
    for example in islice(pairs.examples(random.Random(2)), 300):
        quoted = {one for sentences in pairs.sentences.values() for one in sentences if one in example.quote}
        # A translation of a translation is another wording in the quote's own language.
        said = {word.rstrip(".") for sentence in beside(beside(quoted)) for word in sentence.split()}
        words = [(example.statement[start:end], unsaid) for start, end, unsaid, _ in example.spans]
        assert all(unsaid or word in said for word, unsaid in words if word[0].isalnum())
        changed += example.changed
    assert 100 < changed < 240


def test_the_same_seed_gives_the_same_examples(pairs: Pairs) -> None:
    first, second = (list(islice(pairs.examples(random.Random(3)), 20)) for _ in range(2))
    assert first == second
    assert any(example.changed for example in first)


def test_a_word_is_never_exchanged_for_itself_or_another_form_of_it(pairs: Pairs) -> None:
    assert any(pairs.confused.values())
    for words in pairs.confused.values():
        for word, others in words.items():
            assert word not in others


def test_sentences_that_are_too_short_or_too_long_are_left_out(tmp_path: Path) -> None:
    path = write_pairs(tmp_path / "en-de.tsv.gz")
    with gzip.open(path, "at", encoding="utf-8") as lines:
        lines.write("Too short\tZu kurz\n" + "long " * 50 + "\t" + "lang " * 50 + "\n")
    read = Pairs(path)
    assert "Too short" not in read.sentences["en"]
    assert all(4 <= len(sentence.split()) <= 42 for sentence in read.sentences["de"])
