"""Reads one sitemap, index of sitemaps or list of addresses; fetches nothing. The only door to defusedxml."""

from __future__ import annotations

from dataclasses import dataclass

from rag.fetching.found import stated

_MOST = 50_000
"""Addresses in one file, as sitemaps.org has it; what comes after them is not read."""

_DEEPEST = 50
_PIECE = 500_000
"""Characters in which something must begin or end: a tag with millions of attributes takes twenty times its size."""

_FACTS = {
    ("url", "loc"): "address",
    ("sitemap", "loc"): "address",
    ("url", "lastmod"): "changed",
    ("sitemap", "lastmod"): "changed",
    ("news", "title"): "title",
    ("news", "publication_date"): "published",
    ("publication", "name"): "publisher",
    ("publication", "language"): "language",
}


@dataclass(slots=True)
class Listed:
    """What a sitemap says: the facts of each entry, always with its "address", and why it was not read to its end.

    In an index the entries are sitemaps. Other facts are "changed", "title", "published", "publisher" and "language",
    as they are stated.
    """

    entries: list[dict[str, str]]
    problem: str = ""
    is_index: bool = False


def read_sitemap(text: str, *, is_index: bool) -> Listed:
    """Read a sitemap or an index of sitemaps that begins with its root, without any declaration before it."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, XMLParser

    target = _Target()
    parser = XMLParser(target=target, encoding="utf-8", forbid_dtd=True)
    problem = ""
    try:
        for start in range(0, len(text), _PIECE):
            before, piece = target.seen, text[start : start + _PIECE]
            parser.feed(piece.encode("utf-8", "replace"))
            if target.seen == before and len(piece) == _PIECE:
                raise _Enough(f"one of its tags has more than {_PIECE:,} characters")
        parser.close()
    except _Enough as error:
        problem = str(error)
    except (ParseError, DefusedXmlException) as error:
        problem = f"it is no sound XML ({error})"
    return Listed(target.entries, problem, is_index)


def read_addresses(text: str) -> Listed:
    """Read a list of addresses with white space between them."""
    addresses = text.split()
    problem = f"it has more than {_MOST:,} addresses" if len(addresses) > _MOST else ""
    return Listed([{"address": address} for address in addresses[:_MOST]], problem)


class _Enough(Exception):
    """There is more than is read."""


class _Target:
    """Takes what the parser sees, and keeps the facts alone: a tree of 50 MB would take many times the memory."""

    def __init__(self) -> None:
        self.seen = 0
        self.entries: list[dict[str, str]] = []
        self._open: list[str] = []
        self._facts: dict[str, str] = {}
        self._text: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.seen += 1
        if len(self._open) == _DEEPEST:
            raise _Enough(f"its tags are nested more than {_DEEPEST} deep")
        name = tag.rpartition("}")[2]
        if len(self._open) == 1:
            if len(self.entries) == _MOST:
                raise _Enough(f"it has more than {_MOST:,} addresses")
            self._facts = {}
        self._text = [] if (self._open[-1] if self._open else "", name) in _FACTS else None
        self._open.append(name)

    def data(self, text: str) -> None:
        self.seen += 1
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        self.seen += 1
        name = self._open.pop()
        if self._text is not None:
            fact, text = _FACTS[self._open[-1], name], "".join(self._text)
            # An address is never cut: what is too long is refused.
            self._facts.setdefault(fact, text.strip() if fact == "address" else stated(text) or "")
            self._text = None
        elif len(self._open) == 1 and self._facts.get("address"):
            self.entries.append(self._facts)
            self._facts = {}

    def close(self) -> None:
        pass
