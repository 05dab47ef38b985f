"""What an address leads to: a page is an article itself, a feed or a sitemap leads to many."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress

from rag.errors import ArticleError
from rag.fetching.client import Fetched, Web, inflated, too_large
from rag.fetching.connecting import checked, host_of
from rag.fetching.feeds import read_feed, read_json_feed
from rag.fetching.found import Found, day_of, language_of
from rag.fetching.sitemaps import Listed, read_addresses, read_sitemap
from rag.fetching.unfetched import Unfetched
from rag.types import Skipped

_LIST_BYTES = 50_000_000
"""Of a feed or sitemap, decompressed, as sitemaps.org has it."""

_DEEPEST = 3
_MOST_FILES = 1_000

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_GZIP = b"\x1f\x8b"
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,80}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
# Of the encodings that Python has only those of texts: some of the others take very long, on purpose or not.
_OF_TEXTS = re.compile(r"(?:big5|cp|euc|gb|iso|koi8|mac|shift|utf|windows)", re.IGNORECASE)
_LATIN_1 = re.compile(r"iso-?8859-?1|latin-?1|us-ascii", re.IGNORECASE)
_BEFORE_ROOT = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"\s*(?=<(?:[\w.-]+:)?([\w.-]+))")


def articles_of(web: Web, url: str) -> Iterator[Found | Skipped]:
    """Give the articles that an address leads to, in the order in which it names them, each address once.

    What is there decides, whatever its name and type: a feed (RSS, Atom, JSON Feed) gives its entries; a sitemap, an
    index of sitemaps or a list of addresses, gzipped or not, gives those on its own host; anything else is an article
    itself and comes with its `page`. The others are for `web.get(found.url)`. What a feed or sitemap has and cannot be
    given comes as `Skipped`, with the address of the feed or sitemap and the reason.

    Raises ArticleError with the reason if the address cannot be fetched, or is a feed or sitemap with nothing in it.

    >>> [found.title for found in articles_of(Web(), "https://blatt.example/feed.xml")]        # doctest: +SKIP
    ['Sturm im Norden', 'Neuer Radweg in Hohenau']
    """
    url = checked(url)
    fetched = web.get(url, named=True, list_bytes=_LIST_BYTES)
    anything = False
    for found in _found_in(web, url, fetched):
        anything = True
        yield found
    if not anything:
        raise Unfetched(f"{url} is a feed or sitemap without articles; name another one, or a page", "empty")


def _found_in(web: Web, url: str, fetched: Fetched) -> Iterator[Found | Skipped]:
    packed = fetched.content.startswith(_GZIP)
    root, text = _text_of(fetched)
    if root in ("rss", "rdf", "feed"):
        yield from read_feed(text, fetched.url)
    elif text.startswith("{") and "jsonfeed.org" in text:
        yield from read_json_feed(text, fetched.url)
    elif (listed := _listed(root, text)) is not None:
        sitemaps = _Sitemaps(web, {host_of(url), host_of(fetched.url)})
        yield from sitemaps.articles(fetched.url, listed, 1)
    elif packed or fetched.kind.endswith("json"):
        what = "packed by gzip" if packed else "JSON"
        raise Unfetched(f"{url} is {what}, and neither a feed nor a sitemap; name the address of a page", "kind")
    elif len(fetched.content) > web.limits.max_bytes:
        raise too_large(url, web.limits.max_bytes)
    else:
        yield Found(url, page=fetched)


class _Sitemaps:
    """Goes from a sitemap to those that it names, as long as they are on its own host, and neither deep nor many."""

    def __init__(self, web: Web, hosts: set[str]) -> None:
        self._web = web
        self._hosts = {host.removeprefix("www.") for host in hosts}
        self._files = 1
        self._seen: set[str] = set()

    def articles(self, url: str, listed: Listed, depth: int) -> Iterator[Found | Skipped]:
        """Give what a sitemap leads to, itself and by others, and then what was left out of it."""
        self._seen.add(url)
        left_out = {"foreign": 0, "deep": 0, "many": 0}
        for entry in listed.entries:
            address = self._own(entry["address"])
            if not address:
                left_out["foreign"] += 1
            elif address in self._seen:
                continue
            elif not listed.is_index:
                self._seen.add(address)
                yield _article(address, entry)
            elif depth == _DEEPEST:
                left_out["deep"] += 1
            elif self._files == _MOST_FILES:
                left_out["many"] += 1
            else:
                yield from self._file(address, depth + 1)
        for why, reason in (
            ("foreign", "addresses are not on its own host"),
            ("deep", f"sitemaps are more than {_DEEPEST} deep"),
            ("many", f"sitemaps are more than the {_MOST_FILES:,} that are read"),
        ):
            if left_out[why]:
                told = f"{left_out[why]:,} {reason} and were left out of {url}; name them as sources"
                yield Skipped(url, told, problem="part")
        if listed.problem:
            told = f"{url} was not read to its end: {listed.problem}; name what is missing as a source"
            yield Skipped(url, told, problem="part")

    def _own(self, address: str) -> str:
        """The address if it is on a host of the sitemap, with www. or without; empty if it is not."""
        with suppress(ArticleError):
            address = checked(address)
            return address if host_of(address).removeprefix("www.") in self._hosts else ""
        return ""

    def _file(self, url: str, depth: int) -> Iterator[Found | Skipped]:
        self._files += 1
        self._seen.add(url)
        try:
            root, text = _text_of(self._web.get(url, list_bytes=_LIST_BYTES))
            listed = _listed(root, text)
            if listed is None:
                raise Unfetched(f"{url} is named as a sitemap, but is none; name its articles as sources", "part")
        except Unfetched as error:
            yield Skipped(url, str(error), problem=error.problem)
        else:
            yield from self.articles(url, listed, depth)


def _article(address: str, entry: dict[str, str]) -> Found:
    return Found(
        address,
        title=entry.get("title") or None,
        publisher=entry.get("publisher") or None,
        published=day_of(entry.get("published")),
        language=language_of(entry.get("language")),
        version=entry.get("changed") or None,
    )


def _listed(root: str, text: str) -> Listed | None:
    if root in ("urlset", "sitemapindex"):
        return read_sitemap(text, is_index=root == "sitemapindex")
    # All words of it are addresses; in a text, if it were one of an article, some are not.
    if text.startswith("http") and all(word.startswith(("http://", "https://")) for word in text.split()):
        return read_addresses(text)
    return None


def _text_of(fetched: Fetched) -> tuple[str, str]:
    """The name of the root, in lower case, and the text from there on; the text whole where there is no root.

    What stands before the root goes: there entities are declared, which grow, and files are named, which are read in.
    Both are empty if the content does not begin as a feed or sitemap can. Raises ArticleError for a broken gzip.
    """
    content = fetched.content
    if content.startswith(_GZIP):
        try:
            content = _unpacked(content)
        except OverflowError as error:
            raise too_large(fetched.url, _LIST_BYTES) from error
        except ValueError as error:
            raise Unfetched(f"{fetched.url} cannot be unpacked: {error}; try again later", "kind") from error
    begin = content[:1024].removeprefix(codecs.BOM_UTF8).lstrip()
    if not begin.startswith((b"<", b"{", b"http", *_UTF_16)):
        return "", ""
    text = _decoded(content, fetched.encoding).lstrip()
    position = 0
    while before := _BEFORE_ROOT.match(text, position):
        position = before.end()
    root = _ROOT.match(text, position)
    return (root[1].lower(), text[root.end() :]) if root else ("", text)


def _unpacked(content: bytes) -> bytes:
    """Undo gzip. Raises OverflowError if it gets too large, ValueError if it is none."""
    unpacked = bytearray()
    for piece in inflated([content]):
        unpacked += piece
        if len(unpacked) > _LIST_BYTES:
            raise OverflowError
    return bytes(unpacked)


def _decoded(content: bytes, encoding: str | None) -> str:
    """The text, in UTF-8 if it can be: hosts and files state other encodings more often than they have them."""
    declared = _DECLARED.match(content)
    named = [declared[1].decode("ascii")] if declared else []
    named += [encoding] if encoding else []
    for name in ("utf-16" if content.startswith(_UTF_16) else "utf-8-sig", *named):
        if _OF_TEXTS.match(name) and not _LATIN_1.fullmatch(name):
            with suppress(LookupError, ValueError):
                return content.decode(name)
    is_utf_8 = any(name.lower() in ("utf-8", "utf8") for name in named)
    # Latin 1 stands for the encoding of Windows, on the web too; the one has quotation marks where the other has none.
    return content.decode("utf-8" if is_utf_8 else "cp1252", "replace")
