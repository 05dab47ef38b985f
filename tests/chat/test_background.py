"""An asynchronous stream read from ordinary code: its items, its pulses, its limits, its end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable

import pytest

from rag.chat.background import Stalled, TimeIsUp, read


async def counting(most: int) -> AsyncGenerator[int]:
    for number in range(most):
        yield number


def waiting(ended: threading.Event, *before: int, seconds: float = 30) -> AsyncGenerator[int]:
    """Yield some numbers, then wait; `ended` is set when the stream is over, however that comes about."""

    async def stream() -> AsyncGenerator[int]:
        try:
            for number in before:
                yield number
            await asyncio.sleep(seconds)
        finally:
            ended.set()

    return stream()


def test_items_come_in_their_order() -> None:
    assert [item for item in read(lambda: counting(50), stall=5, timeout=5) if item is not None] == list(range(50))


def test_a_reader_who_waits_gets_a_sign_of_life() -> None:
    ended = threading.Event()
    stream = read(lambda: waiting(ended, 7), stall=20, timeout=20)
    assert [next(stream) for _ in range(3)] == [7, None, None]
    stream.close()  # type: ignore[attr-defined]
    assert ended.is_set(), "whoever closes the stream goes on when it has ended"


def test_a_stream_that_was_never_read_never_begins() -> None:
    begun = []

    def start() -> AsyncGenerator[int]:
        begun.append(1)
        return counting(1)

    read(start, stall=5, timeout=5).close()  # type: ignore[attr-defined]
    assert begun == []


def test_a_stream_without_a_sign_is_given_up_and_ended() -> None:
    ended = threading.Event()
    stream = read(lambda: waiting(ended, 1, 2), stall=0.05, timeout=20)
    with pytest.raises(Stalled):
        list(stream)
    assert ended.wait(5)


def test_a_stream_that_takes_too_long_altogether_is_given_up() -> None:
    async def dripping() -> AsyncGenerator[int]:
        while True:
            yield 1
            await asyncio.sleep(0.01)

    with pytest.raises(TimeIsUp):
        list(read(dripping, stall=5, timeout=0.1))


def pouring(ended: threading.Event, item: Callable[[], Awaitable[int]]) -> AsyncGenerator[int]:
    """Yield an item as soon as the last one was taken, for ever."""

    async def stream() -> AsyncGenerator[int]:
        try:
            while True:
                yield await item()
        finally:
            ended.set()

    return stream()


async def at_hand() -> int:
    return 1


async def waited_for() -> int:
    """Wait as clients do; in Python 3.11 a cancellation may get lost in it."""
    return await asyncio.wait_for(at_hand(), 5)


@pytest.mark.parametrize("item", [at_hand, waited_for])
def test_a_stream_without_a_pause_ends_with_its_reader(item: Callable[[], Awaitable[int]]) -> None:
    for _ in range(20):
        ended = threading.Event()
        stream = read(lambda ended=ended: pouring(ended, item), stall=600, timeout=600)
        assert next(piece for piece in stream if piece is not None) == 1
        stream.close()  # type: ignore[attr-defined]
        assert ended.is_set()


def test_a_stream_without_a_pause_is_given_up_when_its_time_is_up() -> None:
    ended = threading.Event()
    with pytest.raises(TimeIsUp):
        list(read(lambda: pouring(ended, at_hand), stall=5, timeout=0.1))
    assert ended.wait(5)


def test_a_stream_without_a_pause_leaves_others_their_turn() -> None:
    ended = threading.Event()
    stream = read(lambda: pouring(ended, at_hand), stall=600, timeout=600)
    assert next(piece for piece in stream if piece is not None) == 1
    assert [item for item in read(lambda: counting(5), stall=60, timeout=60) if item is not None] == [0, 1, 2, 3, 4]
    assert not ended.is_set()
    stream.close()  # type: ignore[attr-defined]
    assert ended.is_set()


def test_what_goes_wrong_in_the_stream_comes_out_as_it_is() -> None:
    async def failing() -> AsyncGenerator[int]:
        yield 1
        raise KeyError("mine")

    stream = read(failing, stall=5, timeout=5)
    assert next(item for item in stream if item is not None) == 1
    with pytest.raises(KeyError, match="mine"):
        list(stream)


def test_what_goes_wrong_before_the_stream_begins_comes_out_too() -> None:
    def start() -> AsyncGenerator[int]:
        raise ValueError("no stream")

    with pytest.raises(ValueError, match="no stream"):
        list(read(start, stall=5, timeout=5))


def test_many_streams_are_read_side_by_side_and_one_that_waits_holds_nobody_up() -> None:
    ended = threading.Event()
    held = read(lambda: waiting(ended, 1), stall=20, timeout=20)
    assert next(held) == 1
    sums = []

    def work() -> None:
        sums.append(sum(item for item in read(lambda: counting(100), stall=10, timeout=10) if item is not None))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sums == [4950] * 8
    assert not ended.is_set()
    held.close()  # type: ignore[attr-defined]
    assert ended.is_set()
