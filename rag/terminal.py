"""Answers and reports as plain text for a terminal: pure functions, nothing is printed here."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from rag.types import (
    Abstention,
    Answer,
    Article,
    BuildReport,
    Cell,
    Check,
    Citation,
    Finding,
    Grouping,
    RemovalReport,
    Shelf,
    voice,
)

_LEAST_QUOTE, _CELL, _NAME = 30, 16, 48
"""Characters in a table: the least for a quote, the width of a claimer's column, the most of a claimer's name."""
_WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "claims": "{claims} from {articles}",
        "claim": ("1 claim", "{n} claims"),
        "from articles": ("1 article", "{n} articles"),
        "article": ("1 article", "{n} articles"),
        "passage": ("1 passage", "{n} passages"),
        "own voice": "The article itself",
        "unknown": "Somebody the article does not name",
        "none": "The articles do not say.",
        "searched": "Searched: {articles}, {passages} ({languages}).",
        "not-spoken-of": "No article that comes near speaks of: {missing}.",
        "no-such-value": "Articles speak of it, but none that comes near states the number or date asked for.",
        "nothing-near": "Nothing in them comes near the question.",
        "nothing-searched": "The filter lets no article through.",
        "nearest": "Nearest, but no evidence:",
        "source": ("1 independent source", "{n} independent sources"),
        "stances": {"asserts": "asserts", "hedges": "hedges", "doubts": "doubts", "denies": "denies"},
        "somebody": "(not named)",
        "dating": {"said": "said", "published": "published", None: ""},
        "undated": "no date",
        "no publisher": "Publisher not known",
        "supported": "The articles support this.",
        "refuted": "The articles refute this.",
        "disputed": "The articles disagree on this.",
        "related-only": "The articles speak of it, but neither support nor refute this.",
        "nothing": "Nothing in the articles.",
        "supporting": "Supporting",
        "refuting": "Refuting",
        "related": "Related",
        "kinds": {
            "Direct": "direct quotation",
            "Indirect": "indirect speech",
            "Reported": "reported speech",
            "FreeIndirect": "free indirect speech",
            "IndirectFreeIndirect": "indirect speech, continued",
        },
        "status": {
            "TrueUncertain": "hedged",
            "FalseUncertain": "doubted",
            "FalseCertain": "denied",
            "possible": "possible",
            "planned": "planned",
            "offered": "offered",
            "demanded": "demanded",
        },
        "contested": "disputed",
    },
    "de": {
        "claims": "{claims} aus {articles}",
        "claim": ("1 Aussage", "{n} Aussagen"),
        "from articles": ("1 Artikel", "{n} Artikeln"),
        "article": ("1 Artikel", "{n} Artikel"),
        "passage": ("1 Passage", "{n} Passagen"),
        "own voice": "Der Artikel selbst",
        "unknown": "Jemand, den der Artikel nicht nennt",
        "none": "Die Artikel sagen dazu nichts.",
        "searched": "Durchsucht: {articles}, {passages} ({languages}).",
        "not-spoken-of": "Kein Artikel in der Nähe spricht von: {missing}.",
        "no-such-value": "Artikel sprechen davon, aber keine Aussage in der Nähe nennt die gefragte Zahl oder Zeit.",
        "nothing-near": "Nichts darin kommt der Frage nahe.",
        "nothing-searched": "Der Filter lässt keinen Artikel durch.",
        "nearest": "Am nächsten, aber kein Beleg:",
        "source": ("1 unabhängige Quelle", "{n} unabhängige Quellen"),
        "stances": {"asserts": "bejaht", "hedges": "mit Vorbehalt", "doubts": "bezweifelt", "denies": "bestreitet"},
        "somebody": "(ungenannt)",
        "dating": {"said": "gesagt", "published": "erschienen", None: ""},
        "undated": "ohne Datum",
        "no publisher": "Herausgeber unbekannt",
        "supported": "Die Artikel stützen das.",
        "refuted": "Die Artikel widersprechen dem.",
        "disputed": "Die Artikel sind sich darin nicht einig.",
        "related-only": "Die Artikel sprechen davon, stützen und widerlegen das aber nicht.",
        "nothing": "Nichts in den Artikeln.",
        "supporting": "Dafür",
        "refuting": "Dagegen",
        "related": "Dazu",
        "kinds": {
            "Direct": "wörtlich",
            "Indirect": "indirekt",
            "Reported": "berichtet",
            "FreeIndirect": "erlebte Rede",
            "IndirectFreeIndirect": "indirekt, fortgesetzt",
        },
        "status": {
            "TrueUncertain": "mit Vorbehalt",
            "FalseUncertain": "bezweifelt",
            "FalseCertain": "bestritten",
            "possible": "möglich",
            "planned": "geplant",
            "offered": "angeboten",
            "demanded": "gefordert",
        },
        "contested": "umstritten",
    },
}


def answer_text(answer: Answer, *, width: int = 100) -> str:
    """Return an answer as lines of at most `width` characters, in the question's language, quotes in their own."""
    words = _WORDS[answer.language]
    if answer.abstention is not None:
        return "\n".join(_abstention(answer, answer.abstention, words, width))
    articles = len({citation.article.id for citation in answer.citations})
    counts = {
        "claims": _count(words["claim"], len(answer.findings)),
        "articles": _count(words["from articles"], articles),
    }
    lines = [*textwrap.wrap(words["claims"].format(**counts), width), ""]
    for finding in answer.findings:
        lines += _finding(finding, words, width)
    return "\n".join(lines).rstrip()


def matrix_text(answer: Answer, *, width: int = 100) -> str:
    """Return who asserts, hedges, doubts or denies what, as a table; with its citations' numbers, named below it.

    Claimers that do not fit beside each other stand in a further table.
    """
    words, matrix = _WORDS[answer.language], answer.matrix()
    if answer.abstention is not None:
        return answer_text(answer, width=width)
    beside = max(1, (width - _LEAST_QUOTE) // (_CELL + 2))
    lines: list[str] = []
    for first in range(0, len(matrix.claimers), beside):
        claimers = matrix.claimers[first : first + beside]
        rows = [["", *(_cut(claimer or words["somebody"], _NAME) for claimer in claimers)]]
        for proposition in matrix.propositions:
            stands = {claimer: [cell for cell in proposition.cells if cell.claimer == claimer] for claimer in claimers}
            if any(stands.values()):
                rows.append(
                    [f"“{_cut(proposition.finding.quote, 200)}”", *(_stances(stands[c], words) for c in claimers)]
                )
        lines += [*_table(rows, [width - len(claimers) * (_CELL + 2), *[_CELL] * len(claimers)]), ""]
    return "\n".join([*lines, *_sources(answer, width)]).rstrip()


def timeline_text(answer: Answer, *, width: int = 100) -> str:
    """Return the findings as a table, oldest first: when, whether said or published then, who says it, and what."""
    words = _WORDS[answer.language]
    if answer.abstention is not None:
        return answer_text(answer, width=width)
    rows = [
        [
            entry.date or words["undated"],
            words["dating"][entry.dating],
            _cut(voice(entry.finding) or words["somebody"], _NAME),
            f"“{_cut(entry.finding.quote, 300)}” {_numbers([entry.finding])}",
        ]
        for entry in answer.timeline()
    ]
    return "\n".join(
        [*_table(rows, [12, 11, 24, max(_LEAST_QUOTE, width - 53)]), "", *_sources(answer, width)]
    ).rstrip()


def groups_text(answer: Answer, by: Grouping, *, width: int = 100) -> str:
    """Return the findings in groups, by "claimer", "publisher" or "date", each group under its name."""
    words = _WORDS[answer.language]
    if answer.abstention is not None:
        return answer_text(answer, width=width)
    unknown = {"claimer": "unknown", "publisher": "no publisher", "date": "undated"}[by]
    lines = []
    for group in answer.grouped(by):
        name = _one_line(group.name or words[unknown])
        lines += [*textwrap.wrap(f"== {name} ({_count(words['claim'], len(group.findings))})", width), ""]
        for finding in group.findings:
            lines += _finding(finding, words, width)
    return "\n".join(lines).rstrip()


def _stances(cells: Sequence[Cell], words: dict[str, Any]) -> str:
    return ", ".join(f"{words['stances'][cell.stance]} {_numbers(cell.findings)}" for cell in cells)


def _numbers(findings: Iterable[Finding]) -> str:
    return "".join(f"[{citation.number}]" for finding in findings for citation in finding.citations)


def _sources(answer: Answer, width: int) -> list[str]:
    lines = (_indented(f"[{citation.number}] {_source(citation)}", width, "") for citation in answer.citations)
    return [line for wrapped in lines for line in wrapped]


def _table(rows: Iterable[Sequence[str]], widths: Sequence[int]) -> list[str]:
    """Rows as lines, each cell wrapped in its column."""
    lines = []
    for row in rows:
        cells = [textwrap.wrap(_one_line(cell), wide) for cell, wide in zip(row, widths, strict=True)]
        for place in range(max(map(len, cells), default=0)):
            parts = [cell[place] if place < len(cell) else "" for cell in cells]
            lines.append("  ".join(part.ljust(wide) for part, wide in zip(parts, widths, strict=True)).rstrip())
    return lines


def check_text(check: Check, *, width: int = 100) -> str:
    """Return a check as lines of at most `width` characters: the verdict, then the findings of each sort."""
    words = _WORDS[check.language]
    lines = textwrap.wrap(words[check.verdict], width)
    for name, findings in (("supporting", check.supporting), ("refuting", check.refuting), ("related", check.related)):
        if findings:
            lines += ["", f"{words[name]} ({len(findings)})", ""]
            for finding in findings:
                lines += _finding(finding, words, width)
    if check.verdict == "nothing":
        searched = words["searched"].format(
            articles=_count(words["article"], check.articles),
            passages=_count(words["passage"], check.passages),
            languages=", ".join(check.languages) or "?",
        )
        lines += textwrap.wrap(_one_line(searched), width)
    return "\n".join(lines).rstrip()


def _finding(finding: Finding, words: dict[str, Any], width: int) -> list[str]:
    attribution = finding.claim.attribution
    affiliation = f", {attribution.claimer_affiliation.text}" if attribution.claimer_affiliation else ""
    labels = ", ".join(_labels(finding, words))
    lines = textwrap.wrap(
        _one_line(f"{_claimer(finding, words)}{affiliation}{f' ({labels})' if labels else ''}:"), width
    )
    lines += _indented(f"“{_one_line(finding.quote)}”", width, "    ")
    for citation in finding.citations:
        lines += _indented(f"[{citation.number}] {_source(citation)}", width, "    ")
    if len(finding.citations) > 1:
        # Only beside several articles: they may be copies of one report.
        lines += _indented(_count(words["source"], finding.sources), width, "    ")
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
        articles=_count(words["article"], abstention.articles),
        passages=_count(words["passage"], abstention.passages),
        languages=", ".join(abstention.languages) or "?",
    )
    reason = words[abstention.reason].format(missing=", ".join(abstention.missing))
    lines = [line for text in (words["none"], searched, reason) for line in textwrap.wrap(_one_line(text), width)]
    if answer.also_searched:
        lines += ["", *textwrap.wrap(words["nearest"], width)]
        for hit in answer.also_searched:
            lines += _indented(f"- {_cut(hit.passage.text, 160)} ({_name(hit.passage.article)})", width, "  ")
    return lines


def report_text(report: BuildReport) -> str:
    """Return what a build did, for somebody who wants to know what is in the index now and what is not."""
    words = _WORDS["en"]
    lines = [
        f"{_count(words['article'], report.articles)}, {_count(words['passage'], report.passages)},"
        f" {_count(words['claim'], report.claims)}"
        f" ({report.added} new, {report.changed} changed, {report.unchanged} unchanged, {report.removed} removed)"
        f" in {report.seconds:.1f} s",
        f"encoder {report.encoder}, tokens counted by {report.tokenizer}",
    ]
    if report.noise:
        kinds = ", ".join(f"{count} {kind}" for kind, count in report.noise.items())
        lines.append(f"marked as noise, kept out of claims: {kinds}")
    lines += [f"same article twice: {path} is {same}" for path, same in report.duplicates]
    for skipped in report.skipped:
        kept = " (the version indexed earlier stays)" if skipped.kept else ""
        lines.append(f"skipped {skipped.path}: {skipped.reason}{kept}")
    return "\n".join(_one_line(line) for line in lines)


def added_text(report: BuildReport) -> str:
    """Return what became of each file that was added, and what the index holds now."""
    words = _WORDS["en"]
    lines = []
    for outcome in report.outcomes:
        facts = [_count(words["claim"], outcome.claims)] if outcome.title is not None else []
        if outcome.noise >= 0.005:
            facts.append(f"{outcome.noise:.0%} marked as noise")
        facts += [outcome.reason] if outcome.reason else []
        title = f": {_cut(outcome.title, 100)}" if outcome.title is not None else ""
        lines.append(f"{outcome.status} {outcome.path}{title} ({', '.join(facts)})")
    lines.append(_held(report.articles, report.passages, report.claims))
    return "\n".join(_one_line(line) for line in lines)


def removed_text(report: RemovalReport) -> str:
    """Return what was removed, what was not there, and what the index holds now."""
    lines = []
    for removed in report.removed:
        kept = f", the article stays as {', '.join(removed.kept)}" if removed.kept else ""
        lines.append(f"removed {', '.join(removed.addresses)}: {_cut(removed.title, 100)}{kept}")
    lines += [f"not in the index: {name}" for name in report.unknown]
    lines.append(_held(report.articles, report.passages, report.claims))
    return "\n".join(_one_line(line) for line in lines)


def shelf_text(shelf: Shelf) -> str:
    """Return the list of what is in an index: a line for each article, and how many there are."""
    words = _WORDS["en"]
    lines = []
    for entry in shelf.entries:
        known = [_cut(part, 100) for part in (entry.title, entry.publisher, entry.published) if part]
        facts = [_count(words["claim"], entry.claims), *(["added"] if entry.added else [])]
        lines.append(f"{entry.id} {' · '.join(known)} [{', '.join(entry.addresses)}] ({', '.join(facts)})")
    lines.append(_count(words["article"], shelf.total))
    return "\n".join(_one_line(line) for line in lines)


def _held(articles: int, passages: int, claims: int) -> str:
    words = _WORDS["en"]
    counts = _count(words["article"], articles), _count(words["passage"], passages), _count(words["claim"], claims)
    return f"the index holds {', '.join(counts)}"


def _count(forms: tuple[str, str], n: int) -> str:
    return forms[0] if n == 1 else forms[1].format(n=f"{n:,}")


def _source(citation: Citation) -> str:
    return f"{_name(citation.article)} [{_one_line(citation.article.path)}:{citation.start}-{citation.end}]"


def _name(article: Article) -> str:
    return " · ".join(_cut(part, 100) for part in (article.title, article.publisher, article.published) if part)


def _cut(text: str, most: int) -> str:
    line = _one_line(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _one_line(text: str) -> str:
    """Fold white space, and take out what would steer the terminal: an article may hold anything, so may a file name.

    Control characters (escape sequences) become spaces; invisible ones (bidirectional overrides, soft hyphens) go.
    """
    shown = (c if c.isprintable() else " " for c in text if unicodedata.category(c) != "Cf")
    return " ".join("".join(shown).split())


def _indented(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent)
