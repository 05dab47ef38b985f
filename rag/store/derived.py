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
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.claims.claimers.names import canonical
from rag.errors import IndexCorrupt
from rag.store.arrays import Array, Lists, read_array, write_arrays
from rag.store.database import Database
from rag.store.lexical import LexicalIndex
from rag.store.sources import agencies, one_source
from rag.store.tables import IndexInfo
from rag.store.vectors import VectorIndex
from rag.types import days

_log = logging.getLogger(__name__)

FORMAT = 9
"""Raised whenever the same database gives other files than before (other grams, another kind of index)."""

_FOLDER = re.compile(r"derived-(\d+)\Z")
_BESIDE = ".derived-"
_PASSAGES, _CLAIMS = "passages.faiss", "claims.faiss"
_READ_WHOLE, _SAMPLED, _BLOCK = 1 << 23, 64, 1 << 14
_ABANDONED_AFTER = 3600.0
"""Seconds after which an unfinished folder belongs to a process that was killed: writing one takes far less."""

Ids = NDArray[np.int64]
Codes = NDArray[np.int32]
Names = NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Named:
    """A name for each row, or none: row i has `names[codes[i]]`, and no name where the code is -1."""

    codes: Codes
    names: Names

    @classmethod
    def of(cls, values: Iterable[str | None]) -> Named:
        numbers: dict[str, int] = {}
        codes = [-1 if value is None else numbers.setdefault(value, len(numbers)) for value in values]
        return cls(np.array(codes, dtype=np.int32), np.array(list(numbers), dtype=np.str_))


@dataclass(frozen=True, slots=True)
class Derived:
    """What search needs, in memory or mapped. Row i of every passage part is passage `passage_ids[i]`; likewise claims.

    `claim_owner_rows[i]` is the passage row of claim row i, and `claims[i]` are the claim rows of passage row i.
    `passage_languages[i]` is the language of passage row i, "" where it is unknown; passages of one article have the
    same number in `passage_articles`, and those of articles that are copies of one source in `passage_sources`.
    `passage_published` are the first and the last day on which a passage's article
    can have appeared, as `date.toordinal` counts, shape [n, 2], -1 where it is unknown; `passage_publishers` who
    published it, `claim_claimers` who says a claim, by one name over all articles.
    `state` is the database's (see `IndexInfo`): with another one these rows mean something else.
    """

    generation: int
    state: str
    passage_ids: Ids
    claim_ids: Ids
    claim_owner_rows: Ids
    claims: Lists
    passage_languages: Names
    passage_articles: Ids
    passage_sources: Ids
    passage_published: Codes
    passage_publishers: Named
    claim_claimers: Named
    passage_vectors: VectorIndex
    claim_vectors: VectorIndex
    words: LexicalIndex

    def claims_of(self, rows: Ids) -> tuple[Ids, Ids]:
        """Return the claim rows of these passage rows, and for each claim the position of its passage in `rows`."""
        return self.claims.gather(rows)


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
            return read_derived(folder, info)
        except IndexCorrupt as error:
            _log.warning("%s; making it again from the database", error)
    return publish_derived(index, database)


def publish_derived(index: Path, database: Database) -> Derived:
    """Make the derived part from the database, store it where the folder can be written, and drop older ones.

    What is returned is what was stored, mapped: a process that made it needs no more memory than any other.
    """
    info = database.info()
    beside = index / f"{_BESIDE}{secrets.token_hex(8)}"
    try:
        beside.mkdir()
    except OSError as error:
        _log.info("%s cannot be written (%s); search works from memory", index, error)
        return _build(database)
    try:
        _write(_build(database, beside), beside)
        derived = read_derived(beside, info)
        _put_in_place(beside, folder_of(index, info.generation))
        _flush(index)
    except (OSError, RuntimeError, IndexCorrupt) as error:  # FAISS raises RuntimeError when the disk is full
        shutil.rmtree(beside, ignore_errors=True)
        try:
            return read_derived(folder_of(index, info.generation), info)  # another process was quicker
        except IndexCorrupt:
            pass
        _log.warning("the search files of %s could not be stored (%s); search works from memory", index, error)
        return _build(database)
    _drop_older(index, info.generation)
    return derived


def _put_in_place(beside: Path, target: Path) -> None:
    if target.exists():
        # Moved away first: a reader finds the folder whole or not at all, never half deleted.
        aside = beside.with_name(f"{_BESIDE}{secrets.token_hex(8)}")
        os.rename(target, aside)
        shutil.rmtree(aside, ignore_errors=True)
    os.rename(beside, target)


def _build(database: Database, folder: Path | None = None) -> Derived:
    """Make it in memory, but for vectors where a folder is given: they are stored there at once, and not held."""
    passage_ids, vectors = database.passage_rows()
    passage_vectors = _indexed(vectors, folder and folder / _PASSAGES)
    claim_ids, vectors = database.claim_rows()
    claim_vectors = _indexed(vectors, folder and folder / _CLAIMS)
    del vectors
    owners = np.searchsorted(passage_ids, database.claim_owners()).astype(np.int64)
    facts = database.passage_facts()
    articles, numbers = np.unique([article for article, _, _, _ in facts], return_inverse=True)
    passage_articles = numbers.astype(np.int64)
    named = {article: agencies(edges) for article, edges in database.article_edges()}
    words = LexicalIndex.build(database.texts("passages"), database.texts("claims"))
    sources = one_source(words.passages.words, passage_articles, [named[article] for article in articles.tolist()])
    info = database.info()
    return Derived(
        generation=info.generation,
        state=info.state,
        passage_ids=passage_ids,
        claim_ids=claim_ids,
        claim_owner_rows=owners,
        claims=Lists.of(np.bincount(owners, minlength=len(passage_ids)), np.argsort(owners, kind="stable")),
        passage_languages=np.array([language or "" for _, language, _, _ in facts], dtype=np.str_),
        passage_articles=passage_articles,
        passage_sources=sources[passage_articles],
        passage_published=np.array([days(published) for _, _, published, _ in facts], np.int32).reshape(-1, 2),
        passage_publishers=Named.of(publisher for _, _, _, publisher in facts),
        claim_claimers=_claimers(database),
        passage_vectors=passage_vectors,
        claim_vectors=claim_vectors,
        words=words,
    )


def _indexed(vectors: NDArray[np.float16], path: Path | None) -> VectorIndex:
    index = VectorIndex.build(vectors)
    if path is None:
        return index
    index.write(path)
    return VectorIndex.read(path)


def _claimers(database: Database) -> Named:
    """Who says each claim: one name for each claimer over all articles, in the article's words for nobody named."""
    found = list(database.claimers())
    names = canonical(name for name in found if name is not None)
    return Named.of(name and names.get(name, name[0]) for name in found)


def _arrays(derived: Derived) -> dict[str, Array]:
    return {
        "passage_ids": derived.passage_ids,
        "claim_ids": derived.claim_ids,
        "claim_owner_rows": derived.claim_owner_rows,
        "claims_values": derived.claims.values,
        "claims_starts": derived.claims.starts,
        "passage_languages": derived.passage_languages,
        "passage_articles": derived.passage_articles,
        "passage_sources": derived.passage_sources,
        "passage_published": derived.passage_published,
        "passage_publishers": derived.passage_publishers.codes,
        "publishers": derived.passage_publishers.names,
        "claim_claimers": derived.claim_claimers.codes,
        "claimers": derived.claim_claimers.names,
    }


def _write(derived: Derived, folder: Path) -> None:
    """Store beside the vectors what else there is, and the manifest of all."""
    write_arrays(folder, _arrays(derived))
    derived.words.write(folder / "words")
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


def read_derived(folder: Path, info: IndexInfo) -> Derived:
    """Return what lies in a derived folder. Raises IndexCorrupt if it is not whole or belongs to another state."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if (manifest["format"], manifest["generation"], manifest["state"]) != (FORMAT, info.generation, info.state):
            raise IndexCorrupt(f"{folder} belongs to another state of the database")
        found = {name: _checksum(folder / name) for name in _files(folder) if name != "manifest.json"}
        if manifest["sha256"] != found:
            raise IndexCorrupt(f"{folder} is not what its manifest says")
        arrays = {path.stem: read_array(path) for path in folder.glob("*.npy")}
        return Derived(
            generation=info.generation,
            state=info.state,
            passage_ids=arrays["passage_ids"],
            claim_ids=arrays["claim_ids"],
            claim_owner_rows=arrays["claim_owner_rows"],
            claims=Lists(arrays["claims_starts"], arrays["claims_values"]),
            passage_languages=arrays["passage_languages"],
            passage_articles=arrays["passage_articles"],
            passage_sources=arrays["passage_sources"],
            passage_published=arrays["passage_published"],
            passage_publishers=Named(arrays["passage_publishers"], arrays["publishers"]),
            claim_claimers=Named(arrays["claim_claimers"], arrays["claimers"]),
            passage_vectors=VectorIndex.read(folder / _PASSAGES),
            claim_vectors=VectorIndex.read(folder / _CLAIMS),
            words=LexicalIndex.read(folder / "words"),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexCorrupt(f"{folder} cannot be read ({error})") from error


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
    """Return the SHA-256 of a file and its length; of a large one that of every so many blocks.

    Reading all of a gigabyte takes seconds at every start. Blocks from all over the file tell the file of another
    state, a file that was cut short and one that was not flushed; a small file is read whole.
    """
    size = path.stat().st_size
    digest = hashlib.sha256(size.to_bytes(8, "big"))
    with path.open("rb") as file:
        if size <= _READ_WHOLE:
            digest.update(file.read())
        else:
            for number in range(_SAMPLED):
                file.seek((size - _BLOCK) * number // (_SAMPLED - 1))
                digest.update(file.read(_BLOCK))
    return digest.hexdigest()


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
