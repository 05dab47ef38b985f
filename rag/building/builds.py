"""A build: the index holds the articles of these sources and no others, but for those that were added by themselves."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rag.articles.readers import find_sources
from rag.building.planning import Plan, compare, known_of
from rag.building.reports import report_of
from rag.building.storing import same_build, write
from rag.encoder import open_encoder
from rag.errors import ArticleError
from rag.settings import Settings
from rag.store.derived import open_derived
from rag.store.opening import open_database
from rag.types import Progress, Skipped


def build(
    sources: Iterable[str | Path] | str | Path,
    *,
    index: str | Path = "index",
    settings: Settings | None = None,
    fresh: bool = False,
) -> Iterator[Progress]:
    """Make the index hold the articles of these sources (files and folders) and no others; yield progress.

    What was added with `add` stays until `remove` takes it out. Only what changed is read and encoded again. The last
    progress carries the `BuildReport`. A bad article is skipped and named in the report; if an earlier version of it
    is in the index, that one stays. Nothing changes before all articles are encoded, and a build that is killed leaves
    the old state. `fresh` begins from nothing, without what was added: the way out of an outdated format.

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
    paths = find_sources([sources] if single else sources)  # type: ignore[list-item, arg-type]
    known = None if fresh else known_of(folder)
    redo = known is not None and not same_build(known.info, settings)
    plan = Plan()
    yield from compare(folder, paths, known, settings, plan, redo=redo)
    if not (plan.changed.keys() | plan.unchanged) - plan.stayed:
        raise ArticleError(_nothing_to_build(plan.skipped))
    # What was added cannot be built again from nothing: there, other weights must be noticed though no file changed.
    encoder = open_encoder(settings) if plan.changed or known is None or known.added else None
    if known and encoder and encoder.fingerprint != known.info.encoder_fingerprint and not redo:
        # Other weights under the same name: what seemed unchanged must be encoded again as well.
        redo, plan = True, Plan()
        yield from compare(folder, paths, known, settings, plan, redo=True)
    if plan.changed or plan.gone or known is None:
        yield from write(folder, settings, plan, known, encoder, fresh=fresh, redo=redo)
    database = open_database(folder)
    try:
        with database.snapshot():
            open_derived(folder, database)
            report = report_of(database, plan, known.addresses if known else {}, time.perf_counter() - began)
    finally:
        database.close()
    yield Progress("done", len(paths), len(paths), report)


def _nothing_to_build(skipped: Sequence[Skipped]) -> str:
    named = "; ".join(f"{s.path}: {s.reason}" for s in skipped[:3])
    more = f" and {len(skipped) - 3} more" if len(skipped) > 3 else ""
    return f"no readable article in the sources, the index is left as it is ({named}{more})"
