"""Calibration: the fit finds weights that are known, the threshold and the area are what one computes by hand."""

from __future__ import annotations

import numpy as np
import pytest

from rag.evaluation.calibration import area, best_threshold, fit


def array(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def flags(text: str) -> np.ndarray:
    """One flag a letter: "+" can be answered, "-" cannot."""
    return np.array([letter == "+" for letter in text])


# --- the fit ------------------------------------------------------------------------------------------


def test_the_fit_recovers_the_weights_that_the_data_were_drawn_with() -> None:
    random = np.random.default_rng(7)
    weights = array(-1.5, 3.0, -2.0, 0.0)
    features = np.column_stack([np.ones(20_000), random.uniform(-1, 1, (20_000, 3))])
    right = (random.uniform(size=20_000) < 1 / (1 + np.exp(-features @ weights))).astype(np.float64)
    assert fit(features, right) == pytest.approx(weights, abs=0.12)


def test_with_nothing_but_a_bias_the_fit_is_the_log_odds() -> None:
    right = array(*[1.0] * 30, *[0.0] * 10)
    assert fit(np.ones((40, 1)), right) == pytest.approx([np.log(3)])


def test_a_stronger_penalty_draws_weights_to_zero_but_not_the_bias() -> None:
    random = np.random.default_rng(1)
    features = np.column_stack([np.ones(2000), random.uniform(-1, 1, 2000)])
    right = (random.uniform(size=2000) < 1 / (1 + np.exp(-(2 + 2 * features[:, 1])))).astype(np.float64)
    weak, strong = fit(features, right, penalty=0.1), fit(features, right, penalty=1e6)
    assert abs(strong[1]) < 0.01 < weak[1]
    assert strong[0] == pytest.approx(np.log(right.mean() / (1 - right.mean())), abs=0.01)


def test_data_that_a_feature_separates_wholly_give_finite_weights() -> None:
    features = np.column_stack([np.ones(40), np.linspace(-1, 1, 40)])
    weights = fit(features, (features[:, 1] > 0).astype(np.float64))
    assert np.isfinite(weights).all()
    assert weights[1] > 1


def test_a_feature_that_never_changes_beside_the_bias_is_no_trouble() -> None:
    weights = fit(np.column_stack([np.ones(4), np.ones(4)]), array(1, 1, 1, 0))
    assert np.isfinite(weights).all()
    assert weights.sum() == pytest.approx(np.log(3))


# --- the threshold ------------------------------------------------------------------------------------


def test_the_best_threshold_lies_between_what_can_and_what_cannot_be_answered() -> None:
    threshold, accuracy = best_threshold(array(0.1, 0.9, 0.4, 0.6), flags("-+-+"))
    assert 0.4 < threshold <= 0.6
    assert accuracy == 1.0


def test_the_best_threshold_is_balanced_between_the_two_kinds() -> None:
    # Nine of ten can be answered; answering all would be right nine times in ten, and is no better than a coin here.
    threshold, accuracy = best_threshold(array(0.2, *[0.3] * 3, *[0.8] * 6), flags("-+++++++++"))
    assert 0.2 < threshold <= 0.3
    assert accuracy == 1.0


def test_where_kinds_overlap_the_accuracy_is_the_mean_of_both_shares() -> None:
    # Above 0.5: two of three that can be answered, one of three that cannot; no threshold does better.
    threshold, accuracy = best_threshold(array(0.1, 0.2, 0.6, 0.3, 0.7, 0.8), flags("---+++"))
    assert accuracy == pytest.approx((1 + 2 / 3) / 2)
    assert 0.2 < threshold <= 0.3
    answered = array(0.1, 0.2, 0.6, 0.3, 0.7, 0.8) >= threshold
    assert answered.tolist() == [False, False, True, True, True, True]


def test_equal_confidences_tell_nothing() -> None:
    assert best_threshold(array(0.5, 0.5, 0.5, 0.5), flags("+-+-")) == (0.5, 0.5)


# --- the area -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("confidence", "answerable", "expected"),
    [
        ((0.1, 0.2, 0.8, 0.9), "--++", 1.0),
        ((0.1, 0.2, 0.8, 0.9), "++--", 0.0),
        ((0.9, 0.1, 0.8, 0.2), "+-+-", 1.0),
        # Pairs of + and -: 0.35 beats 0.1 and not 0.4, 0.8 beats both: three of four.
        ((0.1, 0.4, 0.35, 0.8), "--++", 0.75),
        ((0.5, 0.5, 0.5, 0.5), "--++", 0.5),
        ((0.5, 0.5, 0.5, 0.5), "++--", 0.5),
        # A tie is half a pair won: 0.5 ties with 0.5 and beats 0.1, 0.9 beats both: 3.5 of four.
        ((0.1, 0.5, 0.5, 0.9), "-+-+", 0.875),
        ((0.0, 0.0, 0.0, 0.7), "--++", 0.75),
    ],
)
def test_the_area_is_the_share_of_pairs_in_the_right_order_with_ties_as_halves(
    confidence: tuple[float, ...], answerable: str, expected: float
) -> None:
    assert area(array(*confidence), flags(answerable)) == pytest.approx(expected)


def test_the_area_does_not_depend_on_the_order_of_the_questions() -> None:
    random = np.random.default_rng(3)
    confidence, answerable = random.integers(0, 5, 50) / 5, random.integers(0, 2, 50).astype(bool)
    pairs = [(a > b) + (a == b) / 2 for a in confidence[answerable] for b in confidence[~answerable]]
    for _ in range(5):
        order = random.permutation(50)
        assert area(confidence[order], answerable[order]) == pytest.approx(np.mean(pairs))
