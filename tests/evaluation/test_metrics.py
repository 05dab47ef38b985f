"""Measures: worked examples, what holds for every ranking, and intervals that are those of known distributions."""

from __future__ import annotations

import doctest
import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.evaluation import metrics
from rag.evaluation.metrics import Figure, Place, auroc, balanced_accuracy, ndcg, place_of, recall

# Few different values, so that there are ties.
values = st.lists(st.integers(-3, 3).map(float), min_size=1, max_size=30)


def test_the_examples_in_the_docstrings_hold() -> None:
    found = doctest.testmod(metrics)
    assert found.attempted > 5
    assert found.failed == 0


# --- places -------------------------------------------------------------------------------------------


def test_a_place_counts_the_better_and_the_equal() -> None:
    assert place_of([0.9, 0.1, 0.5], 0) == Place(0)
    assert place_of([0.9, 0.1, 0.5], 1) == Place(2)
    assert place_of([0.5, 0.9, 0.5, 0.5], 0) == Place(1, level=2)
    assert place_of([0.0], 0) == Place(0)
    assert place_of([-math.inf, 0.3, -math.inf], 2) == Place(1, level=1)


@given(values, st.randoms(use_true_random=False))
def test_a_place_does_not_depend_on_the_order_in_which_texts_are_stored(scores: list[float], random: object) -> None:
    order = list(range(len(scores)))
    random.shuffle(order)  # type: ignore[attr-defined]
    assert place_of([scores[i] for i in order], order.index(0)) == place_of(scores, 0)


@given(values)
def test_a_place_does_not_depend_on_the_scale_of_the_values(scores: list[float]) -> None:
    assert place_of([math.exp(score) for score in scores], 0) == place_of(scores, 0)


# --- rankings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("above", "gain"), [(0, 1.0), (1, 0.6309), (2, 0.5), (9, 0.2891), (10, 0.0), (99, 0.0)])
def test_the_gain_of_one_right_text_is_one_over_the_logarithm_of_its_rank(above: int, gain: float) -> None:
    assert ndcg(Place(above), 10) == pytest.approx(gain, abs=1e-4)


def test_a_tie_is_the_mean_over_the_ranks_that_it_takes_up() -> None:
    assert ndcg(Place(0, level=2)) == pytest.approx((1 + 1 / math.log2(3) + 0.5) / 3)
    # Ranks 10, 11 and 12: only the first counts.
    assert ndcg(Place(9, level=2)) == pytest.approx(1 / math.log2(11) / 3)
    assert recall(Place(9, level=2), 10) == pytest.approx(1 / 3)


@given(st.lists(st.integers(0, 2).map(float), min_size=1, max_size=6), st.integers(1, 5))
def test_a_tie_is_the_mean_over_all_orders_of_the_equal(scores: list[float], depth: int) -> None:
    ranks = [
        sorted(order, key=lambda i: -scores[i]).index(0) + 1  # sorting is stable: `order` decides among equals
        for order in permutations(range(len(scores)))
    ]
    place = place_of(scores, 0)
    assert recall(place, depth) == pytest.approx(np.mean([rank <= depth for rank in ranks]))
    gains = [1 / math.log2(rank + 1) if rank <= depth else 0.0 for rank in ranks]
    assert ndcg(place, depth) == pytest.approx(np.mean(gains))


@given(values)
def test_gold_against_gold_is_perfect(scores: list[float]) -> None:
    right = int(np.argmax(scores))
    place = place_of([*scores[:right], max(scores) + 1, *scores[right + 1 :]], right)
    assert ndcg(place) == recall(place, 1) == recall(place, 10) == 1.0


@given(values, st.integers(1, 20))
def test_measures_of_a_ranking_lie_between_0_and_1_and_grow_with_depth(scores: list[float], depth: int) -> None:
    place = place_of(scores, 0)
    assert 0 <= ndcg(place, depth) <= recall(place, depth) <= recall(place, depth + 1) <= 1
    assert ndcg(place, depth) <= ndcg(place, depth + 1)
    assert recall(place, len(scores)) == 1.0


@given(values)
def test_a_better_value_never_lowers_a_measure(scores: list[float]) -> None:
    before, after = place_of(scores, 0), place_of([scores[0] + 1, *scores[1:]], 0)
    assert ndcg(after) >= ndcg(before)
    assert recall(after, 5) >= recall(before, 5)


# --- two kinds of questions ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("positives", "negatives", "area"),
    [
        ([0.8, 0.9], [0.1, 0.2], 1.0),
        ([0.1, 0.2], [0.8, 0.9], 0.0),
        ([0.35, 0.8], [0.1, 0.4], 0.75),
        ([0.5, 0.9], [0.1, 0.5], 0.875),
        ([0.5, 0.5], [0.5], 0.5),
        ([0.0, 0.7], [0.0, 0.0], 0.75),
    ],
)
def test_the_area_is_the_share_of_pairs_in_the_right_order(
    positives: list[float], negatives: list[float], area: float
) -> None:
    assert auroc(positives, negatives) == area


@given(values, values)
def test_the_area_is_what_counting_all_pairs_gives(positives: list[float], negatives: list[float]) -> None:
    pairs = [(a > b) + (a == b) / 2 for a in positives for b in negatives]
    assert auroc(positives, negatives) == pytest.approx(np.mean(pairs))
    assert auroc(negatives, positives) == pytest.approx(1 - np.mean(pairs))
    assert auroc(positives[::-1], sorted(negatives)) == pytest.approx(np.mean(pairs))


def test_balanced_accuracy_weighs_both_kinds_alike() -> None:
    assert balanced_accuracy([1] * 99 + [0], [0]) == pytest.approx(0.495)
    assert balanced_accuracy([True], [True, True]) == 1.0


@pytest.mark.parametrize("measure", [auroc, balanced_accuracy])
def test_without_one_of_the_kinds_there_is_no_measure(measure: object) -> None:
    for kinds in (([], [0.5]), ([0.5], [])):
        with pytest.raises(ValueError, match="both kinds"):
            measure(*kinds)  # type: ignore[operator]
        with pytest.raises(ValueError, match="both kinds"):
            Figure.of_two(measure, *kinds)  # type: ignore[arg-type]


# --- intervals ----------------------------------------------------------------------------------------


def test_an_interval_is_that_of_the_binomial_distribution() -> None:
    figure = Figure.of([1.0] * 80 + [0.0] * 20)
    spread = 1.96 * math.sqrt(0.8 * 0.2 / 100)
    assert figure.mean == pytest.approx(0.8)
    assert (figure.low, figure.high) == pytest.approx((0.8 - spread, 0.8 + spread), abs=0.015)


def test_an_interval_is_the_same_every_time() -> None:
    scores = np.random.default_rng(5).uniform(size=50).tolist()
    assert Figure.of(scores) == Figure.of(scores)
    assert Figure.of_two(auroc, scores[:20], scores[20:]) == Figure.of_two(auroc, scores[:20], scores[20:])


@settings(max_examples=15)  # each example draws a thousand times
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_an_interval_holds_the_mean_and_lies_within_the_values(scores: list[float]) -> None:
    figure = Figure.of(scores)
    assert min(scores) - 1e-9 <= figure.low <= figure.high <= max(scores) + 1e-9
    assert figure.mean == pytest.approx(np.mean(scores))


def test_kinds_are_resampled_each_by_itself() -> None:
    # A single positive is drawn every time: resampled together it would be missing from a third of the draws.
    figure = Figure.of_two(auroc, [0.9], [0.1] * 20)
    assert figure == Figure(1.0, 1.0, 1.0)


def test_no_values_have_no_figure() -> None:
    with pytest.raises(ValueError, match="no values"):
        Figure.of([])


def test_a_figure_as_json_is_rounded() -> None:
    assert Figure(1 / 3, 0.25, 0.5).to_dict() == {"mean": 0.3333, "low": 0.25, "high": 0.5}
