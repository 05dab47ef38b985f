"""Follow-up questions: what they inherit, what stands alone, and how much of the evidence is found that way."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rag
from rag import Answer, Corpus, Finding
from rag.conversation import Turn, in_context
from tests.conftest import ONE_THREAD

ROOT = Path(__file__).parent.parent
DIALOGUES = [json.loads(line) for line in (ROOT / "tests" / "dialogues.jsonl").read_text("utf-8").splitlines()]

OFFER = Turn("What did Russia offer Venezuela?", ("Nicolás Maduro", "Dmitri Peskow"))
ANGEBOT = Turn("Was hat Russland Venezuela angeboten?", ("Nicolás Maduro", "Dmitri Peskow"))
TRADE = Turn("What did Borisov say about trade?", ("Juri Borissow",))
HANDEL = Turn("Was sagte Borissow über den Handel?", ("Juri Borissow",))
DENIAL = Turn("Wer bestreitet, dass Venezuela um Hilfe gebeten hat?", ("Dmitri Peskow", "Kreml"))
MAYOR = Turn("Was sagte Anna Kruse über den Hafen?", ("Anna Kruse",))
TANKER = Turn("Wann haben die USA einen Tanker beschlagnahmt?", ("Dmitri Peskow",))


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        # the topic of the question before, by its content words
        (OFFER, "And what did Peskov say about that?", "And what did Peskov say about that? (Russia offer Venezuela)"),
        (OFFER, "Did they deliver it?", "Did they deliver it? (Russia offer Venezuela)"),
        (OFFER, "How much is it?", "How much is it? (Russia offer Venezuela)"),
        (OFFER, "Who disagrees?", "Who disagrees? (Russia offer Venezuela)"),
        (OFFER, "How did Maduro react?", "How did Maduro react? (Russia offer Venezuela)"),
        (OFFER, "Is that true?", "Is that true? (Russia offer Venezuela)"),
        (OFFER, "Why?", "Why? (Russia offer Venezuela)"),
        (OFFER, "What about oil?", "What about oil? (Russia offer Venezuela)"),
        (ANGEBOT, "Und was sagt Caracas dazu?", "Und was sagt Caracas dazu? (Russland Venezuela angeboten)"),
        (ANGEBOT, "Wer widerspricht?", "Wer widerspricht? (Russland Venezuela angeboten)"),
        (ANGEBOT, "Wann war das?", "Wann war das? (Russland Venezuela angeboten)"),
        (ANGEBOT, "Und Peskow?", "Und Peskow? (Russland Venezuela angeboten)"),
        (ANGEBOT, "Und die USA?", "Und die USA? (Russland Venezuela angeboten)"),
        # what a half sentence varies
        (TRADE, "And Maduro?", "What did Maduro say about trade?"),
        (TRADE, "And about oil?", "What did Borisov say about oil?"),
        (HANDEL, "Und Maduro?", "Was sagte Maduro über den Handel?"),
        (HANDEL, "Und über das Öl?", "Was sagte Borissow über das Öl?"),
        (OFFER, "And China?", "What did China offer Venezuela?"),
        (OFFER, "And in 2019?", "What did Russia offer Venezuela in 2019?"),
        (Turn("What did Putin tell Maduro in 2025?"), "And in 2019?", "What did Putin tell Maduro in 2019?"),
        # another circumstance of the same
        (TANKER, "Warum?", "Warum haben die USA einen Tanker beschlagnahmt?"),
        (Turn("Did US officials travel to Caracas?"), "And why?", "Why did US officials travel to Caracas?"),
        # the person named in the question
        (TRADE, "What else did he say?", "What else did Borisov say?"),
        (TRADE, "When did he say that?", "When did Borisov say that? (trade)"),
        (TRADE, "What is his opinion on oil?", "What is Borisov’s opinion on oil?"),
        (HANDEL, "Was hat er noch gesagt?", "Was hat Borissow noch gesagt?"),
        (MAYOR, "Was hat sie noch gesagt?", "Was hat Anna Kruse noch gesagt?"),
        # or the claimer who answered, where somebody was asked for
        (DENIAL, "Was hat er noch gesagt?", "Was hat Dmitri Peskow noch gesagt?"),
        # never a person who cannot be meant
        (MAYOR, "Was hat er noch gesagt?", "Was hat er noch gesagt? (Anna Kruse Hafen)"),
        (MAYOR, "What is his opinion on it?", "What is his opinion on it? (Anna Kruse port)"),
        (Turn("What is the Masque of Wismar?"), "What is his name?", "What is his name? (Masque Wismar)"),
        (TRADE, "What else did she say?", "What else did she say? (Borisov trade)"),
        (TANKER, "Wohin fuhr er?", "Wohin fuhr er? (USA Tanker beschlagnahmt)"),
    ],
)
def test_a_follow_up_says_by_itself_what_it_asks(earlier: Turn, question: str, whole: str) -> None:
    assert in_context(question, [earlier]) == whole


@pytest.mark.parametrize(
    "question",
    [
        "What is Operation Lanza del Sur?",
        "Who is Juan Guaidó?",
        "How high is inflation?",
        "Who won the election?",
        "Did Putin say that he supports Maduro?",
        "Who said that trade grew by half?",
        "Is it true that Russia sends troops to Cuba?",
        "How long does it take to fly to Caracas?",
        "What did Gil say about MIR and its use?",
        "What happened in Cuba this year?",
        "When Putin called, did he offer help?",
        "Is Russia's offer still valid?",
        "Who are you?",
        "Thanks!",
        "What is it called when a government is overthrown?",
        "How do fees in Berlin compare to those at other schools?",
        "Who claimed that Putin stands behind him?",
        "Wie nennt man es, wenn eine Regierung gestürzt wird?",
        "Wie hieß das in den Neunzigern aufgeführte Stück?",
        "Wer hatte in dieser Saison die meisten Punkte?",
        "oil sanctions Biden",
        "Maduro",
        "Wie wird das Wetter in Berlin?",
        "Hat das russische Außenministerium vermittelt?",
        "Hat Maduro gesagt, dass er die Beziehungen abbricht?",
        "Gibt es Beweise, dass die Boote Drogen schmuggelten?",
        "Was sagte Peskow, und wer widersprach ihm?",
        "Was spricht dafür, dass Russland Truppen schickt?",
        "Und wer ist Sergej Lawrow?",
        "Und was sagte Borissow über den Handel mit Russland?",
        "Was meinen Sie dazu?",
        "Welche  Länder   unterstützen Maduro ?",
    ],
)
@pytest.mark.parametrize("earlier", [OFFER, HANDEL], ids=["after English", "after German"])
def test_a_question_that_stands_alone_stays_as_it_is_character_for_character(earlier: Turn, question: str) -> None:
    assert in_context(question, [earlier]) == question


def test_no_golden_question_inherits_anything_from_the_one_before() -> None:
    lines = (ROOT / "tests" / "golden.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    for before, question in zip(["Who is Juan Guaidó?", *questions], questions, strict=False):
        assert in_context(question, [Turn(before, ("Dmitri Peskow",))]) == question


def test_without_earlier_turns_every_question_stays_as_it_is() -> None:
    assert in_context("And Maduro?", []) == "And Maduro?"


def test_a_topic_is_told_in_the_language_of_the_follow_up() -> None:
    assert in_context("Und was sagte Peskow dazu?", [OFFER]).startswith("Und was sagte Peskow dazu? (Russland ")
    assert in_context("And about the dollar?", [HANDEL]) == "And about the dollar? (Borissow trade)"


def test_a_chain_takes_the_topic_from_the_first_turn_and_the_person_from_the_second() -> None:
    second = in_context("And what did Peskov say about that?", [OFFER])
    assert (
        in_context("When did he say that?", [OFFER, Turn(second)])
        == "When did Peskov say that? (Russia offer Venezuela)"
    )
    about = in_context("What did he say about it?", [OFFER, Turn("Who is Dmitry Peskov?")])
    assert about == "What did Dmitry Peskov say about it? (Russia offer Venezuela)"


def test_after_a_change_of_subject_the_new_one_is_inherited() -> None:
    assert in_context("Why?", [OFFER, Turn("Did Maduro leave Caracas?")]) == "Why did Maduro leave Caracas?"


def test_a_long_conversation_does_not_make_questions_longer() -> None:
    turns = [OFFER]
    for _ in range(50):
        turns.append(Turn(in_context("And who said that?", turns)))
    assert len(turns[-1].question) < 120


def test_what_would_be_longer_than_allowed_stays_as_it_is() -> None:
    assert in_context("Why?", [OFFER], max_chars=20) == "Why?"
    assert len(in_context("Why?", [Turn("Russia " + "offered wheat " * 5000)])) < 800


texts = st.text(max_size=120) | st.lists(
    st.sampled_from("and he that Maduro ( ) ? Und er dazu 2019 über about in Kuba It ´ \u202e \ud800 \n".split(" ")),
    max_size=12,
).map(" ".join)


@given(texts, st.lists(st.builds(Turn, texts, st.lists(texts, max_size=3).map(tuple)), max_size=4))
def test_any_text_in_gives_a_text_of_bounded_length(question: str, earlier: list[Turn]) -> None:
    whole = in_context(question, earlier)
    assert whole == question or len(whole) <= len(question) + 800
    assert in_context(question, earlier) == whole


@pytest.mark.parametrize(
    "piece", ["he ", "(", "((a) ", "und ", "A’", "2019 ", "über ", "in the ", "since when ", "Name ", "was das "]
)
def test_a_hostile_conversation_is_read_to_its_end(piece: str) -> None:
    earlier = [Turn(piece * 50_000, (piece * 50_000,))] * 20
    for question in ((piece * 50_000)[:1999], "And he?"):
        assert isinstance(in_context(question, earlier), str)


# --- the conversations over the sample articles ----------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """Shares in [0, 1] of follow-ups whose evidence is among the findings, and of other questions left as they are."""

    found: float
    untouched: float


Compose = Callable[[str, Sequence[Answer]], str]


def is_evidence(finding: Finding, quotes: Sequence[str]) -> bool:
    """Whether a citation overlaps one of the quotes."""
    return any(
        citation.article.text.find(quote, max(0, citation.start - len(quote) + 1), citation.end + len(quote) - 1) >= 0
        for citation in finding.citations
        for quote in quotes
    )


def measured(corpus: Corpus, compose: Compose) -> Figures:
    found, untouched = [], []
    for dialogue in DIALOGUES:
        answers: list[Answer] = []
        for turn in dialogue["turns"]:
            whole = compose(turn["question"], answers)
            answers.append(corpus.ask(whole))
            if "evidence" in turn:
                found.append(any(is_evidence(finding, turn["evidence"]) for finding in answers[-1].findings))
            elif turn.get("stands_alone"):
                untouched.append(whole == turn["question"])
    return Figures(sum(found) / len(found), sum(untouched) / len(untouched))


def composed(question: str, answers: Sequence[Answer]) -> str:
    return in_context(question, [Turn.of(answer) for answer in answers])


def test_the_dialogues_are_what_they_say() -> None:
    articles = [path.read_text(encoding="utf-8") for path in (ROOT / "seeds").glob("*.txt")]
    turns: list[dict[str, Any]] = [turn for dialogue in DIALOGUES for turn in dialogue["turns"][1:]]
    assert len(DIALOGUES) >= 60
    assert sum(bool(turn.get("stands_alone")) for turn in turns) >= 20
    for turn in turns:
        assert ("evidence" in turn) != bool(turn.get("stands_alone"))
        for quote in turn.get("evidence", ()):
            assert any(quote in text for text in articles), quote


# A little below what was measured (README): 47 of 58, and 30 of 30.
@pytest.mark.slow
def test_follow_ups_find_their_evidence_and_nothing_else_is_touched(seeds_corpus: Corpus) -> None:
    ours = measured(seeds_corpus, composed)
    assert ours.found >= 0.75
    assert ours.untouched == 1
    assert ours.found >= measured(seeds_corpus, lambda question, _: question).found + 0.25


def test_asking_with_earlier_answers_asks_in_full(seeds_index: Path) -> None:
    first = rag.ask("What did Gil say about sanctions?", index=seeds_index, settings=ONE_THREAD)
    second = rag.ask("And about the dollar?", index=seeds_index, settings=ONE_THREAD, earlier=[first])
    assert second.question == "What did Gil say about the dollar?"
    alone = rag.ask("Who is Juan Guaidó?", index=seeds_index, settings=ONE_THREAD, earlier=[first, second])
    assert alone.question == "Who is Juan Guaidó?"


def test_a_turn_remembers_who_answered_best_first(seeds_corpus: Corpus) -> None:
    turn = Turn.of(seeds_corpus.ask("What did Russia offer Venezuela?"))
    assert turn.question == "What did Russia offer Venezuela?"
    assert {"Nicolás Maduro", "Dmitri Peskow"} <= set(turn.claimers)
    assert len(set(turn.claimers)) == len(turn.claimers)
