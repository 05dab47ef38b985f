"""Abstention on NoMIRACL: figures from outcomes made by hand, and a small set measured from end to end."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.evaluation.abstention_quality import AbstentionQuality, Outcome, measure
from rag.evaluation.datasets import PassageQuestion, read_nomiracl
from rag.evaluation.progress import Step, finish
from rag.settings import Settings
from tests.conftest import FakeEncoder
from tests.evaluation.small_sets import write_nomiracl


def outcome(answerable: bool, answered: bool, confidence: float) -> Outcome:
    return Outcome(PassageQuestion("n", "Wer?", ("Jemand.",), answerable), answered, confidence)


def means(quality: AbstentionQuality) -> dict[str, float | None]:
    return {name: figure and round(figure.mean, 4) for name, figure in quality.figures().items()}


def test_the_figures_of_seven_outcomes_are_those_computed_by_hand() -> None:
    good = [outcome(True, True, 0.9), outcome(True, True, 0.6), outcome(True, True, 0.5), outcome(True, False, 0.1)]
    bad = [outcome(False, True, 0.5), outcome(False, False, 0.2), outcome(False, False, 0.0)]
    assert means(AbstentionQuality((*good, *bad))) == {
        "hallucination rate": round(1 / 3, 4),
        "error rate": 0.25,
        "balanced accuracy": round((3 / 4 + 2 / 3) / 2, 4),
        # Pairs: 0.9 and 0.6 beat all three, 0.5 beats two and ties with one, 0.1 beats one.
        "AUROC of the confidence": round((3 + 3 + 2.5 + 1) / 12, 4),
    }


@pytest.mark.parametrize(("answered", "rates"), [(True, (1.0, 0.0)), (False, (0.0, 1.0))])
def test_who_always_does_the_same_is_half_right(answered: bool, rates: tuple[float, float]) -> None:
    quality = AbstentionQuality((outcome(True, answered, 0.5), outcome(False, answered, 0.5)))
    figures = means(quality)
    assert (figures["hallucination rate"], figures["error rate"]) == rates
    assert figures["balanced accuracy"] == figures["AUROC of the confidence"] == 0.5


def test_gold_against_gold_is_perfect() -> None:
    quality = AbstentionQuality(tuple(outcome(kind, kind, float(kind)) for kind in (True, False, True)))
    assert list(means(quality).values()) == [0.0, 0.0, 1.0, 1.0]
    assert quality.to_dict()["failures"] == []


def test_what_needs_a_kind_that_is_missing_has_no_figure() -> None:
    assert list(means(AbstentionQuality((outcome(True, True, 0.9),))).values()) == [None, 0.0, None, None]
    assert list(means(AbstentionQuality((outcome(False, True, 0.9),))).values()) == [1.0, None, None, None]


def test_a_small_set_is_measured_each_question_over_its_own_passages(tmp_path: Path, fake: FakeEncoder) -> None:
    write_nomiracl(tmp_path)
    quality = finish(measure(read_nomiracl(tmp_path), Settings()))
    confidence = {o.question.id: o.confidence for o in quality.outcomes}
    assert all(0 <= value <= 1 for value in confidence.values())
    assert min(confidence["n1"], confidence["n2"]) > confidence["n3"]
    assert [o.answered for o in quality.outcomes] == [True, True, False, False]
    shown = quality.to_dict()
    assert (shown["questions"], shown["answerable"], shown["failures"]) == (4, 2, [])


def test_a_question_without_any_passage_is_not_answered(fake: FakeEncoder) -> None:
    for passages in ((), (" ", "")):
        (one,) = finish(measure([PassageQuestion("n", "Wer?", passages, False)], Settings())).outcomes
        assert (one.answered, one.confidence) == (False, 0.0)


def test_progress_counts_the_questions(fake: FakeEncoder) -> None:
    questions = [PassageQuestion(id_, "Wer?", (), False) for id_ in "ab"]
    assert list(measure(questions, Settings())) == [Step("NoMIRACL", 0, 2), Step("NoMIRACL", 1, 2)]
