"""The page laid out in gradio: a chat beside a panel that shows the cited article, and the events between them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any, NamedTuple, Protocol
from urllib.parse import unquote

import gradio as gr

from rag.errors import BelegtError
from rag.page.asking import Asking, Fields, draw_asking, greeting_asking, wire_asking, words_of
from rag.page.filters import filter_parts
from rag.page.panel import article_data
from rag.page.texts import ENGLISH, examples_for
from rag.page.view import answer_html, check_html, notice_html, question_html, searching_html, welcome_html
from rag.page.words import Words
from rag.settings import Settings
from rag.types import Answer, Article, Check, Claim, Filter, Span

logger = logging.getLogger(__name__)

History = list[dict[str, Any]]
Answering = Callable[[str, Filter | None], Iterator[Answer]]
Checking = Callable[[str, Filter | None], Check]

_AT_ONCE = 4  # Questions answered at the same time; more wait in gradio's queue.


class Articles(Protocol):
    """What the page needs of an opened index besides answers."""

    def article(self, article_id: str) -> Article: ...

    def claims(self, article_id: str) -> list[Claim]: ...

    def counts(self) -> dict[str, int]: ...

    def known_names(self) -> Mapping[str, Sequence[str]]: ...


def lay_out(corpus: Articles, answering: Answering, checking: Checking, settings: Settings) -> gr.Blocks:
    """Return the page. `answering` yields Answers that grow, the last one complete; `checking` checks a statement.

    Every event is private: nothing of the page becomes part of the public API by accident.
    """
    page = gr.Blocks(title="Belegt", fill_height=True, fill_width=True, analytics_enabled=False)
    with page:
        parts = _draw(corpus, settings)
        _wire(page, parts, corpus, _Doing(answering, checking))
    return page


class _Parts(NamedTuple):
    """The components that events change."""

    brand: gr.HTML
    new_chat: gr.Button
    light_or_dark: gr.Button
    chat: gr.Chatbot
    asking: Asking
    foot: gr.HTML
    panel: gr.HTML


class _Doing(NamedTuple):
    """What can be done with a text."""

    answering: Answering
    checking: Checking


class _Asked(NamedTuple):
    """What a reader sent: the text, whether it is to be answered or checked, and the filter's fields."""

    text: str
    mode: str
    fields: Fields


# ---- components ----------------------------------------------------------------------------------------------


def _draw(corpus: Articles, settings: Settings) -> _Parts:
    with gr.Row(elem_id="bl-main", equal_height=True):
        with gr.Column(elem_id="bl-chat-column", min_width=0):
            with gr.Row(elem_id="bl-top"):
                brand = gr.HTML(_brand(ENGLISH), elem_id="bl-brand", apply_default_css=False)
                new_chat = gr.Button(ENGLISH.new_chat, elem_id="bl-new", min_width=0, scale=0)
                light_or_dark = gr.Button(ENGLISH.light_or_dark, elem_id="bl-theme", min_width=0, scale=0)
            chat = _chat()
            asking = draw_asking(settings)
            foot = gr.HTML("", elem_id="bl-foot", apply_default_css=False)
        with gr.Column(elem_id="bl-panel-column", min_width=0):
            panel = _panel(corpus)
    return _Parts(brand, new_chat, light_or_dark, chat, asking, foot, panel)


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


def _panel(corpus: Articles) -> gr.HTML:
    # A function, not a method: gradio marks what it serves with an attribute.
    def article(address: str, request: gr.Request) -> dict[str, Any]:
        words = words_of(request)
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


def _wire(page: gr.Blocks, parts: _Parts, corpus: Articles, doing: _Doing) -> None:
    def greet(request: gr.Request) -> dict[Any, Any]:
        return _greeting(parts, corpus, words_of(request))

    # gradio reads the signature: one parameter for each component, the request by its annotation.
    def respond(
        text: str,
        history: History,
        mode: str,
        claimers: list[str],
        publishers: list[str],
        since: str,
        until: str,
        languages: list[str],
        request: gr.Request,
    ) -> Iterator[tuple[Any, Any]]:
        if not text.strip():
            yield gr.skip(), gr.skip()
            return
        asked = _Asked(text, mode, Fields(claimers, publishers, since, until, languages))
        yield from _conversation(corpus, doing, asked, history, words_of(request))

    def pick(
        history: History,
        claimers: list[str],
        publishers: list[str],
        since: str,
        until: str,
        languages: list[str],
        event: gr.SelectData,
        request: gr.Request,
    ) -> Iterator[tuple[Any, Any]]:
        # An example is a question, whatever the switch says.
        asked = _Asked(event.value["text"], "ask", Fields(claimers, publishers, since, until, languages))
        yield from _conversation(corpus, doing, asked, history, words_of(request))

    def stop(history: History, request: gr.Request) -> tuple[Any, Any]:
        if history and "bl-status" in str(history[-1]["content"]):
            history = [*history[:-1], _reply(notice_html(words_of(request).stopped))]
        return _ready_box(), history

    def begin_anew() -> tuple[Any, Any]:
        return _ready_box(), []

    asking, chat, box = parts.asking, parts.chat, parts.asking.box
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
            (box.submit, respond, [box, chat, asking.mode, *asking.fields]),
            (chat.example_select, pick, [chat, *asking.fields]),
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
    wire_asking(asking)
    greeted = [parts.brand, parts.new_chat, parts.light_or_dark, chat, parts.foot, parts.panel, *asking]
    page.load(greet, None, greeted, queue=False, show_progress="hidden", api_visibility="private")


_SWITCH_LIGHT = """() => {
  const dark = document.body.classList.toggle('dark');
  localStorage.setItem('belegt-theme', dark ? 'dark' : 'light');
}"""


def _greeting(parts: _Parts, corpus: Articles, words: Words) -> dict[Any, Any]:
    """Return the reader's language for each of the components."""
    greeted = greeting_asking(words, corpus.known_names())
    return {
        parts.brand: _brand(words),
        parts.new_chat: gr.Button(words.new_chat),
        parts.light_or_dark: gr.Button(words.light_or_dark),
        parts.chat: gr.Chatbot(
            placeholder=welcome_html(corpus.counts()["articles"], words),
            examples=[{"text": question} for question in examples_for(words)],
        ),
        parts.foot: f'<p class="bl-foot">{words.foot}</p>',
        parts.panel: {"language": words.language, **words.panel},
        **{getattr(parts.asking, name): update for name, update in greeted.items()},
    }


def _conversation(
    corpus: Articles, doing: _Doing, asked: _Asked, history: History, words: Words
) -> Iterator[tuple[Any, Any]]:
    """Yield box and chat: the question at once, the answer as it grows, and what went wrong as a plain sentence."""
    checking = asked.mode == "check"
    refused = words.cannot_check if checking else words.cannot_answer
    shown, note = "", ""

    def chat(reply: str) -> History:
        return [*history, {"role": "user", "content": question_html(asked.text, note)}, _reply(reply)]

    turn = len(history) + 1
    try:
        where = asked.fields.filter(words)
        note = " · ".join(filter_parts(where, words)) if where else ""
        yield _busy_box(), chat(searching_html(corpus.counts()["articles"], words))
        if checking:
            shown = check_html(doing.checking(asked.text, where), words, turn)
        else:
            for answer in doing.answering(asked.text, where):
                shown = answer_html(answer, words, turn)
                yield gr.skip(), chat(shown)
    except (ValueError, BelegtError) as error:
        shown = notice_html(_sentence(error), refused)
    except Exception:
        # The last line of defence: the reader gets a sentence, the log gets the traceback.
        logger.exception("answering failed")
        shown = notice_html(words.unexpected, refused)
    yield _ready_box(), chat(shown)


def _sentence(error: Exception) -> str:
    text = str(error)
    return text[:1].upper() + text[1:]


def _reply(html: str) -> dict[str, Any]:
    return {"role": "assistant", "content": html}


def _busy_box() -> gr.Textbox:
    return gr.Textbox(value="", submit_btn=False, stop_btn=True)


def _ready_box() -> gr.Textbox:
    return gr.Textbox(submit_btn=True, stop_btn=False)
