"""What a chat model did for an answer, as HTML: its statements, what was rejected, how far it is, what it cost.

Pure functions, no gradio. A statement stands above its quote and says who worded it; what did not pass the gate is
folded away and never looks like a statement.
"""

from __future__ import annotations

from rag.page.safe import escaped, label, lang
from rag.page.texts.words import Words
from rag.reasons import reason_in
from rag.types import PASSED, Finding, Rejected, Wording

NAME_LIMIT = 60
_STATEMENT_LIMIT, _REASON_LIMIT, _REASONS = 600, 200, 5


def statement_of(finding: Finding) -> str | None:
    """Return what a model worded for a finding, None where nothing passed the gate."""
    return finding.statement if finding.status in PASSED else None


def worded_by(finding: Finding, wording: Wording | None, words: Words) -> str:
    """Return the words that tell a statement from a quote: who worded it, and that it was verified."""
    return words.worded[finding.status].format(model=model_name(wording, words))


def model_name(wording: Wording | None, words: Words) -> str:
    """Return the name of the model for display."""
    return label(wording.model, NAME_LIMIT) if wording is not None else words.script["modelTitle"]


def statement_html(finding: Finding, wording: Wording | None, words: Words, language: str) -> str:
    """Return a finding's statement and who worded it, nothing where there is none; `language` is the statement's."""
    statement = statement_of(finding)
    if statement is None:
        return ""
    return (
        f'<div class="bl-statement"{lang(language)} dir="auto">{escaped(label(statement, _STATEMENT_LIMIT))}</div>'
        f'<div class="bl-worded" dir="auto">{escaped(worded_by(finding, wording, words))}</div>'
    )


def rejected_html(rejected: Rejected | None, words: Words, language: str) -> str:
    """Return a rejected wording, folded away, with the reasons; nothing where there is none."""
    if rejected is None:
        return ""
    reasons = "".join(f"<li>{escaped(reason)}</li>" for reason in reasons_texts(rejected.reasons, words))
    return (
        f'<details class="bl-rejected"><summary>{escaped(words.wording_rejected)}</summary>'
        f'<div class="bl-rejected-note">{escaped(words.rejected_note)}</div>'
        f'<div class="bl-rejected-text"{lang(language)} dir="auto">'
        f"{escaped(label(rejected.statement, _STATEMENT_LIMIT))}</div>"
        f'<ul class="bl-reasons">{reasons}</ul></details>'
    )


def reasons_texts(reasons: tuple[str, ...], words: Words) -> list[str]:
    """Return the gate's reasons in the page's language, as far as it knows them."""
    return [label(reason_in(words.language, reason), _REASON_LIMIT) for reason in reasons[:_REASONS]]


def wording_html(wording: Wording, words: Words) -> str:
    """Return one line on a model's part in an answer: how far it is, and at last what came of it and what it cost."""
    if not wording.done:
        text = words.wording_now.format(
            model=model_name(wording, words), done=words.number(tried(wording)), all=words.number(wording.asked)
        )
        return (
            f'<div class="bl-wording bl-working"><span class="bl-spin"></span>'
            f'<span dir="auto">{escaped(text)} …</span></div>'
        )
    return f'<div class="bl-wording" dir="auto">{escaped(account(wording, words))}</div>'


def tried(wording: Wording) -> int:
    """How many claims the model is done with."""
    return min(wording.verified + wording.rejected, wording.asked)


def account(wording: Wording, words: Words) -> str:
    """Return what a model did for an answer and what it cost as one line of plain text."""
    parts = []
    if wording.verified or wording.problem is None:
        parts.append(
            words.wording_done.format(
                model=model_name(wording, words),
                verified=words.number(wording.verified),
                all=words.number(wording.asked),
            )
        )
    tokens = wording.tokens_in + wording.tokens_out
    if tokens:
        form = words.wording_cost if wording.counted else words.wording_estimate
        parts.append(form.format(tokens=words.number(tokens)))
    if wording.milliseconds and wording.problem != "stopped":
        parts.append(words.duration(wording.milliseconds))
    if wording.problem is not None:
        parts.insert(0, f"{words.problems.get(wording.problem, words.problems['failed'])} {words.quotes_stand}")
    return " · ".join(parts)
