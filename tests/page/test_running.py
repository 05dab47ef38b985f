"""An answer on its way can be stopped, and is waited for until it has ended."""

from __future__ import annotations

import threading

import pytest

from rag.page.running import Running


def test_an_answer_is_told_to_end_and_waited_for():
    running = Running()
    begun = threading.Event()

    def work():
        with running.answer("a") as stopped:
            begun.set()
            stopped.wait(10)

    answering = threading.Thread(target=work)
    answering.start()
    begun.wait(10)
    assert running.stop("a", 10)
    answering.join()


def test_other_visits_go_on_and_who_has_no_answer_waits_for_none():
    running = Running()
    with running.answer("a") as first, running.answer("b") as second:
        assert running.stop("c")
        assert not running.stop("a", 0.01), "it is still there"
        assert first.is_set()
        assert not second.is_set()
    assert running.stop("a")


def test_an_answer_that_fails_has_ended_too():
    running = Running()
    with pytest.raises(RuntimeError), running.answer("a"):
        raise RuntimeError
    assert running.stop("a", 0)
