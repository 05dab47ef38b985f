"""The page laid out in gradio: a chat beside a panel that shows articles and the library, and what joins them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

import gradio as gr

from rag.errors import BelegtError
from rag.page.answering import chat_of, wire_answering
from rag.page.article import article_data, reading_data
from rag.page.asking import draw_asking, greeting_asking, wire_asking, words_of
from rag.page.choosing import foot_html, model_data, wire_choosing
from rag.page.library import copies_data, shelf_data
from rag.page.markdown import turn_markdown
from rag.page.models import Models, Reader, reader_of
from rag.page.parts import QUIETLY, Parts, Waiting, tell
from rag.page.replying import Replies
from rag.page.service import Service
from rag.page.shelving import welcome, wire_library
from rag.page.texts import ENGLISH
from rag.page.texts.words import Words
from rag.page.translating import wire_translating
from rag.page.turns import turns_from
from rag.settings import Settings
from rag.types import Span

logger = logging.getLogger(__name__)

SCRIPTS = ("dom", "links", "views", "panel", "article", "library", "chats", "model", "translating", "hover", "start")
"""The page's scripts, in the order in which they are joined: each may use the names of those before it at once."""

_FORGET_FILES = (600, 3600)
"""Every ten minutes, files that were sent an hour ago and never added are deleted."""

_ROWS = 50  # Articles of the library that are listed at a time.


def lay_out(
    service: Service,
    settings: Settings,
    *,
    models: Models | None = None,
    waiting: Waiting = lambda _: None,
    adding: Callable[[str, int], float | None] = lambda client, number: None,
    publish: Callable[[], None] | None = None,
) -> gr.Blocks:
    """Return the page over a service. `publish`, called inside of it, may add endpoints for programs.

    `models` says which chat model each reader has; without it nobody has one before setting one. `waiting` and `adding`
    give the seconds that a client must wait before it asks, or adds so many web addresses; None lets it.

    Every event of the page itself is private: nothing becomes part of the public API by accident.
    """
    page = gr.Blocks(
        title="Belegt", fill_height=True, fill_width=True, analytics_enabled=False, delete_cache=_FORGET_FILES
    )
    models, replies = models or Models(), Replies(service)
    with page:
        parts = _draw(service, settings)
        wire_answering(parts, replies, models, waiting)
        wire_asking(parts.asking)
        wire_library(parts, service, adding)
        wire_choosing(page, parts, models, replies.at_models, waiting)
        wire_translating(parts, service, models, replies.at_models, waiting)
        _wire(page, parts, service, models)
        if publish is not None:
            publish()
    return page


# ---- components ----------------------------------------------------------------------------------------------


def _draw(service: Service, settings: Settings) -> Parts:
    with gr.Row(elem_id="bl-main", equal_height=True):
        with gr.Column(elem_id="bl-chat-column", min_width=0):
            with gr.Row(elem_id="bl-top"):
                brand = gr.HTML(_brand(ENGLISH), elem_id="bl-brand", apply_default_css=False)
                buttons = {
                    name: gr.Button(text, elem_id=f"bl-{name}", elem_classes="bl-top-button", min_width=0, scale=0)
                    for name, text in _button_texts(ENGLISH).items()
                }
            chat = _chat()
            asking = draw_asking(settings)
            foot = gr.HTML("", elem_id="bl-foot", apply_default_css=False)
        with gr.Column(elem_id="bl-panel-column", min_width=0):
            panel = _panel(service)
    turns = gr.JSON([], visible="hidden")
    task, model, translation = (gr.JSON({}, visible="hidden") for _ in range(3))
    return Parts(brand, buttons, chat, asking, foot, panel, turns, task, model, translation)


def _button_texts(words: Words) -> dict[str, str]:
    return {
        "library": words.script["library"],
        "chats": words.script["chats"],
        "language": words.other_language,
        "theme": words.light_or_dark,
        "new": words.new_chat,
    }


def _chat() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="bl-chat",
        show_label=False,
        layout="bubble",
        scale=1,
        min_height=160,
        height="100%",
        container=False,
        buttons=[],
        autoscroll=False,  # links.js keeps the question in sight instead, so that answers are read from their start
        latex_delimiters=[],
        allow_tags=False,
        sanitize_html=True,
        group_consecutive_messages=False,
    )


def _panel(service: Service) -> gr.HTML:
    # Functions, not methods: gradio marks what it serves with an attribute. Each takes one value.
    def article(address: str, request: gr.Request) -> dict[str, Any]:
        words = words_of(request)
        try:
            article_id, *edges = str(address).split(":")
            found = service.article(unquote(article_id))
            claims = service.claims(found.id)
            copies = service.copies(found.id)
            about = {"copies": copies_data(copies, len(copies), words)}
            if not edges:
                return reading_data(found, claims, words) | about
            start, end = map(int, edges)
            return article_data(found, Span(start, end), claims, words) | about
        except (ValueError, BelegtError) as error:
            logger.info("no article for %r: %s", address, error)
            return {"error": words.script["gone"]}

    def library(wanted: dict[str, Any], request: gr.Request) -> dict[str, Any]:
        try:
            shelf = service.shelf(str(wanted.get("search") or "")[:200], max(0, int(wanted.get("offset") or 0)), _ROWS)
            return shelf_data(shelf, words_of(request))
        except (ValueError, TypeError, AttributeError, BelegtError) as error:
            return {"error": str(error)}

    def remove(article_id: str) -> dict[str, Any]:
        try:
            service.remove(str(article_id))
        except (ValueError, BelegtError) as error:
            return {"error": str(error)}
        return {}

    def state(_: Any) -> str:  # gradio sends a value to each
        try:
            return service.state()
        except BelegtError as error:
            logger.warning("the index cannot be read: %s", error)
            return ""

    def markdown(turn: dict[str, Any], request: gr.Request) -> str:
        return "\n".join(turn_markdown(one, words_of(request)) for one in turns_from([turn], service))

    folder = files("rag.page").joinpath("script")
    return gr.HTML(
        {},
        # Never a template with {{value}} or ${value}: gradio compiles what comes out of it as JavaScript.
        html_template="<aside class='bl-panel'></aside>",
        js_on_load="\n".join(folder.joinpath(f"{name}.js").read_text("utf-8") for name in SCRIPTS),
        server_functions=[article, library, remove, state, markdown],
        elem_id="bl-panel",
        apply_default_css=False,
    )


_MARK = (
    '<svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true">'
    '<rect x="1" y="1" width="30" height="30" rx="9" fill="#4f46e5"/>'
    '<path d="M9 20.5c2.6 0 4.2-1.9 4.2-4.9V11H8.2v5h2.6c0 1.3-.6 2-1.8 2z" fill="#fff"/>'
    '<path d="M19.3 20.5c2.6 0 4.2-1.9 4.2-4.9V11h-5v5h2.6c0 1.3-.6 2-1.8 2z" fill="#fff"/></svg>'
)


def _brand(words: Words) -> str:
    return f'<header class="bl-brand">{_MARK}<div><h1>Belegt</h1><p>{words.tagline}</p></div></header>'


# ---- events --------------------------------------------------------------------------------------------------


def _wire(page: gr.Blocks, parts: Parts, service: Service, models: Models) -> None:
    def greet(kept: Any, request: gr.Request) -> dict[Any, Any]:
        return _greeting(parts, service, models, reader_of(request), kept, words_of(request))

    greeted = [
        *(parts.brand, *parts.buttons.values(), parts.chat, parts.foot, parts.panel, parts.turns, parts.model),
        *parts.asking,
    ]
    page.load(greet, [parts.turns], greeted, js=_KEPT_TURNS, queue=False, **QUIETLY)
    for name in ("library", "chats", "language", "theme"):
        parts.buttons[name].click(None, js=tell(name), api_visibility="private")
    parts.asking.open_model.click(None, js=tell("model-open"), api_visibility="private")
    for name in ("turns", "task", "model", "translation"):
        component = getattr(parts, name)
        component.change(None, [component], js=tell(name), api_visibility="private")


# The chat that this tab had before it was loaded anew; chats.js writes both.
_KEPT_TURNS = """() => {
  try {
    const chats = JSON.parse(localStorage.getItem('belegt-chats')) || [];
    return [chats.find(chat => chat.id === sessionStorage.getItem('belegt-chat'))?.turns || []];
  } catch (error) { return [[]]; }
}"""


def _greeting(
    parts: Parts, service: Service, models: Models, reader: Reader, kept: Any, words: Words
) -> dict[Any, Any]:
    """Return the reader's language for each of the components, and the chat that was kept."""
    turns = turns_from(kept, service)
    texts = _button_texts(words)
    return {
        parts.brand: _brand(words),
        **{button: gr.Button(texts[name]) for name, button in parts.buttons.items()},
        parts.chat: gr.Chatbot(chat_of(turns, words), **welcome(service, words)),  # type: ignore[arg-type]  # it takes them
        parts.turns: [turn.to_dict() for turn in turns],
        parts.foot: foot_html(models, reader, words),
        parts.model: model_data(models, reader, words),
        # Who has no model and may not set one has nothing to open.
        parts.asking.open_model: gr.Button(words.model, visible=reader.here or models.settings(reader) is not None),
        parts.panel: {"language": words.language, **words.script},
        **{
            getattr(parts.asking, name): update
            for name, update in greeting_asking(words, service.known_names()).items()
        },
    }
