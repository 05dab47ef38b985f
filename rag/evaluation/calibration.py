"""Fit the confidence of findings and the threshold of abstention on public data; prints what selection.py holds.

    python -m rag.evaluation.calibration --data FOLDER

Every XQuAD question is asked of all paragraphs, of the paragraphs of its own topic, and of those without the one that
answers: an index in which everything is about the same names and nothing answers, like a newsroom's folder.
A claim is right if it holds the start of the gold answer. Questions and paragraphs are German and English, in all four
pairings. A logistic regression is fitted to the features of claims; the threshold is the one of the best balanced
accuracy between answering what can be answered and abstaining from the rest, with NoMIRACL as the check that nothing
was fitted on.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import rag.building
import rag.corpus
from rag.answering.selection import ANSWERS, FEATURES, WEIGHTS, candidates
from rag.corpus import Corpus
from rag.encoder import Encoder, open_encoder
from rag.evaluation.datasets import Xquad, corpus_of, number_of, read_nomiracl, read_xquad
from rag.settings import Settings

Floats = NDArray[np.float64]

_HITS = 24
"""As many hits as `Corpus.ask` looks at for an answer."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One question asked of one corpus: the features of each claim found, which claims are right, and the setting."""

    features: Floats
    right: NDArray[np.bool_]
    answerable: bool
    setting: str


def samples(data: Path, settings: Settings) -> Iterator[Sample]:
    """Yield all samples of XQuAD, in a fixed order."""
    xquad = {language: read_xquad(data, language) for language in ("de", "en")}
    wording = {language: {q.id: q.question for q in set_.questions} for language, set_ in xquad.items()}
    for set_ in xquad.values():
        everything = list(range(len(set_.paragraphs)))
        yield from _asked(set_, everything, everything, settings, wording, "all")
        for topic in _topics(set_):
            yield from _asked(set_, topic, topic, settings, wording, "topic")
            for missing in topic:
                rest = [paragraph for paragraph in topic if paragraph != missing]
                yield from _asked(set_, rest, [missing], settings, wording, "topic")


def _topics(set_: Xquad) -> list[list[int]]:
    return [[i for i, topic in enumerate(set_.topics) if topic == wanted] for wanted in sorted(set(set_.topics))]


def _asked(
    set_: Xquad,
    paragraphs: list[int],
    about: list[int],
    settings: Settings,
    wording: dict[str, dict[str, str]],
    setting: str,
) -> Iterator[Sample]:
    """Ask the questions about some paragraphs, in every language, of an index that holds `paragraphs`."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = corpus_of([set_.paragraphs[i] for i in paragraphs], Path(folder) / "xquad", settings)
        for question in set_.questions:
            if question.paragraph in about:
                for language, texts in wording.items():
                    number = paragraphs.index(question.paragraph) if question.paragraph in paragraphs else None
                    name = f"{language}-{set_.language} {setting}"
                    yield _sample(corpus, texts[question.id], number, question.answer_start, name)
        corpus.close()


def _sample(corpus: Corpus, text: str, paragraph: int | None, answer_start: int, setting: str) -> Sample:
    read, found, _ = corpus.find(text, _HITS)
    claims = [c for c in candidates(found) if read.can_be_answered_by(c.claim.quote)]
    right = [
        number_of(c.claim.article.path) == paragraph and c.claim.start <= answer_start < c.claim.end for c in claims
    ]
    features = np.array([c.features for c in claims], dtype=np.float64).reshape(len(claims), len(FEATURES))
    return Sample(features, np.array(right, dtype=bool), paragraph is not None, setting)


def nomiracl_samples(data: Path, settings: Settings) -> Iterator[Sample]:
    """Yield a sample a question of NoMIRACL; which claims are right is not known there."""
    for entry in read_nomiracl(data):
        with tempfile.TemporaryDirectory() as folder:
            corpus = corpus_of(entry.passages, Path(folder) / "c", settings)
            read, retrieved, _ = corpus.find(entry.question, _HITS)
            found = [c for c in candidates(retrieved) if read.can_be_answered_by(c.claim.quote)]
            features = np.array([c.features for c in found], dtype=np.float64).reshape(len(found), len(FEATURES))
            yield Sample(features, np.zeros(len(found), dtype=bool), entry.answerable, "nomiracl")
            corpus.close()


def fit(features: Floats, right: Floats, *, penalty: float = 1.0, steps: int = 30) -> Floats:
    """Return the weights of a logistic regression, by Newton's method with a ridge penalty; shape [features]."""
    weights = np.zeros(features.shape[1])
    ridge = penalty * np.eye(len(weights))
    ridge[0, 0] = 0.0  # the bias is not drawn to zero
    for _ in range(steps):
        chance = _logistic(features @ weights)
        gradient = features.T @ (right - chance) - ridge @ weights
        curvature = (features * (chance * (1 - chance))[:, None]).T @ features + ridge
        step = np.linalg.solve(curvature, gradient)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def best_threshold(confidence: Floats, answerable: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the threshold on the best claim's confidence with the highest balanced accuracy, and that accuracy."""
    grid = np.unique(np.quantile(confidence, np.linspace(0, 1, 400)))
    accuracies = [_balanced(confidence >= threshold, answerable) for threshold in grid]
    at = int(np.argmax(accuracies))
    return float(grid[at]), accuracies[at]


def area(confidence: Floats, answerable: NDArray[np.bool_]) -> float:
    """Return the area under the curve of receiver operating characteristic (ranks, ties shared)."""
    _, place, counts = np.unique(confidence, return_inverse=True, return_counts=True)
    # Equal confidences share the mean of the ranks that they take up together.
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    positives = int(answerable.sum())
    negatives = len(answerable) - positives
    return float((ranks[answerable].sum() - positives * (positives + 1) / 2) / max(1, positives * negatives))


def _balanced(answered: NDArray[np.bool_], answerable: NDArray[np.bool_]) -> float:
    return float((answered[answerable].mean() + (~answered[~answerable]).mean()) / 2)


def _logistic(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))))


def _best(sample: Sample, weights: Floats) -> float:
    return float(_logistic(sample.features @ weights).max()) if len(sample.features) else 0.0


class _Remembering:
    """The encoder with a memory for texts: the same paragraphs stand in many of the small indexes."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._questions: dict[str, NDArray[np.float32]] = {}
        self._passages: dict[str, NDArray[np.float32]] = {}
        self.name, self.dimension, self.fingerprint = encoder.name, encoder.dimension, encoder.fingerprint
        self.fits = encoder.fits

    def encode_question(self, question: str) -> NDArray[np.float32]:
        if question not in self._questions:
            self._questions[question] = self._encoder.encode_question(question)
        return self._questions[question]

    def encode_passages(self, texts: list[str]) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in self._passages]
        self._passages.update(zip(new, self._encoder.encode_passages(new), strict=True))
        return np.stack([self._passages[text] for text in texts])


def _table(found: Iterable[Sample], weights: Floats, threshold: float) -> Iterator[str]:
    settings: dict[str, list[Sample]] = {}
    for sample in found:
        settings.setdefault(sample.setting, []).append(sample)
    for setting, group in sorted(settings.items()):
        confidence = np.array([_best(sample, weights) for sample in group])
        answerable = np.array([sample.answerable for sample in group])
        parts = [f"{setting:14}"]
        if 0 < answerable.sum() < len(group):
            parts.append(f"balanced accuracy {_balanced(confidence >= threshold, answerable):.3f}")
            parts.append(f"area {area(confidence, answerable):.3f}")
        if any(sample.right.any() for sample in group):
            first = [bool(len(s.right)) and s.right[0] for s in group if s.answerable]
            parts.append(f"first claim right {np.mean(first):.3f}")
        yield "  ".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m rag.evaluation.calibration", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder with XQuAD and NoMIRACL")
    options = parser.parse_args()
    settings = Settings.from_environment()
    remembering = _Remembering(open_encoder(settings))
    rag.building.open_encoder = rag.corpus.open_encoder = lambda _: remembering  # type: ignore[assignment,attr-defined,return-value]
    found = list(samples(options.data, settings))
    features = np.concatenate([sample.features for sample in found])
    right = np.concatenate([sample.right for sample in found]).astype(np.float64)
    weights = fit(features, right)
    of_topics = [sample for sample in found if sample.setting.endswith("topic")]
    confidence = np.array([_best(sample, weights) for sample in of_topics])
    threshold, accuracy = best_threshold(confidence, np.array([sample.answerable for sample in of_topics]))
    print(f"{len(found)} questions asked, {len(right)} claims, {int(right.sum())} of them right")
    print(f"WEIGHTS = ({', '.join(f'{weight:.2f}' for weight in weights)})    # {', '.join(FEATURES)}")
    print(f"ANSWERS = {threshold:.3f}    # balanced accuracy {accuracy:.3f}", flush=True)
    found += nomiracl_samples(options.data, settings)
    print("fitted here:", *_table(found, weights, threshold), sep="\n")
    print("as selection.py has it now:", *_table(found, np.array(WEIGHTS), ANSWERS), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
