"""The events of the Model panel: a reader switches wording on or off, tries another model, or uses it for this visit.

What a reader enters comes as the data of an event, never as the value of a component: gradio keeps those, and writes
them to the disk for whoever asks for a link to the state of a page. What goes back holds no key.
"""

from __future__ import annotations

import itertools
import logging
import math
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from typing import Any

import gradio as gr

from rag.chat import ChatModel, Message
from rag.errors import ChatModelError
from rag.page.asking import words_of
from rag.page.limits import client_of
from rag.page.models import Models, Reader, reader_of
from rag.page.parts import SEVERAL, Parts, Waiting
from rag.page.places import AllTaken, Places
from rag.page.replying import problem_of
from rag.page.safe import escaped, label
from rag.page.texts.words import Words
from rag.page.worded import NAME_LIMIT
from rag.settings import ChatSettings

logger = logging.getLogger(__name__)

PROVIDERS = ("openai", "anthropic", "ollama")
"""Those that a reader may name. A model within this process is loaded from this machine's disk: its owner's choice."""
_AT_ONCE = 4
_LONGEST = 500
_TRIAL = "Answer with the word: ready"
_serials = itertools.count(1)


def wire_choosing(page: gr.Blocks, parts: Parts, models: Models, places: Places, waiting: Waiting) -> None:
    """Let a reader choose, and forget it all when the visit ends."""

    def choose(event: gr.EventData, request: gr.Request) -> Iterator[Any]:
        sent = event._data if isinstance(event._data, dict) else {}
        words, reader = words_of(request), reader_of(request)
        with closing(_chosen(sent, models, reader, places, lambda: waiting(client_of(request)), words)) as steps:
            for said in steps:
                if said is None:
                    yield gr.skip(), gr.skip()
                else:
                    yield model_data(models, reader, words, **said), foot_html(models, reader, words)

    def forget(request: gr.Request) -> None:
        models.forget(request.session_hash or "")

    outputs = [parts.model, parts.foot]
    parts.panel.edit(choose, None, outputs, concurrency_limit=_AT_ONCE, concurrency_id="model", **SEVERAL)
    page.unload(forget)


def model_data(
    models: Models, reader: Reader, words: Words, *, said: str = "", good: bool = True, busy: bool = False
) -> dict[str, Any]:
    """Return what the panel shows, for model.js: which model there is, where it is, and what the reader may do.

    `said` is what came of what the reader did last. There is no key in it, only whether one is kept.
    """
    settings = models.settings(reader)
    own = models.own(reader)
    return {
        "serial": next(_serials),
        "known": settings is not None,
        "on": models.is_on(reader),
        "here": reader.here,
        "where": where_text(models, reader, words),
        "provider": own.provider if own else PROVIDERS[0],
        "name": own.name if own else "",
        "address": own.url if own else "",
        "key": bool(own and own.key),
        "said": said,
        "good": good,
        "busy": busy,
        "note": "" if reader.here else words.model_given if settings else words.model_elsewhere,
    }


def where_text(models: Models, reader: Reader, words: Words) -> str:
    """Return in one sentence which model words answers, and where questions and quotes go."""
    settings = models.settings(reader)
    if settings is None:
        return words.model_none
    if not models.is_on(reader):
        return words.model_off
    form = words.model_here if settings.is_local else words.model_goes
    return form.format(model=label(settings.shown_name, NAME_LIMIT), host=label(settings.host, NAME_LIMIT))


def foot_html(models: Models, reader: Reader, words: Words) -> str:
    """Return the line at the foot of the page, with where questions and quotes go if they go anywhere."""
    where = f" {where_text(models, reader, words)}" if models.is_on(reader) else ""
    return f'<p class="bl-foot">{escaped(words.foot + where)}</p>'


def _chosen(
    sent: Mapping[str, Any],
    models: Models,
    reader: Reader,
    places: Places,
    wait: Callable[[], float | None],
    words: Words,
) -> Generator[dict[str, Any] | None, None, None]:
    """Do what a reader wants and yield what is to be said of it, None for a pulse."""
    what = sent.get("what")
    if what == "switch":
        models.switch(reader, sent.get("on") is True)
        yield {}
        return
    try:
        settings = models.with_known_key(reader, settings_of(sent))
    except ValueError:
        yield {"said": words.model_incomplete, "good": False}
        return
    name = label(settings.shown_name, NAME_LIMIT)
    try:
        if what == "use":
            models.set(reader, settings)
            yield {}
        elif what == "try":
            if seconds := wait():
                yield {"said": words.wait.format(seconds=words.number(math.ceil(seconds))), "good": False}
                return
            yield {"said": f"{words.model_tried.format(model=name)} …", "busy": True}
            model = models.open(reader, settings)
            with closing(places.hold(lambda: _asked(model))) as asking:
                for took in asking:
                    yield (
                        took
                        if took is None
                        else {"said": words.model_answers.format(model=name, time=words.duration(1000 * took))}
                    )
    except PermissionError:
        yield {"said": words.model_elsewhere, "good": False}
    except (ChatModelError, AllTaken) as error:
        logger.info("a chat model that a reader tried does not answer: %s", problem_of(error))
        yield {"said": words.problems[problem_of(error)], "good": False}


def settings_of(sent: Mapping[str, Any]) -> ChatSettings:
    """Return the settings that a reader entered. Raises ValueError for what names no model; it never holds the key."""
    provider, name, address, key = (
        str(sent.get(field) or "").strip()[:_LONGEST] for field in ("provider", "name", "address", "key")
    )
    if provider not in PROVIDERS:
        raise ValueError(f"there is no provider {provider!r}")
    return ChatSettings(model=f"{provider}:{name}", url=address, key=key)


def _asked(model: ChatModel) -> Generator[float | None, None, None]:
    """Ask a model for a word; yield None while it thinks, at last how many seconds it took."""
    with closing(model.say([Message("user", _TRIAL)])) as reply:
        for _ in reply:
            yield None
    if not reply.text.strip():
        raise ChatModelError("it answered without a word", "unreadable")
    yield reply.seconds
