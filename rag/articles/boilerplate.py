"""What in an article is not reporting: noise marked as spans with a kind, and headings; nothing is ever deleted.

The rules are of three sorts, each with its reason beside it:

    line rules      a line that as a whole is furniture of the page ("Anzeige", "Foto: dpa"): the table in `line_rules`
    block rules     lines that are noise because of a neighbour (what follows "Haftungsausschluss: ...", a repeat), in
                    `block_rules`; those that ask for names are in `bylines`
    inline rules    a stretch inside a line (a dateline, an embedded post, a teaser that lost its line breaks), in
                    `inline_rules`

What stands above and between paragraphs is told in `headings`. Here the rules are applied, one after the other.

One principle decides doubtful cases: a sentence of reporting that is marked as noise is lost as evidence, while noise
that stays unmarked is a poor claim among others. So a rule needs two signs (a word and a form, or a word and a place).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.articles.block_rules import mark_comments, mark_disclaimers, mark_linked_headlines, mark_pleas, mark_repeats
from rag.articles.bylines import byline_names, mark_author_box
from rag.articles.headings import mark_subheadings, mark_title, mark_title_by_form
from rag.articles.inline_rules import mark_inside_lines
from rag.articles.layout import split_lines
from rag.articles.line_rules import LINE_RULES, LineRule
from rag.articles.marked_page import EDGE, LONGEST_RULED_LINE, Page
from rag.types import Noise, Span

_FLAGS = re.IGNORECASE | re.VERBOSE


@dataclass(frozen=True, slots=True)
class Markings:
    """What `mark` found. `noise` and `headings` are sorted, tight, and do not overlap, neither each other.

    `title` is the heading that is the article's title, None where no line has the form of one.
    """

    noise: tuple[Noise, ...]
    headings: tuple[Span, ...]
    title: Span | None


def mark(text: str, *, title: str | None = None, language: str | None = None) -> Markings:
    """Mark what in an article's text is noise and what is a heading.

    `title`, if known, is found where it stands; `language` is the article's (a post in another language stands out).
    Promises, for any text: spans lie in the text, begin and end on characters that are no white space, are sorted and
    overlap nothing; time grows linearly with the text.

    >>> marked = mark("Regen in Sicht\\n\\nBerlin. Es wird nass, sagt der Wetterdienst.\\n\\nFoto: dpa")
    >>> [noise.kind for noise in marked.noise], len(marked.headings)
    (['dateline', 'photo credit'], 1)
    """
    lines = split_lines(text)
    page = Page(text, lines, [None] * len(lines), [None] * len(lines))
    title_span = mark_title(page, title)
    _mark_lines(page)
    if title_span is None:
        title_span = mark_title_by_form(page)
    mark_disclaimers(page)
    mark_pleas(page)
    mark_repeats(page, title_span)
    mark_comments(page)
    mark_linked_headlines(page, title_span)
    mark_author_box(page)
    mark_subheadings(page)
    mark_inside_lines(page, language)
    noise = _without_overlap([*page.blocks(), *page.inside], page)
    return Markings(tuple(noise), tuple(sorted(page.headings())), title_span)


def _any_of(rules: Sequence[LineRule]) -> re.Pattern[str]:
    # One alternation instead of a loop: 100,000 short lines would otherwise cost two million calls.
    # The patterns hold no capturing groups of their own, so the name of the last group is the rule that matched.
    return re.compile("|".join(f"(?P<rule{number}> {rule.pattern} )" for number, rule in enumerate(rules)), _FLAGS)


_RULES_ANYWHERE = tuple(rule for rule in LINE_RULES if rule.where == "anywhere")
_RULES_AT_EDGES = tuple(rule for rule in LINE_RULES if rule.where == "edges")
_ANYWHERE, _AT_EDGES = _any_of(_RULES_ANYWHERE), _any_of(_RULES_AT_EDGES)


def _mark_lines(page: Page) -> None:
    last = len(page.lines)
    for number, line in enumerate(page.lines):
        if not page.open(number) or len(line.text) > LONGEST_RULED_LINE:
            continue
        at_edge = number < EDGE or number >= last - EDGE
        if match := _ANYWHERE.fullmatch(line.text):
            rule = _RULES_ANYWHERE[_number_of(match)]
            page.kinds[number] = rule.kind
            if rule.opens_links:
                page.link_lists.add(number)
        elif at_edge and (match := _AT_EDGES.fullmatch(line.text)):
            page.kinds[number] = _RULES_AT_EDGES[_number_of(match)].kind
        elif at_edge and byline_names(line.text) is not None:
            page.kinds[number] = "byline"


def _number_of(match: re.Match[str]) -> int:
    return int((match.lastgroup or "rule0").removeprefix("rule"))


def _without_overlap(candidates: list[Noise], page: Page) -> list[Noise]:
    """The candidates in order, without those that run into an earlier one or into a heading."""
    taken = sorted(page.headings())
    result: list[Noise] = []
    heading = 0
    position = 0
    for noise in sorted(candidates, key=lambda noise: (noise.start, -noise.end)):
        while heading < len(taken) and taken[heading].end <= noise.start:
            heading += 1
        if noise.start < position or len(noise) == 0:
            continue
        if heading < len(taken) and taken[heading].overlaps(noise):
            continue
        result.append(noise)
        position = noise.end
    return result
