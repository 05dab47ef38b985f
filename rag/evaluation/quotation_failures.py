"""Quotations that went wrong, with the sentences that they stand in: to develop with, not to store."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from rag.evaluation.quotation_scores import Group, token_f1
from rag.evaluation.quoted_articles import MarkedQuotation, QuotedArticle

_RIGHT = 0.5


def failures(
    articles: Sequence[QuotedArticle], groups: Sequence[Sequence[Group]], number: int, kind: str | None = None
) -> Iterator[str]:
    """Yield up to `number` of each: quotes missed, found but not marked, cut wrongly, with wrong claimer, kind or cue.

    Drawn from all articles, the same every time. The quote stands between "[" and "]", its claimer between "<" and ">",
    the cue between "{" and "}". `kind` is that of the marked quotation, or of the found one where none was marked.
    """
    mistakes: dict[str, list[str]] = {title: [] for title in _MISTAKES}
    for article, groups_ in zip(articles, groups, strict=True):
        for group in groups_:
            either = group.gold or group.found
            if either is None or kind not in (None, either.kind):
                continue
            for title in _wrong(group):
                mistakes[title].append(_shown(article, group))
    for title, shown in mistakes.items():
        random.Random(0).shuffle(shown)  # noqa: S311 - a sample of all articles, not of the first
        yield f"\n== {title}: {len(shown)}"
        yield from shown[:number]


_MISTAKES = ("missed", "found, not marked", "cut wrongly", "wrong claimer", "wrong cue", "wrong kind")


def _wrong(group: Group) -> Iterator[str]:
    gold, found = group.gold, group.found
    if found is None:
        yield "missed"
    elif gold is None:
        yield "found, not marked"
    else:
        if token_f1(gold.quote, found.quote) < _RIGHT:
            yield "cut wrongly"
        for part in ("claimer", "cue"):
            marked, ours = gold.part(part), found.part(part)
            if (marked or ours) and token_f1(marked, ours) < _RIGHT:
                yield f"wrong {part}"
        if gold.kind != found.kind:
            yield "wrong kind"


def _shown(article: QuotedArticle, group: Group) -> str:
    lines = [f"-- {article.name}"]
    lines += [f"   {title}: {_marked(article, one)}" for title, one in _sides(group) if one]
    return "\n".join(lines)


def _sides(group: Group) -> tuple[tuple[str, MarkedQuotation | None], ...]:
    return ("marked", group.gold), ("found ", group.found)


def _marked(article: QuotedArticle, one: MarkedQuotation) -> str:
    """The sentences of the quotation, with what is between its parts, and signs around each part."""
    tokens = one.quote | one.claimer | one.cue
    sentences = {article.sentences[token] for token in tokens}
    shown = [number for number, sentence in enumerate(article.sentences) if sentence in sentences]
    opening: dict[int, str] = {}
    closing: dict[int, str] = {}
    for part, (left, right) in (("quote", "[]"), ("claimer", "<>"), ("cue", "{}")):
        for span in article.spans_of(one.part(part)):
            opening[span.start] = opening.get(span.start, "") + left
            closing[span.end] = right + closing.get(span.end, "")
    pieces = []
    last = shown[0]
    for number in shown:
        token = article.tokens[number]
        if number > last + 1:
            pieces.append(" … ")
        elif number > last:
            pieces.append(" " if token.start > article.tokens[last].end else "")
        word = article.text[token.start : token.end]
        pieces += [opening.get(token.start, ""), word, closing.get(token.end, "")]
        last = number
    return f"{one.kind}: {''.join(pieces)}"
