"""Public data sets, in small files of the same formats: offsets, topics, unanswerable questions, missing files."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from rag.errors import ArticleError
from rag.evaluation.datasets import (
    PassageQuestion,
    SpanQuestion,
    corpus_of,
    number_of,
    read_nomiracl,
    read_xquad,
)
from rag.settings import Settings
from tests.conftest import FakeEncoder

PARAGRAPHS = (
    " Der Hafen von Wismar ruht seit Mai. Die Fischer warten.",
    "Die Brücke über die Elbe bleibt gesperrt.",
    "Die Bahn streicht im Winter Züge.",
)


def asked(id_: str, text: str, paragraph: int, answer: str) -> dict[str, Any]:
    start = PARAGRAPHS[paragraph].index(answer)
    return {"id": id_, "question": text, "answers": [{"text": answer, "answer_start": start}]}


def write_squad(folder: Path, language: str = "de") -> None:
    """Two articles in the format of SQuAD, of which the first has two paragraphs."""
    first = [
        {"context": PARAGRAPHS[0], "qas": [asked("q1", "Wo?  ", 0, "Wismar"), asked("q2", "Seit wann?", 0, "Mai")]},
        {"context": PARAGRAPHS[1], "qas": []},
    ]
    second = [{"context": PARAGRAPHS[2], "qas": [asked("q3", "Was wird gestrichen?", 2, "Züge")]}]
    data = [{"title": "Häfen", "paragraphs": first}, {"title": "Bahnen", "paragraphs": second}]
    text = json.dumps({"version": "1.1", "data": data}, ensure_ascii=False)
    (folder / f"xquad.{language}.json").write_text(text, encoding="utf-8")


def write_nomiracl(folder: Path, *entries: dict[str, Any]) -> None:
    with gzip.open(folder / "nomiracl-de.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)


def test_xquad_gives_paragraphs_topics_and_questions_in_order(tmp_path: Path) -> None:
    write_squad(tmp_path)
    xquad = read_xquad(tmp_path, "de")
    assert xquad.language == "de"
    assert xquad.paragraphs == PARAGRAPHS
    assert xquad.topics == (0, 0, 1)
    assert xquad.questions == (
        SpanQuestion("q1", "Wo?", 0, 15),
        SpanQuestion("q2", "Seit wann?", 0, 32),
        SpanQuestion("q3", "Was wird gestrichen?", 2, 28),
    )


def test_an_answers_offset_points_into_the_paragraph_as_it_stands(tmp_path: Path) -> None:
    write_squad(tmp_path)
    xquad = read_xquad(tmp_path, "de")
    for question, answer in zip(xquad.questions, ("Wismar", "Mai", "Züge"), strict=True):
        assert xquad.paragraphs[question.paragraph][question.answer_start :].startswith(answer)


def test_each_language_has_its_file(tmp_path: Path) -> None:
    write_squad(tmp_path, "en")
    assert read_xquad(tmp_path, "en").language == "en"
    with pytest.raises(ArticleError, match=r"no xquad\*\.de\.json in .*; name a folder .* with --data"):
        read_xquad(tmp_path, "de")


def test_nomiracl_gives_questions_with_their_passages_and_whether_they_can_be_answered(tmp_path: Path) -> None:
    write_nomiracl(
        tmp_path,
        {"id": "n1", "question": "Wer wartet?", "passages": ["Die Fischer warten.", "Züge."], "answerable": True},
        {"id": "n2", "question": "Wer schläft?", "passages": [], "answerable": False},
    )
    assert read_nomiracl(tmp_path) == [
        PassageQuestion("n1", "Wer wartet?", ("Die Fischer warten.", "Züge."), answerable=True),
        PassageQuestion("n2", "Wer schläft?", (), answerable=False),
    ]


@pytest.mark.parametrize("folder", [".", "missing"])
def test_a_folder_without_nomiracl_is_named(tmp_path: Path, folder: str) -> None:
    with pytest.raises(ArticleError, match=r"no nomiracl\*\.jsonl\.gz in"):
        read_nomiracl(tmp_path / folder)


def test_a_corpus_of_texts_finds_each_under_its_number(tmp_path: Path, fake: FakeEncoder) -> None:
    corpus = corpus_of(PARAGRAPHS, tmp_path / "c", Settings())
    numbers = {number_of(article.path): article.text for article in corpus.articles()}
    assert set(numbers) == {0, 1, 2}
    assert numbers[1] == PARAGRAPHS[1]
    first = corpus.retrieve("Was wird aus der Brücke über die Elbe?", 1)[0]
    assert number_of(first.passage.article.path) == 1
    corpus.close()


def test_offsets_into_a_paragraph_are_offsets_into_its_article(tmp_path: Path, fake: FakeEncoder) -> None:
    write_squad(tmp_path)
    xquad = read_xquad(tmp_path, "de")
    corpus = corpus_of(xquad.paragraphs, tmp_path / "c", Settings())
    texts = {number_of(article.path): article.text for article in corpus.articles()}
    for question, answer in zip(xquad.questions, ("Wismar", "Mai", "Züge"), strict=True):
        assert texts[question.paragraph][question.answer_start :].startswith(answer)
    corpus.close()


def test_equal_texts_become_one_article(tmp_path: Path, fake: FakeEncoder) -> None:
    corpus = corpus_of([PARAGRAPHS[1], PARAGRAPHS[1], PARAGRAPHS[2]], tmp_path / "c", Settings())
    assert sorted(number_of(article.path) for article in corpus.articles()) == [0, 2]
    corpus.close()
