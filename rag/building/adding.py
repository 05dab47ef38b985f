"""Adding single articles to an index, with nothing else removed; they stay until they are removed by name."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rag.articles.readers import find_sources
from rag.building.filing import Filed
from rag.building.planning import Addresses, Known, Plan, article_of, digest_of, known_of, printable
from rag.building.reports import Filing, addition_report
from rag.building.storing import Overtaken, write
from rag.encoder import open_encoder
from rag.errors import ArticleError, IndexBusy
from rag.settings import Settings
from rag.store.derived import open_derived
from rag.store.matching import check_encoder, check_settings
from rag.store.opening import open_database
from rag.types import Article, BuildReport, Outcome, Progress, Skipped

_ATTEMPTS = 5
"""How often a plan is made because others change the index meanwhile: a build ends once, and not again and again."""


def add(
    sources: Iterable[str | Path] | str | Path,
    *,
    index: str | Path = "index",
    settings: Settings | None = None,
    names: Mapping[str, str] | Mapping[Path, str] | None = None,
) -> Iterator[Progress]:
    """Add files and folders to the index, which is made if there is none, and remove nothing; yield progress.

    What was added stays, also when a build runs that has it not among its sources, until `remove` takes it out. The
    last progress carries a `BuildReport` whose `outcomes` say what became of each file, in the order of the sources.
    A bad file stops no other: it is an outcome, and so is a source that is not there. Nothing changes before all
    articles are encoded, in one transaction.

    A file is filed under its path, where a changed file replaces what was read from it before. `names` gives paths
    another name to be filed under: a file that was uploaded has a path that means nothing. Two files of one name may
    be two articles. The later one replaces the earlier one only if it is plainly a new version of it, that is if half
    of the earlier one's runs of five words come again and they do not bear different dates; else it is filed beside
    it, "report.txt" as "report (2).txt".

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
    files, missing = _files([sources] if single else sources)  # type: ignore[list-item, arg-type]
    desk = _Desk(settings, _names(files, names or {}), missing)
    for _ in range(_ATTEMPTS):
        known = known_of(folder)
        if known:
            check_settings(known.info, folder, settings)
        plan, filings = Plan(), list[Filing]()
        yield from desk.plan(folder, files, known, plan, filings)
        if not plan.changed and not plan.marked:
            break
        encoder = open_encoder(settings) if plan.changed else None
        if known and encoder:
            check_encoder(known.info, folder, encoder.name, encoder.fingerprint, added=bool(known.added))
        try:
            yield from write(folder, settings, plan, known, encoder)
            break
        except Overtaken:
            continue
    else:
        raise IndexBusy(f"other processes changed {folder} {_ATTEMPTS} times meanwhile; nothing was added; try again")
    report = _report(folder, plan, known, filings, settings, time.perf_counter() - began)
    yield Progress("done", len(files), len(files), report)


def _files(sources: Iterable[str | Path]) -> tuple[list[Path], dict[Path, ArticleError]]:
    """The files that the sources name, each once, and with them the sources that name none, and why."""
    found: dict[Path, None] = {}
    missing: dict[Path, ArticleError] = {}
    given = list(sources)
    if not given:
        find_sources(given)  # says what is wanted
    for source in given:
        try:
            found.update(dict.fromkeys(find_sources([source])))
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
    """Where files are looked at; what was read stays read when the plan must be made anew."""

    def __init__(self, settings: Settings, names: Mapping[Path, str], missing: Mapping[Path, ArticleError]) -> None:
        self._settings = settings
        self._names = names
        self._missing = missing
        self._read: dict[Path, tuple[str, Article]] = {}

    def plan(
        self, folder: Path, files: Sequence[Path], known: Known | None, plan: Plan, filings: list[Filing]
    ) -> Iterator[Progress]:
        """Fill the plan, and say for each file where it goes."""
        addresses = known.addresses if known else {}
        database = open_database(folder) if known else None
        try:
            filed = Filed(addresses, lambda article_id: database.article(article_id) if database else None)
            for position, file in enumerate(files):
                yield Progress("read", position, len(files))
                try:
                    filings.append(self._file(file, addresses, filed, plan))
                except ArticleError as error:
                    path = self._wanted(file)
                    # Where a name is given, the path that the file really has means nothing to whoever reads this.
                    reason = printable(str(error)).replace(printable(str(file)), path)
                    filings.append(Filing(path, "skipped", reason=reason))
                    # Under a name that is no path another article may lie; under a path it is an earlier version.
                    kept = file not in self._names and path in addresses
                    plan.skipped.append(Skipped(path, reason, kept=kept))
            yield Progress("read", len(files), len(files))
        finally:
            if database:
                database.close()
        plan.marked = {filing.path for filing in filings if filing.article} - (known.added if known else set())

    def _wanted(self, file: Path) -> str:
        return self._names.get(file) or printable(file.as_posix())

    def _file(self, file: Path, known: Addresses, filed: Filed, plan: Plan) -> Filing:
        """Put one file into the plan. Raises ArticleError with the reason why it is no article."""
        if file in self._missing:
            raise self._missing[file]
        path = wanted = self._wanted(file)
        named = file in self._names
        if not named and path in known and path not in plan.changed and known[path][0] == digest_of(file):
            plan.unchanged.add(path)
            return Filing(path, "unchanged", known[path][1])
        digest, article = self._article(file)
        if named:
            path = filed.address_for(wanted, article)
        before, same = filed.articles.get(path), filed.address_of(article.id)
        if before == article.id:
            if path not in plan.changed:
                plan.unchanged.add(path)
            return Filing(path, "unchanged", article.id)
        plan.changed[path] = digest, replace(article, path=path)
        plan.unchanged.discard(path)
        filed.put(path, article)
        if same is not None:
            return Filing(path, "duplicate", article.id, f"the same text as {same}")
        other = f"another article lies under {wanted}" if path != wanted else None
        return Filing(path, "added" if before is None else "changed", article.id, other)

    def _article(self, file: Path) -> tuple[str, Article]:
        if file not in self._read:
            self._read[file] = digest_of(file), article_of(file, self._wanted(file), self._settings)
        return self._read[file]


def _report(
    folder: Path, plan: Plan, known: Known | None, filings: Sequence[Filing], settings: Settings, seconds: float
) -> BuildReport:
    if known is None and not plan.changed:
        # No file could be read and there was no index: there is none now either, and nothing to count.
        outcomes = tuple(Outcome(filing.path, "skipped", reason=filing.reason) for filing in filings)
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
