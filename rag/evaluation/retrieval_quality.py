"""Retrieval measured on XQuAD: which paragraph, and which sentence in it, beside a naive pipeline on the same text.

As in MTEB's XQuADRetrieval: the paragraphs of one language are the articles, each question has one right paragraph, and
questions of one language are also asked of the paragraphs of the other. Evidence is right if the best claim holds the
start of the gold answer.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.answering.selection import candidates
from rag.corpus import Corpus
from rag.encoder import Encoder
from rag.evaluation.datasets import Xquad, corpus_of, number_of, read_xquad
from rag.settings import Settings

_DEPTH = 10
_RESAMPLES = 1_000


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean in [0, 1] with its 95 % bootstrap interval (1,000 resamples, seed 0)."""

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Figure:
        array = np.asarray(values, dtype=np.float64)
        drawn = np.random.default_rng(0).integers(0, len(array), (_RESAMPLES, len(array)))
        low, high = np.quantile(array[drawn].mean(axis=1), (0.025, 0.975))
        return cls(float(array.mean()), float(low), float(high))

    def to_dict(self) -> dict[str, float]:
        return {"mean": round(self.mean, 4), "low": round(self.low, 4), "high": round(self.high, 4)}


@dataclass(frozen=True, slots=True)
class RetrievalRow:
    """Figures of one system for questions of one language on paragraphs of one language."""

    system: str
    asked: str
    paragraphs: str
    ndcg: Figure
    recall_at_5: Figure
    evidence: Figure | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "system": self.system,
            "asked": self.asked,
            "paragraphs": self.paragraphs,
            "ndcg@10": self.ndcg.to_dict(),
            "recall@5": self.recall_at_5.to_dict(),
            "evidence@1": self.evidence and self.evidence.to_dict(),
        }


def measure(data: Path, settings: Settings, naive: Encoder) -> Iterator[RetrievalRow]:
    """Yield the rows of Belegt and of the naive pipeline for all four pairs of languages."""
    sets = {language: read_xquad(data, language) for language in ("de", "en")}
    for paragraphs in sets.values():
        vectors, owners = _naive_vectors(paragraphs.paragraphs, naive)
        with tempfile.TemporaryDirectory() as folder:
            corpus = corpus_of(paragraphs.paragraphs, Path(folder) / "xquad", settings)
            for asked, questions in sets.items():
                texts = {question.id: question.question for question in questions.questions}
                yield _row(
                    "belegt",
                    asked,
                    paragraphs,
                    [_belegt(corpus, texts[q.id], q.paragraph, q.answer_start) for q in paragraphs.questions],
                )
                yield _row(
                    "naive",
                    asked,
                    paragraphs,
                    [
                        _naive(naive.encode_question(texts[q.id]), vectors, owners, q.paragraph)
                        for q in paragraphs.questions
                    ],
                )
            corpus.close()


def _row(system: str, asked: str, paragraphs: Xquad, results: Sequence[tuple[int, bool | None]]) -> RetrievalRow:
    """Turn ranks (0 is best, -1 is not found) and evidence flags into figures."""
    ranks = [rank for rank, _ in results]
    evidence = [float(flag) for _, flag in results if flag is not None]
    return RetrievalRow(
        system,
        asked,
        paragraphs.language,
        ndcg=Figure.of([1 / np.log2(rank + 2) if 0 <= rank < _DEPTH else 0.0 for rank in ranks]),
        recall_at_5=Figure.of([float(0 <= rank < 5) for rank in ranks]),
        evidence=Figure.of(evidence) if evidence else None,
    )


def _belegt(corpus: Corpus, question: str, paragraph: int, answer_start: int) -> tuple[int, bool]:
    _, found, _ = corpus.find(question, 2 * _DEPTH)
    ranked = list(dict.fromkeys(number_of(hit.passage.article.path) for hit in found.hits))
    claims = candidates(found)
    best = claims[0].claim if claims else None
    right = best is not None and number_of(best.article.path) == paragraph and best.start <= answer_start < best.end
    return (ranked.index(paragraph) if paragraph in ranked else -1), right


def _naive_vectors(texts: Sequence[str], encoder: Encoder) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """What a tutorial builds: pieces of 500 characters that overlap by 50, one vector each."""
    pieces = [(text[i : i + 500], n) for n, text in enumerate(texts) for i in range(0, max(1, len(text) - 50), 450)]
    return encoder.encode_passages([piece for piece, _ in pieces]), np.array([n for _, n in pieces], dtype=np.int64)


def _naive(
    question: NDArray[np.float32], vectors: NDArray[np.float32], owners: NDArray[np.int64], paragraph: int
) -> tuple[int, None]:
    order = owners[np.argsort(-(vectors @ question), kind="stable")]
    ranked = list(dict.fromkeys(int(owner) for owner in order))
    return ranked.index(paragraph), None
