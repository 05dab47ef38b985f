"""The page laid out in gradio: a chat beside a panel that shows the cited article, and the events between them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any, NamedTuple, Protocol
from urllib.parse import unquote

import gradio as gr

from rag.errors import BelegtError
from rag.page.panel import article_data
from rag.page.texts import ENGLISH, examples_for, words_for
from rag.page.view import answer_html, notice_html, question_html, searching_html, welcome_html
from rag.page.words import Words
from rag.settings import Settings
from rag.types import Answer, Article, Claim, Span

logger = logging.getLogger(__name__)

History = list[dict[str, Any]]
Answering = Callable[[str], Iterator[Answer]]

_AT_ONCE = 4  # Questions answered at the same time; more wait in gradio's queue.


class Articles(Protocol):
    """What the page needs of an opened index besides answers."""

    def article(self, article_id: str) -> Article: ...

    def claims(self, article_id: str) -> list[Claim]: ...

    def counts(self) -> dict[str, int]: ...


def lay_out(corpus: Articles, answering: Answering, settings: Settings) -> gr.Blocks:
    """Return the page. `answering` yields Answers that grow, the last one complete.

    Every event is private: nothing of the page becomes part of the public API by accident.
    """
    page = gr.Blocks(title="Belegt", fill_height=True, fill_width=True, analytics_enabled=False)
    with page:
        parts = _draw(corpus, settings)
        _wire(page, parts, corpus, answering)
    return page


class _Parts(NamedTuple):
    """The components that events change."""

    brand: gr.HTML
    new_chat: gr.Button
    light_or_dark: gr.Button
    chat: gr.Chatbot
    box: gr.Textbox
    foot: gr.HTML
    panel: gr.HTML


# ---- components ----------------------------------------------------------------------------------------------


def _draw(corpus: Articles, settings: Settings) -> _Parts:
    with gr.Row(elem_id="bl-main", equal_height=True):
        with gr.Column(elem_id="bl-chat-column", min_width=0):
            with gr.Row(elem_id="bl-top"):
                brand = gr.HTML(_brand(ENGLISH), elem_id="bl-brand", apply_default_css=False)
                new_chat = gr.Button(ENGLISH.new_chat, elem_id="bl-new", min_width=0, scale=0)
                light_or_dark = gr.Button(ENGLISH.light_or_dark, elem_id="bl-theme", min_width=0, scale=0)
            chat = _chat()
            box = _box(settings)
            foot = gr.HTML("", elem_id="bl-foot", apply_default_css=False)
        with gr.Column(elem_id="bl-panel-column", min_width=0):
            panel = _panel(corpus)
    return _Parts(brand, new_chat, light_or_dark, chat, box, foot, panel)


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
        autoscroll=False,  # panel.js keeps the question in sight instead, so that answers are read from their start
        latex_delimiters=[],
        allow_tags=False,
        sanitize_html=True,
        group_consecutive_messages=False,
    )


def _box(settings: Settings) -> gr.Textbox:
    return gr.Textbox(
        label=" ",
        show_label=False,
        container=False,
        submit_btn=True,
        stop_btn=False,
        lines=1,
        max_lines=6,
        # One over the limit: a longer paste is cut there and then refused by name, not silently answered.
        max_length=settings.max_question_chars + 1,
        autofocus=True,
        elem_id="bl-ask",
    )


def _panel(corpus: Articles) -> gr.HTML:
    # A function, not a method: gradio marks what it serves with an attribute.
    def article(address: str, request: gr.Request) -> dict[str, Any]:
        words = _words(request)
        try:
            article_id, start, end = address.split(":")
            found = corpus.article(unquote(article_id))
            return article_data(found, Span(int(start), int(end)), corpus.claims(found.id), words)
        except (ValueError, BelegtError) as error:
            logger.info("no article for %r: %s", address, error)
            return {"error": words.panel["gone"]}

    return gr.HTML(
        {},
        # Never a template with {{value}} or ${value}: gradio compiles what comes out of it as JavaScript.
        html_template="<aside class='bl-panel'></aside>",
        js_on_load=files("rag.page").joinpath("panel.js").read_text("utf-8"),
        server_functions=[article],
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


def _wire(page: gr.Blocks, parts: _Parts, corpus: Articles, answering: Answering) -> None:
    def greet(request: gr.Request) -> tuple[Any, ...]:
        return _greeting(corpus, _words(request))

    def respond(question: str, history: History, request: gr.Request) -> Iterator[tuple[Any, Any]]:
        if not question.strip():
            yield gr.skip(), gr.skip()
            return
        yield from _conversation(corpus, answering, question, history, _words(request))

    def pick(history: History, event: gr.SelectData, request: gr.Request) -> Iterator[tuple[Any, Any]]:
        yield from respond(event.value["text"], history, request)

    def stop(history: History, request: gr.Request) -> tuple[Any, Any]:
        if history and "bl-status" in str(history[-1]["content"]):
            history = [*history[:-1], _reply(notice_html(_words(request).stopped))]
        return _ready_box(), history

    def begin_anew() -> tuple[Any, Any]:
        return _ready_box(), []

    chat, box = parts.chat, parts.box
    running: list[dict[str, Any]] = [
        listener(
            function,
            inputs,
            [box, chat],
            show_progress="hidden",
            concurrency_limit=_AT_ONCE,
            concurrency_id="answer",
            trigger_mode="once",
            api_visibility="private",
        )
        for listener, function, inputs in (
            (box.submit, respond, [box, chat]),
            (chat.example_select, pick, [chat]),
        )
    ]
    for listener, function, inputs in ((box.stop, stop, [chat]), (parts.new_chat.click, begin_anew, None)):
        listener(
            function,
            inputs,
            [box, chat],
            cancels=running,
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        )
    parts.light_or_dark.click(None, js=_SWITCH_LIGHT, api_visibility="private")
    page.load(greet, None, list(parts), queue=False, show_progress="hidden", api_visibility="private")


_SWITCH_LIGHT = """() => {
  const dark = document.body.classList.toggle('dark');
  localStorage.setItem('belegt-theme', dark ? 'dark' : 'light');
}"""


def _greeting(corpus: Articles, words: Words) -> tuple[Any, ...]:
    """Return the reader's language for each of the parts, in their order."""
    return (
        _brand(words),
        gr.Button(words.new_chat),
        gr.Button(words.light_or_dark),
        gr.Chatbot(
            placeholder=welcome_html(corpus.counts()["articles"], words),
            examples=[{"text": question} for question in examples_for(words)],
        ),
        gr.Textbox(label=words.ask, placeholder=words.ask),
        f'<p class="bl-foot">{words.foot}</p>',
        {"language": words.language, **words.panel},
    )


def _conversation(
    corpus: Articles, answering: Answering, question: str, history: History, words: Words
) -> Iterator[tuple[Any, Any]]:
    """Yield box and chat: the question at once, the answer as it grows, and what went wrong as a plain sentence."""
    asked = [*history, {"role": "user", "content": question_html(question)}]
    shown = ""
    try:
        yield _busy_box(), [*asked, _reply(searching_html(corpus.counts()["articles"], words))]
        for answer in answering(question):
            shown = answer_html(answer, words, turn=len(asked))
            yield gr.skip(), [*asked, _reply(shown)]
    except (ValueError, BelegtError) as error:
        shown = notice_html(_sentence(error), words.cannot_answer)
    except Exception:
        # The last line of defence: the reader gets a sentence, the log gets the traceback.
        logger.exception("answering failed")
        shown = notice_html(words.unexpected, words.cannot_answer)
    yield _ready_box(), [*asked, _reply(shown)]


def _sentence(error: Exception) -> str:
    text = str(error)
    return text[:1].upper() + text[1:]


def _words(request: gr.Request) -> Words:
    return words_for(request.headers.get("accept-language"))


def _reply(html: str) -> dict[str, Any]:
    return {"role": "assistant", "content": html}


def _busy_box() -> gr.Textbox:
    return gr.Textbox(value="", submit_btn=False, stop_btn=True)


def _ready_box() -> gr.Textbox:
    return gr.Textbox(submit_btn=True, stop_btn=False)
