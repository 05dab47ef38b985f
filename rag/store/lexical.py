"""The lexical channel: which texts hold the words of a question, in whatever wording; words, postings and BM25.

It works in two stages. The question's words, what the other language calls them (`rag.lexicon`) and their kindred words
are first compared with the words of the index (`rag.store.vocabulary`), each giving a few words with weights. Then
these are looked up in texts: in all passages through postings, and in the claims that come near through the words of
each claim. A text covers a word as well as it covers the best of its translations, as in probabilistic structured
queries (Darwish and Oard 2003).

BM25: Robertson and Zaragoza (2009). How often a text holds a word saturates, and counts less in a long text.
"""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexCorrupt
from rag.lexicon import Term
from rag.store.arrays import Array, Lists, inverted, read_array, write_arrays
from rag.store.vocabulary import Vocabulary, words_of

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]

_IN_PASSAGES, _IN_CLAIMS = (1.0, 0.5), (0.6, 0.5)
"""BM25's k1 and b. A sentence says a word once: how often tells little there, and a longer one holds more answers."""
_PLAIN = 0.5
"""The weight of the question's words as they stand beside its terms, for what the terms leave out."""
_AROUND = 0.5
_TRANSLATED, _KINDRED = 0.45, 0.54
"""The share of its grams that a translation and a kindred word must have in common with a word of the index."""
SPOKEN = 0.4
"""Coverage from which a claim speaks of a term. A claim that holds a word once covers it by about 0.62, by a
translation by 0.55, and by half of its letters by 0.25."""
_HELD = 0.5
"""A text holds a term if a word of it means it half as closely as the closest of all, or half as closely as this."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of each text, as rows of the vocabulary in their order, and BM25's constant for its length."""

    words: Lists
    lengths: Floats

    def __len__(self) -> int:
        return len(self.words)


@dataclass(frozen=True, slots=True)
class Meaning:
    """The words of the vocabulary that mean a term, ascending, and how closely, in [0, 1]; first of all none, with 0.

    `native` is for texts in the question's language, `foreign` for others, `kindred` for all.
    """

    words: Rows
    native: Floats
    foreign: Floats
    kindred: Floats
    parts: tuple[Meaning, ...] = ()

    def every_part(self) -> Iterator[Meaning]:
        """Yield its parts, their parts, and so on."""
        for part in self.parts:
            yield part
            yield from part.every_part()


@dataclass(frozen=True, slots=True)
class Spoken:
    """How well some texts cover a question, and each of its terms, in [0, 1], shape [n] each.

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
            covered += np.float32(weight / sum(weights.values())) * self.terms[word]
        return covered


class Asked:
    """A question put to an index: what all passages hold of it, and what some passages or claims do in detail."""

    def __init__(self, index: LexicalIndex, question: str, terms: Sequence[Term], foreign: Flags) -> None:
        self._index = index
        self.foreign = foreign
        self._place = np.zeros(len(index.vocabulary) + 1, np.int32)
        abroad = bool(foreign.any())
        self._meanings = {term.word: index.meaning(term, abroad=abroad) for term in terms}
        self.held: dict[str, Floats] = {}
        """For each term how closely the closest word of each passage means it, shape [passages]."""
        self.covered: dict[str, Floats] = {}
        """For each term how well each passage covers it, shape [passages]."""
        for word, meaning in self._meanings.items():
            self.covered[word], self.held[word] = self._in_passages(meaning)
        self.importance = {word: self._importance(held, len(word)) for word, held in self.held.items()}
        self.coverage = self._total(self.covered, len(index.passages))
        self._plain = self._plain_words(question)
        self._means = np.zeros(len(index.vocabulary), bool)
        """Which words of the vocabulary mean one of the question's: few of those of a text do."""
        self._means[self._plain[0]] = True
        for meaning in self._meanings.values():
            for part in (meaning, *meaning.every_part()):
                self._means[part.words] = True

    def passages(self, rows: Rows) -> Spoken:
        """Return how well these passages cover the question."""
        return self._spoken(self._index.passages, rows, self.foreign[rows], None)

    def claims(self, rows: Rows, foreign: Flags, around: dict[str, Floats] | None = None) -> Spoken:
        """Return how well these claims cover the question; `foreign` tells which are not in its language.

        `around` gives each term's coverage by what stands around each claim: it counts half, because a sentence seldom
        repeats the names that the one before it has said.
        """
        return self._spoken(self._index.claims, rows, foreign, around)

    def own(self, texts: Sequence[str], rows: Rows, foreign: Flags) -> Floats:
        """Return how well these texts cover the question, each a part of the sentence of the claim in that row.

        A part is measured as long as its sentence, so that a short one is not preferred for being short.
        """
        index = self._index
        found = [[row for word in words_of(text) if (row := index.vocabulary.row(word)) is not None] for text in texts]
        words = Lists.of([len(part) for part in found], np.array([row for part in found for row in part], np.int32))
        parts = Texts(words, index.claims.lengths[rows])
        return self._spoken(parts, np.arange(len(texts), dtype=np.int64), foreign, None).coverage

    def best(self, rows: Rows, foreign: Flags) -> dict[str, float]:
        """Return for each term how well that of these claims covers it that covers it best."""
        words, owners = self._in_question(self._index.claims, rows)
        lengths = self._index.claims.lengths[rows]
        return {
            word: float(self._in_texts(meaning, words, owners, lengths, foreign).max(initial=0))
            for word, meaning in self._meanings.items()
        }

    def _spoken(self, texts: Texts, rows: Rows, foreign: Flags, around: dict[str, Floats] | None) -> Spoken:
        words, owners = self._in_question(texts, rows)
        lengths = texts.lengths[rows]
        plain = self._plain_covered(words, owners, lengths)
        if not self._meanings:
            return Spoken(plain, {}, {})
        covered = {
            word: self._in_texts(meaning, words, owners, lengths, foreign) for word, meaning in self._meanings.items()
        }
        counted = covered
        if around is not None:
            counted = {word: np.maximum(values, _AROUND * around[word]) for word, values in covered.items()}
        total = (self._total(counted, len(rows)) + _PLAIN * plain) / (1 + _PLAIN)
        return Spoken(total.astype(np.float32), covered, self.importance)

    def _in_question(self, texts: Texts, rows: Rows) -> tuple[Rows, Rows]:
        """Return the words of these texts that mean one of the question's, and for each the place of its text."""
        words, owners = texts.words.gather(rows)
        there = np.flatnonzero(self._means[words])
        return words[there], owners[there]

    def _total(self, covered: dict[str, Floats], size: int) -> Floats:
        total = np.zeros(size, np.float32)
        whole = sum(self.importance.values())
        for word, values in covered.items():
            total += np.float32(self.importance[word] / whole) * values
        return total

    def _importance(self, held: Floats, letters: int) -> float:
        """A term weighs more the fewer passages hold it in whatever wording.

        So a word that only the other language uses often does not look rare.
        """
        size = len(held)
        holds = int((held > 0.5 * max(_HELD, float(held.max(initial=0)))).sum())
        return math.log(1 + (size - holds + 0.5) / (holds + 0.5)) * math.sqrt(letters)

    def _in_passages(self, meaning: Meaning) -> tuple[Floats, Floats]:
        index = self._index
        places, counts = index.holders.places(meaning.words)
        owners = index.holders.values[places].astype(np.int64)
        which = np.repeat(np.arange(1, len(counts) + 1), counts)
        covered, held = _covered(
            meaning, which, owners, index.passages.lengths, self.foreign, times=index.times[places]
        )
        if meaning.parts:
            parts = [self._in_passages(part) for part in meaning.parts]
            covered = np.maximum(covered, np.mean([part for part, _ in parts], axis=0, dtype=np.float32))
            held = np.maximum(held, np.mean([part for _, part in parts], axis=0, dtype=np.float32))
        return covered, held

    def _in_texts(self, meaning: Meaning, words: Array, owners: Rows, lengths: Floats, foreign: Flags) -> Floats:
        which = self._places(meaning.words, words)
        there = np.flatnonzero(which)
        covered, _ = _covered(meaning, which[there], owners[there], lengths, foreign)
        if meaning.parts:
            parts = [self._in_texts(part, words, owners, lengths, foreign) for part in meaning.parts]
            covered = np.maximum(covered, np.mean(parts, axis=0, dtype=np.float32))
        return covered

    def _plain_words(self, question: str) -> tuple[Rows, NDArray[np.int32], Floats, Floats]:
        """Return the words of the index that mean a word of the question, function words too.

        Their rows, ascending; for each of them which word of the question it means most and how closely; and the
        weight of each word of the question.
        """
        index = self._index
        size = len(index.passages)
        words = list(dict.fromkeys(words_of(question)))
        meant = [index.vocabulary.meant(word) for word in words]
        weights = []
        for word, (rows, close) in zip(words, meant, strict=True):
            starts = index.holders.starts
            held_by = 0
            if len(rows):
                row = rows[np.argmax(close)]
                held_by = int(starts[row + 1] - starts[row])
            weights.append(math.log(1 + (size - held_by + 0.5) / (held_by + 0.5)) * len(word))
        every = np.concatenate([np.empty(0, np.int64), *(rows for rows, _ in meant)])
        close = np.concatenate([np.empty(0, np.float32), *(close for _, close in meant)])
        which = np.repeat(np.arange(len(words), dtype=np.int32), [len(rows) for rows, _ in meant])
        order = np.lexsort((-close, every))
        first = order[np.flatnonzero(np.diff(every[order], prepend=-1))]
        return every[first], which[first], close[first], np.array(weights, np.float32) / max(1e-9, sum(weights))

    def _plain_covered(self, words: Array, owners: Rows, lengths: Floats) -> Floats:
        meant, which, close, weights = self._plain
        place = self._places(meant, words)
        there = np.flatnonzero(place)
        place = place[there] - 1
        cells = owners[there] * len(weights) + which[place]
        most = np.zeros(len(lengths) * len(weights), np.float32)
        np.maximum.at(most, cells, close[place])
        total = np.bincount(cells, close[place], minlength=len(most)).astype(np.float32)
        covered = most * total / np.maximum(np.repeat(lengths, len(weights)) * most + total, np.float32(1e-9))
        # Neither `@` nor einsum, which both were seen to make NaN of it, once in many thousand tests on a busy machine.
        plain: Floats = (covered.reshape(len(lengths), len(weights)) * weights).sum(axis=1, dtype=np.float32)
        return plain

    def _places(self, rows: Rows, words: Array) -> Array:
        """Return for each word its place among these rows of the vocabulary, counted from 1; 0 if it is not there."""
        self._place[rows] = np.arange(1, len(rows) + 1)
        places = self._place[words]
        self._place[rows] = 0
        return places


def _covered(
    meaning: Meaning, which: Array, owners: Array, lengths: Floats, foreign: Flags, times: Array | None = None
) -> tuple[Floats, Floats]:
    """Return how well each text covers a term, and how closely its closest word means it; shape [texts] each.

    Occurrence i is the word `which[i]` of the meaning, in text `owners[i]`, `times[i]` times.
    """
    covered, held = np.zeros(len(lengths), np.float32), np.zeros(len(lengths), np.float32)
    # Few of many texts hold a word of the term: only those are reckoned with, by their places among each other.
    there = np.zeros(len(lengths), bool)
    there[owners] = True
    rows = np.flatnonzero(there)
    place = np.empty(len(lengths), np.int64)
    place[rows] = np.arange(len(rows))
    places = place[owners]
    weights = np.concatenate([meaning.native, meaning.foreign])[which + len(meaning.native) * foreign[owners]]
    # Words that mean the same add up as one word that stands there so often; the closest says how much it can be.
    most = np.zeros(len(rows), np.float32)
    np.maximum.at(most, places, weights)
    counted = weights if times is None else weights * times
    total = np.bincount(places, counted, minlength=len(rows)).astype(np.float32)
    found = most * total / np.maximum(lengths[rows] * most + total, np.float32(1e-9))
    signs = np.flatnonzero((meaning.kindred > 0)[which]) if meaning.kindred.any() else ()
    if len(signs):
        # Kindred words add up as independent signs do ("bereit ... zu vermitteln"); translations all mean the same.
        kindred, whose = meaning.kindred[which[signs]], places[signs]
        not_meant = np.log1p(-kindred / (1 + lengths[rows][whose]))
        if times is not None:
            not_meant *= times[signs]
        found = np.maximum(found, 1 - np.exp(np.bincount(whose, not_meant, minlength=len(rows))).astype(np.float32))
        np.maximum.at(most, whose, kindred)
    covered[rows], held[rows] = found, most
    return covered, held


class LexicalIndex:
    """The words of passages and claims, which are addressed by row: 0, 1, 2, ... in the order of building."""

    def __init__(
        self, vocabulary: Vocabulary, passages: Texts, claims: Texts, holders: Lists, times: NDArray[np.uint8]
    ) -> None:
        self.vocabulary = vocabulary
        self.passages = passages
        self.claims = claims
        self.holders = holders
        """For each word the passages that hold it, and in `times` how often."""
        self.times = times

    @classmethod
    def build(cls, passages: Iterable[str], claims: Iterable[str]) -> LexicalIndex:
        seen: dict[str, tuple[int, ...]] = {}
        numbers: dict[str, int] = {}
        passage_words = _numbered(passages, seen, numbers)
        claim_words = _numbered(claims, seen, numbers)
        encoded = [word.encode("utf-8", "replace") for word in numbers]
        order = sorted(range(len(encoded)), key=encoded.__getitem__)
        vocabulary = Vocabulary.build([encoded[number] for number in order])
        row_of = np.empty(len(order), np.int32)
        row_of[order] = np.arange(len(order), dtype=np.int32)
        in_passages = _texts(Lists(passage_words.starts, row_of[passage_words.values]), *_IN_PASSAGES)
        in_claims = _texts(Lists(claim_words.starts, row_of[claim_words.values]), *_IN_CLAIMS)
        holders, times = inverted(in_passages.words, len(order))
        return cls(vocabulary, in_passages, in_claims, holders, times)

    def write(self, folder: Path) -> None:
        """Write one file for each array into a new folder."""
        folder.mkdir()
        write_arrays(
            folder, self._arrays() | {f"word_{name}": array for name, array in self.vocabulary.arrays().items()}
        )

    def _arrays(self) -> dict[str, Array]:
        return {
            "passages": self.passages.words.values,
            "passages_starts": self.passages.words.starts,
            "passages_lengths": self.passages.lengths,
            "claims": self.claims.words.values,
            "claims_starts": self.claims.words.starts,
            "claims_lengths": self.claims.lengths,
            "holders": self.holders.values,
            "holders_starts": self.holders.starts,
            "times": self.times,
        }

    @classmethod
    def read(cls, folder: Path) -> LexicalIndex:
        """Read what `write` wrote. Raises IndexCorrupt if something is missing or no array."""
        try:
            arrays = {path.stem: read_array(path) for path in folder.glob("*.npy")}
            words = {name.removeprefix("word_"): array for name, array in arrays.items() if name.startswith("word_")}
            return cls(
                Vocabulary.of(words),
                Texts(Lists(arrays["passages_starts"], arrays["passages"]), arrays["passages_lengths"]),
                Texts(Lists(arrays["claims_starts"], arrays["claims"]), arrays["claims_lengths"]),
                Lists(arrays["holders_starts"], arrays["holders"]),
                arrays["times"],
            )
        except (OSError, ValueError, KeyError) as error:
            raise IndexCorrupt(
                f"{folder} is no lexical index; delete it, it is made again from the database"
            ) from error

    def meaning(self, term: Term, *, abroad: bool) -> Meaning:
        """Return the words of this index that mean a term, `abroad` with its translations."""
        meant = self.vocabulary.meant
        own = [(*meant(term.word), 1.0)]
        others = [(*meant(other, _TRANSLATED), weight) for other, weight in term.alternatives if abroad]
        kindred = [(*meant(other, _KINDRED), weight) for other, weight in term.related]
        words = np.unique(np.concatenate([rows for rows, _, _ in (*own, *others, *kindred)]))

        def weighed(found: Iterable[tuple[Rows, Floats, float]]) -> Floats:
            weights = np.zeros(len(words) + 1, np.float32)
            for rows, close, weight in found:
                place = 1 + np.searchsorted(words, rows)
                weights[place] = np.maximum(weights[place], np.float32(weight) * close)
            return weights

        native = weighed(own)
        return Meaning(
            words,
            native,
            np.maximum(native, weighed(others)),
            weighed(kindred),
            tuple(self.meaning(part, abroad=abroad) for part in term.parts),
        )


def _numbered(texts: Iterable[str], seen: dict[str, tuple[int, ...]], numbers: dict[str, int]) -> Lists:
    """Return the words of each text as numbers, given in the order of their first appearance.

    `seen` remembers for each word as it is written the folded words in it: nearly always one.
    """
    values, ends = array("i"), array("q", [0])
    for text in texts:
        for written in _WRITTEN.findall(text):
            known = seen.get(written)
            if known is None:
                known = tuple(numbers.setdefault(word, len(numbers)) for word in words_of(written))
                seen[written] = known
            values.extend(known)
        ends.append(len(values))
    return Lists(np.array(ends, dtype=np.int64), np.array(values, dtype=np.int32))


_WRITTEN = re.compile(r"\w+")


def _texts(words: Lists, k1: float, b: float) -> Texts:
    lengths = words.lengths
    mean = max(1.0, float(lengths.mean())) if len(lengths) else 1.0
    return Texts(words, (k1 * (1 - b + b * lengths / mean)).astype(np.float32))
