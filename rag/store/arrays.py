"""Lists of numbers as two flat arrays, and arrays in a folder that are mapped into memory when they are large."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Rows = NDArray[np.int64]

_MAPPED_FROM = 1 << 20
"""Bytes from which a file is mapped: only the parts that a question touches are read. A smaller one is read at once."""


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

    def gather(self, rows: Array) -> tuple[NDArray[np.int32], Rows]:
        """Return the lists of these rows, one after the other, and for each value the position in `rows`."""
        places, lengths = self.places(rows)
        return self.values[places], np.repeat(np.arange(len(lengths)), lengths)


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
