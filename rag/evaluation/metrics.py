"""Measures of ranking and of abstaining, pure functions over numbers, each mean with its bootstrap interval.

A question of the public sets has exactly one right text, so that nDCG is a function of its place alone. Where a text
shares its value with others, every order of them is equally likely, and a measure is its mean over these orders
(McSherry and Najork 2008, "Computing information retrieval performance measures efficiently in the presence of tied
scores"): no system gains by the order in which texts happen to be stored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

RESAMPLES = 1_000
SEED = 0
_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ranking puts the one right text: `above` texts have a higher value, `level` others have the same."""

    above: int
    level: int = 0


def place_of(values: ArrayLike, right: int) -> Place:
    """Return the place of text number `right` among texts with these values, higher is better.

    >>> place_of([0.2, 0.9, 0.2, 0.1], 2)
    Place(above=1, level=1)
    """
    array = np.asarray(values, dtype=np.float64)
    return Place(int((array > array[right]).sum()), int((array == array[right]).sum()) - 1)


def ndcg(place: Place | None, depth: int = 10) -> float:
    """Return the normalised discounted cumulative gain of one right text: 1 / log2(rank + 1) down to `depth`, else 0.

    None is a text that was not found.

    >>> ndcg(Place(0)), ndcg(Place(2)), ndcg(Place(10)), ndcg(None)
    (1.0, 0.5, 0.0, 0.0)
    """
    return _expected(place, depth, lambda ranks: 1 / np.log2(ranks + 1))


def recall(place: Place | None, depth: int) -> float:
    """Return 1.0 if the right text is among the first `depth`, else 0.0; between the two where values are shared.

    >>> recall(Place(4), 5), recall(Place(5), 5), recall(Place(4, level=1), 5), recall(None, 5)
    (1.0, 0.0, 0.5, 0.0)
    """
    return _expected(place, depth, np.ones_like)


def _expected(place: Place | None, depth: int, gain: Callable[[Floats], Floats]) -> float:
    if place is None:
        return 0.0
    ranks = np.arange(place.above + 1, place.above + place.level + 2, dtype=np.float64)
    return float(np.where(ranks <= depth, gain(ranks), 0.0).mean())


def auroc(positives: ArrayLike, negatives: ArrayLike) -> float:
    """Return the area under the curve of receiver operating characteristic.

    It is the share of pairs in which the positive has the higher value, a tie being half a pair (Mann-Whitney U).
    Raises ValueError if either kind is missing.

    >>> auroc([0.35, 0.8], [0.1, 0.4]), auroc([0.5], [0.5])
    (0.75, 0.5)
    """
    high, low = np.asarray(positives, dtype=np.float64), np.asarray(negatives, dtype=np.float64)
    _both(high, low)
    sorted_low = np.sort(low)
    won = np.searchsorted(sorted_low, high, side="left") + np.searchsorted(sorted_low, high, side="right")
    return float(won.sum() / (2 * len(high) * len(low)))


def balanced_accuracy(positives: ArrayLike, negatives: ArrayLike) -> float:
    """Return the mean of two shares: of the positives that are right and of the negatives that are right (flags).

    Raises ValueError if either kind is missing.

    >>> balanced_accuracy([True, True, True, False], [True, False])
    0.625
    """
    first, second = np.asarray(positives, dtype=np.float64), np.asarray(negatives, dtype=np.float64)
    _both(first, second)
    return float((first.mean() + second.mean()) / 2)


def _both(positives: Floats, negatives: Floats) -> None:
    if not len(positives) or not len(negatives):
        raise ValueError("this measure needs questions of both kinds")


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure over many questions with its 95 % bootstrap interval (percentiles of 1,000 resamples, seed 0)."""

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Figure:
        """Return the mean of one value a question. Raises ValueError if there is none.

        >>> Figure.of([1.0, 1.0])
        Figure(mean=1.0, low=1.0, high=1.0)
        """
        if not len(values):
            raise ValueError("there is no mean of no values")
        array = np.asarray(values, dtype=np.float64)
        random = np.random.default_rng(SEED)
        means: list[float] = []
        while len(means) < RESAMPLES:
            # As many draws at once as take little memory: all thousand, up to sets of some thousand questions.
            draws = min(RESAMPLES - len(means), max(1, _AT_ONCE // len(array)))
            means.extend(array[random.integers(0, len(array), (draws, len(array)))].mean(axis=1))
        return cls(float(array.mean()), *_interval(means))

    @classmethod
    def of_two(
        cls, measure: Callable[[Floats, Floats], float], positives: Sequence[float], negatives: Sequence[float]
    ) -> Figure:
        """Return a measure of two kinds of questions; each kind is resampled by itself, so that none goes missing."""
        first, second = np.asarray(positives, dtype=np.float64), np.asarray(negatives, dtype=np.float64)
        random = np.random.default_rng(SEED)
        drawn = [
            measure(
                first[random.integers(0, len(first), len(first))], second[random.integers(0, len(second), len(second))]
            )
            for _ in range(RESAMPLES if len(first) and len(second) else 0)
        ]
        return cls(measure(first, second), *_interval(drawn))

    def to_dict(self) -> dict[str, float]:
        return {"mean": round(self.mean, 4), "low": round(self.low, 4), "high": round(self.high, 4)}

    def __str__(self) -> str:
        """Return the figure as tables show it.

        >>> print(Figure(0.9683, 0.9581, 0.978))
        0.968 (0.958–0.978)
        """
        return f"{self.mean:.3f} ({self.low:.3f}–{self.high:.3f})"


def _interval(drawn: Sequence[float]) -> tuple[float, float]:
    low, high = np.quantile(np.asarray(drawn, dtype=np.float64), (0.025, 0.975))
    return float(low), float(high)
