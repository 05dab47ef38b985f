"""The teacher's vectors, which are the targets: computed once and kept in shards, so that stopping loses little."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import numpy as np

from rag.training.encoder.files import write_whole
from rag.training.encoder.first_rows import Floats

SHARD = 1_000
"""Texts in a shard: ten seconds of work on two cores."""


def teacher_vectors(
    encode: Callable[[Sequence[str]], Floats], texts: Sequence[str], folder: Path, name: str
) -> Generator[int, None, Floats]:
    """Return the unit vectors of texts, shape [len(texts), dimension]; yield after each shard how many are done.

    Shards that lie in the folder under this name are taken as they are: the texts must be the ones of the first time.
    """
    parts = []
    for number, start in enumerate(range(0, len(texts), SHARD)):
        path = folder / f"{name}-{number:05}.npy"
        part = texts[start : start + SHARD]
        vectors = _stored(path, len(part))
        if vectors is None:
            vectors = encode(part).astype(np.float16)
            write_whole(path, _writer(vectors))
        parts.append(vectors)
        yield start + len(part)
    return np.concatenate(parts).astype(np.float32)


def _stored(path: Path, count: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float16]] | None:
    try:
        vectors: np.ndarray[tuple[int, ...], np.dtype[np.float16]] = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None  # not there, or damaged: it is computed again
    return vectors if vectors.ndim == 2 and len(vectors) == count and vectors.dtype == np.float16 else None


def _writer(vectors: np.ndarray[tuple[int, ...], np.dtype[np.float16]]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with path.open("wb") as file:  # by its name np.save would put another ending
            np.save(file, vectors, allow_pickle=False)

    return write
