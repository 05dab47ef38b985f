"""Building: what is read and encoded when, what a build that ends badly leaves, and what bad input does."""

from __future__ import annotations

import codecs
import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import rag.store.opening as opening_module
from rag.building import build
from rag.claims.extraction import EXTRACTOR
from rag.corpus import open_corpus
from rag.errors import ArticleError, BelegtError, IndexBusy, IndexCorrupt, IndexMissing, IndexOutdated
from rag.settings import Settings
from rag.store.opening import FILE_NAME, open_database, writing
from rag.types import Progress
from tests.building.held import paths, state, titles, whole
from tests.conftest import BRIDGE, HARBOUR, TRAINS, EncoderShelf, FakeEncoder, finish

# --- what is read and encoded ---------------------------------------------------------------------


def test_a_first_build_tells_its_progress_and_what_it_did(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    signs = list(build(articles_folder, index=index))
    assert [sign.step for sign in signs] == ["read"] * 4 + ["encode", "store", "done"]
    assert all(sign.report is None for sign in signs[:-1])
    report = signs[-1].report
    assert report is not None
    assert (report.added, report.changed, report.unchanged, report.removed) == (3, 0, 0, 0)
    assert report.articles == 3
    assert report.passages >= 3
    assert report.claims >= 8
    assert report.skipped == ()
    assert len(fake.encoded) == len(set(fake.encoded)), "a text is encoded once"
    whole(index)


def test_a_second_build_touches_nothing(
    articles_folder: Path, index: Path, shelf: EncoderShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(articles_folder, index)
    before, opened = state(index), shelf.opened
    content = (index / FILE_NAME).read_bytes()

    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr("rag.building.storing.read_sources", never)
    report = finish(articles_folder, index)
    assert (report.added, report.changed, report.unchanged, report.removed) == (0, 0, 3, 0)
    assert report.articles == 3
    assert state(index) == before
    assert shelf.opened == opened, "an encoder was loaded for nothing"
    assert (index / FILE_NAME).read_bytes() == content


def test_only_a_changed_article_is_encoded_again(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    finish(articles_folder, index)
    fake.encoded.clear()
    (articles_folder / "bahn.txt").write_text(TRAINS + "\nDie Züge fahren ab März wieder alle.\n", encoding="utf-8")
    report = finish(articles_folder, index)
    assert (report.added, report.changed, report.unchanged, report.removed) == (0, 1, 2, 0)
    assert "Die Züge fahren ab März wieder alle." in fake.encoded
    assert not any("Wismar" in text for text in fake.encoded)
    whole(index)


def test_only_the_passage_of_a_changed_sentence_is_encoded_again(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    article = articles_folder / "hafen.txt"
    article.write_text(f"{HARBOUR}\n{'Der Kai ist lang. ' * 60}\n", encoding="utf-8")
    finish(articles_folder, index)
    first = set(fake.encoded)
    fake.encoded.clear()
    changed = HARBOUR.replace("Naturschützer lehnen den Plan ab.", "Naturschützer begrüßen den Plan.")
    article.write_text(f"{changed}\n{'Der Kai ist lang. ' * 60}\n", encoding="utf-8")
    finish(articles_folder, index)
    passage = next(text for text in set(fake.encoded) - first if len(text) > 100)
    assert all(text in passage or text == "Hafen von Wismar wird vertieft" for text in fake.encoded)
    whole(index)


def test_a_claim_is_encoded_with_what_its_article_and_its_passage_are_about(
    tmp_path: Path, index: Path, fake: FakeEncoder
) -> None:
    folder = tmp_path / "about"
    folder.mkdir()
    (folder / "headline.txt").write_text("Hafen wächst\n\nDer Kai wird tiefer. Er ist alt.\n", encoding="utf-8")
    (folder / "colon.txt").write_text("Sylt: Die Insel ist lang. Sie liegt im Meer.", encoding="utf-8")
    (folder / "none.txt").write_text("Die Bahn streicht Züge. Sie hat kein Personal.", encoding="utf-8")
    finish(folder, index)
    texts = ("Er ist alt.", "Sie liegt im Meer.", "Sie hat kein Personal.", "Hafen wächst", "Sylt")
    assert {text: fake.encoded.count(text) for text in texts} == dict.fromkeys(texts, 1)
    alone = {text: fake.encode_question(text) for text in texts}
    database = open_database(index)
    ids, vectors = database.claim_rows()
    groups = database.claims(database.passages(database.passage_rows()[0].tolist())).values()
    quotes = {claim_id: claim.quote for group in groups for claim_id, claim in group}
    database.close()
    assert np.linalg.norm(np.asarray(vectors, np.float32), axis=1) == pytest.approx(1, abs=0.01)
    of = {quotes[claim_id]: vector.astype(np.float32) for claim_id, vector in zip(ids.tolist(), vectors, strict=True)}
    for quote, about in (("Er ist alt.", "Hafen wächst"), ("Sie liegt im Meer.", "Sylt")):
        assert of[quote] @ alone[quote] > 0.8
        assert of[quote] @ alone[about] > alone[quote] @ alone[about] + 0.1
    assert of["Sie hat kein Personal."] @ fake.encode_question("Die Bahn streicht Züge.") > 0.1


def test_a_newer_extractor_encodes_only_what_it_cuts_otherwise(
    articles_folder: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(articles_folder, index)
    fake.encoded.clear()
    monkeypatch.setattr("rag.building.storing.EXTRACTOR", EXTRACTOR + 1)
    report = finish(articles_folder, index)
    assert (report.changed, report.unchanged) == (3, 0)
    assert fake.encoded == []
    whole(index)


def test_an_extractor_that_finds_other_claims_in_the_same_sentences_encodes_nothing(
    articles_folder: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Werft in Not\n\nDie Werft ist seit Mai zu, und die Arbeiter haben keinen Lohn. Der Rat tagt am Montag.\n"
    (articles_folder / "werft.txt").write_text(text, encoding="utf-8")
    with monkeypatch.context() as older:
        # An extractor of before: it takes every sentence whole.
        older.setattr("rag.building.storing.EXTRACTOR", EXTRACTOR - 1)
        older.setattr("rag.claims.extraction.statements", lambda text, span, **_: [span])
        before = finish(articles_folder, index)
    fake.encoded.clear()
    after = finish(articles_folder, index)
    assert after.claims == before.claims + 1
    assert fake.encoded == []
    whole(index)


def test_what_came_from_a_removed_file_is_gone(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    finish(articles_folder, index)
    fake.encoded.clear()
    (articles_folder / "hafen.txt").unlink()
    report = finish(articles_folder, index)
    assert (report.unchanged, report.removed, report.articles) == (2, 1, 2)
    assert fake.encoded == []
    assert not any("Wismar" in hit.passage.text for hit in open_corpus(index).retrieve("Hafen Wismar vertiefen", 9))
    whole(index)


def test_a_renamed_file_keeps_its_vectors(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    finish(articles_folder, index)
    fake.encoded.clear()
    (articles_folder / "hafen.txt").rename(articles_folder / "wismar.txt")
    report = finish(articles_folder, index)
    assert (report.added, report.removed, report.articles) == (1, 1, 3)
    assert fake.encoded == []
    assert [Path(article.path).name for article in open_corpus(index).articles()] == [
        "bahn.txt",
        "bridge.txt",
        "wismar.txt",
    ]
    whole(index)


def test_one_article_under_two_names_is_stored_once(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    (articles_folder / "kopie.txt").write_text(HARBOUR, encoding="utf-8")
    report = finish(articles_folder, index)
    assert (report.added, report.articles) == (4, 3)
    assert [(Path(one).name, Path(other).name) for one, other in report.duplicates] == [("kopie.txt", "hafen.txt")]
    fake.encoded.clear()
    (articles_folder / "hafen.txt").unlink()
    report = finish(articles_folder, index)
    assert (report.removed, report.articles, report.duplicates) == (1, 3, ())
    assert any(article.path.endswith("kopie.txt") for article in open_corpus(index).articles())
    assert fake.encoded == []
    whole(index)


def test_an_article_with_other_white_space_is_the_same_one(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    before = open_corpus(index).articles()
    fake.encoded.clear()
    other = HARBOUR.replace("\n", "\r\n").replace(". ", ".\u00a0 ")
    (articles_folder / "kopie.txt").write_text(other, encoding="utf-8", newline="")
    (articles_folder / "bahn.txt").write_text(f"\n{TRAINS}\n\n", encoding="utf-8")
    report = finish(articles_folder, index)
    assert (report.articles, fake.encoded) == (3, [])
    assert [(Path(one).name, Path(two).name) for one, two in report.duplicates] == [("kopie.txt", "hafen.txt")]
    assert open_corpus(index).articles() == before
    whole(index)


def test_two_files_that_swap_their_texts(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    finish(articles_folder, index)
    fake.encoded.clear()
    (articles_folder / "hafen.txt").write_text(BRIDGE, encoding="utf-8")
    (articles_folder / "bridge.txt").write_text(HARBOUR, encoding="utf-8")
    report = finish(articles_folder, index)
    assert (report.changed, report.articles) == (2, 3)
    assert fake.encoded == []
    by_path = {Path(article.path).name: article.text for article in open_corpus(index).articles()}
    assert by_path["hafen.txt"] == BRIDGE
    assert by_path["bridge.txt"] == HARBOUR
    whole(index)


def test_an_unreadable_file_keeps_its_earlier_version(
    articles_folder: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(articles_folder, index)
    opened = Path.open

    def refuse(self: Path, *args: Any, **kwargs: Any) -> Any:
        if self.name == "hafen.txt":
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)
    before = state(index)
    report = finish(articles_folder, index)
    assert [(Path(s.path).name, s.kept) for s in report.skipped] == [("hafen.txt", True)]
    assert "Permission denied" in report.skipped[0].reason
    assert (report.unchanged, report.articles, state(index)) == (3, 3, before)

    report = finish(articles_folder, index, settings=Settings(passage_tokens=40))
    assert [s.kept for s in report.skipped] == [True]
    assert report.articles == 3
    hits = open_corpus(index, Settings(passage_tokens=40)).retrieve("Hafen Wismar vertiefen", 9)
    assert any("Wismar" in hit.passage.text for hit in hits)
    whole(index)


def test_a_file_that_became_binary_keeps_its_earlier_version(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    (articles_folder / "hafen.txt").write_bytes(b"\x7fELF\x00\x01\x02\x00\x00" * 50)
    report = finish(articles_folder, index)
    assert [(Path(s.path).name, s.kept) for s in report.skipped] == [("hafen.txt", True)]
    assert report.articles == 3
    whole(index)


def test_other_settings_cut_everything_anew_and_encode_only_new_passages(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    fake.encoded.clear()
    report = finish(articles_folder, index, settings=Settings(passage_tokens=159))
    assert (report.changed, report.unchanged, report.articles) == (3, 0, 3)
    assert fake.encoded == [], "no passage is cut otherwise"
    finish(articles_folder, index, settings=Settings(passage_tokens=30))
    assert fake.encoded, "shorter passages are new texts"
    whole(index)
    with pytest.raises(IndexOutdated, match=r"passage_tokens 30, asked for is 160.*belegt build"):
        open_corpus(index)


def test_another_encoder_encodes_everything_again(articles_folder: Path, index: Path, shelf: EncoderShelf) -> None:
    finish(articles_folder, index)
    first = set(shelf.encoder.encoded)
    shelf.encoder = FakeEncoder("other", salt="other")
    report = finish(articles_folder, index, settings=Settings(encoder="other"))
    assert (report.changed, report.articles, report.encoder) == (3, 3, "other")
    assert set(shelf.encoder.encoded) == first
    whole(index)


def test_other_weights_of_the_same_name_lose_no_unchanged_article(
    articles_folder: Path, index: Path, shelf: EncoderShelf
) -> None:
    finish(articles_folder, index)
    first = set(shelf.encoder.encoded)
    shelf.encoder = FakeEncoder(salt="retrained")
    (articles_folder / "neu.txt").write_text("Ein neuer Bericht\n\nIn Kiel regnet es seit Tagen.\n", encoding="utf-8")
    report = finish(articles_folder, index)
    assert (report.added, report.changed, report.articles) == (1, 3, 4)
    assert first < set(shelf.encoder.encoded)
    whole(index)


def test_the_advice_for_other_weights_is_one_that_helps(
    articles_folder: Path, index: Path, shelf: EncoderShelf
) -> None:
    finish(articles_folder, index)
    shelf.encoder = FakeEncoder(salt="retrained")
    with pytest.raises(IndexOutdated, match="belegt build --fresh"):
        open_corpus(index)
    finish(articles_folder, index, fresh=True)
    assert open_corpus(index).counts()["articles"] == 3


# --- sources --------------------------------------------------------------------------------------


def test_sources_that_are_not_there_or_hold_nothing(tmp_path: Path, index: Path, fake: FakeEncoder) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for sources, message in (
        (empty, "no articles in .*empty; put files there"),
        (tmp_path / "absent", "absent does not exist"),
        ([], "no sources given"),
    ):
        with pytest.raises(ArticleError, match=message):
            list(build(sources, index=index))
    assert not index.exists()


def test_a_file_as_source_and_a_folder_by_its_name_as_text(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    assert finish(articles_folder / "hafen.txt", index).articles == 1
    assert finish(str(articles_folder), index).articles == 3
    assert finish([articles_folder / "hafen.txt", articles_folder / "bahn.txt"], index).articles == 2


def test_nothing_readable_leaves_the_index_as_it_is(
    articles_folder: Path, tmp_path: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    before = state(index)
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "empty.txt").touch()
    with pytest.raises(ArticleError, match=r"the index is left as it is \(.*empty.txt is empty"):
        list(build(bad, index=index))
    assert state(index) == before


# --- builds that end badly ------------------------------------------------------------------------


def test_a_build_that_is_abandoned_leaves_the_old_state(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    finish(articles_folder, index)
    before = state(index)
    (articles_folder / "neu.txt").write_text("Neues aus Kiel\n\nIn Kiel regnet es seit Tagen.\n", encoding="utf-8")
    for step in ("read", "encode", "store"):
        running = build(articles_folder, index=index)
        assert any(sign.step == step for sign in running)
        running.close()  # type: ignore[attr-defined]
        assert (state(index), len(titles(index))) == (before, 3)
    whole(index)
    assert finish(articles_folder, index).articles == 4


def test_a_first_build_that_is_abandoned_leaves_no_index(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    running = build(articles_folder, index=index)
    assert any(sign.step == "encode" for sign in running)
    running.close()  # type: ignore[attr-defined]
    with pytest.raises(IndexMissing, match="belegt build"):
        open_corpus(index)
    assert finish(articles_folder, index).added == 3


def test_an_exception_while_encoding_leaves_the_old_state(
    articles_folder: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(articles_folder, index)
    before = state(index)
    monkeypatch.setattr("rag.building.encoding._STRETCHES_AT_ONCE", 1)
    (articles_folder / "neu.txt").write_text(
        "Neues aus Kiel\n\nIn Kiel regnet es seit Tagen. Der Sturm zog ab. Die Fähre fährt wieder.\n", encoding="utf-8"
    )
    (articles_folder / "zwei.txt").write_text("Neues aus Bonn\n\nIn Bonn schneit es wieder.\n", encoding="utf-8")
    batches = []

    def fail_later(texts: object) -> None:
        batches.append(texts)
        if len(batches) == 2:
            raise MemoryError("out of memory")

    fake.before_encoding = fail_later
    with pytest.raises(MemoryError):
        finish(articles_folder, index)
    assert (state(index), len(titles(index))) == (before, 3)
    whole(index)
    fake.before_encoding = lambda texts: None
    assert finish(articles_folder, index).articles == 5


def test_two_builders_at_once(
    articles_folder: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening_module, "_PATIENCE", 0.1)
    for fresh in (False, True):
        first = build(articles_folder, index=index, fresh=fresh)
        assert any(sign.step == "encode" for sign in first)
        for second_is_fresh in (False, True):
            with pytest.raises(IndexBusy, match=r"another process is writing to .*; wait"):
                finish(articles_folder / "hafen.txt", index, fresh=second_is_fresh)
        assert list(first)[-1].step == "done"
        assert len(titles(index)) == 3
        whole(index)
        shutil.rmtree(index) if not fresh else None


def test_a_builder_that_planned_with_an_older_state_does_not_undo_the_newer(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder / "hafen.txt", index)
    late = build(articles_folder, index=index)
    next(late)
    finish(articles_folder / "bahn.txt", index)
    with pytest.raises(IndexBusy, match=r"changed .* meanwhile; build again"):
        list(late)
    assert list(paths(index)) == ["bahn.txt"]
    assert finish(articles_folder, index).articles == 3
    whole(index)


# --- index folders that are none ------------------------------------------------------------------


def test_an_outdated_format_is_refused_and_made_anew_by_fresh(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    raw = sqlite3.connect(index / FILE_NAME)
    raw.execute("PRAGMA user_version = 99")
    raw.execute("ALTER TABLE claims RENAME TO statements")
    raw.commit()
    raw.close()
    with pytest.raises(IndexOutdated, match=r"format 99.*belegt build --fresh"):
        open_corpus(index)
    with pytest.raises(IndexOutdated, match="belegt build --fresh"):
        finish(articles_folder, index)
    assert finish(articles_folder, index, fresh=True).articles == 3
    whole(index)


def test_fresh_replaces_what_was_there_and_its_search_files(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder / "hafen.txt", index)
    corpus = open_corpus(index)
    assert corpus.retrieve("Bahn Winter")[0].passage.article.title.startswith("Hafen")
    finish(articles_folder / "bahn.txt", index, fresh=True)
    assert corpus.retrieve("Bahn Winter")[0].passage.article.title.startswith("Bahn")
    assert titles(index) == ["Bahn streicht Züge im Winter"]
    whole(index)


def test_a_fresh_build_that_is_abandoned_leaves_the_old_state(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    before = state(index)
    running = build(articles_folder / "hafen.txt", index=index, fresh=True)
    assert any(sign.step == "store" for sign in running)
    running.close()  # type: ignore[attr-defined]
    assert (state(index), len(titles(index))) == (before, 3)
    whole(index)


@pytest.mark.parametrize("fresh", [False, True])
def test_a_foreign_file_by_our_name_is_refused_and_untouched(
    articles_folder: Path, index: Path, fake: FakeEncoder, *, fresh: bool
) -> None:
    index.mkdir()
    file = index / FILE_NAME
    raw = sqlite3.connect(file)
    raw.execute("CREATE TABLE addresses (street TEXT)")
    raw.commit()
    raw.close()
    foreign = file.read_bytes()
    for content, message in (
        (foreign, "a database of another program; choose another folder"),
        (b"These are my notes about the harbour.\n" * 200, "is not a Belegt index"),
    ):
        file.write_bytes(content)
        with pytest.raises(IndexCorrupt, match=message):
            finish(articles_folder, index, fresh=fresh)
        with pytest.raises(IndexCorrupt, match=message):
            open_corpus(index)
        assert file.read_bytes() == content
        assert [entry.name for entry in index.iterdir()] == [FILE_NAME]


def test_a_damaged_database_is_named_and_not_a_traceback(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    finish(articles_folder, index)
    file = index / FILE_NAME
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    file.write_bytes(content)
    shutil.rmtree(next(index.glob("derived-*")))
    with pytest.raises(IndexCorrupt, match=FILE_NAME):
        open_corpus(index).retrieve("Hafen")
    with pytest.raises(IndexCorrupt, match=FILE_NAME):
        finish(articles_folder, index)


def test_an_index_folder_that_is_missing_or_a_file(articles_folder: Path, tmp_path: Path, fake: FakeEncoder) -> None:
    with pytest.raises(IndexMissing, match=r"no index in .*absent; build one with: belegt build"):
        open_corpus(tmp_path / "absent")
    file = tmp_path / "index.txt"
    file.write_text("not a folder")
    with pytest.raises(IndexMissing):
        open_corpus(file)
    for place in (file, file / "deeper"):
        with pytest.raises(IndexCorrupt, match="cannot be an index folder"):
            finish(articles_folder, place)
    assert file.read_text() == "not a folder"


def test_an_empty_database_file_is_a_missing_index(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    index.mkdir()
    (index / FILE_NAME).touch()
    with pytest.raises(IndexMissing):
        open_corpus(index)
    assert finish(articles_folder, index).articles == 3


def test_a_full_disk_while_search_files_are_written(
    articles_folder: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("rag.store.derived.np.save", full)
        assert finish(articles_folder, index).articles == 3
        assert sorted(entry.name.split("-")[0] for entry in index.iterdir() if entry.is_dir()) == []
        expected = open_corpus(index).retrieve("Hafen Wismar", 3)
    assert "Wismar" in expected[0].passage.text
    open_corpus(index).close()
    assert [hit.to_dict() for hit in open_corpus(index).retrieve("Hafen Wismar", 3)] == [h.to_dict() for h in expected]
    assert [entry.name for entry in index.iterdir() if entry.is_dir()] == ["derived-000001"]


def test_a_full_disk_while_the_database_is_written(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    finish(articles_folder, index)
    before = state(index)
    (articles_folder / "neu.txt").write_text("Neues\n\n" + "In Kiel regnet es. " * 5000, encoding="utf-8")
    limit = "PRAGMA max_page_count = 1"

    def tight(texts: object) -> None:
        # SQLite's own limit on pages fails in the way of a full disk.
        builder[0].execute(limit)

    builder: list[sqlite3.Connection] = []
    connect = opening_module._connect

    def remember(path: Path, options: str) -> sqlite3.Connection:
        connection = connect(path, options)
        if "rwc" in options:
            builder.append(connection)
        return connection

    fake.before_encoding = tight
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening_module, "_connect", remember)
        with pytest.raises(IndexCorrupt, match=r"full.*check the disk"):
            finish(articles_folder, index)
    assert state(index) == before
    whole(index)


# --- bad input from end to end --------------------------------------------------------------------


def test_bad_files_are_skipped_by_name_and_the_others_answer(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    (articles_folder / "empty.txt").touch()
    (articles_folder / "blank.txt").write_text(" \n\t\n")
    (articles_folder / "huge.txt").write_bytes(b"Ein Satz ohne Ende " * 530_000)
    (articles_folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (articles_folder / "nul.txt").write_bytes(b"Ein Satz\x00mit Nul.\x00")
    report = finish(articles_folder, index)
    reasons = {Path(s.path).name: s.reason for s in report.skipped}
    assert set(reasons) == {"empty.txt", "blank.txt", "huge.txt", "binary.txt", "nul.txt"}
    assert "10,070,000 bytes" in reasons["huge.txt"]
    assert not any(s.kept for s in report.skipped)
    assert report.articles == 3
    whole(index)


def test_encodings_all_come_out_as_the_same_words(tmp_path: Path, index: Path, fake: FakeEncoder) -> None:
    folder = tmp_path / "encodings"
    folder.mkdir()
    text = "Öl für die Küste\n\nDie Fähre bringt Öl über die Förde, sagte Jürgen Größe am Dienstag in {}.\n"
    for name, content in (
        ("latin", text.format("Kiel").encode("latin-1")),
        ("utf16", text.format("Eutin").encode("utf-16")),
        ("utf16be", text.format("Husum").encode("utf-16-be")),
        ("utf16le", text.format("Plön").encode("utf-16-le")),
        ("bom", codecs.BOM_UTF8 + text.format("Lübeck").encode()),
        ("lone", text.format("Ratze\ud83dburg").encode("utf-8", "surrogatepass")),
    ):
        (folder / f"{name}.txt").write_bytes(content)
    report = finish(folder, index)
    assert (report.articles, report.skipped) == (6, ())
    for article in open_corpus(index).articles():
        assert "Die Fähre bringt Öl über die Förde, sagte Jürgen Größe" in article.text
    whole(index)


def test_file_names_of_all_kinds(tmp_path: Path, index: Path, fake: FakeEncoder) -> None:
    folder = tmp_path / "Ordner mit Ü und Leerzeichen"
    folder.mkdir()
    names = [b"mit leer zeichen.txt", "größe.txt".encode(), b"zwei\nzeilen.txt", b"kaputt-\xfc\xff.txt", b"100%?#.txt"]
    for number, name in enumerate(names):
        text = f"Bericht {number}\n\nDas Dorf Nummer {number} baut eine neue Schule am Rand der Heide.\n"
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(text, encoding="utf-8")
    report = finish(folder, index)
    assert (report.articles, report.skipped) == (len(names), ())
    assert "kaputt-\\xfc\\xff.txt" in paths(index)
    fake.encoded.clear()
    assert finish(folder, index).unchanged == len(names)
    for hit in open_corpus(index).retrieve("neue Schule im Dorf", 9):
        hit.passage.article.path.encode()  # can be printed
    odd = Path(os.fsdecode(os.fsencode(folder) + b"/" + names[3]))
    odd.write_bytes(b"")
    report = finish(folder, index)
    assert [s.kept for s in report.skipped] == [True]
    str(report.to_dict()).encode()


def test_an_index_in_a_folder_with_an_awkward_name(articles_folder: Path, tmp_path: Path, fake: FakeEncoder) -> None:
    index = tmp_path / "in dex?#%20 ü"
    finish(articles_folder, index)
    assert open_corpus(index).retrieve("Hafen Wismar")
    assert (index / FILE_NAME).is_file()


def test_a_long_line_without_a_full_stop(tmp_path: Path, index: Path, fake: FakeEncoder) -> None:
    file = tmp_path / "line.txt"
    file.write_text("ein endloser satz ohne punkt und komma " * 5_000, encoding="utf-8")
    report = finish(file, index)
    assert report.articles == 1
    assert report.passages > 100
    whole(index)


@pytest.mark.slow
def test_the_longest_line_that_is_read(tmp_path: Path, index: Path, fake: FakeEncoder) -> None:
    file = tmp_path / "line.txt"
    file.write_text("ein endloser satz ohne punkt und komma " * 48_700, encoding="utf-8")
    assert finish(file, index).articles == 1
    whole(index)


def test_an_article_without_any_sentence(tmp_path: Path, index: Path, fake: FakeEncoder) -> None:
    file = tmp_path / "short.txt"
    file.write_text("!\n", encoding="utf-8")
    report = finish(file, index)
    assert (report.articles, report.claims) == (1, 0)
    corpus = open_corpus(index)
    assert isinstance(corpus.retrieve("Wer baut den Hafen?"), list)
    assert corpus.ask("Wer baut den Hafen?").findings == ()


@pytest.mark.parametrize("question", ["", "   \n\t", "?!… –", "x" * 10_000, "\ud83d", "\x00\x07"])
def test_questions_that_are_none(articles_folder: Path, index: Path, fake: FakeEncoder, question: str) -> None:
    finish(articles_folder, index)
    corpus = open_corpus(index)
    for asked in (corpus.ask, corpus.retrieve):
        with pytest.raises(ValueError, match="the question"):
            asked(question)


@pytest.mark.parametrize(
    "question",
    [
        "Wer baut\ud800 den Hafen?",
        "Hafen\x00\x1b[31m Wismar",
        "\u202eHafen\u202c",
        "ﷺ Hafen 🚢",
        "'\"; DROP TABLE claims",
    ],
)
def test_odd_questions_are_answered_all_the_same(
    articles_folder: Path, index: Path, fake: FakeEncoder, question: str
) -> None:
    finish(articles_folder, index)
    corpus = open_corpus(index)
    assert corpus.retrieve(question)
    answer = corpus.ask(question)
    str(answer.to_dict()).encode()


@pytest.mark.parametrize("top_k", [0, -1])
def test_no_hits_wanted(articles_folder: Path, index: Path, fake: FakeEncoder, top_k: int) -> None:
    finish(articles_folder, index)
    corpus = open_corpus(index)
    for asked in (corpus.ask, corpus.retrieve):
        with pytest.raises(ValueError, match=f"top_k must be at least 1, got {top_k}"):
            asked("Wer baut den Hafen?", top_k)


def test_articles_that_are_not_there(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    finish(articles_folder, index)
    corpus = open_corpus(index)
    for article_id in ("", "0" * 16, "\ud800", "' OR 1=1 --"):
        with pytest.raises(ArticleError, match="no article"):
            corpus.article(article_id)
        assert corpus.claims(article_id) == []


def test_every_error_is_one_of_ours() -> None:
    assert all(issubclass(error, BelegtError) for error in (ArticleError, IndexBusy, IndexCorrupt, IndexMissing))


def test_a_write_that_fails_halfway_rolls_back(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    finish(articles_folder, index)
    with pytest.raises(KeyError), writing(index) as database:  # noqa: PT012  the block is what fails
        database.remove_pieces()
        raise KeyError
    assert len(titles(index)) == 3


def test_signs_of_progress_never_exceed_their_total(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    signs: list[Progress] = list(build(articles_folder, index=index))
    assert all(0 <= sign.done <= sign.total for sign in signs)


# --- what repeats all over a publisher's articles -------------------------------------------------


def test_what_repeats_is_marked_kept_out_of_claims_and_given_back(
    tmp_path: Path, index: Path, fake: FakeEncoder
) -> None:
    plea = "Der Bote lebt von seinen Lesern, und das soll nach dem Willen des Verlags so bleiben."
    folder = tmp_path / "bote"
    folder.mkdir()
    for number, place in enumerate(("Kiel", "Bonn", "Wismar", "Trier", "Jena", "Worms")):
        words = f"In {place} wird eine Brücke gebaut, die {number}00 Meter lang ist. Der Rat von {place} ist dafür."
        told = f"Die Bürger von {place} freuen sich auf die Brücke, und {number} Vereine wollen feiern."
        (folder / f"{place}.txt").write_text(f"Brücke für {place}\n\n{words} {told}\n\n{plea}\n", encoding="utf-8")

    def claimed() -> int:
        corpus = open_corpus(index)
        return sum("lebt von seinen Lesern" in c.quote for a in corpus.articles() for c in corpus.claims(a.id))

    assert finish(folder, index).noise == {"repeated": 6}
    assert claimed() == 0
    whole(index)
    # Four are too few: the line is reporting again, in the articles that did not change, too.
    for place in ("Kiel", "Bonn"):
        (folder / f"{place}.txt").unlink()
    assert finish(folder, index).noise == {}
    assert claimed() == 4
    whole(index)
    (folder / "Bonn.txt").write_text(f"Schule für Bonn\n\n{words} {told} Bonn baut.\n\n{plea}\n", encoding="utf-8")
    assert finish(folder, index).noise == {"repeated": 5}
    report = finish(folder, index, settings=Settings(repeats=0))
    assert report.noise == {}
    whole(index)
