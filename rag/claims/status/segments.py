"""Runs of words between marks: what clauses are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rag.claims.abbreviations import CLOSING_ABBREVIATIONS, OPEN_ABBREVIATIONS
from rag.claims.quotations.phrases import Word

ENDS: Final = frozenset(".!?;…")
_QUOTES: Final = frozenset("„“”\"»«‚‘›‹'’")
_DASHES: Final = frozenset("–—")
# "al" and "f" end sentences as often as they are abbreviations.
_ABBREVIATIONS: Final = OPEN_ABBREVIATIONS | (CLOSING_ABBREVIATIONS - {"al", "f", "ff"})


def segments(words: Sequence[Word]) -> Iterator[tuple[list[Word], str]]:
    """Runs of words between marks, each with the mark behind it; a comma inside a number is no mark."""
    run: list[Word] = []
    for at, word in enumerate(words):
        mark = word.text
        if word.lower[0].isalnum() or len(mark) > 1:
            run.append(word)
        elif mark in _QUOTES or (mark in ",." and _inside_number(words, at)) or (mark == "." and not _ends(words, at)):
            continue
        elif mark in ",:([)]" or mark in ENDS or mark in _DASHES:
            yield run, mark
            run = []
    yield run, "."


def _inside_number(words: Sequence[Word], at: int) -> bool:
    return (
        0 < at < len(words) - 1
        and words[at - 1].text[-1].isdigit()
        and words[at + 1].text[0].isdigit()
        and words[at + 1].start == words[at].end
    )


def _ends(words: Sequence[Word], at: int) -> bool:
    """Whether a full stop ends a sentence: not after one letter ("z. B.") or before lower case ("ca. drei")."""
    following = words[at + 1] if at + 1 < len(words) else None
    before = words[at - 1] if at else None
    if before and ((len(before.text) == 1 and before.text.isalpha()) or before.lower in _ABBREVIATIONS):
        return False
    return following is None or not following.text[0].islower()
