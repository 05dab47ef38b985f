"""The filter that a reader sets on the page: from the fields to a `Filter`, and back to words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.page.safe import escaped, label
from rag.page.texts.words import Words
from rag.types import Filter, days

_NAME_LIMIT = 60
_GERMAN_DATE = re.compile(r"(?:(?:(\d{1,2})\.\s*)?(\d{1,2})\.\s*)(\d{4})")


def filter_of(
    claimers: Sequence[str] | None,
    publishers: Sequence[str] | None,
    since: str | None,
    until: str | None,
    languages: Sequence[str] | None,
    words: Words,
) -> Filter | None:
    """Return the filter that the fields set, None where all are empty.

    Dates may be written as in ISO 8601 or as in German ("16.11.2023", "11.2023"). Raises ValueError, in the page's
    language, for what is no date and for a time that ends before it begins.
    """
    first, last = _date(since, words), _date(until, words)
    if first and last and days(first)[0] > days(last)[1]:
        raise ValueError(words.bad_period.format(since=words.date(first), until=words.date(last)))
    where = Filter(
        since=first,
        until=last,
        publishers=_names(publishers),
        claimers=_names(claimers),
        languages=_names(languages),
    )
    return where or None


def _names(values: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for value in values or () if (name := str(value).strip())))


def _date(written: str | None, words: Words) -> str | None:
    text = (written or "").strip()
    if not text:
        return None
    iso = text
    if german := _GERMAN_DATE.fullmatch(text):
        day, month, year = german.groups()
        iso = "-".join(part.zfill(2) for part in (year, month, day) if part)
    if days(iso)[0] < 0:
        raise ValueError(words.bad_date.format(date=label(text, _NAME_LIMIT)))
    return iso


def filter_parts(where: Filter, words: Words) -> list[str]:
    """Return a filter as short pieces of text: "Claimer: Ana Rojas", "Since: Nov 2023"."""
    values = {
        "claimers": [label(name, _NAME_LIMIT) for name in where.claimers],
        "publishers": [label(name, _NAME_LIMIT) for name in where.publishers],
        "since": [words.date(where.since)] if where.since else [],
        "until": [words.date(where.until)] if where.until else [],
        "languages": [words.languages((code,)) for code in where.languages],
    }
    return [f"{words.filter_names[name]}: {', '.join(some)}" for name, some in values.items() if some]


def chips_html(where: Filter | None, words: Words) -> str:
    """Return the filter that is set as small labels, nothing where none is set."""
    parts = filter_parts(where, words) if where else []
    chips = "".join(f'<li class="bl-chip" dir="auto">{escaped(part)}</li>' for part in parts)
    return f'<ul class="bl-chips" aria-label="{escaped(words.filter)}">{chips}</ul>' if chips else ""


def refusal_html(message: str) -> str:
    """Return what is wrong with the filter."""
    return f'<div class="bl-refusal" role="alert">{escaped(message)}</div>'
