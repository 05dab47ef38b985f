"""The derived files: made again from the database whenever they are not whole, and equal to what they were."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import rag.store.arrays as arrays_module
import rag.store.derived as derived_module
from rag.corpus import open_corpus
from rag.question import Question
from rag.store.derived import open_derived
from rag.store.lexical import Asked, LexicalIndex
from rag.store.opening import open_database
from rag.types import days
from tests.conftest import FakeEncoder, finish

QUESTIONS = ("Wer warnt vor Schäden?", "What did the transport ministry say?", "Warum fallen Züge aus?")


def answers(index: Path) -> list[list[dict[str, Any]]]:
    corpus = open_corpus(index)
    try:
        return [[hit.to_dict() for hit in corpus.retrieve(question, 9)] for question in QUESTIONS]
    finally:
        corpus.close()


def covered(words: LexicalIndex, question: str) -> list[float]:
    asked = Asked(words, question, Question.read(question, max_chars=200).terms, np.ones(len(words.passages), bool))
    claims = np.arange(len(words.claims))
    return [*asked.coverage.tolist(), *asked.claims(claims, np.ones(len(claims), bool)).coverage.tolist()]


def the_folder(index: Path) -> Path:
    (folder,) = index.glob("derived-*")
    return folder


def _truncate_manifest(folder: Path) -> None:
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text()[:-40])


def _change_manifest(**values: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        manifest = folder / "manifest.json"
        manifest.write_text(json.dumps(json.loads(manifest.read_text()) | values))

    return change


def _empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def _replace_by_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("not a folder")


def _write(name: str, content: bytes) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return write


DAMAGES: dict[str, Callable[[Path], None]] = {
    "deleted": shutil.rmtree,
    "emptied": _empty,
    "a file in its place": _replace_by_file,
    "manifest deleted": lambda folder: (folder / "manifest.json").unlink(),
    "manifest truncated": _truncate_manifest,
    "manifest of a list": _write("manifest.json", b"[1]"),
    "manifest in Latin-1": _write("manifest.json", b"\xfc"),
    "another generation": _change_manifest(generation=7),
    "another state": _change_manifest(state="0123456789abcdef"),
    "another format": _change_manifest(format=0),
    "a file missing": lambda folder: (folder / "claims.faiss").unlink(),
    "a file too many": _write("more.npy", b"1"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_made_again_without_encoding(
    articles_folder: Path, index: Path, fake: FakeEncoder, damage: str
) -> None:
    finish(articles_folder, index)
    expected = answers(index)
    fake.encoded.clear()
    DAMAGES[damage](the_folder(index))
    assert answers(index) == expected
    assert fake.encoded == []
    if damage != "a file in its place":
        database = open_database(index)
        assert derived_module.read_derived(the_folder(index), database.info()).generation == 1
        database.close()


def test_one_wrong_byte_in_any_file_is_found(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    finish(articles_folder, index)
    expected = answers(index)
    names = [path.relative_to(the_folder(index)) for path in the_folder(index).rglob("*") if path.is_file()]
    assert len(names) >= 10
    for name in names:
        file = the_folder(index) / name
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 0xFF
        file.write_bytes(content)
        assert answers(index) == expected, name
    assert not [entry for entry in index.iterdir() if entry.name.startswith(".")]


def test_files_read_and_files_made_give_the_same(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    finish(articles_folder, index)
    database = open_database(index)
    with database.snapshot():
        read, made = open_derived(index, database), derived_module._build(database)
    database.close()
    assert (read.generation, read.state) == (made.generation, made.state)
    assert read.claim_owner_rows.tolist() == made.claim_owner_rows.tolist()
    assert read.claim_ids.tolist() == made.claim_ids.tolist()
    for question in QUESTIONS:
        assert covered(read.words, question) == covered(made.words, question)
        vector = fake.encode_question(question)
        (rows, cosines), (same_rows, same_cosines) = (one.claim_vectors.nearest(vector, 9) for one in (read, made))
        assert rows.tolist() == same_rows.tolist()
        assert cosines.tolist() == same_cosines.tolist()


def test_large_files_are_mapped_and_checked_by_samples(
    articles_folder: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derived_module, "_READ_WHOLE", 100)
    monkeypatch.setattr(derived_module, "_BLOCK", 16)
    monkeypatch.setattr(arrays_module, "_MAPPED_FROM", 100)
    finish(articles_folder, index)
    expected = answers(index)
    for change in (lambda content: content[:-1], lambda content: bytes(len(content))):
        for name in ("claims.npy", "words/holders.npy", "passages.faiss"):
            file = the_folder(index) / name
            file.write_bytes(change(file.read_bytes()))
            assert answers(index) == expected, name


def test_it_holds_what_filters_need(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    text = "Neues aus Kiel\n\nVeröffentlicht am 16.11.2023\n\nIn Kiel regnet es seit neun Tagen.\n"
    (articles_folder / "kiel.txt").write_text(text, encoding="utf-8")
    finish(articles_folder, index)
    database = open_database(index)
    with database.snapshot():
        derived = open_derived(index, database)
        articles = {article.id: article for article in database.articles()}
        passages = database.passages(derived.passage_ids.tolist())
        claims = {row: claim for found in database.claims(passages).values() for row, claim in found}
    database.close()
    for row, passage_id in enumerate(derived.passage_ids.tolist()):
        article = articles[passages[passage_id].article.id]
        assert derived.passage_languages[row] == (article.language or "")
        code = derived.passage_publishers.codes[row]
        assert (None if code < 0 else derived.passage_publishers.names[code]) == article.publisher
        assert tuple(derived.passage_published[row]) == days(article.published)
        theirs, owners = derived.claims_of(np.array([row]))
        assert derived.claim_owner_rows[theirs].tolist() == [row] * len(theirs)
        assert owners.tolist() == [0] * len(theirs)
    named = 0
    for row, claim_id in enumerate(derived.claim_ids.tolist()):
        code, name = derived.claim_claimers.codes[row], claims[claim_id].attribution.name
        shown = None if code < 0 else str(derived.claim_claimers.names[code])
        assert (shown is None) == (name is None)
        assert name is None or shown == name or set(shown.split()) & set(name.split()), "one name, maybe a fuller one"
        named += code >= 0
    assert named


def test_older_generations_go_and_what_killed_processes_left(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    left, running = index / ".derived-left", index / ".derived-running"
    for beside in (left, running):
        beside.mkdir()
        (beside / "passages.faiss").write_bytes(b"half")
    os.utime(left, (1, 1))
    for number in range(3):
        (articles_folder / "neu.txt").write_text(f"Neu {number}\n\nIn Kiel regnet es seit {number} Tagen.\n")
        finish(articles_folder, index)
    assert sorted(entry.name for entry in index.iterdir() if entry.is_dir()) == [
        ".derived-running",
        "derived-000003",
        "derived-000004",
    ]


def test_search_files_can_be_read_by_whoever_can_read_the_database(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    mask = os.umask(0o022)
    try:
        finish(articles_folder, index)
    finally:
        os.umask(mask)
    assert the_folder(index).stat().st_mode & 0o777 == 0o755


def test_nothing_is_pickled(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    finish(articles_folder, index)
    for path in the_folder(index).rglob("*.npy"):
        assert b"'descr': '|O'" not in path.read_bytes()[:256]
