"""Which visits have an answer on its way, so that it can be stopped, and waited for until it has really ended.

gradio ends an event too, but it first lets a function of ours answer the button, and takes no further question from a
browser before the event has ended.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LONGEST = 1.5
"""Seconds to wait for an answer to end. What gives no pulse for so long is left to gradio, which waits longer."""


class Running:
    """The answers on their way, by visit. Safe from any thread."""

    def __init__(self) -> None:
        self._answers: dict[str, list[threading.Event]] = {}
        self._changed = threading.Condition()

    @contextmanager
    def answer(self, visit: str) -> Iterator[threading.Event]:
        """Give an event that is set when the answer is to end; the answer is on its way until the `with` block ends."""
        stopped = threading.Event()
        with self._changed:
            self._answers.setdefault(visit, []).append(stopped)
        try:
            yield stopped
        finally:
            with self._changed:
                self._answers[visit].remove(stopped)
                if not self._answers[visit]:
                    del self._answers[visit]
                self._changed.notify_all()

    def stop(self, visit: str, seconds: float = _LONGEST) -> bool:
        """Let the answers of a visit end and wait for it; return whether they have."""
        with self._changed:
            for stopped in self._answers.get(visit, ()):
                stopped.set()
            return self._changed.wait_for(lambda: visit not in self._answers, seconds)
