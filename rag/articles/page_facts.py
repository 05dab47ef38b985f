"""What a web page states about its article: in JSON-LD, OpenGraph and other meta tags, microdata, and `<time>`.

Nothing is guessed from running text or from the address. Where a page states a fact in several ways, the one that was
made for machines counts first; where dates of the same rank differ, none counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import Any

from rag.articles.facts import stated_author, stated_date, stated_language, stated_url

_ARTICLE_TYPE = re.compile(r"(?:.*/)?(?:\w*Article|\w+Posting|Report)")
_AROUND_JSON = re.compile(
    r"^\s*(?:<!--|/[/*]\s*<!\[CDATA\[(?:\s*\*/)?|<!\[CDATA\[)|(?:-->|(?:/[/*]\s*)?\]\]>(?:\s*\*/)?)\s*$"
)
_SAVED_FROM = re.compile(r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(https?://\S+)")
_PUBLISHED = re.compile(r"publi|entry-date|post-date|pubdate", re.IGNORECASE)
_AUTHOR = re.compile(r"(?<![\w-])(?:author|byline|autor)(?![\w-])", re.IGNORECASE)
_CHANGED = re.compile(r"aktualisier|updat|modifi|geändert", re.IGNORECASE)
_SITE_AT_END = re.compile(r"(?P<title>.+?)\s+[-|–—·•:»]{1,2}\s+(?P<site>[^|–—·•»]{2,60})")
_SECTIONS = ("article", "section", "main", "header", "footer", "aside", "nav", "body")

_META_TITLES = "og:title twitter:title headline dc.title dcterms.title parsely-title title".split()
_META_AUTHORS = "author article:author dc.creator dcterms.creator byl parsely-author sailthru.author".split()
_META_PUBLISHERS = "og:site_name publisher dc.publisher dcterms.publisher application-name".split()
_META_DATES = """article:published_time og:article:published_time og:published_time datepublished date.published
    published published_time publish-date publish_date pubdate publication_date citation_publication_date
    citation_date dcterms.issued dc.date.issued dcterms.created dc.date dcterms.date parsely-pub-date sailthru.date
    cxenseparse:recs:publishtime date""".split()
_META_LANGUAGES = "og:locale content-language dc.language dcterms.language language".split()

_LONGEST_TITLE = 300
_LONGEST_NAME = 100

_MOST_SHOWN = 50
"""Elements that may show a date or a name. A page with more of them is a list; it also bounds what they cost."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page states. `titles` are all that it gives itself, the best one first, without the name of the site.

    `heading` is the one that the page shows, "" where it shows none or several.
    """

    heading: str
    titles: tuple[str, ...]
    author: str | None
    publisher: str | None
    published: str | None
    language: str | None
    url: str | None

    def title_in(self, text: str) -> str | None:
        """Return the title that stands as a line of its own in `text`, else the first one, None if there is none."""
        lines = {" ".join(line.split()) for line in text.splitlines()}
        return next((title for title in self.titles if title in lines), next(iter(self.titles), None))


def page_facts(tree: Any, source: str) -> PageFacts:
    """Return what a page states; `tree` is its tree as lxml reads HTML, `source` its text."""
    meta = _meta(tree)
    things = _linked_data(tree)
    known = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str)}
    articles = [thing for thing in things if any(_ARTICLE_TYPE.fullmatch(kind) for kind in _kinds(thing))]
    stated = [*_meta_values(meta, _META_TITLES), *map(_words_of, islice(tree.iter("title"), 1))]
    # A page may describe the articles that it links to as well.
    named = {*stated, *map(_words_of, islice(tree.iter("h1"), 2)), *_links(tree, meta)}
    own = [thing for thing in articles if _headline(thing) in named or named.intersection(_addresses_of(thing))]
    article = next(iter(own or articles[:1] * (len(articles) == 1)), {})
    publishers = [*_meta_values(meta, _META_PUBLISHERS), *(name for name, _ in _names(article.get("publisher"), known))]
    publisher = next((name for name in publishers if "://" not in name and len(name) <= _LONGEST_NAME), None)
    heading = _heading(tree, stated, publisher)
    titles = dict.fromkeys(
        _without_site(title, publisher) for title in (_headline(article), *stated[:-1], heading, *stated[-1:])
    )
    return PageFacts(
        heading=heading,
        titles=tuple(title for title in titles if 0 < len(title) <= _LONGEST_TITLE),
        author=_author(tree, meta, list(_names(article.get("author"), known)), publisher),
        publisher=publisher,
        published=_published(tree, meta, article),
        language=_first(map(stated_language, _languages(tree, meta, article))),
        url=_first(map(stated_url, _addresses(tree, meta, article, source))),
    )


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _words_of(element: Any) -> str:
    for line_break in element.iter("br"):
        line_break.tail = " " + (line_break.tail or "")
    return " ".join("".join(element.itertext()).split())


# --- meta tags ------------------------------------------------------------------------------------------------------


def _meta(tree: Any) -> dict[str, list[str]]:
    meta: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = next(filter(None, map(element.get, ("property", "name", "itemprop", "http-equiv"))), "")
        content = " ".join(unescape(element.get("content") or "").split())
        if content:
            meta.setdefault(name.strip().lower(), []).append(content)
    return meta


def _meta_values(meta: dict[str, list[str]], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from meta.get(name, ())


# --- JSON-LD --------------------------------------------------------------------------------------------------------


def _linked_data(tree: Any) -> list[dict[str, Any]]:
    things: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            try:
                things.extend(_things_in(json.loads(_AROUND_JSON.sub("", script.text or ""), strict=False)))
            except (ValueError, RecursionError):
                continue  # programs write it by gluing strings together; the page has other facts
    return things


def _things_in(value: Any, depth: int = 5) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = [value.get("@graph"), value.get("mainEntity")]
    if isinstance(value, list) and depth:
        for part in value:
            yield from _things_in(part, depth - 1)


def _kinds(thing: dict[str, Any]) -> list[str]:
    kinds = thing.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _headline(thing: dict[str, Any]) -> str:
    return next((words for words, _ in _names(thing.get("headline"), {})), "")


def _names(value: Any, known: dict[str, dict[str, Any]]) -> Iterator[tuple[str, bool]]:
    """The names in a value of JSON-LD, and whether each is called the name of a person."""
    for part in value if isinstance(value, list) else [value]:
        name, person = part, False
        if isinstance(part, dict):
            reference = part.get("@id")
            whole = {**(known.get(reference, {}) if isinstance(reference, str) else {}), **part}
            name, person = whole.get("name"), "Person" in _kinds(whole)
        if isinstance(name, str) and name.strip():
            yield " ".join(unescape(name).split()), person


# --- the facts ------------------------------------------------------------------------------------------------------


def _heading(tree: Any, titles: list[str], publisher: str | None) -> str:
    """The one `h1` of a page, unless it is the name of the site, which then stands behind the title too."""
    heads = [_words_of(head) for head in islice(tree.iter("h1"), 2)]
    words = heads[0].casefold() if len(heads) == 1 else ""
    behind = any(words in title[1:].casefold() and 2 * len(words) < len(title) for title in titles)
    return "" if not words or behind or words == (publisher or "").casefold() else heads[0]


def _without_site(title: str, publisher: str | None) -> str:
    match = _SITE_AT_END.fullmatch(title) if publisher else None
    return match["title"] if match and match["site"].casefold() == (publisher or "").casefold() else title


def _author(tree: Any, meta: dict[str, list[str]], linked: list[tuple[str, bool]], publisher: str | None) -> str | None:
    found = [stated_author(name, publisher=publisher, person=person) for name, person in linked]
    if not any(found):
        found = [stated_author(name, publisher=publisher) for name in _meta_values(meta, _META_AUTHORS)]
    if not any(found):
        elements = (element for element in tree.iter() if _AUTHOR.search(_kind_of(element)) and element.tag != "meta")
        shown = (_words_of(element) for element in islice(elements, _MOST_SHOWN))
        found = [stated_author(words, publisher=publisher) for words in shown]
        if len({name for name in found if name}) > 1:
            return None  # those of the articles that are linked to are among them
    return ", ".join(dict.fromkeys(name for name in found if name)) or None


def _published(tree: Any, meta: dict[str, list[str]], article: dict[str, Any]) -> str | None:
    stated = [article.get("datePublished"), *_meta_values(meta, _META_DATES)]
    return _first(stated_date(words) for words in stated if isinstance(words, str)) or _date_shown(tree)


def _kind_of(element: Any) -> str:
    return " ".join(element.get(name) or "" for name in ("rel", "itemprop", "class"))


def _date_shown(tree: Any) -> str | None:
    """The date that the page shows as that of publication, or as the only one beside its headline."""
    around_headline = {ancestor for head in islice(tree.iter("h1"), 1) for ancestor in head.iterancestors()}
    marked, beside = set(), set()
    for element in islice(tree.xpath("//time | //*[@itemprop = 'datePublished']"), _MOST_SHOWN):
        date = stated_date(element.get("datetime") or element.get("content") or _words_of(element))
        if date is None:
            continue
        kind = _kind_of(element)
        if _PUBLISHED.search(kind) or element.get("pubdate") is not None:
            marked.add(date)
        elif not _CHANGED.search(kind) and next(element.iterancestors(*_SECTIONS), None) in around_headline:
            paragraph = next(element.iterancestors("p", "li", "td", "div"), element.getparent())
            words = _words_of(paragraph)[:200]
            if len(words) < 100 and not _CHANGED.search(words):
                beside.add(date)
    dates = marked or beside
    return dates.pop() if len(dates) == 1 else None


def _languages(tree: Any, meta: dict[str, list[str]], article: dict[str, Any]) -> Iterator[str]:
    root = next(tree.iter("html"), tree)
    yield root.get("lang") or root.get("xml:lang") or ""
    yield from _meta_values(meta, _META_LANGUAGES)
    yield from (words for words, _ in _names(article.get("inLanguage"), {}))


def _addresses(tree: Any, meta: dict[str, list[str]], article: dict[str, Any], source: str) -> Iterator[str]:
    yield from _links(tree, meta)
    yield from _addresses_of(article)
    saved = _SAVED_FROM.search(source[:4096])
    if saved:
        yield saved[1]


def _links(tree: Any, meta: dict[str, list[str]]) -> Iterator[str]:
    """The addresses that the page gives as its own."""
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            yield (link.get("href") or "").strip()
    yield from _meta_values(meta, ["og:url"])


def _addresses_of(article: dict[str, Any]) -> Iterator[str]:
    for value in (article.get("mainEntityOfPage"), article.get("url")):
        address = value.get("@id") if isinstance(value, dict) else value
        if isinstance(address, str) and address.strip():
            yield address.strip()
