"""An answer or a check as Markdown to take away: quotes, who says them, and numbered sources with addresses.

Pure functions. Foreign words are escaped, so that an article can put neither links nor headings into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.page.cards import TITLE_LIMIT, meta_text, page_text
from rag.page.safe import encodable, label, one_line, web_address
from rag.page.texts import marks_around
from rag.page.texts.words import Words
from rag.page.turns import Turn
from rag.page.view import abstention_lines
from rag.page.worded import account, statement_of, worded_by
from rag.types import Answer, Check, Citation, Finding, Wording

_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+\-!|~$&])")


def turn_markdown(turn: Turn, words: Words) -> str:
    """Return a turn as Markdown: the question, its findings with their sources, or that there are none."""
    lines = [f"# {_plain(turn.asked)}", ""]
    if turn.question != turn.asked:
        lines += [f"*{_plain(words.understood.format(question=turn.question))}*", ""]
    result = turn.result
    if isinstance(result, Check):
        lines += _check(result, words)
    elif result is not None:
        lines += _answer(result, words)
    lines += ["---", "", f"*{_plain(words.foot)}* (Belegt)", ""]
    return "\n".join(lines)


def _answer(answer: Answer, words: Words) -> list[str]:
    if answer.abstention is not None:
        return [f"**{_plain(words.abstain)}**", "", *_paragraphs(abstention_lines(answer.abstention, words))]
    done = [f"*{_plain(account(answer.wording, words))}*", ""] if answer.wording else []
    return [*_findings(answer.findings, words, answer.wording), *_sources(answer.citations, words), *done]


def _check(check: Check, words: Words) -> list[str]:
    lines = [f"**{_plain(words.verdicts[check.verdict])}.** {_plain(words.verdict_sentences[check.verdict])}", ""]
    for name, findings in (
        ("supporting", check.supporting),
        ("refuting", check.refuting),
        ("related", check.related),
    ):
        if findings:
            lines += [f"## {_plain(words.sides[name])}", "", *_findings(findings, words)]
    everything = (*check.supporting, *check.refuting, *check.related)
    return [*lines, *_sources((citation for finding in everything for citation in finding.citations), words)]


def _findings(findings: Sequence[Finding], words: Words, wording: Wording | None = None) -> list[str]:
    lines = []
    for finding in findings:
        lines += [*_finding(finding, words, "", wording), ""]
        for name, others in ((words.supports, finding.supporting), (words.disagrees, finding.refuting)):
            for other in others:
                lines += [f"  {_plain(name)}:", "", *_finding(other, words, "  ", wording), ""]
    return lines


def _finding(finding: Finding, words: Words, indent: str, wording: Wording | None) -> list[str]:
    quote = one_line(finding.quote)
    opening, closing = marks_around(quote, finding.claim.article.language)
    numbers = " ".join(f"[{citation.number}]" for citation in finding.citations)
    statement = []
    if stated := statement_of(finding):
        # White space at the end breaks the line.
        statement = [f"{indent}- {_plain(stated)}  ", f"{indent}  *{_plain(worded_by(finding, wording, words))}*  "]
    bullet = "  " if statement else "- "
    return [
        *statement,
        f"{indent}{bullet}{opening}{_plain(quote)}{closing} {numbers}  ",
        f"{indent}  {_plain(meta_text(finding, words))}",
    ]


def _sources(citations: Iterable[Citation], words: Words) -> list[str]:
    lines = []
    for citation in sorted(citations, key=lambda citation: citation.number):
        article = citation.article
        where = [article.title, article.publisher, article.published and words.date(article.published)]
        where.append(page_text(citation, words))
        named = ", ".join(_plain(label(part, TITLE_LIMIT)) for part in where if part)
        link = citation.link if web_address(article.url) else None
        # Between angle brackets an address may hold anything but angle brackets and white space.
        address = re.sub(r"[<>\s]", "", encodable(link)) if link else ""
        lines.append(f"[{citation.number}] {named}. {f'<{address}>' if address else f'`{citation.permalink}`'}  ")
    return [*lines, ""]


def _paragraphs(lines: Iterable[str]) -> list[str]:
    return [piece for line in lines for piece in (_plain(line), "")]


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", one_line(text))
