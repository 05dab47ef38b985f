"""A backup is one file that is the index, taken while somebody writes, and never half a one."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.building import build
from rag.corpus import open_corpus
from rag.errors import BelegtError, IndexMissing
from rag.store.opening import FILE_NAME, back_up
from tests.building.held import state, titles, whole
from tests.conftest import FakeEncoder, finish


def test_a_backup_is_the_index_of_another_folder(
    articles_folder: Path, index: Path, fake: FakeEncoder, tmp_path: Path
) -> None:
    finish(articles_folder, index)
    other = tmp_path / "other"
    other.mkdir()
    assert back_up(index, other / FILE_NAME) == (other / FILE_NAME).stat().st_size
    assert [path.name for path in other.iterdir()] == [FILE_NAME]
    assert (state(other), titles(other)) == (state(index), titles(index))
    assert open_corpus(other).retrieve("Hafen Wismar")
    whole(other)


def test_what_is_being_written_is_not_in_it(
    articles_folder: Path, index: Path, fake: FakeEncoder, tmp_path: Path
) -> None:
    finish(articles_folder / "hafen.txt", index)
    running = build(articles_folder, index=index)
    assert any(sign.step == "encode" for sign in running)
    other = tmp_path / "other"
    other.mkdir()
    (other / FILE_NAME).write_text("an older backup")
    back_up(index, other / FILE_NAME)
    list(running)
    assert (len(titles(other)), len(titles(index))) == (1, 3)


def test_a_backup_that_cannot_be_written_leaves_nothing(
    articles_folder: Path, index: Path, fake: FakeEncoder, tmp_path: Path
) -> None:
    with pytest.raises(IndexMissing):
        back_up(index, tmp_path / "copy")
    finish(articles_folder, index)
    with pytest.raises(BelegtError, match="is a folder; name a file"):
        back_up(index, tmp_path)
    with pytest.raises(BelegtError, match=r"cannot be written to .*absent"):
        back_up(index, tmp_path / "absent" / "copy")
    assert not list(tmp_path.glob(".copy*"))
