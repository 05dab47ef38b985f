from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.quoted_articles import QuotedArticle, quoted_article
from rag.types import Span
from tests.evaluation.small_sets import QUOTED, quoted_entry


def words_of(article: QuotedArticle, tokens: frozenset[int]) -> str:
    return " … ".join(article.text[span.start : span.end] for span in article.spans_of(tokens))


def test_an_article_has_its_quotations_as_sets_of_tokens() -> None:
    article = quoted_article(quoted_entry(*QUOTED))
    indirect, reported = article.quotations
    assert (indirect.kind, reported.kind) == ("Indirect", "Reported")
    assert words_of(article, indirect.quote) == "das Schiff sei sicher"
    assert words_of(article, indirect.claimer) == "Ministerin Klein"
    assert words_of(article, indirect.cue) == "sagte"
    assert indirect.addressee == indirect.frame == frozenset()


@pytest.mark.parametrize(
    ("name", "published"),
    [("7 - Fähre (2020-05-04)", "2020-05-04"), ("7 - Fähre (2020-05-04) kehrt um", None), ("Fähre", None)],
)
def test_the_date_stands_at_the_end_of_the_name(name: str, published: str | None) -> None:
    assert quoted_article(quoted_entry(*QUOTED, name=name)).published == published


def test_a_span_stands_for_every_token_that_it_touches() -> None:
    article = quoted_article(quoted_entry("Es regnet, sagt er.", ()))
    assert article.tokens_in([Span(1, 4)]) == {0, 1}
    assert article.tokens_in([Span(2, 3)]) == frozenset()
    assert article.tokens_in([Span(9, 10), Span(16, 18)]) == {2, 4}
    assert article.tokens_in([]) == frozenset()


@given(st.sets(st.integers(0, 5)))
def test_the_spans_of_tokens_give_the_tokens_back(numbers: set[int]) -> None:
    article = quoted_article(quoted_entry("Es regnet, sagt er.", ()))
    assert article.tokens_in(article.spans_of(numbers)) == numbers


def test_tokens_side_by_side_make_one_span() -> None:
    article = quoted_article(quoted_entry("Es regnet, sagt er.", ()))
    assert article.spans_of({0, 1, 4}) == (Span(0, 9), Span(16, 18))


def broken(**changes: Any) -> dict[str, Any]:
    return quoted_entry(*QUOTED) | changes


def with_mark(**changes: Any) -> dict[str, Any]:
    entry = quoted_entry(*QUOTED)
    entry["annotations"][0] |= changes
    return entry


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ([], "'documentName' is missing"),
        (broken(originalText=None), "'originalText' is missing or no str"),
        (broken(originalText="Die Fa\u0308hre"), "not in Unicode NFC"),
        (broken(tokens=[{"charBegin": 3, "charEnd": 3, "sentence": 0}]), "the token at 3 to 3 is empty"),
        (broken(tokens=[{"charBegin": 0, "charEnd": 999, "sentence": 0}]), "outside the text"),
        (with_mark(type="Thought"), "the type 'Thought' is none of Direct,"),
        (with_mark(quote={"tokenIds": []}), "a quotation has no quote"),
        (with_mark(cue={"tokenIds": [999]}), r"what is no token: \[999\]"),
        (with_mark(speaker="Klein"), "'speaker' is missing or no dict"),
    ],
)
def test_what_is_malformed_is_named(entry: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        quoted_article(entry)
