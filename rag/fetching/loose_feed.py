"""Reads one RSS or Atom feed, in a process of its own: the feed in, its facts out as JSON. The only door to feedparser.

It is run as a file, never imported. feedparser reads feeds as they really are, which takes it minutes for some that are
made to hold it up (an author of 100,000 letters), and more memory than there is for others; a process can be ended.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
from typing import Any

import feedparser

_MEMORY = 1_000_000_000
_READ = ("text/html", "application/xhtml+xml", "text/plain")


def _limit_memory() -> None:
    # Windows has no such limit, and macOS may refuse it; the time limit holds there too.
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _entry(entry: dict[str, Any], version: str) -> dict[str, Any]:
    # The plain `dict.get`: feedparser's own gives one date for the other, and warns of it.
    facts = {name: dict.get(entry, name) for name in ("id", "link", "title", "published", "updated", "summary")}
    detail = entry.get("title_detail") or {}
    contents = [part for part in entry.get("content") or () if part.get("type") in _READ and part.get("value")]
    content: dict[str, Any] = max(contents, key=lambda part: len(part["value"]), default={})
    parsed = entry.get("published_parsed")
    if version.startswith("rss") and not facts["published"]:
        # The date of Dublin Core, which feedparser takes for that of a change, is the only one in RSS 1.0.
        facts["published"], parsed = facts["updated"], dict.get(entry, "updated_parsed")
    return facts | {
        "title_is_html": detail.get("type") in _READ[:2],
        "authors": _authors(entry),
        "language": content.get("language") or detail.get("language"),
        "day": "{:04}-{:02}-{:02}".format(*parsed[:3]) if parsed else None,
        "content": content.get("value"),
        "content_is_text": content.get("type") == "text/plain",
    }


def _authors(entry: dict[str, Any]) -> list[str]:
    authors, stated = entry.get("authors") or (), dict.get(entry, "author") or ""
    if "@" in stated and len(authors) < 2:
        # "mail (name)" or "name (mail)": feedparser cuts mail addresses off wrongly if they end in .berlin or .news.
        return [part for part in re.split(r"[()<>]", stated) if part.strip() and "@" not in part][:1]
    return [author["name"] for author in authors if author.get("name")]


def main() -> None:
    """Read a feed in UTF-8 from standard input; the argument is its address."""
    _limit_memory()
    # A stream, because feedparser takes bytes for the name of a file if there is one of that name. What is in a feed is
    # neither changed nor cleaned: nobody looks at it as HTML, it is read for its text.
    feed = feedparser.parse(
        io.BytesIO(sys.stdin.buffer.read()),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": sys.argv[1]},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    broken = feed.get("bozo_exception")
    result = {
        "language": feed.feed.get("language"),
        "broken": str(broken) if hasattr(broken, "getLineNumber") else "",
        "entries": [_entry(entry, feed.get("version") or "") for entry in feed.entries],
    }
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
