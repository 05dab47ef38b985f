"""The derived part of an index: FAISS and lexical files, made from the database without encoding anything.

They lie in one folder per generation, `derived-<generation>/`, with a manifest of checksums. The folder is written
beside under another name, flushed to the disk and renamed, so that it is there whole or not at all; what does not
match the database's state or the checksums is made again. Deleting a derived folder never loses anything.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexCorrupt
from rag.store.database import Database, IndexInfo
from rag.store.lexical import LexicalIndex
from rag.store.vectors import VectorIndex

_log = logging.getLogger(__name__)

FORMAT = 3
"""Raised whenever the same database gives other files than before (other grams, another kind of index)."""

_FOLDER = re.compile(r"derived-(\d+)\Z")
_BESIDE = ".derived-"
_ABANDONED_AFTER = 3600.0
"""Seconds after which an unfinished folder belongs to a process that was killed: writing one takes far less."""

Ids = NDArray[np.int64]
Languages = NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Derived:
    """What search needs, in memory. Row i of every passage part is passage `passage_ids[i]`; likewise for claims.

    `claim_owner_rows[i]` is the passage row of claim row i, so that claims of one passage are found by comparison.
    `passage_languages[i]` is the language of passage row i, "" where it is unknown; passages of one article have the
    same number in `passage_articles`.
    `state` is the database's (see `IndexInfo`): with another one these rows mean something else.
    """

    generation: int
    state: str
    passage_ids: Ids
    claim_ids: Ids
    claim_owner_rows: Ids
    passage_languages: Languages
    passage_articles: Ids
    passage_vectors: VectorIndex
    claim_vectors: VectorIndex
    passage_words: LexicalIndex
    claim_words: LexicalIndex


def folder_of(index: Path, generation: int) -> Path:
    return index / f"derived-{generation:06d}"


def open_derived(index: Path, database: Database) -> Derived:
    """Return the derived part of the database's state, from its files if they are whole, else made anew.

    To be called within a snapshot of the database, so that a builder cannot come in between.
    """
    info = database.info()
    folder = folder_of(index, info.generation)
    if folder.is_dir():
        try:
            return _read(folder, info)
        except IndexCorrupt as error:
            _log.warning("%s; making it again from the database", error)
    return publish_derived(index, database)


def publish_derived(index: Path, database: Database) -> Derived:
    """Make the derived part from the database, store it where the folder can be written, and drop older ones."""
    derived = _build(database)
    target = folder_of(index, derived.generation)
    beside = index / f"{_BESIDE}{secrets.token_hex(8)}"
    try:
        beside.mkdir()
    except OSError as error:
        _log.info("%s cannot be written (%s); search works from memory", index, error)
        return derived
    try:
        _write(derived, beside)
        _put_in_place(beside, target)
        _flush(index)
    except (OSError, RuntimeError) as error:  # FAISS raises RuntimeError when the disk is full
        shutil.rmtree(beside, ignore_errors=True)
        _log.warning("the search files of %s could not be stored (%s); search works from memory", index, error)
        return derived
    _drop_older(index, derived.generation)
    return derived


def _put_in_place(beside: Path, target: Path) -> None:
    if target.exists():
        # Moved away first: a reader finds the folder whole or not at all, never half deleted.
        aside = beside.with_name(f"{_BESIDE}{secrets.token_hex(8)}")
        os.rename(target, aside)
        shutil.rmtree(aside, ignore_errors=True)
    os.rename(beside, target)


def _build(database: Database) -> Derived:
    passage_ids, passage_vectors = database.passage_rows()
    claim_ids, claim_vectors = database.claim_rows()
    info = database.info()
    return Derived(
        generation=info.generation,
        state=info.state,
        passage_ids=passage_ids,
        claim_ids=claim_ids,
        claim_owner_rows=np.searchsorted(passage_ids, database.claim_owners()).astype(np.int64),
        passage_languages=np.array(database.passage_languages(), dtype=np.str_),
        passage_articles=np.unique(database.passage_articles(), return_inverse=True)[1].astype(np.int64),
        passage_vectors=VectorIndex.build(passage_vectors),
        claim_vectors=VectorIndex.build(claim_vectors),
        passage_words=LexicalIndex.build(database.texts("passages")),
        claim_words=LexicalIndex.build(database.texts("claims")),
    )


def _write(derived: Derived, folder: Path) -> None:
    np.save(folder / "passage_ids.npy", derived.passage_ids, allow_pickle=False)
    np.save(folder / "claim_ids.npy", derived.claim_ids, allow_pickle=False)
    np.save(folder / "claim_owner_rows.npy", derived.claim_owner_rows, allow_pickle=False)
    np.save(folder / "passage_languages.npy", derived.passage_languages, allow_pickle=False)
    np.save(folder / "passage_articles.npy", derived.passage_articles, allow_pickle=False)
    derived.passage_vectors.write(folder / "passages.faiss")
    derived.claim_vectors.write(folder / "claims.faiss")
    derived.passage_words.write(folder / "passages.bm25")
    derived.claim_words.write(folder / "claims.bm25")
    checksums = {name: _checksum(folder / name) for name in _files(folder)}
    manifest = {
        "format": FORMAT,
        "generation": derived.generation,
        "state": derived.state,
        "sha256": checksums,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    for name in (*checksums, "manifest.json"):
        _flush(folder / name)
    _flush(folder)


def _read(folder: Path, info: IndexInfo) -> Derived:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if (manifest["format"], manifest["generation"], manifest["state"]) != (FORMAT, info.generation, info.state):
            raise IndexCorrupt(f"{folder} belongs to another state of the database")
        found = {name: _checksum(folder / name) for name in _files(folder) if name != "manifest.json"}
        if manifest["sha256"] != found:
            raise IndexCorrupt(f"{folder} is not what its manifest says")
        passage_ids = np.load(folder / "passage_ids.npy", allow_pickle=False)
        claim_ids = np.load(folder / "claim_ids.npy", allow_pickle=False)
        owners = np.load(folder / "claim_owner_rows.npy", allow_pickle=False)
        languages = np.load(folder / "passage_languages.npy", allow_pickle=False)
        articles = np.load(folder / "passage_articles.npy", allow_pickle=False)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexCorrupt(f"{folder} cannot be read ({error})") from error
    return Derived(
        generation=info.generation,
        state=info.state,
        passage_ids=passage_ids,
        claim_ids=claim_ids,
        claim_owner_rows=owners,
        passage_languages=languages,
        passage_articles=articles,
        passage_vectors=VectorIndex.read(folder / "passages.faiss"),
        claim_vectors=VectorIndex.read(folder / "claims.faiss"),
        passage_words=LexicalIndex.read(folder / "passages.bm25", len(passage_ids)),
        claim_words=LexicalIndex.read(folder / "claims.bm25", len(claim_ids)),
    )


def _drop_older(index: Path, generation: int) -> None:
    for entry in list(index.iterdir()):
        match = _FOLDER.match(entry.name)
        # The generation before stays for readers that are just opening it; they look again if it goes.
        older = match is not None and int(match.group(1)) < generation - 1
        if older or (entry.name.startswith(_BESIDE) and _age(entry) > _ABANDONED_AFTER):
            shutil.rmtree(entry, ignore_errors=True)


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0  # another process was quicker


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
