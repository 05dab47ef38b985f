"""How well quotations were found: the measures of Petersen-Frey and Biemann (2024), pure functions over token sets.

Within an article, found and marked quotations are paired one to one so that the sum of the token F1 of their quotes is
greatest; among equals a pair of one kind goes first (a bonus of 0.01, as in the authors' own script). Two that share no
token of their quote are no pair. A *group* is a pair, or a quotation left without partner.

Each part of a group (quote, claimer, cue, addressee, frame) has a precision if anything was found there and a recall if
anything was marked there: what is found without partner has precision 0 and no recall, what is marked without partner
recall 0 and no precision. The precision of a measure is the mean of these values over all groups and over its parts
taken together, likewise its recall, and F1 is the harmonic mean of the two. So *Message* is over the quotes, *Roles*
over the other four parts and *Joint* over all five. A part that a system never fills counts against its recall.

This reading is the authors': with it, all quotations of kind Direct, taken from the gold with all their parts, come to
the figures that the literature gives for a perfect detector of quotation marks. Beside it stands the micro variant,
which adds up tokens instead of taking means, so that long quotes weigh more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment  # comes with sentence-transformers

from rag.evaluation.metrics import RESAMPLES, SEED, Figure, Floats
from rag.evaluation.quoted_articles import PARTS, MarkedQuotation

MEASURES = {
    "Message": ("quote",),
    "claimer": ("claimer",),
    "cue": ("cue",),
    "Roles, claimer and cue": ("claimer", "cue"),
    "Joint, quote, claimer and cue": ("quote", "claimer", "cue"),
    "Roles, all four": PARTS[1:],
    "Joint, all five": PARTS,
}
_SAME_KIND = 0.01


@dataclass(frozen=True, slots=True)
class Group:
    """A marked quotation with the found one that it was paired with; either is None if it has no partner."""

    gold: MarkedQuotation | None
    found: MarkedQuotation | None


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision, recall and F1 of one measure, each with its 95 % bootstrap interval over articles."""

    precision: Figure
    recall: Figure
    f1: Figure

    def to_dict(self) -> dict[str, dict[str, float]]:
        return {"precision": self.precision.to_dict(), "recall": self.recall.to_dict(), "f1": self.f1.to_dict()}


def token_f1(one: frozenset[int], other: frozenset[int]) -> float:
    """Return the F1 of two sets of tokens, 0 if both are empty.

    >>> token_f1(frozenset({1, 2, 3}), frozenset({3}))
    0.5
    """
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def pair(gold: Sequence[MarkedQuotation], found: Sequence[MarkedQuotation]) -> list[Group]:
    """Return the groups of one article: pairs first, then what was not found, then what nobody had marked."""
    overlap = np.array([[_alike(mark, one) for one in found] for mark in gold], dtype=np.float64)
    overlap = overlap.reshape(len(gold), len(found))
    rows, columns = linear_sum_assignment(overlap, maximize=True)
    pairs = [(int(row), int(column)) for row, column in zip(rows, columns, strict=True) if overlap[row, column] > 0]
    paired_gold, paired_found = {row for row, _ in pairs}, {column for _, column in pairs}
    return [
        *(Group(gold[row], found[column]) for row, column in pairs),
        *(Group(mark, None) for number, mark in enumerate(gold) if number not in paired_gold),
        *(Group(None, one) for number, one in enumerate(found) if number not in paired_found),
    ]


def score(articles: Sequence[Sequence[Group]], parts: Iterable[str], *, micro: bool = False) -> Scores:
    """Return the scores of the groups of each article over these parts; `micro` adds up tokens instead of groups."""
    parts = tuple(parts)
    sums = np.zeros((len(articles), 4))
    for number, groups in enumerate(articles):
        for group in groups:
            for part in parts:
                sums[number] += _counts(group, part, micro)
    drawn = np.random.default_rng(SEED).integers(0, len(articles), (RESAMPLES, len(articles)))
    resampled = sums[drawn].sum(axis=1)
    return Scores(*(_figure(measure, sums.sum(axis=0, keepdims=True), resampled) for measure in (_p, _r, _f1)))


def _alike(mark: MarkedQuotation, one: MarkedQuotation) -> float:
    overlap = token_f1(mark.quote, one.quote)
    return overlap + _SAME_KIND if overlap and mark.kind == one.kind else overlap


def _counts(group: Group, part: str, micro: bool) -> tuple[float, float, float, float]:
    """What a part of a group adds to the four sums: precision above and below the line, recall above and below it."""
    marked = group.gold.part(part) if group.gold else frozenset()
    found = group.found.part(part) if group.found else frozenset()
    both = len(marked & found)
    if micro:
        return both, len(found), both, len(marked)
    return (
        both / len(found) if found else 0.0,
        float(bool(found)),
        both / len(marked) if marked else 0.0,
        float(bool(marked)),
    )


def _p(sums: Floats) -> Floats:
    return _ratio(sums[:, 0], sums[:, 1])


def _r(sums: Floats) -> Floats:
    return _ratio(sums[:, 2], sums[:, 3])


def _f1(sums: Floats) -> Floats:
    return _ratio(2 * _p(sums) * _r(sums), _p(sums) + _r(sums))


def _ratio(above: Floats, below: Floats) -> Floats:
    """Nothing found, or nothing to find, is 0 and not an error."""
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


def _figure(measure: Callable[[Floats], Floats], sums: Floats, resampled: Floats) -> Figure:
    low, high = np.quantile(measure(resampled), (0.025, 0.975))
    return Figure(float(measure(sums)[0]), float(low), float(high))
