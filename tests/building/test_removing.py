"""Removing: what goes with an article, what stays, and what is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import add, remove
from rag.corpus import open_corpus
from rag.errors import ArticleError, IndexCorrupt, IndexMissing
from rag.store.opening import FILE_NAME, writing
from tests.building.held import paths, state, titles, whole
from tests.conftest import HARBOUR, EncoderShelf, FakeEncoder, finish


def id_of(index: Path, name: str) -> str:
    return paths(index)[name]


def test_an_article_goes_with_all_that_came_from_it_and_without_an_encoder(
    articles_folder: Path, index: Path, shelf: EncoderShelf
) -> None:
    before = finish(articles_folder, index)
    opened = shelf.opened
    report = remove([id_of(index, "hafen.txt")], index=index)
    assert [removed.title for removed in report.removed] == ["Hafen von Wismar wird vertieft"]
    assert report.removed[0].addresses == (str(articles_folder / "hafen.txt"),)
    assert report.removed[0].kept == ()
    assert report.unknown == ()
    assert report.articles == 2
    assert report.claims < before.claims
    assert shelf.opened == opened
    assert sorted(paths(index)) == ["bahn.txt", "bridge.txt"]
    assert [folder.name for folder in index.glob("derived-000002")] == ["derived-000002"], "search files follow"
    whole(index)


def test_a_path_is_known_as_it_was_given_and_as_it_is_typed(
    articles_folder: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(articles_folder)
    finish(".", index)
    assert remove("./hafen.txt", index=index).articles == 2
    assert remove("bahn.txt", index=index).articles == 1


def test_the_last_article_leaves_an_index_that_is_empty_and_asked_all_the_same(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    corpus = open_corpus(index)
    assert corpus.ask("Wer will den Hafen von Wismar vertiefen?").findings
    report = remove(list(paths(index).values()), index=index)
    assert (report.articles, report.passages, report.claims) == (0, 0, 0)
    answer = corpus.ask("Wer will den Hafen von Wismar vertiefen?")
    assert answer.findings == ()
    assert answer.abstention is not None
    assert corpus.shelf().entries == ()
    assert corpus.known_names() == {"claimers": [], "publishers": [], "languages": []}
    whole(index)
    assert finish(articles_folder, index).articles == 3


def test_one_of_two_addresses_goes_and_the_article_stays(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    (articles_folder / "kopie.txt").write_text(HARBOUR, encoding="utf-8")
    finish(articles_folder, index)
    corpus = open_corpus(index)
    report = remove(str(articles_folder / "hafen.txt"), index=index)
    assert report.removed[0].kept == (str(articles_folder / "kopie.txt"),)
    assert report.articles == 3
    hit = corpus.retrieve("Hafen Wismar", 1)[0]
    assert hit.passage.article.path.endswith("kopie.txt")
    assert remove(str(articles_folder / "kopie.txt"), index=index).articles == 2
    whole(index)


def test_an_id_takes_all_addresses_along(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    (articles_folder / "kopie.txt").write_text(HARBOUR, encoding="utf-8")
    finish(articles_folder, index)
    report = remove(id_of(index, "hafen.txt"), index=index)
    assert [Path(path).name for path in report.removed[0].addresses] == ["hafen.txt", "kopie.txt"]
    assert report.articles == 2
    whole(index)


def test_what_is_not_there_is_told_and_stops_nothing(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    finish(articles_folder, index)
    odd = ["", "0" * 16, "\ud800", "' OR 1=1 --", "%", "hafen.txt\x00"]
    report = remove([*odd, id_of(index, "hafen.txt"), str(articles_folder / "hafen.txt")], index=index)
    assert len(report.unknown) == len(odd)
    str(report.to_dict()).encode()
    assert len(report.removed) == 1
    assert report.articles == 2


def test_nothing_that_is_there_leaves_the_index_as_it_is(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    finish(articles_folder, index)
    before = state(index)
    with pytest.raises(ArticleError, match=r"holds no article a, b, c and 1 more; see what it holds with: belegt list"):
        remove(["a", "b", "c", "d"], index=index)
    with pytest.raises(ValueError, match="no articles to remove"):
        remove([], index=index)
    assert state(index) == before


def test_there_must_be_an_index(tmp_path: Path, index: Path) -> None:
    with pytest.raises(IndexMissing):
        remove("a", index=index)
    assert not index.exists()


def test_a_removal_that_fails_halfway_leaves_the_old_state(
    articles_folder: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(articles_folder, index)
    before = state(index)

    def fail(self: object) -> int:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr("rag.store.database.Database.remove_orphans", fail)
        with pytest.raises(MemoryError):
            remove(id_of(index, "hafen.txt"), index=index)
    assert (state(index), len(titles(index))) == (before, 3)
    whole(index)


def test_what_a_build_read_comes_back_and_what_was_added_does_not(
    articles_folder: Path, tmp_path: Path, index: Path, fake: FakeEncoder
) -> None:
    file = tmp_path / "rain.txt"
    file.write_text("Regen in Kiel\n\nIn Kiel regnet es seit Tagen.\n", encoding="utf-8")
    finish(articles_folder, index)
    list(add(file, index=index))
    remove([str(file), str(articles_folder / "hafen.txt")], index=index)
    report = finish(articles_folder, index)
    assert (report.added, report.articles) == (1, 3)
    assert "rain.txt" not in paths(index)


def test_an_index_of_another_program_is_left_alone(index: Path) -> None:
    index.mkdir()
    (index / FILE_NAME).write_bytes(b"These are my notes about the harbour.\n" * 200)
    with pytest.raises(IndexCorrupt, match="is not a Belegt index"):
        remove("a", index=index)


def test_a_mark_that_an_older_belegt_left_behind_means_nothing(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    list(add(articles_folder / "hafen.txt", index=index))
    with writing(index) as database:
        database.mark_added(["nowhere.txt"])
        assert database.added() == {str(articles_folder / "hafen.txt")}
        database.remove_orphans()
        assert database._connection.execute("SELECT count(*) FROM added").fetchone() == (1,)
