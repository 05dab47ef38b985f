"""An article as the side panel shows it: plain data for article.js, which puts it on the page as text, never as HTML.

Pure functions, no gradio. All cutting happens here, because Python counts characters in code points and a browser
counts UTF-16 units: offsets never cross that border, only the pieces do.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

from rag.page.cards import claimer_text, manner, page_text
from rag.page.safe import encodable, label, language_of, one_line, web_address
from rag.page.texts import marks_around
from rag.page.texts.words import Words
from rag.types import Article, Citation, Claim, Mention, Noise, Span

_Thing = TypeVar("_Thing")

_TITLE_LIMIT, _NAME_LIMIT, _QUOTE_LIMIT = 300, 120, 400
_HARD_WRAPPED = 100  # Lines up to this long are one wrapped paragraph; longer lines are paragraphs of their own.


def article_data(article: Article, cited: Span, claims: Iterable[Claim], words: Words) -> dict[str, Any]:
    """Return an article with the cited words marked, and the claimer and cue of the claim made with these words.

    `blocks` are the article's paragraphs in order: `kind` is "text", "heading" or "noise" (with its `name`), `pieces`
    are `[text, mark, "claimer" | "cue" | "noise" | ""]`, where `mark` is 1 inside the cited words and 0 elsewhere;
    noise that begins within a paragraph has its name as a fourth. The marked pieces, joined over all blocks, are the
    quote except for white space between paragraphs. `quote` and `who` are for the small card beside a citation. Raises
    ValueError if the article has no such span.
    """
    if cited.end > len(article.text) or len(cited) == 0:
        raise ValueError(f"article {label(article.id)} has no characters {cited.start} to {cited.end}")
    claim = next((claim for claim in claims if (claim.start, claim.end) == (cited.start, cited.end)), None)
    citation = Citation(0, article, cited.start, cited.end)
    quote = label(citation.quote, _QUOTE_LIMIT)
    opening, closing = marks_around(quote, article.language)
    about = _about(article, words)
    return {
        **about,
        "published": " · ".join(filter(None, (about["published"], page_text(citation, words)))),
        "blocks": _blocks(article, _Marks({1: (cited,)}, _roles(claim), cited), words),
        "link": citation.link if web_address(article.url) else None,
        "citation": citation_text(article, cited, claim, words),
        "quote": f"{opening}{quote}{closing}",
        "who": claimer_text(claim.attribution, words) if claim else "",
    }


def reading_data(article: Article, claims: Sequence[Claim], words: Words) -> dict[str, Any]:
    """Return an article to read, every claim in it marked and what is noise named.

    As `article_data`, but that the mark of a piece is the number of the claim that it belongs to, 0 for none; of claims
    within each other it is the inner one. `claims[n - 1]` says of claim n who says it and how, as lines of text.
    """
    marks = {number: claim.spans for number, claim in enumerate(claims, 1)}
    noise = sum(map(len, article.noise)) / max(1, len(article.text))
    return {
        **_about(article, words),
        "blocks": _blocks(article, _Marks(marks, [], None), words),
        "claims": [_described(claim, words) for claim in claims],
        "count": words.count(len(claims), words.claim),
        "noise": words.share(noise) if article.noise else "",
    }


def _about(article: Article, words: Words) -> dict[str, Any]:
    return {
        "title": label(article.title, _TITLE_LIMIT),
        "publisher": label(article.publisher or "", _NAME_LIMIT),
        "author": label(article.author or "", _NAME_LIMIT),
        "published": label(words.date(article.published), _NAME_LIMIT) if article.published else "",
        "language": language_of(article.language),
        "url": web_address(article.url),
    }


def _described(claim: Claim, words: Words) -> list[str]:
    """Who says a claim and how, as the lines of a small card."""
    return [claimer_text(claim.attribution, words), " · ".join(manner(claim, words))]


def citation_text(article: Article, cited: Span, claim: Claim | None, words: Words) -> str:
    """Return what "copy citation" copies: the quote, who says it, where it stands, and an address that survives."""
    citation = Citation(0, article, cited.start, cited.end)
    quote = one_line(citation.quote)
    opening, closing = marks_around(quote, article.language)
    where = [article.title, article.publisher, article.published and words.date(article.published)]
    where.append(page_text(citation, words))
    link = citation.link if web_address(article.url) else None
    parts = [
        f"{opening}{quote}{closing}",
        claimer_text(claim.attribution, words) if claim else "",
        ", ".join(label(part, _TITLE_LIMIT) for part in where if part),
        link or citation.permalink,
    ]
    return "\n".join(encodable(part) for part in parts if part)


@dataclass(frozen=True, slots=True)
class _Marks:
    """What is marked in an article: spans by their number, words with a role, and the cited words, if any."""

    numbered: Mapping[int, Sequence[Span]]
    roles: list[tuple[Span, str]]
    cited: Span | None


def _blocks(article: Article, marks: _Marks, words: Words) -> list[dict[str, Any]]:
    paragraphs = list(_paragraphs(article))
    numbered = [(span, number) for number, spans in marks.numbered.items() for span in spans]
    lying = zip(
        paragraphs,
        _lying_in(paragraphs, sorted(numbered, key=lambda mark: len(mark[0])), key=lambda mark: mark[0]),
        _lying_in(paragraphs, article.noise, key=lambda noise: noise),
        _lying_in(paragraphs, article.headings, key=lambda heading: heading),
        strict=True,
    )
    blocks = []
    for span, inner_first, noises, headings in lying:
        noise = next((noise for noise in noises if noise.contains(span)), None)
        kind, name = ("noise", words.noise_kinds[noise.kind]) if noise else ("text", "")
        if any(heading.contains(span) for heading in headings):
            kind, name = "heading", ""
        here = marks.cited is not None and span.overlaps(marks.cited)
        if kind == "heading" and not here and _same(article.text[span.start : span.end], article.title):
            continue  # The panel already shows the title above the text.
        pieces = _pieces(article, span, inner_first, marks.roles, noises, words)
        blocks.append({"kind": kind, "name": name, "pieces": pieces})
    return blocks


def _lying_in(
    paragraphs: Sequence[Span], things: Iterable[_Thing], key: Callable[[_Thing], Span]
) -> list[list[_Thing]]:
    """Return for each paragraph the things whose spans overlap it, in their order: an article may have thousands."""
    found: list[list[_Thing]] = [[] for _ in paragraphs]
    ends = [paragraph.end for paragraph in paragraphs]
    for thing in things:
        span = key(thing)
        place = bisect_right(ends, span.start)
        while place < len(paragraphs) and paragraphs[place].overlaps(span):
            found[place].append(thing)
            place += 1
    return found


def _same(heading: str, title: str) -> bool:
    return one_line(heading).casefold() == one_line(title).casefold()


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


def _pieces(
    article: Article,
    block: Span,
    marks: Sequence[tuple[Span, int]],
    roles: Sequence[tuple[Span, str]],
    noises: Sequence[Noise],
    words: Words,
) -> list[list[Any]]:
    roles = [*roles, *((Span(noise.start, noise.end), "noise") for noise in noises)]
    begun = {noise.start: words.noise_kinds[noise.kind] for noise in noises if not noise.contains(block)}
    cuts = {block.start, block.end}
    cuts |= {edge for span, _ in (*marks, *roles) for edge in (span.start, span.end)}
    ordered = sorted(cut for cut in cuts if block.start <= cut <= block.end)
    pieces = []
    for start, end in pairwise(ordered):
        piece = Span(start, end)
        role = next((role for span, role in roles if span.contains(piece)), "")
        mark = next((number for span, number in marks if span.contains(piece)), 0)
        shown: list[Any] = [encodable(article.text[start:end]), mark, role]
        pieces.append([*shown, begun[start]] if role == "noise" and start in begun else shown)
    return pieces
