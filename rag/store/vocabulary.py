"""The words of an index, and which of them a word of a question means: exact, inflected, compounded, respelt.

Words are compared by their character four-grams, which do at once what German needs and what names across languages
need: they find "Ölförderung" by "Förderung" (compounds) and "venezolanische" by "Venezuela". Comparing words
with words instead of words with texts is what makes it quick: an index of 100,000 passages has some 300,000 words, and
a word of a question shares its rarer grams with a few hundred of them.
"""

from __future__ import annotations

import math
import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from sys import byteorder

import numpy as np
from numpy.typing import NDArray

from rag.store.arrays import Array, Lists, inverted

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]
Keys = NDArray[np.uint64]

GRAM = 4
_LONGEST = 64
"""Letters of a word that are compared; what is longer is no word."""
LEAST = 0.28
"""The share of a word's grams below which another word has nothing to do with it: a third of a name may be its stem."""
_BEND = 1.3
"""Closeness is the share to this power: a word of half the letters means less than half as much."""
_REMEMBERED = 20_000
_FEW = 4_000
"""Words having a gram up to which going through all of them is quicker than asking the ones in question."""
_SLACK = 1e-3  # sums of single precision differ in their last digits
_NONE = np.empty(0, np.int32)
_WORD = re.compile(r"\w+")
_STROKES = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "’": "'"})


def fold(text: str) -> str:
    """Lower-case and strip accents, so that "Guaidó" meets "Guaido" and "Öl" meets "Ol"."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    lowered = lowered.translate(_STROKES)
    return "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))


def words_of(text: str) -> list[str]:
    """Return the words of a text in their order, folded.

    >>> words_of("Öl aus Kuba!")
    ['ol', 'aus', 'kuba']
    """
    return _WORD.findall(fold(text))


def _gram_keys(words: Iterable[str]) -> tuple[Keys, Array]:
    """Return the four-grams of words as numbers, one word after the other, and how many each word has.

    A gram is four UTF-16 units, with a space for each border of the word: " ol ", " kub", "kuba", "uba ".
    """
    padded = [f" {word[:_LONGEST]} ".encode("utf-16-le") for word in words]
    units = np.frombuffer(b"".join(padded) + bytes(2 * GRAM), dtype="<u2").astype(np.uint64)
    lengths = np.array([len(word) // 2 for word in padded], dtype=np.int64)
    keys = units[: -GRAM + 1].copy()
    for place in range(1, GRAM):
        keys = (keys << np.uint64(16)) | units[place : len(units) - GRAM + 1 + place]
    counts = np.maximum(1, lengths - GRAM + 1)
    first = np.cumsum(lengths) - lengths
    before = np.cumsum(counts) - counts
    places = np.repeat(first - before, counts) + np.arange(int(counts.sum()))
    short = np.repeat(lengths < GRAM, counts)
    found = keys[places]
    # A word of one letter has one gram of three units; the fourth is the next word's border.
    found[short] = (found[short] >> np.uint64(16)) << np.uint64(16)
    return found, counts


def _keys_of(word: str) -> list[int]:
    """Return the distinct four-grams of one word as `_gram_keys` numbers them, ascending."""
    units = array("H", f" {word[:_LONGEST]} ".encode("utf-16-le"))
    if byteorder == "big":
        units.byteswap()
    if len(units) < GRAM:
        units.append(0)
    pieces = zip(units, units[1:], units[2:], units[3:], strict=False)
    return sorted({a << 48 | b << 32 | c << 16 | d for a, b, c, d in pieces})


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Distinct folded words, in the order of their UTF-8 bytes, with the grams of each and the words of each gram."""

    letters: NDArray[np.uint8]
    starts: NDArray[np.int64]
    keys: Keys
    grams: Lists
    holders: Lists
    _known: dict[tuple[str, float], tuple[Ids, Floats]]
    _rows: dict[str, int | None]
    _shared: Floats
    _weighing: Floats
    """Room to reckon in, all 0 between two words: one question at a time, as the corpus asks."""

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def _made(cls, letters: Array, starts: Array, keys: Array, grams: Lists, holders: Lists) -> Vocabulary:
        room = np.zeros(len(starts) - 1, np.float32), np.zeros(len(keys), np.float32)
        return cls(letters, starts, keys, grams, holders, {}, {}, *room)

    @classmethod
    def build(cls, words: list[bytes]) -> Vocabulary:
        """Make a vocabulary of distinct words, sorted, in UTF-8."""
        letters = np.frombuffer(b"".join(words), dtype=np.uint8)
        starts = np.concatenate([[0], np.cumsum([len(word) for word in words], dtype=np.int64)]).astype(np.int64)
        found, counts = _gram_keys(word.decode() for word in words)
        keys, rows = np.unique(found, return_inverse=True)
        grams = Lists.of(counts, rows)
        holders, _ = inverted(grams, len(keys))
        return cls._made(letters, starts, keys, grams, holders)

    def arrays(self) -> dict[str, Array]:
        return {
            "letters": self.letters,
            "starts": self.starts,
            "keys": self.keys,
            "grams": self.grams.values,
            "grams_starts": self.grams.starts,
            "holders": self.holders.values,
            "holders_starts": self.holders.starts,
        }

    @classmethod
    def of(cls, arrays: dict[str, Array]) -> Vocabulary:
        """Make a vocabulary of what `arrays` gave. Raises KeyError if something is missing."""
        return cls._made(
            arrays["letters"],
            arrays["starts"],
            arrays["keys"],
            Lists(arrays["grams_starts"], arrays["grams"]),
            Lists(arrays["holders_starts"], arrays["holders"]),
        )

    def word(self, row: int) -> str:
        return self._bytes(row).decode()

    def row(self, word: str) -> int | None:
        """Return the row of a folded word, None if no text has it."""
        if word not in self._rows:
            if len(self._rows) >= _REMEMBERED:
                self._rows.clear()
            wanted = word.encode("utf-8", "replace")
            row = bisect_left(range(len(self)), wanted, key=self._bytes)
            self._rows[word] = row if row < len(self) and self._bytes(row) == wanted else None
        return self._rows[word]

    def _bytes(self, row: int) -> bytes:
        return self.letters[self.starts[row] : self.starts[row + 1]].tobytes()

    def meant(self, word: str, least: float = LEAST) -> tuple[Ids, Floats]:
        """Return the rows of the words that a word as it is written may mean, with their closeness, in (0, 1].

        They have at least the share `least` of the word's grams, rare ones weighing more. Closeness grows with it: 1
        for the word itself, 0.8 or so for compounds and inflections.
        """
        found = self._known.get((word, least))
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[word, least] = self._compared(word, least)
        return found

    def _compared(self, written: str, least: float) -> tuple[Ids, Floats]:
        # "U.S." and "Jean-Luc" are several words; each is looked for, and counts as its share of them.
        pieces = words_of(written)
        if len(pieces) != 1:
            apart = [self.meant(piece, least) for piece in pieces if len(piece) > 1]
            every = np.concatenate([np.empty(0, np.int64), *(rows for rows, _ in apart)])
            return every, np.concatenate([np.empty(0, np.float32), *(close / len(pieces) for _, close in apart)])
        word = pieces[0]
        if word.isdigit() or len(word) < 2 or len(self) == 0:
            exact = self.row(word)
            rows = np.array([] if exact is None else [exact], dtype=np.int64)
            return rows, np.ones(len(rows), np.float32)
        wanted = np.array(_keys_of(word), dtype=np.uint64)
        found = np.searchsorted(self.keys, wanted)
        known = self.keys[np.minimum(found, len(self.keys) - 1)] == wanted
        places = found[known]
        starts = self.holders.starts
        lengths = (starts[places + 1] - starts[places]).tolist()
        weights = [self._weight(length) for length in lengths]
        rest = sum(weights)
        total = rest + (len(wanted) - len(places)) * self._weight(0)
        # The rarest grams first: a word that has none of them cannot get close enough by the others. The others are
        # looked up in all words while few have them, and then in the words alone that still may be close enough.
        shared, holders, needed = self._shared, self.holders, least * total
        touched, candidates = [], 0
        looked_up = sorted(zip(lengths, places.tolist(), weights, strict=True))
        while looked_up and (rest >= needed or looked_up[0][0] <= _FEW):
            _, place, weight = looked_up.pop(0)
            having = holders.values[starts[place] : starts[place + 1]]
            shared[having] += weight
            touched.append(having)
            candidates += rest >= needed
            rest -= weight
        rows = np.concatenate([_NONE, *touched[:candidates]])
        rows = np.unique(rows[shared[rows] >= needed - rest - _SLACK])
        close = shared[rows]
        for having in touched:
            shared[having] = 0
        if looked_up and len(rows):
            for _, place, weight in looked_up:
                self._weighing[place] = weight
            grams, owners = self.grams.gather(rows)
            close = close + np.bincount(owners, self._weighing[grams], minlength=len(rows)).astype(np.float32)
            self._weighing[places] = 0
        share = np.minimum(close / total, 1).astype(np.float32)
        kept = share >= least
        return rows[kept].astype(np.int64), share[kept] ** np.float32(_BEND)

    def _weight(self, held_by: int) -> float:
        return math.log(1 + (len(self) - held_by + 0.5) / (held_by + 0.5))
