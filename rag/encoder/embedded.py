"""The embedded encoder: the only door to onnxruntime and tokenizers.

`model.onnx` (made by `rag.training.graph`) is a graph without weights; it points into `model.safetensors` beside it.
Each text is read on one thread, and several threads share the work: there is nothing to pad, the same text always has
the same vector, bit for bit on one machine, and no thread waits for another inside a text.

The sentences of a passage are read together, though none sees another: a third quicker than one by one, because each
matrix of the weights is fetched once for all of them. The passage's vector is the mean over all their pieces.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import struct
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from rag.encoder import Floats, Stretch, unit
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
GRAPH, _WEIGHTS, _VOCABULARY, _ABOUT = "model.onnx", "model.safetensors", "tokenizer.json", "sentence_bert_config.json"
_WORD = re.compile(r"\w")
_HEAD = 1024
"""Bytes of each tensor that the fingerprint takes: training changes every tensor, and all 58 MB would take 0.1 s."""

_WORDS = 1 << 14
"""Words whose number of pieces is kept: most of what an article of news is made of, in 2 MB."""


class EmbeddedEncoder:
    """The encoder in a folder of weights and graph; see `rag.encoder.Encoder`."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.name = settings.encoder
        self._question_prompt = settings.question_prompt or ""
        self._passage_prompt = settings.passage_prompt or ""
        self._threads = settings.threads or os.cpu_count() or 1
        self.limit: int = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))["max_seq_length"]
        self._tokenizer = tokenizer = open_pieces(folder)
        self._ends = tokenizer.num_special_tokens_to_add(is_pair=False)
        self._pieces_of_word = lru_cache(_WORDS)(
            lambda word: len(tokenizer.encode(word, add_special_tokens=False)) if word else 0
        )
        self._session = open_session(folder / GRAPH)
        states = self._session.get_outputs()[-1]
        self._last = [states.name]
        self.dimension = int(states.shape[-1])
        self.fingerprint = _fingerprint(folder, f"{self._question_prompt}\0{self._passage_prompt}\0{self.limit}")

    def encode_question(self, question: str) -> Floats:
        """Return the vector of a question, shape [dimension]."""
        return self._vector(self._question_prompt + question)

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of texts, in their order, shape [len(texts), dimension]."""
        prompted = [self._passage_prompt + text for text in texts]
        with ThreadPoolExecutor(self._threads) as threads:
            vectors = list(threads.map(self._vector, prompted))
        return np.stack(vectors) if vectors else np.empty((0, self.dimension), np.float32)

    def encode_stretches(self, stretches: Sequence[Stretch]) -> list[Floats]:
        """Return for each stretch its vector and then those of its sentences, shape [1 + sentences, dimension]."""
        with ThreadPoolExecutor(self._threads) as threads:
            return list(threads.map(self._with_sentences, stretches))

    def fits(self, text: str) -> bool:
        """Whether the encoder reads the whole of a passage, its prompt and special pieces included."""
        # Counted in any case: a rare character can become several pieces, so that no length in characters is safe.
        return self.pieces(self._passage_prompt + text) <= self.limit

    def pieces(self, text: str) -> int:
        """Return into how many pieces a text is cut, the special ones at both ends included."""
        # No piece reaches over a space: most words are those of the text before, and need not be cut again.
        return self._ends + sum(map(self._pieces_of_word, text.split(" ")))

    def _vector(self, text: str) -> Floats:
        return unit(self._sums([self._read(text)])[0])

    def _with_sentences(self, stretch: Stretch) -> Floats:
        texts: list[list[int]] = []
        places: list[int] = []
        for text, is_sentence in _parts(stretch):
            if is_sentence:
                places.append(len(texts))
            texts.append(self._read(self._passage_prompt + text))
        sums = self._sums(texts)
        return unit(np.concatenate([sums.sum(axis=0, keepdims=True), sums[places]]))

    def _sums(self, texts: list[list[int]]) -> Floats:
        """Return for each text the sum of its pieces' states in the last layer, which points where their mean does."""
        states: Floats = self._session.run(self._last, inputs(texts))[0]
        firsts = np.cumsum([0, *(len(text) for text in texts[:-1])])
        return np.add.reduceat(states, firsts, axis=0)

    def _read(self, text: str) -> list[int]:
        """The numbers of the pieces that are read: the last one, which says that the text ends, always is."""
        pieces: list[int] = self._tokenizer.encode(text).ids
        return pieces if len(pieces) <= self.limit else [*pieces[: self.limit - 1], pieces[-1]]


def inputs(texts: Sequence[Sequence[int]]) -> dict[str, NDArray[np.int64]]:
    """Return what the graph takes to read these texts, given as numbers of pieces, beside each other."""
    return {
        "pieces": np.concatenate([np.asarray(text, np.int64) for text in texts]),
        "texts": np.repeat(np.arange(len(texts)), [len(text) for text in texts]),
        "places": np.concatenate([np.arange(len(text)) for text in texts]),
    }


def _parts(stretch: Stretch) -> Iterator[tuple[str, bool]]:
    """Yield the whole text of a stretch in parts, and whether each is one of its sentences."""
    done = 0
    for span in stretch.sentences:
        if _WORD.search(stretch.text, done, span.start):
            yield stretch.text[done : span.start], False
        yield stretch.text[span.start : span.end], True
        done = max(done, span.end)
    if _WORD.search(stretch.text, done) or not stretch.sentences:
        yield stretch.text[done:], False


def open_embedded(settings: Settings, folder: Path = FOLDER) -> EmbeddedEncoder:
    """Load the embedded encoder. Raises ModelMissing if its files are missing or damaged."""
    for name in (GRAPH, _WEIGHTS, _VOCABULARY, _ABOUT):
        if not (folder / name).is_file():
            raise ModelMissing(f"the embedded encoder is not in {folder} ({name} is missing); install Belegt again")
    try:
        return EmbeddedEncoder(folder, settings)
    except Exception as error:  # the libraries raise bare Exceptions for files that they cannot read
        raise ModelMissing(
            f"the embedded encoder in {folder} cannot be loaded ({error}); install Belegt again"
        ) from error


@lru_cache(maxsize=2)
def open_pieces(folder: Path) -> Tokenizer:
    """Return what cuts text into the encoder's pieces, all of it; once in a process."""
    tokenizer = Tokenizer.from_file(str(folder / _VOCABULARY))
    # Cutting is done by its users: a tokenizer that cuts cannot count, and switching would be seen by other threads.
    tokenizer.no_truncation()
    return tokenizer


@lru_cache(maxsize=4)
def open_session(graph: Path) -> onnxruntime.InferenceSession:
    """Load a graph for one text at a time on the thread that asks; once in a process."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the thread that asks computes: none is started, none spins
    # Constants are worked out, and no more: at higher levels a slower node replaces the sum and its normalisation.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3  # errors
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def _fingerprint(folder: Path, told: str) -> str:
    """Digest of prompts and limit, graph, vocabulary, and the head of each tensor."""
    digest = hashlib.sha256(told.encode())
    for name in (GRAPH, _VOCABULARY):
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
