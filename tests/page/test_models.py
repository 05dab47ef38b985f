"""Which model a reader has, and who may set one: a key and an address stay in the visit of a reader at this machine."""

from __future__ import annotations

import gc
import weakref
from types import SimpleNamespace

import pytest

from rag.chat import ChatModel
from rag.page.choosing import foot_html, model_data, settings_of, where_text
from rag.page.models import Models, Reader, reader_of
from rag.page.texts import ENGLISH, GERMAN
from rag.settings import ChatSettings

OPERATORS = ChatSettings("openai:gpt", key="sk-of-the-operator")
OWN = ChatSettings("openai:own", "http://127.0.0.1:9/v1", "sk-of-the-reader")
HERE, ELSEWHERE = Reader("visit", True), Reader("visit", False)


def opened(settings: ChatSettings) -> ChatModel:
    return ChatModel(settings, None)


def models(operators: ChatSettings | None = OPERATORS, **kind: int) -> Models:
    return Models(operators, open_model=opened, **kind)


def test_nothing_of_a_readers_key_outlives_the_visit():
    visits = Models()
    visits.set(HERE, OWN)
    model = weakref.ref(visits.in_use(HERE).open())
    visits.forget(HERE.session)
    gc.collect()
    assert model() is None


def request(address: str = "127.0.0.1", **headers: str) -> SimpleNamespace:
    named = {"host": "127.0.0.1:7860"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return SimpleNamespace(client=SimpleNamespace(host=address), headers=named, session_hash="visit")


@pytest.mark.parametrize(
    ("asked", "here"),
    [
        (request(), True),
        (request("::1", host="localhost:7860"), True),
        (request("10.0.0.7"), False),
        (request("::ffff:10.0.0.7"), False),
        (request(host="news.example"), False),
        (request(x_forwarded_for="127.0.0.1"), False),
        (request(x_forwarded_host="news.example"), False),
        (request(x_real_ip="10.0.0.7"), False),
        (request(forwarded="for=10.0.0.7"), False),
        (request(via="1.1 proxy"), False),
        (SimpleNamespace(client=None, headers={}, session_hash=None), False),
    ],
)
def test_a_reader_is_here_who_connects_from_this_machine_to_this_machine_through_no_proxy(asked, here):
    assert reader_of(asked).here is here


def test_the_operators_model_is_on_until_a_reader_switches_it_off():
    all_models = models()
    assert all_models.in_use(ELSEWHERE).open().settings == OPERATORS
    all_models.switch(ELSEWHERE, False)
    assert all_models.in_use(ELSEWHERE) is None
    assert all_models.in_use(Reader("another", False)) is not None
    all_models.switch(ELSEWHERE, True)
    assert all_models.in_use(ELSEWHERE) is not None


def test_the_operators_model_is_opened_once_and_only_when_needed():
    times = []
    all_models = Models(OPERATORS, open_model=lambda settings: times.append(settings) or opened(settings))
    first, second = all_models.in_use(HERE), all_models.in_use(ELSEWHERE)
    assert times == []
    assert first.open() is second.open()
    assert times == [OPERATORS]


def test_a_reader_here_sets_a_model_for_the_visit_and_it_is_forgotten_in_the_end():
    all_models = models()
    all_models.set(HERE, OWN)
    assert all_models.in_use(HERE).settings == OWN
    assert all_models.in_use(Reader("another", True)).settings == OPERATORS
    all_models.forget("visit")
    assert all_models.in_use(HERE).settings == OPERATORS


def test_a_reader_elsewhere_sets_none_and_tries_none_and_gets_none_that_was_set_here():
    all_models = models()
    for act in (all_models.set, all_models.open):
        with pytest.raises(PermissionError):
            act(ELSEWHERE, OWN)
    all_models.set(HERE, OWN)
    assert all_models.in_use(ELSEWHERE).settings == OPERATORS
    assert all_models.own(ELSEWHERE) is None


def test_the_longest_idle_visit_is_forgotten_where_there_are_too_many():
    all_models = models(most_visits=2)
    for visit in ("a", "b", "c"):
        all_models.set(Reader(visit, True), OWN)
    assert [all_models.in_use(Reader(visit, True)).settings == OWN for visit in "abc"] == [False, True, True]


def test_a_key_goes_only_to_the_address_for_which_it_was_given():
    all_models = models()
    keyless = ChatSettings(OWN.model, OWN.url)
    assert all_models.with_known_key(HERE, keyless).key == ""
    all_models.open(HERE, OWN)
    assert all_models.with_known_key(HERE, keyless) == OWN
    assert all_models.with_known_key(ELSEWHERE, keyless).key == ""
    assert all_models.with_known_key(HERE, ChatSettings(OWN.model, "http://127.0.0.1:10/v1")).key == ""
    assert all_models.with_known_key(HERE, ChatSettings(OPERATORS.model)).key == "", "never the operator's"


@pytest.mark.parametrize("reader", [HERE, ELSEWHERE])
@pytest.mark.parametrize("words", [ENGLISH, GERMAN])
def test_nothing_that_goes_to_the_browser_holds_a_key(reader, words):
    all_models = models()
    all_models.set(HERE, OWN)
    sent = f"{model_data(all_models, reader, words)}{foot_html(all_models, reader, words)}"
    assert "sk-of" not in sent
    assert model_data(all_models, reader, words)["key"] is reader.here


def test_the_page_says_where_questions_and_quotes_go_or_that_they_stay():
    all_models = models()
    assert where_text(all_models, HERE, ENGLISH) == "gpt words answers. Questions and quotes go to api.openai.com."
    all_models.set(HERE, OWN)
    assert where_text(all_models, HERE, GERMAN) == "own formuliert Antworten auf diesem Rechner. Nichts verlässt ihn."
    all_models.switch(HERE, False)
    assert foot_html(all_models, HERE, ENGLISH) == foot_html(models(None), HERE, ENGLISH)
    assert where_text(models(None), ELSEWHERE, ENGLISH) == "No chat model is set. Answers are quotes."


def test_who_may_not_set_a_model_is_told_so_calmly():
    assert model_data(models(), ELSEWHERE, ENGLISH)["note"] == ENGLISH.model_given
    assert model_data(models(None), ELSEWHERE, ENGLISH)["note"] == ENGLISH.model_elsewhere
    assert model_data(models(), HERE, ENGLISH)["note"] == ""


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"provider": "openai"},
        {"provider": "huggingface", "name": "/etc"},
        {"provider": "openai", "name": "x", "address": "ftp://x", "key": "sk-of-the-reader"},
        {"provider": "openai", "name": "x", "address": "file:///etc/passwd", "key": "sk-of-the-reader"},
        {"provider": "openai", "name": "x", "address": "http://me:sk-of-the-reader@x", "key": ""},
        {"provider": ["openai"], "name": "x"},
    ],
)
def test_what_names_no_model_is_refused_without_its_key(sent):
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the sentence for the reader is the page's own
        settings_of(sent)
    assert "sk-of" not in str(refused.value)


def test_what_a_reader_enters_becomes_settings():
    sent = {"provider": "ollama", "name": " qwen2.5:7b ", "address": "", "key": None}
    assert settings_of(sent) == ChatSettings("ollama:qwen2.5:7b")
