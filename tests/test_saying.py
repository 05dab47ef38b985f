"""Questions for what somebody says: which they are, whom they name, what they are about."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.question import Question
from rag.saying import Saying


def read(text: str) -> Saying | None:
    return Question.read(text, max_chars=10_000).saying


def parts(text: str) -> tuple[str | None, list[str]] | None:
    saying = read(text)
    return None if saying is None else (saying.who, [term.word for term in saying.topic])


@pytest.mark.parametrize(
    ("question", "who", "topic"),
    [
        ("What does Ana Rojas say?", "Ana Rojas", []),
        ("What did Borisov say about trade?", "Borisov", ["trade"]),
        ("And what did Petrov say?", "Petrov", []),
        ("What else does Lavrov say?", "Lavrov", []),
        ("What has Ryabkov said?", "Ryabkov", []),
        ("What does Kruse think of the port?", "Kruse", ["port"]),
        ("How did Kruse comment on the port?", "Kruse", ["port"]),
        ("what did kruse say about the port", "kruse", ["port"]),
        ("According to Kruse, who pays for the port?", "Kruse", ["pays", "port"]),
        ("Was sagt der Kreml zu Maduros Regierung?", "der Kreml", ["Maduros", "Regierung"]),
        ("Was hat Kruse über den Hafen gesagt?", "Kruse", ["Hafen"]),
        ("Was hat Kruse noch gesagt?", "Kruse", []),
        ("Was sagte Kruse dazu?", "Kruse", []),
        ("Was verspricht Kruse den Fischern?", "Kruse", ["Fischern"]),
        ("Wie äußerte sich Kruse zum Hafen?", "Kruse", ["Hafen"]),
        ("Wie hat sich Kruse zum Hafen geäußert?", "Kruse", ["Hafen"]),
        ("Was meint Kruse zum Thema Hafen?", "Kruse", ["Hafen"]),
        ("Laut Kruse: Wer zahlt den Hafen?", "Kruse", ["zahlt", "Hafen"]),
        ("What is said about the port?", None, ["port"]),
        ("Was wird über den Hafen gesagt?", None, ["Hafen"]),
    ],
)
def test_a_question_for_words_names_whose_and_on_what(question: str, who: str | None, topic: list[str]) -> None:
    assert parts(question) == (who, topic)


@pytest.mark.parametrize(
    "question",
    [
        "Who is Juan Guaidó?",
        "What did Russia offer Venezuela?",
        "When did Borisov say that trade grew?",
        "What did he say?",
        "What do they say about trade?",
        "Was sagte er dazu?",
        "Was sagt man über den Hafen?",
        "Was sagt das?",
        "Was ist MIR?",
        "Wer sagt, dass der Handel wächst?",
        "What is said?",
        "Borisov trade",
        "According to Borisov, why?",
        "Did Putin say that he supports Maduro?",
    ],
)
def test_any_other_question_asks_for_nobodys_words(question: str) -> None:
    assert read(question) is None


def test_an_account_is_told_from_words() -> None:
    account, words = read("According to Kruse, who pays?"), read("What did Kruse say?")
    assert account is not None
    assert words is not None
    assert (account.account, words.account) == (True, False)


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from("was sagt hat what did say , : zu X gesagt ( ?".split())).map(" ".join)
)
def test_any_text_is_read(text: str) -> None:
    saying = Saying.of(text, ())
    assert saying is None or saying.topic == ()


@pytest.mark.parametrize("piece", ["zu ", "x ", "gesagt ", "was hat ", "X, ", "über zu "])
def test_time_grows_with_the_length_of_a_hostile_question(piece: str) -> None:
    for begin in ("was hat ", "was sagt ", "what did ", "according to ", "laut ", "wie hat sich "):
        began = time.process_time()
        Saying.of((begin + piece * 5000)[:10_000], ())
        assert time.process_time() - began < 1
