"""The library as the side panel shows it: plain data for library.js, which puts it on the page as text, never as HTML.

Pure functions, no gradio.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rag.page.safe import label, language_of
from rag.page.texts.words import Words
from rag.types import Copy, Outcome, Progress, Shelf, Shelved, is_address

_TITLE_LIMIT, _NAME_LIMIT, _REASON_LIMIT = 200, 80, 300
_MOST_COPIES = 50
_TYPED_LIMIT, MOST_ADDRESSES = 20_000, 20
_SHARE = {"read": (0.0, 0.2), "encode": (0.2, 0.95), "store": (0.95, 1.0), "done": (1.0, 1.0)}
_SHARE_OF_WEB = {
    "fetch": (0.0, 0.6),
    "read": (0.6, 0.65),
    "encode": (0.65, 0.95),
    "store": (0.95, 1.0),
    "done": (1.0, 1.0),
}
"""Where on the bar each step of adding begins and ends; reading claims and encoding take nearly all the time, and of
what is on the web waiting between two pages. How many there will be is not known: each takes a part of what is left."""
_LEFT = 0.85
_ARTICLE = ("article", "articles")


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


def task_data(serial: int, progress: Progress, files: int | None, words: Words) -> dict[str, Any]:
    """Return how far the adding of so many files is: `part` in [0, 1], and at the end what became of each file.

    None means pages of the web. `serial` tells one state from the next even where they read the same.
    """
    begin, end = (_SHARE_OF_WEB if files is None else _SHARE)[progress.step]
    within = progress.done / progress.total if progress.total else 0.0
    if progress.step == "fetch":
        within = 1 - _LEFT**progress.done
    report = progress.report
    number = progress.done if progress.step == "fetch" else progress.total if files is None else files
    form = ("page", "pages") if files is None else ("file", "files")
    added = sum(outcome.status in ("added", "changed") for outcome in report.outcomes) if report else 0
    return {
        "serial": serial,
        "text": words.adding[progress.step].format(
            files=_so_many(number, form, words), added=_so_many(added, _ARTICLE, words)
        ),
        "part": begin + (end - begin) * min(within, 1.0),
        "finished": report is not None,
        "files": [_became(outcome, words) for outcome in report.outcomes] if report else [],
    }


def _so_many(number: int, forms: tuple[str, str], words: Words) -> str:
    return words.adding[forms[number != 1]].format(number=words.number(number))


def waiting_data(serial: int, words: Words) -> dict[str, Any]:
    """Return that an adding waits for another process, which writes to the index."""
    return {"serial": serial, "text": words.adding["waiting"], "part": 0.0, "finished": False, "files": []}


def refused_data(serial: int, refused: Mapping[str, str], words: Words) -> dict[str, Any]:
    """Return the end of an adding that could not begin or broke off: for each file or address the reason."""
    return {
        "serial": serial,
        "text": words.adding["done"].format(added=_so_many(0, _ARTICLE, words)),
        "part": 1.0,
        "finished": True,
        "files": [
            _left_out(shown_name(name) if is_address(name) else name, reason, words) for name, reason in refused.items()
        ],
    }


def _became(outcome: Outcome, words: Words) -> dict[str, Any]:
    name = shown_name(outcome.path)
    if outcome.status == "skipped":
        reason = words.unfetched[outcome.problem or "unread"] if is_address(outcome.path) else outcome.reason
        return _left_out(name, reason or "", words)
    text = words.outcomes[outcome.status].format(
        claims=words.count(outcome.claims, words.claim), title=label(outcome.title or "", _TITLE_LIMIT)
    )
    return {"name": label(name, _NAME_LIMIT), "text": text, "good": True, "article": outcome.article}


def _left_out(name: str, reason: str, words: Words) -> dict[str, Any]:
    text = words.outcomes["skipped"].format(reason=label(reason, _REASON_LIMIT))
    return {"name": label(name, _NAME_LIMIT), "text": text, "good": False, "article": None}


def shown_name(path: str) -> str:
    """Return the name of a file, without the folder or the mark of an upload before it; of an address host and path.

    >>> shown_name("upload:report.txt"), shown_name("articles/2023/report.txt"), shown_name("https://blatt.example/a")
    ('report.txt', 'report.txt', 'blatt.example/a')
    """
    if is_address(path):
        return path.partition("://")[2]
    return path.removeprefix("upload:").rsplit("/", 1)[-1]


def typed_addresses(text: object) -> tuple[list[str], list[str]]:
    """Return the addresses on the web that a reader typed, and what else stands there and is none.

    Between two of them is white space; one without a scheme is taken for https. What comes first is safe to be fetched
    as an address: it is never the path of a file.

    >>> typed_addresses("blatt.example/a  http://bote.example file:///etc/passwd")
    (['https://blatt.example/a', 'http://bote.example'], ['file:///etc/passwd'])
    """
    words = text[:_TYPED_LIMIT].split()[:MOST_ADDRESSES] if isinstance(text, str) else []
    whole = [word if "://" in word else f"https://{word}" for word in words]
    return [word for word in whole if is_address(word)], [word for word in whole if not is_address(word)]
