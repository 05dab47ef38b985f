"""Retrieval measured on XQuAD: which paragraph, which sentence in it, and what each channel adds.

As in MTEB's XQuADRetrieval: the distinct paragraphs of one language are the articles, each question has one right
paragraph. Questions of one language are also asked of the paragraphs of the other, joined by the question's id.

* A paragraph ranks where the first of its passages stands among the hits that an answer is made from.
* Evidence: the sentence that holds the start of the gold answer, cut from the paragraph by Belegt's own sentence
  cutter, overlaps the best claim (@1) or any of the three best (@3) that could be shown. Claims are sentences of the
  same cutter, so that this asks for that very sentence. Whether Belegt would abstain is not asked here.
* The ablation ranks all paragraphs by the value of their best passage in each channel, and in all as they are fused.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.answering.selection import candidates
from rag.claims.sentences import sentence_spans
from rag.corpus import Corpus, hits_for
from rag.evaluation.datasets import SpanQuestion, Xquad, corpus_of, number_of
from rag.evaluation.metrics import Figure, Place, ndcg, place_of, recall
from rag.evaluation.progress import Step
from rag.settings import Settings
from rag.types import Claim, Hit, Span

Ranker = Callable[[str, str], NDArray[np.float64]]
"""Takes a question and its language and returns a value for each paragraph, higher is better."""

Baselines = Callable[[Sequence[str], str], Mapping[str, Ranker]]
"""Takes paragraphs and their language and returns other systems by name."""

HITS = hits_for(Settings().top_k)
"""As many hits as an answer is made from."""

BELEGT = "Belegt"
CHANNELS: dict[str, Callable[[Hit], float]] = {
    "passage vectors": lambda hit: hit.channels.get("passage", -1.0),
    "claim vectors": lambda hit: hit.channels.get("claim", -1.0),
    "words": lambda hit: hit.channels.get("lexical", 0.0),
    "passage + claim vectors": lambda hit: (
        max(0.0, hit.channels.get("passage", 0.0)) + max(0.0, hit.channels.get("claim", 0.0))
    ),
    "all, as fused": lambda hit: hit.score,
}
"""What each row of the ablation ranks passages by."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question asked of one system: the right paragraph's place (None: not found), and whether evidence came."""

    question: SpanQuestion
    place: Place | None
    evidence: tuple[bool, bool] | None = None
    """In the best claim, in any of the three best; None for systems that return no claims."""


MEASURES: dict[str, Callable[[Asked], float | None]] = {
    "nDCG@10": lambda asked: ndcg(asked.place, 10),
    "recall@1": lambda asked: recall(asked.place, 1),
    "recall@5": lambda asked: recall(asked.place, 5),
    "recall@10": lambda asked: recall(asked.place, 10),
    "evidence@1": lambda asked: asked.evidence and float(asked.evidence[0]),
    "evidence@3": lambda asked: asked.evidence and float(asked.evidence[1]),
}
"""What is measured of each question; None where the system does not give it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One system, for questions of language `asked` about paragraphs of language `paragraphs`."""

    system: str
    asked: str
    paragraphs: str
    outcomes: tuple[Asked, ...]

    @property
    def pair(self) -> str:
        return f"{self.asked} → {self.paragraphs}"

    def figure(self, measure: str) -> Figure | None:
        """Return one of MEASURES; None for one of evidence where the system returns no claims."""
        values = [MEASURES[measure](outcome) for outcome in self.outcomes]
        known = [value for value in values if value is not None]
        return Figure.of(known) if known else None

    def failures(self) -> list[SpanQuestion]:
        """Return the questions whose paragraph is not surely among the first ten."""
        return [outcome.question for outcome in self.outcomes if recall(outcome.place, 10) < 1]

    def to_dict(self) -> dict[str, Any]:
        return {
            "system": self.system,
            "asked": self.asked,
            "paragraphs": self.paragraphs,
            "questions": len(self.outcomes),
            **{name: _json(self.figure(name)) for name in MEASURES},
        }


@dataclass(frozen=True, slots=True)
class RetrievalQuality:
    """All systems and all channels, each for every pair of languages."""

    sizes: Mapping[str, int]
    """Paragraphs by language."""
    systems: tuple[Row, ...]
    channels: tuple[Row, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "paragraphs": dict(self.sizes),
            "systems": [row.to_dict() for row in self.systems],
            "ablation": [
                {
                    "ranked by": row.system,
                    "asked": row.asked,
                    "paragraphs": row.paragraphs,
                    "questions": len(row.outcomes),
                    "nDCG@10": _json(row.figure("nDCG@10")),
                }
                for row in self.channels
            ],
            "failures": [
                {"asked": row.asked, "paragraphs": row.paragraphs, "id": question.id}
                for row in self.systems
                if row.system == BELEGT
                for question in row.failures()
            ],
        }


def measure(
    sets: Mapping[str, Xquad], settings: Settings, others: Baselines | None = None
) -> Generator[Step, None, RetrievalQuality]:
    """Ask every question of the paragraphs of every language, of Belegt and of the baselines in `others`."""
    wording = {language: {q.id: q.question for q in set_.questions} for language, set_ in sets.items()}
    systems: list[Row] = []
    channels: list[Row] = []
    for set_ in sets.values():
        yield Step(f"XQuAD {set_.language}: building", 0, len(set_.paragraphs))
        with tempfile.TemporaryDirectory() as folder:
            corpus = corpus_of(set_.paragraphs, Path(folder) / "xquad", settings)
            try:
                rankers = others(set_.paragraphs, set_.language) if others else {}
                for asked, texts in wording.items():
                    questions = [question for question in set_.questions if question.id in texts]
                    outcomes: dict[str, list[Asked]] = {name: [] for name in (BELEGT, *rankers)}
                    by_channel: dict[str, list[Asked]] = {name: [] for name in CHANNELS}
                    for number, question in enumerate(questions):
                        yield Step(f"XQuAD {asked} → {set_.language}", number, len(questions))
                        text = texts[question.id]
                        outcomes[BELEGT].append(_asked(corpus, text, question, set_))
                        for name, rank in rankers.items():
                            outcomes[name].append(Asked(question, place_of(rank(text, asked), question.paragraph)))
                        for name, place in _places_by_channel(corpus, text, question.paragraph, set_):
                            by_channel[name].append(Asked(question, place))
                    if questions:
                        systems += _rows(outcomes, asked, set_.language)
                        channels += _rows(by_channel, asked, set_.language)
            finally:
                corpus.close()
    sizes = {language: len(set_.paragraphs) for language, set_ in sets.items()}
    return RetrievalQuality(sizes, tuple(systems), tuple(channels))


def _json(figure: Figure | None) -> dict[str, float] | None:
    return figure.to_dict() if figure else None


def _rows(outcomes: Mapping[str, list[Asked]], asked: str, paragraphs: str) -> Iterator[Row]:
    for name, entries in outcomes.items():
        yield Row(name, asked, paragraphs, tuple(entries))


def _asked(corpus: Corpus, text: str, question: SpanQuestion, set_: Xquad) -> Asked:
    read, found, _ = corpus.find(text, HITS)
    ranked = list(dict.fromkeys(number_of(hit.passage.article.path) for hit in found.hits))
    place = Place(ranked.index(question.paragraph)) if question.paragraph in ranked else None
    claims = [c.claim for c in candidates(read, found) if read.can_be_answered_by(c.claim.sentence_text)][:3]
    gold = sentence_at(set_.paragraphs[question.paragraph], question.answer_start)
    right = [is_evidence(claim, question.paragraph, gold) for claim in claims]
    return Asked(question, place, (any(right[:1]), any(right)))


def sentence_at(text: str, offset: int) -> Span:
    """Return the sentence that holds this offset; the one character, where no sentence does."""
    around = (span for span in sentence_spans(text) if span.start <= offset < span.end)
    return next(around, Span(offset, offset + 1))


def is_evidence(claim: Claim, paragraph: int, sentence: Span) -> bool:
    """Whether a claim of a corpus made by `corpus_of` overlaps this sentence of this paragraph."""
    return number_of(claim.article.path) == paragraph and sentence.overlaps(Span(claim.start, claim.end))


def _places_by_channel(corpus: Corpus, text: str, right: int, set_: Xquad) -> Iterator[tuple[str, Place | None]]:
    # Every passage is a hit, but for those whose every sentence stands in a better one.
    hits = corpus.find(text, corpus.counts()["passages"])[1].hits
    owners = np.array([number_of(hit.passage.article.path) for hit in hits], dtype=np.int64)
    for name, value in CHANNELS.items():
        values = np.full(len(set_.paragraphs), -np.inf)
        np.maximum.at(values, owners, np.array([value(hit) for hit in hits], dtype=np.float64))
        yield name, place_of(values, right) if values[right] > -np.inf else None
