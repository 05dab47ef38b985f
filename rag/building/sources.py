"""What a build or an addition is given: files, each with the address that it is filed under and what tells a change."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rag.articles.readers import reader_of
from rag.articles.tables import Columns
from rag.errors import ArticleError


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is to be read. `address` is what it is filed under: its path as text, or a name that was given to it.

    `digest` is the SHA-256 of its bytes and `reader` what reads it; where both are as they were, it holds what it held.
    `columns` tell what the columns of a table mean, `stated` is what others say of its article (a feed does).
    """

    path: Path
    address: str
    digest: str
    reader: str
    named: bool = False
    columns: Columns = field(default_factory=dict)
    stated: Mapping[str, str] = field(default_factory=dict)

    def address_of(self, key: str) -> str:
        """Where the article of this row is filed; a source of one article has one row without a name."""
        return f"{self.address}#{key}" if key else self.address


def source_of(path: Path, name: str | None = None, *, columns: Columns | None = None) -> Source:
    """Look at a file, without reading what it says. Raises ArticleError if it cannot be read."""
    address = printable(path.as_posix()) if name is None else name
    columns = dict(columns or {})
    return Source(path, address, _digest(path), reader_of(path, name or path.name, columns), name is not None, columns)


def printable(path: str) -> str:
    """A path as text: bytes in it that are no UTF-8, which no database and no terminal takes, become "\\xfc"."""
    try:
        return os.fsencode(path).decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:
        # Half a character that stands for no byte, which only a name that was made up can hold.
        return path.encode("utf-8", "backslashreplace").decode()


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ArticleError(f"{path} cannot be read: {error.strerror or error}") from error
