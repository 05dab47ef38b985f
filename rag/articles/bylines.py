"""Bylines and the names in them, and the lines at the end of an article that are about its author."""

from __future__ import annotations

import re

from rag.articles.dates import DATE, WEEKDAY
from rag.articles.layout import ends_sentence
from rag.articles.line_rules import AGENCY
from rag.articles.marked_page import EDGE, LONGEST_RULED_LINE, Page

_FLAGS = re.IGNORECASE | re.VERBOSE

BYLINE = re.compile(
    r"""(?: (?: ein | eine | a | an )? \s* (?: (?: gast )? (?: kommentar | beitrag ) | analyse | bericht
    | interview | reportage
        | kolumne | essay | analysis | opinion | text | autor (?: in | en | innen )? | author s? | story | words )
        \s* (?: : | von\b | by\b ) | von | by | (?: written | posted | reported ) \s by | veröffentlicht \s von )
    \s* :? \s+ (?P<names> [^\d\s] [^\d|·•\n]{1,90} ) (?: [|·•] \s* .{0,60} | \d .{0,60} )?""",
    _FLAGS,
)
"""A byline, the whole line; the group `names` holds the names and perhaps a place or office after a comma."""

_PARTICLES = frozenset(
    "von van der den de del della di da dos du la le el al bin ibn zu zum zur und and y e ten ter".split()
)
_NAME_SEPARATOR = re.compile(r"\s* (?: , | & | / | \s und \s | \s and \s | \s – \s | \s - \s ) \s*", re.VERBOSE)
_AGENCY_NAME = re.compile(AGENCY, _FLAGS)
_WEEKDAY = re.compile(rf"\b {WEEKDAY}", _FLAGS)
_NAME_AND_DATE = re.compile(
    rf"(?P<names> [^\W\d_][^\d|·•,\n–]{{3,60}}? ) \s* [|·•,–] \s* {WEEKDAY}? {DATE} .{{0,60}}", _FLAGS
)


def byline_names(words: str) -> str | None:
    """Return the names in a line that is a byline, as they stand there; None where the line is none.

    Every part must have the form of a name, so that "Von Moskau nach Kiew" stays a headline.

    >>> byline_names("Von Erika Muster und Jan van Dyk, Kiew"), byline_names("Von Moskau nach Kiew")
    ('Erika Muster und Jan van Dyk', None)
    """
    match = (BYLINE.fullmatch(words) or _NAME_AND_DATE.fullmatch(words)) if len(words) <= 160 else None
    if match is None:
        return None
    names = match["names"].strip(" ,–—-|")
    if _WEEKDAY.search(names):
        return None  # "Beispielzeitung Freitag, 10. Juni 2005": a source, not an author
    parts = [part for part in _NAME_SEPARATOR.split(names) if part]
    if not parts or ends_sentence(names):
        return None
    if not all(_is_name(part) for part in parts):
        # A place or an office may follow the first name after a comma: "Von Erika Muster, unsere Frau in Kiew".
        head = names.split(",")[0].strip()
        return head if "," in names and " " in head and _is_name(head) and len(names) < 80 else None
    full = [part for part in parts if " " in part or _AGENCY_NAME.fullmatch(part)]
    if not full:
        return None
    if len(parts) > 1 and " " not in parts[-1] and "," in names and names.rsplit(",", 1)[1].strip() == parts[-1]:
        return names.rsplit(",", 1)[0].strip()
    return names


def _is_name(words: str) -> bool:
    pieces = words.split()
    if not 1 <= len(pieces) <= 5:
        return False
    if len(pieces) == 1 and _AGENCY_NAME.fullmatch(words):
        return True
    return all(piece[0].isupper() or piece.lower() in _PARTICLES for piece in pieces) and pieces[-1][0].isupper()


_AUTHOR_HEADING = re.compile(
    r"""(?: über \s (?: den | die | unsere[nr]? ) \s autor (?: in | en | innen )? | zur \s person
    | about \s the \s authors? | der \s autor
    | die \s autorin | zum \s autor | zur \s autorin ) \s* :?""",
    _FLAGS,
)
_AUTHOR_WORK = re.compile(
    r"""\b (?: redakteur | korrespondent | autor | journalist | volontär | reporter | correspondent | editor
    | writer | schreibt | berichtet | arbeitet | covers | writes | studierte )""",
    _FLAGS,
)


def mark_author_box(page: Page) -> None:
    """Near the end, a line on the author of the byline ("Erika Muster berichtet aus ...") is about the author."""
    authors = {
        part
        for number, line in enumerate(page.lines[:EDGE])
        if page.kinds[number] == "byline"
        for part in _NAME_SEPARATOR.split(byline_names(line.text) or "")
        if " " in part
    }
    first = max(len(page.lines) - 6, 1)
    for number in range(first, len(page.lines)):
        line = page.lines[number]
        if not page.open(number) or len(line.text) > LONGEST_RULED_LINE:
            continue
        below_heading = _AUTHOR_HEADING.fullmatch(page.lines[number - 1].text) is not None
        about_author = any(line.text.startswith(author + " ") or line.text == author for author in authors)
        if _AUTHOR_HEADING.fullmatch(line.text) or below_heading or (about_author and _AUTHOR_WORK.search(line.text)):
            page.kinds[number] = "byline"
