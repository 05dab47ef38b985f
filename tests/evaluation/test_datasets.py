"""Public data sets, in small files of the same formats: offsets, topics, unanswerable questions, missing files."""

from __future__ import annotations

import gzip
import json
import re
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
from tests.evaluation import small_sets

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


# --- several files, and malformed ones ----------------------------------------------------------------


def test_parts_of_a_set_are_read_together(tmp_path: Path) -> None:
    small_sets.write_squad(tmp_path, "de", part="a")
    entry = {"id": "q9", "question": "Wer?", "answers": [{"text": "Jemand", "answer_start": 0}]}
    more = {"data": [{"paragraphs": [{"context": "Jemand kam.", "qas": [entry]}]}]}
    small_sets.write_squad(tmp_path, "de", more, part="b")
    xquad = read_xquad(tmp_path, "de")
    assert len(xquad.paragraphs) == 4
    assert xquad.topics == (0, 0, 1, 2)
    assert xquad.questions[-1] == SpanQuestion("q9", "Wer?", 3, 0)
    small_sets.write_nomiracl(tmp_path, small_sets.NOMIRACL[0], name="nomiracl-de-a")
    small_sets.write_nomiracl(tmp_path, small_sets.NOMIRACL[1], name="nomiracl-de-b")
    assert [question.id for question in read_nomiracl(tmp_path)] == ["n1", "n2"]


def test_a_second_copy_of_a_part_is_refused(tmp_path: Path) -> None:
    small_sets.write_squad(tmp_path, "de", part="a")
    small_sets.write_squad(tmp_path, "de", part="b")
    with pytest.raises(ArticleError, match=r"xquad-b\.de\.json, data\[0\].*'q1' was there already; leave one copy"):
        read_xquad(tmp_path, "de")
    small_sets.write_nomiracl(tmp_path, small_sets.NOMIRACL[0], small_sets.NOMIRACL[0])
    with pytest.raises(ArticleError, match=r"line 2: the question 'n1' was there already"):
        read_nomiracl(tmp_path)


def test_a_paragraph_that_stands_twice_is_one_text(tmp_path: Path) -> None:
    content = small_sets.squad("de")
    again = json.loads(json.dumps(content["data"][0]["paragraphs"][0]))
    for entry in again["qas"]:
        entry["id"] = f"again {entry['id']}"
    content["data"][1]["paragraphs"].append(again)
    small_sets.write_squad(tmp_path, "de", content)
    xquad = read_xquad(tmp_path, "de")
    assert xquad.paragraphs == small_sets.PARAGRAPHS["de"]
    assert [question.paragraph for question in xquad.questions] == [0, 1, 2, 0]


def test_offsets_are_counted_in_the_text_as_articles_hold_it(tmp_path: Path) -> None:
    context = "Die Bru\u0308cke u\u0308ber die Elbe."
    answers = [{"text": "Elbe", "answer_start": context.index("Elbe")}]
    entry = {"id": "q", "question": "Wo?", "answers": answers}
    small_sets.write_squad(tmp_path, "de", {"data": [{"paragraphs": [{"context": context, "qas": [entry]}]}]})
    xquad = read_xquad(tmp_path, "de")
    assert xquad.paragraphs == ("Die Brücke über die Elbe.",)
    assert xquad.paragraphs[0][xquad.questions[0].answer_start :] == "Elbe."


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda e: e.pop("id"), r"qas\[0\]: 'id' is missing or no text"),
        (lambda e: e.update(question=" "), r"qas\[0\]: 'question' is missing"),
        (lambda e: e.update(answers=[]), r"'text' is missing"),
        (lambda e: e.pop("answers"), r"there is no list 'answers'"),
        (lambda e: e["answers"][0].pop("answer_start"), r"answers\[0\]: 'answer_start' is None"),
        (lambda e: e["answers"][0].update(answer_start=999), r"'answer_start' is 999, which is no place"),
        (lambda e: e["answers"][0].update(answer_start=1), r"does not hold the answer 'neue Netze' at 1"),
    ],
)
def test_what_is_malformed_in_xquad_is_named_with_its_place(tmp_path: Path, change: Any, reason: str) -> None:
    content = small_sets.squad("de")
    change(content["data"][0]["paragraphs"][0]["qas"][0])
    small_sets.write_squad(tmp_path, "de", content)
    with pytest.raises(ArticleError, match=r"xquad-part\.de\.json, data\[0\]\.paragraphs\[0\]\.qas\[0\]") as caught:
        read_xquad(tmp_path, "de")
    assert re.search(reason, str(caught.value))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"data": [\n\n}', "line 3 is no JSON"),
        ("", "line 1 is no JSON"),
        ("[]", "line 1: there is no list 'data'"),
        ('{"data": {}}', "line 1: there is no list 'data'"),
        ('{"data": [5]}', r"data\[0\]: there is no list 'paragraphs'"),
        ('{"data": []}', r"xquad\.de\.json holds no questions"),
        (b"\xff", "cannot be read"),
    ],
)
def test_a_file_that_is_no_xquad_is_named_with_the_reason(tmp_path: Path, text: str | bytes, reason: str) -> None:
    (tmp_path / "xquad.de.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ArticleError, match=reason):
        read_xquad(tmp_path, "de")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("{", "line 3 is no JSON"),
        ("5", "line 3: 'id' is missing or no text"),
        ({"id": "n", "question": " ", "passages": [], "answerable": True}, "line 3: 'question' is missing"),
        ({"id": "n", "question": "Wer?", "passages": "x", "answerable": True}, "line 3: 'passages' is missing"),
        ({"id": "n", "question": "Wer?", "passages": [1], "answerable": True}, "line 3: 'passages' is missing"),
        ({"id": "n", "question": "Wer?", "passages": []}, "line 3: 'answerable' is missing"),
        ({"id": "n", "question": "Wer?", "passages": [], "answerable": 1}, "line 3: 'answerable' is missing"),
    ],
)
def test_a_line_that_is_no_question_of_nomiracl_is_named(tmp_path: Path, bad: Any, reason: str) -> None:
    small_sets.write_nomiracl(tmp_path, small_sets.NOMIRACL[0], "", bad)
    with pytest.raises(ArticleError, match=rf"nomiracl-de-part\.jsonl\.gz, {reason}"):
        read_nomiracl(tmp_path)


def test_a_file_of_nomiracl_that_is_empty_broken_or_not_packed_is_named(tmp_path: Path) -> None:
    path = small_sets.write_nomiracl(tmp_path, " ")
    with pytest.raises(ArticleError, match="holds no questions"):
        read_nomiracl(tmp_path)
    whole = small_sets.write_nomiracl(tmp_path).read_bytes()
    for content in (b"{}", whole[:-20], whole[:20] + b"\x00\xff\x00" + whole[23:]):
        path.write_bytes(content)
        with pytest.raises(ArticleError, match=r"nomiracl-de-part\.jsonl\.gz"):
            read_nomiracl(tmp_path)
