"""Disks that are full, read-only or gone, and clocks that are wrong: a clear word, and an index that is as it was."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.building import build
from rag.corpus import open_corpus
from rag.errors import BelegtError, IndexCorrupt, IndexMissing
from rag.store.checking import repair
from rag.store.opening import FILE_NAME
from tests.building.crashing import Forks, Held, flaws_of, started, write_articles, wrong_quotes
from tests.conftest import FakeEncoder, finish


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with started() as forks:
        yield forks


@pytest.fixture
def built(tmp_path: Path, index: Path, forks: Forks, fake: FakeEncoder) -> Path:
    """A folder of articles, an index of it, and since then another article in the folder."""
    folder = tmp_path / "built"
    write_articles(folder, random.Random(3))
    assert forks.run("build", index, folder)["ended"] == "finished"
    (folder / "neu.txt").write_text("Neues aus Kiel\n\nIn Kiel wird der Hafen vertieft, sagte Paul Brandt.\n")
    return folder


def assert_as_before_or_built(index: Path, before: Held, after: Held, ended: str) -> None:
    now = Held.by(index)
    assert now in (before, after)
    assert now == after or ended != "finished"
    assert {flaw.kind for flaw in flaws_of(index)} <= {"search", "left over"}


def test_a_full_disk(tmp_path: Path, index: Path, built: Path, forks: Forks) -> None:
    before, after = Held.by(index), Held.by(index).built(built)
    used = sum(path.stat().st_blocks * 512 for path in index.rglob("*"))
    told = []
    for more in (8, 64, 128, 256, 384, 4096):
        answer = forks.run("build", index, built, disk=used + more * 1024)
        if "PermissionError" in answer["ended"]:
            pytest.skip("this user may not mount a small disk")
        print(more, answer["ended"], answer["warned"])
        told.append(answer["ended"] + "".join(answer["warned"]))
        assert answer["ended"] == "finished" or f"{FILE_NAME} cannot be written (" in answer["ended"], answer
        assert answer["articles"] in (before.articles, after.articles)
        assert answer["articles"] == after.articles or answer["ended"] != "finished"
        assert set(answer["flaws"]) <= {"search", "left over"}
    assert "check the disk" in told[0]
    assert any("could not be stored" in words and "search works from memory" in words for words in told)
    assert told[-1] == "finished"
    assert Held.by(index) == before


def test_files_that_may_not_get_larger(index: Path, built: Path, forks: Forks) -> None:
    before, after = Held.by(index), Held.by(index).built(built)
    corpus = open_corpus(index)
    for largest in (0, 5_000, 20_000, 60_000, 10_000_000):
        answer = forks.run("build", index, built, largest=largest)
        assert "Traceback" not in answer["ended"]
        assert_as_before_or_built(index, before, after, answer["ended"])
        assert not wrong_quotes(corpus)
    assert Held.by(index) == after
    assert flaws_of(index) == []


def test_a_disk_that_is_read_only(index: Path, built: Path, forks: Forks) -> None:
    before = Held.by(index)
    shutil.rmtree(next(index.glob("derived-*")))
    answer = forks.run("build", index, built, **{"read only": True})
    if "PermissionError" in answer["ended"]:
        pytest.skip("this user may not mount anything read-only")
    assert answer["hits"] == len(before.articles), "it can be asked all the same, from memory"
    assert f"{FILE_NAME} cannot be" in answer["ended"]
    assert "check the" in answer["ended"], "the next step"
    assert Held.by(index) == before


def test_a_database_that_vanishes_while_it_is_open_and_comes_back(index: Path, built: Path) -> None:
    corpus = open_corpus(index)
    assert not wrong_quotes(corpus)
    (index / FILE_NAME).rename(index / "elsewhere")
    with pytest.raises(IndexMissing, match="build one with: belegt build"):
        wrong_quotes(corpus)
    (index / "elsewhere").rename(index / FILE_NAME)
    assert not wrong_quotes(corpus)
    index.rename(index.with_name("moved"))
    with pytest.raises(IndexMissing):
        wrong_quotes(corpus)
    index.with_name("moved").rename(index)
    assert not wrong_quotes(corpus)


def test_search_files_that_vanish_while_they_are_open(index: Path, built: Path) -> None:
    corpus = open_corpus(index)
    for folder in index.glob("derived-*"):
        shutil.rmtree(folder)
    assert not wrong_quotes(corpus)
    assert [flaw.kind for flaw in flaws_of(index)] == ["search"]


def test_a_database_that_is_cut_short_while_it_is_open(index: Path, built: Path) -> None:
    corpus = open_corpus(index)
    content = (index / FILE_NAME).read_bytes()
    (index / FILE_NAME).write_bytes(content[: len(content) // 2 // 4096 * 4096])
    with pytest.raises(BelegtError, match="cannot be read"):
        corpus.articles()
    with pytest.raises(IndexCorrupt, match="malformed"):
        flaws_of(index)
    (index / FILE_NAME).write_bytes(content)
    assert not wrong_quotes(corpus)
    assert flaws_of(index) == []


def test_an_index_folder_that_vanishes_in_the_middle_of_a_build(index: Path, built: Path, fake: FakeEncoder) -> None:
    after = Held.by(index).built(built)
    fake.before_encoding = lambda texts: shutil.rmtree(index, ignore_errors=True)
    with pytest.raises(BelegtError, match=r"cannot be written|no index in|cannot be read"):
        list(build(built, index=index))
    fake.before_encoding = lambda texts: None
    finish(built, index)
    assert Held.by(index) == after


@pytest.mark.parametrize("years", [-30, 30])
def test_a_clock_that_is_wrong_by_years(years: int, index: Path, built: Path, forks: Forks) -> None:
    corpus = open_corpus(index)
    seconds = years * 366 * 86400
    for path in (index, *index.rglob("*")):
        os.utime(path, (time.time() + seconds, time.time() + seconds))
    half = index / ".derived-half"
    half.mkdir()
    os.utime(half, (time.time() + seconds, time.time() + seconds))
    before = Held.by(index)
    for clock in (seconds, 0, -seconds):
        assert not wrong_quotes(corpus)
        held = Held.by(index)
        (built / "neu.txt").write_text(f"Neues aus Kiel\n\nIn Kiel wird der Hafen {clock} Mal vertieft.\n")
        assert forks.run("build", index, built, clock=clock)["ended"] == "finished"
        assert Held.by(index) == held.built(built)
    assert len(Held.by(index).articles) == len(before.articles) + 1
    assert len(corpus.retrieve("Hafen", 99)) == len(before.articles) + 1
    # What was left half written by a process of another time goes at last, by a build or by hand.
    list(repair(index, flaws_of(index)))
    assert not half.exists()
    assert flaws_of(index) == []
