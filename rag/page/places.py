"""Places at what is slow: so many work at a time, some wait their turn, and who comes after them is told so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from typing import TypeVar

_Step = TypeVar("_Step")

_PULSE = 0.2
"""Seconds after which somebody who waits gets a chance to go away."""


class AllTaken(Exception):
    """All places are taken, and as many as may wait are waiting."""


class Places:
    """`at_once` places and `waiting` places to wait for them; None: any number may wait. Safe from any thread.

    >>> list(Places(1).hold(lambda: iter("ab")))
    ['a', 'b']
    """

    def __init__(self, at_once: int, *, waiting: int | None = None) -> None:
        self._free = threading.Semaphore(at_once)
        self._most_waiting = waiting
        self._waiting = 0
        self._lock = threading.Lock()

    def hold(self, work: Callable[[], Iterator[_Step]]) -> Generator[_Step | None, None, None]:
        """Yield the steps of a work that has a place while it lasts, and None every moment before it has one.

        The place is given back when the work ends, and when this iterator is closed, which closes the work too. Raises
        AllTaken.
        """
        yield from self._wait()
        try:
            steps = work()
            try:
                yield from steps
            finally:
                if isinstance(steps, Generator):
                    steps.close()
        finally:
            self._free.release()

    def _wait(self) -> Iterator[None]:
        if self._free.acquire(blocking=False):
            return
        with self._lock:
            if self._most_waiting is not None and self._waiting >= self._most_waiting:
                raise AllTaken(f"{self._waiting} wait already")
            self._waiting += 1
        try:
            while not self._free.acquire(timeout=_PULSE):
                yield None
        finally:
            with self._lock:
                self._waiting -= 1
