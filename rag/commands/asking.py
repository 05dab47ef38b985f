"""`belegt ask` and `belegt check`."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import cast

import rag
from rag.commands.options import add_filter, add_index, add_model, chat_of
from rag.errors import ChatModelError
from rag.settings import ChatSettings, Settings
from rag.terminal import answer_text, check_text, groups_text, matrix_text, one_line, timeline_text, wording_text
from rag.types import GROUPINGS, WordingProblem


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], index: str) -> None:
    """Add the commands; `index` is the folder that they take where none is named."""
    ask = commands.add_parser(
        "ask",
        help="ask a question",
        description="Print the claims that answer the question, best first: who says it, the words, and where they"
        " stand ([file:start-end]); or that the articles do not say. Ask in English or German. With a chat model, each"
        " claim is said in the language of the question first, if what the model says is what the quote says.",
    )
    ask.add_argument("question")
    add_index(ask, index)
    ask.add_argument("--top-k", type=int, metavar="N", help="the most findings (8)")
    add_filter(ask)
    view = ask.add_mutually_exclusive_group()
    view.add_argument("--matrix", action="store_true", help="a table: who asserts, hedges, doubts or denies what")
    view.add_argument("--timeline", action="store_true", help="a table by when it was said, or else published")
    view.add_argument("--by", choices=GROUPINGS, help="the findings in groups")
    add_model(ask)
    ask.add_argument("--rejected", action="store_true", help="list the model's wordings that did not pass, and why")
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
    chat = chat_of(options)
    if not options.json and (options.matrix or options.timeline):
        chat = ChatSettings()  # these tables show quotes only: statements would cost and not be seen
    ask = partial(rag.ask, options.question, index=options.index, top_k=options.top_k, where=where, settings=settings)
    with _sign_of(chat):
        try:
            answer = ask(chat=chat)
        except ChatModelError as error:
            # It cannot even be opened: the articles answer all the same.
            answer = replace(ask(), wording=_failed(chat, error))
    if options.json:
        print(json.dumps(answer.to_dict() | _view(answer, options), ensure_ascii=False, indent=2))
        return 0
    width = min(110, shutil.get_terminal_size((100, 24)).columns)
    if options.matrix:
        shown = matrix_text(answer, width=width)
    elif options.timeline:
        shown = timeline_text(answer, width=width)
    elif options.by:
        shown = groups_text(answer, options.by, width=width)
    else:
        shown = answer_text(answer, width=width)
    account = wording_text(answer, rejected=options.rejected, width=width)
    print(f"{shown}\n\n{account}" if account else shown)
    return 0


def _failed(chat: ChatSettings, error: ChatModelError) -> rag.Wording:
    problem = cast(WordingProblem, error.problem)
    return rag.Wording(chat.shown_name, chat.host or None, "", 0, problem=problem, message=str(error), done=True)


@contextmanager
def _sign_of(chat: ChatSettings) -> Iterator[None]:
    """Say on a terminal, for as long as it takes, that a model is asked: it takes seconds where the rest takes none."""
    if not chat or not sys.stderr.isatty():
        yield
        return
    said = f"{one_line(chat.shown_name)} is wording the answer; Ctrl-C ends it ..."
    print(said, end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        print("\r" + " " * len(said) + "\r", end="", file=sys.stderr, flush=True)


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
