"""The reranker, which a setting asks for: a cross-encoder reads question and text together and judges the text.

It comes after retrieval and judges what that found, so that it works with every index, whatever it was built with. It
sees more than vectors and words do, and takes as long as many encodings: seconds on a processor, for a large one.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from rag.encoder import Floats
from rag.encoder.loading import Kind, is_untrained, load
from rag.errors import ModelMissing
from rag.settings import Settings
from rag.types import ClaimScore, Hit

MOST_CLAIMS = 64
"""Claims that are judged by themselves, those of the best hits: an answer has some eight findings, and each pair costs
as much as an encoding."""

_BATCH = 16
_RERANKER = Kind(
    "reranker",
    "CrossEncoder",
    example="cross-encoder/mmarco-mMiniLMv2-L12-H384-v1",
    wanted="a sentence-transformers CrossEncoder",
    without="leave BELEGT_RERANKER unset",
)


class Reranker:
    """A cross-encoder with one label; threads may share it."""

    def __init__(self, name: str, model: Any) -> None:
        import torch

        self.name = name
        self._model = model
        # Many models come without an activation of their own, or with one that passes the logit through.
        own = model.activation_fn
        self._activation = torch.nn.Sigmoid() if own is None or isinstance(own, torch.nn.Identity) else own
        # The tokenizer keeps its padding and truncation in itself and refuses to be used by two threads at once.
        self._lock = threading.Lock()

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """Return the same hits, best first, with new scores of passages and claims.

        Each score becomes the mean of retrieval's and the judgement, so that it stays in [0, 1] and higher is closer.
        `channels["reranker"]` is the judgement of the passage. Claims beyond MOST_CLAIMS, those of the last hits, take
        over that of their passage: with retrieval's score alone they would overtake those that were judged.
        """
        passages = self.judge(question, [hit.passage.text for hit in hits])
        judged = [_judged(hit, float(value)) for hit, value in zip(hits, passages, strict=True)]
        judged.sort(key=lambda hit: -hit.score)
        # Claims of one sentence are judged by it, once, as retrieval measures them.
        sentences = list(dict.fromkeys(claim.sentence_text for hit in judged for claim in hit.claims))[:MOST_CLAIMS]
        value_of = dict(zip(sentences, self.judge(question, sentences).tolist(), strict=True))
        return [
            replace(
                hit,
                claim_scores=tuple(
                    _mean(score, value_of.get(claim.sentence_text, hit.channels["reranker"]))
                    for claim, score in zip(hit.claims, hit.claim_scores, strict=True)
                ),
            )
            for hit in judged
        ]

    def judge(self, question: str, texts: Sequence[str]) -> Floats:
        """Return how well each text answers the question, as values in [0, 1], shape [len(texts)].

        It is what the model's own activation makes of its logit, or else the sigmoid. What is longer than the model
        reads is judged by its beginning.
        """
        if not texts:
            return np.empty(0, np.float32)
        with self._lock:
            values = self._model.predict(
                [(question, text) for text in texts],
                batch_size=_BATCH,
                activation_fn=self._activation,
                show_progress_bar=False,
            )
        if not np.isfinite(values).all():
            raise ModelMissing(
                f"the reranker {self.name!r} judges by no number; name another one, or {_RERANKER.without}"
            )
        return np.clip(np.asarray(values, np.float32), 0, 1)


def _judged(hit: Hit, value: float) -> Hit:
    return replace(hit, score=(hit.score + value) / 2, channels={**hit.channels, "reranker": value})


def _mean(score: ClaimScore, value: float) -> ClaimScore:
    return replace(score, score=(score.score + value) / 2)


def open_reranker(name: str, settings: Settings) -> Reranker:
    """Load a reranker by name or from a folder, once in a process. Raises ModelMissing, which says what to do."""
    with _opening:
        return _open(name, settings.threads)


_opening = threading.Lock()


@lru_cache(maxsize=2)
def _open(name: str, threads: int) -> Reranker:
    model, _ = load(_RERANKER, name, threads)
    otherwise = f"name a model such as {_RERANKER.example}, or {_RERANKER.without}"
    if is_untrained(model):
        raise ModelMissing(f"{name!r} is no reranker: it has learnt nothing about questions with texts; {otherwise}")
    if model.num_labels != 1:
        raise ModelMissing(
            f"the reranker {name!r} has {model.num_labels} labels, where one is needed (how well a text answers); "
            f"{otherwise}"
        )
    return Reranker(name, model)
