"""One name for each claimer of an answer."""

from __future__ import annotations

from rag.answering.claimers import one_name_each
from rag.types import Article, Attribution, Claim, Mention, Passage, Span


def claim(name: str | None) -> Claim:
    article = Article("id", "Titel", f"{name} sagte, der Hafen sei zu.")
    mention = Mention(article, (Span(0, len(name)),)) if name else None
    return Claim(Passage(article, 0, 9), 0, 9, Attribution(mention, kind="Indirect"))


def test_one_claimer_goes_by_one_name_in_whatever_spelling() -> None:
    names = ("Dmitri Kruskow", "Kruskow", "Dmitri Kruskow", "Dmitry Kruskov", None, "Weber")
    assert one_name_each([claim(name) for name in names]) == ["Dmitri Kruskow"] * 4 + [None, "Weber"]


def test_whom_nobody_knows_by_name_goes_by_the_articles_words() -> None:
    assert one_name_each([claim("ein Sprecher"), claim("ein Sprecher")]) == ["ein Sprecher", "ein Sprecher"]
