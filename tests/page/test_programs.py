"""What programs may ask: arguments checked, limits kept, and nothing of the machine in what they get."""

from __future__ import annotations

import json
import logging
import re
import threading

import pytest

from rag.errors import IndexMissing
from rag.page.limits import TokenBuckets, limits_of
from rag.page.models import Models
from rag.page.programs import SERVICES, WORDED_AT_ONCE, Programs, Refused
from rag.settings import ChatSettings, PageSettings, Settings
from tests.chat.scripted import Line, Request, fails, scripted, statements

OFFER = "What did Russia offer Venezuela?"


class Broken:
    """An index that fails as it is told to."""

    settings = Settings()

    def __init__(self, error: Exception) -> None:
        self.error = error

    def ask(self, question, top_k, *, where):
        raise self.error


def programs_of(corpus, per_minute: int = 600) -> Programs:
    return Programs(corpus, limits_of(PageSettings(questions_per_minute=per_minute), Settings()))


@pytest.fixture
def programs(seeds_corpus):
    return programs_of(seeds_corpus)


def refusal_of(programs, name: str, arguments) -> str:
    with pytest.raises(Refused) as refused:
        programs.answer(name, arguments, "client")
    return str(refused.value)


def paths_in(value) -> list:
    if isinstance(value, dict):
        return [value["path"] for _ in "x" if "path" in value] + [
            p for inner in value.values() for p in paths_in(inner)
        ]
    return [p for inner in value for p in paths_in(inner)] if isinstance(value, list) else []


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_answers_are_json_without_paths_of_the_machine(programs, service):
    answer = programs.answer(service.name, {service.text: "Russia offered Venezuela help"}, "client")
    assert json.loads(json.dumps(answer)) == answer
    assert answer
    assert paths_in(answer) == []


def test_an_answer_has_the_fields_of_answer_to_dict(programs, seeds_corpus):
    got = programs.answer("ask", {"question": OFFER}, "client")
    expected = seeds_corpus.ask(OFFER).to_dict()
    assert got.keys() == expected.keys()
    assert [finding["quote"] for finding in got["findings"]] == [finding["quote"] for finding in expected["findings"]]


def test_filters_and_top_k_are_kept(programs):
    arguments = {
        "question": OFFER,
        "top_k": 2,
        "languages": ["en"],
        "since": "2018",
        "until": "2023",
        "publishers": None,
    }
    findings = programs.answer("ask", arguments, "client")["findings"]
    assert 1 <= len(findings) <= 2
    assert len(programs.answer("retrieve", {"question": OFFER, "top_k": 3}, "client")) == 3
    nobody = programs.answer("ask", {"question": OFFER, "claimers": ["Nobody At All"]}, "client")
    assert nobody["findings"] == []
    assert nobody["abstention"]


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("ask", {}, "ask needs a question"),
        ("ask", {"question": None}, "ask needs a question"),
        ("ask", {"question": 7}, "ask needs a question"),
        ("ask", {"question": "  "}, "the question is empty"),
        ("ask", {"question": "x" * 3000}, "3,000 characters"),
        ("check", {"question": "x"}, "check takes no 'question'; it takes statement, top_k"),
        ("check", {"statement": ""}, "the statement is empty"),
        ("ask", {"question": OFFER, "top_k": 0}, "top_k is a whole number from 1 to 100, not 0"),
        ("ask", {"question": OFFER, "top_k": 101}, "not 101"),
        ("ask", {"question": OFFER, "top_k": "5"}, "not '5'"),
        ("ask", {"question": OFFER, "top_k": True}, "not True"),
        ("ask", {"question": OFFER, "since": "soon"}, "since is a date such as 2023"),
        ("ask", {"question": OFFER, "until": 2023}, "until is a date such as 2023"),
        ("ask", {"question": OFFER, "since": "2024", "until": "2023"}, "ends before it begins"),
        ("ask", {"question": OFFER, "languages": "de"}, "languages is a list of names, not 'de'"),
        ("ask", {"question": OFFER, "claimers": [1]}, "claimers is a list of names"),
        ("ask", {"question": OFFER, "publishers": [" "]}, "none of them empty"),
        ("delete", {}, "there is no 'delete'; there are ask, retrieve, check"),
    ],
)
def test_wrong_arguments_are_named(programs, name, arguments, message):
    assert message in refusal_of(programs, name, arguments)


def test_too_many_questions_are_refused_with_the_time_to_wait(seeds_corpus):
    few = programs_of(seeds_corpus, per_minute=1)
    few.answer("retrieve", {"question": OFFER}, "client")
    assert "too many questions from this address; ask again in " in refusal_of(few, "ask", {"question": OFFER})
    few.answer("retrieve", {"question": OFFER}, "another client")


@pytest.mark.parametrize("error", [IndexMissing("no index in /home/anna/index"), RuntimeError("/home/anna/x")])
def test_what_goes_wrong_inside_is_logged_and_tells_programs_nothing(error, caplog):
    with caplog.at_level(logging.WARNING):
        message = refusal_of(programs_of(Broken(error)), "ask", {"question": OFFER})
    assert "/home/anna" not in message
    assert "log" in message
    assert "/home/anna" in caplog.text


def test_limits_can_be_shared_with_the_page(seeds_corpus):
    limits = limits_of(PageSettings(questions_per_minute=1), Settings())
    assert isinstance(limits.questions, TokenBuckets)
    assert limits.questions.allow("client") is None
    assert "too many" in refusal_of(Programs(seeds_corpus, limits), "ask", {"question": OFFER})


GERMAN_OFFER = "Was hat Russland Venezuela angeboten?"


def echoes(request: Request, line: Line) -> None:
    """Say of each claim what it says itself, and of the last one something false."""
    claims = re.findall(r"^CLAIM (\d+)$.*?^WORDS: (.+?)$", request.user, re.MULTILINE | re.DOTALL)
    said = [(int(number), words) for number, words in claims]
    line.say(statements(*said[:-1], (said[-1][0], "Russland hat Venezuela sieben Billionen Euro geschenkt.")))


def worded_programs(corpus, settings: ChatSettings | None, per_minute: int = 600) -> Programs:
    return Programs(corpus, limits_of(PageSettings(questions_per_minute=per_minute), Settings()), Models(settings))


def test_an_answer_is_worded_where_that_is_asked_for_and_what_did_not_pass_is_called_rejected(seeds_corpus):
    with scripted(echoes) as server:
        programs = worded_programs(seeds_corpus, server.settings())
        plain = programs.answer("ask", {"question": GERMAN_OFFER, "top_k": 3}, "client")
        assert server.requests == []
        worded = programs.answer("ask", {"question": GERMAN_OFFER, "top_k": 3, "worded": True}, "client")
    assert [one["quote"] for one in worded["findings"]] == [one["quote"] for one in plain["findings"]]
    assert any(one["statement"] for one in worded["findings"])
    assert not any(one["statement"] for one in plain["findings"])
    assert plain["wording"] is None
    assert worded["wording"]["verified"] >= 1
    assert worded["wording"]["rejected"] >= 1
    assert "Billionen" not in json.dumps([one["statement"] for one in worded["findings"]])
    assert "Billionen" in json.dumps(worded)
    assert paths_in(worded) == []


def test_worded_is_refused_without_a_model_and_where_it_is_no_boolean_or_not_taken(programs):
    assert "no chat model is set here" in refusal_of(programs, "ask", {"question": OFFER, "worded": True})
    assert programs.answer("ask", {"question": OFFER, "worded": False}, "client")["findings"]
    for value in ("yes", 1):
        assert "worded is true or false" in refusal_of(programs, "ask", {"question": OFFER, "worded": value})
    for name, text in (("retrieve", "question"), ("check", "statement")):
        assert f"{name} takes no 'worded'" in refusal_of(programs, name, {text: OFFER, "worded": True})


def test_a_model_that_fails_leaves_the_answer_and_says_why(seeds_corpus):
    with scripted(fails(500)) as server:
        answer = worded_programs(seeds_corpus, server.settings()).answer(
            "ask", {"question": OFFER, "worded": True}, "client"
        )
    assert answer["findings"]
    assert answer["wording"]["problem"] == "server"


def test_a_model_that_cannot_be_opened_is_refused_without_telling_of_this_machine(seeds_corpus):
    programs = worded_programs(seeds_corpus, ChatSettings("huggingface:/home/anna/no-model"))
    message = refusal_of(programs, "ask", {"question": OFFER, "worded": True})
    assert "ask again without worded" in message
    assert "/home/anna" not in message


def test_more_worded_answers_than_may_be_at_once_are_refused_and_others_go_on(seeds_corpus):
    held = threading.Barrier(WORDED_AT_ONCE + 1)
    go_on = threading.Event()

    def slow(request: Request, line: Line) -> None:
        held.wait(60)
        go_on.wait(60)
        line.say(statements((1, "x")))

    with scripted(slow) as server:
        programs = worded_programs(seeds_corpus, server.settings(stall=30, timeout=60))
        asking = [
            threading.Thread(target=programs.answer, args=("ask", {"question": OFFER, "worded": True}, "client"))
            for _ in range(WORDED_AT_ONCE)
        ]
        for thread in asking:
            thread.start()
        held.wait(60)
        assert "words other answers at present" in refusal_of(programs, "ask", {"question": OFFER, "worded": True})
        assert programs.answer("ask", {"question": OFFER}, "client")["findings"]
        go_on.set()
        for thread in asking:
            thread.join()
        assert programs.answer("ask", {"question": "What is the population of Venezuela?", "worded": True}, "client")


def test_worded_questions_count_as_questions(seeds_corpus):
    with scripted(fails(500)) as server:
        programs = worded_programs(seeds_corpus, server.settings(), per_minute=1)
        programs.answer("ask", {"question": OFFER, "worded": True}, "client")
        assert "too many questions" in refusal_of(programs, "ask", {"question": OFFER, "worded": True})


def test_only_ask_describes_that_it_may_be_worded():
    assert [service.name for service in SERVICES if "worded" in service.schema["properties"]] == ["ask"]
