"""Nearest vectors by cosine: the only door to FAISS.

All vectors have unit length, so that the inner product is the cosine. Up to FLAT vectors every one is compared; above
that an inverted file compares those of the 256 nearest cells, at a byte a value, and finds 96 to 97 of the 100 nearest
of 100,000 and 500,000 vectors (measured on sentences of news and mixtures of them, with real questions). What is found
is compared again with the vectors as the database has them, at half precision, so that cosines are exact either way.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexCorrupt
from rag.store.arrays import read_array

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]

FLAT = 20_000
"""Vectors up to which each is compared with the question: 384 values each, that takes about 2 ms."""
EXACT = 4_000
"""Allowed vectors up to which all of them are compared and no index is asked: that takes about 4 ms."""
_CELLS, _PROBED = 2048, 256
_TRAINED_ON = 40
"""Vectors for each cell from which the cells are learnt; FAISS asks for 39."""
_ROUNDS = 10
_AT_ONCE = 65_536
"""Vectors that are widened for FAISS at a time, so that a large index never stands twice in memory."""


def _faiss() -> Any:
    import faiss

    return faiss


class VectorIndex:
    """An index over unit vectors, which are addressed by row: 0, 1, 2, ... in the order of building."""

    def __init__(self, index: Any, vectors: Halves) -> None:
        self._index = index
        self._vectors = vectors

    def __len__(self) -> int:
        return len(self._vectors)

    @classmethod
    def build(cls, vectors: Floats | Halves) -> VectorIndex:
        """Index unit vectors of shape [n, dimension]."""
        faiss = _faiss()
        dimension = vectors.shape[1]
        values = np.ascontiguousarray(vectors, dtype=np.float16)
        if len(values) <= FLAT:
            index = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        else:
            cells = min(_CELLS, int(4 * math.sqrt(len(values))))
            index = faiss.IndexIVFScalarQuantizer(
                faiss.IndexFlatIP(dimension),
                dimension,
                cells,
                faiss.ScalarQuantizer.QT_8bit,
                faiss.METRIC_INNER_PRODUCT,
                False,  # the values themselves and not what is left after the cell's mean: as near, and quicker
            )
            index.cp.niter = _ROUNDS
            sample = np.random.default_rng(0).choice(len(values), min(len(values), _TRAINED_ON * cells), replace=False)
            index.train(values[np.sort(sample)].astype(np.float32))
        for first in range(0, len(values), _AT_ONCE):
            index.add(values[first : first + _AT_ONCE].astype(np.float32))
        return cls(index, values)

    @classmethod
    def read(cls, path: Path) -> VectorIndex:
        """Read what `write` wrote. Raises IndexCorrupt if FAISS cannot make sense of it."""
        faiss = _faiss()
        try:
            index, vectors = faiss.read_index(str(path)), read_array(path.with_suffix(".npy"))
        except (RuntimeError, OSError, ValueError) as error:
            raise IndexCorrupt(f"{path} is no FAISS index; delete it, it is made again from the database") from error
        return cls(index, vectors)

    def write(self, path: Path) -> None:
        """Write the index to `path` and the vectors beside it, with the ending .npy."""
        faiss = _faiss()
        faiss.write_index(self._index, str(path))
        np.save(path.with_suffix(".npy"), self._vectors, allow_pickle=False)

    def nearest(self, vector: Floats, count: int, allowed: Flags | None = None) -> tuple[Rows, Floats]:
        """Return the rows nearest to a unit vector of shape [dimension], nearest first, and their cosines.

        `allowed` tells which rows may be found, shape [n]; None means all.
        """
        among = len(self) if allowed is None else int(allowed.sum())
        count = min(count, among)
        if count == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        if allowed is not None and among <= EXACT:
            rows = np.flatnonzero(allowed).astype(np.int64)
        else:
            with _one_thread():
                question = vector[None, :].astype(np.float32)
                found = self._index.search(question, count, params=self._way(allowed, among))[1][0]
            rows = found[found >= 0].astype(np.int64)
        cosines = self.cosines(vector, rows)
        order = np.argsort(-cosines, kind="stable")[:count]
        return rows[order], cosines[order]

    def _way(self, allowed: Flags | None, among: int) -> Any:
        """How FAISS is to search: in how many cells, more where few of their vectors are allowed, and for what."""
        faiss = _faiss()
        selector = None
        if allowed is not None:
            selector = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
        if isinstance(self._index, faiss.IndexIVF):
            cells = math.ceil(_PROBED * len(self) / among)
            return faiss.SearchParametersIVF(sel=selector, nprobe=min(self._index.nlist, cells))
        return faiss.SearchParameters(sel=selector)

    def cosines(self, vector: Floats, rows: Rows) -> Floats:
        """Return the cosine of a unit vector with each of these rows, shape [len(rows)]."""
        stored: Floats = self._vectors[rows].astype(np.float32)
        return stored @ vector.astype(np.float32)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let FAISS compute in this thread alone: one question is too little to share out, and waiting takes longer."""
    faiss = _faiss()
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
