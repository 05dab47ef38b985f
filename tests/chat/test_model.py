"""A chat model asked over OpenAI's protocol: streamed, counted, limited, stopped; and its key kept to itself."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from rag.chat import ChatModel, Message, Reply, open_chat_model
from rag.errors import ChatModelError
from rag.settings import ChatSettings
from tests.chat.scripted import KEY, Act, Line, Request, breaks_off, fails, says, scripted, stalls

SCHEMA = {"title": "greeting", "type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}
HELLO = [Message("system", "Be short."), Message("user", "Hello?")]


def asked(*acts: Act, **settings: object) -> tuple[Reply, list[Request]]:
    with scripted(*acts) as server:
        reply = open_chat_model(server.settings(**settings)).say(HELLO)
        reply.read()
        return reply, server.requests


def test_an_answer_comes_in_pieces_with_its_cost() -> None:
    with scripted(says("Hello to you too.", size=4)) as server:
        reply = open_chat_model(server.settings()).say(HELLO)
        pieces = [piece for piece in reply if piece is not None]
    assert len(pieces) > 1
    assert "".join(pieces) == reply.text == "Hello to you too."
    assert (reply.tokens_in, reply.tokens_out, reply.counted, reply.ending) == (100, 20, True, "complete")
    assert reply.seconds > 0


def test_the_request_names_the_model_the_limit_and_what_is_said_by_whom() -> None:
    _, (request,) = asked(says("Hi."), answer_tokens=99)
    assert request.body["model"] == "scripted"
    assert request.body["max_tokens"] == 99
    assert request.body["stream"] is True
    assert request.body["temperature"] == 0.0
    assert (request.system, request.user) == ("Be short.", "Hello?")
    assert not request.structured
    assert request.headers["authorization"] == f"Bearer {KEY}"


def test_nothing_is_asked_before_the_reply_is_read() -> None:
    with scripted(says("Hi.")) as server:
        open_chat_model(server.settings()).say(HELLO)
        assert server.requests == []


def test_a_schema_is_asked_for_in_the_protocols_words() -> None:
    with scripted(says("{}")) as server:
        open_chat_model(server.settings()).say(HELLO, schema=SCHEMA).read()
    form = server.requests[0].body["response_format"]
    assert form["type"] == "json_schema"
    assert form["json_schema"]["schema"] == SCHEMA
    assert form["json_schema"]["strict"] is True


@pytest.mark.parametrize("status", [400, 404, 422, 501])
def test_an_endpoint_that_refuses_the_form_is_asked_without_and_so_from_then_on(status: int) -> None:
    with scripted(fails(status, "unknown field"), says("Hi.")) as server:
        model = open_chat_model(server.settings())
        assert model.structured
        assert model.say(HELLO, schema=SCHEMA).read() == "Hi."
        assert not model.structured
        assert model.say(HELLO, schema=SCHEMA).read() == "Hi."
    assert [request.structured for request in server.requests] == [True, False, False]
    assert [request.body.get("temperature") for request in server.requests] == [0.0, 0.0, 0.0]


def test_an_endpoint_that_refuses_it_plainly_too_is_told() -> None:
    with (
        scripted(fails(400, "no such thing")) as server,
        pytest.raises(ChatModelError, match="no such thing") as caught,
    ):
        open_chat_model(server.settings()).say(HELLO, schema=SCHEMA).read()
    assert caught.value.problem == "refused"
    assert len(server.requests) == 3


def takes(*fields: str) -> Act:
    """Answer requests with no further fields of those that some endpoints refuse."""

    def act(request: Request, line: Line) -> None:
        if {"response_format", "temperature", "stream_options"} & set(request.body) - set(fields):
            line.fail(400, "unknown field")
        else:
            line.say("Hi.")

    return act


def test_an_endpoint_that_refuses_a_temperature_too_is_asked_with_nothing_and_so_from_then_on() -> None:
    with scripted(takes()) as server:
        model = open_chat_model(server.settings())
        for _ in range(2):
            assert model.say(HELLO, schema=SCHEMA).read() == "Hi."
        assert model.say(HELLO).read() == "Hi."
    asked = [(request.structured, "temperature" in request.body) for request in server.requests]
    assert asked == [(True, True), (False, True), (False, False), (False, False), (False, False)]


def test_a_temperature_refused_where_no_schema_was_asked_for_says_nothing_of_schemas() -> None:
    with scripted(takes("response_format")) as server:
        model = open_chat_model(server.settings())
        assert model.say(HELLO).read() == "Hi."
        assert model.structured
        assert model.say(HELLO).read() == "Hi."
        assert model.say(HELLO, schema=SCHEMA).read() == "Hi."
    asked = [(request.structured, "temperature" in request.body) for request in server.requests]
    assert asked == [(False, True), (False, False), (False, False), (True, True), (False, False)]


def test_what_a_failing_endpoint_is_not_given_is_not_remembered() -> None:
    with scripted(fails(400), fails(400), fails(400), says("Hi.")) as server:
        model = open_chat_model(server.settings())
        with pytest.raises(ChatModelError):
            model.say(HELLO, schema=SCHEMA).read()
        assert model.say(HELLO, schema=SCHEMA).read() == "Hi."
    assert server.requests[-1].structured


@pytest.mark.parametrize(
    ("act", "problem"),
    [
        (fails(401), "key"),
        (fails(403), "key"),
        (fails(404), "unknown"),
        (fails(429), "busy"),
        (fails(500), "server"),
        (stalls(), "stalled"),
        (stalls("Hel"), "stalled"),
    ],
)
def test_each_failure_is_a_chat_model_error(act: Act, problem: str) -> None:
    with pytest.raises(ChatModelError) as caught:
        asked(act, stall=1)
    assert caught.value.problem == problem
    assert caught.value.__cause__ is None, "a cause may hold the key"
    assert caught.value.__suppress_context__


def test_what_came_before_a_failure_stays_in_the_reply_and_is_counted() -> None:
    with scripted(stalls("Hel")) as server:
        reply = open_chat_model(server.settings(stall=1)).say(HELLO)
        with pytest.raises(ChatModelError):
            reply.read()
    assert reply.text == "Hel"
    assert not reply.counted
    assert reply.tokens_in > 0
    assert reply.tokens_out > 0


def test_nobody_at_the_address_is_told_with_the_address() -> None:
    with scripted(says("")) as server:
        settings = server.settings()
    with pytest.raises(ChatModelError, match="nobody answers") as caught:
        open_chat_model(settings).say(HELLO).read()
    assert caught.value.problem == "unreachable"
    assert settings.address in str(caught.value)


@pytest.mark.slow
def test_a_busy_provider_is_asked_again_as_often_as_allowed() -> None:
    _, requests = asked(fails(429, retry_after="0"), fails(500, retry_after="0"), says("Hi."), retries=2)
    assert len(requests) == 3
    with pytest.raises(ChatModelError, match="429"):
        asked(fails(429, retry_after="0"), retries=1)


def test_the_time_is_up_however_lively_the_answer() -> None:
    def dripping(request: Request, line: Line) -> None:
        line.begin()
        while line.piece("x") and not line.wait_until_gone(0.05):
            pass

    with pytest.raises(ChatModelError) as caught:
        asked(dripping, timeout=1)
    assert caught.value.problem == "timeout"


def test_seconds_spent_before_count_towards_the_time() -> None:
    with scripted(stalls()) as server:
        model = open_chat_model(server.settings(timeout=600, stall=600))
        with pytest.raises(ChatModelError) as caught:
            model.say(HELLO, spent=599.9).read()
    assert caught.value.problem == "timeout"


def test_a_connection_that_ends_without_an_ending_has_none() -> None:
    reply, _ = asked(breaks_off("Hello"))
    assert (reply.text, reply.ending) == ("Hello", None)


def test_an_answer_cut_by_its_limit_says_so() -> None:
    def act(request: Request, line: Line) -> None:
        line.begin()
        line.piece("Hel")
        line.end("length")

    assert asked(act)[0].ending == "limit"


def test_a_server_that_does_not_count_is_estimated() -> None:
    def act(request: Request, line: Line) -> None:
        line.begin()
        line.piece("Hello to you.")
        line.piece("", "stop")
        line.raw(b"data: [DONE]\n\n")

    reply, _ = asked(act)
    assert not reply.counted
    assert 10 < reply.tokens_in < 60
    assert 2 < reply.tokens_out < 20


@pytest.mark.parametrize("before", ["", "Hel"])
def test_closing_a_reply_closes_the_connection(before: str) -> None:
    gone = threading.Event()

    def act(request: Request, line: Line) -> None:
        line.begin()
        if before:
            line.piece(before)
        if line.wait_until_gone(20):
            gone.set()

    with scripted(act) as server:
        reply = open_chat_model(server.settings()).say(HELLO)
        for piece in reply:
            if piece == before or (not before and server.requests):
                break
        reply.close()
        assert gone.wait(5)


def test_closing_a_reply_stops_a_server_that_sends_without_a_pause() -> None:
    gone = threading.Event()

    def pouring(request: Request, line: Line) -> None:
        line.begin()
        while line.piece("x"):
            pass
        gone.set()

    with scripted(pouring) as server:
        reply = open_chat_model(server.settings(timeout=600, stall=600)).say(HELLO)
        assert next(piece for piece in reply if piece) == "x"
        reply.close()
        assert gone.wait(5)


def test_a_question_longer_than_the_model_reads_is_refused_before_it_is_asked() -> None:
    with scripted(says("Hi.")) as server:
        model = open_chat_model(server.settings(context_tokens=512, answer_tokens=100))
        assert model.room() == 412
        with pytest.raises(ChatModelError, match="BELEGT_CHAT_CONTEXT_TOKENS") as caught:
            model.say([Message("user", "word " * 1_000)])
    assert caught.value.problem == "context"
    assert server.requests == []


@pytest.mark.slow
def test_requests_a_minute_are_held_back_with_pulses() -> None:
    with scripted(says("Hi.")) as server:
        model = open_chat_model(server.settings(requests_per_minute=60))
        assert model.say(HELLO).read() == "Hi."
        assert None in list(model.say(HELLO))
        slow = open_chat_model(server.settings(requests_per_minute=1, timeout=1))
        assert slow.say(HELLO).read() == "Hi."
        with pytest.raises(ChatModelError, match="REQUESTS_PER_MINUTE") as caught:
            slow.say(HELLO).read()
    assert caught.value.problem == "busy"


def test_a_request_without_the_form_that_was_refused_counts_too() -> None:
    with scripted(fails(400), says("Hi.")) as server:
        model = open_chat_model(server.settings(requests_per_minute=120))
        assert None in list(model.say(HELLO, schema=SCHEMA))
    assert len(server.requests) == 2


def test_one_model_is_opened_for_equal_settings_and_many_threads_may_ask_it() -> None:
    with scripted(says("Hi.")) as server:
        models: list[ChatModel] = []
        answers: list[str] = []

        def work() -> None:
            models.append(open_chat_model(server.settings()))
            answers.append(models[-1].say(HELLO).read())

        threads = [threading.Thread(target=work) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len({id(model) for model in models}) == 1
    assert answers == ["Hi."] * 6


def test_only_a_few_models_stay_open() -> None:
    settings = [ChatSettings(model="openai:x", url=f"http://127.0.0.1:9/{number}") for number in range(6)]
    first = open_chat_model(settings[0])
    for other in settings[1:]:
        open_chat_model(other)
    assert open_chat_model(settings[0]) is not first


def test_settings_without_a_model_open_none() -> None:
    with pytest.raises(ValueError, match="BELEGT_CHAT_MODEL"):
        open_chat_model(ChatSettings())


# --- the key -----------------------------------------------------------------------------------------------------


def test_the_key_stands_in_no_repr_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), scripted(fails(500, KEY), says("Hi.")) as server:
        settings = server.settings(retries=1)
        model = open_chat_model(settings)
        reply = model.say(HELLO)
        reply.read()
    assert KEY not in repr(settings) + repr(model) + repr(model._client) + repr(reply)
    assert KEY not in str(settings) + str(model._client)
    assert KEY not in caplog.text
    assert caplog.records, "clients log at this level, so that there was something to find"


@pytest.mark.parametrize("status", [400, 401, 404, 418, 429, 500])
def test_a_server_that_repeats_the_key_has_it_left_out(status: int) -> None:
    with pytest.raises(ChatModelError) as caught:
        asked(fails(status, f"Incorrect API key provided: {KEY}, {KEY[:12]}"))
    assert KEY not in str(caught.value)
    assert KEY not in repr(caught.value)


def test_a_usual_key_is_not_sent_to_another_address(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = "sk-usual-key-of-the-reader-42"
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, usual)
    with scripted(says("Hi.")) as server:
        settings = ChatSettings.from_environment(
            {"BELEGT_CHAT_MODEL": "openai:x", "BELEGT_CHAT_URL": server.url, "OPENAI_API_KEY": usual}
        )
        assert settings.key == ""
        open_chat_model(settings).say(HELLO).read()
    assert usual not in str(server.requests[0].headers)


def test_variables_of_the_clients_do_not_divert_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(fails(500)) as other, scripted(says("Hi.")) as server:
        for name in ("OPENAI_API_BASE", "OPENAI_BASE_URL", "OPENAI_PROXY"):
            monkeypatch.setenv(name, other.url)
        assert open_chat_model(server.settings()).say(HELLO).read() == "Hi."
    assert other.requests == []


TRACED = """
import os, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import threading

received = []

class Handler(BaseHTTPRequestHandler):
    def answer(self):
        received.append(self.path)
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")
    do_POST = do_GET = do_PATCH = answer
    def log_message(self, *args): pass

tracer = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=tracer.serve_forever, daemon=True).start()
os.environ |= {
    "LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "true", "LANGSMITH_API_KEY": "lsv2_pt_test",
    "LANGSMITH_ENDPOINT": f"http://127.0.0.1:{tracer.server_address[1]}",
}
from langchain_core.tracers.langchain import wait_for_all_tracers
from rag.chat import Message, open_chat_model
from tests.chat.scripted import says, scripted

with scripted(says("Hi.")) as server:
    model = open_chat_model(server.settings())
    assert model.say([Message("user", "Hello?")]).read() == "Hi."
    wait_for_all_tracers()
    ours = len(received)
    # The client asked directly shows that the tracer would have noticed.
    list(model._client.stream("Hello?"))
    wait_for_all_tracers()
    print(ours, len(received) > ours)
"""


def test_what_is_asked_is_sent_to_no_tracing_service(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-c", TRACED], capture_output=True, text=True, cwd=root, check=False, timeout=120
    )
    assert done.stdout.split() == ["0", "True"], done.stderr[-2_000:]
