"""The first row of each new piece: the mean of the known words that it is aligned with in the pairs.

Two IBM-1 models (Brown et al. 1993), one in each direction, with a prior for the diagonal as in fast_align (Dyer et al.
2013); links that both agree on count. This alone gives most of what teaching gives, and gives it at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from rag.training.encoder.pairs import Pair
from rag.training.encoder.vocabulary import INSIDE, Vocabulary, words_of

Floats = NDArray[np.float32]
Ids = NDArray[np.int32]
Numbers = NDArray[np.float64]

LONGEST = 45
"""Longer sentences are left out: they cost the square of their length and align badly."""
MOST_PAIRS = 150_000
"""Later pairs are left out: these take 3 GB of memory while they are aligned."""
ITERATIONS = 4
SLOPE = 3.0
"""How quickly the prior falls with the distance from the diagonal."""
MOST_WORDS, LEAST_SHARE, LEAST_COUNT = 8, 0.04, 0.3
"""A row is made of so many aligned words, each with this share of the piece's links; a piece that is linked less often
than the last figure keeps its fallback."""
SHARPENING = 1.3
"""Shares to this power: a little nearer to the best word than to the mean of all."""


def first_rows(vocabulary: Vocabulary, base: Tokenizer, table: Floats, pairs: Sequence[Pair]) -> Floats:
    """Rows for all pieces, shape [pieces, dimension]: the base's `table`, then a row for each new piece.

    A new piece without alignment gets the mean of the pieces that the base would cut it into.
    """
    pieces = vocabulary.pieces
    rows = np.zeros((len(pieces), table.shape[1]), np.float32)
    rows[: vocabulary.kept] = table[: vocabulary.kept]
    for row in range(vocabulary.kept, len(pieces)):
        rows[row] = _by_cutting(pieces[row], base, table)
    if len(pieces) > vocabulary.kept:
        _by_alignment(rows, vocabulary, base, table, pairs)
    return rows


def _by_cutting(piece: str, base: Tokenizer, table: Floats) -> Floats:
    own = base.get_vocab()
    tokens = base.encode(piece.removeprefix(INSIDE), add_special_tokens=False).tokens
    if piece.startswith(INSIDE) and tokens and INSIDE + tokens[0] in own:
        tokens[0] = INSIDE + tokens[0]
    mean: Floats = table[[own[token] for token in tokens] or [0]].mean(0)
    return mean


def _by_alignment(rows: Floats, vocabulary: Vocabulary, base: Tokenizer, table: Floats, pairs: Sequence[Pair]) -> None:
    """Draw the new rows to the mean of the words that they are aligned with, the more the surer it is."""
    pieces, kept = rows.shape[0], vocabulary.kept
    known, new, words = _numbered(vocabulary, base, pairs)
    if not known:
        return
    vectors = np.stack([table[base.encode(w, add_special_tokens=False).ids or [0]].mean(0) for w in words])
    piece, word, count = align(new, known, pieces, len(words))
    total = np.bincount(piece, count, pieces)
    share = count / (total[piece] + 1e-9)
    order = np.lexsort((-share, piece))
    piece, word, share = piece[order], word[order], share[order]
    bounds = np.searchsorted(piece, np.arange(pieces + 1))
    for row in range(kept, pieces):
        part = slice(bounds[row], min(bounds[row + 1], bounds[row] + MOST_WORDS))
        good = share[part] >= LEAST_SHARE
        if not good.any() or total[row] < LEAST_COUNT:
            continue
        weights = share[part][good] ** SHARPENING
        weights /= weights.sum()
        chosen = vectors[word[part][good]]
        mean = weights @ chosen
        # A mean of different vectors is short; half of what it lost is given back.
        mean *= (weights @ np.linalg.norm(chosen, axis=1)) / (np.linalg.norm(mean) + 1e-9) * 0.5 + 0.5
        trust = total[row] / (total[row] + 1.0)
        rows[row] = trust * mean + (1 - trust) * rows[row]


def _numbered(
    vocabulary: Vocabulary, base: Tokenizer, pairs: Sequence[Pair]
) -> tuple[list[Ids], list[Ids], dict[str, int]]:
    """Known sentences as numbers of words, new ones as numbers of pieces, and the words with their numbers."""
    distinct = {pair.new: pair.known for pair in reversed(pairs)}  # the first translation of each new sentence
    chosen = [Pair(distinct.pop(pair.new), pair.new) for pair in pairs if pair.new in distinct][:MOST_PAIRS]
    encoded = vocabulary.tokenizer.encode_batch([pair.new for pair in chosen], add_special_tokens=False)
    words: dict[str, int] = {}
    known, new = [], []
    for pair, pieces in zip(chosen, encoded, strict=True):
        sentence = words_of(base, pair.known)
        if 0 < len(sentence) <= LONGEST and 0 < len(pieces.ids) <= LONGEST:
            known.append(np.array([words.setdefault(word, len(words)) for word in sentence], np.int32))
            new.append(np.array(pieces.ids, np.int32))
    return known, new, words


def align(left: Sequence[Ids], right: Sequence[Ids], left_size: int, right_size: int) -> tuple[Ids, Ids, Numbers]:
    """Count the links on which both directions agree: arrays of left number, right number, expected count.

    `left[i]` and `right[i]` are a sentence and its translation, as numbers below the sizes; neither may be empty.
    """
    parts = [_links(a, b) for a, b in zip(left, right, strict=True)]
    left_ends = np.cumsum([0, *map(len, left)])
    right_ends = np.cumsum([0, *map(len, right)])
    key = np.concatenate(
        [a[i].astype(np.int64) * right_size + b[j] for a, b, (i, j, _) in zip(left, right, parts, strict=True)]
    )
    place_left = np.concatenate(
        [(i + at).astype(np.int32) for at, (i, _, _) in zip(left_ends[:-1], parts, strict=True)]
    )
    place_right = np.concatenate(
        [(j + at).astype(np.int32) for at, (_, j, _) in zip(right_ends[:-1], parts, strict=True)]
    )
    prior = np.concatenate([p for _, _, p in parts])
    del parts
    types, link = np.unique(key, return_inverse=True)
    del key
    link = link.astype(np.int32)
    type_left, type_right = (types // right_size).astype(np.int32), (types % right_size).astype(np.int32)
    from_left = from_right = np.ones(len(types), np.float32)
    for _ in range(ITERATIONS):
        score = prior * from_left[link]  # which left word explains each right place
        by_right = score / np.bincount(place_right, score, right_ends[-1]).astype(np.float32)[place_right]
        score = prior * from_right[link]  # which right word explains each left place
        by_left = score / np.bincount(place_left, score, left_ends[-1]).astype(np.float32)[place_left]
        counts = np.bincount(link, by_right, len(types))
        from_left = (counts / (np.bincount(type_left, counts, left_size)[type_left] + 1e-9)).astype(np.float32)
        counts = np.bincount(link, by_left, len(types))
        from_right = (counts / (np.bincount(type_right, counts, right_size)[type_right] + 1e-9)).astype(np.float32)
    agreed = np.bincount(link, by_left * by_right, len(types)).astype(np.float64)
    return type_left, type_right, agreed


def _links(a: Ids, b: Ids) -> tuple[Ids, Ids, Floats]:
    """Every place of `a` with every place of `b`, and how likely their distance from the diagonal makes them."""
    i, j = np.divmod(np.arange(len(a) * len(b), dtype=np.int32), np.int32(len(b)))
    prior = np.exp(-SLOPE * np.abs((i + 0.5) / len(a) - (j + 0.5) / len(b))).astype(np.float32)
    return i, j, prior
