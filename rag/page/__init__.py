"""The chat page: `build_page` for the page over an opened index, `serve` to open an index and serve it.

`view`, `cards`, `views`, `filters`, `panel`, `texts` and `safe` are pure functions from answers to what is shown; only
`layout`, `asking` and `serving` know gradio, and it is imported when a page is built, so that everything else stays
light.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr

    from rag.corpus import Corpus
    from rag.settings import Settings
    from rag.types import Answer, Check, Filter

__all__ = ["build_page", "serve"]


def build_page(corpus: Corpus, settings: Settings) -> gr.Blocks:
    """Return the chat page over an opened index. Style and safety headers come with `serving.launched`."""
    from rag.chain import answer_chain
    from rag.checking import check
    from rag.page.layout import lay_out

    def answering(question: str, where: Filter | None) -> Iterator[Answer]:
        return answer_chain(corpus, where=where).stream(question)

    def checking(statement: str, where: Filter | None) -> Check:
        return check(statement, corpus, where=where)

    return lay_out(corpus, answering, checking, settings)


def serve(
    index: str | Path = "index",
    *,
    settings: Settings | None = None,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Open the index and serve the page until the process is interrupted; port 0 takes any free one.

    `on_ready` is called once with the page's address. Raises IndexMissing and the other errors of opening an index,
    and BelegtError if the port is taken.
    """
    from rag.corpus import open_corpus
    from rag.page.address import free_port
    from rag.page.serving import launched, wait_until_interrupted
    from rag.settings import Settings

    settings = settings or Settings()
    port = free_port(host, port)
    corpus = open_corpus(index, settings)
    with launched(build_page(corpus, settings), host=host, port=port, open_browser=open_browser) as address:
        if on_ready is not None:
            on_ready(address)
        wait_until_interrupted()
