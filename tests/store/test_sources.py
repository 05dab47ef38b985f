"""Sources: copies of one text are one, other texts are not, and many articles take no long time."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.corpus import open_corpus
from rag.store.arrays import Lists
from rag.store.sources import agencies, one_source
from tests.conftest import FakeEncoder, finish

Text = list[int]


def sources(*articles: list[Text], named: list[str] | None = None) -> list[int]:
    """The source of each article, given as passages of numbered words."""
    passages = [passage for article in articles for passage in article]
    owners = np.array([number for number, article in enumerate(articles) for _ in article], np.int64)
    lists = Lists.of(
        [len(passage) for passage in passages], np.array([word for passage in passages for word in passage], np.int32)
    )
    return one_source(lists, owners, [agencies(text) for text in named or [""] * len(articles)]).tolist()


def text(seed: int, length: int = 100) -> Text:
    return [random.Random(seed * 1000 + place).randrange(5000) for place in range(length)]


def test_a_copy_is_the_same_source_and_another_text_is_not() -> None:
    assert sources([text(1)], [text(2)], [text(1)]) == [0, 1, 0]


def test_a_copy_stays_one_where_words_are_changed_and_passages_cut_otherwise() -> None:
    edited = text(1, 200)
    edited[50] = edited[150] = 4999
    assert sources([text(1, 200)], [edited[:90], edited[90:]]) == [0, 0]


def test_a_common_paragraph_makes_no_copy() -> None:
    assert sources([text(1) + text(9, 40)], [text(2) + text(9, 40)]) == [0, 1]
    assert sources([text(1, 200)], [text(1, 200)[:15]]) == [0, 1]


def test_half_of_a_text_is_enough_where_both_name_the_same_agency() -> None:
    one, other = [text(9, 80) + text(1, 60)], [text(9, 80) + text(2, 60)]
    assert sources(one, other) == [0, 1]
    assert sources(one, other, named=["Wismar (dpa) –", "dpa/AFP"]) == [0, 0]
    assert sources(one, other, named=["Wismar (dpa) –", "Wismar (AFP)"]) == [0, 1]


def test_what_many_articles_share_with_one_another_is_one_source_for_all() -> None:
    assert sources(*([text(1)] for _ in range(30))) == [0] * 30


def test_articles_without_text_are_sources_of_their_own() -> None:
    assert sources() == []
    assert sources([[]], [[1, 2]], [[1, 2]]) == [0, 1, 2]


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ("MOSKAU (Reuters) – Der Hafen", {"Reuters"}),
        ("Quelle: dpa/AFP", {"dpa", "AFP"}),
        ("By the Associated Press", {"AP"}),
        ("Das kap der guten Hoffnung, APPELL", set()),
    ],
)
def test_agencies_are_known_by_their_names(edges: str, expected: set[str]) -> None:
    assert agencies(edges) == expected


@given(st.lists(st.lists(st.lists(st.integers(0, 3), max_size=30), max_size=3), max_size=6))
def test_equal_articles_are_one_source_whatever_they_hold(articles: list[list[Text]]) -> None:
    found = sources(*articles)
    assert all(source <= number and found[source] == source for number, source in enumerate(found))
    again = sources(*articles, *articles)
    for number, article in enumerate(articles):
        if any(len(passage) >= 5 for passage in article):
            assert again[number] == again[number + len(articles)]


def test_many_copies_are_one_source() -> None:
    assert set(sources(*([text(1, 50)] for _ in range(2000)))) == {0}


REPORT = (
    "Wismar (dpa) – Der Hafen von Wismar wird nach langem Streit doch noch vertieft. Das teilte die Stadt mit."
    " Die Arbeiten beginnen im Mai und dauern zwei Jahre. Die Kosten trägt zur Hälfte das Land."
)
OWN = (
    "Unser Reporter war am Kai. Der Hafen von Wismar wird nach langem Streit doch noch vertieft. Fischer Jens Holm"
    " fürchtet um seine Netze und will klagen. Im Rathaus rechnet man mit Widerstand der Anlieger bis zum Herbst."
)


def test_a_finding_counts_copies_of_one_report_once(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    more = " Am Abend kamen hundert Anwohner in die alte Halle, um Fragen zu stellen."
    for name, body in (("a", REPORT), ("b", REPORT + more), ("c", OWN)):
        (articles_folder / f"{name}.txt").write_text(f"Bericht {name}\n\n{body}\n", encoding="utf-8")
    finish(articles_folder, index)
    answer = open_corpus(index).ask("Wird der Hafen von Wismar nach langem Streit vertieft?")
    finding = next(finding for finding in answer.findings if "Streit" in finding.quote)
    assert len(finding.citations) == 3
    assert finding.sources == 2
    assert finding.to_dict()["sources"] == 2
