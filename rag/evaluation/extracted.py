"""The sentences and claims of an article by themselves, as `rag.read_claims` gives them: no index, no encoder."""

from __future__ import annotations

from rag.claims.extraction import read
from rag.claims.passages import cut_passages
from rag.types import Article, Claim, Span


def claims_of(article: Article) -> list[Claim]:
    """Return the claims of an article, in its order: one for each quotation, and those in its own voice."""
    return read(article)


def sentences_of(article: Article) -> list[Span]:
    """Return the sentences that claims are read in: those of the article's body, in order."""
    cut = cut_passages(article, count=len, budget=len(article.text) + 1, fits=lambda _: True)
    return [sentence for _, sentences in cut for sentence in sentences]
