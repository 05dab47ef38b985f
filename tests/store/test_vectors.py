"""Nearest vectors: exact, best first, and what FAISS cannot read is named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import rag.store.arrays as arrays_module
import rag.store.vectors as vectors_module
from rag.errors import IndexCorrupt
from rag.evaluation.retrieval_speed import near
from rag.store.arrays import LargeMatrix
from rag.store.vectors import VectorIndex


def unit_vectors(count: int, dimension: int = 8) -> NDArray[np.float32]:
    vectors = np.random.default_rng(0).normal(size=(count, dimension)).astype(np.float32)
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def test_the_nearest_come_first_and_are_exact() -> None:
    vectors = unit_vectors(50)
    index = VectorIndex.build(vectors)
    rows, cosines = index.nearest(vectors[7], 10)
    expected = np.argsort(-(vectors @ vectors[7]))[:10]
    assert rows.tolist() == expected.tolist()
    assert cosines == pytest.approx(vectors[expected] @ vectors[7], abs=1e-3), "at half precision"
    assert index.cosines(vectors[7], rows) == pytest.approx(cosines, abs=1e-5)


@pytest.mark.parametrize(("flat", "cells_from"), [(1_000_000, 1_000_000), (50, 1_000_000), (50, 50)])
@pytest.mark.parametrize("dimension", [66, 384])
def test_whatever_is_compared_first_nearly_all_are_found_and_only_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, flat: int, cells_from: int, dimension: int
) -> None:
    monkeypatch.setattr(vectors_module, "FLAT", flat)
    monkeypatch.setattr(vectors_module, "CELLS_FROM", cells_from)
    monkeypatch.setattr(vectors_module, "_CELL", 100)
    monkeypatch.setattr(vectors_module, "EXACT", 100)
    vectors = near(unit_vectors(30, dimension), 3000, np.random.default_rng(0))
    index = VectorIndex.build(vectors)
    exact = vectors @ vectors[7]
    rows, cosines = index.nearest(vectors[7], 50)
    assert rows[0] == 7
    assert (np.diff(cosines) <= 0).all()
    assert len(set(rows) & set(np.argsort(-exact)[:50])) >= 47
    for share in (0.5, 0.01):
        allowed = np.random.default_rng(1).random(3000) < share
        rows, _ = index.nearest(vectors[7], 20, allowed)
        assert allowed[rows].all()
        expected = np.argsort(-np.where(allowed, exact, -1))[:20]
        assert len(set(rows) & set(expected)) >= 18
    assert len(index.nearest(vectors[7], 5, np.zeros(3000, bool))[0]) == 0


def test_more_are_wanted_than_there_are_and_there_are_none() -> None:
    vectors = unit_vectors(3)
    assert len(VectorIndex.build(vectors).nearest(vectors[0], 99)[0]) == 3
    empty = VectorIndex.build(vectors[:0])
    assert len(empty) == 0
    assert empty.nearest(vectors[0], 5)[0].shape == (0,)
    assert empty.cosines(vectors[0], np.empty(0, np.int64)).shape == (0,)


def test_written_and_read_gives_the_same(tmp_path: Path) -> None:
    vectors = unit_vectors(20)
    file = tmp_path / "größe 1.faiss"
    VectorIndex.build(vectors).write(file)
    rows, cosines = VectorIndex.read(file).nearest(vectors[3], 5)
    again = VectorIndex.build(vectors).nearest(vectors[3], 5)
    assert (rows.tolist(), cosines.tolist()) == (again[0].tolist(), again[1].tolist())


def test_an_index_of_codes_written_and_read_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors_module, "FLAT", 50)
    monkeypatch.setattr(arrays_module, "_READ_FROM", 1000)
    vectors = near(unit_vectors(50, 32), 2000, np.random.default_rng(0))
    built = VectorIndex.build(vectors)
    built.write(tmp_path / "claims.faiss")
    read = VectorIndex.read(tmp_path / "claims.faiss")
    assert isinstance(read._vectors, LargeMatrix)
    allowed = np.arange(2000) % 2 == 0
    for question in vectors[:5]:
        for among in (None, allowed):
            (rows, cosines), (same_rows, same_cosines) = (one.nearest(question, 7, among) for one in (built, read))
            assert rows.tolist() == same_rows.tolist()
            assert cosines.tolist() == same_cosines.tolist()
            assert cosines == pytest.approx(vectors[rows] @ question, abs=1e-3)


def test_what_is_no_index_is_corrupt(tmp_path: Path) -> None:
    file = tmp_path / "passages.faiss"
    for content in (b"", b"IxFI" + bytes(8), b"no index at all"):
        file.write_bytes(content)
        with pytest.raises(IndexCorrupt, match="no FAISS index"):
            VectorIndex.read(file)
    with pytest.raises(IndexCorrupt):
        VectorIndex.read(tmp_path / "absent.faiss")
