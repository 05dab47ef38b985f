"""Claims from an article: every sentence that states something, with who says it."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.claims.attribution import attribute
from rag.claims.marks import quotations
from rag.claims.negation import is_negated
from rag.claims.passages import cut_passages
from rag.types import Article, Claim, Passage, Span

EXTRACTOR = 3
"""Raised whenever extraction gives other claims than before: an index remembers which one it holds."""

_WORD = re.compile(r"\w+")
_LEAST_WORDS = 3
_QUOTE_MARKS = frozenset('„“”"»«')
_BULLETS = frozenset("-–—*•·▪►●‣")
_PARTNER = {"(": ")", ")": "(", "[": "]", "]": "["}


def extract(
    article: Article, *, count: Callable[[str], int], budget: int, fits: Callable[[str], bool]
) -> tuple[list[Passage], list[Claim]]:
    """Return the passages of an article and its claims, both in order; every claim lies in its passage.

    `count`, `budget` and `fits` as for `cut_passages`.
    """
    cut = cut_passages(article, count=count, budget=budget, fits=fits)
    located = [(passage, sentence) for passage, sentences in cut for sentence in sentences]
    attributions = attribute(article, [sentence for _, sentence in located])
    claims = []
    for (passage, sentence), attribution in zip(located, attributions, strict=True):
        span = _without_stray_marks(article.text, sentence)
        if _states_something(article.text[span.start : span.end]):
            text = article.text[span.start : span.end]
            claims.append(Claim(passage, span.start, span.end, attribution, negated=is_negated(text)))
    return [passage for passage, _ in cut], claims


def _states_something(text: str) -> bool:
    """Whether a sentence can be a claim: not a question, not a label, not a scrap of one or two words."""
    words = _WORD.findall(text)
    if len(words) < _LEAST_WORDS or not any(word[0].islower() for word in words):
        return False
    return not text.rstrip('"”“»«’‘)] ').endswith(("?", ":"))


def _without_stray_marks(text: str, sentence: Span) -> Span:
    """Drop what does not belong to the words: bullets and dashes in front, marks without a partner at both ends.

    Such marks are left over where a longer quotation or bracket was cut into sentences.
    """
    piece = text[sentence.start : sentence.end]
    paired = {mark for span in quotations(piece) for mark in (span.start, span.end - 1)}
    start, end = 0, len(piece)
    while start < end and (
        piece[start] in _BULLETS
        or piece[start].isspace()
        or (piece[start] in _QUOTE_MARKS and start not in paired)
        or (piece[start] in "([" and _PARTNER[piece[start]] not in piece)
    ):
        start += 1
    # A full stop behind a stray mark goes with it: "Die Fischer warten“."
    last = end - 2 if end - start > 1 and piece[end - 1] in ".," and piece[end - 2] in _QUOTE_MARKS else end - 1
    stray = last > start and (
        (piece[last] in _QUOTE_MARKS and last not in paired)
        or (piece[last] in ")]" and _PARTNER[piece[last]] not in piece)
    )
    if stray:
        end = last
    while end > start and piece[end - 1].isspace():
        end -= 1
    return Span(sentence.start + start, sentence.start + end) if end > start else sentence
