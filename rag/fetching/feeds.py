"""The articles in a feed: RSS and Atom in all their versions, and JSON Feed; fetches nothing."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rag.errors import ArticleError
from rag.fetching.client import Fetched
from rag.fetching.connecting import checked
from rag.fetching.found import Found, clean, day_of, fingerprint, language_of, stated
from rag.fetching.unfetched import Unfetched
from rag.types import Skipped

_MOST_BYTES = 10_000_000
"""Of a feed: the longest with full articles have 2 MB. A sitemap may be larger, it is read in another way."""

_SECONDS = 60
_READER = Path(__file__).with_name("loose_feed.py")


def read_feed(text: str, url: str) -> Iterator[Found | Skipped]:
    """Give the articles in RSS or Atom that begins with its root; in the end what was left out, and why.

    Raises ArticleError if it cannot be read at all.
    """
    feed = _read_loosely(_bytes_of(text, url), url)
    yield from _found(feed["entries"], feed["language"], url)
    if feed["broken"]:
        yield Skipped(
            url, f"{url} is no sound XML ({clean(feed['broken'])}); what could be read of it was read", problem="part"
        )


def _bytes_of(text: str, url: str) -> bytes:
    content = text.encode("utf-8", "replace")
    if len(content) > _MOST_BYTES:
        raise Unfetched(
            f"{url} is a feed of more than {_MOST_BYTES:,} bytes; name its articles, or a shorter feed", "large"
        )
    return content


def _read_loosely(content: bytes, url: str) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 - our own file, and an address that is an argument of its own
            [sys.executable, "-P", str(_READER), url], input=content, capture_output=True, timeout=_SECONDS, check=True
        )
        return json.loads(done.stdout)  # type: ignore[no-any-return]
    except subprocess.TimeoutExpired as error:
        raise Unfetched(
            f"{url} is a feed that was not read within {_SECONDS} seconds; name its articles", "large"
        ) from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = said[-1][:200] if said else "its reader was ended"
        raise Unfetched(f"{url} is a feed that cannot be read ({reason}); name its articles", "kind") from error
    except (OSError, ValueError) as error:
        raise Unfetched(f"{url} is a feed, and its reader cannot be run: {error}; name its articles", "kind") from error


def _found(entries: list[dict[str, Any]], language: object, url: str) -> Iterator[Found | Skipped]:
    seen: set[str] = set()
    unread = 0
    for entry in entries:
        try:
            address = checked(entry["link"] or "", onto=url)
        except ArticleError:
            address = ""
        if not address or not entry["link"]:
            unread += 1
        elif address not in seen:
            seen.add(address)
            yield _article(entry, address, language)
    if unread:
        left_out = f"{unread:,} entries of {url} have no address that is read; name their articles as sources"
        yield Skipped(url, left_out, problem="part")


def _article(entry: dict[str, Any], address: str, language: object) -> Found:
    title = entry["title"]
    if title and entry["title_is_html"]:
        title = html.unescape(re.sub(r"<[^<>]*>", "", title[:10_000]))
    content = entry["content"]
    names = [name for name in map(stated, entry["authors"]) if name and "@" not in name]
    return Found(
        address,
        title=stated(title),
        author=", ".join(names) or None,
        published=day_of(entry["published"]) or day_of(entry["day"]),
        language=language_of(entry["language"]) or language_of(language),
        version=fingerprint(*(entry[name] for name in ("id", "published", "updated", "title", "summary", "content"))),
        carried=content
        and Fetched(
            address,
            clean(content).encode(),
            "text/plain" if entry["content_is_text"] else "text/html",
            "utf-8",
        ),
    )


def read_json_feed(text: str, url: str) -> Iterator[Found | Skipped]:
    """Give the articles in a JSON Feed as `read_feed` does. Raises ArticleError if it is none."""
    try:
        feed = json.loads(_bytes_of(text, url))
    except (ValueError, RecursionError) as error:
        raise Unfetched(
            f"{url} looks like a JSON Feed, but is no sound JSON: {error}; name its articles", "kind"
        ) from error
    items = feed.get("items")
    if not isinstance(items, list):
        raise Unfetched(f"{url} looks like a JSON Feed, but has no items; name its articles", "empty")
    entries = [_json_entry(item, feed) for item in items if isinstance(item, dict)]
    return _found(entries, feed.get("language"), url)


def _json_entry(item: dict[str, Any], feed: dict[str, Any]) -> dict[str, Any]:
    content = _text(item.get("content_html"))
    plain = None if content else _text(item.get("content_text"))
    return {
        "id": stated(item.get("id")),
        "link": _text(item.get("url")) or _text(item.get("external_url")),
        "title": _text(item.get("title")),
        "title_is_html": False,
        "authors": _names(item) or _names(feed),
        "published": _text(item.get("date_published")),
        "updated": _text(item.get("date_modified")),
        "day": None,
        "language": item.get("language"),
        "summary": _text(item.get("summary")),
        "content": content or plain,
        "content_is_text": plain is not None,
    }


def _names(item: dict[str, Any]) -> list[str | None]:
    authors = item.get("authors") or [item.get("author")]
    return [
        _text(author.get("name"))
        for author in (authors if isinstance(authors, list) else ())
        if isinstance(author, dict)
    ]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
