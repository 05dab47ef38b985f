"""Places: so many at a time, some wait, the rest is told so; a place is given back whatever happens."""

from __future__ import annotations

import threading

import pytest

from rag.page.places import AllTaken, Places


def endless():
    while True:
        yield "step"


def test_who_finds_no_place_waits_with_pulses_until_one_is_free():
    places = Places(1)
    first = places.hold(endless)
    assert next(first) == "step"
    second = places.hold(lambda: iter("ab"))
    assert [next(second), next(second)] == [None, None]
    first.close()
    assert list(second) == ["a", "b"]


def test_who_comes_when_all_may_no_longer_wait_is_told_so():
    places = Places(1, waiting=1)
    first, second, third = (places.hold(endless) for _ in range(3))
    assert next(first) == "step"
    assert next(second) is None
    with pytest.raises(AllTaken):
        next(third)
    second.close()
    assert next(places.hold(endless)) is None, "whoever goes away waits no longer"


def test_a_place_is_given_back_when_the_work_fails_and_the_work_is_closed_when_its_reader_goes():
    closed = threading.Event()

    def failing():
        raise RuntimeError
        yield

    def watched():
        try:
            yield from endless()
        finally:
            closed.set()

    places = Places(1)
    with pytest.raises(RuntimeError):
        list(places.hold(failing))
    work = places.hold(watched)
    next(work)
    work.close()
    assert closed.is_set()
    assert next(places.hold(endless)) == "step"
