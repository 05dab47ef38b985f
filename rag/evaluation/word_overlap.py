"""A naive gate, for comparison: a quote says what shares enough of its content words with it, and all its numbers.

Words are compared by their folded stems; across languages a word also counts by what the translation table calls it.
Typesetting is undone first, as the gate does, so that what is compared is how meaning is told and not how text is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rag.lexicon import FUNCTION_WORDS, alternatives
from rag.relations.normalisation import normalised
from rag.relations.stems import fold, stems

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def overlap(statement: str, quote: str, languages: tuple[str, str]) -> float:
    """Return the share of the statement's content words that stand in the quote; 0 if one of its numbers does not.

    `languages` are those of the quote and of the statement.

    >>> overlap("The harbour costs 80 million.", "Der Hafen kostet 80 Millionen.", ("de", "en"))
    1.0
    """
    statement, quote = normalised(statement), normalised(quote)
    if not _numbers(statement) <= _numbers(quote):
        return 0.0
    there = {stem for word in _WORD.findall(quote) for stem in stems(fold(word))}
    words = [word for word in _WORD.findall(statement) if word.lower() not in FUNCTION_WORDS[languages[1]]]
    shared = [not there.isdisjoint(_forms(word, languages)) for word in words]
    return sum(shared) / len(shared) if shared else 0.0


def _numbers(text: str) -> set[str]:
    """Numbers without their separators: "3,5" and "3.5" are one, as are "1.000" and "1000"."""
    return {re.sub(r"\D", "", number) for number in _NUMBER.findall(text)}


def _forms(word: str, languages: tuple[str, str]) -> set[str]:
    quoted, stated = languages
    words = [word] if quoted == stated else [word, *(other for other, _ in alternatives(word, stated))]
    return {stem for each in words for stem in stems(fold(each))}


def best_threshold(values: Sequence[float], right: Sequence[bool]) -> float:
    """Return the least value that counts as a yes so that most are judged rightly; of several the highest.

    >>> best_threshold([0.2, 0.5, 0.9], [False, True, True])
    0.5
    """
    array, gold = np.asarray(values, dtype=np.float64), np.asarray(right, dtype=bool)
    candidates = sorted({*values, np.inf}, reverse=True)
    return float(max(candidates, key=lambda least: float(((array >= least) == gold).sum())))
