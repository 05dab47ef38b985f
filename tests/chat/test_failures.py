"""What providers' clients raise, told in one vocabulary; never with a key in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.chat.background import Stalled, TimeIsUp
from rag.chat.failures import failure, status_of
from rag.errors import ChatModelError
from rag.settings import ChatSettings
from tests.chat.scripted import KEY

SETTINGS = ChatSettings(model="openai:small", url="http://127.0.0.1:9/v1", key=KEY, timeout=7, stall=3)
LOCAL = ChatSettings(model="huggingface:folder")


class Response:
    def __init__(self, status_code: int) -> None:
        self.status_code = status_code


class StatusError(Exception):
    """As clients of HTTP raise it: with a status, or with a response that has one."""

    def __init__(self, message: str, status_code: int, *, within: bool = False) -> None:
        super().__init__(message)
        if within:
            self.response = Response(status_code)
        else:
            self.status_code = status_code


class APITimeoutError(Exception):
    pass


class ConnectError(Exception):
    pass


class RemoteProtocolError(Exception):
    pass


@pytest.mark.parametrize("within", [False, True])
@pytest.mark.parametrize(
    ("status", "problem", "advice"),
    [
        (400, "refused", "small"),
        (401, "key", "BELEGT_CHAT_KEY"),
        (403, "key", "BELEGT_CHAT_KEY"),
        (404, "unknown", "BELEGT_CHAT_MODEL"),
        (429, "busy", "BELEGT_CHAT_REQUESTS_PER_MINUTE"),
        (500, "server", "try again later"),
        (529, "server", "try again later"),
    ],
)
def test_each_status_has_its_sentence(status: int, problem: str, advice: str, within: bool) -> None:
    error = failure(StatusError("said the server", status, within=within), SETTINGS)
    assert error.problem == problem
    assert advice in str(error)
    assert str(status) in str(error)
    assert "127.0.0.1:9" in str(error)


def test_a_status_is_found_behind_what_it_caused() -> None:
    wrapped = RuntimeError("wrapped")
    wrapped.__cause__ = StatusError("no", 429)
    assert status_of(wrapped) == 429
    assert status_of(ValueError("no")) is None
    assert status_of(StatusError("redirected", 302)) is None


@pytest.mark.parametrize(
    ("error", "settings", "problem", "says"),
    [
        (TimeIsUp(), SETTINGS, "timeout", "within 7 seconds"),
        (Stalled(), SETTINGS, "stalled", "for 3 seconds"),
        (APITimeoutError("Request timed out."), SETTINGS, "stalled", "BELEGT_CHAT_STALL"),
        (ConnectError("All connection attempts failed"), SETTINGS, "unreachable", "http://127.0.0.1:9/v1"),
        (ConnectionRefusedError(111, "refused"), SETTINGS, "unreachable", "start the server"),
        (ConnectionResetError(104, "reset"), SETTINGS, "cut", "broke off"),
        (RemoteProtocolError("peer closed connection"), SETTINGS, "cut", "broke off"),
        (KeyError("choices"), SETTINGS, "failed", "KeyError"),
        (OSError("no space left"), LOCAL, "failed", "folder failed: OSError: no space left"),
        (RuntimeError("out of memory"), LOCAL, "failed", "folder failed: RuntimeError: out of memory"),
    ],
)
def test_what_has_no_status_is_told_by_what_it_is(
    error: Exception, settings: ChatSettings, problem: str, says: str
) -> None:
    told = failure(error, settings)
    assert told.problem == problem
    assert says in str(told)


def test_our_own_errors_stay_as_they_are() -> None:
    own = ChatModelError("mine", "context")
    assert failure(own, SETTINGS) is own


@given(st.text(max_size=300), st.sampled_from([400, 401, 404, 418, 500, None]), st.integers(0, 300))
def test_no_message_holds_the_key_wherever_the_server_says_it(said: str, status: int | None, place: int) -> None:
    said = said[:place] + KEY + said[place:]
    error = RuntimeError(said) if status is None else StatusError(said, status)
    message = str(failure(error, SETTINGS))
    assert KEY not in message
    assert len(message) < 500
    assert "\n" not in message


def test_parts_of_keys_and_their_usual_form_are_left_out_too() -> None:
    message = str(failure(StatusError("Incorrect key: sk-abc*****9876, Bearer abcdef123", 400), SETTINGS))
    assert "9876" not in message
    assert "abcdef123" not in message
    assert "Incorrect key" in message
