"""Nearest vectors by cosine: the only door to FAISS.

All vectors have unit length, so that the inner product is the cosine. A flat index compares exactly and serves to
about 100,000 vectors; the place for another kind, chosen by size, is `VectorIndex.build`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexCorrupt

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


class VectorIndex:
    """An index over unit vectors, which are addressed by row: 0, 1, 2, ... in the order of building."""

    def __init__(self, index: Any) -> None:
        self._index = index

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @classmethod
    def build(cls, vectors: Floats) -> VectorIndex:
        """Index unit vectors of shape [n, dimension]."""
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def read(cls, path: Path) -> VectorIndex:
        """Read what `write` wrote. Raises IndexCorrupt if FAISS cannot make sense of it."""
        import faiss

        try:
            return cls(faiss.read_index(str(path)))
        except RuntimeError as error:
            raise IndexCorrupt(f"{path} is no FAISS index; delete it, it is made again from the database") from error

    def write(self, path: Path) -> None:
        import faiss

        faiss.write_index(self._index, str(path))

    def nearest(self, vector: Floats, count: int) -> tuple[Rows, Floats]:
        """Return the rows nearest to a unit vector of shape [dimension], nearest first, and their cosines."""
        count = min(count, len(self))
        if count == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        scores, rows = self._index.search(vector[None, :].astype(np.float32), count)
        return rows[0], scores[0]

    def cosines(self, vector: Floats, rows: Rows) -> Floats:
        """Return the cosine of a unit vector with each of these rows, shape [len(rows)]."""
        if len(rows) == 0:
            return np.empty(0, np.float32)
        stored: Floats = self._index.reconstruct_batch(rows)
        return stored @ vector.astype(np.float32)
