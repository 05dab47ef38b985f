"""Rows of a table that could not be read: they are named by every build until the table is read anew or goes away."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from rag.building import add, build, remove
from rag.store.opening import FILE_NAME
from rag.types import BuildReport
from tests.building.held import whole
from tests.conftest import HARBOUR, TRAINS, FakeEncoder, finish

GOOD = [{"id": "hafen", "text": HARBOUR}, {"id": "bahn", "text": TRAINS}]
BAD = [{"id": "leer", "text": " "}, {"id": "ohne", "title": "Ein Titel"}]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "dump.jsonl"
    store(path, *GOOD, *BAD)
    return path


def store(path: Path, *rows: dict[str, str], end: str = "") -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows) + end, encoding="utf-8")


def named(report: BuildReport) -> list[tuple[str, str, bool]]:
    """What was skipped: the row, the last word of its reason, and whether an earlier version stays."""
    return [(Path(s.path).name, s.reason.split()[-1], s.kept) for s in report.skipped]


def stored(index: Path) -> int:
    raw = sqlite3.connect(index / FILE_NAME)
    try:
        return int(raw.execute("SELECT count(*) FROM skipped").fetchone()[0])
    finally:
        raw.close()


def never(*args: object, **kwargs: object) -> None:
    raise AssertionError("read again")


def test_an_unchanged_table_is_not_read_again_and_its_bad_rows_are_named_again(
    table: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = finish(table, index)
    assert named(first) == [("dump.jsonl#leer", "text", False), ("dump.jsonl#ohne", "title", False)]
    content = (index / FILE_NAME).read_bytes()
    monkeypatch.setattr("rag.building.storing.read_sources", never)
    for _ in range(2):
        again = finish(table, index)
        assert again.skipped == first.skipped
        assert again.to_dict()["skipped"] == first.to_dict()["skipped"]
        assert (again.added, again.changed, again.unchanged, again.articles) == (0, 0, 2, 2)
    assert (index / FILE_NAME).read_bytes() == content
    whole(index)


def test_another_source_that_is_read_leaves_the_bad_rows_named(
    table: Path, tmp_path: Path, index: Path, fake: FakeEncoder
) -> None:
    first = finish(table, index)
    (tmp_path / "bahn.txt").write_text("Die Bahn streicht Züge. Das sagte ein Sprecher.", encoding="utf-8")
    assert finish([table, tmp_path / "bahn.txt"], index).skipped == first.skipped
    assert finish([table, tmp_path / "bahn.txt"], index).skipped == first.skipped


def test_rows_that_were_mended_are_named_no_more(table: Path, index: Path, fake: FakeEncoder) -> None:
    finish(table, index)
    store(table, *GOOD, {"id": "leer", "text": "Jetzt steht hier etwas. Das ist neu."}, BAD[1])
    for _ in range(2):
        assert named(finish(table, index)) == [("dump.jsonl#ohne", "title", False)]
    store(table, *GOOD)
    for _ in range(2):
        assert named(finish(table, index)) == []
    assert stored(index) == 0
    whole(index)


def test_a_row_that_became_bad_keeps_its_earlier_version_and_is_named_again(
    table: Path, index: Path, fake: FakeEncoder
) -> None:
    store(table, *GOOD)
    finish(table, index)
    store(table, GOOD[0], {"id": "bahn", "text": ""})
    for _ in range(3):
        report = finish(table, index)
        assert named(report) == [("dump.jsonl#bahn", "text", True)]
        assert report.articles == 2


def test_a_table_of_which_nothing_can_be_read_any_more_and_that_is_put_back(
    table: Path, articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    first, content = finish([table, articles_folder], index), table.read_bytes()
    store(table, *({"id": row["id"], "text": ""} for row in GOOD))
    (articles_folder / "new.txt").write_text("Ein neuer Text steht hier. Er ist kurz.", encoding="utf-8")
    broken = finish([table, articles_folder], index)
    assert [(Path(s.path).name, s.kept) for s in broken.skipped] == [
        ("dump.jsonl#hafen", True),
        ("dump.jsonl#bahn", True),
    ]
    table.write_bytes(content)
    for _ in range(2):
        again = finish([table, articles_folder], index)
        assert (again.skipped, again.changed) == (first.skipped, 0)


def test_what_was_skipped_goes_with_its_table(
    table: Path, articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    finish([table, articles_folder], index)
    assert stored(index) == 2
    assert finish(articles_folder, index).skipped == ()
    assert stored(index) == 0
    whole(index)


def test_removing_the_last_row_of_a_table_forgets_what_was_skipped(
    table: Path, articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    (articles_folder / "hafen.txt").unlink()
    finish([table, articles_folder], index)
    remove([f"{table}#hafen"], index=index)
    assert stored(index) == 2
    remove([f"{table}#bahn"], index=index)
    assert stored(index) == 0


def test_an_addition_of_an_unchanged_table_tells_of_its_bad_rows_too(
    table: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    *_, first = add(table, index=index)
    monkeypatch.setattr("rag.building.storing.read_sources", never)
    *_, again = add(table, index=index)
    assert first.report
    assert again.report
    assert again.report.skipped == first.report.skipped
    told = [(Path(outcome.path).name, outcome.status) for outcome in again.report.outcomes]
    assert told == [
        ("dump.jsonl#hafen", "unchanged"),
        ("dump.jsonl#bahn", "unchanged"),
        ("dump.jsonl#leer", "skipped"),
        ("dump.jsonl#ohne", "skipped"),
    ]


def test_a_table_whose_reading_broke_off_is_read_again(
    table: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.articles.tables import Row
    from rag.building.reading import Failure, read_sources

    def broken(*args: object) -> object:
        for source, found in read_sources(*args):  # type: ignore[arg-type]
            yield (
                source,
                Failure("crashed the program that reads it")
                if isinstance(found, Row) and not (found.reading)
                else found,
            )

    with monkeypatch.context() as patch:
        patch.setattr("rag.building.storing.read_sources", broken)
        for _ in range(2):
            report = finish(table, index)
            assert {(Path(s.path).name, s.reason) for s in report.skipped} == {
                ("dump.jsonl", "crashed the program that reads it")
            }
    assert named(finish(table, index)) == [("dump.jsonl#leer", "text", False), ("dump.jsonl#ohne", "title", False)]


def test_an_index_that_knew_of_no_skipped_rows_reads_its_tables_once_more(
    table: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = finish(table, index)
    raw = sqlite3.connect(index / FILE_NAME)
    raw.execute("DROP TABLE skipped")
    raw.execute("PRAGMA user_version = 3")
    raw.commit()
    raw.close()
    fake.encoded.clear()
    assert finish(table, index).skipped == first.skipped
    assert fake.encoded == []
    monkeypatch.setattr("rag.building.storing.read_sources", never)
    assert finish(table, index).skipped == first.skipped


def test_a_build_that_is_abandoned_leaves_what_was_skipped(table: Path, index: Path, fake: FakeEncoder) -> None:
    first, content = finish(table, index), table.read_bytes()
    store(table, *GOOD, {"id": "neu", "text": "Ein neuer Text steht hier. Er ist kurz."})
    unfinished = build(table, index=index)
    while next(unfinished).step != "encode":
        pass
    unfinished.close()
    table.write_bytes(content)
    assert finish(table, index).skipped == first.skipped
