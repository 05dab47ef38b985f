"""What is to be done, found by comparing what the sources hold with what the index holds; nothing is written here."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rag.articles.readers import read_article
from rag.errors import ArticleError, IndexMissing
from rag.settings import Settings
from rag.store.opening import open_database
from rag.store.tables import IndexInfo
from rag.types import Article, Progress, Skipped

Addresses = dict[str, tuple[str, str]]
"""For each path the digest of the bytes that were read from it, and the article's id."""


@dataclass(slots=True)
class Plan:
    """What is to be done. `stayed` are addresses that were added and are no source of this build, `marked` new ones."""

    changed: dict[str, tuple[str, Article]] = field(default_factory=dict)  # path -> digest of its bytes, article
    unchanged: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    stayed: set[str] = field(default_factory=set)
    marked: set[str] = field(default_factory=set)
    skipped: list[Skipped] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """What the index is and holds beforehand: its info, digest and article by path, and which paths were added."""

    info: IndexInfo
    addresses: Addresses
    added: frozenset[str]


def known_of(folder: Path) -> Known | None:
    """Return what the index in `folder` holds, None where there is none."""
    try:
        database = open_database(folder)
    except IndexMissing:
        return None
    try:
        with database.snapshot():
            return Known(database.info(), database.addresses(), frozenset(database.added()))
    finally:
        database.close()


def compare(
    folder: Path, paths: Sequence[Path], known: Known | None, settings: Settings, plan: Plan, *, redo: bool
) -> Iterator[Progress]:
    """Fill the plan of a build; `redo` means that nothing in the index counts as unchanged."""
    yield from _read(paths, known.addresses if known and not redo else {}, settings, plan)
    if known:
        _keep(folder, known, plan, redo=redo)


def _read(paths: Sequence[Path], known: Addresses, settings: Settings, plan: Plan) -> Iterator[Progress]:
    for position, path in enumerate(paths):
        name = printable(path.as_posix())
        yield Progress("read", position, len(paths))
        try:
            digest = digest_of(path)
            if name in known and known[name][0] == digest:
                plan.unchanged.add(name)
            else:
                plan.changed[name] = digest, article_of(path, name, settings)
        except ArticleError as error:
            plan.skipped.append(Skipped(name, printable(str(error))))
    yield Progress("read", len(paths), len(paths))


def article_of(path: Path, name: str, settings: Settings) -> Article:
    """Read a file as the article that is filed under `name`. Raises ArticleError with the reason why it is none."""
    return replace(read_article(path, max_bytes=settings.max_article_bytes), path=name)


def printable(path: str) -> str:
    """A path as text: bytes in it that are no UTF-8, which no database and no terminal takes, become "\\xfc"."""
    try:
        return os.fsencode(path).decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:
        # Half a character that stands for no byte, which only a name that was made up can hold.
        return path.encode("utf-8", "backslashreplace").decode()


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file. Raises ArticleError if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ArticleError(f"{path} cannot be read: {error.strerror or error}") from error


def _keep(folder: Path, known: Known, plan: Plan, *, redo: bool) -> None:
    """Decide about what is in the index and was not read now.

    Whatever comes from a path that is there but cannot be read stays, and so does what was added by itself, which no
    build brought in; the rest went away.
    """
    kept = {skipped.path for skipped in plan.skipped} & known.addresses.keys()
    plan.skipped = [replace(skipped, kept=skipped.path in kept) for skipped in plan.skipped]
    plan.stayed = set(known.added - plan.unchanged - plan.changed.keys() - kept)
    if redo:
        # There is no file to read, but the article is in the index: it is cut and extracted anew from there.
        database = open_database(folder)
        try:
            for path in kept | plan.stayed:
                digest, article_id = known.addresses[path]
                if (article := database.article(article_id)) is not None:
                    plan.changed[path] = digest, article
        finally:
            database.close()
    else:
        plan.unchanged |= kept
    plan.gone = known.addresses.keys() - plan.unchanged - plan.changed.keys() - plan.stayed
