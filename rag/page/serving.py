"""How the page is served: one address, style and script from this folder, nothing from anywhere else."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING

import gradio as gr
from starlette.middleware import Middleware

from rag.page.address import free_port

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger(__name__)

# The page loads nothing from other hosts even if something in it asked to. 'unsafe-eval' because gr.HTML compiles
# its templates, 'unsafe-inline' because gradio's own page is written so.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'none'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


class SafetyHeaders:
    """ASGI middleware that adds `HEADERS` to every reply."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        await self.app(scope, receive, send_with_headers)


@contextmanager
def launched(page: gr.Blocks, *, host: str, port: int, open_browser: bool = False) -> Iterator[str]:
    """Serve the page in the background and give its address; the server is closed at the end of the `with` block.

    Raises BelegtError if the port is taken.
    """
    _, address, _ = page.launch(
        server_name=host,
        server_port=free_port(host, port),
        prevent_thread_lock=True,
        inbrowser=open_browser,
        quiet=True,
        share=False,
        show_error=False,
        footer_links=[],
        run_history=False,  # on by default: it writes questions and answers into the browser's storage
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        theme=_theme(),
        css=files("rag.page").joinpath("style.css").read_text("utf-8"),
        head=_HEAD,
        app_kwargs={"middleware": [Middleware(SafetyHeaders)]},
    )
    logger.info("serving the page at %s", address)
    try:
        yield address
    finally:
        page.close(verbose=False)


def wait_until_interrupted() -> None:
    """Return when the process is interrupted (Ctrl-C)."""
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        logger.info("interrupted, closing the page")


_HEAD = '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'


def _theme() -> gr.themes.Base:
    # Weights 400 and 700 only: the files of weight 600 that gradio 6.31 brings lack most letters.
    plex = gr.themes.LocalFont("IBM Plex Sans", weights=(400, 700))
    return gr.themes.Base(
        primary_hue=gr.themes.colors.indigo,
        neutral_hue=gr.themes.colors.slate,
        radius_size=gr.themes.sizes.radius_lg,
        font=[plex, "system-ui", "sans-serif"],
        font_mono=["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"],
    ).set(
        body_background_fill="#f6f7fb",
        body_background_fill_dark="#0d111b",
        block_background_fill_dark="#141a27",
        block_border_width="1px",
        block_shadow="none",
        block_radius="14px",
        button_large_radius="12px",
        input_background_fill="#fff",
        input_background_fill_dark="#141a27",
    )
