"""A chat model asked once and read as it answers: messages in, pieces of text out, tokens counted, time limited."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncGenerator, Generator, Iterator, Mapping, Sequence
from contextlib import aclosing, closing
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, Literal

from rag.chat.background import PULSE, read
from rag.chat.failures import failure, status_of
from rag.errors import ChatModelError
from rag.settings import ChatSettings, Provider
from rag.tokens import Tokenizer, open_tokenizer

_MARGIN = 1.15
"""Our tokenizer is not the model's own; measured on German news they differ by a tenth at most."""
_PER_MESSAGE = 6
"""Tokens around a message that every provider's template adds."""
_REFUSES_FORM = frozenset((400, 404, 415, 422, 501))
"""Answers by which endpoints refuse a request for structured output, a temperature or a count of tokens."""
_FAILS_AT_FORM = 500
"""The answer of servers that refuse a JSON schema as if it were their own failure (llama-cpp-python's)."""
_Form = Literal["structured", "steady", "plain"]
"""What is asked for beside the answer: to keep to a schema and say what is likeliest, only the latter, nothing."""
_FORMS: Mapping[Provider, Sequence[_Form]] = {
    "openai": ("structured", "steady", "plain"),
    # The clients of these two always send a temperature.
    "anthropic": ("structured", "plain"),
    "ollama": ("structured", "plain"),
    "huggingface": ("plain",),
}


@dataclass(frozen=True, slots=True)
class Message:
    """What is said to a model, by whom."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(slots=True)
class Reply:
    """What a model answers: iterate over it to read pieces of text as they come, and None while nothing comes.

    Afterwards `text` is all of it, `tokens_in` and `tokens_out` what it cost (`counted`: as the provider says; else as
    tiktoken estimates), `seconds` how long it took, and `ending` why it ended: "complete", "limit" where the model came
    to its limit, None where the provider did not say, which also happens when a connection breaks. Reading raises
    ChatModelError; what had come until then stays in `text`. Closing the iterator stops the model.
    """

    pieces: Generator[str | None, None, None] = field(repr=False)
    text: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    counted: bool = False
    seconds: float = 0.0
    ending: Literal["complete", "limit"] | None = None

    def __iter__(self) -> Iterator[str | None]:
        return self.pieces

    def close(self) -> None:
        """Stop the model, if it still answers."""
        self.pieces.close()

    def read(self) -> str:
        """Return all of the text, once it is there."""
        for _ in self:
            pass
        return self.text


class ChatModel:
    """A chat model that settings name; threads may share it. `open_chat_model` makes it."""

    def __init__(self, settings: ChatSettings, client: Any, limiter: Any = None) -> None:
        self.settings = settings
        self._client = client
        self._limiter = limiter
        self._tokens: Tokenizer = open_tokenizer()
        self._forms: Sequence[_Form] = _FORMS[settings.provider]
        """Those that the endpoint was not found to refuse."""

    @property
    def name(self) -> str:
        return self.settings.shown_name

    @property
    def structured(self) -> bool:
        """Whether the provider is asked to keep to a JSON schema; False once it was found not to know how."""
        return "structured" in self._forms

    def count(self, messages: Sequence[Message] | str) -> int:
        """Return how many tokens messages, or a text, take at most, as far as tiktoken can tell."""
        if isinstance(messages, str):
            return int(_MARGIN * self._tokens.count(messages))
        return int(sum(_MARGIN * self._tokens.count(message.text) + _PER_MESSAGE for message in messages))

    def room(self) -> int:
        """Return how many tokens may be asked with, so that the answer still has room."""
        return self.settings.context_tokens - self.settings.answer_tokens

    def say(self, messages: Sequence[Message], *, schema: Mapping[str, Any] | None = None, spent: float = 0.0) -> Reply:
        """Ask the model; nothing happens before the reply is read. `schema` is a JSON schema of what it should say.

        `spent` are seconds that it took for the same question before; they count towards the time that it has.
        Endpoints that refuse structured output are asked again without, those that refuse a temperature without that
        too, and from then on always.
        Raises ChatModelError ("context") if the messages are longer than the model can read.
        """
        needed = self.count(messages)
        if needed > self.room():
            raise ChatModelError(
                f"the question needs about {needed:,} tokens, and {self.name} is set to read {self.room():,}; set "
                "BELEGT_CHAT_CONTEXT_TOKENS to what the model can read",
                "context",
            )
        reply = Reply(_nothing())
        reply.pieces = self._read(reply, messages, schema, spent)
        return reply

    def _read(
        self, reply: Reply, messages: Sequence[Message], schema: Mapping[str, Any] | None, spent: float
    ) -> Generator[str | None, None, None]:
        asked = time.monotonic()
        began = asked - spent
        try:
            # A reply is read to its end or not at all, so a refused form is noticed before the first piece.
            forms = [form for form in self._forms if schema is not None or form != "structured"]
            refused: list[_Form] = []
            while True:
                yield from self._turn(began)
                try:
                    yield from self._pieces(reply, messages, schema, forms[0], began)
                    # Remembered where it helped only: the server may have refused, or failed, for another reason.
                    self._forms = [form for form in self._forms if form not in refused]
                    return
                except Exception as error:  # noqa: BLE001 - whatever a client raises, a reader is told one thing
                    status = status_of(error)
                    refuses = status in _REFUSES_FORM or (status == _FAILS_AT_FORM and forms[0] == "structured")
                    if refuses and len(forms) > 1 and not reply.text:
                        refused.append(forms.pop(0))
                        continue
                    raise failure(error, self.settings) from None
        finally:
            reply.seconds = time.monotonic() - asked
            if not reply.counted:
                reply.tokens_in, reply.tokens_out = self.count(messages), self.count(reply.text)

    def _turn(self, began: float) -> Iterator[None]:
        """Wait for the next request that the account allows."""
        while self._limiter is not None and not self._limiter.acquire(blocking=False):
            if time.monotonic() - began > self.settings.timeout:
                raise ChatModelError(
                    f"{self.settings.requests_per_minute} requests a minute are allowed to {self.name}, and others "
                    "came before; try again later, or raise BELEGT_CHAT_REQUESTS_PER_MINUTE",
                    "busy",
                )
            time.sleep(PULSE)
            yield None

    def _pieces(
        self, reply: Reply, messages: Sequence[Message], schema: Mapping[str, Any] | None, form: _Form, began: float
    ) -> Iterator[str | None]:
        left = self.settings.timeout - (time.monotonic() - began)
        start = partial(self._stream, messages, schema, form)
        with closing(read(start, stall=self.settings.stall, timeout=max(0.1, left))) as stream:
            for chunk in stream:
                if chunk is None:
                    yield None
                    continue
                self._note(reply, chunk)
                if chunk.text:
                    reply.text += chunk.text
                    yield chunk.text

    def _note(self, reply: Reply, chunk: Any) -> None:
        usage = getattr(chunk, "usage_metadata", None)
        if usage:
            # Some providers report once at the end, others the input first and the output last.
            reply.tokens_in += int(usage.get("input_tokens") or 0)
            reply.tokens_out += int(usage.get("output_tokens") or 0)
            reply.counted = reply.tokens_in > 0
        told = getattr(chunk, "response_metadata", None) or {}
        ending = told.get("finish_reason") or told.get("done_reason") or told.get("stop_reason")
        if ending:
            reply.ending = "limit" if ending in ("length", "max_tokens") else "complete"

    async def _stream(
        self, messages: Sequence[Message], schema: Mapping[str, Any] | None, form: _Form
    ) -> AsyncGenerator[Any]:
        from langsmith.run_helpers import tracing_context

        said = [(message.role, message.text) for message in messages]
        # A variable that sends other programs' conversations to a tracing service must not send ours.
        with tracing_context(enabled=False):
            async with aclosing(self._client.astream(said, **_asked(self.settings, schema, form))) as chunks:
                async for chunk in chunks:
                    yield chunk


def _nothing() -> Generator[str | None, None, None]:
    yield from ()


def _asked(settings: ChatSettings, schema: Mapping[str, Any] | None, form: _Form) -> dict[str, Any]:
    """What is asked of an answer beside its text, in the words of the provider."""
    steady = {"temperature": 0.0, "stream_usage": True} if settings.provider == "openai" and form != "plain" else {}
    if schema is None or form != "structured":
        return steady
    if settings.provider == "ollama":
        return {"format": dict(schema)}
    # Beside the client's own parameter of this name, which makes it judge the answer instead of handing it on.
    named = {"name": str(schema.get("title", "answer")), "schema": dict(schema), "strict": True}
    asked = {"response_format": {"type": "json_schema", "json_schema": named}}
    return asked if settings.provider == "anthropic" else steady | {"extra_body": asked}


def open_chat_model(settings: ChatSettings) -> ChatModel:
    """Return the chat model that settings name, opened once for them in this process, without asking it anything yet.

    Raises ValueError if they name none, and ChatModelError if what runs it is not installed or cannot be loaded.
    """
    if not settings:
        raise ValueError("no chat model is set; name one with BELEGT_CHAT_MODEL")
    with _opening:
        return _open(settings)


_opening = threading.Lock()


def new_chat_model(settings: ChatSettings) -> ChatModel:
    """Do as `open_chat_model`, but open it anew and remember nothing: whoever lets go of it has let go of the key."""
    from rag.chat.providers import client_of, limiter_of

    try:
        return ChatModel(settings, client_of(settings), limiter_of(settings))
    except ImportError as error:
        raise ChatModelError(
            f"the client for {settings.provider} is not installed ({error}); run: make install"
        ) from error


_open = lru_cache(maxsize=4)(new_chat_model)
