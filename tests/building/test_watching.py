"""Watching a folder: a build at first, and one after each change, until it is stopped."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.building import watch
from rag.errors import ArticleError, BelegtError
from rag.types import BuildReport
from tests.building.held import titles
from tests.conftest import FakeEncoder


def changes(came: BuildReport | BelegtError) -> tuple[int, int, int]:
    assert isinstance(came, BuildReport)
    return came.added, came.changed, came.removed


def test_a_change_is_built_and_the_index_in_the_folder_is_none(
    articles_folder: Path, fake: FakeEncoder, capsys: pytest.CaptureFixture[str]
) -> None:
    stop, index = threading.Event(), articles_folder / "index"
    watching: Iterator[BuildReport | BelegtError] = watch(articles_folder, index=index, stop=stop)
    assert changes(next(watching)) == (3, 0, 0)
    (articles_folder / "neu.txt").write_text("Regen in Kiel\n\nIn Kiel regnet es.\n", encoding="utf-8")
    assert changes(next(watching)) == (1, 0, 0)
    (articles_folder / "neu.txt").unlink()
    assert changes(next(watching)) == (0, 0, 1)
    assert len(titles(index)) == 3
    stop.set()
    assert list(watching) == []


def test_a_build_that_fails_is_told_and_the_next_change_tries_again(
    tmp_path: Path, index: Path, fake: FakeEncoder
) -> None:
    stop, folder = threading.Event(), tmp_path / "articles"
    folder.mkdir()
    watching = watch(folder, index=index, stop=stop)
    assert isinstance(next(watching), ArticleError)
    (folder / "neu.txt").write_text("Regen in Kiel\n\nIn Kiel regnet es.\n", encoding="utf-8")
    assert changes(next(watching)) == (1, 0, 0)
    stop.set()
    assert list(watching) == []


def test_what_tells_of_no_change_is_looked_at_again_after_a_while(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    stop = threading.Event()
    watching = watch(articles_folder, index=index, stop=stop, every=0.1)
    assert [changes(next(watching)) for _ in range(2)] == [(3, 0, 0), (0, 0, 0)]
    stop.set()
    with pytest.raises(ValueError, match="more than 0 seconds"):
        next(watch(articles_folder, index=index, every=0))
