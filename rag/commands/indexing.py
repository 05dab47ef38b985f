"""`belegt build`, `add`, `remove`, `list`: what is in an index."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator

import rag
from rag.commands.options import add_index
from rag.errors import BelegtError
from rag.settings import Settings
from rag.terminal import added_text, removed_text, report_text, shelf_text

_STEPS = {"read": "articles read", "encode": "texts encoded", "store": "stored", "done": "done"}


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], index: str) -> None:
    """Add the commands; `index` is the folder that they take where none is named."""
    build = commands.add_parser(
        "build",
        help="read articles into an index",
        description="Make the index hold the articles of these files and folders (.txt) and no others. What did not"
        " change is not read again; what went away is removed; what cannot be read is skipped and named.",
    )
    build.add_argument("sources", nargs="+", metavar="FILE_OR_FOLDER")
    add_index(build, index)
    build.add_argument("--fresh", action="store_true", help="begin from nothing, for an index of another format")
    build.add_argument("--json", action="store_true", help="the report as JSON")
    build.set_defaults(run=_build)

    add = commands.add_parser(
        "add",
        help="add articles to an index",
        description="Add the articles of these files and folders (.txt) to the index, which is made if there is none,"
        " and remove nothing. They stay when the index is built again, until they are removed.",
    )
    add.add_argument("sources", nargs="+", metavar="FILE_OR_FOLDER")
    add_index(add, index)
    add.add_argument("--json", action="store_true", help="the report as JSON, with what became of each file")
    add.set_defaults(run=_add)

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


def _build(options: argparse.Namespace, settings: Settings) -> int:
    report = _with_bar(rag.build(options.sources, index=options.index, settings=settings, fresh=options.fresh))
    print(json.dumps(report.to_dict(), ensure_ascii=False, indent=2) if options.json else report_text(report))
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
    report = _with_bar(rag.add(options.sources, index=options.index, settings=settings))
    print(json.dumps(report.to_dict(), ensure_ascii=False, indent=2) if options.json else added_text(report))
    return int(all(outcome.status == "skipped" for outcome in report.outcomes))


def _remove(options: argparse.Namespace, settings: Settings) -> int:
    report = rag.remove(options.articles, index=options.index)
    print(json.dumps(report.to_dict(), ensure_ascii=False, indent=2) if options.json else removed_text(report))
    return 0


def _list(options: argparse.Namespace, settings: Settings) -> int:
    corpus = rag.open_corpus(options.index, settings)
    shelf = corpus.shelf(" ".join(options.search), limit=sys.maxsize)
    print(json.dumps(shelf.to_dict(), ensure_ascii=False, indent=2) if options.json else shelf_text(shelf))
    return 0
