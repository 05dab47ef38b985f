"""Keeping an index in step with folders and feeds: a build now, and another one whenever something changes there."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rag.articles.tables import Columns
from rag.building.builds import build
from rag.errors import BelegtError
from rag.settings import Settings
from rag.types import BuildReport, is_address

_QUIET, _LONGEST = 500, 60_000
"""Milliseconds without a change after which a build begins, so that whoever copies a thousand files is left to finish;
and milliseconds after which it begins all the same."""


def watch(
    sources: Iterable[str | Path] | str | Path,
    *,
    index: str | Path = "index",
    settings: Settings | None = None,
    every: float = 900,
    stop: threading.Event | None = None,
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    columns: Columns | None = None,
) -> Iterator[BuildReport | BelegtError]:
    """Build these sources now and after every change in their files and folders; yield each report.

    Addresses on the web, and folders on drives that tell of no changes, are looked at again after `every` seconds. A
    build that fails is told as the error and changes nothing; the next change tries again. It goes on until `stop` is
    set. Raises ValueError for an `every` of nothing; the other parameters are those of `build`.
    """
    if every <= 0:
        raise ValueError(f"every must be more than 0 seconds, got {every}")
    single = isinstance(sources, (str, Path))
    given: list[str | Path] = [sources] if single else list(sources)  # type: ignore[list-item, arg-type]
    wanted, unwanted = tuple(include), tuple(exclude)
    stop = stop or threading.Event()
    for _ in _changes([source for source in given if not is_address(source)], Path(index), every, stop):
        try:
            *_, last = build(given, index=index, settings=settings, include=wanted, exclude=unwanted, columns=columns)
            assert last.report is not None
            yield last.report
        except BelegtError as error:
            yield error


def _changes(sources: Sequence[str | Path], index: Path, every: float, stop: threading.Event) -> Iterator[bool]:
    """Yield when it is time to look again, at the beginning too; end when `stop` is set."""
    import watchfiles

    place = index.resolve()
    # A file is replaced rather than written to by most editors: its folder tells of that, and the file itself does not.
    folders = {path if path.is_dir() else path.parent for path in map(Path, sources)}
    there = [str(folder) for folder in folders if folder.is_dir()]

    def is_meant(_: watchfiles.Change, path: str) -> bool:
        changed = Path(path)
        return not changed.is_relative_to(place) and not changed.name.startswith(".")

    if not there:
        yield True
        while not stop.wait(every):
            yield True
        return
    looked = -every
    # Every now and then nothing is told, so that the first build begins when changes are listened to already.
    for changed in watchfiles.watch(
        *there,
        watch_filter=is_meant,
        step=_QUIET,
        debounce=_LONGEST,
        stop_event=stop,
        rust_timeout=250,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    ):
        if changed or time.monotonic() - looked >= every:
            looked = time.monotonic()
            yield True
