"""The lexical channel: BM25 over character n-grams of words and their translations, the only door to bm25s.

Four-grams inside words do at once what German needs and what names across languages need: they find
"Ölförderung" by "Förderung" (compounds) and "venezolanische" by "Venezuela". On the XQuAD
half (BM25, k1 1.2, b 0.75) they reach nDCG@10 0.728 from English questions to German paragraphs, where words reach
0.493, and 0.957 within German, where stems reach 0.936.

A question's words are also looked for by what the other language calls them (`rag.lexicon`), as in probabilistic
structured queries (Darwish and Oard 2003): a text covers a word as well as it covers the best of its translations.

BM25: Robertson and Zaragoza (2009), in the variant of Lucene; bm25s computes all term weights when it indexes.
"""

from __future__ import annotations

import logging
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexCorrupt
from rag.lexicon import Term

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

GRAM = 4
_K1, _B = 1.2, 0.75
_PLAIN = 0.5
"""The weight of the question's grams as they stand beside its terms, for word order and what the terms leave out."""
_AROUND = 0.5
_SIGN = 0.2
"""Coverage from which a kindred word counts as being there: less is a few letters in common."""
SPOKEN = 0.3
"""Coverage from which a text speaks of a term. A text that holds a word once covers it by about 0.45, by a translation
by 0.4, and by half of its letters by 0.2."""
_HELD = 0.5
"""A text holds a term if it covers it half as well as the best text does, the best one counting at least this."""
_WORD = re.compile(r"\w+")
_STROKES = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "’": "'"})


def fold(text: str) -> str:
    """Lower-case and strip accents, so that "Guaidó" meets "Guaido" and "Öl" meets "Ol"."""
    lowered = text.lower().translate(_STROKES)
    return "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))


def grams(text: str) -> list[str]:
    """Return the character four-grams of each word, with a space for each word's border; short words stay whole.

    >>> grams("Öl aus Kuba")
    [' ol ', ' aus', 'aus ', ' kub', 'kuba', 'uba ']
    """
    found: list[str] = []
    for word in _WORD.findall(fold(text)):
        padded = f" {word[:64]} "
        found.extend(padded[i : i + GRAM] for i in range(max(1, len(padded) - GRAM + 1)))
    return found


def _bm25s() -> Any:
    import bm25s

    # It sets its own logger to DEBUG, which passes by whatever level an application has chosen.
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    return bm25s


@dataclass(frozen=True, slots=True)
class Spoken:
    """How well each text covers a question, and each of its terms, in [0, 1], shape [n] each.

    `importance` is the weight of each term, in the same order.
    """

    coverage: Floats
    terms: dict[str, Floats]
    importance: dict[str, float]

    def of(self, words: Sequence[str]) -> Floats:
        """How well each text covers these of the terms, by their weights, shape [n]; 0 where there are none."""
        weights = {word: self.importance[word] for word in words if word in self.importance}
        covered = np.zeros_like(self.coverage)
        for word, weight in weights.items():
            covered += weight / sum(weights.values()) * self.terms[word]
        return covered

    @property
    def best(self) -> dict[str, float]:
        """The best text's coverage of each term."""
        return {word: float(values.max(initial=0.0)) for word, values in self.terms.items()}


class LexicalIndex:
    """BM25 over texts, which are addressed by row: 0, 1, 2, ... in the order of building."""

    def __init__(self, ranker: Any, size: int) -> None:
        self._ranker = ranker
        self._size = size

    def __len__(self) -> int:
        return self._size

    @classmethod
    def build(cls, texts: Iterable[str]) -> LexicalIndex:
        bm25s = _bm25s()
        corpus = [grams(text) or [""] for text in texts]
        ranker = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        if corpus:
            ranker.index(corpus, show_progress=False)
        return cls(ranker, len(corpus))

    @classmethod
    def read(cls, folder: Path, size: int) -> LexicalIndex:
        """Read what `write` wrote. Raises IndexCorrupt if bm25s cannot make sense of it."""
        bm25s = _bm25s()
        if size == 0:
            return cls(None, 0)
        try:
            return cls(bm25s.BM25.load(folder, load_corpus=False, allow_pickle=False), size)
        except (OSError, ValueError, KeyError) as error:
            raise IndexCorrupt(
                f"{folder} is no lexical index; delete it, it is made again from the database"
            ) from error

    def write(self, folder: Path) -> None:
        folder.mkdir()
        if self._size:
            self._ranker.save(folder, show_progress=False)

    def spoken(
        self, question: str, terms: Sequence[Term], foreign: Flags, around: dict[str, Floats] | None = None
    ) -> Spoken:
        """Return how much of the question's weight the words of each text cover.

        `foreign` tells which texts are not in the question's language, shape [n]: only they are searched for
        translations, which in the question's own language would find what merely sounds alike. `around` gives each
        term's coverage by what stands around each text, shape [n]: it counts half, because a sentence seldom repeats
        the names that the one before it has said.

        A term is covered as well as the best of its wordings, or all its kindred words together, each by BM25 over its
        grams, divided by the highest that any text could reach, and times the wording's weight. A term weighs more the
        fewer texts hold it in whatever wording, so that a word that only the other language uses often does not look
        rare.
        """
        plain = self._grams_covered(question)
        if self._size == 0 or not terms:
            return Spoken(plain, {}, {})
        covered = {term.word: self._term_covered(term, foreign).astype(np.float32) for term in terms}
        importance = {word: self._importance(values, len(word)) for word, values in covered.items()}
        total = np.zeros(self._size, np.float32)
        for word, values in covered.items():
            total += importance[word] * (values if around is None else np.maximum(values, _AROUND * around[word]))
        words = total / sum(importance.values())
        return Spoken(((words + _PLAIN * plain) / (1 + _PLAIN)).astype(np.float32), covered, importance)

    def _term_covered(self, term: Term, foreign: Flags) -> Floats:
        best = self._grams_covered(term.word)
        for other, weight in term.alternatives:
            best = np.where(foreign, np.maximum(best, np.float32(weight) * self._grams_covered(other)), best)
        # Kindred words add up as independent signs do ("bereit ... zu vermitteln"); translations all mean the same.
        not_meant = np.ones(self._size, np.float32)
        for other, weight in term.related:
            covered = self._grams_covered(other)
            not_meant *= 1 - np.where(covered >= _SIGN, np.float32(weight) * covered, np.float32(0))
        best = np.maximum(best, 1 - not_meant)
        if term.parts:
            parts = [self._term_covered(part, foreign) for part in term.parts]
            best = np.maximum(best, np.mean(parts, axis=0, dtype=np.float32))
        return best

    def _importance(self, covered: Floats, letters: int) -> float:
        holds = int((covered > 0.5 * max(_HELD, float(covered.max()))).sum())
        return math.log(1 + (self._size - holds + 0.5) / (holds + 0.5)) * math.sqrt(letters)

    def _grams_covered(self, text: str) -> Floats:
        """The BM25 score of each text over the highest possible: grams that stand in no text weigh most."""
        if self._size == 0:
            return np.empty(0, np.float32)
        wanted = list(dict.fromkeys(grams(text)))
        known = [gram for gram in wanted if gram in self._ranker.vocab_dict]
        if not known:
            return np.zeros(self._size, np.float32)
        highest = sum(self._weight(gram) for gram in wanted)
        covered: Floats = np.clip(self._ranker.get_scores(known) / highest, 0.0, 1.0).astype(np.float32)
        return covered

    def _weight(self, gram: str) -> float:
        """The inverse frequency of a gram, as BM25 weighs it."""
        frequency = self._frequency(gram)
        return math.log(1 + (self._size - frequency + 0.5) / (frequency + 0.5))

    def _frequency(self, gram: str) -> int:
        row = self._ranker.vocab_dict.get(gram)
        if row is None:
            return 0
        starts = self._ranker.scores["indptr"]
        return int(starts[row + 1] - starts[row])
