"""Which articles are one source: copies of one text, and what several papers print of one agency's report.

Two articles are compared by the runs of five words that they share (shingles; Broder 1997), as a share of the shorter
one's. Only pairs that share some are looked at, so that time grows with the text and not with the pairs of articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.store.arrays import Lists

Numbers = NDArray[np.int64]
Keys = NDArray[np.uint64]

_RUN = 5
_MOST = 2_000_000
"""Shingles that are compared; of more, those whose hash is smallest, which are the same in every copy."""
_COPY, _SAME_REPORT = 0.8, 0.5
"""Share of the shorter article that stands in the other: any two, and two that name the same agency."""
_SHORT = 20
"""Shingles below which an article is compared with all of the other: a paragraph stands in many articles."""
_LONGER = 3
"""An article so many times as long as another one is no copy of it, unless both name the same agency."""

_BEFORE = 4
"""Holders of a shingle that each of its holders is compared with, besides the first."""

_AGENCY = re.compile(
    r"\b(dpa|AFP|Reuters|AP|Associated Press|APA|KNA|epd|SDA|SID|TASS|Interfax|RIA|EFE|Xinhua|ANSA|UPI|Bloomberg"
    r"|Prensa Latina|Belga|ANP|PAP|CTK|Ukrinform|Anadolu)\b"
)
_SAME = {"Associated Press": "AP"}


def agencies(text: str) -> frozenset[str]:
    """Return the news agencies that the beginning and end of an article name.

    >>> sorted(agencies("Wismar (dpa) – Der Hafen ruht. [dpa/AFP]"))
    ['AFP', 'dpa']
    """
    return frozenset(_SAME.get(name, name) for name in _AGENCY.findall(text))


def one_source(words: Lists, articles: Numbers, named: Sequence[frozenset[str]]) -> Numbers:
    """Return for each article the number of its source, the least of the articles that are one source with it.

    `words` are the words of each passage, as numbers, `articles` the article of each passage, shape [passages], and
    `named` the agencies that each article names.
    """
    count = len(named)
    holders = _holders(words, articles, count)
    parents = list(range(count))
    if len(holders):
        shingles, owners = np.divmod(holders, count)
        sizes = np.bincount(owners, minlength=count)
        parents = _equal(shingles, owners, count).tolist()
        for one, other, shared in zip(*_pairs(shingles, owners, count), strict=True):
            less, more = sorted((int(sizes[one]), int(sizes[other])))
            if _are_copies(shared, less, more, same_agency=bool(named[one] & named[other])):
                low, high = sorted((_root(parents, one), _root(parents, other)))
                parents[high] = low
    return np.array([_root(parents, article) for article in range(count)], dtype=np.int64)


def _are_copies(shared: int, less: int, more: int, *, same_agency: bool) -> bool:
    if same_agency:
        return shared >= _SAME_REPORT * less
    return shared >= _COPY * (more if less < _SHORT else less) and more <= _LONGER * less


def _root(parents: list[int], article: int) -> int:
    while parents[article] != article:
        parents[article] = parents[parents[article]]
        article = parents[article]
    return article


def _holders(words: Lists, articles: Numbers, count: int) -> Numbers:
    """Return shingle * count + article for every shingle of every article, ascending, each once."""
    values = words.values.astype(np.uint64)
    if len(values) < _RUN:
        return np.empty(0, np.int64)
    passage = np.repeat(np.arange(len(words), dtype=np.int64), words.lengths)
    runs = len(values) - _RUN + 1
    hashes = np.zeros(runs, np.uint64)
    for place in range(_RUN):
        hashes = _mixed(hashes + values[place : place + runs])
    whole = passage[:runs] == passage[_RUN - 1 :]
    hashes, owners = hashes[whole], articles[passage[:runs][whole]]
    if len(hashes) > _MOST:
        least = hashes <= np.uint64(int(_MOST / len(hashes) * 2**64))
        hashes, owners = hashes[least], owners[least]
    shingles = np.unique(hashes, return_inverse=True)[1].astype(np.int64)
    return np.unique(shingles * count + owners)


def _mixed(keys: Keys) -> Keys:
    """Scatter numbers over 64 bits (the finalizer of SplitMix64)."""
    keys = keys + np.uint64(0x9E3779B97F4A7C15)
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))


def _pairs(shingles: Numbers, owners: Numbers, count: int) -> tuple[list[int], list[int], list[int]]:
    """Return pairs of articles and how many shingles they were seen to share.

    Each holder of a shingle is paired with the first one and with the few before it: what every paper prints is held
    by hundreds, and pairs of all of them would take time without telling more.
    """
    places = np.arange(len(shingles), dtype=np.int64)
    first = np.maximum.accumulate(np.where(np.diff(shingles, prepend=-1) != 0, places, 0))
    later = places[places > first]
    found = [owners[first[later]] * count + owners[later]]
    for back in range(1, _BEFORE + 1):
        later = places[places - back > first]
        found.append(owners[later - back] * count + owners[later])
    pairs, shared = np.unique(np.concatenate(found), return_counts=True)
    ones, others = np.divmod(pairs, count)
    return ones.tolist(), others.tolist(), shared.tolist()


def _equal(shingles: Numbers, owners: Numbers, count: int) -> Numbers:
    """Return for each article the first one that has the very same shingles."""
    sums = np.zeros(count, np.uint64)
    np.add.at(sums, owners, _mixed(shingles.astype(np.uint64)))
    # Articles without a shingle are equal to none; a sum that is as small as their number does not occur.
    empty = np.flatnonzero(np.bincount(owners, minlength=count) == 0)
    sums[empty] = empty
    _, first, which = np.unique(sums, return_index=True, return_inverse=True)
    return np.asarray(first[which], dtype=np.int64)
