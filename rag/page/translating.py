"""The event of a translation: a quote in another language than the page's, by the reader's chat model, on request."""

from __future__ import annotations

import itertools
import logging
import math
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Any
from urllib.parse import unquote

import gradio as gr

from rag.errors import BelegtError, ChatModelError
from rag.page.asking import words_of
from rag.page.limits import client_of
from rag.page.models import Models, OnCall, reader_of
from rag.page.parts import SEVERAL, Parts, Waiting
from rag.page.places import AllTaken, Places
from rag.page.replying import problem_of
from rag.page.safe import label
from rag.page.service import Service
from rag.page.texts.words import Words
from rag.page.worded import model_name, reasons_texts
from rag.types import PASSED, Translation

logger = logging.getLogger(__name__)

_AT_ONCE = 8
_TEXT_LIMIT = 2_000
_serials = itertools.count(1)


def wire_translating(parts: Parts, service: Service, models: Models, places: Places, waiting: Waiting) -> None:
    """Let a reader have a quote translated. It counts as a question."""

    def translate(event: gr.EventData, request: gr.Request) -> Iterator[Any]:
        sent = event._data if isinstance(event._data, dict) else {}
        words, address = words_of(request), str(sent.get("address") or "")
        model = models.in_use(reader_of(request))
        if model is None:
            return
        if seconds := waiting(client_of(request)):
            yield refused_data(address, words.wait.format(seconds=words.number(math.ceil(seconds))))
            return
        with closing(translated(service, address, words, model, places)) as steps:
            for data in steps:
                yield gr.skip() if data is None else data

    parts.panel.expand(
        translate, None, [parts.translation], concurrency_limit=_AT_ONCE, concurrency_id="translate", **SEVERAL
    )


def translated(
    service: Service, address: str, words: Words, model: OnCall, places: Places
) -> Generator[dict[str, Any] | None, None, None]:
    """Yield None while a model thinks, at last what translating.js shows below the quote at an address."""
    try:
        article_id, start, end = address.split(":")
        edges = int(start), int(end)
        claim = next(one for one in service.claims(unquote(article_id)) if (one.start, one.end) == edges)
        chat = model.open()
        with closing(places.hold(lambda: service.translated(claim, words.language, chat))) as steps:
            for translation in steps:
                yield None if translation is None else translation_data(address, translation, words)
    except (ChatModelError, AllTaken) as error:
        yield refused_data(address, words.problems[problem_of(error)])
    except (ValueError, StopIteration, BelegtError) as error:
        logger.info("no translation for %r: %s", address, error)
        yield refused_data(address, words.script["gone"])


def translation_data(address: str, translation: Translation, words: Words) -> dict[str, Any]:
    """Return a translation as plain data; what the gate did not let pass is marked, with its reasons."""
    problem = translation.wording.problem
    if problem is not None and not translation.text:
        return refused_data(address, words.problems.get(problem, words.problems["failed"]))
    passed = translation.status in PASSED
    form = words.translated if passed else words.translation_rejected
    return {
        "serial": next(_serials),
        "address": address,
        "language": translation.language,
        "text": label(translation.text, _TEXT_LIMIT),
        "name": form.format(model=model_name(translation.wording, words)),
        "passed": passed,
        "reasons": reasons_texts(translation.reasons, words),
        "error": "",
    }


def refused_data(address: str, reason: str) -> dict[str, Any]:
    """Return that there is no translation, and why."""
    return {"serial": next(_serials), "address": address, "error": reason}
