"""Answers as HTML for the chat: pure functions, no gradio, every foreign word escaped.

The chat shows Markdown. An answer is therefore a text of HTML blocks, each on one line, with blank lines between:
one for the heading, one per finding, one for what else was searched. Finished blocks keep their place in the browser
while later findings still arrive. A citation is a link `#cite:<article>:<start>:<end>:<number>:<turn>`, which the
side panel (panel.js) opens; `#look:...` is the same for a passage that was searched and not cited.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote as percent_encode

from rag.page.safe import escaped, label, one_line
from rag.page.texts import Words, marks_around
from rag.types import Abstention, Answer, Article, Attribution, Citation, Claim, Finding, Hit, Span

_TITLE_LIMIT, _NAME_LIMIT, _HINT_LIMIT, _SNIPPET_LIMIT = 160, 100, 400, 160


def answer_html(answer: Answer, words: Words, turn: int) -> str:
    """Return an answer, also one that is still growing, as HTML. `turn` tells the answers of one chat apart."""
    if answer.abstention is not None:
        blocks = [abstention_html(answer.abstention, answer, words, turn)]
    else:
        blocks = [_heading(answer, words)]
        blocks += [finding_html(finding, words, turn, answer.language) for finding in answer.findings]
        blocks += _searched_list(answer.also_searched, words, words.also_searched, turn)
    return "\n\n".join(blocks)


def question_html(question: str) -> str:
    """Return what the reader asked as HTML that shows exactly that."""
    return f'<div class="bl-question" dir="auto">{escaped(question)}</div>'


def searching_html(articles: int, words: Words) -> str:
    """Return the line that stands where the answer will be."""
    text = words.searching.format(articles=words.count(articles, words.article))
    return f'<div class="bl-status"><span class="bl-spin"></span>{escaped(text)} …</div>'


def notice_html(text: str, title: str = "") -> str:
    """Return a short message of the page itself (a refused question, an error, "Stopped.") as a calm card."""
    heading = f'<div class="bl-none-title">{escaped(title)}</div>' if title else ""
    return f'<div class="bl-none">{heading}<div class="bl-none-text">{escaped(text)}</div></div>'


def welcome_html(articles: int, words: Words) -> str:
    """Return what an empty chat shows above the example questions."""
    line = words.answers_from.format(articles=words.count(articles, words.article))
    return f'<div class="bl-hello"><h2>{escaped(words.welcome)}</h2><p>{escaped(line)}</p></div>'


def finding_html(finding: Finding, words: Words, turn: int, language: str) -> str:
    """Return one finding as a card: statement (if worded), quote, claimer, labels, what supports and refutes it."""
    statement = ""
    if finding.statement is not None:
        statement = (
            f'<div class="bl-statement" lang="{escaped(language)}" dir="auto">{escaped(finding.statement)}</div>'
        )
    others = "".join(
        _other(other, name, kind, words, turn)
        for group, name, kind in (
            (finding.supporting, words.supports, "bl-for"),
            (finding.refuting, words.disagrees, "bl-against"),
        )
        for other in group
    )
    return (
        f'<div class="bl-card">{statement}<div class="bl-quote">{_quote(finding, words, turn)}</div>'
        f'<div class="bl-meta">{_meta(finding, words)}</div>{others}</div>'
    )


def _quote(finding: Finding, words: Words, turn: int) -> str:
    """The claim's sentence in the quotation marks of its own language, unless it brings its own, and its numbers.

    What of the sentence is not the claim ("sagte er am Dienstag") is there in a quieter tone, so that the claim can be
    read with who says it and is still seen to be these words and no others.
    """
    claim = finding.claim
    language = claim.article.language or ""
    opening, closing = marks_around(one_line(claim.sentence_text), language)
    attribute = f' lang="{escaped(language)}"' if language else ""
    first, *others = [_chip(citation, words, turn) for citation in finding.citations] or [""]
    return (
        # The quote is isolated from the marks around it: its own direction must not reorder them.
        f'{opening}<span class="bl-words"{attribute} dir="auto">{_within_sentence(claim)}</span>'
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


def claimer_text(attribution: Attribution, words: Words) -> str:
    """Return who says it, with the affiliation if the article names one."""
    if attribution.kind is None:
        return words.own_voice
    if attribution.name is None:
        return words.unknown_claimer
    names = [attribution.name]
    if attribution.claimer_affiliation is not None:
        names.append(attribution.claimer_affiliation.text)
    return ", ".join(label(name, _NAME_LIMIT) for name in names)


def _heading(answer: Answer, words: Words) -> str:
    articles = len({citation.article.id for citation in answer.citations})
    found = words.found.format(
        claims=words.count(len(answer.findings), words.claim), articles=words.count(articles, words.article)
    )
    return f'<div class="bl-head">{escaped(found)}{_timing(answer, words)}</div>'


def _timing(answer: Answer, words: Words) -> str:
    if not answer.timing:
        return ""
    return f'<span class="bl-time">{escaped(words.duration(sum(answer.timing.values())))}</span>'


def _chip(citation: Citation, words: Words, turn: int) -> str:
    article = citation.article
    hint = f"{label(citation.quote, _HINT_LIMIT)} ({_source(article, words)})"
    return (
        f'<a class="bl-cite" href="{_link("cite", article, citation.start, citation.end, citation.number, turn)}"'
        f' title="{escaped(hint)}"><span class="bl-aside">{escaped(words.citation)} </span>{citation.number}</a>'
    )


def _link(verb: str, article: Article, start: int, end: int, number: int, turn: int) -> str:
    return escaped(f"#{verb}:{percent_encode(article.id, safe='', errors='replace')}:{start}:{end}:{number}:{turn}")


def _source(article: Article, words: Words) -> str:
    parts = [article.publisher, article.title, article.published and words.date(article.published)]
    return ", ".join(label(part, _TITLE_LIMIT) for part in parts if part)


def _meta(finding: Finding, words: Words) -> str:
    claim, article = finding.claim, finding.claim.article
    who = "bl-who" if claim.attribution.kind else "bl-who bl-own"
    parts = [f'<span class="{who}" dir="auto">{escaped(claimer_text(claim.attribution, words))}</span>']
    if claim.attribution.kind is not None:
        parts.append(_quiet(words.kinds[claim.attribution.kind]))
    parts += [_quiet(words.epistemic[claim.epistemic])] if claim.epistemic in words.epistemic else []
    parts += [_quiet(words.status[finding.status])] if finding.status in words.status else []
    # Where the publisher is unknown the title tells which article it is.
    sources = dict.fromkeys(citation.article.publisher or citation.article.title for citation in finding.citations)
    parts += [_quiet(label(source, _NAME_LIMIT)) for source in sources]
    parts += _date(article, words)
    articles = len({citation.article.id for citation in finding.citations})
    if articles > 1:
        parts.append(_quiet(words.in_articles.format(articles=words.count(articles, words.article))))
    return _dotted(parts)


def _quiet(text: str) -> str:
    return f'<span class="bl-quiet" dir="auto">{escaped(text)}</span>'


def _date(article: Article, words: Words) -> list[str]:
    if not article.published:
        return []
    written = escaped(label(words.date(article.published), _NAME_LIMIT))
    return [f'<time class="bl-quiet" datetime="{escaped(label(article.published, _NAME_LIMIT))}">{written}</time>']


def _dotted(parts: Iterable[str]) -> str:
    # The no-break space keeps the dot at the end of a line rather than at the start of the next.
    return '<span class="bl-dot">&nbsp;· </span>'.join(parts)


def _other(finding: Finding, name: str, kind: str, words: Words, turn: int) -> str:
    return (
        f'<div class="bl-other {kind}"><div class="bl-other-name">{escaped(name)}</div>'
        f'<div class="bl-quote">{_quote(finding, words, turn)}</div>'
        f'<div class="bl-meta">{_meta(finding, words)}</div></div>'
    )


def _searched_list(hits: tuple[Hit, ...], words: Words, title: str, turn: int) -> list[str]:
    if not hits:
        return []
    items = "".join(_searched_item(hit, words, turn) for hit in hits)
    return [
        f'<details class="bl-searched"><summary>{escaped(title)} ({words.number(len(hits))})</summary>'
        f'<ul class="bl-looks">{items}</ul></details>'
    ]


def _searched_item(hit: Hit, words: Words, turn: int) -> str:
    passage, article = hit.passage, hit.passage.article
    parts = [_quiet(label(article.publisher, _NAME_LIMIT))] if article.publisher else []
    parts += _date(article, words)
    language = f' lang="{escaped(article.language)}"' if article.language else ""
    return (
        f'<li><a class="bl-look" href="{_link("look", article, passage.start, passage.end, 0, turn)}"'
        f'{language} dir="auto">{escaped(label(article.title, _TITLE_LIMIT))}</a>'
        f'<div class="bl-meta">{_dotted(parts)}</div>'
        f'<div class="bl-snippet"{language} dir="auto">{escaped(label(passage.text, _SNIPPET_LIMIT))}</div></li>'
    )


def abstention_html(abstention: Abstention, answer: Answer, words: Words, turn: int) -> str:
    """Return an abstention as the calm card it is: what was searched, what is missing, what came nearest."""
    languages = words.languages(abstention.languages)
    searched = words.searched_in.format(
        articles=words.count(abstention.articles, words.article),
        passages=words.count(abstention.passages, words.passage),
        languages=words.in_languages.format(languages=languages) if languages else "",
    )
    nearest = "".join(_searched_list(answer.also_searched, words, words.came_nearest, turn))
    return (
        f'<div class="bl-none"><div class="bl-none-title">{escaped(words.abstain)}</div>'
        f'<div class="bl-none-text">{escaped(_reason(abstention, words))}</div>'
        f'<div class="bl-none-text">{escaped(searched)}{_timing(answer, words)}</div>{nearest}</div>'
    )


def _reason(abstention: Abstention, words: Words) -> str:
    if abstention.reason == "not-spoken-of" and abstention.missing:
        opening, closing = marks_around("", words.language)
        missing = [f"{opening}{label(word, _NAME_LIMIT)}{closing}" for word in abstention.missing]
        return words.not_spoken_of.format(missing=words.listing(missing))
    if abstention.reason == "no-such-value":
        return words.no_such_value
    if abstention.reason == "nothing-searched":
        return words.nothing_searched
    return words.nothing_near
