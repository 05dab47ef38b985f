"""Adding: what grows and what stays, under which names, beside builders, and what a bad file does."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

import rag.store.opening as opening_module
from rag import add, remove
from rag.building.builds import build
from rag.claims.extraction import EXTRACTOR
from rag.corpus import open_corpus
from rag.errors import ArticleError, IndexBusy, IndexMissing, IndexOutdated
from rag.settings import Settings
from rag.store.opening import FILE_NAME, open_database
from rag.types import BuildReport
from tests.building.held import paths, state, titles, whole
from tests.conftest import BRIDGE, HARBOUR, TRAINS, EncoderShelf, FakeEncoder, finish

REVISED = HARBOUR.replace("80 Millionen", "95 Millionen")
RAIN = "Regen in Kiel\n\nIn Kiel regnet es seit neun Tagen, sagte der Wetterdienst am Montag.\n"


def added(
    sources: Iterable[str | Path] | str | Path,
    index: Path,
    *,
    settings: Settings | None = None,
    names: Mapping[str | Path, str] | None = None,
) -> BuildReport:
    """Run an addition to its end and return its report."""
    *_, last = add(sources, index=index, settings=settings, names=names)
    assert last.step == "done"
    assert last.report is not None
    whole(index)
    return last.report


def told(report: BuildReport) -> list[tuple[str, str]]:
    return [(outcome.status, Path(outcome.path).name) for outcome in report.outcomes]


def marked(index: Path) -> set[str]:
    database = open_database(index)
    try:
        return {Path(path).name for path in database.added()}
    finally:
        database.close()


@pytest.fixture
def rain(tmp_path: Path) -> Path:
    """An article that lies in no folder of a build."""
    file = tmp_path / "uploads" / "rain.txt"
    file.parent.mkdir()
    file.write_text(RAIN, encoding="utf-8")
    return file


def upload(folder: Path, number: int, text: str) -> Path:
    file = folder / f"x{number}81"
    file.write_text(text, encoding="utf-8")
    return file


# --- growing --------------------------------------------------------------------------------------


def test_adding_makes_an_index_where_there_is_none(rain: Path, index: Path, fake: FakeEncoder) -> None:
    report = added(rain, index)
    assert (report.added, report.articles, report.removed) == (1, 1, 0)
    assert "Kiel" in open_corpus(index).retrieve("Regnet es in Kiel?", 1)[0].passage.text


def test_adding_removes_nothing_and_encodes_only_what_is_new(
    articles_folder: Path, rain: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    fake.encoded.clear()
    report = added(rain, index)
    assert (report.added, report.unchanged, report.articles) == (1, 0, 4)
    assert fake.encoded
    assert all("Kiel" in text for text in fake.encoded)


def test_each_file_is_told_what_became_of_it(articles_folder: Path, rain: Path, index: Path, fake: FakeEncoder) -> None:
    finish(articles_folder, index)
    (articles_folder / "bahn.txt").write_text(TRAINS + "\nFoto: dpa\n", encoding="utf-8")
    (articles_folder / "kopie.txt").write_text(HARBOUR, encoding="utf-8")
    (articles_folder / "leer.txt").touch()
    report = added([rain, articles_folder, rain.parent / "absent.txt"], index)
    assert told(report) == [
        ("added", "rain.txt"),
        ("changed", "bahn.txt"),
        ("unchanged", "bridge.txt"),
        ("unchanged", "hafen.txt"),
        ("duplicate", "kopie.txt"),
        ("skipped", "leer.txt"),
        ("skipped", "absent.txt"),
    ]
    first, bahn, bridge, _, copy, empty, absent = report.outcomes
    assert first.title == "Regen in Kiel"
    assert first.claims == len(open_corpus(index).claims(first.article or ""))
    assert 0.01 < bahn.noise < 0.1
    assert bridge.noise == 0.0
    assert (copy.reason or "").startswith("the same text as ")
    assert (copy.reason or "").endswith("hafen.txt")
    assert (empty.article, empty.title, empty.claims) == (None, None, 0)
    assert "is empty" in (empty.reason or "")
    assert "does not exist" in (absent.reason or "")
    assert (report.added, report.changed, report.unchanged, report.articles) == (2, 1, 2, 4)
    assert {Path(skipped.path).name for skipped in report.skipped} == {"leer.txt", "absent.txt"}
    assert [(Path(one).name, Path(other).name) for one, other in report.duplicates] == [("kopie.txt", "hafen.txt")]


def test_a_build_gives_no_outcomes(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    assert finish(articles_folder, index).outcomes == ()


def test_adding_twice_changes_nothing(
    rain: Path, index: Path, shelf: EncoderShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(rain, index)
    before, opened = state(index), shelf.opened
    assert told(added(rain, index)) == [("unchanged", "rain.txt")]
    assert state(index) == before
    assert shelf.opened == opened, "an encoder was loaded for nothing"


def test_only_bad_files_change_nothing_and_are_no_error(
    tmp_path: Path, rain: Path, index: Path, fake: FakeEncoder
) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(bytes(range(256)) * 40)
    *_, last = add([bad], index=index)
    assert last.report is not None
    assert told(last.report) == [("skipped", "bad.txt")]
    assert last.report.articles == 0
    with pytest.raises(IndexMissing):
        open_corpus(index)
    added(rain, index)
    before = state(index)
    assert told(added([bad], index)) == [("skipped", "bad.txt")]
    assert state(index) == before


def test_no_sources_at_all_are_a_mistake(index: Path, fake: FakeEncoder) -> None:
    with pytest.raises(ArticleError, match="no sources given"):
        list(add([], index=index))


def test_what_is_added_is_asked_for_and_what_is_removed_is_not_in_one_opened_corpus(
    articles_folder: Path, rain: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    corpus = open_corpus(index)
    question = "Seit wie vielen Tagen regnet es in Kiel?"
    states = [corpus.state()]
    assert "Kiel" not in str(corpus.ask(question).to_dict()["findings"])
    added(rain, index)
    states.append(corpus.state())
    assert any("In Kiel regnet es" in finding.quote for finding in corpus.ask(question).findings)
    remove([str(rain)], index=index)
    states.append(corpus.state())
    answer = corpus.ask(question)
    assert not any("Kiel" in finding.quote for finding in answer.findings)
    assert answer.abstention is not None
    assert len(set(states)) == 3
    assert corpus.state() == states[-1]


# --- staying --------------------------------------------------------------------------------------


def test_what_was_added_stays_when_a_folder_is_built(
    articles_folder: Path, rain: Path, index: Path, fake: FakeEncoder
) -> None:
    added(rain, index)
    rain.unlink()
    report = finish(articles_folder, index)
    assert (report.added, report.removed, report.articles) == (3, 0, 4)
    (articles_folder / "hafen.txt").unlink()
    report = finish(articles_folder, index)
    assert (report.removed, report.articles) == (1, 3)
    assert marked(index) == {"rain.txt"}
    remove(str(rain), index=index)
    assert finish(articles_folder, index).articles == 2
    assert marked(index) == set()
    whole(index)


def test_a_file_that_a_build_read_stays_too_once_it_was_added(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    fake.encoded.clear()
    assert told(added(articles_folder / "hafen.txt", index)) == [("unchanged", "hafen.txt")]
    assert fake.encoded == []
    for name in ("hafen.txt", "bahn.txt"):
        (articles_folder / name).unlink()
    assert finish(articles_folder, index).articles == 2
    assert sorted(paths(index)) == ["bridge.txt", "hafen.txt"]


@pytest.mark.parametrize("change", ["settings", "extractor"])
def test_what_was_added_is_cut_anew_from_the_stored_text(
    articles_folder: Path, rain: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    finish(articles_folder, index)
    added(rain, index, names={rain: "upload:rain.txt"})
    rain.unlink()
    settings = Settings(passage_tokens=40) if change == "settings" else Settings()
    if change == "extractor":
        monkeypatch.setattr("rag.building.storing.EXTRACTOR", EXTRACTOR + 1)
    report = finish(articles_folder, index, settings=settings)
    assert (report.changed, report.removed, report.articles) == (4, 0, 4)
    assert marked(index) == {"upload:rain.txt"}
    assert "Kiel" in open_corpus(index, settings).retrieve("Regnet es in Kiel?", 1)[0].passage.text
    whole(index)


@pytest.mark.parametrize("name", ["other", "fake"], ids=["another encoder", "other weights of the same name"])
def test_what_was_added_is_encoded_anew_by_another_encoder(
    articles_folder: Path, rain: Path, index: Path, shelf: EncoderShelf, name: str
) -> None:
    finish(articles_folder, index)
    added(rain, index)
    rain.unlink()
    shelf.encoder = FakeEncoder(name, salt="retrained")
    settings = Settings(encoder="other") if name == "other" else Settings()
    if name == "fake":
        # The advice must be one that loses nothing.
        with pytest.raises(IndexOutdated, match=r"other weights.*build again with: belegt build$"):
            open_corpus(index)
    report = finish(articles_folder, index, settings=settings)
    assert (report.changed, report.articles) == (4, 4)
    assert any("Kiel" in text for text in shelf.encoder.encoded)
    assert "Kiel" in open_corpus(index, settings).retrieve("Regnet es in Kiel?", 1)[0].passage.text
    assert marked(index) == {"rain.txt"}
    whole(index)


def test_a_fresh_build_begins_from_nothing(articles_folder: Path, rain: Path, index: Path, fake: FakeEncoder) -> None:
    added(rain, index)
    assert finish(articles_folder, index, fresh=True).articles == 3
    assert marked(index) == set()


def test_what_was_added_does_not_pass_for_a_readable_source(
    tmp_path: Path, articles_folder: Path, rain: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    added(rain, index)
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "empty.txt").touch()
    for settings in (Settings(), Settings(passage_tokens=40)):
        with pytest.raises(ArticleError, match="the index is left as it is"):
            finish(bad, index, settings=settings)
    assert len(titles(index)) == 4


def test_adding_with_other_settings_or_another_encoder_is_refused(
    articles_folder: Path, rain: Path, index: Path, shelf: EncoderShelf
) -> None:
    finish(articles_folder, index)
    before = state(index)
    with pytest.raises(IndexOutdated, match=r"passage_tokens 160, asked for is 40.*belegt build"):
        added(rain, index, settings=Settings(passage_tokens=40))
    shelf.encoder = FakeEncoder(salt="retrained")
    with pytest.raises(IndexOutdated, match="other weights"):
        added(rain, index)
    assert state(index) == before


def test_an_older_extractors_index_takes_additions_and_is_read_anew_by_the_next_build(
    articles_folder: Path, rain: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr("rag.building.storing.EXTRACTOR", EXTRACTOR - 1)
        finish(articles_folder, index)
    assert added(rain, index).articles == 4
    assert finish(articles_folder, index).changed == 4
    assert finish(articles_folder, index).changed == 0


def test_an_index_of_an_older_format_is_upgraded_when_it_is_opened(
    articles_folder: Path, rain: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    raw = sqlite3.connect(index / FILE_NAME)
    raw.execute("DROP TABLE added")
    raw.execute("DROP TABLE same_words")
    raw.execute("DROP TABLE skipped")
    raw.execute("DROP INDEX articles_listed")
    raw.execute("ALTER TABLE articles DROP COLUMN pages")
    raw.execute("ALTER TABLE addresses DROP COLUMN source")
    raw.execute("ALTER TABLE addresses DROP COLUMN reader")
    raw.execute("PRAGMA user_version = 2")
    raw.commit()
    raw.close()
    fake.encoded.clear()
    corpus = open_corpus(index)
    assert corpus.retrieve("Hafen Wismar")
    shelved = corpus.shelf()
    assert shelved.total == 3
    assert not any(entry.added for entry in shelved.entries)
    report = finish(articles_folder, index)
    assert (report.changed, fake.encoded) == (3, []), "read again by newer rules"
    assert added(rain, index).articles == 4
    assert [entry.title for entry in corpus.shelf().entries if entry.added] == ["Regen in Kiel"]
    assert finish(articles_folder, index).articles == 4


# --- names ----------------------------------------------------------------------------------------


def test_an_upload_is_filed_under_its_name(tmp_path: Path, index: Path, fake: FakeEncoder) -> None:
    file = upload(tmp_path, 1, HARBOUR)
    report = added(file, index, names={str(file): "upload:report.txt"})
    assert told(report) == [("added", "upload:report.txt")]
    article = open_corpus(index).articles()[0]
    assert article.path == "upload:report.txt"


def test_two_uploads_of_one_name_and_different_text_are_two_articles(
    tmp_path: Path, index: Path, fake: FakeEncoder
) -> None:
    for number, text in enumerate((HARBOUR, TRAINS, BRIDGE)):
        file = upload(tmp_path, number, text)
        report = added(file, index, names={file: "upload:report.txt"})
    assert sorted(paths(index)) == ["upload:report (2).txt", "upload:report (3).txt", "upload:report.txt"]
    assert report.outcomes[0].status == "added"
    assert report.outcomes[0].reason == "another article lies under upload:report.txt"
    assert report.articles == 3
    file = upload(tmp_path, 9, TRAINS)
    report = added(file, index, names={file: "upload:report.txt"})
    assert told(report) == [("unchanged", "upload:report (2).txt")]


def test_two_uploads_of_one_name_at_once(tmp_path: Path, index: Path, fake: FakeEncoder) -> None:
    files = [upload(tmp_path, 1, HARBOUR), upload(tmp_path, 2, TRAINS), upload(tmp_path, 3, HARBOUR)]
    report = added(files, index, names=dict.fromkeys(files, "report.txt"))
    assert told(report) == [("added", "report.txt"), ("added", "report (2).txt"), ("unchanged", "report.txt")]
    assert report.articles == 2


def test_a_new_version_of_an_upload_takes_the_place_of_the_earlier_one(
    tmp_path: Path, index: Path, fake: FakeEncoder
) -> None:
    for number, text in enumerate((HARBOUR, REVISED)):
        file = upload(tmp_path, number, text)
        report = added(file, index, names={file: "report.txt"})
    assert told(report) == [("changed", "report.txt")]
    assert (report.added, report.changed, report.articles) == (0, 1, 1)
    assert "95 Millionen" in open_corpus(index).articles()[0].text


def test_the_same_text_under_another_name_is_one_article_with_two_addresses(
    articles_folder: Path, tmp_path: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    fake.encoded.clear()
    file = upload(tmp_path, 1, HARBOUR)
    report = added(file, index, names={file: "report.txt"})
    assert told(report) == [("duplicate", "report.txt")]
    assert report.articles == 3
    assert fake.encoded == []
    entry = next(entry for entry in open_corpus(index).shelf().entries if len(entry.addresses) == 2)
    assert entry.added
    # The build's address may go, the added one keeps the article.
    (articles_folder / "hafen.txt").unlink()
    assert finish(articles_folder, index).articles == 3
    assert sorted(paths(index)) == ["bahn.txt", "bridge.txt", "report.txt"]


def test_a_bad_upload_is_spoken_of_by_its_name(tmp_path: Path, index: Path, fake: FakeEncoder) -> None:
    empty, good = upload(tmp_path, 1, ""), upload(tmp_path, 2, HARBOUR)
    gone = tmp_path / "gone"
    names = {empty: "empty.txt", good: "good.txt", gone: "gone.txt"}
    report = added([empty, gone, good], index, names=names)
    assert told(report) == [("skipped", "empty.txt"), ("skipped", "gone.txt"), ("added", "good.txt")]
    assert [str(tmp_path) in (outcome.reason or "") for outcome in report.outcomes] == [False] * 3
    assert report.outcomes[0].reason == "empty.txt is empty; nothing to read"


@pytest.mark.parametrize(
    "name", ["Öl & 'Gas'; DROP TABLE articles.txt", "a\ud83db.txt", "x" * 5000, "../../etc/p", "\x00"]
)
def test_names_of_all_kinds(tmp_path: Path, index: Path, fake: FakeEncoder, name: str) -> None:
    file = upload(tmp_path, 1, HARBOUR)
    report = added(file, index, names={file: name})
    path = report.outcomes[0].path
    assert report.outcomes[0].status == "added"
    path.encode()
    assert [entry.path for entry in open_corpus(index).shelf().entries] == [path]
    assert remove([name], index=index).articles == 0


def test_names_that_are_mistakes(rain: Path, tmp_path: Path, index: Path, fake: FakeEncoder) -> None:
    with pytest.raises(ValueError, match="none of the sources"):
        added(rain, index, names={tmp_path / "other.txt": "a.txt"})
    with pytest.raises(ValueError, match="is empty; leave it out"):
        added(rain, index, names={rain: " "})
    assert not index.exists()


# --- beside others --------------------------------------------------------------------------------


def test_an_addition_that_is_abandoned_leaves_the_old_state(
    articles_folder: Path, rain: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    before = state(index)
    for step in ("read", "encode", "store"):
        running = add(rain, index=index)
        assert any(sign.step == step for sign in running)
        running.close()  # type: ignore[attr-defined]
        assert (state(index), len(titles(index)), marked(index)) == (before, 3, set())
    whole(index)
    assert added(rain, index).articles == 4


def test_a_first_addition_that_fails_leaves_no_index(rain: Path, index: Path, fake: FakeEncoder) -> None:
    def fail(texts: object) -> None:
        raise MemoryError("out of memory")

    fake.before_encoding = fail
    with pytest.raises(MemoryError):
        added(rain, index)
    with pytest.raises(IndexMissing):
        open_corpus(index)


def test_a_build_that_ends_meanwhile_does_not_make_an_addition_fail(
    articles_folder: Path, rain: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder / "hafen.txt", index)
    late = add(rain, index=index)
    next(late)
    finish(articles_folder, index)
    *_, last = late
    assert last.report is not None
    assert (told(last.report), last.report.articles) == ([("added", "rain.txt")], 4)
    assert marked(index) == {"rain.txt"}
    whole(index)


def test_a_first_build_that_ends_meanwhile(articles_folder: Path, rain: Path, index: Path, fake: FakeEncoder) -> None:
    late = add(rain, index=index)
    next(late)
    finish(articles_folder, index)
    assert list(late)[-1].step == "done"
    assert len(titles(index)) == 4


def test_builds_that_end_meanwhile_again_and_again(
    articles_folder: Path, rain: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    degrees = iter(range(99))

    def build_again() -> None:
        file = articles_folder / "neu.txt"
        file.write_text(f"Neu\n\nIn Kiel sind es {next(degrees)} Grad.\n", encoding="utf-8")
        finish(articles_folder, index)

    signs = add(rain, index=index)
    with pytest.raises(IndexBusy, match=r"other processes changed .* 5 times meanwhile; nothing was added"):
        [build_again() for sign in signs if sign.step == "read" and sign.done == 0]
    assert marked(index) == set()


def test_a_build_that_was_overtaken_by_an_addition_refuses(
    articles_folder: Path, rain: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    (articles_folder / "hafen.txt").unlink()
    late = build(articles_folder, index=index)
    next(late)
    added(rain, index)
    with pytest.raises(IndexBusy, match=r"changed .* meanwhile; build again"):
        list(late)
    assert len(titles(index)) == 4


def test_adding_and_removing_while_a_build_writes(
    articles_folder: Path, rain: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening_module, "_PATIENCE", 0.1)
    finish(articles_folder / "hafen.txt", index)
    first = build(articles_folder, index=index)
    assert any(sign.step == "encode" for sign in first)
    for change in (lambda: added(rain, index), lambda: remove(str(articles_folder / "hafen.txt"), index=index)):
        with pytest.raises(IndexBusy, match=r"another process is writing to .*; wait"):
            change()
    assert list(first)[-1].step == "done"
    assert added(rain, index).articles == 4


def test_search_files_that_are_gone_are_made_by_the_next_addition(
    articles_folder: Path, rain: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    for folder in index.glob("derived-*"):
        shutil.rmtree(folder)
    added(rain, index)
    assert [folder.name for folder in index.glob("derived-*")] == ["derived-000002"]
