from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims.passages import cut_passages
from rag.types import Article, Noise, Passage, Span


def article(text: str, noise: tuple[Noise, ...] = (), headings: tuple[Span, ...] = ()) -> Article:
    return Article("id", "Titel", text, "de", noise=noise, headings=headings)


def words(text: str) -> int:
    return len(text.split())


def anything(_: str) -> bool:
    return True


def passages_of(text: str, budget: int = 8) -> list[str]:
    return [passage.text for passage, _ in cut_passages(article(text), count=words, budget=budget, fits=anything)]


def test_sentences_share_a_passage_while_the_budget_lasts() -> None:
    text = "Der Hafen ruht. Die Stadt schläft. Am Morgen kommen die Fischer. Sie bringen Fang."
    assert passages_of(text) == [
        "Der Hafen ruht. Die Stadt schläft.",
        "Am Morgen kommen die Fischer. Sie bringen Fang.",
    ]


def test_a_passage_of_exactly_the_budget_is_allowed() -> None:
    assert passages_of("Eins zwei drei vier. Fünf sechs sieben acht.") == [
        "Eins zwei drei vier. Fünf sechs sieben acht."
    ]


def test_a_long_sentence_is_cut_at_a_comma() -> None:
    text = "Der Minister kam am Montag spät nach Rom, wo er lange blieb."
    assert passages_of(text) == ["Der Minister kam am Montag spät nach Rom,", "wo er lange blieb."]


def test_a_word_that_is_too_long_alone_is_cut_anywhere() -> None:
    cut = cut_passages(article("x" * 50), count=len, budget=20, fits=anything)
    assert [len(passage.text) for passage, _ in cut] == [20, 20, 10]


def test_what_the_encoder_does_not_read_whole_is_cut_although_the_budget_allows_it() -> None:
    text = "Der Hafen ruht. Die Stadt schläft."
    cut = cut_passages(article(text), count=words, budget=100, fits=lambda piece: len(piece) <= 20)
    assert [passage.text for passage, _ in cut] == ["Der Hafen ruht.", "Die Stadt schläft."]


def test_no_passage_reaches_over_noise_or_a_heading() -> None:
    text = "Der Hafen ruht. SPENDEN SIE! Die Stadt schläft. Am Kai Das Meer ist still."
    plea, heading = text.index("SPENDEN"), text.index("Am Kai")
    marked = article(
        text, (Noise(plea, plea + len("SPENDEN SIE!"), "plea"),), (Span(heading, heading + len("Am Kai")),)
    )
    cut = cut_passages(marked, count=words, budget=100, fits=anything)
    assert [passage.text for passage, _ in cut] == ["Der Hafen ruht.", "Die Stadt schläft.", "Das Meer ist still."]


def test_an_article_without_words_has_no_passages() -> None:
    assert cut_passages(article(" \n* * *\n"), count=words, budget=5, fits=anything) == []


@given(
    st.text(alphabet=st.sampled_from(list("aB é.,;!?„“\n-19")), max_size=300),
    st.integers(1, 30),
    st.integers(1, 60),
)
def test_any_text_is_covered_in_order_within_both_limits(text: str, budget: int, longest: int) -> None:
    cut = cut_passages(article(text), count=len, budget=budget, fits=lambda piece: len(piece) <= longest)
    for (before, _), (after, _) in pairwise(cut):
        assert before.end <= after.start
    position = 0
    for passage, sentences in cut:
        assert isinstance(passage, Passage)
        assert len(passage.text) <= min(budget, longest)
        assert (passage.start, passage.end) == (sentences[0].start, sentences[-1].end)
        for sentence in sentences:
            assert position <= sentence.start < sentence.end
            assert not any(map(str.isalnum, text[position : sentence.start]))
            position = sentence.end
    assert not any(map(str.isalnum, text[position:]))


@pytest.mark.parametrize("piece", ["Ein Satz. ", "wort ", "„"], ids=repr)
def test_a_long_text_is_cut_even_without_a_limit(piece: str) -> None:
    long = article(piece * (80_000 // len(piece)))
    for passage, _ in cut_passages(long, count=len, budget=80_001, fits=anything):
        assert passage.end <= len(long.text)
