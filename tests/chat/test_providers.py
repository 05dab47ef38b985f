"""Ollama and Anthropic, each in its own protocol, answered by small servers of this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from rag.chat import ChatModel, Message, open_chat_model
from rag.errors import ChatModelError
from rag.settings import ChatSettings
from tests.chat.scripted import KEY, Act, Line, Request, scripted

SCHEMA = {"title": "greeting", "type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}
HELLO = [Message("system", "Be short."), Message("user", "Hello?")]


def model_of(provider: str, url: str, **values: Any) -> ChatModel:
    given = {"model": f"{provider}:small", "url": url, "key": KEY, "timeout": 10, "stall": 5, "retries": 0}
    return open_chat_model(ChatSettings(**(given | values)))


# --- what each protocol says -------------------------------------------------------------------------------------


def ollama(pieces: Sequence[str], ending: str = "stop") -> Act:
    def act(request: Request, line: Line) -> None:
        line.handler.send_response(200)
        line.handler.send_header("Content-Type", "application/x-ndjson")
        line.handler.send_header("Connection", "close")
        line.handler.end_headers()
        common = {"model": "small", "created_at": "2024-01-01T00:00:00Z"}
        for piece in pieces:
            said = {"message": {"role": "assistant", "content": piece}, "done": False}
            line.raw(json.dumps(common | said).encode() + b"\n")
        last = {"message": {"role": "assistant", "content": ""}, "done": True, "done_reason": ending}
        counts = {"prompt_eval_count": 12, "eval_count": 5, "total_duration": 1, "load_duration": 1}
        line.raw(json.dumps(common | last | counts).encode() + b"\n")

    return act


def events(*data: Mapping[str, Any]) -> bytes:
    return b"".join(f"event: {one['type']}\ndata: {json.dumps(one)}\n\n".encode() for one in data)


BEGIN = {
    "type": "message_start",
    "message": {
        "id": "m", "type": "message", "role": "assistant", "model": "small", "content": [], "stop_reason": None,
        "stop_sequence": None, "usage": {"input_tokens": 12, "output_tokens": 1},
    },
}  # fmt: skip


def anthropic(pieces: Sequence[str], ending: str = "end_turn") -> Act:
    def act(request: Request, line: Line) -> None:
        line.begin()
        line.raw(
            events(BEGIN, {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}})
        )
        for piece in pieces:
            delta = {"type": "text_delta", "text": piece}
            line.raw(events({"type": "content_block_delta", "index": 0, "delta": delta}))
        stop = {"stop_reason": ending, "stop_sequence": None}
        line.raw(
            events(
                {"type": "content_block_stop", "index": 0},
                {"type": "message_delta", "delta": stop, "usage": {"input_tokens": 12, "output_tokens": 5}},
                {"type": "message_stop"},
            )
        )

    return act


def failing(status: int, message: str = "no") -> Act:
    return lambda request, line: line.fail(status, message)


ANSWERS: dict[str, Callable[..., Act]] = {"ollama": ollama, "anthropic": anthropic}
LIMITS = {"ollama": "length", "anthropic": "max_tokens"}
both = pytest.mark.parametrize("provider", ["ollama", "anthropic"])


@both
def test_an_answer_comes_in_pieces_with_its_cost(provider: str) -> None:
    with scripted(ANSWERS[provider](["Hel", "lo to ", "you."])) as server:
        reply = model_of(provider, server.root).say(HELLO)
        pieces = [piece for piece in reply if piece is not None]
    assert pieces == ["Hel", "lo to ", "you."]
    assert (reply.text, reply.ending) == ("Hello to you.", "complete")
    assert (reply.tokens_in, reply.tokens_out, reply.counted) == (12, 5, True)


@both
def test_an_answer_cut_by_its_limit_says_so(provider: str) -> None:
    with scripted(ANSWERS[provider](["Hel"], LIMITS[provider])) as server:
        reply = model_of(provider, server.root).say(HELLO)
        reply.read()
    assert reply.ending == "limit"


def test_ollama_is_told_what_it_may_read_and_write() -> None:
    with scripted(ollama(["{}"])) as server:
        model_of("ollama", server.root, context_tokens=2_048, answer_tokens=99).say(HELLO, schema=SCHEMA).read()
    (request,) = server.requests
    assert request.path == "/api/chat"
    assert request.body["model"] == "small"
    assert (request.body["options"]["num_ctx"], request.body["options"]["num_predict"]) == (2_048, 99)
    assert request.body["options"]["temperature"] == 0.0
    assert request.body["format"] == SCHEMA
    assert [message["role"] for message in request.body["messages"]] == ["system", "user"]
    assert request.headers["authorization"] == f"Bearer {KEY}"


def test_anthropic_is_told_what_it_may_write_and_who_asks() -> None:
    with scripted(anthropic(["Hi."])) as server:
        model_of("anthropic", server.root, answer_tokens=99).say(HELLO).read()
    (request,) = server.requests
    assert request.path.split("?")[0] == "/v1/messages"
    assert request.body["model"] == "small"
    assert request.body["max_tokens"] == 99
    assert "Be short." in str(request.body["system"])
    assert [message["role"] for message in request.body["messages"]] == ["user"]
    # Which of the two headers it is is the client's business.
    assert KEY in (request.headers.get("x-api-key"), request.headers.get("authorization", "").removeprefix("Bearer "))


def test_anthropic_is_asked_for_a_form_in_its_own_words_and_without_where_it_refuses() -> None:
    with scripted(failing(400, "unknown field"), anthropic(['{"text": "Hi."}'])) as server:
        model = model_of("anthropic", server.root)
        assert model.say(HELLO, schema=SCHEMA).read() == '{"text": "Hi."}'
        assert not model.structured
    first, second = (request.body for request in server.requests)
    assert '"greeting"' in json.dumps(first) or '"json_schema"' in json.dumps(first)
    assert set(first) - set(second)


@both
@pytest.mark.parametrize(
    ("status", "problem"),
    [(401, "key"), (404, "unknown"), (429, "busy"), (500, "server"), (529, "server"), (413, "refused")],
)
def test_each_failure_is_told_without_the_key(provider: str, status: int, problem: str) -> None:
    with scripted(failing(status, f"no: {KEY}")) as server, pytest.raises(ChatModelError) as caught:
        model_of(provider, server.root).say(HELLO).read()
    assert caught.value.problem == problem
    assert KEY not in str(caught.value)


@both
def test_nobody_at_the_address_is_told(provider: str) -> None:
    with scripted(failing(500)) as server:
        url = server.root
    with pytest.raises(ChatModelError, match="nobody answers") as caught:
        model_of(provider, url).say(HELLO).read()
    assert caught.value.problem == "unreachable"


@both
def test_closing_a_reply_closes_the_connection(provider: str) -> None:
    gone, reached = threading.Event(), threading.Event()

    def act(request: Request, line: Line) -> None:
        line.begin()
        reached.set()
        if line.wait_until_gone(20):
            gone.set()

    with scripted(act) as server:
        reply = model_of(provider, server.root, stall=20, timeout=20).say(HELLO)
        for _ in reply:
            if reached.is_set():
                break
        reply.close()
        assert gone.wait(5)


@both
def test_the_key_stands_in_no_repr(provider: str) -> None:
    model = model_of(provider, "http://127.0.0.1:9")
    assert KEY not in repr(model) + repr(model.settings) + str(model.settings)
    if provider == "anthropic":
        assert KEY not in repr(model._client)


@both
def test_a_usual_key_is_not_sent_to_another_address(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = "sk-usual-key-of-the-reader-42"
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", f"X-Account: {usual}\nno header")
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "OLLAMA_API_KEY"):
        monkeypatch.setenv(name, usual)
    with scripted(ANSWERS[provider](["Hi."])) as server:
        settings = ChatSettings.from_environment(
            {"BELEGT_CHAT_MODEL": f"{provider}:small", "BELEGT_CHAT_URL": server.root, "ANTHROPIC_API_KEY": usual}
        )
        open_chat_model(settings).say(HELLO).read()
    assert usual not in str(server.requests[0].headers)


@both
def test_variables_of_the_clients_do_not_divert_a_request(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(failing(500)) as other, scripted(ANSWERS[provider](["Hi."])) as server:
        for name in ("OLLAMA_HOST", "ANTHROPIC_BASE_URL", "ANTHROPIC_API_URL", "ANTHROPIC_PROXY"):
            monkeypatch.setenv(name, other.root)
        assert model_of(provider, server.root).say(HELLO).read() == "Hi."
    assert other.requests == []


def test_white_space_around_a_key_is_no_part_of_it() -> None:
    values = {"BELEGT_CHAT_MODEL": "openai:small", "BELEGT_CHAT_KEY": f" {KEY}\n"}
    assert ChatSettings.from_environment(values).key == KEY
