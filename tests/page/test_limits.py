"""How much one client may do: buckets with a clock of our own, and the middleware on uploads."""

from __future__ import annotations

import json
import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.page.limits import TokenBuckets, UploadLimits, client_of, limits_of
from rag.settings import PageSettings, Settings


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_client_has_a_minutes_share_at_once_and_then_waits_for_the_next_token():
    clock = Clock()
    buckets = TokenBuckets(3, clock=clock)
    assert [buckets.allow("a") for _ in range(4)] == [None, None, None, 20.0]
    clock.now += 15
    assert buckets.allow("a") == pytest.approx(5)
    clock.now += 5
    assert buckets.allow("a") is None


def test_being_refused_costs_nothing():
    clock = Clock()
    buckets = TokenBuckets(1, clock=clock)
    buckets.allow("a")
    for _ in range(50):
        assert buckets.allow("a") is not None
    clock.now += 60
    assert buckets.allow("a") is None


def test_clients_do_not_share_a_bucket():
    buckets = TokenBuckets(1, clock=Clock())
    assert buckets.allow("a") is None
    assert buckets.allow("b") is None
    assert buckets.allow("a") is not None


def test_zero_is_no_limit():
    buckets = TokenBuckets(0, clock=Clock())
    assert {buckets.allow("a", cost=1e9) for _ in range(100)} == {None}


def test_what_costs_more_than_a_minutes_share_never_passes():
    assert TokenBuckets(10, clock=Clock()).allow("a", cost=11) == math.inf


def test_what_is_given_back_can_be_used_again_but_never_more_than_a_share():
    buckets = TokenBuckets(1, clock=Clock())
    assert buckets.allow("a") is None
    for _ in range(5):
        buckets.give_back("a")
    assert buckets.allow("a") is None
    assert buckets.allow("a") is not None
    buckets.give_back("nobody")


def test_idle_clients_are_forgotten():
    clock = Clock()
    buckets = TokenBuckets(5, clock=clock)
    for number in range(100):
        buckets.allow(f"client {number}")
    assert len(buckets) == 100
    clock.now += 61
    buckets.allow("late")
    assert len(buckets) == 1


@given(st.lists(st.tuples(st.integers(0, 30), st.floats(0, 40)), max_size=200))
def test_memory_is_bounded_and_nobody_gets_more_than_two_shares_in_a_minute(requests):
    clock = Clock()
    buckets = TokenBuckets(4, clock=clock, most_clients=50)
    passed: list[tuple[float, int]] = []
    for client, pause in requests:
        clock.now += pause
        if buckets.allow(str(client)) is None:
            passed.append((clock.now, client))
        assert len(buckets) <= 50
    for since, client in passed:
        assert sum(1 for when, who in passed if who == client and since <= when < since + 60) <= 8


def test_most_clients_are_remembered_and_the_longest_idle_one_goes_first():
    clock = Clock()
    buckets = TokenBuckets(1, clock=clock, most_clients=3)
    for name in "abcd":
        clock.now += 1
        buckets.allow(name)
    assert len(buckets) == 3
    assert buckets.allow("d") is not None
    assert buckets.allow("a") is None


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("::1", "::1"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_client_is_its_address_or_its_ipv6_network(host, client):
    assert client_of(SimpleNamespace(client=SimpleNamespace(host=host))) == client


def test_request_without_an_address_is_a_client_too():
    assert client_of(SimpleNamespace(client=None)) == client_of(None) == ""


def test_limits_follow_the_settings():
    limits = limits_of(PageSettings(questions_per_minute=7, uploads_per_minute=3), Settings(max_file_bytes=1000))
    assert limits.questions.per_minute == 7
    assert limits.uploads.per_minute == 3
    assert limits.max_upload_bytes == 1000
    assert limits.upload_bytes.per_minute == 50_000
    assert limits_of(PageSettings(max_upload_bytes=9), Settings()).max_upload_bytes == 9
    assert limits_of(PageSettings(uploads_per_minute=0), Settings()).upload_bytes.allow("a", 1e12) is None


async def _upload(
    middleware: UploadLimits, length: int | None, *, method: str = "POST", path: str = "/gradio_api/upload"
):
    sent: list[dict] = []

    async def send(message):
        sent.append(message)

    headers = [] if length is None else [(b"content-length", str(length).encode())]
    scope = {"type": "http", "method": method, "path": path, "headers": headers, "client": ("10.0.0.7", 1)}
    await middleware(scope, None, send)
    return sent[0]["status"], dict(sent[0]["headers"]), json.loads(sent[1]["body"])["detail"] if len(sent) > 1 else ""


def _middleware(**settings: int) -> UploadLimits:
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    return UploadLimits(app, limits_of(PageSettings(**settings), Settings()))


async def test_uploads_beyond_the_share_are_refused_with_the_time_to_wait():
    middleware = _middleware(uploads_per_minute=2)
    assert [(await _upload(middleware, 10))[0] for _ in range(2)] == [200, 200]
    status, headers, message = await _upload(middleware, 10)
    assert status == 429
    assert headers[b"retry-after"] == b"30"
    assert message == "too many uploads from this address; try again in 30 seconds"


async def test_bytes_are_counted_over_uploads_and_too_many_at_once_never_pass():
    middleware = _middleware(max_upload_bytes=100)
    assert (await _upload(middleware, 4000))[0] == 200
    assert (await _upload(middleware, 4000))[0] == 429
    status, headers, message = await _upload(middleware, 5001)
    assert status == 413
    assert b"retry-after" not in headers
    assert "5,000 bytes, this one has 5,001" in message


async def test_upload_that_does_not_say_its_length_is_refused():
    assert (await _upload(_middleware(), None))[0] == 411


async def test_only_uploads_are_counted():
    middleware = _middleware(uploads_per_minute=1)
    for _ in range(5):
        assert (await _upload(middleware, None, method="GET"))[0] == 200
        assert (await _upload(middleware, None, path="/gradio_api/queue/join"))[0] == 200
