"""The library as the side panel shows it: plain data for library.js, which puts it on the page as text, never as HTML.

Pure functions, no gradio.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rag.page.safe import label, language_of
from rag.page.texts.words import Words
from rag.types import Copy, Outcome, Progress, Shelf, Shelved

_TITLE_LIMIT, _NAME_LIMIT, _REASON_LIMIT = 200, 80, 300
_MOST_COPIES = 50
_SHARE = {"read": (0.0, 0.2), "encode": (0.2, 0.95), "store": (0.95, 1.0), "done": (1.0, 1.0)}
"""Where on the bar each step of adding begins and ends; reading claims and encoding take nearly all the time."""


def shelf_data(shelf: Shelf, words: Words) -> dict[str, Any]:
    """Return a page of the library: how many articles there are in all, and a row for each that is shown."""
    return {
        "total": shelf.total,
        "count": words.count(shelf.total, words.article),
        "rows": [_row(entry, words) for entry in shelf.entries],
    }


def _row(entry: Shelved, words: Words) -> dict[str, Any]:
    language = words.language_names.get(entry.language or "", entry.language or "")
    facts = [label(language, _NAME_LIMIT)] if language else []
    facts.append(words.count(entry.claims, words.claim))
    if entry.noise:
        facts.append(words.noise_share.format(share=words.share(entry.noise)))
    if entry.added:
        facts.append(words.added_here)
    return {
        "id": entry.id,
        "title": label(entry.title, _TITLE_LIMIT),
        "language": language_of(entry.language),
        "source": _source(entry, words),
        "facts": " · ".join(facts),
        "copies": copies_data(entry.copies, entry.copy_count, words),
    }


def copies_data(copies: Sequence[Copy], number: int, words: Words) -> dict[str, Any] | None:
    """Return that `number` other articles print the same, and the first of them to open; None where there are none."""
    if not copies:
        return None
    shown = copies[:_MOST_COPIES]
    left = number - len(shown)
    return {
        "text": words.copies[number > 1].format(number=words.number(number)),
        "articles": [
            {"id": copy.id, "title": label(copy.title, _TITLE_LIMIT), "source": _source(copy, words)} for copy in shown
        ],
        "more": words.more_copies.format(number=words.number(left)) if left else "",
    }


def _source(entry: Shelved | Copy, words: Words) -> str:
    published = words.date(entry.published) if entry.published else ""
    return " · ".join(label(part, _NAME_LIMIT) for part in (entry.publisher, published) if part)


def task_data(serial: int, progress: Progress, files: Mapping[Path, str], words: Words) -> dict[str, Any]:
    """Return how far the adding of files is: `part` in [0, 1], and at the end what became of each file.

    `serial` tells one state from the next even where they read the same.
    """
    begin, end = _SHARE[progress.step]
    within = progress.done / progress.total if progress.total else 0.0
    report = progress.report
    number = len(files)
    named = words.adding["file"] if number == 1 else words.adding["files"].format(number=words.number(number))
    added = words.count(sum(o.status in ("added", "changed") for o in report.outcomes), words.article) if report else ""
    return {
        "serial": serial,
        "text": words.adding[progress.step].format(files=named, added=added),
        "part": begin + (end - begin) * min(within, 1.0),
        "finished": report is not None,
        "files": [_became(outcome, words) for outcome in report.outcomes] if report else [],
    }


def waiting_data(serial: int, words: Words) -> dict[str, Any]:
    """Return that an adding waits for another process, which writes to the index."""
    return {"serial": serial, "text": words.adding["waiting"], "part": 0.0, "finished": False, "files": []}


def refused_data(serial: int, refused: Mapping[str, str], words: Words) -> dict[str, Any]:
    """Return the end of an adding that could not begin or broke off: for each file the reason."""
    return {
        "serial": serial,
        "text": words.adding["done"].format(added=words.count(0, words.article)),
        "part": 1.0,
        "finished": True,
        "files": [_left_out(name, reason, words) for name, reason in refused.items()],
    }


def _became(outcome: Outcome, words: Words) -> dict[str, Any]:
    name = shown_name(outcome.path)
    if outcome.status == "skipped":
        return _left_out(name, outcome.reason or "", words)
    text = words.outcomes[outcome.status].format(
        claims=words.count(outcome.claims, words.claim), title=label(outcome.title or "", _TITLE_LIMIT)
    )
    return {"name": label(name, _NAME_LIMIT), "text": text, "good": True, "article": outcome.article}


def _left_out(name: str, reason: str, words: Words) -> dict[str, Any]:
    text = words.outcomes["skipped"].format(reason=label(reason, _REASON_LIMIT))
    return {"name": label(name, _NAME_LIMIT), "text": text, "good": False, "article": None}


def shown_name(path: str) -> str:
    """Return the name of a file, without the folder or the mark of an upload before it.

    >>> shown_name("upload:report.txt"), shown_name("articles/2023/report.txt")
    ('report.txt', 'report.txt')
    """
    return path.removeprefix("upload:").rsplit("/", 1)[-1]
