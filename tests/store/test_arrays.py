"""Lists in flat arrays: what was put in comes out, in any order, and turned round."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rag.store.arrays as arrays_module
from rag.errors import IndexCorrupt
from rag.store.arrays import LargeMatrix, Lists, inverted, read_array, read_matrix, write_arrays


@given(st.lists(st.lists(st.integers(0, 8), max_size=5), max_size=6), st.data())
def test_lists_come_out_as_they_went_in(rows: list[list[int]], data: st.DataObject) -> None:
    lists = Lists.of([len(row) for row in rows], np.array([value for row in rows for value in row], dtype=np.int32))
    assert [lists[at].tolist() for at in range(len(lists))] == rows
    wanted = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=6)) if rows else []
    values, owners = lists.gather(np.array(wanted, dtype=np.int64))
    expected = [(value, position) for position, at in enumerate(wanted) for value in rows[at]]
    assert list(zip(values.tolist(), owners.tolist(), strict=True)) == expected
    holders, times = inverted(lists, 9)
    for number in range(9):
        having = [at for at, row in enumerate(rows) if number in row]
        assert holders[number].tolist() == having
        assert times[holders.starts[number] : holders.starts[number + 1]].tolist() == [
            rows[at].count(number) for at in having
        ]


def test_a_large_array_is_mapped_and_equal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    array = np.arange(100, dtype=np.int32)
    write_arrays(tmp_path, {"some": array})
    for mapped_from in (1, 1 << 20):
        monkeypatch.setattr(arrays_module, "_MAPPED_FROM", mapped_from)
        read = read_array(tmp_path / "some.npy")
        assert type(read) is np.ndarray
        assert read.tolist() == array.tolist()
    (tmp_path / "some.npy").write_bytes(b"no array")
    with pytest.raises(ValueError, match=r".+"):
        read_array(tmp_path / "some.npy")


def test_rows_of_a_large_matrix_are_those_of_a_small_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = np.arange(4000, dtype=np.float16).reshape(1000, 4)
    write_arrays(tmp_path, {"some": matrix})
    small = read_matrix(tmp_path / "some.npy")
    assert isinstance(small, np.ndarray)
    monkeypatch.setattr(arrays_module, "_READ_FROM", 1)
    large = read_matrix(tmp_path / "some.npy")
    assert isinstance(large, LargeMatrix)
    assert len(large) == 1000
    for rows in ([], [3], [999, 0, 3, 3], [5, 6, 7, 2, 3, 3, 4], list(range(1000))):
        wanted = np.array(rows, dtype=np.int64)
        assert large[wanted].tolist() == matrix[wanted].tolist() == small[wanted].tolist()
        assert large[wanted].dtype == np.float16
    os.truncate(tmp_path / "some.npy", 4000)
    with pytest.raises(IndexCorrupt, match="cut short"):
        large[np.array([998, 999])]
    (tmp_path / "some.npy").write_bytes(b"no array")
    with pytest.raises(ValueError, match=r".+"):
        read_matrix(tmp_path / "some.npy")
