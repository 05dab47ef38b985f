"""Cut text into sentences, with offsets, safely for German and English.

`sentence_spans` is rule based: a mark that can end a sentence (. ! ? … or a line break) is a candidate, and the word
before it, the marks around it and the word after it decide. The traps are German ones: ordinals and dates
("25. Februar"), abbreviations ("z. B.", "Mrd."), and nouns with capitals, so that "a capital follows" proves nothing;
instead a list of words that open sentences is asked. Every rule looks at a bounded window, so time is linear.
"""

from __future__ import annotations

import re
from itertools import pairwise

from rag.claims.abbreviations import (
    AFTER_CLOCK,
    AFTER_ORDINAL,
    BEFORE_ORDINAL,
    CLOCK_ABBREVIATIONS,
    CLOSING_ABBREVIATIONS,
    MONTHS,
    NAME_ABBREVIATIONS,
    NUMBERED_ABBREVIATIONS,
    OPEN_ABBREVIATIONS,
    OPENERS,
)
from rag.types import Span

MAX_SENTENCE_CHARS = 1_000
"""Longer runs without an end are cut at the last break before this many characters (tables, lists, lost full stops)."""

_WINDOW = 60
"""Characters on either side of a mark that rules may read."""

_CLOSING = "\"”“»«’‘'›‹)\\]"
# A run of end marks with the closing marks attached to it, or set off by one space as some editors do ("kam. «"). The
# lookbehind makes a run a single candidate, and the possessive quantifiers keep a megabyte of dots linear.
_CANDIDATE = re.compile(rf"(?<![.!?…])(?P<mark>[.!?…]++)(?P<closing>(?:[{_CLOSING}]|[ \u00a0\u202f][»«”“](?=\s))*+)")
_WORD_BEFORE = re.compile(r"[^\s(\[„“\"»«‚‘'–—/]+$")
# "z. B", "i. d. R", "u. a": single letters with full stops, with or without spaces, up to the mark in question.
_SPACED_ABBREVIATION = re.compile(r"(?<![\w.])(?:\w\.[ \u00a0\u202f]?){1,4}\w{1,3}$")
_WORD_AFTER = re.compile(r"\s*+[„“”\"»«‚‘'›‹(\[–—-]*+\s?([^\s.,;:!?…“”\"»«)\]]*)")
_LINE_BREAK = re.compile(r"\n\s*+")
_LAST_WORD = re.compile(r"([^\W\d_]+)\s*$")

_ROMAN = re.compile(r"[IVXLC]+\Z")
_ORDINAL = re.compile(r"\d{1,3}\Z")
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\Z")
_INITIAL = re.compile(r"(?:^|[.-])[^\W\d_]\Z")
_GLUED = re.compile(r"(?:[^\W\d_A-ZÄÖÜ]{2}|\d{4})\Z")
_GLUED_NEXT = re.compile(r"[A-ZÄÖÜ][a-zäöüß]*(?=[\s,-])")
_BULLET = re.compile(r"(?:[-–—*•·▪►●‣]|\d{1,2}[.)])\s")
# A line that ends with one of these goes on in the next line, whatever that begins with.
_GOES_ON = frozenset(
    """
    der die das dem den des ein eine einen einem einer eines und oder sowie in im an am auf aus bei beim mit von vom
    zu zum zur für nach über unter vor durch gegen um als wie dass the a an of and or to with for by on at from as
    that into
    """.split()
)


def sentence_spans(text: str, start: int = 0, end: int | None = None, *, language: str | None = None) -> list[Span]:
    """Return the sentences of `text[start:end]`, in order, without the white space around them.

    Closing quotation marks and brackets belong to the sentence that they close. A quote of several sentences is cut
    inside the quotation marks too. `language` "en" tells that a number with a full stop is no ordinal. No sentence is
    longer than MAX_SENTENCE_CHARS. Stretches without any letter or digit ("* * *") are in no sentence.

    >>> [text[s.start:s.end] for text in ["Am 25. Februar kam er. Rund 5 Mrd. Dollar, z. B. für Öl."]
    ...  for s in sentence_spans(text)]
    ['Am 25. Februar kam er.', 'Rund 5 Mrd. Dollar, z. B. für Öl.']
    """
    end = len(text) if end is None else end
    ends = sorted({*_mark_ends(text, start, end, language), *_line_ends(text, start, end), end})
    spans = []
    position = start
    for stop in ends:
        spans.extend(_pieces(text, position, stop))
        position = stop
    return spans


# --- ends by marks --------------------------------------------------------------------------------------------------


def _mark_ends(text: str, start: int, end: int, language: str | None) -> list[int]:
    return [
        match.end()
        for match in _CANDIDATE.finditer(text, start, end)
        if match.end() < end and _ends_sentence(text, match, start, end, language)
    ]


def _ends_sentence(text: str, match: re.Match[str], start: int, end: int, language: str | None) -> bool:
    mark, closing, stop = match["mark"], match["closing"], match.end()
    before = text[max(start, match.start() - _WINDOW) : match.start()]
    found = _WORD_BEFORE.search(before)
    word = found.group() if found else ""
    window = text[stop : min(end, stop + _WINDOW)]
    if not window[0].isspace():
        # "Ende.Der Anfang": extraction lost the space. "amerika21.de" and "3.5" are not that.
        if not closing:
            return len(mark) == 1 and mark != "…" and bool(_GLUED.search(word) and _GLUED_NEXT.match(window))
        return mark[-1] in ".!?" and window[0] in "„»«“" and closing[-1] not in "„"
    after = _WORD_AFTER.match(window)
    following = after.group(1) if after else ""
    if not following:
        # A dash or a mark follows, or the stretch ends: an end unless the sentence visibly goes on.
        return window.lstrip()[:1] not in {",", ";", ":", "–", "—"} or mark[-1] in "!?"
    if following[0].islower():
        return False
    if mark[-1] in "!?":
        return True
    opener = following.lower() in OPENERS
    if mark.startswith("…") or len(mark) > 1:
        # "Er schwieg… Putin sprach" ends, "zwischen … Moskau und" (a gap with spaces around it) does not.
        return opener or not before[-1:].isspace()
    if closing.strip(" )]\u00a0\u202f"):
        return True
    return _full_stop_ends(before, word, following, opener=opener, numbered=language != "en")


def _full_stop_ends(before: str, word: str, following: str, *, opener: bool, numbered: bool) -> bool:
    """Whether a full stop after `word` ends the sentence; `following` is the next word, with a capital or a digit."""
    if _ORDINAL.match(word) and numbered:
        return _number_ends(before[: len(before) - len(word)], word, following, opener=opener)
    if _DATE.match(word):
        return not following[0].isdigit()
    spaced = _SPACED_ABBREVIATION.search(before)
    lowered = (re.sub(r"\s", "", spaced.group()) if spaced else word).lower()
    if lowered in CLOCK_ABBREVIATIONS:
        return following.lower() not in AFTER_CLOCK
    if lowered in NUMBERED_ABBREVIATIONS or (lowered.endswith("str") and len(lowered) > 3):
        # "Nr. 5", "Müllerstr. 12"; before anything but a number, "Min." can still be a title and "no" is a word.
        # "25. Okt. Danach" and "Feb. Officials" are left to the openers.
        if following[0].isdigit() or word in NAME_ABBREVIATIONS:
            return False
        if len(lowered) > 1:
            return opener or lowered not in MONTHS
    if lowered in OPEN_ABBREVIATIONS or word in NAME_ABBREVIATIONS:
        return False
    if lowered in CLOSING_ABBREVIATIONS or _ROMAN.match(word):
        return opener
    if _INITIAL.search(word):
        return opener and len(following) > 1
    return True


def _number_ends(left: str, number: str, following: str, *, opener: bool) -> bool:
    """Whether a number with a full stop is a count at the end of a sentence ("auf Platz 19."), not an ordinal."""
    if following.lower() in MONTHS or following.lower() in AFTER_ORDINAL:
        return False
    last = _LAST_WORD.search(left)
    if not left.strip() or left.rstrip(" ")[-1:] in {"\n", ".", "!", "?"}:
        return False  # "2. Die Sanktionen": the number of an item.
    if last and last.group(1).lower() in BEFORE_ORDINAL:
        return opener
    return len(number) < 3 or opener or not last


# --- ends by line breaks --------------------------------------------------------------------------------------------


def _line_ends(text: str, start: int, end: int) -> list[int]:
    """Line breaks that end a sentence: all of them, unless the text is wrapped by hand or the line visibly goes on."""
    column = _wrapped_at(text, start, end)
    ends = []
    line_start = start
    for match in _LINE_BREAK.finditer(text, start, end):
        line = text[max(line_start, match.start() - _WINDOW) : match.start()].rstrip()
        length = match.start() - line_start
        line_start = match.end()
        if match.end() >= end or not line:
            continue
        if match.group().count("\n") > 1 or _BULLET.match(text, match.end(), min(end, match.end() + 5)):
            ends.append(match.end())
        elif line[-1] in ".!?…:":
            # Wrapped or not, marks have been asked already; a colon alone before a break introduces a line of its own.
            if not column:
                ends.append(match.end())
        elif not _line_goes_on(line, text[match.end()]) and (not column or length < 0.6 * column):
            ends.append(match.end())
    return ends


def _line_goes_on(line: str, following: str) -> bool:
    last = _LAST_WORD.search(line)
    return following.islower() or line[-1] in ",-–" or bool(last and last.group(1) in _GOES_ON)


def _wrapped_at(text: str, start: int, end: int) -> int:
    """The column where lines were broken: most lines before another one are nearly as long; 0 if there is none."""
    lines = text[start:end].split("\n")
    followed = [len(line) for line, after in pairwise(lines) if line.strip() and after.strip()]
    if len(followed) < 4 or max(followed) > 120:
        return 0
    longest = max(followed)
    wrapped = longest > 40 and sum(length > longest - 20 for length in followed) >= 0.7 * len(followed)
    return longest if wrapped else 0


# --- pieces ---------------------------------------------------------------------------------------------------------


def _pieces(text: str, start: int, end: int) -> list[Span]:
    """`text[start:end]` without white space at its ends, in pieces of at most MAX_SENTENCE_CHARS that hold words."""
    pieces = []
    while True:
        start, end = trimmed(text, start, end)
        stop = end if end - start <= MAX_SENTENCE_CHARS else _last_break(text, start, start + MAX_SENTENCE_CHARS)
        piece = Span(*trimmed(text, start, stop))
        if any(map(str.isalnum, text[piece.start : piece.end])):
            pieces.append(piece)
        if stop == end:
            return pieces
        start = stop


def _last_break(text: str, start: int, limit: int) -> int:
    half = (start + limit) // 2
    strong = max(text.rfind(mark, half, limit) for mark in ("; ", "\n", " – "))
    for cut in (strong, text.rfind(", ", half, limit), text.rfind(" ", half, limit)):
        if cut >= 0:
            return cut + 1
    return limit


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Move both ends inwards over white space."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
