"""Several processes and one index: killed builders, readers beside a builder, readers without the right to write."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rag.corpus import Corpus, open_corpus
from rag.errors import IndexMissing
from rag.store.opening import FILE_NAME, open_database
from tests.conftest import FakeEncoder, finish
from tests.store.other_process import articles_in, write_round

HOME = Path(__file__).parents[2]


@contextmanager
def other_process(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.store.other_process", *map(str, arguments)],
        cwd=HOME,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(HOME), str(HOME / "rag" / "tiktoken-plugin")])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def told(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, process.stderr and process.stderr.read()
    return line.strip()


def ask(process: subprocess.Popen[str], line: str) -> str:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()
    return told(process)


def round_of(corpus: Corpus) -> int:
    """Return the round that the index holds, having asserted that it holds this round, all of it and nothing else."""
    hits = corpus.retrieve("Welcher Ort meldet einen neuen Hafen?", 9)
    rounds = {hit.passage.text.split("Runde ")[1].split()[0] for hit in hits}
    assert len(rounds) == 1, f"two states in one list of hits: {rounds}"
    number = int(rounds.pop())
    assert len(hits) == articles_in(number)
    for hit in hits:
        assert [claim.quote for claim in hit.claims] == [hit.passage.text.strip()]
    return number


def assert_whole(index: Path) -> None:
    database = open_database(index)
    try:
        with database.snapshot():
            raw = database._connection
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
            counts = database.counts()
            assert counts["passages"] == len(database.passage_rows()[0])
            assert counts["claims"] == len(database.claim_rows()[0])
            for article in database.articles():
                for claim in database.claims_of(article.id):
                    assert 0 <= claim.passage.start <= claim.start < claim.end <= claim.passage.end
                    assert claim.passage.end <= len(article.text)
    finally:
        database.close()


def kill_again_and_again(tmp_path: Path, times: int, seed: int) -> None:
    """Start a builder, kill it at a random point, look at what is left; what is left is where the next one begins."""
    chance = random.Random(seed)
    folder, index = tmp_path / "articles", tmp_path / "index"
    done = 0
    for _ in range(times):
        with other_process("build", folder, index, 1000) as process:
            first = told(process)  # the slow part, starting Python, is over
            assert first == "built 1"
            time.sleep(chance.uniform(0, 0.25))
            process.send_signal(signal.SIGKILL)
            rest, _ = process.communicate()
        done = int((first + "\n" + rest).strip().splitlines()[-1].split()[-1])
        assert_whole(index)
        corpus = open_corpus(index)
        # What was reported as built is there; at most the round after it was stored before the report came through.
        assert round_of(corpus) in (done, done + 1)
        corpus.close()
    write_round(folder, 1)
    finish(folder, index)
    assert_whole(index)
    assert round_of(open_corpus(index)) == 1


def test_a_killed_builder_leaves_the_old_state_or_the_new_one(tmp_path: Path, fake: FakeEncoder) -> None:
    kill_again_and_again(tmp_path, times=4, seed=1)


@pytest.mark.slow
def test_forty_killed_builders(tmp_path: Path, fake: FakeEncoder) -> None:
    kill_again_and_again(tmp_path, times=40, seed=2)


@pytest.mark.slow
def test_builders_forked_and_killed_at_every_stage(tmp_path: Path, fake: FakeEncoder) -> None:
    """As above, and quick enough for many: a fork is killed at a point that is drawn from the length of a build."""
    folder, index = tmp_path / "articles", tmp_path / "index"
    chance = random.Random(3)
    number = 0
    with other_process("forks", folder, index) as process:
        write_round(folder, 1)
        length = float(ask(process, "wait"))
        shutil.rmtree(index)
        for attempt in range(16):
            write_round(folder, number + 1)
            # Every fourth one may finish, so that later ones have an old state to lose however busy the machine is.
            ask(process, "wait" if attempt % 4 == 3 else str(chance.uniform(0, 1.2 * length)))
            try:
                assert_whole(index)
            except IndexMissing:
                assert number == 0
                continue
            corpus = open_corpus(index)
            assert round_of(corpus) in (number, number + 1)
            number = round_of(corpus)
            corpus.close()
    assert number >= 4
    write_round(folder, number + 1)
    finish(folder, index)
    assert round_of(open_corpus(index)) == number + 1


@pytest.mark.slow
def test_additions_forked_and_killed_at_every_stage(tmp_path: Path, fake: FakeEncoder) -> None:
    """Two articles more with each attempt, which adds all of them: what is left is what was there, or all of it."""
    folder, index = tmp_path / "articles", tmp_path / "index"
    folder.mkdir()
    chance = random.Random(4)
    length, held, there = 0.0, 0, 0
    with other_process("additions", folder, index) as process:
        for attempt in range(12):
            for place in (there, there + 1):
                text = f"Ort {place}\n\nDer Ort {place} meldet einen Hafen.\n"
                (folder / f"{place}.txt").write_text(text, encoding="utf-8")
            there += 2
            took = float(ask(process, str(chance.uniform(0, 1.2 * length)) if attempt % 4 else "wait"))
            length = length or took
            assert_whole(index)
            corpus = open_corpus(index)
            shelf = corpus.shelf(limit=99)
            assert shelf.total in (held, there)
            assert all(entry.added for entry in shelf.entries)
            assert len({hit.passage.article.id for hit in corpus.retrieve("Welcher Ort?", 99)}) == shelf.total
            held = shelf.total
            corpus.close()
    assert held >= 18


def test_a_reader_beside_a_builder_always_sees_one_whole_state(tmp_path: Path, fake: FakeEncoder) -> None:
    folder, index = tmp_path / "articles", tmp_path / "index"
    seen = []
    with other_process("build", folder, index, 12) as process:
        told(process)
        corpus = open_corpus(index)
        while process.poll() is None:
            seen.append(round_of(corpus))
        assert process.returncode == 0, process.communicate()[1]
    assert round_of(corpus) == 12
    assert seen == sorted(seen), "a reader went back in time"
    assert len(set(seen)) > 2, "the reader saw the builder at work"
    assert len([entry for entry in index.iterdir() if entry.name.startswith("derived-")]) <= 2


def test_an_index_that_another_process_builds_again_in_its_place(tmp_path: Path, fake: FakeEncoder) -> None:
    folder, index = tmp_path / "articles", tmp_path / "index"
    write_round(folder, 3)
    finish(folder, index)
    corpus = open_corpus(index)
    assert round_of(corpus) == 3
    shutil.rmtree(index)
    with pytest.raises(IndexMissing):
        corpus.retrieve("Hafen")
    with other_process("build", folder, index, 1) as process:
        told(process)
    assert round_of(corpus) == 1, "generation 1 of the old folder is not generation 1 of the new one"
    assert open_corpus(index) is corpus


def test_only_the_database_is_made_anew_and_old_search_files_lie_beside_it(tmp_path: Path, fake: FakeEncoder) -> None:
    folder, index = tmp_path / "articles", tmp_path / "index"
    write_round(folder, 1)
    finish(folder, index)
    for file in index.glob(f"{FILE_NAME}*"):
        file.unlink()
    write_round(folder, 4)
    finish(folder, index)
    assert round_of(open_corpus(index)) == 4


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_reader_without_the_right_to_write(tmp_path: Path, fake: FakeEncoder) -> None:
    folder, index = tmp_path / "articles", tmp_path / "index"
    write_round(folder, 1)
    finish(folder, index)
    for parent in (index, tmp_path, *tmp_path.parents[:3]):
        parent.chmod(0o755)
    before = {entry.name: entry.stat().st_mtime_ns for entry in index.rglob("*")}
    with other_process("read", index) as process:
        assert told(process) == "3 3"
        assert {entry.name: entry.stat().st_mtime_ns for entry in index.rglob("*")} == before
        write_round(folder, 2)
        finish(folder, index)
        assert ask(process, "") == "4 4", "what was built meanwhile is noticed"
        # Search files that are there are read by everybody, not only by the user who built them.
        _, complaints = process.communicate()
        assert complaints == ""
