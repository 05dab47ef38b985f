"""The entailment model, which a setting asks for: a cross-encoder that judges if a statement follows from a quote.

It has a say in what a chat model worded, after the gate (`rag.relations.verification`) and never instead of it: such
models know paraphrases that no table holds, and are easily fooled by a number or a name, which the gate is not.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from rag.encoder.loading import Kind, is_untrained, load
from rag.errors import ModelMissing
from rag.settings import Settings

_ENTAILMENT = Kind(
    "entailment model",
    "CrossEncoder",
    example="MoritzLaurer/mDeBERTa-v3-base-mnli-xnli",
    wanted="a sentence-transformers CrossEncoder for natural language inference",
    without="leave BELEGT_ENTAILMENT unset",
)
_LABELS = {
    "entailment": "entailment",
    "neutral": "neutral",
    "contradiction": "contradiction",
    "notentailment": "contradiction",
    "nonentailment": "contradiction",
}
"""What the labels of such models mean, by their letters alone: "NOT_ENTAILMENT" and "not-entailment" are one."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How a statement stands to a quote, as probabilities in [0, 1] that add up to 1.

    Models of two labels know "entailment" and everything else: that counts as `contradiction`, and `neutral` is None.
    """

    entailment: float
    neutral: float | None
    contradiction: float

    @property
    def entails(self) -> bool:
        """Whether the statement follows, rather than anything else."""
        return self.entailment > max(self.contradiction, self.neutral or 0.0)

    @property
    def contradicts(self) -> bool:
        """Whether the quote says the contrary, rather than anything else; never told by a model of two labels."""
        return self.neutral is not None and self.contradiction > max(self.entailment, self.neutral)


class Entailment:
    """A cross-encoder whose labels are those of natural language inference; threads may share it."""

    def __init__(self, name: str, model: Any, labels: tuple[str, ...]) -> None:
        self.name = name
        self._model = model
        self._labels = labels
        # The tokenizer keeps its padding and truncation in itself and refuses to be used by two threads at once.
        self._lock = threading.Lock()

    def __call__(self, quote: str, statement: str) -> Judged:
        """Judge the statement by the quote; what is longer than the model reads is judged by its beginning.

        Raises ModelMissing if the model judges by no number.
        """
        with self._lock:
            # Whatever activation the model brings along: probabilities are made of its logits, once.
            (values,) = self._model.predict(
                [(quote, statement)], activation_fn=lambda logits: logits.softmax(dim=-1), show_progress_bar=False
            )
        if not np.isfinite(values).all():
            raise ModelMissing(
                f"the entailment model {self.name!r} judges by no number; name another one, or {_ENTAILMENT.without}"
            )
        value_of = dict(zip(self._labels, map(float, values), strict=True))
        return Judged(value_of["entailment"], value_of.get("neutral"), value_of["contradiction"])


def open_entailment(name: str, settings: Settings) -> Entailment:
    """Load an entailment model by name or from a folder, once in a process.

    Raises ModelMissing, which says what to do.
    """
    with _opening:
        return _open(name, settings.threads)


_opening = threading.Lock()


@lru_cache(maxsize=2)
def _open(name: str, threads: int) -> Entailment:
    model, _ = load(_ENTAILMENT, name, threads)
    otherwise = f"name a model such as {_ENTAILMENT.example}, or {_ENTAILMENT.without}"
    if is_untrained(model):
        raise ModelMissing(
            f"{name!r} is no entailment model: it has learnt nothing about quotes with statements; {otherwise}"
        )
    told = {int(number): str(label) for number, label in (model.config.id2label or {}).items()}
    shown = [told.get(number, f"LABEL_{number}") for number in range(model.num_labels)]
    labels = tuple(_LABELS.get(re.sub(r"[^a-z]", "", label.lower()), "") for label in shown)
    if sorted(labels) not in (["contradiction", "entailment"], ["contradiction", "entailment", "neutral"]):
        raise ModelMissing(
            f"the entailment model {name!r} has the labels {', '.join(shown)}, where entailment, neutral and "
            f"contradiction (or entailment and not_entailment) are needed; correct id2label in its config.json if they "
            f"only lack names, {otherwise}"
        )
    return Entailment(name, model, labels)
