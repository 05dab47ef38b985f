"""Which chat model words the answers of a reader: the operator's, one that the reader set for this visit, or none.

A model that a reader sets lives in the memory of this process, under the hash of the reader's session, until the visit
ends: its key is never sent to a browser, never stored, never logged. It may only be set by a reader on this machine,
because the server asks whatever address it is given, also those that only this machine can reach.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from rag.chat import ChatModel, new_chat_model
from rag.page.address import is_this_machine
from rag.page.guards import name_of_host
from rag.page.limits import client_of
from rag.settings import ChatSettings

_MOST_VISITS = 1_000
"""Visits with a choice of their own that are remembered; the longest idle one is forgotten first."""
_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
"""Headers by which a proxy tells that it asks for somebody else."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks: the hash of the session, and whether the reader sits at this machine."""

    session: str
    here: bool


def reader_of(request: Any) -> Reader:
    """Return the reader that a request of gradio comes from.

    Somebody is here whose connection comes from this machine, to a name of this machine, through no proxy.
    """
    headers = request.headers
    here = (
        is_this_machine(client_of(request))
        and is_this_machine(name_of_host(headers.get("host", "")))
        and not any(headers.get(name) for name in _FORWARDED)
    )
    return Reader(request.session_hash or "", here)


@dataclass(frozen=True, slots=True)
class OnCall:
    """A model that words a reader's answers. `open` raises ChatModelError if it cannot be opened."""

    settings: ChatSettings
    open: Callable[[], ChatModel]


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a reader chose: whether answers are worded, by which model, and the last one that was only tried."""

    on: bool = True
    own: ChatModel | None = None
    tried: ChatSettings | None = None


class Models:
    """The models of all visits. Safe from any thread."""

    def __init__(
        self,
        operators: ChatSettings | None = None,
        *,
        open_model: Callable[[ChatSettings], ChatModel] = new_chat_model,
        most_visits: int = _MOST_VISITS,
    ) -> None:
        self._operators = operators or None
        self._open_model = open_model
        self._opened: ChatModel | None = None
        self._opening = threading.Lock()
        self._most_visits = most_visits
        self._choices: OrderedDict[str, _Choice] = OrderedDict()
        self._lock = threading.Lock()

    def settings(self, reader: Reader) -> ChatSettings | None:
        """Return the settings of the model that the reader has, switched on or not; None without one."""
        own = self._choice(reader).own
        return own.settings if own is not None else self._operators

    def own(self, reader: Reader) -> ChatSettings | None:
        """Return the settings that the reader set or tried last, None without any."""
        choice = self._choice(reader)
        return choice.tried or (choice.own.settings if choice.own is not None else None)

    def is_on(self, reader: Reader) -> bool:
        """Whether a model words the reader's answers."""
        return self.settings(reader) is not None and self._choice(reader).on

    def in_use(self, reader: Reader) -> OnCall | None:
        """Return the model that words the reader's answers, None for none."""
        choice = self._choice(reader)
        if not choice.on:
            return None
        if choice.own is not None:
            own = choice.own
            return OnCall(own.settings, lambda: own)
        return self.operators()

    def operators(self) -> OnCall | None:
        """Return the model that was set where the program was started, None for none."""
        return OnCall(self._operators, self._open_operators) if self._operators is not None else None

    def _open_operators(self) -> ChatModel:
        """It is opened by who needs it first."""
        assert self._operators is not None
        with self._opening:
            if self._opened is None:
                self._opened = self._open_model(self._operators)
            return self._opened

    def switch(self, reader: Reader, on: bool) -> None:
        """Let the reader's answers be worded, or not."""
        self._choose(reader, replace(self._choice(reader), on=on))

    def set(self, reader: Reader, settings: ChatSettings) -> None:
        """Let a model word the reader's answers until the visit ends. Raises PermissionError if that is not allowed.

        Raises ChatModelError if it cannot be opened.
        """
        model = self.open(reader, settings)
        self._choose(reader, _Choice(own=model))

    def open(self, reader: Reader, settings: ChatSettings) -> ChatModel:
        """Return a model that the reader names, for a try. Raises as `set` does."""
        if not reader.here:
            raise PermissionError("a model can only be set on the machine on which the program runs")
        self._choose(reader, replace(self._choice(reader), tried=settings))
        return self._open_model(settings)

    def with_known_key(self, reader: Reader, settings: ChatSettings) -> ChatSettings:
        """Return settings without a key with the one that the reader gave before for just this model and address.

        Never the operator's: it would be sent to whatever address the reader names.
        """
        if settings.key or not reader.here:
            return settings
        choice = self._choice(reader)
        for known in (choice.tried, choice.own and choice.own.settings):
            if known and (known.model, known.url) == (settings.model, settings.url):
                return replace(settings, key=known.key)
        return settings

    def forget(self, session: str) -> None:
        """Forget what was chosen in a visit that has ended."""
        with self._lock:
            self._choices.pop(session, None)

    def _choice(self, reader: Reader) -> _Choice:
        with self._lock:
            choice = self._choices.get(reader.session)
            if choice is None:
                return _Choice()
            self._choices.move_to_end(reader.session)
        # A request from elsewhere that knows the hash of a session gets no further than any other.
        return choice if reader.here else _Choice(on=choice.on)

    def _choose(self, reader: Reader, choice: _Choice) -> None:
        if not reader.session:
            return
        with self._lock:
            self._choices[reader.session] = choice
            self._choices.move_to_end(reader.session)
            while len(self._choices) > self._most_visits:
                self._choices.popitem(last=False)
