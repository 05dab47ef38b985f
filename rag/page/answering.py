"""The events of a conversation: a question is asked and answered, stopped, asked again, or a chat is taken up again."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import gradio as gr

from rag.errors import BelegtError
from rag.page.asking import Fields, words_of
from rag.page.filters import filter_parts
from rag.page.limits import client_of
from rag.page.parts import QUIETLY, Parts
from rag.page.service import Service
from rag.page.texts.words import Words
from rag.page.turns import MOST_TURNS, Mode, Turn, digest, filter_from, mode_from, turns_from
from rag.page.view import notice_html, question_html, result_html, searching_html, turn_html
from rag.types import Answer, Filter

logger = logging.getLogger(__name__)

History = list[dict[str, Any]]
Waiting = Callable[[str], float | None]
"""Given a client's address, the seconds that it must wait before its next question; None lets it ask."""

_AT_ONCE = 4  # Questions answered at the same time; more wait in gradio's queue.
_REMEMBERED = 6  # Answers before a question from which it may take what it leaves unsaid.


class _Asked(NamedTuple):
    """What a reader sent: the text, whether it is to be answered or checked, and among which articles.

    `seen` is the digest of the answer that a link promises.
    """

    text: str
    mode: Mode
    where: Callable[[Words], Filter | None]
    seen: str = ""


def wire_answering(parts: Parts, service: Service, waiting: Waiting) -> None:
    """Let questions be answered: from the box, an example, a suggestion, a link, or once more."""
    asking, chat, box, turns = parts.asking, parts.chat, parts.asking.box, parts.turns

    # gradio reads the signatures: one parameter for each component, event data and request by their annotation.
    def from_box(
        text: str, history: History, kept: Any, mode: str,
        claimers: Any, publishers: Any, since: Any, until: Any, languages: Any, request: gr.Request,
    ) -> Iterator[Any]:  # fmt: skip
        fields = Fields(claimers, publishers, since, until, languages)
        yield from _conversation(service, _Asked(text, mode_from(mode), fields.filter), history, kept, waiting, request)

    def from_example(
        history: History, kept: Any,
        claimers: Any, publishers: Any, since: Any, until: Any, languages: Any,
        event: gr.SelectData, request: gr.Request,
    ) -> Iterator[Any]:  # fmt: skip
        # An example is a question, whatever the switch says.
        fields = Fields(claimers, publishers, since, until, languages)
        asked = _Asked(str(event.value["text"]), "ask", fields.filter)
        yield from _conversation(service, asked, history, kept, waiting, request)

    def from_link(
        history: History, kept: Any,
        claimers: Any, publishers: Any, since: Any, until: Any, languages: Any,
        event: gr.EventData, request: gr.Request,
    ) -> Iterator[Any]:  # fmt: skip
        sent = event._data if isinstance(event._data, dict) else {}
        fields = Fields(claimers, publishers, since, until, languages)
        where = (lambda _: _filter_sent(sent["where"])) if "where" in sent else fields.filter
        text, seen = str(sent.get("question") or ""), str(sent.get("seen") or "")
        asked = _Asked(text, mode_from(sent.get("mode")), where, seen)
        yield from _conversation(service, asked, history, kept, waiting, request)

    def stop(history: History, request: gr.Request) -> tuple[Any, Any]:
        if history and "bl-status" in str(history[-1]["content"]):
            history = [*history[:-1], _reply(notice_html(words_of(request).stopped))]
        return _ready_box(), history

    def begin_anew() -> tuple[Any, Any, Any]:
        return _ready_box(), [], []

    def take_up(event: gr.EventData, request: gr.Request) -> tuple[Any, Any, Any]:
        words = words_of(request)
        taken = turns_from(event._data.get("turns") if isinstance(event._data, dict) else None, service)
        return _ready_box(), chat_of(taken, words), [turn.to_dict() for turn in taken]

    running: list[dict[str, Any]] = [
        listener(
            function,
            inputs,
            [box, chat, turns],
            concurrency_limit=_AT_ONCE,
            concurrency_id="answer",
            trigger_mode="once",
            **QUIETLY,
        )
        for listener, function, inputs in (
            (box.submit, from_box, [box, chat, turns, asking.mode, *asking.fields]),
            (chat.example_select, from_example, [chat, turns, *asking.fields]),
            (parts.panel.submit, from_link, [chat, turns, *asking.fields]),
        )
    ]
    for listener, function, inputs, outputs in (
        (box.stop, stop, [chat], [box, chat]),
        (parts.buttons["new"].click, begin_anew, None, [box, chat, turns]),
        (parts.panel.select, take_up, None, [box, chat, turns]),
    ):
        listener(function, inputs, outputs, cancels=running, queue=False, **QUIETLY)


def chat_of(turns: list[Turn], words: Words) -> History:
    """Return a conversation as the messages of the chat."""
    history: History = []
    for turn in turns:
        history += [_question(turn.asked, turn.question, turn.where, words), _reply(turn_html(turn, words))]
    return history


def _filter_sent(data: object) -> Filter | None:
    try:
        return filter_from(data)
    except TypeError as error:
        raise ValueError(str(error)) from error


def _conversation(
    service: Service, asked: _Asked, history: History, kept: Any, waiting: Waiting, request: gr.Request
) -> Iterator[tuple[Any, Any, Any]]:
    """Yield box, chat and turns: the question at once, the answer as it grows, at last what can be done with it.

    What goes wrong becomes a plain sentence, and the conversation goes on without it.
    """
    if not asked.text.strip():
        yield gr.skip(), gr.skip(), gr.skip()
        return
    words = words_of(request)
    refused = words.cannot_check if asked.mode == "check" else words.cannot_answer
    message, where, question = _question(asked.text, asked.text, None, words), None, asked.text
    try:
        if seconds := waiting(client_of(request)):
            raise ValueError(words.wait.format(seconds=words.number(math.ceil(seconds))))
        where = asked.where(words)
        message = _question(asked.text, question, where, words)
        yield _busy_box(), [*history, message, _reply(searching_html(service.counts()["articles"], words))], gr.skip()
        before = kept[-(MOST_TURNS - 1) :] if isinstance(kept, list) else []
        earlier = turns_from(before[-_REMEMBERED:], service)
        if asked.mode == "ask":
            answers = [turn.result for turn in earlier if isinstance(turn.result, Answer)]
            question = service.understood(asked.text, answers)
            message = _question(asked.text, question, where, words)
        start = Turn(_next_number(history, before), asked.text, question, asked.mode, where, None)
        for turn, done in _answered(service, start, {one.question for one in earlier}):
            note = words.changed_since if done and asked.seen and asked.seen != digest(turn.result) else ""
            shown = turn_html(turn, words, note) if done else result_html(turn, words)
            kept_now = [*before, turn.to_dict()] if done else gr.skip()
            yield _ready_box() if done else gr.skip(), [*history, message, _reply(shown)], kept_now
        return
    except (ValueError, BelegtError) as error:
        notice = notice_html(_sentence(error), refused)
    except Exception:
        # The last line of defence: the reader gets a sentence, the log gets the traceback.
        logger.exception("answering failed")
        notice = notice_html(words.unexpected, refused)
    yield _ready_box(), [*history, message, _reply(notice)], gr.skip()


def _next_number(history: History, kept: list[Any]) -> int:
    """A number that no answer of this chat has, not even one that was stopped and is not kept."""
    numbers = [turn.get("number") for turn in kept if isinstance(turn, dict)]
    return max(len(history) // 2, 0, *(number for number in numbers if isinstance(number, int))) + 1


def _answered(service: Service, turn: Turn, before: set[str]) -> Iterator[tuple[Turn, bool]]:
    """Yield the turn as its answer grows, and at last, marked as done, with questions to go on with."""
    if turn.mode == "check":
        yield replace(turn, result=service.check(turn.question, turn.where)), True
        return
    for answer in service.ask(turn.question, turn.where):
        turn = replace(turn, result=answer)
        yield turn, False
    if isinstance(turn.result, Answer):
        suggestions = service.suggestions(turn.result, turn.where, before | {turn.question})
        yield replace(turn, suggestions=tuple(suggestions)), True


def _question(asked: str, question: str, where: Filter | None, words: Words) -> dict[str, Any]:
    understood = words.understood.format(question=question) if question != asked else ""
    parts = " · ".join(filter_parts(where, words)) if where else ""
    return {"role": "user", "content": question_html(asked, understood, parts)}


def _sentence(error: Exception) -> str:
    text = str(error)
    return text[:1].upper() + text[1:]


def _reply(html: str) -> dict[str, Any]:
    return {"role": "assistant", "content": html}


def _busy_box() -> gr.Textbox:
    return gr.Textbox(value="", submit_btn=False, stop_btn=True)


def _ready_box() -> gr.Textbox:
    return gr.Textbox(submit_btn=True, stop_btn=False)
