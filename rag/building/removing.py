"""Removing single articles from an index, with all that came from them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from rag.building.sources import printable
from rag.errors import ArticleError
from rag.store.database import Database
from rag.store.derived import open_derived
from rag.store.opening import open_database, writing
from rag.types import RemovalReport, Removed


def remove(articles: Iterable[str] | str, *, index: str | Path = "index") -> RemovalReport:
    """Remove articles, each named by its id or by an address (the path it was read from), and report what went.

    An id takes the article out with all its addresses. An address takes out that address, and the article with its
    passages, claims and vectors if no other one leads to it. What is not there is reported. It is one transaction and
    needs no encoder. An article whose file still lies in the sources of a build comes back with the next build.

    Raises ArticleError if nothing of it is in the index, ValueError if nothing is named, IndexMissing, IndexOutdated,
    IndexCorrupt, IndexBusy while another process writes.

    >>> remove(["report.txt"]).removed[0].title                                             # doctest: +SKIP
    'The harbour of Wismar'
    """
    began = time.perf_counter()
    folder = Path(index)
    wanted = list(dict.fromkeys([articles] if isinstance(articles, str) else articles))
    if not wanted:
        raise ValueError("no articles to remove; name their ids or paths, as `belegt list` shows them")
    open_database(folder).close()  # says that there is no index; writing would make one
    with writing(folder) as database:
        found, unknown = _found(database, wanted)
        if not found:
            raise ArticleError(_nothing_to_remove(folder, unknown))
        removed = list(_remove(database, found))
        database.set_info(database.info())
        database.remove_orphans()
    database = open_database(folder)
    try:
        with database.snapshot():
            open_derived(folder, database)
            counts = database.counts()
    finally:
        database.close()
    return RemovalReport(tuple(removed), tuple(unknown), **counts, seconds=time.perf_counter() - began)


def _found(database: Database, wanted: Iterable[str]) -> tuple[dict[str, set[str]], list[str]]:
    """Return by article the addresses to be taken out, and what is neither an address nor an id."""
    addresses = database.addresses()
    found: defaultdict[str, set[str]] = defaultdict(set)
    unknown = []
    of_article: defaultdict[str, list[str]] = defaultdict(list)
    for path, known in addresses.items():
        of_article[known.article].append(path)
    for name in wanted:
        # An address as it is stored, or a path as one types it ("./news/a.txt"), which a build stores without the dot.
        address = next(
            (path for path in (printable(name), printable(Path(name).as_posix())) if path in addresses), None
        )
        if address is not None:
            found[addresses[address].article].add(address)
        elif name in of_article:
            found[name].update(of_article[name])
        else:
            unknown.append(printable(name))
    return found, unknown


def _remove(database: Database, found: dict[str, set[str]]) -> Iterator[Removed]:
    addresses: defaultdict[str, list[str]] = defaultdict(list)
    for path, address in database.addresses().items():
        addresses[address.article].append(path)
    for article_id, title in database.titles(list(found)).items():
        gone = found[article_id]
        for path in sorted(gone):
            database.remove_address(path)
        left = tuple(path for path in sorted(addresses[article_id]) if path not in gone)
        yield Removed(article_id, title, tuple(sorted(gone)), left)


def _nothing_to_remove(folder: Path, unknown: list[str]) -> str:
    named = ", ".join(unknown[:3]) + (f" and {len(unknown) - 3} more" if len(unknown) > 3 else "")
    return f"nothing to remove: {folder} holds no article {named}; see what it holds with: belegt list"
