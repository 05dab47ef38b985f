"""Text as it is compared: what typesetting did to it is undone.

Soft hyphens and other marks that are not seen go; a word that a line's end cut in two is joined; white space of every
kind is one space, and none stands inside a number; quotation marks and dashes are plain ones; composed letters are
those of Unicode's NFC. Letters themselves stay: what "ß" and "ae" stand for is told when words are compared.
"""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = frozenset(
    "\xad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_QUOTES = frozenset('"„“”‟«»‹›″＂「」『』〝〞')
_SINGLE_QUOTES = frozenset("‚‘‛`´ʼ’'")
_DASHES = frozenset("-‐‑‒–—―−﹘﹣－")
_HYPHENS = frozenset("-‐‑")
_CUT = re.compile(r"[-‐‑][^\S\n\r]*[\n\r]\s*(?=[a-zäöüß])")
_STAYS_APART = re.compile(r"(?:und|oder|bzw|sowie|and|or)\b")


def normalised(text: str) -> str:
    """Return a text as it is compared.

    >>> normalised("Der Verfas\\xadsungs-\\ngerichtshof\\u00a0zahlt 12\\u202f000 Euro")
    'Der Verfassungsgerichtshof zahlt 12000 Euro'
    """
    characters: list[str] = []
    opened = False  # by a single quotation mark
    at = 0
    while at < len(text):
        character = text[at]
        end = at + 1
        while character not in _UNSEEN and end < len(text) and unicodedata.combining(text[end]):
            end += 1
        if character in _UNSEEN:
            pass
        elif character.isspace():
            while end < len(text) and (text[end].isspace() or text[end] in _UNSEEN):
                end += 1
            if not _inside_number(text, at, end) and characters and characters[-1] != " ":
                characters.append(" ")
        elif character in _HYPHENS and (joined := _line_cut(text, at)):
            end = joined
        elif character in _SINGLE_QUOTES:
            apostrophe = at > 0 and text[at - 1].isalnum() and (text[at + 1 : at + 2].isalnum() or not opened)
            opened = opened if apostrophe else not opened
            characters.append("'" if apostrophe else '"')
        else:
            characters += map(_plain, unicodedata.normalize("NFC", text[at:end]))
        at = end
    return "".join(characters)


def _plain(character: str) -> str:
    if character in _QUOTES:
        return '"'
    if character in _DASHES:
        return "-" if character in _HYPHENS else "–"
    return character


def _inside_number(text: str, start: int, end: int) -> bool:
    """Whether white space only groups the digits of one number: "12 000", but not "am 3 000"."""
    before = re.search(r"(?<![\d.,])\d{1,3}(?:[\s\u202f]\d{3})*\Z", text[max(0, start - 16) : start])
    return end == start + 1 and bool(before and re.match(r"\d{3}(?![\d.,]\d)(?!\d)", text[end:]))


def _line_cut(text: str, at: int) -> int:
    """Return where the other half of a word begins that the end of a line cuts after this hyphen; 0 if it does not."""
    match = _CUT.match(text, at)
    if not match or at == 0 or not text[at - 1].isalpha() or _STAYS_APART.match(text, match.end()):
        return 0
    return match.end()
