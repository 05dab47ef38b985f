"""Nearest vectors by cosine: the only door to FAISS.

All vectors have unit length, so that the inner product is the cosine. Up to FLAT vectors every one is compared as it
is. Of more, their codes are compared: one bit a value, four values by the nearest of 16 prototypes (a product
quantiser), of which a million take 48 MB and 3 ms on one core. From CELLS_FROM vectors on they lie in an inverted file,
and a third of its cells is looked at. Those that come nearest are compared again with the vectors as the database has
them, at half precision, so that cosines are exact either way.

Measured on a million sentences of news and mixtures of them, with real questions: 0.994 of the ten nearest are found,
and 0.999 where all codes are compared. An inverted file of scalar codes at a byte a value, of which 256 of 4,096 cells
are looked at, found 0.97 in twice the time and eight times the memory.
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
from rag.store.arrays import LargeMatrix, read_matrix

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]

FLAT = 20_000
"""Vectors up to which each is compared with the question: 384 values each, that takes about 2 ms."""
EXACT = 4_000
"""Allowed vectors up to which all of them are compared and no index is asked: that takes 4 to 10 ms."""
CELLS_FROM, _CELL = 400_000, 1_000
"""Vectors from which cells are made, and how many lie in one: fewer vectors are all compared in about 1 ms."""
_PROBED = 1 / 3
"""The share of the cells that is looked at where all vectors are allowed."""
_TOGETHER, _BITS = 4, 4
"""Values of a vector that have one code, and bits of a code."""
_BEYOND = 500
"""So many more than are wanted are compared again, where codes were compared first."""
_LEARNT_FROM, _LEARNT_FROM_CELL, _ROUNDS = 20_000, 40, 10
"""Vectors from which prototypes are learnt, vectors for each cell (FAISS asks for 39), and rounds of learning cells."""
_AT_ONCE = 65_536
"""Vectors that are widened for FAISS at a time, so that a large index never stands twice in memory."""


def _faiss() -> Any:
    import faiss

    return faiss


class VectorIndex:
    """An index over unit vectors, which are addressed by row: 0, 1, 2, ... in the order of building."""

    def __init__(self, index: Any, vectors: Halves | LargeMatrix) -> None:
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
            codes = dimension // math.gcd(dimension, _TOGETHER)
            cells = len(values) // _CELL if len(values) >= CELLS_FROM else 1
            means = faiss.IndexFlatIP(dimension)
            index = faiss.IndexIVFPQFastScan(means, dimension, cells, codes, _BITS, faiss.METRIC_INNER_PRODUCT)
            index.by_residual = False  # the values themselves and not what is left after the cell's mean
            index.cp.niter = _ROUNDS
            learnt_from = min(len(values), max(_LEARNT_FROM, _LEARNT_FROM_CELL * cells))
            sample = np.random.default_rng(0).choice(len(values), learnt_from, replace=False)
            with _one_thread():
                index.train(values[np.sort(sample)].astype(np.float32))
        for first in range(0, len(values), _AT_ONCE):
            index.add(values[first : first + _AT_ONCE].astype(np.float32))
        return cls(index, values)

    @classmethod
    def read(cls, path: Path) -> VectorIndex:
        """Read what `write` wrote. Raises IndexCorrupt if FAISS cannot make sense of it."""
        faiss = _faiss()
        try:
            index, vectors = faiss.read_index(str(path)), read_matrix(path.with_suffix(".npy"))
        except (RuntimeError, OSError, ValueError) as error:
            raise IndexCorrupt(f"{path} is no FAISS index; delete it, it is made again from the database") from error
        return cls(index, vectors)

    def write(self, path: Path) -> None:
        """Write the index to `path` and the vectors beside it, with the ending .npy; for what `build` made."""
        assert isinstance(self._vectors, np.ndarray)
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
            rows = self._found(vector, count, among, allowed)
        cosines = self.cosines(vector, rows)
        order = np.argsort(-cosines, kind="stable")[:count]
        return rows[order], cosines[order]

    def _found(self, vector: Floats, count: int, among: int, allowed: Flags | None) -> Rows:
        """Return rows that FAISS finds near, ascending, `count` at least if it finds so many."""
        faiss = _faiss()
        selector = None
        if allowed is not None:
            selector = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
        if isinstance(self._index, faiss.IndexIVF):
            # Of cells in which few are allowed, more are looked at.
            probed = min(self._index.nlist, math.ceil(_PROBED * self._index.nlist * len(self) / among))
            count = min(count + _BEYOND, among)
            way = faiss.SearchParametersIVF(sel=selector, nprobe=probed)
        else:
            way = faiss.SearchParameters(sel=selector)
        with _one_thread():
            found = self._index.search(vector[None, :].astype(np.float32), count, params=way)[1][0]
        rows: Rows = np.sort(found[found >= 0].astype(np.int64))
        return rows

    def cosines(self, vector: Floats, rows: Rows) -> Floats:
        """Return the cosine of a unit vector with each of these rows, shape [len(rows)]."""
        # Not `@`: BLAS wakes its threads for so little, and waits for them wherever other work runs beside. What is
        # summed are single numbers, which einsum widens a few at a time.
        halves, single = self._vectors[rows], vector.astype(np.float32)
        cosines: Floats = np.einsum("rd,d->r", halves, single, dtype=np.float32, casting="unsafe")
        return cosines

    def vectors(self, rows: Rows) -> Floats:
        """Return the vectors of these rows, shape [len(rows), dimension]."""
        stored: Floats = self._vectors[rows].astype(np.float32)
        return stored


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let FAISS compute in this thread alone: a question, and a step of learning, is too little to share out.

    Where other work runs beside, threads wait for each other longer than they compute.
    """
    faiss = _faiss()
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
