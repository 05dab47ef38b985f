"""An asynchronous stream read from ordinary code: with a pulse while it waits, limits of time, and a real end.

A thread that waits for a socket cannot be interrupted; a task of an event loop can. So all streams run on one loop in
a thread of its own, which is started by the first of them, and whoever stops reading cancels the task: the connection
is closed at once, and a server that generates text for it notices.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import aclosing
from typing import TypeVar

_Item = TypeVar("_Item")

PULSE = 0.2
"""Seconds after which a reader who waits gets a sign of life, and so a chance to stop."""
_ENDING = 5.0
"""Seconds that a cancelled stream gets to close its connection."""


class Stalled(TimeoutError):
    """The stream gave no sign within the time between two items."""


class TimeIsUp(TimeoutError):
    """The stream did not end within the time for all of it."""


class _Loop:
    """One event loop in a daemon thread, started on first use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def get(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                loop = asyncio.new_event_loop()
                threading.Thread(target=loop.run_forever, name="belegt-chat", daemon=True).start()
                self._loop = loop
            return self._loop


_loop = _Loop()


def read(
    start: Callable[[], AsyncGenerator[_Item]], *, stall: float, timeout: float
) -> Generator[_Item | None, None, None]:
    """Yield the items of the stream that `start` begins, and None whenever nothing came for a moment.

    The stream is cancelled when the reader closes this generator, when nothing comes for `stall` seconds (raises
    Stalled), and `timeout` seconds after the beginning (raises TimeIsUp). Its own errors come out as they are.
    """
    items: queue.SimpleQueue[tuple[_Item | None, BaseException | None, bool]] = queue.SimpleQueue()

    async def pump() -> None:
        task = asyncio.current_task()
        try:
            async with aclosing(start()) as stream:
                ends = time.monotonic() + timeout
                while True:
                    left = ends - time.monotonic()
                    if left <= 0:
                        raise TimeIsUp
                    try:
                        async with asyncio.timeout(min(stall, left)):
                            item = await anext(stream)
                    except StopAsyncIteration:
                        break
                    except TimeoutError as error:
                        # A timeout of the provider's own client means the same.
                        raise (TimeIsUp() if left <= stall else Stalled()) from error
                    items.put((item, None, False))
                    # A stream that always has something ready never waits: without this its reader's leaving would not
                    # be heard, and no other stream would have its turn.
                    await asyncio.sleep(0)
                    # Clients wait with `asyncio.wait_for`, and that of Python 3.11 loses a cancellation that comes
                    # together with an item.
                    if task is not None and task.cancelling():
                        raise asyncio.CancelledError
            items.put((None, None, True))
        except BaseException as error:  # also the cancellation: the reader must never wait for an ended stream
            items.put((None, error, True))
            if isinstance(error, asyncio.CancelledError):
                raise

    loop = _loop.get()
    future = asyncio.run_coroutine_threadsafe(pump(), loop)
    running = True
    try:
        while True:
            try:
                item, error, ended = items.get(timeout=PULSE)
            except queue.Empty:
                yield None
                continue
            running = not ended
            if error is not None:
                raise error
            if ended:
                return
            yield item
    finally:
        if running:
            future.cancel()
            _wait(items)


def _wait(items: queue.SimpleQueue[tuple[_Item | None, BaseException | None, bool]]) -> None:
    """Wait until a cancelled stream has ended, so that its connection is closed when the reader goes on."""
    ends = time.monotonic() + _ENDING
    while (left := ends - time.monotonic()) > 0:
        try:
            if items.get(timeout=left)[2]:
                return
        except queue.Empty:
            return
