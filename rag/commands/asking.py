"""`belegt ask` and `belegt check`."""

from __future__ import annotations

import argparse
import json
import shutil

import rag
from rag.commands.options import add_filter, add_index
from rag.settings import Settings
from rag.terminal import answer_text, check_text, groups_text, matrix_text, timeline_text
from rag.types import GROUPINGS


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], index: str) -> None:
    """Add the commands; `index` is the folder that they take where none is named."""
    ask = commands.add_parser(
        "ask",
        help="ask a question",
        description="Print the claims that answer the question, best first: who says it, the words, and where they"
        " stand ([file:start-end]); or that the articles do not say. Ask in English or German.",
    )
    ask.add_argument("question")
    add_index(ask, index)
    ask.add_argument("--top-k", type=int, metavar="N", help="the most findings (8)")
    add_filter(ask)
    view = ask.add_mutually_exclusive_group()
    view.add_argument("--matrix", action="store_true", help="a table: who asserts, hedges, doubts or denies what")
    view.add_argument("--timeline", action="store_true", help="a table by when it was said, or else published")
    view.add_argument("--by", choices=GROUPINGS, help="the findings in groups")
    ask.add_argument("--json", action="store_true", help="the answer as JSON (see Answer.to_dict), with the view")
    ask.set_defaults(run=_ask)

    check = commands.add_parser(
        "check",
        help="check a statement",
        description="Print the claims that support a statement, those that refute it, and those that only speak of the"
        " same, with quotes and sources; or that there is nothing in the articles. English or German.",
    )
    check.add_argument("statement")
    add_index(check, index)
    check.add_argument("--top-k", type=int, metavar="N", help="the most findings of each sort (8)")
    add_filter(check)
    check.add_argument("--json", action="store_true", help="the result as JSON (see Check.to_dict)")
    check.set_defaults(run=_check)


def _filter(options: argparse.Namespace) -> rag.Filter:
    return rag.Filter(
        since=options.since,
        until=options.until,
        publishers=tuple(options.publisher),
        claimers=tuple(options.claimer),
        languages=tuple(options.language),
    )


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    where = _filter(options)
    answer = rag.ask(options.question, index=options.index, top_k=options.top_k, where=where, settings=settings)
    width = min(110, shutil.get_terminal_size((100, 24)).columns)
    if options.json:
        print(json.dumps(answer.to_dict() | _view(answer, options), ensure_ascii=False, indent=2))
    elif options.matrix:
        print(matrix_text(answer, width=width))
    elif options.timeline:
        print(timeline_text(answer, width=width))
    elif options.by:
        print(groups_text(answer, options.by, width=width))
    else:
        print(answer_text(answer, width=width))
    return 0


def _view(answer: rag.Answer, options: argparse.Namespace) -> dict[str, object]:
    if options.matrix:
        return {"matrix": answer.matrix().to_dict()}
    if options.timeline:
        return {"timeline": [entry.to_dict() for entry in answer.timeline()]}
    if options.by:
        return {"groups": [group.to_dict() for group in answer.grouped(options.by)]}
    return {}


def _check(options: argparse.Namespace, settings: Settings) -> int:
    where = _filter(options)
    check = rag.check(options.statement, index=options.index, top_k=options.top_k, where=where, settings=settings)
    if options.json:
        print(json.dumps(check.to_dict(), ensure_ascii=False, indent=2))
    else:
        print(check_text(check, width=min(110, shutil.get_terminal_size((100, 24)).columns)))
    return 0
