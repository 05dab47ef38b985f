"""The events of the library: files are added while a bar tells how far it is, and changes of the index are noticed."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder

from rag.errors import BelegtError, IndexBusy
from rag.page.asking import choices, words_of
from rag.page.library import refused_data, task_data, waiting_data
from rag.page.parts import QUIETLY, Parts
from rag.page.service import Service
from rag.page.texts.words import Words
from rag.page.view import welcome_html

logger = logging.getLogger(__name__)

_MOST_FILES = 500
_ATTEMPTS = 60
"""Each lasts the five seconds that the store waits for another writer: a build of five minutes is waited for."""
_serials = itertools.count(1)


def wire_library(parts: Parts, service: Service) -> None:
    """Let files be added, and the rest of the page follow when the index has changed."""

    def add(event: gr.EventData, request: gr.Request) -> Iterator[dict[str, Any]]:
        files = received(event._data.get("files") if isinstance(event._data, dict) else None, Path(get_upload_folder()))
        try:
            yield from added(service, files, words_of(request))
        finally:
            # What was read is in the index; the copies that the browser sent must not pile up.
            for path in files:
                with suppress(OSError):
                    path.unlink()

    def follow(request: gr.Request) -> dict[Any, Any]:
        words = words_of(request)
        chosen = choices(words, service.known_names())
        return {
            parts.chat: gr.Chatbot(**welcome(service, words)),
            **{getattr(parts.asking, name): update for name, update in chosen.items()},
        }

    followers = [parts.chat, parts.asking.claimers, parts.asking.publishers, parts.asking.languages]
    parts.panel.upload(add, None, [parts.task], concurrency_limit=1, concurrency_id="library", **QUIETLY)
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
    """Yield how far the adding of files is, as `task_data` tells it, the last one with what became of each.

    Nothing is lost because a build is running: it is waited for, `attempts` times as long as the store itself waits.
    """
    refused = words.unexpected
    for _ in range(attempts if files else 0):
        try:
            for progress in service.add(files):
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
    if files:
        yield refused_data(next(_serials), dict.fromkeys(files.values(), refused), words)
