"""Lists of numbers as two flat arrays, and arrays in a folder that are mapped into memory when they are large."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexCorrupt

Array = NDArray[Any]
Rows = NDArray[np.int64]

_MAPPED_FROM = 1 << 20
"""Bytes from which a file is mapped: only the parts that a question touches are read. A smaller one is read at once."""
_READ_FROM = 1 << 28
"""Bytes from which a matrix is not mapped either, but rows of it are read."""


@dataclass(frozen=True, slots=True)
class Lists:
    """Many short lists of numbers in one array: list i is `values[starts[i]:starts[i + 1]]` (CSR without weights)."""

    starts: NDArray[np.int64]
    values: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, row: int) -> NDArray[np.int32]:
        return self.values[self.starts[row] : self.starts[row + 1]]

    @classmethod
    def of(cls, lengths: Iterable[int] | Array, values: Array) -> Lists:
        starts = np.concatenate([[0], np.cumsum(np.asarray(lengths, dtype=np.int64))]).astype(np.int64)
        return cls(starts, np.ascontiguousarray(values, dtype=np.int32))

    @property
    def lengths(self) -> Rows:
        return np.diff(self.starts)

    def places(self, rows: Array) -> tuple[Rows, Rows]:
        """Return where in `values` the lists of these rows stand, one after the other, and the length of each."""
        first = self.starts[rows]
        lengths = self.starts[np.asarray(rows) + 1] - first
        before = np.cumsum(lengths) - lengths
        return np.repeat(first - before, lengths) + np.arange(int(lengths.sum())), lengths

    def gather(self, rows: Array) -> tuple[Rows, Rows]:
        """Return the lists of these rows, one after the other, and for each value the position in `rows`.

        Both are as wide as an address: numpy widens a narrower number at every use as an index, which takes longer.
        """
        places, lengths = self.places(rows)
        return self.values[places].astype(np.int64), np.repeat(np.arange(len(lengths)), lengths)


def inverted(lists: Lists, size: int) -> tuple[Lists, NDArray[np.uint8]]:
    """Return for each number below `size` the rows that hold it, ascending, and how often each does (255 at most)."""
    owners = np.repeat(np.arange(len(lists), dtype=np.int64), lists.lengths)
    keys, times = np.unique(lists.values.astype(np.int64) * max(1, len(lists)) + owners, return_counts=True)
    numbers, rows = np.divmod(keys, max(1, len(lists)))
    lengths = np.bincount(numbers, minlength=size)
    return Lists.of(lengths, rows), np.minimum(times, 255).astype(np.uint8)


def write_arrays(folder: Path, arrays: Mapping[str, Array]) -> None:
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)


def read_array(path: Path) -> Array:
    """Read what `write_arrays` wrote. Raises OSError or ValueError for what is no array; never unpickles."""
    large = path.stat().st_size >= _MAPPED_FROM
    array: Array = np.load(path, mmap_mode="r" if large else None, allow_pickle=False)
    # A plain view of the mapped file: `memmap` itself adds microseconds to every slice.
    return array.view(np.ndarray)


class LargeMatrix:
    """A matrix in a file too large to stay in memory, of which rows are read as they are asked for.

    It is not mapped: with every row the system would map what lies around it too, so that some thousand rows would
    soon be all of it, and a page that has to be mapped takes longer than a row that is read. What is read often is in
    the system's own cache, which gives way to whoever needs the memory.
    """

    def __init__(self, path: Path) -> None:
        header = np.load(path, mmap_mode="r", allow_pickle=False)
        self._path, self._length, self._width, self._dtype = path, len(header), header.shape[1], header.dtype
        self._first = path.stat().st_size - header.nbytes
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, rows: Rows) -> Array:
        """Return the rows with these numbers; runs of numbers that follow each other are read at once.

        Raises IndexCorrupt where the file has become shorter.
        """
        size = self._width * self._dtype.itemsize
        begins = np.flatnonzero(np.diff(rows, prepend=-2) != 1)
        lengths = np.diff(begins, append=len(rows)) * size
        places = self._first + rows[begins] * size
        runs = zip(lengths.tolist(), places.tolist(), strict=True)
        read = b"".join([os.pread(self._file, length, place) for length, place in runs])
        if len(read) != len(rows) * size:
            raise IndexCorrupt(f"{self._path} was cut short; delete its folder, it is made again from the database")
        return np.frombuffer(read, self._dtype).reshape(-1, self._width)


def read_matrix(path: Path) -> Array | LargeMatrix:
    """Read a matrix of which a question needs some rows. Raises OSError or ValueError for what is no array."""
    return LargeMatrix(path) if path.stat().st_size > _READ_FROM else read_array(path)
