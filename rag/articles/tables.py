"""Tables that hold many articles, one in each row: JSON Lines, CSV and Parquet, read row by row.

A column is known by its name ("text", "headline", "pubDate" ...), or by what the caller says it means. A table of any
length takes the memory of a few rows.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Literal, get_args

from rag.articles.decoding import decode
from rag.articles.facts import stated_date, stated_language, stated_url
from rag.articles.reading import Reading
from rag.errors import ArticleError

TableKind = Literal["jsonl", "csv", "parquet"]
TABLE_KINDS: tuple[TableKind, ...] = get_args(TableKind)
TABLE_SUFFIXES: dict[str, TableKind] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
}

Columns = Mapping[str, str]
"""What columns mean: a field of `COLUMNS` and the name of its column, as in {"text": "Volltext"}."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "fulltext", "full_text", "article", "maintext", "articlebody", "volltext"),
    "title": ("title", "headline", "titel", "name", "überschrift"),
    "author": ("author", "authors", "byline", "creator", "autor", "autoren"),
    "publisher": ("publisher", "source", "site", "sitename", "outlet", "newspaper", "medium", "quelle", "zeitung"),
    "published": (
        "published", "date", "published_at", "publishedat", "publish_date", "date_published", "datepublished",
        "date_publish", "pubdate", "published_date", "publication_date", "datum", "timestamp",
    ),
    "language": ("language", "lang", "sprache"),
    "url": ("url", "link", "permalink", "canonical", "uri", "source_url"),
    "key": ("id", "key", "guid", "uuid", "_id"),
}  # fmt: skip
"""The names by which a column is known, in any case; of several the first one counts. `key` names a row for good."""

_ROWS_AT_ONCE = 64
_SAMPLE = 1 << 16
_LATEST_SECOND = 100_000_000_000
"""Numbers above it count milliseconds: as seconds it is the year 5138."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it is called, and the article in it or, where `reading` is None, the reason why there is none."""

    key: str
    reading: Reading | None
    reason: str | None = None


def table_kind_of(name: str) -> TableKind | None:
    """Return which kind of table a file of this name is, None if it is none."""
    return TABLE_SUFFIXES.get(PurePath(name).suffix.lower())


def read_rows(path: Path, kind: TableKind, *, columns: Columns, max_bytes: int) -> Iterator[Row]:
    """Yield the rows of a table in their order. Rows with nothing but white space are left out.

    A row is called by its `key` column or, failing that, its `url` or its number from 1 on; a name that comes again
    gets the row's number behind it. Rows of more than `max_bytes`, without a text or broken otherwise are yielded with
    the reason. Raises ArticleError where the table as a whole cannot be read: no column holds a text, `columns` names
    one that is not there, the file is broken; what came before it has been yielded then.
    """
    _check(columns)
    match kind:
        case "jsonl":
            rows = _json_rows(path, max_bytes)
        case "csv":
            rows = _csv_rows(path, max_bytes)
        case "parquet":
            rows = _parquet_rows(path, columns)
    chosen: dict[str, str] | None = {} if kind == "jsonl" else None
    seen: set[str] = set()
    for number, row in rows:
        if isinstance(row, str):
            yield Row(str(number), None, row)
            continue
        if kind == "jsonl":
            chosen = _chosen(list(row), columns, must=False)
        elif chosen is None:
            chosen = _chosen(list(row), columns, must=True)
        assert chosen is not None
        key = _words(row.get(chosen.get("key", ""))) or _words(row.get(chosen.get("url", ""))) or str(number)
        if key in seen:
            key = f"{key} ({number})"
        seen.add(key)
        if "text" not in chosen:
            yield Row(key, None, f"has no column with a text, only {', '.join(list(row)[:10])}")
            continue
        text = _words(row.get(chosen["text"]))
        if len(text) > max_bytes:
            yield Row(key, None, f"has a text of {len(text):,} characters, more than the {max_bytes:,} of an article")
        elif text.strip():
            yield Row(key, _reading(text, row, chosen))
        else:
            yield Row(key, None, "has no text")


def _check(columns: Columns) -> None:
    for field in columns:
        if field not in COLUMNS:
            raise ArticleError(f"columns can tell {', '.join(COLUMNS)}; {field!r} is none of them")


def _chosen(names: Sequence[str], columns: Columns, *, must: bool) -> dict[str, str]:
    """Which column tells what, by the names of all columns."""
    by_name = {name.strip().casefold(): name for name in reversed(names)}
    found: dict[str, str] = {}
    for field, usual in COLUMNS.items():
        wanted = columns.get(field)
        if wanted is not None:
            if wanted.strip().casefold() not in by_name and must:
                raise ArticleError(f"has no column {wanted!r}; it has {', '.join(names[:20])}")
            usual = (wanted.strip().casefold(),)
        column = next((by_name[name] for name in usual if name in by_name), None)
        if column is not None:
            found[field] = column
    if must and "text" not in found:
        raise ArticleError(
            f"has no column with a text, only {', '.join(names[:20])}; say which it is with: --column text=NAME"
        )
    return found


def _reading(text: str, row: Mapping[str, Any], chosen: Mapping[str, str]) -> Reading:
    told = {field: row.get(column) for field, column in chosen.items()}
    return Reading.of(
        text,
        title=_words(told.get("title")),
        author=_words(told.get("author")),
        publisher=_words(told.get("publisher")),
        published=_date(told.get("published")),
        language=stated_language(_words(told.get("language"))),
        url=stated_url(_words(told.get("url"))),
    )


def _words(value: Any) -> str:
    """A value of a row as words: the parts of a list with commas between them, "" for nothing."""
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(filter(None, map(_words, value)))
    if isinstance(value, Mapping):
        # JSON-LD and feeds write {"name": ...}; of anything else nobody knows what it says.
        return _words(value.get("name") or value.get("title"))
    return value if isinstance(value, str) else str(value)


def _date(value: Any) -> str | None:
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    words = _words(value).strip()
    if words.replace(".", "", 1).isdigit() and len(words) >= 9:
        seconds = float(words)
        try:
            seconds = seconds / 1000 if seconds > _LATEST_SECOND else seconds
            return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date().isoformat()
        except (OverflowError, OSError, ValueError):
            return None
    return stated_date(words)


def _json_rows(path: Path, max_bytes: int) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    with path.open("rb") as file:
        number = 0
        # A line holds more than its text: escapes, which may be six times as long, and the other columns.
        longest = 8 * max_bytes
        while line := file.readline(longest + 1):
            number += 1
            if len(line) > longest:
                while line and not line.endswith(b"\n"):
                    line = file.readline(longest)
                yield number, f"is a line of more than {longest:,} bytes"
                continue
            if not line.strip(b"\xef\xbb\xbf \t\r\n"):
                continue
            try:
                row = json.loads(decode(line))
            except (ValueError, RecursionError) as error:
                yield number, f"is no JSON: {str(error)[:200]}"
                continue
            yield number, row if isinstance(row, dict) else "is JSON, but no object with columns"


def _csv_rows(path: Path, max_bytes: int) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    with path.open("rb") as binary:
        sample = binary.read(_SAMPLE)
    encoding = _encoding(path, sample)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        header = sample.decode(encoding, "replace").partition("\n")[0]
        csv.field_size_limit(8 * max_bytes)
        reader = csv.reader(file, delimiter=_delimiter(header), strict=False)
        rows = _numbered(reader)
        names = next((row for _, row in rows), None)
        if not names or isinstance(names, str):
            raise ArticleError("is empty; nothing to read" if names is None else f"is no CSV: {names}")
        for number, row in rows:
            if isinstance(row, str):
                yield number, row
            elif any(value.strip() for value in row):
                yield number, dict(zip(names, row, strict=False))


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str] | str]]:
    number = -1
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, f"is no row of CSV: {error}"


def _encoding(path: Path, sample: bytes) -> str:
    """UTF-8 if all of the file is, UTF-16 by its mark, else what spreadsheets in Western Europe write."""
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        with io.TextIOWrapper(path.open("rb"), encoding="utf-8-sig") as file:
            while file.read(_SAMPLE):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _delimiter(header: str) -> str:
    return max(",;\t|", key=header.count)


def _parquet_rows(path: Path, columns: Columns) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    import pyarrow
    import pyarrow.parquet

    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            names = [str(name) for name in file.schema_arrow.names]
            wanted = list(_chosen(names, columns, must=True).values())
            number = 0
            for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=wanted):
                for row in batch.to_pylist():
                    number += 1
                    yield number, row
    except (pyarrow.ArrowException, OSError) as error:
        raise ArticleError(f"is no readable Parquet: {str(error)[:200]}") from error
