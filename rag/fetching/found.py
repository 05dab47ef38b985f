"""One article that an address leads to, and how what feeds and sitemaps state about it becomes a fact."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from rag.fetching.client import Fetched

_LONGEST = 1_000
_ISO = re.compile(r"\s*(\d{4})(?:-(\d\d)(?:-(\d\d)(?!\d))?)?(?![\d-])", re.ASCII)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MAIL = re.compile(rf"(?:^|\D)(\d{{1,2}})[ -]({'|'.join(_MONTHS)})[a-z]*[ -](\d{{4}})", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """An article that a source leads to; what the source does not state about it is None.

    `url` is checked and without what follows "#". `published` is a date in ISO 8601 in the precision that is known, and
    the day that it was where the article comes from; `language` is an ISO 639-1 code. `version` changes when the source
    says that the article did; None: the source does not say, only the bytes can.

    `page` is there if the article itself was named as the source and so has been fetched. `carried` is the article as
    a feed holds it, whole or not: an HTML fragment or a plain text in UTF-8, as its `kind` says.
    """

    url: str
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    version: str | None = None
    page: Fetched | None = None
    carried: Fetched | None = None


def stated(value: object) -> str | None:
    """A text on one line, of at most 1,000 characters; None for what is no text or empty.

    >>> stated("  Sturm \\n im Norden")
    'Sturm im Norden'
    """
    if not isinstance(value, str):
        return None
    return clean(" ".join(value[: 10 * _LONGEST].split())[:_LONGEST]) or None


def clean(text: str) -> str:
    """The text with halves of characters, which no database takes, as U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def day_of(value: object) -> str | None:
    """The date that a text begins with (ISO 8601) or holds (as mail writes it), None if there is none.

    >>> day_of("2023-11-16T23:30:00-05:00"), day_of("Thu, 16 Nov 2023 00:30:00 +0100"), day_of("2023-11")
    ('2023-11-16', '2023-11-16', '2023-11')
    """
    text = stated(value) or ""
    if match := _ISO.match(text):
        year, month, day = match[1], match[2], match[3]
    elif match := _MAIL.search(text):
        year, month, day = match[3], f"{_MONTHS.index(match[2].lower()) + 1:02}", f"{int(match[1]):02}"
    else:
        return None
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join(part for part in (year, month, day) if part)


def language_of(value: object) -> str | None:
    """The ISO 639-1 code of a language tag, None if it has none.

    >>> language_of("de-AT"), language_of("gsw"), language_of("")
    ('de', None, None)
    """
    match = re.match(r"([a-z]{2})(?![a-z])", (stated(value) or "").lower())
    return match and match[1]


def fingerprint(*parts: object) -> str:
    """One text for what was stated; another one as soon as a part of it changes."""
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
