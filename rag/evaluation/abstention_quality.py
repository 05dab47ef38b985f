"""Abstention measured on NoMIRACL: whether Belegt keeps silent where the passages do not answer.

Each question is asked of an index of its own passages. As in the paper (Thakur et al. 2024), *hallucination rate* is
the share of unanswerable questions that got an answer, FP / (FP + TN), and *error rate* the share of answerable ones
that got none, FN / (FN + TP). The AUROC of the answers' confidence says how well any threshold could tell the two kinds
apart, the rest how well ours does.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.evaluation.datasets import PassageQuestion, corpus_of
from rag.evaluation.metrics import Figure, auroc, balanced_accuracy
from rag.evaluation.progress import Step
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Outcome:
    """What Belegt made of one question."""

    question: PassageQuestion
    answered: bool
    confidence: float

    @property
    def right(self) -> bool:
        return self.answered == self.question.answerable


@dataclass(frozen=True, slots=True)
class AbstentionQuality:
    """The outcomes of all questions, and the figures that follow from them."""

    outcomes: tuple[Outcome, ...]

    def of(self, *, answerable: bool) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.question.answerable == answerable]

    def figures(self) -> dict[str, Figure | None]:
        """Return every measure by its name; None where the set has no question of a kind that it needs."""
        good, bad = self.of(answerable=True), self.of(answerable=False)
        both = bool(good and bad)
        right = [[float(outcome.right) for outcome in kind] for kind in (good, bad)]
        sure = [[outcome.confidence for outcome in kind] for kind in (good, bad)]
        return {
            "hallucination rate": Figure.of([float(outcome.answered) for outcome in bad]) if bad else None,
            "error rate": Figure.of([float(not outcome.answered) for outcome in good]) if good else None,
            "balanced accuracy": Figure.of_two(balanced_accuracy, *right) if both else None,
            "AUROC of the confidence": Figure.of_two(auroc, *sure) if both else None,
        }

    def to_dict(self) -> dict[str, Any]:
        return {
            "questions": len(self.outcomes),
            "answerable": len(self.of(answerable=True)),
            **{name: figure and figure.to_dict() for name, figure in self.figures().items()},
            "failures": [
                {"id": o.question.id, "answerable": o.question.answerable, "confidence": round(o.confidence, 4)}
                for o in self.outcomes
                if not o.right
            ],
        }


def measure(questions: Sequence[PassageQuestion], settings: Settings) -> Generator[Step, None, AbstentionQuality]:
    """Ask each question of an index of its own passages."""
    outcomes = []
    for number, question in enumerate(questions):
        yield Step("NoMIRACL", number, len(questions))
        outcomes.append(_outcome(question, settings))
    return AbstentionQuality(tuple(outcomes))


def _outcome(question: PassageQuestion, settings: Settings) -> Outcome:
    passages = [passage for passage in question.passages if passage.strip()]
    if not passages:
        return Outcome(question, answered=False, confidence=0.0)
    with tempfile.TemporaryDirectory() as folder:
        corpus = corpus_of(passages, Path(folder) / "nomiracl", settings)
        try:
            answer = corpus.ask(question.question)
            return Outcome(question, answer.abstention is None, answer.confidence)
        finally:
            corpus.close()
