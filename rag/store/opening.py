"""Opening the database: its file, the connection of a reader, and the one transaction of a build.

A killed process leaves the old state. Readers in any process go on meanwhile (write-ahead log) and see the new state
with its new `generation`.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import BelegtError, IndexBusy, IndexCorrupt, IndexMissing, IndexOutdated
from rag.store.database import Database, error_kind, is_busy
from rag.store.tables import FORMAT, SCHEMA, UPGRADES, words_digest

FILE_NAME = "belegt.db"
_APPLICATION_ID = 0x42454C47  # "BELG": tells our database from any other SQLite file
_PATIENCE = 5.0
"""Seconds to wait for another process: enough for a checkpoint or the recovery after a crash, too short for a build."""


def open_database(folder: Path) -> Database:
    """Open the index in `folder` for reading, from any thread. One of an older format is upgraded first.

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
        older = _format(connection) in UPGRADES
        if not older:
            _check_format(connection, path)
            return Database(connection, path, unlocked=unlocked)
    except BaseException:
        connection.close()
        raise
    connection.close()
    if unlocked:
        raise IndexOutdated(f"{path} has an older format and may not be written; open it once where it may be")
    with writing(folder):
        pass  # whoever writes upgrades
    return open_database(folder)


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
                _upgrade(connection)
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
        if is_busy(error):
            raise IndexBusy(f"another process is writing to {folder}; wait until it is done") from error
        raise IndexCorrupt(f"{path} cannot be written ({error}); check the disk, or move the file away") from error
    finally:
        connection.close()


def back_up(folder: Path, target: Path) -> int:
    """Copy the index into one file, whatever is written to it meanwhile; return the size of the copy in bytes.

    The copy is a database in itself: as `belegt.db` in an empty folder it is the index. A file that is there already is
    replaced when the copy is whole. Raises IndexMissing and others as `open_database`, BelegtError if it cannot be
    written.
    """
    open_database(folder).close()
    if target.is_dir():
        raise BelegtError(f"{target} is a folder; name a file to put the backup into")
    beside = target.with_name(f".{target.name}-{secrets.token_hex(4)}")
    source = _connect(folder / FILE_NAME, "mode=ro")
    try:
        copy = sqlite3.connect(beside)
        try:
            source.backup(copy)
        finally:
            copy.close()
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(beside, target)
    except (sqlite3.DatabaseError, OSError) as error:
        raise BelegtError(f"the backup cannot be written to {target}: {error}; name a place with room") from error
    finally:
        source.close()
        beside.unlink(missing_ok=True)
    return target.stat().st_size


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


def _is_made(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the file holds an index; an empty one is what a first build leaves that was killed.

    Raises IndexCorrupt if it is no database or one of another program.
    """
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if is_busy(error):
            raise IndexBusy(f"{path} is locked by another process; try again when it is done") from error
        if error_kind(error) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise IndexCorrupt(f"{path} is not a Belegt index ({error}); move it away and run: belegt build") from error
        raise IndexCorrupt(f"{path} cannot be read ({error}); check the rights of the file and its folder") from error
    except UnicodeDecodeError as error:
        raise IndexCorrupt(f"{path} is damaged ({error}); move it away and run: belegt build") from error
    if application != _APPLICATION_ID and (application or tables):
        raise IndexCorrupt(f"{path} is a database of another program; choose another folder with --index")
    return bool(application)


def _format(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _upgrade(connection: sqlite3.Connection) -> None:
    connection.create_function("words_digest", 1, words_digest, deterministic=True)
    while (version := _format(connection)) in UPGRADES:
        _run(connection, UPGRADES[version])
        connection.execute(f"PRAGMA user_version = {version + 1}")


def _check_format(connection: sqlite3.Connection, path: Path) -> None:
    version = _format(connection)
    if version != FORMAT:
        raise IndexOutdated(
            f"{path} has format {version}, this Belegt reads {FORMAT}; make it anew with: belegt build --fresh"
        )


def _make_tables(connection: sqlite3.Connection, generation: int) -> None:
    _run(connection, SCHEMA)
    # A count that goes on never meets the search files of an earlier generation.
    connection.execute("INSERT INTO info VALUES ('generation', ?)", (str(generation),))
    connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {FORMAT}")


def _run(connection: sqlite3.Connection, script: str) -> None:
    # One by one: `executescript` would end the transaction.
    for statement in script.split(";\n"):
        connection.execute(statement)


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
