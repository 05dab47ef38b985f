"""Filters: what they let through by date, publisher, claimer and language, before anything is ranked."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Filter
from rag.chain import ClaimRetriever, answer_chain
from rag.corpus import Corpus, open_corpus
from rag.types import days
from tests.conftest import FakeEncoder, finish

QUESTION = "Was sagte Petrowa über den Hafen von Wismar?"
ARTICLES = {
    "jan": "Hafen wächst\n\n12. Januar 2023\n\nWISMAR (dpa) – Der Hafen von Wismar wächst, sagte Anna Petrowa.",
    "feb": "Hafen schrumpft\n\n3. Februar 2023\n\nWISMAR (AFP) – Der Hafen von Wismar schrumpft, sagte Petrowa.",
    "old": "Hafen ruht\n\n3. Februar 2019\n\nWISMAR (AFP) – Der Hafen von Wismar ruht, sagte Karl Ölmann.",
    "none": "Hafen im Bau\n\nDer Hafen von Wismar wird gebaut.",
    "en": "Port grows\n\n14 January 2023\n\nThe port of Wismar is growing and the city is happy, said Anna Petrowa.",
}


@pytest.fixture
def corpus(tmp_path: Path, fake: FakeEncoder) -> Corpus:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    finish(folder, tmp_path / "index")
    return open_corpus(tmp_path / "index")


def found(corpus: Corpus, where: Filter | None) -> set[str]:
    hits = corpus.retrieve(QUESTION, 9, where=where)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    return {Path(hit.passage.article.path).stem for hit in hits}


def test_without_a_filter_everything_is_searched(corpus: Corpus) -> None:
    assert found(corpus, None) == found(corpus, Filter()) == {"jan", "feb", "old", "none", "en"}


@pytest.mark.parametrize(
    ("where", "names"),
    [
        (Filter(since="2023-02"), {"feb"}),
        (Filter(since="2023"), {"jan", "feb", "en"}),
        (Filter(until="2019"), {"old"}),
        (Filter(since="2023-01-12", until="2023-01-12"), {"jan"}),
        (Filter(since="2023-01-13", until="2023-01"), {"en"}),
        (Filter(languages=("en",)), {"en"}),
        (Filter(languages=("EN", "de"), until="2020"), {"old"}),
    ],
)
def test_dates_and_languages(corpus: Corpus, where: Filter, names: set[str]) -> None:
    assert found(corpus, where) == names


def test_an_article_of_unknown_date_is_outside_every_time(corpus: Corpus) -> None:
    assert "none" not in found(corpus, Filter(since="1900", until="2100"))


@pytest.mark.parametrize("name", ["Petrowa", "Anna Petrowa", "anna petrowa", "PETROWA"])
def test_a_claimer_is_known_by_each_part_of_the_name_and_by_all_of_it(corpus: Corpus, name: str) -> None:
    hits = corpus.retrieve(QUESTION, 9, where=Filter(claimers=(name,)))
    claimers = {claim.attribution.claimer and claim.attribution.claimer.text for hit in hits for claim in hit.claims}
    assert claimers == {"Anna Petrowa", "Petrowa"}, "claims of others in the same passage are left out too"


def test_accents_do_not_matter_and_other_people_are_left_out(corpus: Corpus) -> None:
    assert found(corpus, Filter(claimers=("Karl Olmann",))) == {"old"}
    assert found(corpus, Filter(claimers=("Anna Ölmann",))) == set()


def test_each_part_must_hold_and_any_of_its_values_is_enough(corpus: Corpus) -> None:
    assert found(corpus, Filter(claimers=("Petrowa", "Ölmann"), until="2022")) == {"old"}
    assert found(corpus, Filter(claimers=("Petrowa",), languages=("de",))) == {"jan", "feb"}


def test_publishers_by_their_words(corpus: Corpus) -> None:
    assert found(corpus, Filter(publishers=("afp",))) == {"feb", "old"}
    assert found(corpus, Filter(publishers=("AFP", "DPA"))) == {"jan", "feb", "old"}
    assert found(corpus, Filter(publishers=("Abendzeitung",))) == set()


def test_an_answer_says_what_was_searched_and_that_nothing_was_let_through(corpus: Corpus) -> None:
    answer = corpus.ask(QUESTION, where=Filter(since="2030"))
    assert answer.findings == ()
    assert answer.abstention is not None
    assert answer.abstention.reason == "nothing-searched"
    assert (answer.abstention.articles, answer.abstention.passages, answer.abstention.languages) == (0, 0, ())


def test_langchain_users_filter_too(corpus: Corpus) -> None:
    where = Filter(languages=("en",))
    for documents in (
        ClaimRetriever(corpus=corpus, where=where).invoke(QUESTION),
        ClaimRetriever(corpus=corpus).invoke(QUESTION, where=where),
    ):
        assert {document.metadata["language"] for document in documents} == {"en"}
    answer = answer_chain(corpus, where=Filter(since="2030")).invoke(QUESTION)
    assert answer.abstention is not None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"since": "gestern"}, "since is a date such as 2023, 2023-11 or 2023-11-16, not 'gestern'"),
        ({"until": "2023-02-30"}, "until is a date"),
        ({"since": "2023-03", "until": "2023-02"}, "from 2023-03 until 2023-02 ends before it begins"),
        ({"claimers": "Maduro"}, "claimers are names in a tuple"),
        ({"publishers": ("  ",)}, "publishers are names in a tuple"),
    ],
)
def test_what_is_no_filter_is_refused_by_name(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Filter(**wrong)  # type: ignore[arg-type]  # that is what is tested


def test_a_month_and_a_year_are_as_many_days_as_they_have() -> None:
    assert [last - first + 1 for first, last in (days("2024"), days("2023"), days("2024-02"), days("2023-11-16"))] == [
        366,
        365,
        29,
        1,
    ]
    assert days(None) == days("") == days("2023-13") == days("0000") == days("x-y") == (-1, -1)
