"""Fit both confidences of an answer on public data; prints what `rag.answering` holds.

    python -m rag.evaluation.calibration --data FOLDER

Every XQuAD question is asked of all paragraphs, of the paragraphs of its own topic, and of those without the one that
answers: an index in which everything is about the same names and nothing answers, like a newsroom's folder. Questions
and paragraphs are German and English, in all four pairings. Every NoMIRACL question is asked of its ten passages.

Two logistic regressions: over claims, whether a claim is right, which is to hold the start of the gold answer (XQuAD);
and over questions, whether anything answers (NoMIRACL, and XQuAD's topics at half its weight; as many answerable as
not). Figures for questions are cross-validated: each question is judged by weights that were fitted without it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import rag.building.builds
import rag.corpus
from rag.answering import answerability, selection
from rag.corpus import Corpus
from rag.encoder import Encoder, Stretch, open_encoder
from rag.evaluation.datasets import Xquad, corpus_of, number_of, read_nomiracl, read_xquad
from rag.evaluation.metrics import auroc, balanced_accuracy
from rag.evaluation.retrieval_quality import HITS
from rag.settings import Settings
from rag.types import Span

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_FOLDS = 5
_NOMIRACL = "nomiracl"
_TOPIC_WEIGHT = 0.5
"""What XQuAD's topics weigh beside NoMIRACL. Its questions were written by people who had the paragraph before them and
kept its words; those of NoMIRACL were asked by people who did not know the answer, as in a newsroom."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One question asked of one corpus: features of the find and of each claim, which claims are right, the setting."""

    find: Floats
    claims: Floats
    right: Flags
    answerable: bool
    setting: str


def xquad_samples(data: Path, settings: Settings) -> Iterator[Sample]:
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


def nomiracl_samples(data: Path, settings: Settings) -> Iterator[Sample]:
    """Yield a sample a question of NoMIRACL; which claims are right is not known there."""
    for entry in read_nomiracl(data):
        with tempfile.TemporaryDirectory() as folder:
            corpus = corpus_of([text for text in entry.passages if text.strip()], Path(folder) / "c", settings)
            sample = _sample(corpus, entry.question, None, 0, _NOMIRACL)
            yield Sample(sample.find, sample.claims, sample.right, entry.answerable, _NOMIRACL)
            corpus.close()


def _sample(corpus: Corpus, text: str, paragraph: int | None, answer_start: int, setting: str) -> Sample:
    question, found, _ = corpus.find(text, HITS)
    claims = [c for c in selection.candidates(question, found) if question.can_be_answered_by(c.claim.sentence_text)]
    # A claim is measured by its sentence, and so is whether it answers.
    sentences = [c.claim.sentence or Span(c.claim.start, c.claim.end) for c in claims]
    right = [
        number_of(c.claim.article.path) == paragraph and sentence.start <= answer_start < sentence.end
        for c, sentence in zip(claims, sentences, strict=True)
    ]
    return Sample(
        find=np.array(answerability.features(question, found)),
        claims=np.array([c.features for c in claims], np.float64).reshape(len(claims), len(selection.FEATURES)),
        right=np.array(right, dtype=bool),
        answerable=paragraph is not None,
        setting=setting,
    )


def fit(features: Floats, right: Floats, weight: Floats | None = None, *, penalty: float = 0.05) -> Floats:
    """Return the weights of a logistic regression, by Newton's method with a ridge penalty; shape [features].

    `weight` says how much each row counts, 1 unless told; shape [rows], as `right`.
    """
    counts = np.ones(len(right)) if weight is None else weight
    weights = np.zeros(features.shape[1])
    ridge = penalty * np.eye(len(weights))
    ridge[0, 0] = 0.0  # the bias is not drawn to zero
    for _ in range(30):
        chance = _logistic(features @ weights)
        gradient = features.T @ (counts * (right - chance)) - ridge @ weights
        curvature = (features * (counts * chance * (1 - chance))[:, None]).T @ features + ridge
        step = np.linalg.solve(curvature, gradient)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def _logistic(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))))


def balanced_weights(settings: Sequence[str], answerable: Flags) -> Floats:
    """Return the weight of each question: in each setting as much for the answerable ones as for the others.

    NoMIRACL weighs as many rows as it has, all other settings together `_TOPIC_WEIGHT` of that.
    """
    names = np.array(settings)
    of_nomiracl = max(1, int((names == _NOMIRACL).sum()))
    others = sorted(set(settings) - {_NOMIRACL})
    weights = np.zeros(len(names))
    for setting in set(settings):
        share = 1.0 if setting == _NOMIRACL else _TOPIC_WEIGHT / len(others)
        for kind in (True, False):
            rows = (names == setting) & (answerable == kind)
            weights[rows] = share * of_nomiracl / 2 / max(1, int(rows.sum()))
    return weights


def cross_validated(features: Floats, answerable: Flags, weight: Floats) -> Floats:
    """Return for each question its confidence by weights fitted to the other folds; shape [questions]."""
    order = np.random.default_rng(0).permutation(len(features))
    confidence = np.zeros(len(features))
    for fold in range(_FOLDS):
        held = order[fold::_FOLDS]
        rest = np.setdiff1d(order, held)
        fitted = fit(features[rest], answerable[rest].astype(np.float64), weight[rest])
        confidence[held] = _logistic(features[held] @ fitted)
    return confidence


def _tables(settings: Sequence[str], answerable: Flags, confidence: Floats) -> Iterator[str]:
    names = np.array(settings)
    yield "setting             AUROC   balanced accuracy   answered of answerable   abstained of the others"
    for setting in sorted(set(settings)):
        good, bad = confidence[(names == setting) & answerable], confidence[(names == setting) & ~answerable]
        answered, abstained = good >= answerability.ANSWERS, bad < answerability.ANSWERS
        yield (
            f"{setting:18} {auroc(good, bad):6.3f} {balanced_accuracy(answered, abstained):19.3f}"
            f" {answered.mean():24.3f} {abstained.mean():25.3f}"
        )
    yield "confidence at least: share that can be answered, in NoMIRACL and in topics, as many answerable as not"
    for least in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        shares = []
        for rows in (names == _NOMIRACL, names != _NOMIRACL):
            good = float((confidence[rows & answerable] >= least).mean())
            bad = float((confidence[rows & ~answerable] >= least).mean())
            shares.append(f"{good / max(1e-9, good + bad):.2f} ({good:.2f} of the answerable)")
        yield f"{least:.1f}: {', '.join(shares)}"


class _Remembering:
    """The encoder with a memory for texts: the same paragraphs stand in many of the small indexes."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._questions: dict[str, NDArray[np.float32]] = {}
        self._passages: dict[str, NDArray[np.float32]] = {}
        self._stretches: dict[Stretch, NDArray[np.float32]] = {}
        self.name, self.dimension, self.fingerprint = encoder.name, encoder.dimension, encoder.fingerprint
        self.fits = encoder.fits

    def encode_question(self, question: str) -> NDArray[np.float32]:
        if question not in self._questions:
            self._questions[question] = self._encoder.encode_question(question)
        return self._questions[question]

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in self._passages]
        self._passages.update(zip(new, self._encoder.encode_passages(new), strict=True))
        return np.array([self._passages[text] for text in texts], np.float32).reshape(len(texts), self.dimension)

    def encode_stretches(self, stretches: Sequence[Stretch]) -> list[NDArray[np.float32]]:
        new = [stretch for stretch in dict.fromkeys(stretches) if stretch not in self._stretches]
        self._stretches.update(zip(new, self._encoder.encode_stretches(new), strict=True))
        return [self._stretches[stretch] for stretch in stretches]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m rag.evaluation.calibration", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder with XQuAD and NoMIRACL")
    options = parser.parse_args()
    settings = Settings.from_environment()
    remembering = _Remembering(open_encoder(settings))
    rag.building.builds.open_encoder = rag.corpus.open_encoder = lambda _: remembering  # type: ignore[assignment,attr-defined]

    of_xquad = list(xquad_samples(options.data, settings))
    claims = np.concatenate([sample.claims for sample in of_xquad])
    right = np.concatenate([sample.right for sample in of_xquad])
    print(f"claims: {len(right)}, of them {int(right.sum())} right")
    print(_assignment(fit(claims, right.astype(np.float64)), selection.FEATURES), flush=True)

    questions = [sample for sample in of_xquad if sample.setting.endswith("topic")]
    questions += nomiracl_samples(options.data, settings)
    names, answerable = [sample.setting for sample in questions], np.array([s.answerable for s in questions])
    finds, weight = np.stack([sample.find for sample in questions]), balanced_weights(names, answerable)
    print(f"questions: {len(questions)}, of them {int(answerable.sum())} answerable")
    print(_assignment(fit(finds, answerable.astype(np.float64), weight), answerability.FEATURES))
    print("cross-validated:", *_tables(names, answerable, cross_validated(finds, answerable, weight)), sep="\n")
    print("as it stands:", *_tables(names, answerable, _logistic(finds @ np.array(answerability.WEIGHTS))), sep="\n")
    return 0


def _assignment(weights: Floats, features: Sequence[str]) -> str:
    return f"WEIGHTS = ({', '.join(f'{weight:.2f}' for weight in weights)})    # {', '.join(features)}"


if __name__ == "__main__":
    sys.exit(main())
