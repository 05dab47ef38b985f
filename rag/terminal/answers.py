"""Answers and checks as plain text, in the language of the question; quotes stay in their own."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from rag.reasons import reason_in
from rag.terminal.lines import count, cut, indented, one_line, table
from rag.terminal.words import WORDS
from rag.types import Abstention, Answer, Article, Cell, Check, Citation, Finding, Grouping, voice

_LEAST_QUOTE, _CELL, _NAME = 30, 16, 48
"""Characters in a table: the least for a quote, the width of a claimer's column, the most of a claimer's name."""


def answer_text(answer: Answer, *, width: int = 100) -> str:
    """Return an answer as lines of at most `width` characters, in the question's language, quotes in their own."""
    words = WORDS[answer.language]
    if answer.abstention is not None:
        return "\n".join(_abstention(answer, answer.abstention, words, width))
    articles = len({citation.article.id for citation in answer.citations})
    counts = {
        "claims": count(words["claim"], len(answer.findings)),
        "articles": count(words["from articles"], articles),
    }
    lines = [*textwrap.wrap(words["claims"].format(**counts), width), ""]
    for finding in answer.findings:
        lines += _finding(finding, words, width)
    return "\n".join(lines).rstrip()


def matrix_text(answer: Answer, *, width: int = 100) -> str:
    """Return who asserts, hedges, doubts or denies what, as a table; with its citations' numbers, named below it.

    Claimers that do not fit beside each other stand in a further table.
    """
    words, matrix = WORDS[answer.language], answer.matrix()
    if answer.abstention is not None:
        return answer_text(answer, width=width)
    beside = max(1, (width - _LEAST_QUOTE) // (_CELL + 2))
    lines: list[str] = []
    for first in range(0, len(matrix.claimers), beside):
        claimers = matrix.claimers[first : first + beside]
        rows = [["", *(cut(claimer or words["somebody"], _NAME) for claimer in claimers)]]
        for proposition in matrix.propositions:
            stands = {claimer: [cell for cell in proposition.cells if cell.claimer == claimer] for claimer in claimers}
            if any(stands.values()):
                rows.append(
                    [f"“{cut(proposition.finding.quote, 200)}”", *(_stances(stands[c], words) for c in claimers)]
                )
        lines += [*table(rows, [width - len(claimers) * (_CELL + 2), *[_CELL] * len(claimers)]), ""]
    return "\n".join([*lines, *_sources(answer, width)]).rstrip()


def timeline_text(answer: Answer, *, width: int = 100) -> str:
    """Return the findings as a table, oldest first: when, whether said or published then, who says it, and what."""
    words = WORDS[answer.language]
    if answer.abstention is not None:
        return answer_text(answer, width=width)
    rows = [
        [
            entry.date or words["undated"],
            words["dating"][entry.dating],
            cut(voice(entry.finding) or words["somebody"], _NAME),
            f"“{cut(entry.finding.quote, 300)}” {_numbers([entry.finding])}",
        ]
        for entry in answer.timeline()
    ]
    return "\n".join([*table(rows, [12, 11, 24, max(_LEAST_QUOTE, width - 53)]), "", *_sources(answer, width)]).rstrip()


def groups_text(answer: Answer, by: Grouping, *, width: int = 100) -> str:
    """Return the findings in groups, by "claimer", "publisher" or "date", each group under its name."""
    words = WORDS[answer.language]
    if answer.abstention is not None:
        return answer_text(answer, width=width)
    unknown = {"claimer": "unknown", "publisher": "no publisher", "date": "undated"}[by]
    lines = []
    for group in answer.grouped(by):
        name = one_line(group.name or words[unknown])
        lines += [*textwrap.wrap(f"== {name} ({count(words['claim'], len(group.findings))})", width), ""]
        for finding in group.findings:
            lines += _finding(finding, words, width)
    return "\n".join(lines).rstrip()


def check_text(check: Check, *, width: int = 100) -> str:
    """Return a check as lines of at most `width` characters: the verdict, then the findings of each sort."""
    words = WORDS[check.language]
    lines = textwrap.wrap(words[check.verdict], width)
    for name, findings in (("supporting", check.supporting), ("refuting", check.refuting), ("related", check.related)):
        if findings:
            lines += ["", f"{words[name]} ({len(findings)})", ""]
            for finding in findings:
                lines += _finding(finding, words, width)
    if check.verdict == "nothing":
        searched = words["searched"].format(
            articles=count(words["article"], check.articles),
            passages=count(words["passage"], check.passages),
            languages=", ".join(check.languages) or "?",
        )
        lines += textwrap.wrap(one_line(searched), width)
    return "\n".join(lines).rstrip()


def _finding(finding: Finding, words: dict[str, Any], width: int) -> list[str]:
    attribution = finding.claim.attribution
    affiliation = f", {attribution.claimer_affiliation.text}" if attribution.claimer_affiliation else ""
    labels = ", ".join(_labels(finding, words))
    lines = textwrap.wrap(
        one_line(f"{_claimer(finding, words)}{affiliation}{f' ({labels})' if labels else ''}:"), width
    )
    if finding.statement:
        # First, because it is in the reader's language; its quote follows, which alone is proof.
        lines += indented(one_line(finding.statement), width, "    ")
    lines += indented(f"“{one_line(finding.quote)}”", width, "    ")
    for citation in finding.citations:
        lines += indented(f"[{citation.number}] {_source(citation, words)}", width, "    ")
    if len(finding.citations) > 1:
        # Only beside several articles: they may be copies of one report.
        lines += indented(count(words["source"], finding.sources), width, "    ")
    return [*lines, ""]


def _labels(finding: Finding, words: dict[str, Any]) -> list[str]:
    """How it was said, and what is not the plain case: a quote alone may not show that it is only planned or denied."""
    claim = finding.claim
    labels = [words["kinds"][claim.attribution.kind]] if claim.attribution.kind else []
    labels += [words["status"][status] for status in (claim.epistemic, claim.modality) if status in words["status"]]
    if finding.refuting:
        labels.append(words["contested"])
    if claim.claim_datetime:
        labels.append(f"{words['dating']['said']} {claim.claim_datetime}")
    return labels


def _claimer(finding: Finding, words: dict[str, Any]) -> str:
    attribution = finding.claim.attribution
    if attribution.kind is None:
        return str(words["own voice"])
    return finding.claimer or attribution.name or str(words["unknown"])


def _abstention(answer: Answer, abstention: Abstention, words: dict[str, Any], width: int) -> list[str]:
    searched = words["searched"].format(
        articles=count(words["article"], abstention.articles),
        passages=count(words["passage"], abstention.passages),
        languages=", ".join(abstention.languages) or "?",
    )
    reason = words[abstention.reason].format(missing=", ".join(abstention.missing))
    lines = [line for text in (words["none"], searched, reason) for line in textwrap.wrap(one_line(text), width)]
    if answer.also_searched:
        lines += ["", *textwrap.wrap(words["nearest"], width)]
        for hit in answer.also_searched:
            lines += indented(f"- {cut(hit.passage.text, 160)} ({_name(hit.passage.article)})", width, "  ")
    return lines


def wording_text(answer: Answer, *, rejected: bool = False, width: int = 100) -> str:
    """Return which model worded an answer, how much of it, at what cost, and what went wrong; empty without a model.

    What did not pass the gate is counted, and with `rejected` listed with the reasons.
    """
    did = answer.wording
    if did is None or not (did.asked or did.problem):
        return ""
    words, model = WORDS[answer.language], one_line(did.model)
    host = one_line(did.host) if did.host else words["this process"]
    lines = []
    if did.problem:
        failed = words["not wholly worded" if did.verified else "not worded"].format(model=model)
        lines += textwrap.wrap(f"{failed}: {one_line(did.message)}", width)
    if did.verified or not did.problem:
        lines += textwrap.wrap(
            words["worded"].format(model=model, host=host, verified=did.verified, asked=did.asked), width
        )
    if did.counted or did.tokens_out:
        cost = words["cost"].format(
            tokens_in=f"{did.tokens_in:,}",
            tokens_out=f"{did.tokens_out:,}",
            estimated="" if did.counted else words["estimated"],
            ms=f"{did.milliseconds:,.0f}",
        )
        lines += textwrap.wrap(cost, width)
    refused = [finding for finding in answer.findings if finding.rejected]
    if refused and not rejected:
        lines += textwrap.wrap(count(words["rejected"], len(refused)), width)
    elif refused:
        lines += ["", *textwrap.wrap(words["rejected list"], width)]
        for finding in refused:
            lines += _rejected(finding, answer.language, width)
    return "\n".join(lines)


def _rejected(finding: Finding, language: str, width: int) -> list[str]:
    refused = finding.rejected
    assert refused is not None
    verdict = WORDS[language]["verdicts"].get(refused.status, refused.status)
    reasons = "; ".join([verdict, *(one_line(reason_in(language, reason)) for reason in refused.reasons)])
    return [
        *indented(f"{_numbers([finding])} {one_line(refused.statement)}", width, "  "),
        *indented(reasons, width, "      "),
    ]


def _stances(cells: Sequence[Cell], words: dict[str, Any]) -> str:
    return ", ".join(f"{words['stances'][cell.stance]} {_numbers(cell.findings)}" for cell in cells)


def _numbers(findings: Iterable[Finding]) -> str:
    return "".join(f"[{citation.number}]" for finding in findings for citation in finding.citations)


def _sources(answer: Answer, width: int) -> list[str]:
    words = WORDS[answer.language]
    lines = (indented(f"[{citation.number}] {_source(citation, words)}", width, "") for citation in answer.citations)
    return [line for wrapped in lines for line in wrapped]


def _source(citation: Citation, words: dict[str, Any]) -> str:
    page = f", {words['page'].format(n=citation.page)}" if citation.page else ""
    return f"{_name(citation.article)}{page} [{one_line(citation.article.path)}:{citation.start}-{citation.end}]"


def _name(article: Article) -> str:
    return " · ".join(cut(part, 100) for part in (article.title, article.publisher, article.published) if part)
