"""The embedded encoder: the only door to onnxruntime and tokenizers.

`model.onnx` (made by `rag.training.graph`) is a graph without weights; it points into `model.safetensors` beside it.
Texts go through one at a time, each on one thread, and several threads share the work: there is nothing to pad, the
same text always has the same vector, bit for bit on one machine, and no thread waits for another inside a text.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

import numpy as np
from tokenizers import Tokenizer

from rag.encoder import Floats
from rag.errors import ModelMissing
from rag.settings import Settings

# From 1.29 on onnxruntime tells its maker that it runs, with an identifier that it keeps in the user's cache, unless
# this is set before it is loaded. Belegt reaches no foreign host, whatever else the environment says.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime

Pieces: TypeAlias = Tokenizer
Session: TypeAlias = onnxruntime.InferenceSession
"""What other files of this room call what they open here."""

FOLDER = Path(__file__).parent.parent / "encoder_weights"
_GRAPH, _WEIGHTS, _VOCABULARY, _ABOUT = "model.onnx", "model.safetensors", "tokenizer.json", "sentence_bert_config.json"
_HEAD = 1024
"""Bytes of each tensor that the fingerprint takes: training changes every tensor, and all 58 MB would take 0.1 s."""


class EmbeddedEncoder:
    """The encoder in a folder of weights and graph; see `rag.encoder.Encoder`."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.name = settings.encoder
        self._question_prompt = settings.question_prompt or ""
        self._passage_prompt = settings.passage_prompt or ""
        self._threads = settings.threads or os.cpu_count() or 1
        self.limit: int = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))["max_seq_length"]
        self._tokenizer = open_pieces(folder)
        self._session = open_session(folder / _GRAPH)
        self.dimension = int(self._session.get_outputs()[0].shape[0])
        self.fingerprint = _fingerprint(folder, f"{self._question_prompt}\0{self._passage_prompt}\0{self.limit}")

    def encode_question(self, question: str) -> Floats:
        """Return the vector of a question, shape [dimension]."""
        return self._vector(self._question_prompt + question)

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of passages or claims, in their order, shape [len(texts), dimension]."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        prompted = [self._passage_prompt + text for text in texts]
        with ThreadPoolExecutor(self._threads) as threads:
            for place, vector in enumerate(threads.map(self._vector, prompted)):
                vectors[place] = vector
        return vectors

    def fits(self, text: str) -> bool:
        """Whether the encoder reads the whole of a passage, its prompt and special pieces included."""
        # Counted in any case: a rare character can become several pieces, so that no length in characters is safe.
        return self.pieces(self._passage_prompt + text) <= self.limit

    def pieces(self, text: str) -> int:
        """Return into how many pieces a text is cut, the special ones at both ends included."""
        return len(self._tokenizer.encode(text).ids)

    def _vector(self, text: str) -> Floats:
        vector: Floats = self._session.run(None, {"pieces": np.array(self._read(text), np.int64)})[0]
        return vector

    def _read(self, text: str) -> list[int]:
        """The numbers of the pieces that are read: the last one, which says that the text ends, always is."""
        pieces: list[int] = self._tokenizer.encode(text).ids
        return pieces if len(pieces) <= self.limit else [*pieces[: self.limit - 1], pieces[-1]]


def open_embedded(settings: Settings, folder: Path = FOLDER) -> EmbeddedEncoder:
    """Load the embedded encoder. Raises ModelMissing if its files are missing or damaged."""
    for name in (_GRAPH, _WEIGHTS, _VOCABULARY, _ABOUT):
        if not (folder / name).is_file():
            raise ModelMissing(f"the embedded encoder is not in {folder} ({name} is missing); install Belegt again")
    try:
        return EmbeddedEncoder(folder, settings)
    except Exception as error:  # the libraries raise bare Exceptions for files that they cannot read
        raise ModelMissing(
            f"the embedded encoder in {folder} cannot be loaded ({error}); install Belegt again"
        ) from error


def open_pieces(folder: Path) -> Tokenizer:
    """Return what cuts text into the encoder's pieces, all of it."""
    tokenizer = Tokenizer.from_file(str(folder / _VOCABULARY))
    # Cutting is done by its users: a tokenizer that cuts cannot count, and switching would be seen by other threads.
    tokenizer.no_truncation()
    return tokenizer


def open_session(graph: Path) -> onnxruntime.InferenceSession:
    """Load a graph for one text at a time on the thread that asks."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the thread that asks computes: none is started, none spins
    # Constants are worked out, and no more: at higher levels a slower node replaces the sum and its normalisation.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3  # errors
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def _fingerprint(folder: Path, told: str) -> str:
    """Digest of prompts and limit, graph, vocabulary, and the head of each tensor."""
    digest = hashlib.sha256(told.encode())
    for name in (_GRAPH, _VOCABULARY):
        digest.update((folder / name).read_bytes())
    with (folder / _WEIGHTS).open("rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        header = file.read(size)
        digest.update(header)
        for name, tensor in json.loads(header).items():
            if name != "__metadata__":
                start, end = tensor["data_offsets"]
                file.seek(8 + size + start)
                digest.update(file.read(min(_HEAD, end - start)))
    return digest.hexdigest()[:16]
