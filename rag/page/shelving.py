"""The events of the library: files are added while a bar tells how far it is, and changes of the index are noticed."""

from __future__ import annotations

import itertools
import logging
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder

from rag.errors import BelegtError, IndexBusy
from rag.page.asking import choices, words_of
from rag.page.library import refused_data, task_data, typed_addresses, waiting_data
from rag.page.limits import client_of
from rag.page.parts import QUIETLY, Parts
from rag.page.service import Service
from rag.page.texts.words import Words
from rag.page.view import welcome_html
from rag.types import Progress

logger = logging.getLogger(__name__)

_MOST_FILES = 500
_FETCHING = 2
"""Readers for whom pages are fetched at the same time; the others wait."""
_ATTEMPTS = 60
"""Each lasts the five seconds that the store waits for another writer: a build of five minutes is waited for."""
_ATTEMPTS_ON_THE_WEB = 3
"""Each asks all hosts for everything anew."""
_serials = itertools.count(1)


def wire_library(parts: Parts, service: Service, waiting: Callable[[str, int], float | None]) -> None:
    """Let files and what is on the web be added, and the rest of the page follow when the index has changed.

    `waiting` says how many seconds a client must wait before it adds so many addresses, None if it may do so now.
    """

    def add(event: gr.EventData, request: gr.Request) -> Iterator[dict[str, Any]]:
        files = received(event._data.get("files") if isinstance(event._data, dict) else None, Path(get_upload_folder()))
        try:
            yield from added(service, files, words_of(request))
        finally:
            # What was read is in the index; the copies that the browser sent must not pile up.
            for path in files:
                with suppress(OSError):
                    path.unlink()

    def fetch(event: gr.EventData, request: gr.Request) -> Iterator[dict[str, Any]]:
        text = event._data.get("addresses") if isinstance(event._data, dict) else None
        yield from fetched(service, text, lambda number: waiting(client_of(request), number), words_of(request))

    def follow(request: gr.Request) -> dict[Any, Any]:
        words = words_of(request)
        chosen = choices(words, service.known_names())
        return {
            parts.chat: gr.Chatbot(**welcome(service, words)),
            **{getattr(parts.asking, name): update for name, update in chosen.items()},
        }

    followers = [parts.chat, parts.asking.claimers, parts.asking.publishers, parts.asking.languages]
    parts.panel.upload(add, None, [parts.task], concurrency_limit=1, concurrency_id="library", **QUIETLY)
    # Not in line with files, which are there already: a slow host keeps them from nothing.
    parts.panel.submit(fetch, None, [parts.task], concurrency_limit=_FETCHING, concurrency_id="web", **QUIETLY)
    parts.panel.change(follow, None, followers, queue=False, **QUIETLY)


def welcome(service: Service, words: Words) -> dict[str, Any]:
    """Return what an empty chat shows: how much there is to ask about, and questions to begin with."""
    return {
        "placeholder": welcome_html(service.counts()["articles"], words),
        "examples": [{"text": question} for question in service.openers(words.language)],
    }


def received(files: object, folder: Path) -> dict[Path, str]:
    """Return the files that a browser says it has sent, by path, each with its name.

    Only what lies in `folder`, where gradio puts what browsers send: the event could name any path of the machine.
    """
    folder = folder.resolve()
    found: dict[Path, str] = {}
    for file in files[:_MOST_FILES] if isinstance(files, list) else []:
        path = file.get("path") if isinstance(file, dict) else None
        if not isinstance(path, str) or "\0" in path:
            continue
        place = Path(path).resolve()
        if place.is_relative_to(folder) and place.is_file():
            found[place] = place.name
    return found


def added(
    service: Service, files: Mapping[Path, str], words: Words, *, attempts: int = _ATTEMPTS
) -> Iterator[dict[str, Any]]:
    """Yield how far the adding of files is, as `task_data` tells it, the last one with what became of each."""
    if files:
        yield from _adding(lambda: service.add(files), list(files.values()), len(files), words, attempts)


def fetched(
    service: Service, text: object, wait: Callable[[int], float | None], words: Words
) -> Iterator[dict[str, Any]]:
    """Yield how far the adding of the web addresses in a text is, as `added` does.

    `wait` is asked for leave to add so many: it returns the seconds to wait, None for none.
    """
    addresses, others = typed_addresses(text)
    refused = dict.fromkeys(others, words.unfetched["address"])
    seconds = wait(len(addresses)) if addresses else None
    if seconds is not None:
        # More than a minute's share never gets leave; a minute later there is room for some of them.
        seconds = math.ceil(min(seconds, 60))
        refused |= dict.fromkeys(addresses, words.too_many.format(seconds=words.number(seconds)))
        addresses = []
    left_out = refused_data(next(_serials), refused, words)
    if not addresses:
        if refused:
            yield left_out
        return
    for state in _adding(lambda: service.fetch(addresses), addresses, None, words, _ATTEMPTS_ON_THE_WEB):
        yield state | {"files": [*state["files"], *left_out["files"]]} if state["finished"] else state


def _adding(
    begin: Callable[[], Iterator[Progress]], names: Sequence[str], files: int | None, words: Words, attempts: int
) -> Iterator[dict[str, Any]]:
    """Yield how far it is. Nothing is lost because a build is running.

    It is waited for, `attempts` times as long as the store itself waits.
    """
    refused = words.unexpected
    for _ in range(attempts):
        try:
            for progress in begin():
                if files is None and progress.step == "read" and not progress.total:
                    continue  # files come before pages, and there are none
                yield task_data(next(_serials), progress, files, words)
            return
        except IndexBusy as error:
            refused = str(error)
            yield waiting_data(next(_serials), words)
        except BelegtError as error:
            refused = str(error)
            break
        except Exception:
            logger.exception("adding failed")
            break
    yield refused_data(next(_serials), dict.fromkeys(names, refused), words)
