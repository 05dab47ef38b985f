"""The database: what is stored comes back equal, and what goes takes everything that came from it along."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rag.errors import IndexCorrupt, IndexMissing
from rag.store.database import Address, Database, Entry
from rag.store.opening import open_database, writing
from rag.store.tables import IndexInfo
from rag.types import Article, Attribution, Claim, Mention, Noise, Passage, Span, content_id

INFO = IndexInfo("fake", "f", 4, "belegt_32k", "{}", 1)
TEXT = "Titel\n\n„Wir kommen“, sagte Anna Kruse (SPD), „morgen“. Ende der Meldung.\nFoto: dpa"


def an_entry(text: str = TEXT, path: str = "a.txt") -> Entry:
    article = Article(
        content_id(text),
        "Titel",
        text,
        "de",
        "Küstenblatt",
        "Erika Muster",
        "2023-11",
        "https://example.org/a",
        path,
        (Noise(len(text) - 9, len(text), "photo credit"),),
        (Span(0, 5),),
        (0, 30),
    )
    passage = Passage(article, 7, 73)

    def mention(words: str) -> Mention:
        start = text.index(words)
        return Mention(article, (Span(start, start + len(words)),))

    parts = (Span(8, 18), Span(47, 54))
    attribution = Attribution(
        mention("Anna Kruse"), mention("SPD"), mention("sagte"), "Direct", mention("Kruse (SPD)"), (mention("Titel"),)
    )
    claims = [
        Claim(passage, 7, 54, attribution, "TrueUncertain", True, "2023-11-16", parts, Span(7, 55), "planned"),
        Claim(passage, 56, 73),
    ]
    return Entry(article, [(passage, b"p" * 16)], [(claim, bytes([i]) * 16) for i, claim in enumerate(claims)])


def store(folder: Path, *entries: Entry) -> None:
    with writing(folder) as database:
        for entry in entries:
            digests = [digest for _, digest in (*entry.passages, *entry.claims)]
            database.add_vectors(digests, np.eye(4, dtype=np.float32)[: len(digests)])
            database.add_article(entry.article)
            database.add_entry(entry)
            path = entry.article.path
            database.set_address(path, Address("d", entry.article.id, path, "text 1.1"))
        database.set_info(INFO)


def test_what_is_stored_comes_back_equal(index: Path) -> None:
    entry = an_entry()
    store(index, entry)
    database = open_database(index)
    assert list(database.articles()) == [entry.article] == [database.article(entry.article.id)]
    assert database.claims_of(entry.article.id) == [claim for claim, _ in entry.claims]
    ids, vectors = database.passage_rows()
    assert database.passages(ids.tolist()) == {1: entry.passages[0][0]}
    assert vectors.tolist() == [[1, 0, 0, 0]]
    assert database.claim_rows()[1].tolist() == [[0, 1, 0, 0], [0, 0, 1, 0]]
    assert list(database.texts("claims")) == [claim.sentence_text for claim, _ in entry.claims]
    assert list(database.claimers()) == [("Kruse (SPD)", "SPD"), None]
    assert list(database.texts("passages")) == [entry.passages[0][0].text]
    assert database.noise() == {"photo credit": 1}
    assert database.languages() == ("de",)
    assert database.info().generation == 1
    assert database.info().state != ""
    database.close()


def test_removing_an_article_takes_its_passages_claims_and_vectors_along(index: Path) -> None:
    other = an_entry("Ein anderer Text, " + TEXT, "b.txt")
    store(index, an_entry(), Entry(other.article, [(other.passages[0][0], b"q" * 16)], []))
    with writing(index) as database:
        database.remove_address("a.txt")
        assert database.remove_orphans() == 1
    database = open_database(index)
    assert database.counts() == {"articles": 1, "passages": 1, "claims": 0}
    assert database._connection.execute("SELECT digest FROM vectors").fetchall() == [(b"q" * 16,)]
    database.close()


def test_a_piece_without_a_vector_is_refused_and_nothing_is_stored(index: Path) -> None:
    with pytest.raises(IndexCorrupt, match="cannot be written"), writing(index) as database:
        database.add_entry(an_entry())
    with pytest.raises(IndexMissing):
        open_database(index)


def test_many_ids_are_asked_for_in_slices(index: Path) -> None:
    store(index, an_entry())
    database = open_database(index)
    assert set(database.passages(list(range(5000)))) == {1}
    assert database.known_digests([b"p" * 16, b"x" * 16]) == {b"p" * 16}
    database.close()


def test_a_reader_keeps_its_state_while_others_write(index: Path) -> None:
    store(index, an_entry())
    reader = open_database(index)
    with reader.snapshot():
        before = reader.info()
        with writing(index) as database:
            database.remove_articles(database.article_ids())
            database.set_info(INFO)
        assert (reader.info(), reader.counts()["articles"]) == (before, 1)
    assert (reader.info().generation, reader.counts()["articles"]) == (2, 0)
    assert reader.info().state != before.state
    reader.close()


def test_a_vector_of_another_length_is_corrupt(index: Path) -> None:
    store(index, an_entry())
    with writing(index) as database:
        database._connection.execute("UPDATE vectors SET vector = x'0000'")
    database = open_database(index)
    with pytest.raises(IndexCorrupt, match="has not 4 values; run: belegt build --fresh"):
        database.passage_rows()
    database.close()


def test_an_index_that_does_not_say_what_it_is(index: Path) -> None:
    store(index, an_entry())
    with writing(index) as database:
        database._connection.execute("DELETE FROM info WHERE name = 'state'")
    database = open_database(index)
    with pytest.raises(IndexCorrupt, match=r"'state'.*belegt build --fresh"):
        database.info()
    database.close()


def test_a_reader_can_write_nothing(index: Path) -> None:
    store(index, an_entry())
    database: Database = open_database(index)
    with pytest.raises(Exception, match="readonly"):
        database.remove_pieces()
    database.close()


def test_a_process_killed_while_it_made_the_database_is_undone(tmp_path: Path) -> None:
    """The smallest window: the switch to the write-ahead log is itself journalled, and a reader cannot roll it back."""
    code = (
        "import os, signal, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('PRAGMA synchronous = FULL'); c.execute('BEGIN IMMEDIATE'); c.execute('PRAGMA cache_size = 1');"
        "c.execute('PRAGMA cache_spill = 1'); c.execute('CREATE TABLE t (x)');"
        "c.executemany('INSERT INTO t VALUES (?)', [('x' * 4000,)] * 500); os.kill(os.getpid(), signal.SIGKILL)"
    )
    path = tmp_path / "belegt.db"
    sqlite3.connect(path).close()
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert Path(f"{path}-journal").exists()
    with pytest.raises(IndexMissing):
        open_database(tmp_path)
    assert not Path(f"{path}-journal").exists()
