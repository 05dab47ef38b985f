"""The lines of an article's text, and what the form of a line says about it: headline, sentence, wrapped paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_HEADLINE = 160
"""Code points. Headlines of news sites have 40 to 110; "Title | Section | Site" may add 40."""

LONGEST_SUBHEADING = 110
"""Code points. A line between paragraphs that is longer is more likely a sentence that lost its full stop."""

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\u2028\u2029]")
_CLOSING = "\"'”“’‘»«›‹)]*\u00a0 \u00ad\u200b\u200c\u200d\u2060\ufeff"
_NEVER_LAST = frozenset("der die das des dem den ein eine einen einem einer eines und oder the a of and or".split())
"""Words that announce another one: a line that ends in one is a broken sentence. (A particle may end it: "ab".)"""
# Four letters before the stop, so that "Dr. Muster" and "St. Gallen" may stand in a headline.
_SENTENCE_BREAK = re.compile(r"[^\W\d_]{4}\.[\"”“]?\s+[\"„“]?[A-ZÄÖÜ]")
_SENTENCE_MARKS = ".!?…:;,"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds more than white space: tight offsets into the text, its words, and the space around it.

    `blank_before` and `blank_after` are true where an empty line (or the edge of the text) separates it.
    """

    start: int
    end: int
    text: str
    blank_before: bool
    blank_after: bool


def split_lines(text: str) -> list[Line]:
    """Return the lines of `text` that hold more than white space, in order, without the white space at their ends.

    >>> [line.text for line in split_lines(" One\\r\\n\\r\\nTwo ")]
    ['One', 'Two']
    """
    spans: list[tuple[int, int]] = []
    for match in _LINE.finditer(text):
        words = match.group()
        stripped = words.strip()
        if stripped:
            start = match.start() + len(words) - len(words.lstrip())
            spans.append((start, start + len(stripped)))
    lines = []
    for position, (start, end) in enumerate(spans):
        gap_before = text[spans[position - 1][1] : start] if position else None
        gap_after = text[end : spans[position + 1][0]] if position + 1 < len(spans) else None
        lines.append(Line(start, end, text[start:end], _holds_blank_line(gap_before), _holds_blank_line(gap_after)))
    return lines


def _holds_blank_line(gap: str | None) -> bool:
    if gap is None:
        return True
    first = _BREAK.search(gap)
    return first is not None and _BREAK.search(gap, first.end()) is not None


def ends_sentence(words: str) -> bool:
    """Whether the words end like a sentence: a full stop, question or exclamation mark, also inside closing quotes."""
    return words.rstrip(_CLOSING).endswith((".", "!", "?", "…"))


def is_paragraph(line: Line) -> bool:
    """Whether the line reads as running text: it ends a sentence, or it is longer than any headline."""
    if len(line.text) > LONGEST_HEADLINE:
        return True
    return len(line.text) > 40 and (ends_sentence(line.text) or _SENTENCE_BREAK.search(line.text) is not None)


def is_headline(words: str, longest: int = LONGEST_HEADLINE) -> bool:
    """Whether the words have the form of a headline: short, a capital or figure first, no full stop at the end.

    A question mark or exclamation mark is allowed, a colon or comma at the end is not. Form alone cannot tell a
    headline from a label or a name: ask the rules for those first.
    """
    if not 2 < len(words) <= longest:
        return False
    first = words.lstrip("\"'„“”«»‹›‚‘’+(¿¡")[:1]
    if not (first.isupper() or first.isdigit()):
        return False
    bare = words.rstrip(_CLOSING)
    if bare.endswith((".", "…", ":", ";", ",")) or bare.rsplit(None, 1)[-1].lower() in _NEVER_LAST:
        return False
    return _SENTENCE_BREAK.search(words) is None and any(letter.isalpha() for letter in words)


def is_subheading(words: str) -> bool:
    """Whether the words have the form of a subheading: as `is_headline`, shorter, and with no final mark at all."""
    return is_headline(words, LONGEST_SUBHEADING) and words.rstrip(_CLOSING)[-1:] not in _SENTENCE_MARKS


def is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether the text is broken at a column, so that the end of a line says nothing about the end of a sentence.

    Measured on the lines that another line follows directly: most of them end in the middle of a sentence, at about
    the same column, and none is longer than a wide terminal.
    """
    inner = [line for line in lines if not line.blank_after]
    if len(inner) < 4:
        return False
    width = max(len(line.text) for line in inner)
    broken = sum(1 for line in inner if len(line.text) > 0.6 * width and not ends_sentence(line.text))
    return width <= LONGEST_HEADLINE and 2 * broken > len(inner)
