"""What an index holds, looked up for the tests of building, adding and removing."""

from __future__ import annotations

from pathlib import Path

from rag.store.opening import open_database


def state(index: Path) -> tuple[int, str]:
    database = open_database(index)
    try:
        info = database.info()
        return info.generation, info.state
    finally:
        database.close()


def titles(index: Path) -> list[str]:
    database = open_database(index)
    try:
        return sorted(article.title for article in database.articles())
    finally:
        database.close()


def paths(index: Path) -> dict[str, str]:
    database = open_database(index)
    try:
        return {Path(path).name: address.article for path, address in database.addresses().items()}
    finally:
        database.close()


def whole(index: Path) -> None:
    """Assert what holds for every index, whatever happened to it."""
    database = open_database(index)
    try:
        for article in database.articles():
            for claim in database.claims_of(article.id):
                assert 0 <= claim.passage.start <= claim.start < claim.end <= claim.passage.end <= len(article.text)
        for ids, vectors in (database.passage_rows(), database.claim_rows()):
            assert len(ids) == len(vectors)
        counts = database.counts()
        assert counts["passages"] == len(database.passage_rows()[0])
        assert counts["claims"] == len(database.claim_rows()[0]) == len(database.claim_owners())
        raw = database._connection
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        orphans = """SELECT (SELECT count(*) FROM vectors WHERE id NOT IN
            (SELECT vector FROM passages UNION SELECT vector FROM claims)),
            (SELECT count(*) FROM articles WHERE id NOT IN (SELECT article FROM addresses))"""
        assert raw.execute(orphans).fetchone() == (0, 0)
    finally:
        database.close()
