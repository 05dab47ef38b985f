"""The chat page: `build_page` for the page over an opened index, `serve` to open an index and serve it.

What is shown is made by pure functions (view, cards, views, worded, article, library, markdown, turns, filters, texts,
safe) from the types of `rag.types`; they know neither gradio nor the index. Nor does what a reader waits for: replying
(a question on its way to an answer), models (which chat model a reader has), places (how many at a time). gradio is
known to layout and parts (components), answering, asking, choosing, translating and shelving (events), serving and api
only, and it is imported when a page is built, so that everything else stays light. script/ and style/ are what runs
and shows in the browser.
"""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from rag.errors import BelegtError

if TYPE_CHECKING:
    import gradio as gr

    from rag.corpus import Corpus
    from rag.page.limits import Limits
    from rag.page.models import Models
    from rag.page.programs import Programs
    from rag.page.service import Service
    from rag.settings import ChatSettings, PageSettings, Settings

__all__ = ["build_page", "serve"]

logger = logging.getLogger(__name__)

_AFTER_LOADING = 2.5
"""Seconds from the start of the server to a time when a browser that was waiting for it has loaded the page."""


def build_page(
    corpus: Corpus,
    settings: Settings,
    limits: Limits | None = None,
    service: Service | None = None,
    programs: Programs | None = None,
    models: Models | None = None,
) -> gr.Blocks:
    """Return the chat page over an opened index, with its API for programs, within limits of each client.

    `service` is what the page does with the index, `IndexService(corpus)` unless given; `models` are the chat models
    of its readers. Style and safety headers come with `serving.launched`.
    """
    from rag.page.api import publish
    from rag.page.layout import lay_out
    from rag.page.limits import limits_of
    from rag.page.programs import Programs
    from rag.page.service import IndexService
    from rag.settings import PageSettings

    limits = limits or limits_of(PageSettings(), settings)
    answering = programs or Programs(corpus, limits, models)
    return lay_out(
        service or IndexService(corpus, limits.max_upload_bytes),
        settings,
        models=models,
        waiting=limits.questions.allow,
        adding=limits.uploads.allow,
        publish=lambda: publish(answering),
    )


def serve(
    page_settings: PageSettings,
    settings: Settings,
    *,
    chat: ChatSettings | None = None,
    open_browser: bool = False,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Open the index and serve the page, its API and its MCP tools until the process is interrupted.

    `chat` names the chat model that words answers; None or empty: none, unless a reader at this machine sets one.
    `on_ready` is called once with the page's address. Raises IndexMissing and the other errors of opening an index,
    and BelegtError if the port is taken.
    """
    from rag.corpus import open_corpus
    from rag.page.address import free_port, is_this_machine
    from rag.page.ending import orderly_end, private_folder

    host, port = page_settings.host, free_port(page_settings.host, page_settings.port)
    if not is_this_machine(host) and not page_settings.auth:
        logger.warning(
            "everybody who can reach %s, port %d, can use this page; set BELEGT_AUTH=name:password for a login, or "
            "BELEGT_HOST=127.0.0.1 to serve this machine only",
            host,
            port,
        )
    with orderly_end(), private_folder():
        corpus = open_corpus(page_settings.index, settings)
        from rag.page.limits import limits_of
        from rag.page.models import Models
        from rag.page.programs import Programs
        from rag.page.service import IndexService

        # Thousands of classes are made on the way and none is garbage: looking for some takes a tenth of the time.
        gc.disable()
        from rag.page.serving import launched, wait_until_interrupted  # gradio, which wants to know the folder

        gc.enable()
        limits, models = limits_of(page_settings, settings), Models(chat)
        service = IndexService(corpus, limits.max_upload_bytes)
        programs = Programs(corpus, limits, models)
        with launched(
            build_page(corpus, settings, limits, service, programs, models),
            host=host,
            port=port,
            limits=limits,
            programs=programs,
            accounts=page_settings.auth,
            open_browser=open_browser,
        ) as address:
            if on_ready is not None:
                on_ready(address)
            warming = threading.Timer(_AFTER_LOADING, _warm_up, [service])
            warming.daemon = True
            warming.start()
            wait_until_interrupted()


def _warm_up(service: Service) -> None:
    """Ask a first question before the first reader does: it imports what every answer needs."""
    try:
        for question in service.openers("en")[:1]:
            list(service.ask(question, None))
    except BelegtError as error:
        logger.warning("the index cannot be asked: %s", error)
