"""Adding single articles to an index, with nothing else removed; they stay until they are removed by name."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from rag.articles.readers import find_files
from rag.articles.tables import Columns
from rag.building.filing import Filed
from rag.building.planning import Known, Plan, known_of
from rag.building.reports import Filing, addition_report
from rag.building.sources import Source, printable, source_of
from rag.building.storing import Overtaken, write
from rag.building.web import fetch
from rag.encoder import open_encoder
from rag.errors import ArticleError, IndexBusy
from rag.settings import Settings
from rag.store.database import Database
from rag.store.derived import open_derived
from rag.store.matching import check_encoder, check_settings
from rag.store.opening import open_database
from rag.types import Article, BuildReport, Outcome, Progress, Skipped, is_address

_ATTEMPTS = 5
"""How often a plan is made because others change the index meanwhile: a build ends once, and not again and again."""


def add(
    sources: Iterable[str | Path] | str | Path,
    *,
    index: str | Path = "index",
    settings: Settings | None = None,
    names: Mapping[str, str] | Mapping[Path, str] | None = None,
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    columns: Columns | None = None,
) -> Iterator[Progress]:
    """Add files, folders and addresses on the web to the index and remove nothing; yield progress.

    The index is made if there is none. An address may be that of a page, a feed or a sitemap.

    What was added stays, also when a build runs that has it not among its sources, until `remove` takes it out. The
    last progress carries a `BuildReport` whose `outcomes` say what became of each file, in the order of the sources,
    and of each row of a table. A bad file stops no other: it is an outcome, and so is a source that is not there. It
    is one transaction.

    A file is filed under its path, where a changed file replaces what was read from it before; a row of a table under
    the table's path and its name, and rows that a table has no more stay. `names` gives paths another name to be filed
    under: a file that was uploaded has a path that means nothing. Two files of one name may be two articles. The later
    one replaces the earlier one only if it is plainly a new version of it, that is if half of the earlier one's runs of
    five words come again and they do not bear different dates; else it is filed beside it, "report.txt" as "report
    (2).txt". `include`, `exclude` and `columns` as for `build`.

    If a build ends between planning and writing, the plan is made anew, up to five times. Raises IndexBusy while
    another process writes, IndexOutdated if the index was built with other settings or another encoder, IndexCorrupt,
    ModelMissing; ArticleError if no sources are given, ValueError if `names` names what is none of them.

    >>> *_, last = add("upload-x81", names={"upload-x81": "report.txt"})                   # doctest: +SKIP
    >>> [(outcome.status, outcome.path) for outcome in last.report.outcomes]               # doctest: +SKIP
    [('added', 'report.txt')]
    """
    began = time.perf_counter()
    settings = settings or Settings()
    folder = Path(index)
    single = isinstance(sources, (str, Path))
    given: list[str | Path] = [sources] if single else list(sources)  # type: ignore[list-item, arg-type]
    web = [source for source in given if isinstance(source, str) and is_address(source)]
    local = [source for source in given if not is_address(source)]
    files, missing = _files(local, tuple(include), tuple(exclude)) if local or not web else ([], {})
    called = _names(files, names or {})
    with TemporaryDirectory(prefix="belegt-web-") as fetched:
        known, plan, desk = yield from _add(folder, settings, files, missing, called, columns, web, Path(fetched))
    report = _report(folder, plan, known, desk.filings(), settings, time.perf_counter() - began)
    yield Progress("done", len(files), len(files), report)


def _add(
    folder: Path,
    settings: Settings,
    files: Sequence[Path],
    missing: Mapping[Path, ArticleError],
    called: Mapping[Path, str],
    columns: Columns | None,
    web: Sequence[str],
    fetched: Path,
) -> Generator[Progress, None, tuple[Known | None, Plan, _Desk]]:
    for _ in range(_ATTEMPTS):
        known = known_of(folder)
        if known:
            check_settings(known.info, folder, settings)
        plan = Plan()
        desk = _Desk(folder, plan, known)
        yield from desk.look(files, missing, called, columns)
        yield from fetch(web, known, settings, fetched, plan)
        desk.note_unchanged()
        if not plan.to_read and not desk.new_marks():
            desk.finish()
            return known, plan, desk
        encoder = open_encoder(settings) if plan.to_read else None
        if known and encoder:
            check_encoder(known.info, folder, encoder.name, encoder.fingerprint, added=bool(known.added))
        try:
            yield from write(folder, settings, plan, known, encoder, file=desk.file, finish=desk.finish)
            return known, plan, desk
        except Overtaken:
            continue
        finally:
            desk.close()
    raise IndexBusy(f"other processes changed {folder} {_ATTEMPTS} times meanwhile; nothing was added; try again")


def _files(
    given: Sequence[str | Path], include: Sequence[str], exclude: Sequence[str]
) -> tuple[list[Path], dict[Path, ArticleError]]:
    """The files that the sources name, each once, and with them the sources that name none, and why."""
    found: dict[Path, None] = {}
    missing: dict[Path, ArticleError] = {}
    if not given:
        find_files(given)  # says what is wanted
    for source in given:
        try:
            found.update(dict.fromkeys(find_files([source], include=include, exclude=exclude)))
        except ArticleError as error:
            found[Path(source)] = None
            missing[Path(source)] = error
    return list(found), missing


def _names(files: Sequence[Path], names: Mapping[str, str] | Mapping[Path, str]) -> dict[Path, str]:
    by_path = {Path(path): printable(name).strip() for path, name in names.items()}
    there = set(files)
    for path, name in by_path.items():
        if path not in there:
            raise ValueError(f"names has {str(path)!r}, which is none of the sources; name files, not folders")
        if not name:
            raise ValueError(f"the name for {str(path)!r} is empty; leave it out to file it under its path")
    return by_path


class _Desk:
    """Where it is decided under which address each article is filed, and noted what became of each file."""

    def __init__(self, folder: Path, plan: Plan, known: Known | None) -> None:
        self._folder = folder
        self._plan = plan
        self._known = known
        self._filings: dict[str, list[Filing]] = {}
        """By the address of the source: what becomes of one is known in another order than they are given in."""
        self._database: Database | None = None
        self._filed = Filed(known.addresses if known else {}, self._stored)

    def _stored(self, article_id: str) -> Article | None:
        if self._known is None:
            return None
        if self._database is None:
            self._database = open_database(self._folder)
        return self._database.article(article_id)

    def close(self) -> None:
        if self._database:
            self._database.close()
            self._database = None

    def look(
        self,
        files: Sequence[Path],
        missing: Mapping[Path, ArticleError],
        called: Mapping[Path, str],
        columns: Columns | None,
    ) -> Iterator[Progress]:
        """Find what is to be read, and what is there already."""
        yield Progress("read", 0, len(files))
        for file in files:
            name = called.get(file)
            address = name or printable(file.as_posix())
            notes = self._filings.setdefault(address, [])
            try:
                if file in missing:
                    raise missing[file]
                source = source_of(file, name, columns=columns)
            except ArticleError as error:
                # Where a name is given, the path that the file really has means nothing to whoever reads this.
                reason = printable(str(error)).replace(printable(str(file)), address)
                kept = [] if name or not self._known else self._known.of_source.get(address, [])
                notes.append(Filing(address, "skipped", reason=reason))
                self._plan.skipped.append(Skipped(address, reason, kept=bool(kept)))
                continue
            if self._known and not name and self._known.is_unchanged(source):
                for path in self._known.of_source[address]:
                    self._plan.unchanged.add(path)
                    notes.append(Filing(path, "unchanged", self._known.addresses[path].article))
                self._plan.skipped.extend(self._known.skipped_of(source))
            else:
                self._plan.to_read.append(source)

    def note_unchanged(self) -> None:
        """Note what is there already and came from no file."""
        noted = {filing.path for filing in self.filings()}
        assert self._known or not self._plan.unchanged
        for path in sorted(self._plan.unchanged - noted):
            assert self._known
            self._filings.setdefault(path, []).append(Filing(path, "unchanged", self._known.addresses[path].article))

    def file(self, source: Source, key: str, article: Article) -> str | None:
        """Return where an article is filed, None where it lies there already."""
        wanted = path = source.address_of(key)
        if source.named:
            path = self._filed.address_for(wanted, article)
        notes = self._filings.setdefault(source.address, [])
        before, same = self._filed.articles.get(path), self._filed.address_of(article.id)
        if before == article.id:
            if path not in self._plan.changed:
                self._plan.unchanged.add(path)
            notes.append(Filing(path, "unchanged", article.id))
            # Read from other bytes or by another reader than before, which is to be noted; a name means no file.
            return None if source.named else path
        self._plan.unchanged.discard(path)
        self._filed.put(path, article)
        if same is not None:
            notes.append(Filing(path, "duplicate", article.id, f"the same text as {same}"))
        else:
            other = f"another article lies under {wanted}" if path != wanted else None
            notes.append(Filing(path, "added" if before is None else "changed", article.id, other))
        return path

    def finish(self) -> None:
        """Note what could not be read; nothing that was there goes away."""
        self._plan.gone.clear()
        noted = {filing.path for notes in self._filings.values() for filing in notes if filing.status == "skipped"}
        for skipped in self._plan.skipped:
            if skipped.path not in noted:
                # A row goes with the others of its table.
                source = skipped.path if skipped.path in self._filings else skipped.path.rpartition("#")[0]
                notes = self._filings.setdefault(source if source in self._filings else skipped.path, [])
                notes.append(Filing(skipped.path, "skipped", reason=skipped.reason, problem=skipped.problem))
        self._plan.marked = self.new_marks()

    def new_marks(self) -> set[str]:
        """The addresses that are to stay when a build runs and are not known as such yet."""
        added = self._known.added if self._known else frozenset()
        return {filing.path for filing in self.filings() if filing.article} - added

    def filings(self) -> list[Filing]:
        return [filing for notes in self._filings.values() for filing in notes]


def _report(
    folder: Path, plan: Plan, known: Known | None, filings: Sequence[Filing], settings: Settings, seconds: float
) -> BuildReport:
    if known is None and not plan.changed:
        # No file could be read and there was no index: there is none now either, and nothing to count.
        outcomes = tuple(
            Outcome(filing.path, "skipped", reason=filing.reason, problem=filing.problem) for filing in filings
        )
        return BuildReport(
            0, 0, 0, 0, (), tuple(plan.skipped), 0, 0, 0, {}, "", settings.encoder, seconds, outcomes=outcomes
        )
    database = open_database(folder)
    try:
        with database.snapshot():
            open_derived(folder, database)
            return addition_report(database, plan, known.addresses if known else {}, filings, seconds)
    finally:
        database.close()
