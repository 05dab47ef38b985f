"""What is known about an article: title, publisher, author, date of publication, language. Unknown stays None.

Everything but the language is read from the masthead and the tail, that is from the title and from spans that
`boilerplate` has marked (a byline, a dateline, a date mark, a plea, a notice of copyright). Running text is never
searched, so the date of an event, of a quoted speech or of an embedded post cannot become the date of publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.articles.boilerplate import Markings
from rag.articles.bylines import byline_names
from rag.articles.dates import first_date
from rag.articles.language import detect_language
from rag.articles.line_rules import AGENCY
from rag.types import Noise, NoiseKind

__all__ = ["detect_language", "find_author", "find_published", "find_publisher", "find_title"]

_FLAGS = re.IGNORECASE | re.VERBOSE
_LONGEST_STAND_IN = 80
"""Code points of the first words that stand in for a title: about a line of a list."""

_CHANGED = re.compile(r"aktualisier | update | modified | geändert | abgerufen | accessed", _FLAGS)
_AGENCY_IN_DATELINE = re.compile(rf"\( \s* (?P<name> {AGENCY} ) \b", _FLAGS)
_SITE_IN_SIGNATURE = re.compile(r"[\[(/,;\s] (?P<name> [a-z][\w-]{2,30} \. [a-z]{2,6} ) [\])]", _FLAGS)
_SITE_AFTER_TITLE = re.compile(
    r"^ (?: www\. )? (?P<name> [a-z0-9][\w-]{1,30} (?: \.[\w-]{2,20} )? \. [a-z]{2,6} ) $", _FLAGS
)
_NAME_IN_PLEA = re.compile(
    r"""(?: berichterstattung | arbeit | journalismus | artikel | angebot ) \s (?: von | bei ) \s
    (?P<name> (?-i: [a-zäöüA-ZÄÖÜ]\w* (?: [.\d]\w+ )* (?: \s [A-ZÄÖÜ][\w.]* ){0,2} ) ) (?= \s* [?!.,] )""",
    _FLAGS,
)
_NAME_IN_COPYRIGHT = re.compile(
    r"""(?: copyright \s* )? (?: © | \(c\) | copyright ) \s* (?: copyright \s* )? (?: by \s )? \d{4}
    (?: \s? [-–] \s? \d{4} )? \s* ,? \s*
    (?: by \s | the \s (?= associated ) )? (?P<name> (?-i: [A-ZÄÖÜ] ) [\w&.' -]{1,40}? )
    (?= \s* (?: [.,|] \s | [.]? $ | [.]? \s* (?: all \s | alle \s ) | \s [-–—] \s ) )""",
    _FLAGS,
)


def find_title(text: str, marked: Markings) -> str:
    """Return the title as it stands in the text, or, where no line has the form of one, the first words of the report.

    Never empty: a text of nothing but noise gives its first words, and one without any words "(no title)".
    """
    if marked.title is not None:
        return " ".join(text[marked.title.start : marked.title.end].split())
    position = 0
    for noise in marked.noise:
        words = _first_words(text[position : noise.start])
        if words:
            return words
        position = noise.end
    return _first_words(text[position:]) or _first_words(text) or "(no title)"


def _first_words(text: str) -> str:
    for line in text.splitlines():
        words = " ".join(line[: 4 * _LONGEST_STAND_IN].split())
        if not any(letter.isalnum() for letter in words):
            continue
        if len(words) <= _LONGEST_STAND_IN:
            return words
        cut = words[: _LONGEST_STAND_IN - 1]
        # A break between words, unless the text is written without spaces.
        return (cut[: cut.rindex(" ")] if " " in cut[20:] else cut).rstrip(" ,;:–—-") + "…"
    return ""


def find_published(text: str, noise: Sequence[Noise]) -> str | None:
    """Return the date of publication as ISO 8601 in the precision that is stated ("2023-11"), None where none is.

    An announced date ("Stand: ...") counts first, then a bare one, then those in bylines and datelines. A mark that
    only tells the last change does not count.
    """
    dates: dict[str, list[str]] = {}
    for noise_kind in _DATED:
        for words in _words_of(text, noise, noise_kind):
            changed = _CHANGED.search(words)
            date = first_date(words[: changed.start()] if changed else words)
            if date:
                kind: str = "announced" if noise_kind == "date mark" and _ANNOUNCED.match(words) else noise_kind
                dates.setdefault(kind, []).append(date)
    for kind in ("announced", *_DATED):
        # Several bare dates are the days of a fixture list or of a chronicle; which one is meant, nobody can tell.
        if kind in dates and (kind != "date mark" or len(set(dates[kind])) == 1):
            return dates[kind][0]
    return None


_DATED: tuple[NoiseKind, ...] = ("date mark", "byline", "dateline")
_ANNOUNCED = re.compile(
    r"stand | datum | date | veröffentlicht | publiziert | erschienen | erstellt | published | posted", _FLAGS
)


def find_author(text: str, noise: Sequence[Noise]) -> str | None:
    """Return the names in the first byline as they stand ("Erika Muster und Jan van Dyk"), else None."""
    for words in _words_of(text, noise, "byline"):
        names = byline_names(words)
        if names and " " in names:
            return names
    return None


def find_publisher(text: str, noise: Sequence[Noise]) -> str | None:
    """Return who published, as the article's own marks name it; None rather than a likely guess.

    In this order: whom a plea asks to support, the holder of the copyright, the site in a signature or after the
    title, the agency in a dateline. A photo credit and a disclaimer do not count: they name others.
    """
    for kind, pattern in _PUBLISHER_MARKS:
        for words in _words_of(text, noise, kind):
            match = pattern.search(words)
            if match:
                return " ".join(match["name"].split()).rstrip(".")
    return None


_PUBLISHER_MARKS: tuple[tuple[NoiseKind, re.Pattern[str]], ...] = (
    ("plea", _NAME_IN_PLEA),
    ("site mark", _NAME_IN_COPYRIGHT),
    ("site mark", _SITE_AFTER_TITLE),
    ("byline", _SITE_IN_SIGNATURE),
    ("dateline", _AGENCY_IN_DATELINE),
)


def _words_of(text: str, noise: Sequence[Noise], kind: NoiseKind) -> Iterator[str]:
    return (text[span.start : span.end] for span in noise if span.kind == kind)
