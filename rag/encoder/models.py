"""Encoders by name or folder. Models that want a prompt before questions and passages (E5 and its like) get it."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from rag.encoder import Floats, Stretch, one_by_one
from rag.encoder.loading import Kind, load, threads_of_torch
from rag.settings import Settings

_BATCH = 16
_ENCODER = Kind(
    "encoder",
    "SentenceTransformer",
    example="intfloat/multilingual-e5-small",
    wanted="a sentence-transformers model",
    without="leave BELEGT_ENCODER unset for the embedded one",
)

# What the authors of these families trained with, for models whose own configuration does not say (model cards).
_KNOWN_PROMPTS = (
    ("e5-mistral", "Instruct: Given a question, retrieve passages that answer it\nQuery: ", ""),
    ("multilingual-e5-large-instruct", "Instruct: Given a question, retrieve passages that answer it\nQuery: ", ""),
    ("e5-", "query: ", "passage: "),
    ("bge-large-en", "Represent this sentence for searching relevant passages: ", ""),
    ("bge-base-en", "Represent this sentence for searching relevant passages: ", ""),
    ("bge-small-en", "Represent this sentence for searching relevant passages: ", ""),
    ("nomic-embed", "search_query: ", "search_document: "),
)
# What model configurations call the two sides.
_QUESTION_PROMPT_NAMES = ("query", "question", "search_query")
_PASSAGE_PROMPT_NAMES = ("document", "passage", "corpus", "search_document")


class ModelEncoder:
    """A sentence-transformers model with its prompts; see `rag.encoder.Encoder`."""

    def __init__(self, name: str, model: Any, question_prompt: str, passage_prompt: str) -> None:
        self.name = name
        self._model = model
        self._question_prompt = question_prompt
        self._passage_prompt = passage_prompt
        # The tokenizer keeps its padding and truncation in itself and refuses to be used by two threads at once.
        self._lock = threading.Lock()

    @cached_property
    def dimension(self) -> int:
        return len(self.encode_question("?"))

    @cached_property
    def fingerprint(self) -> str:
        """Digest of the weights (the head of each tensor) and prompts: tells encoders of the same name apart."""
        digest = hashlib.sha256(f"{self._question_prompt}\0{self._passage_prompt}\0{self._limit}".encode())
        for name, tensor in sorted(self._model.state_dict().items()):
            head = tensor.detach().cpu().flatten()[:512].float().numpy()
            digest.update(f"{name}{tuple(tensor.shape)}".encode() + head.tobytes())
        return digest.hexdigest()[:16]

    def encode_question(self, question: str) -> Floats:
        """Return the vector of a question, shape [dimension]."""
        vector: Floats = self._encode([self._question_prompt + question], threads=1)[0]
        return vector

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of texts, in their order, shape [len(texts), dimension]."""
        return self._encode([self._passage_prompt + text for text in texts])

    def encode_stretches(self, stretches: Sequence[Stretch]) -> list[Floats]:
        """Return for each stretch its vector and then those of its sentences, shape [1 + sentences, dimension]."""
        # Of many models the mean of states says nothing: their vector is the state of the first piece, or the last one.
        return one_by_one(self.encode_passages, stretches)

    def fits(self, text: str) -> bool:
        """Whether the encoder reads the whole of a passage, its prompt and special pieces included."""
        if self._limit is None:
            return True
        # Counted in any case: a rare character can become several pieces, so that no length in characters is safe.
        with self._lock:
            pieces = self._model.tokenizer(self._passage_prompt + text, truncation=False, verbose=False)["input_ids"]
        return len(pieces) <= self._limit

    @property
    def _limit(self) -> int | None:
        limit = self._model.max_seq_length
        return None if limit is None else int(limit)

    def _encode(self, texts: list[str], *, threads: int | None = None) -> Floats:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        with self._lock, threads_of_torch(threads):
            vectors = self._model.encode(
                texts, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)


def open_model(settings: Settings) -> ModelEncoder:
    """Load the model that the settings name, from a folder or by name. Raises ModelMissing, which says what to do."""
    model, location = load(_ENCODER, settings.encoder, settings.threads)
    question_prompt, passage_prompt = _prompts(settings, model, location)
    return ModelEncoder(settings.encoder, model, question_prompt, passage_prompt)


def _prompts(settings: Settings, model: Any, location: str) -> tuple[str, str]:
    """The prompts for questions and passages: from the settings, else the model's own, else its family's."""
    own: dict[str, str] = dict(model.prompts or {})
    question = next((own[name] for name in _QUESTION_PROMPT_NAMES if own.get(name)), "")
    passage = next((own[name] for name in _PASSAGE_PROMPT_NAMES if own.get(name)), "")
    if not question and not passage:
        family = _family(location)
        for pattern, family_question, family_passage in _KNOWN_PROMPTS:
            if re.search(rf"(?<![a-z0-9]){pattern}", family):
                question, passage = family_question, family_passage
                break
    return (
        question if settings.question_prompt is None else settings.question_prompt,
        passage if settings.passage_prompt is None else settings.passage_prompt,
    )


def _family(location: str) -> str:
    """The part of a model's name or folder that tells its family: not the folders above, which say other things.

    >>> _family("/home/e5-team/models/paraphrase-minilm"), _family("intfloat/Multilingual-E5-small")
    ('paraphrase-minilm', 'multilingual-e5-small')
    """
    cached = re.search(r"models--([^/\\]+)", location)  # a folder of the cache is named by a hash, below the name
    return (cached.group(1) if cached else Path(location).name).lower()
