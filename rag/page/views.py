"""The other views of an answer as HTML: findings in groups, who says what as a table, and a time-line.

Each view is a block of its own beside the cards, hidden until its tab is chosen. A tab is a link `#view:<name>:<turn>`,
which panel.js makes a tab of and answers; every number in a view is the link to its citation that the cards have.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.page.cards import NAME_LIMIT, chips, dotted, meta_html, quiet
from rag.page.safe import escaped, label, lang
from rag.page.texts import marks_around
from rag.page.texts.words import Words
from rag.page.worded import statement_html
from rag.types import Answer, Cell, Finding, Grouping, Proposition, TimelineEntry, voice

_QUOTE_LIMIT, _PROPOSITION_LIMIT, _COLUMN_LIMIT = 300, 200, 48


def tabs_html(words: Words, turn: int) -> str:
    """Return the row of tabs by which a reader changes the view of one answer, the findings chosen."""
    tabs = "".join(
        f'<a class="bl-tab" href="#view:{name}:{turn}">{escaped(text)}</a>' for name, text in words.view_names.items()
    )
    return f'<div class="bl-tabs">{tabs}</div>'


def views_html(answer: Answer, words: Words, turn: int) -> list[str]:
    """Return the blocks of an answer's other views, in the order of their tabs."""
    return [
        _view("claimer", _groups(answer, "claimer", words, turn)),
        _view("date", _groups(answer, "date", words, turn)),
        _view("publisher", _groups(answer, "publisher", words, turn)),
        _view("matrix", _matrix(answer, words, turn)),
        _view("timeline", _timeline(answer, words, turn)),
    ]


def _view(name: str, inside: str) -> str:
    return f'<div class="bl-view bl-view-{name}">{inside}</div>'


def _groups(answer: Answer, by: Grouping, words: Words, turn: int) -> str:
    groups = []
    for group in answer.grouped(by):
        items = "".join(_item(finding, answer, words, turn, who=by != "claimer") for finding in group.findings)
        count = words.count(len(group.findings), words.claim)
        name = _group_name(group.name, by, words)
        groups.append(
            f'<div class="bl-group"><div class="bl-group-name"><span dir="auto">{escaped(name)}</span> '
            f'<span class="bl-quiet">{escaped(count)}</span></div><ul class="bl-items">{items}</ul></div>'
        )
    return "".join(groups)


def _group_name(name: str | None, by: Grouping, words: Words) -> str:
    if name is None:
        return {"claimer": words.unknown_claimer, "publisher": words.no_publisher, "date": words.undated}[by]
    return label(words.time(name) if by == "date" else name, NAME_LIMIT)


def _item(finding: Finding, answer: Answer, words: Words, turn: int, *, who: bool) -> str:
    quote = f"{_quoted(finding, _QUOTE_LIMIT)} {chips(finding, words, turn)}"
    return (
        f'<li class="bl-item">{_stated(finding, answer, words)}<div class="bl-quote">{quote}</div>'
        f'<div class="bl-meta">{meta_html(finding, words, who=who)}</div></li>'
    )


def _stated(finding: Finding, answer: Answer, words: Words) -> str:
    return statement_html(finding, answer.wording, words, answer.language)


def _quoted(finding: Finding, limit: int) -> str:
    """The claim's own words, cut where they are long: the card has them all."""
    language = finding.claim.article.language or ""
    quote = label(finding.quote, limit)
    opening, closing = marks_around(quote, language)
    return f'{opening}<span class="bl-words"{lang(language)} dir="auto">{escaped(quote)}</span>{closing}'


# ---- who says what -------------------------------------------------------------------------------------------------


def _matrix(answer: Answer, words: Words, turn: int) -> str:
    matrix = answer.matrix()
    names = "".join(
        f'<th scope="col" dir="auto">{escaped(label(claimer or words.somebody, _COLUMN_LIMIT))}</th>'
        for claimer in matrix.claimers
    )
    rows = "".join(_row(proposition, matrix.claimers, answer, words, turn) for proposition in matrix.propositions)
    # A box that scrolls must be reachable by keyboard, and say what it holds.
    return (
        f'<div class="bl-scroll" tabindex="0" role="region" aria-label="{escaped(words.view_names["matrix"])}">'
        f'<table class="bl-matrix"><thead><tr><th scope="col">{escaped(words.proposition)}</th>{names}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(proposition: Proposition, claimers: Sequence[str | None], answer: Answer, words: Words, turn: int) -> str:
    cells = "".join(
        f"<td>{''.join(_stance(cell, words, turn) for cell in proposition.cells if cell.claimer == claimer)}</td>"
        for claimer in claimers
    )
    said = f"{_stated(proposition.finding, answer, words)}{_quoted(proposition.finding, _PROPOSITION_LIMIT)}"
    return f'<tr><th scope="row">{said}</th>{cells}</tr>'


def _stance(cell: Cell, words: Words, turn: int) -> str:
    numbers = " ".join(chips(finding, words, turn) for finding in cell.findings)
    return (
        f'<div class="bl-cell"><span class="bl-stance bl-{cell.stance}">{escaped(words.stances[cell.stance])}</span> '
        f"{numbers}</div>"
    )


# ---- time-line -----------------------------------------------------------------------------------------------------


def _timeline(answer: Answer, words: Words, turn: int) -> str:
    entries = "".join(_entry(entry, answer, words, turn) for entry in answer.timeline())
    return f'<ol class="bl-timeline">{entries}</ol>'


def _entry(entry: TimelineEntry, answer: Answer, words: Words, turn: int) -> str:
    finding = entry.finding
    when = label(words.time(entry.date), NAME_LIMIT) if entry.date else words.undated
    dating = f' <span class="bl-quiet">{escaped(words.dating[entry.dating])}</span>' if entry.dating else ""
    who = label(voice(finding) or words.somebody, NAME_LIMIT)
    return (
        f'<li class="bl-entry"><div class="bl-when">{escaped(when)}{dating}</div>'
        f"{_stated(finding, answer, words)}"
        f'<div class="bl-quote">{_quoted(finding, _QUOTE_LIMIT)} {chips(finding, words, turn)}</div>'
        f'<div class="bl-meta">{dotted([quiet(who)])}</div></li>'
    )
