"""A finding as a card: its quote, who says it, how certain, when and where, and what stands against it; pure HTML.

A citation is a link `#cite:<article>:<start>:<end>:<number>:<turn>`, which the side panel opens;
`#look:...` is the same for a passage that was searched and not cited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote as percent_encode

from rag.page.safe import escaped, label, lang, one_line
from rag.page.texts import marks_around
from rag.page.texts.words import Words
from rag.page.worded import rejected_html, statement_html
from rag.types import Article, Attribution, Citation, Claim, Finding, Span, Wording

TITLE_LIMIT, NAME_LIMIT = 160, 100
_REFERENCES = 3


def finding_html(finding: Finding, words: Words, turn: int, language: str, wording: Wording | None = None) -> str:
    """Return one finding as a card: statement (if worded), quote, claimer, labels, what supports and refutes it.

    `language` is that of the statement, which is the question's.
    """
    others = "".join(
        _other(other, name, kind, words, turn, language, wording)
        for group, name, kind in (
            (finding.supporting, words.supports, "bl-for"),
            (finding.refuting, words.disagrees, "bl-against"),
        )
        for other in group
    )
    beside = f'<div class="bl-others">{others}</div>' if others else ""
    return f'<div class="bl-card">{_told(finding, words, turn, language, wording)}{beside}</div>'


def quote_html(finding: Finding, words: Words, turn: int) -> str:
    """Return the claim's sentence and its numbers, in the quotation marks of its language unless it brings its own.

    What of the sentence is not the claim ("sagte er am Dienstag") is there in a quieter tone, so that the claim can be
    read with who says it and is still seen to be these words and no others.
    """
    claim = finding.claim
    language = claim.article.language or ""
    opening, closing = marks_around(one_line(claim.sentence_text), language)
    first, *others = [chip(citation, words, turn) for citation in finding.citations] or [""]
    return (
        # The quote is isolated from the marks around it: its own direction must not reorder them.
        f'{opening}<span class="bl-words"{lang(language)} dir="auto">{_within_sentence(claim)}</span>'
        # The first number stays on the line of the last word.
        f'<span class="bl-tail">{closing}&nbsp;{first}</span> {" ".join(others)}'
    )


def _within_sentence(claim: Claim) -> str:
    """The words of a claim in their sentence, what is around them marked as such."""
    sentence = claim.sentence or Span(claim.start, claim.end)
    pieces = []
    position = sentence.start
    for span in (*claim.spans, Span(sentence.end, sentence.end)):
        pieces.append((Span(position, max(position, span.start)), True))
        pieces.append((span, False))
        position = span.end
    shown = []
    for span, around in pieces:
        text = claim.article.text[span.start : span.end]
        if not text:
            continue
        # White space at the edge of a piece is kept as one space, but for the ends of the sentence.
        before = " " if text[0].isspace() and span.start > sentence.start else ""
        after = " " if text[-1].isspace() and span.end < sentence.end and text.strip() else ""
        words = f"{before}{escaped(one_line(text))}{after}"
        shown.append(f'<span class="bl-around">{words}</span>' if around and words.strip() else words)
    return "".join(shown)


def page_text(citation: Citation, words: Words) -> str:
    """Return on which page a citation stands, "" where its article has none."""
    return words.on_page.format(number=citation.page) if citation.page else ""


def claimer_text(attribution: Attribution, words: Words, name: str | None = None) -> str:
    """Return who says it, with the affiliation if the article names one; `name` is the one for all articles."""
    if attribution.kind is None:
        return words.own_voice
    name = name or attribution.name
    if name is None:
        return words.unknown_claimer
    names = [name]
    if attribution.claimer_affiliation is not None:
        names.append(attribution.claimer_affiliation.text)
    return ", ".join(label(part, NAME_LIMIT) for part in names)


def chips(finding: Finding, words: Words, turn: int) -> str:
    """Return the numbers of a finding's citations as links that open the side panel."""
    return " ".join(chip(citation, words, turn) for citation in finding.citations)


def chip(citation: Citation, words: Words, turn: int) -> str:
    """Return the number of one citation as a link. What it cites appears beside it when it is pointed at (hover.js)."""
    address = link_to("cite", citation.article, citation.start, citation.end, citation.number, turn)
    return (
        f'<a class="bl-cite" href="{address}"><span class="bl-aside">{escaped(words.citation)} </span>'
        f"{citation.number}</a>"
    )


def link_to(verb: str, article: Article, start: int, end: int, number: int, turn: int) -> str:
    """Return the address, for an attribute, by which the side panel opens these characters of an article."""
    return escaped(f"#{verb}:{percent_encode(article.id, safe='', errors='replace')}:{start}:{end}:{number}:{turn}")


@dataclass(frozen=True, slots=True)
class _Fact:
    """Something known of a finding: its text, how it is shown, and the words of the article that tell it."""

    text: str
    look: str = "bl-quiet"
    hint: str = ""
    date: str = ""

    def html(self) -> str:
        if self.date:
            return f'<time class="{self.look}" datetime="{escaped(self.date)}">{escaped(self.text)}</time>'
        hint = f' title="{escaped(self.hint)}"' if self.hint else ""
        return f'<span class="{self.look}"{hint} dir="auto">{escaped(self.text)}</span>'


def meta_html(finding: Finding, words: Words, *, who: bool = True) -> str:
    """Return what is known of a finding as one line of small labels; without its claimer where that is said already."""
    return dotted(fact.html() for fact in _facts(finding, words, who=who))


def meta_text(finding: Finding, words: Words) -> str:
    """Return what is known of a finding as one line of plain text."""
    return " · ".join(fact.text for fact in _facts(finding, words, who=True))


def _facts(finding: Finding, words: Words, *, who: bool) -> Iterator[_Fact]:
    claim, article = finding.claim, finding.claim.article
    attribution = claim.attribution
    if who:
        look = "bl-who" if attribution.kind else "bl-who bl-own"
        yield _Fact(claimer_text(attribution, words, finding.claimer), look)
    labels = _labels(claim, words)
    if finding.refuting:
        labels.append(("disputed", words.disputed))
    for name, text in labels:
        yield _Fact(text, f"bl-label bl-is-{name}")
    if attribution.kind is not None:
        yield _Fact(words.kinds[attribution.kind])
    if attribution.through:
        through = words.listing([label(mention.text, NAME_LIMIT) for mention in attribution.through])
        yield _Fact(words.through.format(names=through))
    if claim.claim_datetime:
        hint = label(claim.dated_by.text, NAME_LIMIT) if claim.dated_by else ""
        yield _Fact(_said(claim, words), "bl-quiet bl-said", hint)
    # Where the publisher is unknown the title tells which article it is.
    for source in dict.fromkeys(citation.article.publisher or citation.article.title for citation in finding.citations):
        yield _Fact(label(source, NAME_LIMIT))
    # Two dates are told apart; one alone, beside its publisher, needs no word.
    yield from _published(article, words, words.published if claim.claim_datetime else "{date}")
    articles = len({citation.article.id for citation in finding.citations})
    if articles > 1:
        yield _Fact(words.in_articles.format(articles=words.count(articles, words.article)))
        # Only beside several articles: they may be copies of one report.
        several = words.sources.format(number=words.number(finding.sources))
        yield _Fact(several if finding.sources > 1 else words.one_source)


def manner(claim: Claim, words: Words) -> list[str]:
    """Return how a claim is said: hedged or denied, planned or offered, in which kind of speech, when."""
    texts = [text for _, text in _labels(claim, words)]
    if claim.attribution.kind is not None:
        texts.append(words.kinds[claim.attribution.kind])
    return [*texts, _said(claim, words)] if claim.claim_datetime else texts


def _said(claim: Claim, words: Words) -> str:
    return words.said.format(date=label(words.time(claim.claim_datetime or ""), NAME_LIMIT))


def _labels(claim: Claim, words: Words) -> list[tuple[str, str]]:
    """What is not the plain case: that it is denied or only planned."""
    labels: list[tuple[str, str]] = []
    if claim.epistemic in words.epistemic:
        labels.append((claim.epistemic, words.epistemic[claim.epistemic]))
    if claim.modality in words.modality:
        labels.append((claim.modality, words.modality[claim.modality]))
    return labels


def _note(claim: Claim, words: Words) -> str:
    """What "er" and "das Land" in the quote mean, each once."""
    links = dict.fromkeys((link.mention.text, link.meaning.text) for link in claim.context)
    notes = [
        words.means.format(words=_in_marks(mention, claim), meaning=_in_marks(meaning, claim))
        for mention, meaning in list(links)[:_REFERENCES]
    ]
    return f'<div class="bl-note" dir="auto">{escaped(" · ".join(notes))}</div>' if notes else ""


def _in_marks(text: str, claim: Claim) -> str:
    opening, closing = marks_around("", claim.article.language)
    return f"{opening}{label(text, NAME_LIMIT)}{closing}"


def quiet(text: str) -> str:
    """Return a small label."""
    return f'<span class="bl-quiet" dir="auto">{escaped(text)}</span>'


def published_html(article: Article, words: Words) -> list[str]:
    """Return when an article was published, in a list that is empty where that is unknown."""
    return [fact.html() for fact in _published(article, words, "{date}")]


def _published(article: Article, words: Words, form: str) -> list[_Fact]:
    if not article.published:
        return []
    written = form.format(date=label(words.date(article.published), NAME_LIMIT))
    return [_Fact(written, date=label(article.published, NAME_LIMIT))]


def dotted(parts: Iterable[str]) -> str:
    """Return labels as one line, a dot between each two."""
    # The no-break space keeps the dot at the end of a line rather than at the start of the next.
    return '<span class="bl-dot">&nbsp;· </span>'.join(parts)


def _other(
    finding: Finding, name: str, kind: str, words: Words, turn: int, language: str, wording: Wording | None
) -> str:
    return (
        f'<div class="bl-other {kind}"><div class="bl-other-name">{escaped(name)}</div>'
        f"{_told(finding, words, turn, language, wording)}</div>"
    )


def _told(finding: Finding, words: Words, turn: int, language: str, wording: Wording | None) -> str:
    """What is told of a finding, in a card or beside another one."""
    return (
        f"{statement_html(finding, wording, words, language)}"
        f'<div class="bl-quote">{quote_html(finding, words, turn)}</div>'
        f'<div class="bl-meta">{meta_html(finding, words)}</div>{_note(finding.claim, words)}'
        f"{rejected_html(finding.rejected, words, language)}"
    )
