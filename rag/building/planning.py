"""What is to be done, found by comparing the sources with what the index holds; nothing is read or written here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rag.building.sources import Source
from rag.errors import IndexMissing
from rag.store.database import Address, Database
from rag.store.opening import open_database
from rag.store.tables import IndexInfo
from rag.types import Skipped

Addresses = dict[str, Address]
"""What the index knows of each path under which an article was found."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the index is and holds beforehand: its info, its addresses, those of each source, and which were added.

    `skipped` is what was left out of each source, most of which is in the index: paths and reasons.
    """

    info: IndexInfo
    addresses: Addresses
    of_source: dict[str, list[str]]
    added: frozenset[str]
    skipped: dict[str, list[tuple[str, str]]]

    def is_unchanged(self, source: Source) -> bool:
        """Whether the index holds what this source does: the same bytes, read by the same reader to the end."""
        paths = self.of_source.get(source.address, ())
        return (
            bool(paths)
            and all(
                self.addresses[path].digest == source.digest and self.addresses[path].reader == source.reader
                for path in paths
            )
            and all(path != source.address for path, _ in self.skipped.get(source.address, ()))
        )

    def skipped_of(self, source: Source) -> Iterator[Skipped]:
        """Yield what was left out of an unchanged source when it was read: it is left out still."""
        for path, reason in self.skipped.get(source.address, ()):
            yield Skipped(path, reason, kept=path in self.addresses)


@dataclass(slots=True)
class Plan:
    """What is to be done and, by and by, what was done. All but `to_read` and `skipped` are addresses.

    `unchanged` stay as they are, and so do those that are `kept` though they cannot be read now, and `stayed`, which
    were added and are no source of a build. `changed` got an article, the id of which is told; `gone` are removed, and
    `marked` are to stay when a build runs. `to_cut` are the ids, in order, of articles that get passages and claims.
    """

    to_read: list[Source] = field(default_factory=list)
    unchanged: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    stayed: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    marked: set[str] = field(default_factory=set)
    changed: dict[str, str] = field(default_factory=dict)
    to_cut: dict[str, None] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)


def known_of(folder: Path) -> Known | None:
    """Return what the index in `folder` holds, None where there is none."""
    try:
        database = open_database(folder)
    except IndexMissing:
        return None
    try:
        with database.snapshot():
            return _known(database)
    finally:
        database.close()


def _known(database: Database) -> Known:
    addresses = database.addresses()
    of_source: defaultdict[str, list[str]] = defaultdict(list)
    for path, address in addresses.items():
        of_source[address.source].append(path)
    skipped: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for source, path, reason in database.skipped():
        skipped[source].append((path, reason))
    return Known(database.info(), addresses, dict(of_source), frozenset(database.added()), dict(skipped))
