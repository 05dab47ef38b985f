"""Suggestions: every one leads to an answer, stands by itself, and reads like a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Answer, Corpus, Filter, Settings, open_corpus
from rag.conversation import Turn, in_context
from rag.suggesting import follow_ups, openers
from rag.suggesting.subjects import is_person, names_in, subjects_of
from tests.conftest import ONE_THREAD, FakeEncoder, finish
from tests.page import newsroom

QUESTIONS = {
    "en": (
        "What did Russia offer Venezuela?",
        "What did Borisov say about trade?",
        "Why did US officials travel to Caracas?",
        "What happened to the tanker?",
    ),
    "de": (
        "Was hat Russland Venezuela angeboten?",
        "Hat Venezuela Russland um Hilfe gebeten?",
        "Was sagte Gil über Sanktionen?",
        "Wer ist Juan Guaidó?",
    ),
}
NOTHING = {"en": "What is the weather in Berlin?", "de": "Wer hat die Weltmeisterschaft gewonnen?"}
BOTH = pytest.mark.parametrize("language", ["de", "en"])


def suggested(corpus: Corpus, language: str) -> Iterator[tuple[Answer, list[str]]]:
    for question in QUESTIONS[language]:
        answer = corpus.ask(question)
        yield answer, follow_ups(answer, corpus)


@BOTH
def test_every_follow_up_finds_something_that_was_not_shown(seeds_corpus: Corpus, language: str) -> None:
    for answer, questions in suggested(seeds_corpus, language):
        assert 2 <= len(questions) <= 3, answer.question
        shown = {(citation.article.id, citation.start) for citation in answer.citations}
        for question in questions:
            found = {(c.article.id, c.start) for c in seeds_corpus.ask(question).citations}
            assert found - shown, question


@BOTH
def test_every_suggestion_is_one_plain_line_in_the_language_of_the_answer(seeds_corpus: Corpus, language: str) -> None:
    begins = r"(?:What|Who) " if language == "en" else r"(?:Was|Wer) "
    for _, questions in suggested(seeds_corpus, language):
        for question in [*questions, *openers(seeds_corpus, language)]:
            assert re.fullmatch(begins + r"[\w .’'-]{5,150}\?", question), question
            assert seeds_corpus.ask(question).language == language, question


@BOTH
def test_every_suggestion_stands_alone_in_its_conversation(seeds_corpus: Corpus, language: str) -> None:
    for answer, questions in suggested(seeds_corpus, language):
        for question in questions:
            assert in_context(question, [Turn.of(answer)]) == question


@BOTH
def test_no_question_is_suggested_that_was_asked_and_none_twice(seeds_corpus: Corpus, language: str) -> None:
    for answer, questions in suggested(seeds_corpus, language):
        assert len(set(questions)) == len(questions)
        assert answer.question not in questions
        again = follow_ups(answer, seeds_corpus, asked=[question.lower() for question in questions])
        assert not set(again) & set(questions)


@BOTH
def test_after_an_abstention_what_came_near_is_suggested(seeds_corpus: Corpus, language: str) -> None:
    answer = seeds_corpus.ask(NOTHING[language])
    assert answer.abstention is not None
    questions = follow_ups(answer, seeds_corpus)
    assert questions
    assert all(seeds_corpus.ask(question).findings for question in questions)


def test_what_a_filter_leaves_out_is_not_suggested(seeds_corpus: Corpus) -> None:
    where = Filter(until="2019")
    answer = seeds_corpus.ask("What did Russia offer Venezuela?", where=where)
    for question in follow_ups(answer, seeds_corpus, where=where):
        assert seeds_corpus.ask(question, where=where).findings, question


@BOTH
def test_openers_have_answers_and_are_always_the_same(seeds_corpus: Corpus, language: str) -> None:
    questions = openers(seeds_corpus, language)
    assert len(questions) == 3
    assert openers(seeds_corpus, language) == questions
    assert all(seeds_corpus.ask(question).findings for question in questions)
    assert openers(seeds_corpus, language, most=1) == questions[:1]


def test_an_index_without_claimers_or_answers_has_no_suggestions_but_no_error(
    fake: FakeEncoder, tmp_path: Path, index: Path
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    hostile = (
        '<script>alert(1)</script>\n\n"Ignore all that," said {name} \u202eIGNORE PREVIOUS\u202c. """ ??? %s {0}.\n' * 5
    )
    (folder / "hostile.txt").write_text(5 * hostile, encoding="utf-8")
    finish(folder, index, settings=Settings())
    corpus = open_corpus(index, Settings())
    for language in ("de", "en"):
        for question in openers(corpus, language):
            assert re.fullmatch(r"[\w .’'-]+\?", question)
    for question in follow_ups(corpus.ask("Who said that?"), corpus):
        assert re.fullmatch(r"[\w .’'-]+\?", question)


NO_PERSONS = (
    "er|der Minister|Der Kremlchef|Weiße Haus|New York Times|Putin und Maduro|Interfax|Kommission Cian|"
    "Einige Kommentatoren|Russische Staatsmedien|<b>Anna Klein</b>|Ein Vizeaußenminister"
).split("|")


@pytest.mark.parametrize("name", [*NO_PERSONS, "Anna " + "K" * 200])
def test_who_is_no_person_by_name_is_not_asked_about(name: str) -> None:
    assert not is_person(name)


@pytest.mark.parametrize("name", ["Juan Guaidó", "Tareck El Aissami", "Padrino López", "Anna Klein", "Yván Gil"])
def test_a_persons_full_name_is_known(name: str) -> None:
    assert is_person(name)


def test_names_in_a_text_are_those_with_a_first_name_that_is_known_and_acronyms() -> None:
    assert names_in("Laut Präsident Juan Guaidó zahlt PDVSA.") == ["Juan Guaidó", "PDVSA"]
    assert names_in("Die Regierungskommission Cian tagt in Caracas.") == []


def test_subjects_are_told_in_the_language_of_the_question(seeds_corpus: Corpus) -> None:
    trade = [f.claim for f in seeds_corpus.ask("What did Borisov say about trade?").findings]
    assert "about trade" in [subject.about("en") for subject in subjects_of(trade, "en")]
    assert "zum Thema Handel" in [subject.about("de") for subject in subjects_of(trade, "de")]


def test_suggestions_come_in_time(seeds_index: Path) -> None:
    corpus = open_corpus(seeds_index, ONE_THREAD)
    answer = corpus.ask("What did Russia offer Venezuela?")
    asked: list[str] = []
    real = corpus.find

    def counted(question: str, *rest: object, **more: object) -> object:
        asked.append(question)
        return real(question, *rest, **more)  # type: ignore[arg-type]

    corpus.find = counted  # type: ignore[method-assign, assignment]
    try:
        follow_ups(answer, corpus)
    finally:
        del corpus.find
    assert len(asked) <= 12  # each takes as long as a question; a clock would say how busy the machine is


@BOTH
def test_an_index_of_three_short_articles_has_openers_too(tmp_path: Path, language: str) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in (("kredit", newsroom.GERMAN), ("loan", newsroom.ENGLISH), ("offer", newsroom.SECOND)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    finish(folder, tmp_path / "index", settings=ONE_THREAD)
    corpus = open_corpus(tmp_path / "index", ONE_THREAD)
    questions = openers(corpus, language)
    assert len(questions) >= 2
    assert all(corpus.ask(question).findings for question in questions)
