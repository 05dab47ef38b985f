"""Indexes damaged in every way that one can think of, and in some that chance thought of: found, named, mended."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest

from rag.building import add, remove
from rag.corpus import open_corpus
from rag.errors import BelegtError, IndexCorrupt, IndexMissing
from rag.store.checking import Flaw, Looked, check_index, repair, way_back
from rag.store.opening import FILE_NAME, open_database
from tests.building.crashing import flaws_of, quick_folder
from tests.conftest import BRIDGE, HARBOUR, TRAINS, FakeEncoder, finish


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def built(kept: Path, tmp_path: Path, fake: FakeEncoder) -> Iterator[Path]:
    """An index of three articles, whose search files are there."""
    if not kept.joinpath("index").exists():
        kept.joinpath("articles").mkdir()
        for name, text in (("hafen", HARBOUR), ("bridge", BRIDGE), ("bahn", TRAINS)):
            (kept / "articles" / f"{name}.txt").write_text(text, encoding="utf-8")
        finish(kept / "articles", kept / "index")
    with quick_folder(tmp_path) as place:
        yield Path(shutil.copytree(kept / "index", place / "index"))


@contextmanager
def raw(index: Path) -> Iterator[sqlite3.Connection]:
    """The database as a program sees it that knows no rules; what it changes looks as if a disk had done it."""
    with closing(sqlite3.connect(index / FILE_NAME)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        yield connection


def damage(index: Path, *statements: str) -> None:
    with raw(index) as connection:
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, f"{statement} changes nothing"


def mend(index: Path) -> list[str]:
    return list(repair(index, flaws_of(index)))


def rows_of(index: Path) -> dict[str, list[tuple[object, ...]]]:
    """What lies in the tables of articles."""
    tables = ("articles", "addresses", "passages", "claims", "vectors", "added", "same_words", "skipped")
    with raw(index) as connection:
        connection.text_factory = bytes
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in tables}


def the_folder(index: Path) -> Path:
    return next(index.glob("derived-*"))


FIRST = "(SELECT min(rowid) FROM articles)"
PASSAGE = f"(SELECT min(p.id) FROM passages p JOIN articles a ON a.id = p.article WHERE a.rowid = {FIRST})"
CLAIM = f"(SELECT min(id) FROM claims WHERE passage = {PASSAGE})"
ARTICLE = f"UPDATE articles SET {{}} WHERE rowid = {FIRST}"
OF_PASSAGE = f"UPDATE passages SET {{}} WHERE id = {PASSAGE}"
OF_CLAIM = f"UPDATE claims SET {{}} WHERE id = {CLAIM}"
OF_VECTOR = f"UPDATE vectors SET vector = {{}} WHERE id = (SELECT vector FROM passages WHERE id = {PASSAGE})"

DAMAGED_TEXTS = {
    "another word": (ARTICLE.format("text = replace(text, 'e', 'x')"), "is not the one that its id was made from"),
    "a character taken apart": (ARTICLE.format("text = text || 'e' || char(769)"), "normal form C"),
    "no text": (ARTICLE.format("text = CAST(X'4172ff' AS TEXT)"), "its rows cannot be read"),
    "no title": (ARTICLE.format("title = ''"), "it has no title"),
}
DAMAGED_SPANS = {
    "headings backwards": (ARTICLE.format("headings = '[[5, 3]]'"), "its rows cannot be read"),
    "headings beyond the end": (ARTICLE.format("headings = '[[0, 99999]]'"), "its headings are not spans of its text"),
    "pages out of order": (ARTICLE.format("pages = '[0, 50, 20]'"), "its pages do not begin in its text"),
    "headings out of order": (ARTICLE.format("headings = '[[20, 30], [0, 5]]'"), "its headings are not spans"),
    "passage beyond the end": (OF_PASSAGE.format('"end" = 99999'), "is not a span of its text"),
    "passage over the next one": (OF_PASSAGE.format('"end" = "end" + 20'), "is not a span of its text"),
    "empty passage": (OF_PASSAGE.format('"end" = start'), "is not a span of its text"),
    "passage missing": (f"DELETE FROM passages WHERE id = {PASSAGE}", "some of it is in no passage"),
    "claim beside its passage": (OF_CLAIM.format("start = 0"), "does not lie in its passage"),
    "parts out of order": (OF_CLAIM.format("parts = '[[90, 95], [80, 85]]'"), "its parts are not spans of it"),
    "empty cue": (OF_CLAIM.format("cue = '[[7, 7]]'"), "its cue does not lie in the text"),
    "claimer beyond the end": (OF_CLAIM.format("claimer = '[[99998, 99999]]'"), "its claimer does not lie in the text"),
    "name beyond the end": (OF_CLAIM.format("named = '[[0, 3], [9, 99999]]'"), "claimer's name does not lie in"),
    "chain beyond the end": (OF_CLAIM.format("through = '[[[0, 99999]]]'"), "its chain of claimers does not lie in"),
    "times beyond the end": (OF_CLAIM.format("""times = '[[[[0, 99999]], "2024"]]'"""), "its times does not lie in"),
    "context out of order": (OF_CLAIM.format("context = '[[[[9, 10], [1, 2]], [[0, 3]]]]'"), "its context does not"),
    "sentence beyond the end": (OF_CLAIM.format("sentence = '[0, 99999]'"), "its sentence does not lie in the text"),
    "kind of speech": (OF_CLAIM.format("kind = 'Sung'"), "unknown kind of speech: 'Sung'"),
    "status": (OF_CLAIM.format("epistemic = 'Maybe'"), "unknown status: 'Maybe'"),
    "spans that are no spans": (OF_CLAIM.format("times = '[[5]]'"), "it cannot be read"),
}
DAMAGED_VECTORS = {
    "too short": (OF_VECTOR.format("X'0000'"), "has not 64 values"),
    "nothing": (OF_VECTOR.format("zeroblob(128)"), "has length 0 instead of 1"),
    "no numbers": (OF_VECTOR.format(f"X'{'007e' * 64}'"), "has length nan"),
    "infinite": (OF_VECTOR.format(f"X'{'007c' * 64}'"), "has length inf"),
    "missing": (OF_PASSAGE.format("vector = 99999"), "its vector is missing"),
    "missing of a claim": (OF_CLAIM.format("vector = 99999"), "its vector is missing"),
}
TRUTH = {**DAMAGED_TEXTS, **DAMAGED_SPANS, **DAMAGED_VECTORS}
ORPHANS = {
    "an address of nothing": (
        "INSERT INTO addresses (path, digest, article) VALUES ('news/gone.txt', 'd', 'nobody')",
        "is not there",
    ),
    "a passage of nothing": ("INSERT INTO passages VALUES (999, 'nobody', 0, 9, 1)", "belongs to one of articles"),
    "a claim of nothing": (
        "INSERT INTO claims SELECT 999, 999, 0, 9, parts, claimer, claimer_affiliation, cue, kind, named, through, "
        "epistemic, negated, modality, claim_datetime, dated_by, times, context, sentence, vector FROM claims LIMIT 1",
        "belongs to one of passages",
    ),
    "a vector of nothing": ("INSERT INTO vectors VALUES (999, X'00', zeroblob(128))", "no passage and no claim has it"),
    "an article without an address": (
        f"DELETE FROM addresses WHERE article = (SELECT id FROM articles WHERE rowid = {FIRST})",
        "no address leads to it",
    ),
    "words of nothing": ("INSERT INTO same_words VALUES (X'00', 'nobody')", "belongs to one of articles"),
    "added, but not there": ("INSERT INTO added VALUES ('news/gone.txt')", "nothing lies under this address"),
    "skipped of nothing": ("INSERT INTO skipped VALUES ('gone.csv', 0, 'gone.csv#2', 'no text')", "nothing came from"),
    "an article under a wrong path": (ARTICLE.format("path = 'news/gone.txt'"), "an address that does not lead to it"),
}


def test_a_sound_index_has_no_flaw_and_nothing_is_done_to_it(built: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in built.rglob("*") if path.suffix != ".db-shm"}
    looked = list(check_index(built))
    assert [thing for thing in looked if isinstance(thing, Flaw)] == []
    assert {thing.step for thing in looked if isinstance(thing, Looked)} == {
        "file", "vectors", "articles", "search files",
    }  # fmt: skip
    assert list(repair(built, [])) == way_back(built, []) == []
    assert {path: path.stat().st_mtime_ns for path in built.rglob("*") if path.suffix != ".db-shm"} == before


def test_the_sample_articles_have_no_flaw(seeds_index: Path) -> None:
    assert flaws_of(seeds_index) == []


def test_an_empty_index_has_no_flaw(built: Path) -> None:
    with closing(open_database(built)) as database:
        everything = list(database.addresses())
    remove(everything, index=built)
    assert flaws_of(built) == []


def test_no_index(index: Path) -> None:
    with pytest.raises(IndexMissing):
        next(check_index(index))


@pytest.mark.parametrize("name", TRUTH)
def test_what_is_wrong_with_an_article_is_found_and_reading_it_again_brings_it_back(name: str, built: Path) -> None:
    statement, words = TRUTH[name]
    with closing(open_database(built)) as database:
        right = rows_of(built)
        articles, addresses = database.article_ids(), list(database.addresses())
    damage(built, statement)
    found = [flaw for flaw in flaws_of(built) if flaw.kind == "truth"]
    assert any(words in flaw.what for flaw in found), [str(flaw) for flaw in found]
    assert all(flaw.article in articles and flaw.addresses[0] in addresses for flaw in found)
    assert len({flaw.article for flaw in found}) == 1, "the others are right"
    # What repair does leaves it alone, and the others as well; a vector or a claim that lost its owner is an orphan.
    left = rows_of(built)
    mend(built)
    tables = ("articles", "addresses", "passages", *(["claims", "vectors"] if "missing" not in name else []))
    assert {table: rows_of(built)[table] for table in tables} == {table: left[table] for table in tables}
    [command] = way_back(built, found)
    assert f"belegt remove {found[0].article} --index {built}" in command
    assert f"belegt add {found[0].addresses[0]}" in command
    remove([str(found[0].article)], index=built)
    list(add(found[0].addresses, index=built))
    assert flaws_of(built) == []
    assert [row[:3] for row in rows_of(built)["articles"]] == [row[:3] for row in right["articles"]]


def test_noise_that_is_none(built: Path) -> None:
    damage(built, ARTICLE.format('noise = \'[[0, 99999, "byline"], [3, 4, "horn"]]\''))
    found = [flaw.what for flaw in flaws_of(built)]
    assert "its noise are not spans of its text, in order" in found
    assert "it has noise of an unknown kind: 'horn'" in found


NO_JSON = {
    "noise": ARTICLE.format("noise = 'x'"),
    "headings": ARTICLE.format("headings = '[5]'"),
    "claimer": OF_CLAIM.format("claimer = 'x'"),
    "times": OF_CLAIM.format("times = '[[5]]'"),
    "sentence": OF_CLAIM.format("sentence = 'x'"),
}


@pytest.mark.parametrize("name", sorted(NO_JSON.keys() - {"noise"}))
def test_an_article_whose_rows_hold_no_json_is_taken_out_and_read_again(name: str, built: Path) -> None:
    damage(built, NO_JSON[name])
    [flaw] = flaws_of(built)
    assert "cannot be read" in flaw.what
    remove([str(flaw.article)], index=built)
    list(add(flaw.addresses, index=built))
    assert flaws_of(built) == []


@pytest.mark.parametrize("name", NO_JSON)
def test_rows_that_hold_no_json_are_told_as_damage(name: str, built: Path) -> None:
    damage(built, NO_JSON[name])
    told = None
    with closing(open_database(built)) as database:
        try:
            for article in database.articles():
                database.shelved([article.id])
                database.claims_of(article.id)
        except (IndexCorrupt, ValueError) as error:
            # Only its kind is kept: with the error, what is being read would live on after the database is closed.
            told = type(error)
    assert told is IndexCorrupt


@pytest.mark.parametrize("name", ORPHANS)
def test_orphans_are_found_and_removed_and_nothing_else_is_touched(name: str, built: Path) -> None:
    statement, words = ORPHANS[name]
    before = rows_of(built)
    damage(built, statement)
    [flaw] = [flaw for flaw in flaws_of(built) if flaw.kind == "orphan"]
    assert words in flaw.what
    assert flaw.is_derived
    done = mend(built)
    assert "removed 1 orphan" in done or name == "an article without an address", done
    assert flaws_of(built) == []
    after = rows_of(built)
    if name != "an article without an address":
        assert after == before
    assert len(open_corpus(built).retrieve("Hafen und Brücke", 9)) == len(after["passages"])


def test_search_files_with_a_changed_byte_anywhere_are_found_and_made_again(built: Path) -> None:
    files = [path for path in the_folder(built).rglob("*") if path.is_file()]
    chance = random.Random(1)
    for file in files:
        content = bytearray(file.read_bytes())
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        file.write_bytes(content)
        assert [flaw.kind for flaw in flaws_of(built)] == ["search"], file.name
        assert mend(built) == [f"made {the_folder(built).name} again from belegt.db"]
        assert flaws_of(built) == [], file.name


def test_search_files_that_are_not_there(built: Path) -> None:
    shutil.rmtree(the_folder(built))
    [flaw] = flaws_of(built)
    assert str(flaw) == "derived-000001: it is not there; whoever opens the index makes it"
    assert mend(built) == ["made derived-000001 again from belegt.db"]
    assert flaws_of(built) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("passage_ids", "its passages are not those"),
        ("claim_ids", "its claims, or their passages, are not those"),
        ("claim_owner_rows", "its claims, or their passages, are not those"),
        ("passages", "its vectors of passages are not those"),
        ("claims", "its vectors of claims are not those"),
    ],
)
def test_search_files_of_other_rows_whose_checksums_are_right(built: Path, name: str, words: str) -> None:
    file = the_folder(built) / f"{name}.npy"
    array = np.load(file)
    array[[0, -1]] = array[[-1, 0]]
    np.save(file, array)
    manifest = json.loads((the_folder(built) / "manifest.json").read_text())
    content = file.read_bytes()
    manifest["sha256"][file.name] = hashlib.sha256(len(content).to_bytes(8, "big") + content).hexdigest()
    (the_folder(built) / "manifest.json").write_text(json.dumps(manifest))
    assert any(words in flaw.what for flaw in flaws_of(built)), flaws_of(built)
    assert {flaw.kind for flaw in flaws_of(built)} == {"search"}
    mend(built)
    assert flaws_of(built) == []


def test_what_killed_processes_left_long_ago_goes(built: Path) -> None:
    for name in (".derived-half", "derived-000900"):
        shutil.copytree(the_folder(built), built / name)
        os.utime(built / name, (1, 1))
    (built / ".derived-now").mkdir()
    assert {(flaw.kind, flaw.where) for flaw in flaws_of(built)} == {
        ("left over", ".derived-half"), ("left over", "derived-000900"),
    }  # fmt: skip
    assert sorted(mend(built)) == ["removed .derived-half", "removed derived-000900"]
    assert flaws_of(built) == []
    assert (built / ".derived-now").is_dir(), "somebody may be writing there"


def test_a_log_that_nobody_put_into_the_database(built: Path) -> None:
    with raw(built) as connection, closing(open_database(built)) as reader, reader.snapshot():
        assert reader.generation() == 1
        connection.execute("UPDATE articles SET author = 'Ina Reuter'")
        connection.commit()
        log = built / f"{FILE_NAME}-wal"
        kept = log.read_bytes()
    # As if both processes had been killed: whoever closes the database last puts the log into it.
    log.write_bytes(kept)
    os.utime(log, (1, 1))
    with raw(built) as connection:
        connection.execute("SELECT count(*) FROM articles")
        assert [flaw.where for flaw in flaws_of(built)] in ([f"{FILE_NAME}-wal"], [])
        mend(built)
        assert not log.exists() or log.stat().st_size == 0


def test_a_lookup_that_does_not_agree_with_its_table(built: Path) -> None:
    with raw(built) as connection:
        [entry] = connection.execute("SELECT * FROM sqlite_master WHERE name = 'claims_of_passage'").fetchall()
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE name = 'claims_of_passage'")
    with raw(built) as connection:
        connection.execute(
            "UPDATE claims SET passage = (SELECT max(id) FROM passages) WHERE id = (SELECT max(id) FROM claims)"
        )
        connection.execute("UPDATE claims SET id = id + 100 WHERE id = (SELECT max(id) FROM claims)")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", entry)
    assert "lookup" in {flaw.kind for flaw in flaws_of(built)}
    assert mend(built)[0] == "made the lookups of belegt.db again"
    assert {flaw.kind for flaw in flaws_of(built)} <= {"search"}


def test_words_that_lead_to_another_article(built: Path) -> None:
    before = rows_of(built)
    damage(
        built, f"UPDATE same_words SET digest = X'00' WHERE article = (SELECT id FROM articles WHERE rowid = {FIRST})"
    )
    [flaw] = flaws_of(built)
    assert flaw.kind == "lookup"
    assert "other words than its own lead to it" in flaw.what
    assert mend(built) == ["made the lookups of belegt.db again"]
    assert flaws_of(built) == []
    assert rows_of(built) == before


def test_a_database_with_garbage_in_its_middle(built: Path) -> None:
    with (built / FILE_NAME).open("r+b") as file:
        for page in range(3, 9):
            file.seek(4096 * page)
            file.write(b"\xa5" * 4096)
    found = flaws_of(built)
    assert any(flaw.kind == "truth" and flaw.article is None for flaw in found)
    [advice] = way_back(built, found)
    assert "put a copy of" in advice
    assert f"belegt build --fresh FILE_OR_FOLDER --index {built}" in advice


def test_an_index_that_does_not_say_what_it_is(built: Path) -> None:
    damage(built, "DELETE FROM info WHERE name = 'state'")
    assert {flaw.kind for flaw in flaws_of(built)} == {"truth"}
    damage(built, "INSERT INTO info VALUES ('state', '')")
    assert any("what it says of itself cannot be" in flaw.what for flaw in flaws_of(built))


def test_flipped_bits_anywhere_in_the_database_end_in_flaws_or_in_an_error_that_says_so(built: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    right = (built / FILE_NAME).read_bytes()
    for _ in range(60):
        content = bytearray(right)
        place = chance.randrange(len(content))
        content[place] ^= 1 << chance.randrange(8)
        (built / FILE_NAME).write_bytes(content)
        try:
            open_database(built).close()
        except (BelegtError, UnicodeDecodeError):
            continue
        found = flaws_of(built)
        assert all(flaw.what and flaw.where for flaw in found), place
        way_back(built, found)


def test_a_database_whose_table_of_tables_is_no_text(built: Path) -> None:
    content = (built / FILE_NAME).read_bytes()
    (built / FILE_NAME).write_bytes(content.replace(b"CREATE TABLE passages", b"CREATE\xc6TABLE passages"))
    with pytest.raises(IndexCorrupt):
        open_database(built)


def test_a_flaw_as_programs_get_it(built: Path) -> None:
    damage(built, TRUTH["empty cue"][0])
    [flaw] = flaws_of(built)
    assert flaw.to_dict() == {
        "kind": "truth", "where": flaw.where, "what": "its cue does not lie in the text, in order",
        "article": flaw.article, "addresses": flaw.addresses, "sources": flaw.addresses, "derived": False,
    }  # fmt: skip
    json.dumps(flaw.to_dict())
    assert flaw.where.startswith(f"article {flaw.article} ({flaw.addresses[0]}), claim ")
