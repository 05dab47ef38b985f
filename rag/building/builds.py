"""A build: the index holds the articles of these sources and no others, but for those that were added by themselves."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from rag.articles.readers import find_files
from rag.articles.tables import Columns
from rag.building.planning import Known, Plan, known_of
from rag.building.reports import report_of
from rag.building.sources import Source, printable, source_of
from rag.building.storing import same_build, write
from rag.building.web import fetch
from rag.encoder import open_encoder
from rag.errors import ArticleError
from rag.settings import Settings
from rag.store.derived import open_derived
from rag.store.opening import open_database
from rag.types import Article, Progress, Skipped, is_address


def build(
    sources: Iterable[str | Path] | str | Path,
    *,
    index: str | Path = "index",
    settings: Settings | None = None,
    fresh: bool = False,
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    columns: Columns | None = None,
) -> Iterator[Progress]:
    """Make the index hold the articles of these sources (files and folders) and no others; yield progress.

    Sources may be addresses as well (http, https), of pages, feeds and sitemaps. What came from the web stays, for a
    feed soon forgets it, and so does what was added with `add`, until `remove` takes it out. Only what changed is read
    and encoded again. The last progress carries the `BuildReport`. A bad article is skipped and named in the report; if
    an earlier version of it is in the index, that one stays. All of it is one transaction: a build that is killed
    leaves the old state. `fresh` begins from nothing, without what was added: the way out of an outdated format.

    `include` and `exclude` are patterns for the files in folders ("*.pdf", "2023/*"), `columns` says what the columns
    of tables mean where their names do not tell ({"text": "Volltext"}).

    Raises ArticleError if there is no readable article at all (the index is left alone), IndexBusy, IndexCorrupt,
    ModelMissing.

    >>> *_, last = build("seeds", index="/tmp/index")       # doctest: +SKIP
    >>> last.report.articles                                # doctest: +SKIP
    14
    """
    began = time.perf_counter()
    settings = settings or Settings()
    folder = Path(index)
    single = isinstance(sources, (str, Path))
    given: list[str | Path] = [sources] if single else list(sources)  # type: ignore[list-item, arg-type]
    web = [source for source in given if isinstance(source, str) and is_address(source)]
    local = [source for source in given if not is_address(source)]
    paths = find_files(local, include=include, exclude=exclude) if local or not web else []
    with TemporaryDirectory(prefix="belegt-web-") as fetched:
        known = None if fresh else known_of(folder)
        plan = Plan()
        yield from _compare(paths, known, plan, columns)
        yield from fetch(web, known, settings, Path(fetched), plan)
        yield from _build(folder, settings, plan, known, fresh=fresh)
    database = open_database(folder)
    try:
        with database.snapshot():
            open_derived(folder, database)
            report = report_of(database, plan, known.addresses if known else {}, time.perf_counter() - began)
    finally:
        database.close()
    yield Progress("done", len(paths), len(paths), report)


def _build(folder: Path, settings: Settings, plan: Plan, known: Known | None, *, fresh: bool) -> Iterator[Progress]:
    # What was added cannot be built again from nothing: there, other weights must be noticed though no file changed.
    redo = known is not None and not same_build(known.info, settings)
    # What goes away may make reporting again of what repeated.
    cuts = plan.to_read or plan.gone or redo or known is None
    encoder = open_encoder(settings) if cuts or (known and known.added) else None
    if known and encoder and encoder.fingerprint != known.info.encoder_fingerprint:
        redo = True  # other weights under the same name: what seemed unchanged must be encoded again as well
    if not plan.to_read and not plan.unchanged:
        raise ArticleError(_nothing_to_build(plan.skipped))
    if cuts or redo:

        def finish() -> None:
            plan.marked = {path for path in plan.changed if is_address(path)}
            if not (plan.changed.keys() | plan.unchanged):
                raise ArticleError(_nothing_to_build(plan.skipped))

        def file(source: Source, key: str, article: Article) -> str | None:
            return source.address_of(key)

        yield from write(folder, settings, plan, known, encoder, file=file, finish=finish, fresh=fresh, redo=redo)


def _compare(paths: Sequence[Path], known: Known | None, plan: Plan, columns: Columns | None) -> Iterator[Progress]:
    """Find what is to be read, what is as it was, and what went away."""
    yield Progress("read", 0, len(paths))
    seen: set[str] = set()
    for path in paths:
        address = printable(path.as_posix())
        before = known.of_source.get(address, ()) if known else ()
        seen.update(before)
        try:
            source = source_of(path, columns=columns)
        except ArticleError as error:
            plan.kept.update(before)
            plan.unchanged.update(before)
            plan.skipped.append(Skipped(address, printable(str(error)), kept=bool(before)))
            continue
        if known and known.is_unchanged(source):
            plan.unchanged.update(before)
            plan.skipped.extend(known.skipped_of(source))
        else:
            plan.to_read.append(source)
    if known:
        plan.stayed = set(known.added - seen)
        plan.gone = known.addresses.keys() - seen - plan.stayed


def _nothing_to_build(skipped: Sequence[Skipped]) -> str:
    named = "; ".join(f"{s.path}: {s.reason}" for s in skipped[:3])
    more = f" and {len(skipped) - 3} more" if len(skipped) > 3 else ""
    return f"no readable article in the sources, the index is left as it is ({named}{more})"
