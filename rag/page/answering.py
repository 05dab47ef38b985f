"""The events of a conversation: a question is asked and answered, stopped, asked again, or a chat is taken up again."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any, NamedTuple

import gradio as gr

from rag.errors import BelegtError
from rag.page.asking import Fields, words_of
from rag.page.filters import filter_parts
from rag.page.limits import client_of
from rag.page.models import Models, reader_of
from rag.page.parts import QUIETLY, Parts, Waiting
from rag.page.replying import AT_MODELS, AT_ONCE, WAITING, Replies, stopped
from rag.page.running import Running
from rag.page.texts.words import Words
from rag.page.turns import MOST_TURNS, Mode, Turn, digest, filter_from, mode_from, turns_from
from rag.page.view import notice_html, question_html, result_html, searching_html, turn_html
from rag.types import Filter

logger = logging.getLogger(__name__)

History = list[dict[str, Any]]

_AT_ONCE = AT_ONCE + AT_MODELS + WAITING
"""Questions that have not ended; more wait in gradio's queue. What they wait for themselves, `Replies` says."""
_TELLING = 0.1  # Seconds in which a browser hears that an answer has ended; before, it sends no other question.
_REMEMBERED = 6  # Answers before a question from which it may take what it leaves unsaid.


class _Asked(NamedTuple):
    """What a reader sent: the text, whether it is to be answered or checked, and among which articles.

    `seen` is the digest of the answer that a link promises.
    """

    text: str
    mode: Mode
    where: Callable[[Words], Filter | None]
    seen: str = ""


def wire_answering(parts: Parts, replies: Replies, models: Models, waiting: Waiting) -> None:
    """Let questions be answered: from the box, an example, a suggestion, a link, or once more."""
    asking, chat, box, turns = parts.asking, parts.chat, parts.asking.box, parts.turns
    on_their_way = Running()

    def conversation(asked: _Asked, history: History, kept: Any, request: gr.Request) -> Iterator[Any]:
        steps = _conversation(replies, models, asked, history, kept, waiting, request)
        with on_their_way.answer(request.session_hash or "") as stopped, closing(steps):
            for step in steps:
                if stopped.is_set():
                    return
                yield step

    def end(request: gr.Request) -> None:
        on_their_way.stop(request.session_hash or "")
        time.sleep(_TELLING)

    # gradio reads the signatures: one parameter for each component, event data and request by their annotation.
    def from_box(
        text: str, history: History, kept: Any, mode: str,
        claimers: Any, publishers: Any, since: Any, until: Any, languages: Any, request: gr.Request,
    ) -> Iterator[Any]:  # fmt: skip
        fields = Fields(claimers, publishers, since, until, languages)
        yield from conversation(_Asked(text, mode_from(mode), fields.filter), history, kept, request)

    def from_example(
        history: History, kept: Any,
        claimers: Any, publishers: Any, since: Any, until: Any, languages: Any,
        event: gr.SelectData, request: gr.Request,
    ) -> Iterator[Any]:  # fmt: skip
        # An example is a question, whatever the switch says.
        fields = Fields(claimers, publishers, since, until, languages)
        asked = _Asked(str(event.value["text"]), "ask", fields.filter)
        yield from conversation(asked, history, kept, request)

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
        yield from conversation(asked, history, kept, request)

    def stop(history: History, kept: Any, request: gr.Request) -> tuple[Any, Any]:
        end(request)
        return _ready_box(), _stopped_history(history, kept, replies, words_of(request))

    def begin_anew(request: gr.Request) -> tuple[Any, Any, Any]:
        end(request)
        return _ready_box(), [], []

    def take_up(event: gr.EventData, request: gr.Request) -> tuple[Any, Any, Any]:
        words = words_of(request)
        end(request)
        taken = turns_from(event._data.get("turns") if isinstance(event._data, dict) else None, replies.service)
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
        (box.stop, stop, [chat, turns], [box, chat]),
        (parts.buttons["new"].click, begin_anew, None, [box, chat, turns]),
        (parts.panel.select, take_up, None, [box, chat, turns]),
    ):
        listener(function, inputs, outputs, cancels=running, queue=False, **QUIETLY)


def chat_of(turns: list[Turn], words: Words) -> History:
    """Return a conversation as the messages of the chat."""
    history: History = []
    for turn in turns:
        history += [_question_of(turn, words), _reply(turn_html(turn, words))]
    return history


def _filter_sent(data: object) -> Filter | None:
    try:
        return filter_from(data)
    except TypeError as error:
        raise ValueError(str(error)) from error


def _conversation(
    replies: Replies,
    models: Models,
    asked: _Asked,
    history: History,
    kept: Any,
    waiting: Waiting,
    request: gr.Request,
) -> Generator[tuple[Any, Any, Any], None, None]:
    """Yield box, chat and turns: the question at once, the answer as it grows, at last what can be done with it.

    It yields every moment, also where nothing is new: only then can gradio end it, and with it a model that works for
    a reader who has stopped it, or has gone. What goes wrong becomes a plain sentence, and the conversation goes on
    without it.
    """
    nothing = (gr.skip(), gr.skip(), gr.skip())
    if not asked.text.strip():
        yield nothing
        return
    words = words_of(request)
    refused = words.cannot_check if asked.mode == "check" else words.cannot_answer
    message = _question(asked.text, asked.text, None, words)
    try:
        if seconds := waiting(client_of(request)):
            raise ValueError(words.wait.format(seconds=words.number(math.ceil(seconds))))
        where = asked.where(words)
        before = kept[-(MOST_TURNS - 1) :] if isinstance(kept, list) else []
        turn = Turn(_next_number(history, before), asked.text, asked.text, asked.mode, where, None)
        message = _question_of(turn, words)
        searching = _reply(searching_html(replies.service.counts()["articles"], words))
        yield _busy_box(), [*history, message, searching], gr.skip()
        earlier = turns_from(before[-_REMEMBERED:], replies.service, worded=False)
        with closing(replies.reply(turn, earlier, models.in_use(reader_of(request)))) as steps:
            for step in steps:
                if step is None:
                    yield nothing
                    continue
                turn, done = step.turn, step.stage == "done"
                message = _question_of(turn, words)
                if step.stage == "understood":
                    yield gr.skip(), [*history, message, searching], gr.skip()
                    continue
                note = words.changed_since if done and asked.seen and asked.seen != digest(turn.result) else ""
                shown = turn_html(turn, words, note) if done else result_html(turn, words)
                # What is complete but for its wording is kept: who stops now, or goes, has the answer all the same.
                keep = done or step.stage == "wording"
                yield (
                    _ready_box() if done else gr.skip(),
                    [*history, message, _reply(shown)],
                    [*before, stopped(turn).to_dict()] if keep else gr.skip(),
                )
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


def _stopped_history(history: History, kept: Any, replies: Replies, words: Words) -> History:
    """Return the chat after the reader stopped the last answer: what was verified until then stays."""
    last = str(history[-1]["content"]) if history else ""
    if "bl-working" in last and isinstance(kept, list) and kept:
        for turn in turns_from(kept[-1:], replies.service):
            number = kept[-1].get("number")
            turn = replace(turn, number=number if isinstance(number, int) else turn.number)
            return [*history[:-1], _reply(turn_html(turn, words))]
    if "bl-status" in last:
        return [*history[:-1], _reply(notice_html(words.stopped))]
    return history


def _question_of(turn: Turn, words: Words) -> dict[str, Any]:
    return _question(turn.asked, turn.question, turn.where, words)


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
