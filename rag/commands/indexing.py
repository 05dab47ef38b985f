"""`belegt build`, `add`, `remove`, `list`: what is in an index."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import rag
from rag.articles.readers import SUFFIXES
from rag.articles.tables import COLUMNS
from rag.commands.options import add_index
from rag.errors import BelegtError
from rag.settings import Settings
from rag.terminal import added_text, removed_text, report_text, shelf_text

_FORMATS = " ".join(SUFFIXES)
_STEPS = {
    "fetch": "pages fetched",
    "read": "files read",
    "encode": "articles encoded",
    "store": "stored",
    "done": "done",
}


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], index: str) -> None:
    """Add the commands; `index` is the folder that they take where none is named."""
    build = commands.add_parser(
        "build",
        help="read articles into an index",
        description="Make the index hold the articles of these files, folders and addresses (http, https: page, feed,"
        " sitemap) and no others. What did not change is not read again; what went away is removed, but for what came"
        f" from the web or was added; what cannot be read is skipped and named. Read are {_FORMATS}.",
    )
    build.add_argument("sources", nargs="+", metavar="SOURCE")
    add_index(build, index)
    _add_choice(build)
    build.add_argument("--fresh", action="store_true", help="begin from nothing, for an index of another format")
    build.set_defaults(run=_build)

    add = commands.add_parser(
        "add",
        help="add articles to an index",
        description="Add the articles of these files, folders and addresses (http, https: a page, a feed, a sitemap) to"
        " the index, which is made if there is none, and remove nothing. They stay when the index is built again, until"
        f" they are removed. - is standard input. Read are {_FORMATS}.",
    )
    add.add_argument("sources", nargs="+", metavar="SOURCE")
    add_index(add, index)
    _add_choice(add)
    add.add_argument(
        "--name",
        default="stdin",
        metavar="NAME",
        help="under which name standard input is filed; its ending says what it is, as in dump.jsonl (stdin)",
    )
    add.set_defaults(run=_add)

    watch = commands.add_parser(
        "watch",
        help="build again whenever something changes",
        description="Build now, and again after every change in these files and folders, until it is stopped (Ctrl-C)."
        " Addresses on the web are looked at again every quarter of an hour. Whoever has the index open sees the new"
        " state with the next question.",
    )
    watch.add_argument("sources", nargs="+", metavar="SOURCE")
    add_index(watch, index)
    _add_choice(watch)
    watch.add_argument(
        "--every",
        type=float,
        default=15,
        metavar="MINUTES",
        help="look at addresses on the web again, and at drives that tell of no changes (15)",
    )
    watch.set_defaults(run=_watch)

    remove = commands.add_parser(
        "remove",
        help="remove articles from an index",
        description="Remove articles with all that came from them, each named by its id or by its path, as `belegt"
        " list` shows them. What a build read comes back with the next build if its file is still there.",
    )
    remove.add_argument("articles", nargs="+", metavar="ARTICLE_OR_PATH")
    add_index(remove, index)
    remove.add_argument("--json", action="store_true", help="the report as JSON")
    remove.set_defaults(run=_remove)

    backup = commands.add_parser(
        "backup",
        help="copy an index into one file",
        description="Copy the index into one file, also while others read it or write to it. As belegt.db in an empty"
        " folder the copy is the index again.",
    )
    backup.add_argument("file", metavar="FILE")
    add_index(backup, index)
    backup.set_defaults(run=_backup)

    shelf = commands.add_parser(
        "list",
        help="list the articles of an index",
        description="Print what is in the index, the newest published first: ids, titles, paths. With words, only the"
        " articles that have all of them in title, publisher, author, path or text.",
    )
    shelf.add_argument("search", nargs="*", metavar="SEARCH")
    add_index(shelf, index)
    shelf.add_argument("--json", action="store_true", help="the list as JSON (see Shelf.to_dict)")
    shelf.set_defaults(run=_list)


def _add_choice(parser: argparse.ArgumentParser) -> None:
    """Add what chooses files and rows, and how the report comes."""
    for name, what in (("include", "only"), ("exclude", "no")):
        parser.add_argument(
            f"--{name}",
            action="append",
            default=[],
            metavar="PATTERN",
            help=f"{what} files of folders that match, as in '*.pdf' or '2023/*'",
        )
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help=f"what a column of a table means, where its name does not tell: {', '.join(COLUMNS)}",
    )
    parser.add_argument("--report", metavar="FILE", help="write the report to this file too, as JSON")
    parser.add_argument("--json", action="store_true", help="the report as JSON")


def _choice(options: argparse.Namespace) -> dict[str, Any]:
    columns = {}
    for told in options.column:
        field, equals, column = told.partition("=")
        if not equals or field not in COLUMNS or not column:
            raise ValueError(f"--column {told!r} is not FIELD=COLUMN with one of {', '.join(COLUMNS)}")
        columns[field] = column
    return {"include": options.include, "exclude": options.exclude, "columns": columns}


def _tell(options: argparse.Namespace, report: rag.BuildReport, text: str) -> None:
    told = json.dumps(report.to_dict(), ensure_ascii=False, indent=2)
    if options.report:
        try:
            Path(options.report).write_text(told + "\n", encoding="utf-8")
        except OSError as error:
            raise BelegtError(f"the report cannot be written to {options.report}: {error.strerror or error}") from error
    print(told if options.json else text)


def _build(options: argparse.Namespace, settings: Settings) -> int:
    signs = rag.build(options.sources, index=options.index, settings=settings, fresh=options.fresh, **_choice(options))
    report = _with_bar(signs)
    _tell(options, report, report_text(report))
    return 0


def _watch(options: argparse.Namespace, settings: Settings) -> int:
    from rag.building import watch

    for came in watch(
        options.sources, index=options.index, settings=settings, every=60 * options.every, **_choice(options)
    ):
        if isinstance(came, BelegtError):
            print(f"belegt: {came}", file=sys.stderr)
        elif came.added or came.changed or came.removed or came.skipped:
            _tell(options, came, report_text(came))
        sys.stdout.flush()
    return 0


def _with_bar(signs: Iterator[rag.Progress]) -> rag.BuildReport:
    """Run a build to its end, with a bar on a terminal, and return its report."""
    from tqdm import tqdm

    report = None
    with tqdm(unit="", disable=not sys.stderr.isatty(), leave=False) as bar:
        for progress in signs:
            bar.set_description_str(_STEPS[progress.step], refresh=False)
            bar.total, bar.n = progress.total, progress.done
            bar.refresh()
            report = progress.report or report
    if report is None:
        raise BelegtError("the build ended without a report; please run it again")
    return report


def _add(options: argparse.Namespace, settings: Settings) -> int:
    with tempfile.TemporaryDirectory(prefix="belegt-stdin-") as folder:
        spooled = Path(folder) / "stdin"
        if "-" in options.sources:
            with spooled.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
        sources = [spooled if source == "-" else source for source in options.sources]
        names = {spooled: options.name} if spooled in sources else {}
        report = _with_bar(rag.add(sources, index=options.index, settings=settings, names=names, **_choice(options)))
    _tell(options, report, added_text(report))
    return int(all(outcome.status == "skipped" for outcome in report.outcomes))


def _remove(options: argparse.Namespace, settings: Settings) -> int:
    report = rag.remove(options.articles, index=options.index)
    print(json.dumps(report.to_dict(), ensure_ascii=False, indent=2) if options.json else removed_text(report))
    return 0


def _backup(options: argparse.Namespace, settings: Settings) -> int:
    from rag.store.opening import back_up

    size = back_up(Path(options.index), Path(options.file))
    print(f"{options.index} is backed up in {options.file}: {size / 1e6:,.1f} MB")
    return 0


def _list(options: argparse.Namespace, settings: Settings) -> int:
    corpus = rag.open_corpus(options.index, settings)
    shelf = corpus.shelf(" ".join(options.search), limit=sys.maxsize)
    print(json.dumps(shelf.to_dict(), ensure_ascii=False, indent=2) if options.json else shelf_text(shelf))
    return 0
