"""The chat page: `build_page` for the page over an opened index, `serve` to open an index and serve it.

What is shown is made by pure functions (view, cards, views, article, library, markdown, turns, filters, texts, safe)
from the types of `rag.types`; they know neither gradio nor the index. gradio is known to layout and parts (components),
answering, asking and shelving (events), serving and api only, and it is imported when a page is built, so that
everything else stays light. script/ and style/ are what runs and shows in the browser.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr

    from rag.corpus import Corpus
    from rag.page.limits import Limits
    from rag.settings import PageSettings, Settings

__all__ = ["build_page", "serve"]

logger = logging.getLogger(__name__)


def build_page(corpus: Corpus, settings: Settings, limits: Limits | None = None) -> gr.Blocks:
    """Return the chat page over an opened index, with its API for programs, within limits of each client.

    Style and safety headers come with `serving.launched`.
    """
    from rag.page.api import publish
    from rag.page.layout import lay_out
    from rag.page.limits import limits_of
    from rag.page.service import IndexService
    from rag.settings import PageSettings

    limits = limits or limits_of(PageSettings(), settings)
    return lay_out(
        IndexService(corpus), settings, waiting=limits.questions.allow, publish=lambda: publish(corpus, limits)
    )


def serve(
    page_settings: PageSettings,
    settings: Settings,
    *,
    open_browser: bool = False,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Open the index and serve the page, its API and its MCP tools until the process is interrupted.

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
        from rag.page.programs import Programs
        from rag.page.serving import launched, wait_until_interrupted  # gradio, which wants to know the folder

        limits = limits_of(page_settings, settings)
        with launched(
            build_page(corpus, settings, limits),
            host=host,
            port=port,
            limits=limits,
            programs=Programs(corpus, limits),
            accounts=page_settings.auth,
            open_browser=open_browser,
        ) as address:
            if on_ready is not None:
                on_ready(address)
            wait_until_interrupted()
