"""Quotations: what somebody says in an article, by whom, and by which words one knows."""

from __future__ import annotations

from collections.abc import Sequence

from rag.claims.attribution import attribute
from rag.types import Article, Mention, Quotation, Span


def find_quotations(article: Article, sentences: Sequence[Span]) -> list[Quotation]:
    """Return the quotations of an article, by where they begin; `sentences` are its sentences, sorted."""
    found = []
    for sentence, attribution in zip(sentences, attribute(article, sentences), strict=True):
        if attribution.kind is not None:
            claimer, affiliation, cue = map(
                _spans, (attribution.claimer, attribution.claimer_affiliation, attribution.cue)
            )
            found.append(Quotation((sentence,), attribution.kind, claimer, affiliation, cue))
    return found


def _spans(mention: Mention | None) -> tuple[Span, ...]:
    return mention.spans if mention else ()
