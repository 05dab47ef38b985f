"""Readers that ask while a writer builds, adds and removes: no error, no stale answer, no quote that is none."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.corpus import Corpus, open_corpus
from rag.store.opening import open_database
from tests.building.crashing import (
    Forks,
    Held,
    flaws_of,
    other_process,
    quick_folder,
    started,
    write_articles,
    wrong_quotes,
)
from tests.conftest import FakeEncoder

QUESTION = "Welcher Hafen wird vertieft?"
HARMLESS = ("; search works from memory", "; making it again from the database")


class History:
    """Every state that the index has had, and the one that it is being given; readers note where they began."""

    def __init__(self, first: Held) -> None:
        self.states = [first]
        self.finished = 0

    def since(self, began: int) -> list[set[str]]:
        return [set(state.articles.values()) for state in self.states[began:]]


def read_on(corpus: Corpus, history: History, ended: threading.Event, counts: list[int]) -> None:
    """Ask until the end; every list of hits must be a state of the time between question and answer."""
    seen = set()
    asked = 0
    while not ended.is_set() or asked < 2:
        began = history.finished
        found = {hit.passage.article.id for hit in corpus.retrieve(QUESTION, 99)}
        assert found in history.since(began), "an answer from no state, or from one that was over when it was asked"
        assert not wrong_quotes(corpus)
        seen.add(frozenset(found))
        asked += 1
    counts.append(len(seen))


def check_on(index: Path, ended: threading.Event) -> None:
    while not ended.is_set():
        found = flaws_of(index)
        # Between a build and its search files there are none; whoever asks then makes them.
        assert {flaw.kind for flaw in found} <= {"search"}, [str(flaw) for flaw in found]
        time.sleep(0.05)


def write_on(forks: Forks, place: Path, history: History, seconds: float, chance: random.Random) -> int:
    index, built, added = place / "index", place / "built", place / "added"
    until = time.monotonic() + seconds
    while time.monotonic() < until or len(history.states) < 9:
        held = history.states[-1]
        what = chance.choice(["build", "add", "remove"]) if len(held.articles) > 3 else "build"
        target: object
        if what == "remove":
            target = chance.sample(sorted(held.articles), 2)
            then = held.without(target)
        else:
            target = built if what == "build" else added
            write_articles(target, chance)
            then = held.built(target) if what == "build" else held.with_more(target)
        history.states.append(then)
        assert forks.run(what, index, target)["ended"] == "finished"
        history.finished = len(history.states) - 1
    return len(history.states)


@pytest.mark.parametrize("seconds", [2, pytest.param(60, marks=pytest.mark.slow)])
def test_readers_beside_a_writer(seconds: float, tmp_path: Path, fake: FakeEncoder) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    problems: list[BaseException] = []

    def guarded(work: Callable[..., None], *arguments: object) -> threading.Thread:
        def run() -> None:
            try:
                work(*arguments)
            except BaseException as error:  # noqa: BLE001 - told by the test
                problems.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    with quick_folder(tmp_path) as place, started() as forks:
        index = place / "index"
        write_articles(place / "built", chance)
        history = History(Held({}).built(place / "built"))
        assert forks.run("build", index, place / "built")["ended"] == "finished"
        with other_process("read", index) as reader:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "reading\n"
            shared = open_corpus(index)
            own = Corpus(index, shared.settings, open_database(index), fake)
            ended, counts = threading.Event(), list[int]()
            threads = [guarded(read_on, corpus, history, ended, counts) for corpus in (shared, shared, own)]
            threads.append(guarded(check_on, index, ended))
            try:
                states = write_on(forks, place, history, seconds, chance)
            finally:
                ended.set()
                for thread in threads:
                    thread.join()
                own.close()
            told, complaints = reader.communicate()
        assert not problems, problems
        # Search files that somebody else drops or makes at the same moment are made in memory, with a word about it.
        assert all(line.endswith(HARMLESS) for line in complaints.splitlines()), complaints
        other = json.loads(told)
        assert other["wrong"] == []
        assert len(counts) == 3
        assert min(counts) > 1, "each saw the index change without being opened again"
        assert other["states"] > 1
        print(f"{states} states, of which readers saw {counts} and {other['states']} with {other['asked']} questions")
