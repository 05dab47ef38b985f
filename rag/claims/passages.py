"""Cut an article into passages: consecutive sentences that are embedded together.

A passage holds whole sentences of the article's body, never a heading or noise, as many as fit both the token budget
and the encoder's own limit, so that no encoder cuts anything off silently. A sentence that is too long alone is cut
at its best inner break.
"""

from __future__ import annotations

from collections.abc import Callable

from rag.claims.sentences import sentence_spans, trimmed
from rag.types import Article, Passage, Span


def cut_passages(
    article: Article, *, count: Callable[[str], int], budget: int, fits: Callable[[str], bool]
) -> list[tuple[Passage, list[Span]]]:
    """Return the passages of an article with the sentences in each, in order.

    `count` counts the tokens of a text, of which a passage has at most `budget`; `fits` says whether the encoder reads
    a text whole. Every sentence of the body is in exactly one passage.
    """

    def short_enough(start: int, end: int) -> bool:
        text = article.text[start:end]
        # A token is a byte at least, so that most sentences need not be counted.
        return (len(text.encode("utf-8", "replace")) <= budget or count(text) <= budget) and fits(text)

    passages: list[tuple[Passage, list[Span]]] = []
    for stretch in article.body():
        sentences = [
            piece
            for sentence in sentence_spans(article.text, stretch.start, stretch.end, language=article.language)
            for piece in _pieces(article.text, sentence, short_enough)
        ]
        groups = _grouped(sentences, short_enough)
        passages.extend((Passage(article, group[0].start, group[-1].end), group) for group in groups)
    return passages


def _grouped(sentences: list[Span], short_enough: Callable[[int, int], bool]) -> list[list[Span]]:
    groups = []
    first = 0
    while first < len(sentences):
        # Steps that double, then halve, so that a long stretch is not counted anew with each of its sentences.
        last, step = first, 1
        while step:
            following = last + step
            if following < len(sentences) and short_enough(sentences[first].start, sentences[following].end):
                last, step = following, step * 2
            else:
                step //= 2
        groups.append(sentences[first : last + 1])
        first = last + 1
    return groups


def _pieces(text: str, sentence: Span, short_enough: Callable[[int, int], bool]) -> list[Span]:
    """The sentence itself, or, where it is too long, its parts: cut at the last good break of what still fits."""
    pieces = []
    start, end = sentence.start, sentence.end
    while start < end:
        stop = end
        if not short_enough(start, end):
            # The longest prefix that fits, found by halving: tokens are not proportional to characters.
            low, high = start + 1, end
            while low < high:
                middle = (low + high + 1) // 2
                if short_enough(start, middle):
                    low = middle
                else:
                    high = middle - 1
            stop = _last_break(text, start, low)
        pieces.append(Span(*trimmed(text, start, stop)))
        start, _ = trimmed(text, stop, end)
    return pieces


def _last_break(text: str, start: int, end: int) -> int:
    for mark in ("; ", ": ", ", ", " – ", " "):
        at = text.rfind(mark, start + (end - start) // 2, end)
        if at > start:
            return at + len(mark)
    return end
