"""How the page is served: one address, style and script from this folder, nothing from anywhere else."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio import processing_utils
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from rag.page import tools
from rag.page.address import free_port
from rag.page.guards import Login, NothingForeign, OwnHostOnly, SafetyHeaders
from rag.page.limits import Limits, UploadLimits, limits_of
from rag.settings import Accounts, PageSettings, Settings

if TYPE_CHECKING:
    from rag.page.programs import Programs

logger = logging.getLogger(__name__)

_MOST_WAITING = 100
"""Questions that wait for an answer; more are refused (503). A hundred take some ten seconds."""

STYLES = ("frame", "answer", "asking", "panel", "worded", "narrow")
"""The page's style sheets, in the order in which they are joined: the last word is the narrow screen's."""


@contextmanager
def launched(
    page: gr.Blocks,
    *,
    host: str,
    port: int,
    limits: Limits | None = None,
    programs: Programs | None = None,
    accounts: Accounts = (),
    open_browser: bool = False,
) -> Iterator[str]:
    """Serve the page in the background and give its address; the server is closed at the end of the `with` block.

    With `programs`, also as tools for MCP clients at /mcp. With `accounts`, only to those who log in. Raises
    BelegtError if the port is taken.
    """
    limits = limits or limits_of(PageSettings(), Settings())
    processing_utils.async_ssrf_protected_download = _fetch_nothing
    page.queue(max_size=_MOST_WAITING)
    _, address, _ = page.launch(
        server_name=host,
        server_port=free_port(host, port),
        prevent_thread_lock=True,
        inbrowser=open_browser,
        quiet=True,
        share=False,
        show_error=False,
        auth=list(accounts) or None,
        footer_links=[],
        run_history=False,  # on by default: it writes questions and answers into the browser's storage
        max_file_size=limits.max_upload_bytes,
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,  # rag.page.tools says why
        theme=_theme(),
        css=_style(),
        head=_HEAD,
        app_kwargs=_app_options(host, limits, programs, accounts),
    )
    logger.info("serving the page at %s", address)
    try:
        yield address
    finally:
        page.close(verbose=False)


def _app_options(host: str, limits: Limits, programs: Programs | None, accounts: Accounts) -> dict[str, Any]:
    """What gradio hands on to FastAPI."""
    options: dict[str, Any] = {
        "middleware": [
            Middleware(SafetyHeaders),
            Middleware(OwnHostOnly, host=host),
            Middleware(NothingForeign),
            Middleware(Login, accounts=accounts, logins=limits.logins),
            Middleware(UploadLimits, limits=limits),
        ],
        "exception_handlers": {TypeError: _wrong_arguments, KeyError: _wrong_arguments},
    }
    if programs is not None:
        app, lifespan = tools.mcp_app(programs)
        # POST only: a stateless server has nothing to tell on the stream that GET would open.
        options |= {"routes": [Route(tools.PATH, app, methods=["POST"])], "lifespan": lifespan}
    return options


async def _wrong_arguments(request: Request, error: Exception) -> JSONResponse:
    """Answer a call by name (/gradio_api/call/v2/...) of what does not exist, or with arguments that it does not take.

    gradio would answer "Internal Server Error", as for every other error, which stays one.
    """
    if not request.url.path.startswith("/gradio_api/call/v2/"):
        raise error
    return JSONResponse({"detail": "no such endpoint, or not its arguments; see GET /gradio_api/info"}, 400)


async def _fetch_nothing(url: str, cache_dir: str) -> str:
    """Stand in for what gradio downloads a file with when an event names one by URL: nothing foreign is fetched."""
    raise gr.Error("files by URL are not taken; upload the file itself", print_exception=False)


def wait_until_interrupted() -> None:
    """Return when the process is interrupted (Ctrl-C)."""
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        logger.info("interrupted, closing the page")


_HEAD = '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'


def _style() -> str:
    folder = files("rag.page").joinpath("style")
    return "\n".join(folder.joinpath(f"{name}.css").read_text("utf-8") for name in STYLES)


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
