"""The index's database: one SQLite file that is the truth; whatever else lies in the folder is derived from it.

Writing happens in one transaction per build: a killed process leaves the old state. Readers in any process go on
meanwhile (write-ahead log) and see the new state with its new `generation`. Vectors are stored once per text (by
digest), half precision, so that unchanged text is never encoded again. Nothing is pickled.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import BelegtError, IndexBusy, IndexCorrupt, IndexMissing, IndexOutdated
from rag.types import Article, Attribution, Claim, Mention, Noise, Passage, Span

FORMAT = 1
"""Raised with every change of the tables; another format is refused, and `belegt build --fresh` makes a new index."""

FILE_NAME = "belegt.db"
_APPLICATION_ID = 0x42454C47  # "BELG": tells our database from any other SQLite file
_PATIENCE = 5.0
"""Seconds to wait for another process: enough for a checkpoint or the recovery after a crash, too short for a build."""

_SCHEMA = """
CREATE TABLE info (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE articles (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, language TEXT, publisher TEXT, author TEXT,
    published TEXT, url TEXT, path TEXT NOT NULL, noise TEXT NOT NULL, headings TEXT NOT NULL
) STRICT;
CREATE TABLE addresses (
    path TEXT PRIMARY KEY, digest TEXT NOT NULL, article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE
) STRICT;
CREATE TABLE vectors (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, vector BLOB NOT NULL) STRICT;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, vector INTEGER NOT NULL REFERENCES vectors (id)
) STRICT;
CREATE TABLE claims (
    id INTEGER PRIMARY KEY, passage INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, parts TEXT NOT NULL,
    claimer TEXT, claimer_affiliation TEXT, cue TEXT, kind TEXT,
    epistemic TEXT NOT NULL, negated INTEGER NOT NULL, claim_datetime TEXT,
    vector INTEGER NOT NULL REFERENCES vectors (id)
) STRICT;
CREATE INDEX addresses_of_article ON addresses (article);
CREATE INDEX passages_of_article ON passages (article);
CREATE INDEX claims_of_passage ON claims (passage);
CREATE INDEX passages_of_vector ON passages (vector);
CREATE INDEX claims_of_vector ON claims (vector);
"""

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index was built with, and its state: `generation` counts the builds that changed it.

    `state` is a random name for what a build left. It tells apart what `generation` cannot: a folder that was emptied
    and built again, or a database that was put back from a copy, counts on from a number that was there before.
    """

    encoder: str
    encoder_fingerprint: str
    dimension: int
    tokenizer: str
    settings: str
    extractor: int
    generation: int = 0
    state: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article ready to be stored: its passages and claims, and the digest of the text that each was encoded from."""

    article: Article
    passages: Sequence[tuple[Passage, bytes]]
    claims: Sequence[tuple[Claim, bytes]]


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
        self._execute("BEGIN")
        try:
            yield
        finally:
            self._execute("COMMIT")

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

    def _execute(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        try:
            return self._connection.execute(statement, values)
        except sqlite3.DatabaseError as error:
            raise self._unreadable(error) from error

    def _rows(self, statement: str, values: Sequence[object] = ()) -> Iterator[tuple]:  # type: ignore[type-arg]
        cursor = self._execute(statement, values)
        try:
            yield from cursor
        except sqlite3.DatabaseError as error:
            raise self._unreadable(error) from error

    def _number(self, statement: str) -> int:
        return int(next(self._rows(statement))[0])

    def _unreadable(self, error: sqlite3.DatabaseError) -> BelegtError:
        if _is_busy(error):
            return IndexBusy(f"{self.path} is locked by another process; try again when it is done")
        return IndexCorrupt(f"{self.path} cannot be read ({error}); move it away and run: belegt build")

    # --- reading ---------------------------------------------------------------------------------------------

    def info(self) -> IndexInfo:
        values = dict(self._rows("SELECT name, value FROM info"))
        try:
            return IndexInfo(
                encoder=values["encoder"],
                encoder_fingerprint=values["encoder_fingerprint"],
                dimension=int(values["dimension"]),
                tokenizer=values["tokenizer"],
                settings=values["settings"],
                extractor=int(values["extractor"]),
                generation=int(values["generation"]),
                state=values["state"],
            )
        except (KeyError, ValueError) as error:
            raise IndexCorrupt(
                f"{self.path} lacks what an index must say of itself ({error}); make it anew with: belegt build --fresh"
            ) from error

    def generation(self) -> int:
        """Return how many builds changed the index; 0 inside the first one."""
        return int(next((value for (value,) in self._rows("SELECT value FROM info WHERE name = 'generation'")), 0))

    def counts(self) -> dict[str, int]:
        """Return how many articles, passages and claims there are."""
        return {
            table: self._number(f"SELECT count(*) FROM {table}")  # noqa: S608
            for table in ("articles", "passages", "claims")
        }

    def noise(self) -> Counter[str]:
        """Return how many stretches of each kind of noise the articles have."""
        rows = self._rows("SELECT noise FROM articles WHERE noise <> '[]'")
        return Counter(kind for (noise,) in rows for _, _, kind in json.loads(noise))

    def addresses(self) -> dict[str, tuple[str, str]]:
        """Return for each path the digest of the bytes that were read from it, and the article's id."""
        rows = self._rows("SELECT path, digest, article FROM addresses")
        return {path: (digest, article) for path, digest, article in rows}

    def languages(self) -> tuple[str, ...]:
        """Return the languages of the articles, most frequent first."""
        rows = self._rows(
            "SELECT language FROM articles WHERE language IS NOT NULL "
            "GROUP BY language ORDER BY count(*) DESC, language"
        )
        return tuple(language for (language,) in rows)

    def articles(self) -> Iterator[Article]:
        """Yield all articles by path."""
        for row in self._rows(f"{_SELECT_ARTICLE} ORDER BY path, id"):
            yield _article(row)

    def article_ids(self) -> set[str]:
        return {article_id for (article_id,) in self._rows("SELECT id FROM articles")}

    def article(self, article_id: str) -> Article | None:
        if _has_surrogate(article_id):
            return None  # SQLite takes no such text, and no article has such an id
        return next(map(_article, self._rows(f"{_SELECT_ARTICLE} WHERE id = ?", (article_id,))), None)

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
        for row in self._select(f"{_SELECT_CLAIM} WHERE passage IN ", list(passages), " ORDER BY start, id"):
            found[row[1]].append((row[0], _claim(row, passages[row[1]])))
        return found

    def claims_of(self, article_id: str) -> list[Claim]:
        """Return the claims of an article, in its order."""
        if _has_surrogate(article_id):
            return []
        ids = [passage_id for (passage_id,) in self._rows("SELECT id FROM passages WHERE article = ?", (article_id,))]
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
        return np.array([owner for (owner,) in self._rows("SELECT passage FROM claims ORDER BY id")], dtype=np.int64)

    def passage_facts(self) -> list[tuple[str, str | None, str | None, str | None]]:
        """Return article id, language, date of publication and publisher of each passage's article, by passage id."""
        return list(
            self._rows(
                "SELECT a.id, a.language, a.published, a.publisher FROM passages p JOIN articles a ON a.id = p.article "
                "ORDER BY p.id"
            )
        )

    def claimers(self) -> Iterator[str | None]:
        """Yield who says each claim, in the article's words, by the claim's id; None where it does not tell."""
        rows = self._rows("SELECT p.article, c.claimer FROM claims c JOIN passages p ON p.id = c.passage ORDER BY c.id")
        last, text = "", ""
        for article_id, claimer in rows:
            if claimer is None:
                yield None
                continue
            if article_id != last:
                last, text = article_id, self._text(article_id)
            yield " … ".join(text[start:end] for start, end in json.loads(claimer))

    def _text(self, article_id: str) -> str:
        return next((row[0] for row in self._rows("SELECT text FROM articles WHERE id = ?", (article_id,))), "")

    def texts(self, table: str) -> Iterator[str]:
        """Yield the text of each passage or claim, by id."""
        source = {
            "passages": 'SELECT article, start, "end" FROM passages ORDER BY id',
            "claims": 'SELECT p.article, c.start, c."end" FROM claims c JOIN passages p ON p.id = c.passage '
            "ORDER BY c.id",
        }[table]
        # The pieces of one article follow each other, so that its text is fetched once and not with every piece.
        last, text = "", ""
        for article_id, start, end in self._rows(source):
            if article_id != last:
                last, text = article_id, self._text(article_id)
            yield text[start:end]

    def known_digests(self, digests: Iterable[bytes]) -> set[bytes]:
        """Return which of these texts have a vector already."""
        wanted = list(dict.fromkeys(digests))
        return {row[0] for row in self._select("SELECT digest FROM vectors WHERE digest IN ", wanted)}

    def _vectors_of(self, table: str) -> tuple[Ids, Halves]:
        dimension = self.info().dimension
        count = self._number(f"SELECT count(*) FROM {table}")  # noqa: S608
        ids, vectors = np.empty(count, np.int64), np.empty((count, dimension), "<f2")
        statement = f"SELECT t.id, v.vector FROM {table} t JOIN vectors v ON v.id = t.vector ORDER BY t.id"  # noqa: S608
        for place, (row_id, vector) in enumerate(self._rows(statement)):
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
            yield from self._rows(f"{statement} ({marks}){order}", tuple(part))

    # --- writing, inside `writing` only ------------------------------------------------------------------------

    def add_vectors(self, digests: Sequence[bytes], vectors: Floats) -> None:
        rows = zip(digests, (row.tobytes() for row in vectors.astype("<f2")), strict=True)
        self._connection.executemany("INSERT OR IGNORE INTO vectors (digest, vector) VALUES (?, ?)", rows)

    def add_entry(self, entry: Entry) -> None:
        """Store an article with its passages and claims; their vectors must be there (`add_vectors`)."""
        article = entry.article
        self._connection.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article.id,
                article.title,
                article.text,
                article.language,
                article.publisher,
                article.author,
                article.published,
                article.url,
                article.path,
                json.dumps([[span.start, span.end, span.kind] for span in article.noise]),
                json.dumps([[span.start, span.end] for span in article.headings]),
            ),
        )
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
            'INSERT INTO claims (passage, start, "end", parts, claimer, claimer_affiliation, cue, kind, epistemic, '
            "negated, claim_datetime, vector) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM vectors WHERE digest = ?))",
            [
                (*_claim_row(claim, ids[claim.passage.start, claim.passage.end]), digest)
                for claim, digest in entry.claims
            ],
        )

    def set_address(self, path: str, digest: str, article_id: str) -> None:
        self._connection.execute(
            "INSERT INTO addresses VALUES (?, ?, ?) ON CONFLICT (path) DO UPDATE SET digest = excluded.digest, "
            "article = excluded.article",
            (path, digest, article_id),
        )

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
        return removed

    def set_info(self, info: IndexInfo) -> None:
        """Store what the index is built with now. Generation and state are the next ones, whatever `info` says."""
        values = {
            "encoder": info.encoder,
            "encoder_fingerprint": info.encoder_fingerprint,
            "dimension": str(info.dimension),
            "tokenizer": info.tokenizer,
            "settings": info.settings,
            "extractor": str(info.extractor),
            "generation": str(self.generation() + 1),
            "state": secrets.token_hex(8),
        }
        self._connection.executemany("INSERT OR REPLACE INTO info VALUES (?, ?)", values.items())

    def clear(self) -> None:
        """Remove all articles and vectors: what a changed encoder makes worthless."""
        for table in ("claims", "passages", "addresses", "articles", "vectors"):
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608


def open_database(folder: Path) -> Database:
    """Open the index in `folder` for reading, from any thread.

    Raises IndexMissing, IndexOutdated (another format) or IndexCorrupt (no database of ours).
    """
    path = folder / FILE_NAME
    missing = f"no index in {folder}; build one with: belegt build seeds --index {folder}"
    if not path.is_file():
        raise IndexMissing(missing)
    unlocked = _must_be_unlocked(path)
    if not unlocked:
        _roll_back(path)
    connection = _connect(path, "mode=ro&immutable=1" if unlocked else "mode=ro")
    try:
        if not _is_made(connection, path):
            raise IndexMissing(missing)
        _check_format(connection, path)
        return Database(connection, path, unlocked=unlocked)
    except BaseException:
        connection.close()
        raise


def _roll_back(path: Path) -> None:
    """Undo what a process left half done that was killed while it made the database, which a reader may not do."""
    if not Path(f"{path}-journal").exists():
        return
    connection = _connect(path, "mode=rw")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError:
        pass  # whatever is wrong with it, opening it for reading says so in its own words
    finally:
        connection.close()


@contextmanager
def writing(folder: Path, *, fresh: bool = False) -> Iterator[Database]:
    """Change the index in `folder` in one transaction, made durable at the end or not at all.

    Makes folder and database where there are none. `fresh` begins with empty tables, whatever format the old ones
    have; readers keep the old state until the block ends well. Raises IndexBusy while another process writes,
    IndexOutdated for another format, IndexCorrupt where the file is not ours or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = "it is a file" if folder.is_file() else error.strerror or str(error)
        raise IndexCorrupt(f"{folder} cannot be an index folder: {reason}; name another one with --index") from error
    path = folder / FILE_NAME
    connection = _connect(path, "mode=rwc")
    try:
        # Looked at before anything is written: a file of another program must stay as it is.
        _is_made(connection, path)
        # What is changed from here on is changed under the lock, also when two builders find the folder empty at once.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # Dropping tables would check every row of those that refer to them.
        connection.execute(f"PRAGMA foreign_keys = {'OFF' if fresh else 'ON'}")
        connection.execute("BEGIN IMMEDIATE")
        try:
            made = _is_made(connection, path)
            if made and fresh:
                generation = _drop_tables(connection)
                _make_tables(connection, generation)
            elif made:
                _check_format(connection, path)
            else:
                _make_tables(connection, generation=0)
            yield Database(connection, path)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        # A reader with an open snapshot keeps the log from being emptied; the next build empties it then.
        connection.execute("PRAGMA busy_timeout = 200")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError as error:
        if _is_busy(error):
            raise IndexBusy(f"another process is writing to {folder}; wait until it is done") from error
        raise IndexCorrupt(f"{path} cannot be written ({error}); check the disk, or move the file away") from error
    finally:
        connection.close()


def _connect(path: Path, options: str) -> sqlite3.Connection:
    try:
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?{options}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=_PATIENCE,
        )
    except sqlite3.OperationalError as error:
        raise IndexCorrupt(f"{path} cannot be opened ({error}); check the rights of the file and its folder") from error


def _must_be_unlocked(path: Path) -> bool:
    """Whether a reader lacks the right to make the write-ahead log's files, and must be told that nobody writes.

    A log that is there is read all the same: it may hold what the database file does not have yet.
    """
    log = Path(f"{path}-wal")
    return not os.access(path.parent, os.W_OK) and not (log.is_file() and log.stat().st_size)


def _is_busy(error: sqlite3.DatabaseError) -> bool:
    return _kind(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _kind(error: sqlite3.DatabaseError) -> int:
    # The lower byte is the kind of error, the rest its details. Errors that Python itself raises have no code.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _is_made(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the file holds an index; an empty one is what a first build leaves that was killed.

    Raises IndexCorrupt if it is no database or one of another program.
    """
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if _is_busy(error):
            raise IndexBusy(f"{path} is locked by another process; try again when it is done") from error
        if _kind(error) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise IndexCorrupt(f"{path} is not a Belegt index ({error}); move it away and run: belegt build") from error
        raise IndexCorrupt(f"{path} cannot be read ({error}); check the rights of the file and its folder") from error
    if application != _APPLICATION_ID and (application or tables):
        raise IndexCorrupt(f"{path} is a database of another program; choose another folder with --index")
    return bool(application)


def _check_format(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != FORMAT:
        raise IndexOutdated(
            f"{path} has format {version}, this Belegt reads {FORMAT}; make it anew with: belegt build --fresh"
        )


def _make_tables(connection: sqlite3.Connection, generation: int) -> None:
    for statement in _SCHEMA.split(";\n"):
        connection.execute(statement)
    # A count that goes on never meets the search files of an earlier generation.
    connection.execute("INSERT INTO info VALUES ('generation', ?)", (str(generation),))
    connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {FORMAT}")


def _drop_tables(connection: sqlite3.Connection) -> int:
    """Drop whatever tables there are, of any format; return the generation that they had, 0 if they do not say."""
    try:
        row = connection.execute("SELECT value FROM info WHERE name = 'generation'").fetchone()
        generation = int(row[0]) if row else 0
    except (sqlite3.OperationalError, ValueError):
        generation = 0
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    for (name,) in names.fetchall():
        connection.execute(f'DROP TABLE "{name}"')
    return generation


_SELECT_ARTICLE = (
    "SELECT id, title, text, language, publisher, author, published, url, path, noise, headings FROM articles"
)
_SELECT_CLAIM = (
    'SELECT id, passage, start, "end", parts, claimer, claimer_affiliation, cue, kind, epistemic, negated, '
    "claim_datetime FROM claims"
)


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _article(row: tuple) -> Article:  # type: ignore[type-arg]
    article_id, title, text, language, publisher, author, published, url, path, noise, headings = row
    return Article(
        article_id,
        title,
        text,
        language,
        publisher,
        author,
        published,
        url,
        path,
        noise=tuple(Noise(start, end, kind) for start, end, kind in json.loads(noise)),
        headings=tuple(Span(start, end) for start, end in json.loads(headings)),
    )


def _claim(row: tuple, passage: Passage) -> Claim:  # type: ignore[type-arg]
    _, _, start, end, parts, claimer, affiliation, cue, kind, epistemic, negated, claim_datetime = row
    article = passage.article

    def mention(text: str | None) -> Mention | None:
        return Mention(article, _spans(text)) if text else None

    return Claim(
        passage,
        start,
        end,
        Attribution(mention(claimer), mention(affiliation), mention(cue), kind),
        epistemic,
        bool(negated),
        claim_datetime,
        _spans(parts),
    )


def _spans(text: str) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in json.loads(text))


def _claim_row(claim: Claim, passage_id: int) -> tuple[object, ...]:
    def spans(mention: Mention | None) -> str | None:
        return json.dumps([[span.start, span.end] for span in mention.spans]) if mention else None

    attribution = claim.attribution
    return (
        passage_id,
        claim.start,
        claim.end,
        json.dumps([[span.start, span.end] for span in claim.parts]),
        spans(attribution.claimer),
        spans(attribution.claimer_affiliation),
        spans(attribution.cue),
        attribution.kind,
        claim.epistemic,
        int(claim.negated),
        claim.claim_datetime,
    )
