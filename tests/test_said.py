"""Whose claims answer a question for somebody's words: his, in any spelling, and none on what he never spoke of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from rag import Corpus, Filter, said
from rag.evaluation.calibration import fit
from rag.evaluation.golden import Outcome, evaluate, read_golden
from rag.question import Question
from rag.store.database import Database
from rag.store.derived import Derived, Named
from rag.store.lexical import Asked

FILE = Path(__file__).with_name("sayings.jsonl")
LINES = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
CLAIMERS = Named.of(
    ["Nicolás Maduro", "Dmitri Peskow", None, "Kreml", "das Weiße Haus", "Ana Rojas", "Russland", "Kritiker"]
)


def found(who: str, language: str = "de") -> set[str]:
    flags = said.claims_by(CLAIMERS, who, language)
    return {CLAIMERS.names[code] for code in CLAIMERS.codes[flags]}


@pytest.mark.parametrize(
    ("who", "language", "claimer"),
    [
        ("Peskov", "en", "Dmitri Peskow"),
        ("Dmitry Peskov", "en", "Dmitri Peskow"),
        ("peskow", "de", "Dmitri Peskow"),
        ("Präsident Maduro", "de", "Nicolás Maduro"),
        ("President Maduro", "en", "Nicolás Maduro"),
        ("the Kremlin", "en", "Kreml"),
        ("the White House", "en", "das Weiße Haus"),
        ("Russia", "en", "Russland"),
        ("Rojas", "en", "Ana Rojas"),
    ],
)
def test_a_claimer_is_found_in_any_spelling(who: str, language: str, claimer: str) -> None:
    assert found(who, language) == {claimer}


@pytest.mark.parametrize("who", ["Merkel", "Juan Rojas", "Peskow Rojas", "der Bericht", ""])
def test_nobody_is_taken_for_another(who: str) -> None:
    assert found(who) == set()


# --- over the sample articles ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "claimer"),
    [
        ("What does Peskov say?", "Peskow"),
        ("Was sagte Borisov über den Handel?", "Borissow"),
        ("What did Lavrov say about sanctions?", "Lawrow"),
        ("What did Ryabkov say about sending troops?", "Rjabkow"),
    ],
)
def test_what_somebody_says_comes_before_what_others_say(seeds_corpus: Corpus, question: str, claimer: str) -> None:
    answer = seeds_corpus.ask(question)
    by_him = [(finding.claimer or "").endswith(claimer) for finding in answer.findings]
    assert by_him[0]
    assert answer.findings[0].score == max(finding.score for finding in answer.findings)


@pytest.mark.parametrize(
    "question",
    [
        "What did Borisov say about penguins?",
        "What did Merkel say about trade?",
        "Was sagte Peskow über den Impfstoff?",
        "What did Biden say?",
        "Was wird über Pinguine gesagt?",
    ],
)
def test_what_nobody_said_is_not_answered(seeds_corpus: Corpus, question: str) -> None:
    answer = seeds_corpus.ask(question)
    assert answer.abstention is not None
    assert answer.findings == ()


def test_what_a_filter_leaves_out_is_not_said(seeds_corpus: Corpus) -> None:
    assert seeds_corpus.ask("What does Peskov say?", where=Filter(languages=("en",))).findings
    assert not seeds_corpus.ask("What does RT say about trade?", where=Filter(languages=("de",))).findings
    assert not seeds_corpus.ask("What does Interfax say?", where=Filter(languages=("en",))).findings
    assert not seeds_corpus.ask("What does Peskov say?", where=Filter(claimers=("Maduro",))).findings


def test_a_place_may_be_spoken_for_by_others(seeds_corpus: Corpus) -> None:
    assert seeds_corpus.ask("What does Russia say about mediation?").findings


@pytest.fixture(scope="module")
def outcomes(seeds_corpus: Corpus) -> Sequence[Outcome]:
    return evaluate(seeds_corpus, read_golden(FILE)).outcomes


def test_the_questions_are_what_they_say() -> None:
    for part in ("tried", "apart"):
        answerable = [line["answerable"] for line in LINES if line["part"] == part]
        assert len(answerable) >= 50
        assert sum(answerable) * 2 == len(answerable)
    assert len({line["question"] for line in LINES}) == len(LINES)


# A little below what was measured: 27 of 28 and 28 of 28; kept apart, 27 of 28 and 26 of 28.
@pytest.mark.parametrize(("part", "right", "first", "abstained"), [("tried", 26, 21, 27), ("apart", 26, 22, 25)])
def test_what_was_said_is_found_and_nothing_else_answered(
    outcomes: Sequence[Outcome], part: str, right: int, first: int, abstained: int
) -> None:
    of_part = [outcome for outcome, line in zip(outcomes, LINES, strict=True) if line["part"] == part]
    assert sum(outcome.right for outcome in of_part if outcome.question.answerable) >= right
    assert sum(outcome.first_is_right for outcome in of_part) >= first
    assert sum(outcome.right for outcome in of_part if not outcome.question.answerable) >= abstained


def test_the_weights_are_those_that_the_tried_questions_give(seeds_corpus: Corpus) -> None:
    nearest, answerable = [], []
    for line in (line for line in LINES if line["part"] == "tried"):
        measured = features(seeds_corpus, Question.read(line["question"], max_chars=200))
        if len(measured):
            nearest.append(measured[np.argmax(measured[:, 1:].sum(axis=1))])
            answerable.append(line["answerable"])
    weights = fit(np.array(nearest), np.array(answerable, np.float64))
    assert weights == pytest.approx(said.WEIGHTS, abs=0.2)


def features(corpus: Corpus, question: Question) -> said.Features:
    """What is measured of the claims of the claimer asked for; none without a topic."""
    words = [term.word for term in question.saying.topic] if question.saying else []
    if not words:
        return np.empty((0, len(said.FEATURES)))
    topic = corpus._encoder.encode_question(" ".join(words))

    def measured(_: Database, derived: Derived) -> said.Features:
        asked = Asked(derived.words, question.text, question.terms, derived.passage_languages != question.language)
        claims = said.said(derived, question, asked, topic, None, None).claims
        return said.features(derived, asked, topic, words, claims)

    return corpus._reading(measured)
