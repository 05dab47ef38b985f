"""Builds, additions and removals killed at any point: what is left is the old state or the new one, nothing else."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rag.corpus import Corpus, open_corpus
from rag.errors import IndexMissing
from rag.store.opening import FILE_NAME
from tests.building.crashing import Forks, Held, flaws_of, quick_folder, started, write_articles, wrong_quotes
from tests.conftest import FakeEncoder

HARMLESS = {"search", "left over"}
"""What a killed process may leave: search files that are made again, and what nobody reads."""


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with started() as forks:
        yield forks


def assert_whole(index: Path, held: Held) -> None:
    found = flaws_of(index)
    assert {flaw.kind for flaw in found} <= HARMLESS, [str(flaw) for flaw in found]
    assert set(Held.by(index).articles.values()) == set(held.articles.values())


def assert_answers(corpus: Corpus, held: Held, *, whole: bool) -> None:
    """The reader, which was opened long before, finds the whole state and nothing else, and if `whole` quotes it."""
    hits = corpus.retrieve("Welcher Hafen wird vertieft?", 99)
    assert {hit.passage.article.id for hit in hits} == set(held.articles.values())
    assert not (whole and wrong_quotes(corpus))


def kill_again_and_again(forks: Forks, place: Path, kills: int, seed: int) -> None:
    """Kill at so many points, half of them moments drawn from the length of what is killed, half of them steps of it.

    Steps are what leaves a trace: each statement, file opened for writing, flush, rename and removal.
    """
    print(f"seed {seed}")
    chance = random.Random(seed)
    index, built, added = place / "index", place / "built", place / "added"
    write_articles(built, chance)
    lengths, steps, killed = Counter[str](), Counter[str](), Counter[str]()

    def do(what: str, target: object, **how: object) -> str:
        answer = forks.run(what, index, target, **how)
        if answer["ended"] == "finished":
            lengths[what], steps[what] = answer["seconds"], answer["steps"]
        return str(answer["ended"])

    held = Held({}).built(built)
    assert do("build", built) == "finished"
    with closing(open_corpus(index)) as corpus:
        while killed.total() < kills:
            what = chance.choice(["build", "build", "add", "remove"])
            target: object
            if what == "build":
                write_articles(built, chance)
                target, then = built, held.built(built)
            elif what == "add":
                write_articles(added, chance, most=2)
                target, then = added, held.with_more(added)
            else:
                target = chance.sample(sorted(held.articles), chance.randrange(1, 3)) if len(held.articles) > 2 else []
                then = held.without(target)
                if not target:
                    continue
            if chance.random() < 0.5:
                how = {"after": chance.uniform(0, 1.05 * (lengths[what] or 0.05))}
            else:
                how = {"at": chance.randint(1, steps[what] or 100)}
            case = f"seed {seed}, kill {killed.total()}: {what} {how}"
            ended = do(what, target, **how)
            assert ended in ("killed", "finished"), f"{case}: {ended}"
            killed[f"{what} {next(iter(how))}"] += ended == "killed"
            now = Held.by(index)
            assert now in (held, then), case
            assert now == then or ended == "killed", case
            try:
                assert_whole(index, now)
                assert_answers(corpus, now, whole=killed.total() % 5 == 0)
            except AssertionError as error:
                raise AssertionError(case) from error
            # Two times in three the next one goes through; else it is killed on top of what the last one left.
            if now != then and chance.random() < 0.67:
                assert do(what, target) == "finished", case
                now = Held.by(index)
                assert now == then, case
            held = now
    print(dict(killed))


def test_two_hundred_kills(tmp_path: Path, forks: Forks, fake: FakeEncoder) -> None:
    with quick_folder(tmp_path) as place:
        kill_again_and_again(forks, place, 200, random.randrange(10**6))


@pytest.mark.slow
def test_two_thousand_kills(tmp_path: Path, forks: Forks, fake: FakeEncoder) -> None:
    with quick_folder(tmp_path) as place:
        kill_again_and_again(forks, place, 2000, random.randrange(10**6))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the system does not show its processes")
def test_a_killed_builder_leaves_no_process_that_reads_files_for_it(tmp_path: Path, forks: Forks) -> None:
    (tmp_path / "built").mkdir()
    page = "<html><body><article><h1>Hafen</h1><p>Der Hafen von Ort 1 wird vertieft.</p></article></body></html>"
    (tmp_path / "built" / "hafen.html").write_text(page, encoding="utf-8")
    children: list[str] = []
    for _ in range(40):
        answer = forks.run("build", tmp_path / "index", tmp_path / "built", after=0.2)
        children += answer["children"]
        if children:
            break
    assert children, "no reader was caught at work"
    until = time.monotonic() + 30
    while any(map(is_alive, children)):
        assert time.monotonic() < until, "a reader goes on though nobody waits for it"
        time.sleep(0.02)


def is_alive(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.slow)])
def test_a_first_build_killed_at_its_steps(every: int, tmp_path: Path, forks: Forks, fake: FakeEncoder) -> None:
    with quick_folder(tmp_path) as place:
        write_articles(place / "built", random.Random(1))
        then = Held({}).built(place / "built")
        steps = forks.run("build", place / "index", place / "built")["steps"]
        for number in range(random.randint(1, every), steps + 1, every):
            index = place / f"index-{number}"
            assert forks.run("build", index, place / "built", at=number)["ended"] == "killed", number
            try:
                assert Held.by(index) == then
                assert_whole(index, then)
            except IndexMissing:
                pass
            assert forks.run("build", index, place / "built")["ended"] == "finished", number
            assert Held.by(index) == then
            assert_whole(index, then)


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.slow)])
def test_a_repair_killed_at_its_steps(every: int, tmp_path: Path, forks: Forks, fake: FakeEncoder) -> None:
    with quick_folder(tmp_path) as place:
        write_articles(place / "built", random.Random(1))
        then = Held({}).built(place / "built")
        assert forks.run("build", place / "index", place / "built")["ended"] == "finished"
        with closing(sqlite3.connect(place / "index" / FILE_NAME)) as connection, connection:
            connection.execute("INSERT INTO vectors VALUES (999, X'00', zeroblob(128))")
            connection.execute("INSERT INTO passages VALUES (999, 'nobody', 0, 9, 1)")
        (place / "index" / "derived-000001" / "manifest.json").write_text("{}", encoding="utf-8")
        kinds = {flaw.kind for flaw in flaws_of(place / "index")}
        assert kinds == {"orphan", "search"}
        steps = forks.run("repair", Path(shutil.copytree(place / "index", place / "whole")), None)["steps"]
        for number in range(random.randint(1, every), steps + 1, every):
            index = Path(shutil.copytree(place / "index", place / f"index-{number}"))
            assert forks.run("repair", index, None, at=number)["ended"] == "killed", number
            assert {flaw.kind for flaw in flaws_of(index)} <= kinds
            assert Held.by(index) == then
            assert forks.run("repair", index, None)["ended"] == "finished", number
            assert flaws_of(index) == []
            assert Held.by(index) == then
