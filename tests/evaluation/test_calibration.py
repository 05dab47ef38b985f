"""Calibration: the fit finds weights that are known, and no question influences its own confidence."""

from __future__ import annotations

import numpy as np
import pytest

from rag.evaluation.calibration import _tables, balanced_weights, cross_validated, fit
from rag.evaluation.metrics import auroc


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


def test_a_row_that_weighs_three_times_is_three_rows() -> None:
    random = np.random.default_rng(5)
    features = np.column_stack([np.ones(60), random.uniform(-1, 1, (60, 2))])
    right, weight = random.integers(0, 2, 60).astype(np.float64), random.integers(0, 4, 60)
    repeated = fit(np.repeat(features, weight, axis=0), np.repeat(right, weight))
    assert fit(features, right, weight.astype(np.float64)) == pytest.approx(repeated, abs=1e-6)
    assert fit(features, right, np.ones(60)) == pytest.approx(fit(features, right))


def test_with_balanced_weights_a_bias_alone_says_one_half() -> None:
    answerable = flags("+++++++++-")
    weight = balanced_weights(["nomiracl"] * 10, answerable)
    assert fit(np.ones((10, 1)), answerable.astype(np.float64), weight) == pytest.approx([0.0], abs=1e-6)


# --- the weights of questions ---------------------------------------------------------------------------

SETTINGS = ["nomiracl"] * 6 + ["de-de topic"] * 3 + ["en-de topic"] * 5
ANSWERABLE = "++++--" + "++-" + "+----"


def test_in_each_setting_the_answerable_questions_weigh_as_much_as_the_others() -> None:
    names, answerable = np.array(SETTINGS), flags(ANSWERABLE)
    weights = balanced_weights(SETTINGS, answerable)
    for setting in set(SETTINGS):
        rows = names == setting
        assert weights[rows & answerable].sum() == pytest.approx(weights[rows & ~answerable].sum())
        for kind in (rows & answerable, rows & ~answerable):
            assert len(set(weights[kind])) == 1, "questions of one kind weigh the same"


def test_nomiracl_weighs_its_rows_and_all_the_topics_together_half_of_that() -> None:
    names, weights = np.array(SETTINGS), balanced_weights(SETTINGS, flags(ANSWERABLE))
    assert weights[names == "nomiracl"].sum() == pytest.approx(6)
    assert weights[names == "de-de topic"].sum() == pytest.approx(1.5)
    assert weights[names == "en-de topic"].sum() == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("settings", "answerable"),
    [(["nomiracl"] * 3, "+++"), (["a topic"] * 2, "+-"), (["nomiracl", "a topic"], "--")],
)
def test_a_kind_or_a_setting_that_is_missing_is_no_trouble(settings: list[str], answerable: str) -> None:
    weights = balanced_weights(settings, flags(answerable))
    assert np.isfinite(weights).all()
    assert (weights > 0).all()


# --- cross-validation -----------------------------------------------------------------------------------


def questions(count: int = 60) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(11)
    features = np.column_stack([np.ones(count), random.uniform(-1, 1, (count, 2))])
    answerable = random.uniform(size=count) < 1 / (1 + np.exp(-3 * features[:, 1]))
    return features, answerable, random.uniform(0.5, 2, count)


@pytest.mark.parametrize("held_out", [0, 17, 59])
def test_a_question_does_not_influence_its_own_confidence(held_out: int) -> None:
    features, answerable, weight = questions()
    before = cross_validated(features, answerable, weight)
    answerable[held_out] = not answerable[held_out]
    weight[held_out] = 50.0
    after = cross_validated(features, answerable, weight)
    assert after[held_out] == before[held_out]
    # It counts for the questions of the other folds; those of its own are judged without it too.
    assert (after != before).sum() == 60 - 60 // 5


def test_every_question_gets_a_confidence_the_same_every_time() -> None:
    features, answerable, weight = questions(23)
    confidence = cross_validated(features, answerable, weight)
    assert confidence.shape == (23,)
    assert ((confidence > 0) & (confidence < 1)).all()
    assert cross_validated(features, answerable, weight).tolist() == confidence.tolist()


def test_cross_validated_confidence_tells_what_a_feature_tells() -> None:
    features, answerable, weight = questions(400)
    confidence = cross_validated(features, answerable, weight)
    assert auroc(confidence[answerable], confidence[~answerable]) > 0.8


# --- tables ---------------------------------------------------------------------------------------------


def test_the_tables_say_for_each_setting_how_well_the_kinds_are_told_apart() -> None:
    settings = ["nomiracl"] * 4 + ["de-de topic"] * 4
    confidence = array(0.9, 0.6, 0.45, 0.1, 0.9, 0.2, 0.5, 0.1)
    lines = list(_tables(settings, flags("++--++--"), confidence))
    cells = {line[:18].strip(): line[18:].split() for line in lines if line.startswith(("nomiracl", "de-de"))}
    # At 0.4: NoMIRACL answers both and one too many, the topic misses one and answers one too many.
    assert cells == {
        "de-de topic": ["0.750", "0.500", "0.500", "0.500"],
        "nomiracl": ["1.000", "0.750", "1.000", "0.500"],
    }
    assert [line.split()[1] for line in lines[:1]] == ["AUROC"]


def test_the_tables_say_what_share_above_a_confidence_can_be_answered() -> None:
    settings = ["nomiracl"] * 4 + ["de-de topic"] * 4
    confidence = array(0.9, 0.6, 0.45, 0.1, 0.9, 0.2, 0.5, 0.1)
    shares = dict(line.split(": ") for line in _tables(settings, flags("++--++--"), confidence) if line[:2] == "0.")
    assert list(shares) == ["0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9"]
    assert shares["0.4"] == "0.67 (1.00 of the answerable), 0.50 (0.50 of the answerable)"
    assert shares["0.9"] == "1.00 (0.50 of the answerable), 1.00 (0.50 of the answerable)"
