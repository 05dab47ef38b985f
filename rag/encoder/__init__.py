"""Text in, unit vectors out: the embedded encoder, and every other one by name or folder.

The embedded one (`rag/encoder_weights/`, with a model card) comes with Belegt and starts in a quarter of a second. Any
sentence-transformers model works instead; its libraries are imported only when one is asked for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.settings import EMBEDDED_ENCODER, Settings
from rag.types import Span

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The text of a passage, with the sentences in it that get a vector too: offsets into `text`, one after another."""

    text: str
    sentences: tuple[Span, ...] = ()


class Encoder(Protocol):
    """A loaded encoder. All vectors have unit length, so that the inner product is the cosine. Threads may share it."""

    @property
    def name(self) -> str:
        """What the settings call it."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    @property
    def fingerprint(self) -> str:
        """Digest of the weights and prompts: tells encoders of the same name apart."""

    def encode_question(self, question: str) -> Floats:
        """Return the vector of a question, shape [dimension]."""

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of texts that stand for themselves, in their order, shape [len(texts), dimension]."""

    def encode_stretches(self, stretches: Sequence[Stretch]) -> list[Floats]:
        """Return for each stretch its vector and then those of its sentences, shape [1 + sentences, dimension].

        A sentence's vector is about that of the sentence by itself.
        """

    def fits(self, text: str) -> bool:
        """Whether the encoder reads the whole of a passage, its prompt and special pieces included."""


def open_encoder(settings: Settings) -> Encoder:
    """Load the encoder that the settings name, once in a process. Raises ModelMissing, which says what to do."""
    # What does not shape the encoder is left at its default, so that it does not load the same weights again.
    shaping = Settings(
        encoder=settings.encoder,
        question_prompt=settings.question_prompt,
        passage_prompt=settings.passage_prompt,
        threads=settings.threads,
    )
    with _opening:
        return _open(shaping)


def one_by_one(encode: Callable[[Sequence[str]], Floats], stretches: Sequence[Stretch]) -> list[Floats]:
    """Do as `encode_stretches` by reading each stretch, and then each of its sentences."""
    texts = [[one.text, *(one.text[span.start : span.end] for span in one.sentences)] for one in stretches]
    vectors = encode([text for group in texts for text in group])
    return np.split(vectors, np.cumsum([len(group) for group in texts])[:-1])


def unit(vectors: Floats) -> Floats:
    """Return vectors of the same directions and unit length, shape [..., dimension]."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, np.finfo(np.float32).tiny), dtype=np.float32)


_opening = threading.Lock()


@lru_cache(maxsize=2)
def _open(settings: Settings) -> Encoder:
    if settings.encoder == EMBEDDED_ENCODER:
        from rag.encoder.embedded import open_embedded

        return open_embedded(settings)
    from rag.encoder.models import open_model

    return open_model(settings)
