"""An article as the side panel shows it: plain data for panel.js, which puts it on the page as text, never as HTML.

Pure functions, no gradio. All cutting happens here, because Python counts characters in code points and a browser
counts UTF-16 units: offsets never cross that border, only the pieces do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from rag.page.cards import claimer_text
from rag.page.safe import encodable, label, one_line, web_address
from rag.page.texts import marks_around
from rag.page.words import Words
from rag.types import Article, Citation, Claim, Mention, Span

_TITLE_LIMIT, _NAME_LIMIT = 300, 120
_HARD_WRAPPED = 100  # Lines up to this long are one wrapped paragraph; longer lines are paragraphs of their own.


def article_data(article: Article, cited: Span, claims: Iterable[Claim], words: Words) -> dict[str, Any]:
    """Return an article with the cited words marked, and the claimer and cue of the claim made with these words.

    `blocks` are the article's paragraphs in order: `kind` is "text", "heading" or "noise", `pieces` are
    `[text, inside the cited words, "claimer" | "cue" | "noise" | ""]`. The pieces that are inside, joined over all
    blocks, are the quote except for white space between paragraphs. Raises ValueError if the article has no such span.
    """
    if cited.end > len(article.text) or len(cited) == 0:
        raise ValueError(f"article {label(article.id)} has no characters {cited.start} to {cited.end}")
    claim = next((claim for claim in claims if (claim.start, claim.end) == (cited.start, cited.end)), None)
    return {
        "title": label(article.title, _TITLE_LIMIT),
        "publisher": label(article.publisher or "", _NAME_LIMIT),
        "author": label(article.author or "", _NAME_LIMIT),
        "published": label(words.date(article.published), _NAME_LIMIT) if article.published else "",
        "language": label(article.language or "", _NAME_LIMIT),
        "url": web_address(article.url),
        "blocks": _blocks(article, cited, claim),
        "citation": citation_text(article, cited, claim, words),
    }


def citation_text(article: Article, cited: Span, claim: Claim | None, words: Words) -> str:
    """Return what "copy citation" copies: the quote, who says it, where it stands, and an address that survives."""
    citation = Citation(0, article, cited.start, cited.end)
    quote = one_line(citation.quote)
    opening, closing = marks_around(quote, article.language)
    where = [article.title, article.publisher, article.published and words.date(article.published)]
    link = citation.link if web_address(article.url) else None
    parts = [
        f"{opening}{quote}{closing}",
        claimer_text(claim.attribution, words) if claim else "",
        ", ".join(label(part, _TITLE_LIMIT) for part in where if part),
        link or citation.permalink,
    ]
    return "\n".join(encodable(part) for part in parts if part)


def _blocks(article: Article, cited: Span, claim: Claim | None) -> list[dict[str, Any]]:
    roles = _roles(claim)
    blocks = []
    for span in _paragraphs(article):
        kind = _kind(article, span)
        if kind == "heading" and not span.overlaps(cited) and _same(article.text[span.start : span.end], article.title):
            continue  # The panel already shows the title above the text.
        blocks.append({"kind": kind, "pieces": _pieces(article, span, cited, roles)})
    return blocks


def _same(heading: str, title: str) -> bool:
    return one_line(heading).casefold() == one_line(title).casefold()


def _kind(article: Article, span: Span) -> str:
    if any(heading.contains(span) for heading in article.headings):
        return "heading"
    return "noise" if any(noise.contains(span) for noise in article.noise) else "text"


def _paragraphs(article: Article) -> Iterator[Span]:
    """Yield what stands between blank lines, between long lines, and at the edges of headings and whole-line noise."""
    text = article.text
    cuts = {0, len(text)}
    for heading in article.headings:
        cuts |= {heading.start, heading.end}
    for noise in article.noise:
        if _fills_lines(text, noise):
            cuts |= {noise.start, noise.end}
    for gap in re.finditer(r"\n\s*\n", text):
        cuts |= {gap.start(), gap.end()}
    ordered = sorted(cut for cut in cuts if cut <= len(text))
    for start, end in pairwise(ordered):
        lines = text[start:end].split("\n")
        if max(map(len, lines)) <= _HARD_WRAPPED:
            yield from _trimmed(text, start, end)
            continue
        for line in lines:
            yield from _trimmed(text, start, start + len(line))
            start += len(line) + 1


def _fills_lines(text: str, span: Span) -> bool:
    before, after = text[: span.start].rstrip(" \t"), text[span.end :].lstrip(" \t")
    return before[-1:] in ("", "\n") and after[:1] in ("", "\n")


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    inner = text[start:end].strip()
    if inner:
        start += text[start:end].index(inner)
        yield Span(start, start + len(inner))


def _roles(claim: Claim | None) -> list[tuple[Span, str]]:
    if claim is None:
        return []
    named: list[tuple[Mention | None, str]] = [
        (claim.attribution.claimer, "claimer"),
        (claim.attribution.cue, "cue"),
    ]
    return [(span, role) for mention, role in named if mention is not None for span in mention.spans]


def _pieces(article: Article, block: Span, cited: Span, roles: list[tuple[Span, str]]) -> list[list[Any]]:
    roles = [*roles, *((Span(noise.start, noise.end), "noise") for noise in article.noise)]
    cuts = {block.start, block.end, cited.start, cited.end}
    cuts |= {edge for span, _ in roles for edge in (span.start, span.end)}
    ordered = sorted(cut for cut in cuts if block.start <= cut <= block.end)
    pieces = []
    for start, end in pairwise(ordered):
        piece = Span(start, end)
        role = next((role for span, role in roles if span.contains(piece)), "")
        pieces.append([encodable(article.text[start:end]), cited.contains(piece), role])
    return pieces
