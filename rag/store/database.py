"""The index's database: one SQLite file that is the truth; whatever else lies in the folder is derived from it.

What is read from it and written to it; `opening` makes the connections. Vectors are stored once per text (by digest),
half precision, so that unchanged text is never encoded again.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.errors import BelegtError, IndexBusy, IndexCorrupt
from rag.store.tables import (
    INSERT_ARTICLE,
    INSERT_CLAIM,
    REPLACE_ARTICLE,
    SELECT_ARTICLE,
    SELECT_CLAIM,
    SELECT_SHELVED,
    IndexInfo,
    article_of,
    article_row,
    claim_of,
    claim_row,
    info_of,
    info_rows,
    shelved_of,
    words_digest,
)
from rag.types import Article, Claim, Copy, Passage, Shelved

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Ids = NDArray[np.int64]
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Entry:
    """An article ready to be stored: its passages and claims, and the digest of the text that each was encoded from."""

    article: Article
    passages: Sequence[tuple[Passage, bytes]]
    claims: Sequence[tuple[Claim, bytes]]


class Address(NamedTuple):
    """Where an article was found: the digest of the bytes of its `source`, its id, and what read it (see SCHEMA)."""

    digest: str
    article: str
    source: str
    reader: str


class Database:
    """An open database. Use `open_database` to read and `writing` to change; one connection per `Database`."""

    def __init__(self, connection: sqlite3.Connection, path: Path, *, unlocked: bool = False) -> None:
        self._connection = connection
        self.path = path
        self._place = path.absolute()  # stays right when the process changes its working directory
        self._unlocked = unlocked
        self._opened = self._stamp()

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one state for the length of the block, whatever other processes write meanwhile."""
        self.execute("BEGIN")
        try:
            yield
        finally:
            self.execute("COMMIT")

    def is_current(self) -> bool:
        """Whether the opened file is still the one at its path, which may have been deleted or replaced."""
        try:
            return self._stamp() == self._opened
        except OSError:
            return False

    def _stamp(self) -> tuple[int, ...]:
        status = os.stat(self._place)
        if self._unlocked:
            # SQLite was told that nobody writes, so it will not see a builder's changes: the file must be opened again.
            return status.st_ino, status.st_dev, status.st_size, status.st_mtime_ns
        return status.st_ino, status.st_dev

    def execute(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Run one statement of SQL. Raises IndexBusy or IndexCorrupt."""
        try:
            return self._connection.execute(statement, values)
        except sqlite3.DatabaseError as error:
            raise self._unreadable(error) from error

    def rows(self, statement: str, values: Sequence[object] = ()) -> Iterator[tuple]:  # type: ignore[type-arg]
        """Yield what a query gives. Raises IndexBusy or IndexCorrupt."""
        cursor = self.execute(statement, values)
        try:
            yield from cursor
        except sqlite3.DatabaseError as error:
            raise self._unreadable(error) from error

    def number(self, statement: str) -> int:
        """Return the one number that a query gives."""
        return int(next(self.rows(statement))[0])

    def _read(self, make: Callable[..., _Made], row: Any, *others: Any) -> _Made:
        """Make something of what a row holds. Raises IndexCorrupt where it is damaged."""
        try:
            return make(row, *others)
        except (ValueError, TypeError, KeyError) as error:
            raise IndexCorrupt(
                f"{self.path} holds a row that is damaged ({error}); belegt doctor says which, and what brings it back"
            ) from error

    def _unreadable(self, error: sqlite3.DatabaseError) -> BelegtError:
        if is_busy(error):
            return IndexBusy(f"{self.path} is locked by another process; try again when it is done")
        return IndexCorrupt(f"{self.path} cannot be read ({error}); move it away and run: belegt build")

    # --- reading ---------------------------------------------------------------------------------------------

    def info(self) -> IndexInfo:
        values = dict(self.rows("SELECT name, value FROM info"))
        try:
            return info_of(values)
        except (KeyError, ValueError) as error:
            raise IndexCorrupt(
                f"{self.path} lacks what an index must say of itself ({error}); make it anew with: belegt build --fresh"
            ) from error

    def generation(self) -> int:
        """Return how many builds changed the index; 0 inside the first one."""
        return int(next((value for (value,) in self.rows("SELECT value FROM info WHERE name = 'generation'")), 0))

    def counts(self) -> dict[str, int]:
        """Return how many articles, passages and claims there are."""
        return {
            table: self.number(f"SELECT count(*) FROM {table}")  # noqa: S608
            for table in ("articles", "passages", "claims")
        }

    def noise(self) -> Counter[str]:
        """Return how many stretches of each kind of noise the articles have."""
        rows = self.rows("SELECT noise FROM articles WHERE noise <> '[]'")
        return Counter(kind for (noise,) in rows for _, _, kind in self._read(json.loads, noise))

    def addresses(self) -> dict[str, Address]:
        """Return what is known of each path under which an article was found."""
        rows = self.rows("SELECT path, digest, article, source, reader FROM addresses")
        # Many addresses have one source and one reader: each is kept once.
        return {
            path: Address(digest, article, sys.intern(source), sys.intern(reader))
            for path, digest, article, source, reader in rows
        }

    def added(self) -> set[str]:
        """Return the paths that were added by themselves, which no build removes."""
        return {path for (path,) in self.rows("SELECT path FROM added WHERE path IN (SELECT path FROM addresses)")}

    def skipped(self) -> Iterator[tuple[str, str, str]]:
        """Yield what was left out of sources that were read: the source, the path and the reason, in their order."""
        yield from self.rows("SELECT source, path, reason FROM skipped ORDER BY source, place")

    def languages(self) -> tuple[str, ...]:
        """Return the languages of the articles, most frequent first."""
        rows = self.rows(
            "SELECT language FROM articles WHERE language IS NOT NULL "
            "GROUP BY language ORDER BY count(*) DESC, language"
        )
        return tuple(language for (language,) in rows)

    def articles(self) -> Iterator[Article]:
        """Yield all articles by path."""
        for row in self.rows(f"{SELECT_ARTICLE} ORDER BY path, id"):
            yield self._read(article_of, row)

    def publishers(self) -> set[str]:
        """Return who published the articles, "" among them where that is not known of some."""
        return {publisher for (publisher,) in self.rows("SELECT DISTINCT coalesce(publisher, '') FROM articles")}

    def publishers_of(self, paths: Iterable[str]) -> set[str]:
        """Return who published the articles at these addresses; see `publishers`."""
        found = self._select(
            "SELECT DISTINCT coalesce(publisher, '') FROM articles JOIN addresses ON article = id "
            "WHERE addresses.path IN ",
            list(paths),
        )
        return {publisher for (publisher,) in found}

    def same_words(self, text: str) -> Article | None:
        """Return the article whose text is this one but for white space, None if there is none."""
        rows = self.rows("SELECT article FROM same_words WHERE digest = ?", (words_digest(text),))
        return next((self.article(article_id) for (article_id,) in rows), None)

    def articles_by(self, publisher: str) -> Iterator[Article]:
        """Yield the articles of a publisher that an address leads to, by id, one by one; "": where it is not known."""
        rows = self.rows(
            "SELECT id FROM articles WHERE coalesce(publisher, '') = ? AND id IN (SELECT article FROM addresses) "
            "ORDER BY id",
            (publisher,),
        )
        ids = [article_id for (article_id,) in rows]
        for first in range(0, len(ids), 200):
            # Fetched before they are given away: whoever gets them may change the table.
            part = list(self._select(f"{SELECT_ARTICLE} WHERE id IN ", ids[first : first + 200], " ORDER BY id"))
            yield from (self._read(article_of, row) for row in part)

    def titles(self, ids: Sequence[str]) -> dict[str, str]:
        """Return the titles of these articles, also of those whose rows are damaged otherwise."""
        return dict(self._select("SELECT id, title FROM articles WHERE id IN ", ids))

    def article_ids(self) -> set[str]:
        return {article_id for (article_id,) in self.rows("SELECT id FROM articles")}

    def article(self, article_id: str) -> Article | None:
        if _has_surrogate(article_id):
            return None  # SQLite takes no such text, and no article has such an id
        row = next(self.rows(f"{SELECT_ARTICLE} WHERE id = ?", (article_id,)), None)
        return None if row is None else self._read(article_of, row)

    def listed(self) -> Iterator[tuple[str, str, str | None, str | None, str | None]]:
        """Yield id, title, publisher, author and date of publication of every article, in no order."""
        yield from self.rows("SELECT id, title, publisher, author, published FROM articles")

    def copies(self, ids: Sequence[str]) -> dict[str, Copy]:
        """Return what tells these articles apart in a list, by id."""
        rows = self._select("SELECT id, title, publisher, published FROM articles WHERE id IN ", ids)
        return {row[0]: Copy(*row) for row in rows}

    def articles_with_passages(self) -> list[str]:
        """Return the ids of the articles that have passages, sorted: what search files number."""
        return [article_id for (article_id,) in self.rows("SELECT DISTINCT article FROM passages ORDER BY article")]

    def shelved(self, ids: Sequence[str]) -> list[Shelved]:
        """Return what is known of these articles, in this order; ids that are not there are left out."""
        counting = "SELECT p.article, count(*) FROM passages p JOIN claims c ON c.passage = p.id WHERE p.article IN "
        claims = dict(self._select(counting, ids, " GROUP BY p.article"))
        addresses: dict[str, list[str]] = {}
        for article_id, path in self._select("SELECT article, path FROM addresses WHERE article IN ", ids):
            addresses.setdefault(article_id, []).append(path)
        every = [path for paths in addresses.values() for path in paths]
        added = set(self._select("SELECT path FROM added WHERE path IN ", every))
        found = {
            row[0]: self._read(
                shelved_of, row, claims.get(row[0], 0), sorted(paths), any((path,) in added for path in paths)
            )
            for row in self._select(SELECT_SHELVED, ids)
            for paths in [addresses.get(row[0], [])]
        }
        return [found[article_id] for article_id in ids if article_id in found]

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return the passages with these ids."""
        rows = list(self._select('SELECT id, article, start, "end" FROM passages WHERE id IN ', ids))
        articles: dict[str, Article] = {}
        for _, article_id, _, _ in rows:
            if article_id not in articles:
                article = self.article(article_id)
                if article is None:
                    raise IndexCorrupt(
                        f"{self.path} has a passage of the missing article {article_id}; run: belegt build"
                    )
                articles[article_id] = article
        return {row_id: Passage(articles[article_id], start, end) for row_id, article_id, start, end in rows}

    def claims(self, passages: dict[int, Passage]) -> dict[int, list[tuple[int, Claim]]]:
        """Return for each of these passages its claims with their ids, in the article's order."""
        found: dict[int, list[tuple[int, Claim]]] = {passage_id: [] for passage_id in passages}
        for row in self._select(f"{SELECT_CLAIM} WHERE passage IN ", list(passages), " ORDER BY start, id"):
            found[row[1]].append((row[0], self._read(claim_of, row, passages[row[1]])))
        return found

    def claims_of(self, article_id: str) -> list[Claim]:
        """Return the claims of an article, in its order."""
        if _has_surrogate(article_id):
            return []
        ids = [passage_id for (passage_id,) in self.rows("SELECT id FROM passages WHERE article = ?", (article_id,))]
        claims = [claim for group in self.claims(self.passages(ids)).values() for _, claim in group]
        return sorted(claims, key=lambda claim: (claim.start, claim.end))

    def passage_rows(self) -> tuple[Ids, Halves]:
        """Return all passages, by id: ids of shape [n] and vectors of shape [n, dimension], as they are stored."""
        return self._vectors_of("passages")

    def claim_rows(self) -> tuple[Ids, Halves]:
        """Return all claims, by id: ids of shape [n] and vectors of shape [n, dimension], as they are stored."""
        return self._vectors_of("claims")

    def claim_owners(self) -> Ids:
        """Return for each claim, by id, the id of its passage: shape [n]."""
        return np.array([owner for (owner,) in self.rows("SELECT passage FROM claims ORDER BY id")], dtype=np.int64)

    def passage_facts(self) -> list[tuple[str, str | None, str | None, str | None]]:
        """Return article id, language, date of publication and publisher of each passage's article, by passage id."""
        return list(
            self.rows(
                "SELECT a.id, a.language, a.published, a.publisher FROM passages p JOIN articles a ON a.id = p.article "
                "ORDER BY p.id"
            )
        )

    def article_edges(self) -> Iterator[tuple[str, str]]:
        """Yield the id of each article with its first and last words, where agencies are named."""
        yield from self.rows("SELECT id, substr(text, 1, 400) || ' ' || substr(text, -300) FROM articles")

    def claimers(self) -> Iterator[tuple[str, str | None] | None]:
        """Yield who says each claim, by the claim's id: the fullest name that the article gives, and the affiliation.

        None where nobody is said to.
        """
        rows = self.rows(
            "SELECT p.article, coalesce(c.named, c.claimer), c.claimer_affiliation "
            "FROM claims c JOIN passages p ON p.id = c.passage ORDER BY c.id"
        )
        last, text = "", ""

        def words(spans: str) -> str:
            return " … ".join(text[start:end] for start, end in self._read(json.loads, spans))

        for article_id, claimer, affiliation in rows:
            if claimer is None:
                yield None
                continue
            if article_id != last:
                last, text = article_id, self._text(article_id)
            yield words(claimer), words(affiliation) if affiliation else None

    def _text(self, article_id: str) -> str:
        return next((row[0] for row in self.rows("SELECT text FROM articles WHERE id = ?", (article_id,))), "")

    def texts(self, table: str) -> Iterator[str]:
        """Yield the text of each passage, or of the sentence that each claim was read in, by id."""
        source = {
            "passages": 'SELECT article, start, "end" FROM passages ORDER BY id',
            "claims": "SELECT p.article, coalesce(json_extract(c.sentence, '$[0]'), c.start), "
            """coalesce(json_extract(c.sentence, '$[1]'), c."end") """
            "FROM claims c JOIN passages p ON p.id = c.passage ORDER BY c.id",
        }[table]
        # The pieces of one article follow each other, so that its text is fetched once and not with every piece.
        last, text = "", ""
        for article_id, start, end in self.rows(source):
            if article_id != last:
                last, text = article_id, self._text(article_id)
            yield text[start:end]

    def known_digests(self, digests: Iterable[bytes]) -> set[bytes]:
        """Return which of these texts have a vector already."""
        wanted = list(dict.fromkeys(digests))
        return {row[0] for row in self._select("SELECT digest FROM vectors WHERE digest IN ", wanted)}

    def _vectors_of(self, table: str) -> tuple[Ids, Halves]:
        dimension = self.info().dimension
        count = self.number(f"SELECT count(*) FROM {table}")  # noqa: S608
        ids, vectors = np.empty(count, np.int64), np.empty((count, dimension), "<f2")
        statement = f"SELECT t.id, v.vector FROM {table} t JOIN vectors v ON v.id = t.vector ORDER BY t.id"  # noqa: S608
        for place, (row_id, vector) in enumerate(self.rows(statement)):
            if len(vector) != 2 * dimension:
                raise IndexCorrupt(
                    f"{self.path} holds a vector that has not {dimension} values; run: belegt build --fresh"
                )
            ids[place] = row_id
            vectors[place] = np.frombuffer(vector, dtype="<f2")
        return ids, vectors

    def _select(self, statement: str, values: Sequence[object], order: str = "") -> Iterator[tuple]:  # type: ignore[type-arg]
        # SQLite bounds the number of parameters; asking in slices also keeps the statement cache small.
        for position in range(0, len(values), 500):
            part = values[position : position + 500]
            marks = ",".join("?" * len(part))
            yield from self.rows(f"{statement} ({marks}){order}", tuple(part))

    # --- writing, inside `writing` only ------------------------------------------------------------------------

    def add_vectors(self, digests: Sequence[bytes], vectors: Floats) -> None:
        rows = zip(digests, (row.tobytes() for row in vectors.astype("<f2")), strict=True)
        self._connection.executemany("INSERT OR IGNORE INTO vectors (digest, vector) VALUES (?, ?)", rows)

    def add_article(self, article: Article) -> None:
        self._connection.execute(INSERT_ARTICLE, article_row(article))
        digest = words_digest(article.text)
        self._connection.execute("INSERT OR IGNORE INTO same_words VALUES (?, ?)", (digest, article.id))

    def replace_article(self, article: Article) -> None:
        """Store other facts of an article, and remove its passages and claims, which were cut by the earlier ones."""
        self._connection.execute("DELETE FROM passages WHERE article = ?", (article.id,))
        self._connection.execute(REPLACE_ARTICLE, (*article_row(article), article.id))

    def add_entry(self, entry: Entry) -> None:
        """Store passages and claims of a stored article; their vectors must be there (`add_vectors`)."""
        article = entry.article
        ids: dict[tuple[int, int], int] = {}
        for passage, digest in entry.passages:
            cursor = self._connection.execute(
                'INSERT INTO passages (article, start, "end", vector) '
                "VALUES (?, ?, ?, (SELECT id FROM vectors WHERE digest = ?))",
                (article.id, passage.start, passage.end, digest),
            )
            assert cursor.lastrowid is not None
            ids[passage.start, passage.end] = cursor.lastrowid
        self._connection.executemany(
            INSERT_CLAIM,
            [
                (*claim_row(claim, ids[claim.passage.start, claim.passage.end]), digest)
                for claim, digest in entry.claims
            ],
        )

    def set_address(self, path: str, address: Address) -> None:
        self._connection.execute("INSERT OR REPLACE INTO addresses VALUES (?, ?, ?, ?, ?)", (path, *address))

    def set_skipped(self, source: str, skipped: Iterable[tuple[str, str]]) -> None:
        """Store what was left out of a source, paths and reasons, in the place of what was before."""
        self._connection.execute("DELETE FROM skipped WHERE source = ?", (source,))
        rows = [(source, place, path, reason) for place, (path, reason) in enumerate(skipped)]
        self._connection.executemany("INSERT INTO skipped VALUES (?, ?, ?, ?)", rows)

    def mark_added(self, paths: Iterable[str]) -> None:
        self._connection.executemany("INSERT OR IGNORE INTO added VALUES (?)", [(path,) for path in paths])

    def remove_address(self, path: str) -> None:
        self._connection.execute("DELETE FROM addresses WHERE path = ?", (path,))

    def remove_articles(self, ids: Iterable[str]) -> None:
        self._connection.executemany("DELETE FROM articles WHERE id = ?", [(article_id,) for article_id in ids])

    def remove_orphans(self) -> int:
        """Remove articles that no path leads to and vectors that nothing uses; return the number of such articles."""
        removed = self._connection.execute(
            "DELETE FROM articles WHERE id NOT IN (SELECT article FROM addresses)"
        ).rowcount
        self._connection.execute(
            "UPDATE articles SET path = (SELECT min(path) FROM addresses WHERE article = articles.id) "
            "WHERE path NOT IN (SELECT path FROM addresses WHERE article = articles.id)"
        )
        self._connection.execute(
            "DELETE FROM vectors WHERE id NOT IN (SELECT vector FROM passages UNION SELECT vector FROM claims)"
        )
        self._connection.execute("DELETE FROM added WHERE path NOT IN (SELECT path FROM addresses)")
        self._connection.execute("DELETE FROM skipped WHERE source NOT IN (SELECT source FROM addresses)")
        return removed

    def set_info(self, info: IndexInfo) -> None:
        """Store what the index is built with now. Generation and state are the next ones, whatever `info` says."""
        info = replace(info, generation=self.generation() + 1, state=secrets.token_hex(8))
        self._connection.executemany("INSERT OR REPLACE INTO info VALUES (?, ?)", info_rows(info))

    def remove_pieces(self) -> None:
        """Remove all passages and claims, and leave articles, addresses and vectors."""
        for table in ("claims", "passages"):
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608

    def remove_vectors(self) -> None:
        """Remove all vectors, which a changed encoder makes worthless; passages and claims must be gone."""
        self._connection.execute("DELETE FROM vectors")


def is_busy(error: sqlite3.DatabaseError) -> bool:
    return error_kind(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def error_kind(error: sqlite3.DatabaseError) -> int:
    # The lower byte is the kind of error, the rest its details. Errors that Python itself raises have no code.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
