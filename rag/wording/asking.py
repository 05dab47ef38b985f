"""A chat model asked for text, with pulses while it is silent, and the account of what that took."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import closing
from typing import Any

from rag.chat import ChatModel, Message, Reply
from rag.types import Wording


class Spent:
    """What a model took for one question, over all that it was asked for it."""

    def __init__(self, model: ChatModel, prompt: str) -> None:
        self.model = model
        self.prompt = prompt
        self.tokens_in = 0
        self.tokens_out = 0
        self.counted = True
        self._began = time.monotonic()
        self._before = 0.0

    @property
    def seconds(self) -> float:
        return self._before + time.monotonic() - self._began

    def add(self, reply: Reply) -> None:
        """Count what was asked and answered; an estimate among counts makes the sum an estimate."""
        self.tokens_in += reply.tokens_in
        self.tokens_out += reply.tokens_out
        self.counted = self.counted and reply.counted

    def begin_with(self, wording: Wording) -> None:
        """Count what the model did for the same question before."""
        self.prompt = f"{wording.prompt}, {self.prompt}"
        self.tokens_in += wording.tokens_in
        self.tokens_out += wording.tokens_out
        self.counted = self.counted and wording.counted
        self._before += wording.milliseconds / 1000

    def wording(self, asked: int, **values: Any) -> Wording:
        """Return the account so far; `values` are further fields of it."""
        return Wording(
            model=self.model.name,
            host=self.model.settings.host or None,
            prompt=self.prompt,
            asked=asked,
            tokens_in=self.tokens_in,
            tokens_out=self.tokens_out,
            counted=self.counted and self.tokens_in > 0,
            milliseconds=1000 * self.seconds,
            **values,
        )


def read_text(model: ChatModel, messages: Sequence[Message], spent: Spent) -> Generator[None, None, str]:
    """Ask for text and return it; yield whenever a moment has passed. Raises ChatModelError.

    Closing this generator stops the model.
    """
    with closing(model.say(messages, spent=spent.seconds)) as reply:
        try:
            for _ in reply:
                yield None
        finally:
            spent.add(reply)
    return reply.text
