"""What stands before the page, without a page: hosts, origins, foreign addresses, cookies, logins."""

from __future__ import annotations

import base64
import json
from types import SimpleNamespace

import pytest

from rag.page.guards import HEADERS, Login, NothingForeign, OwnHostOnly, SafetyHeaders
from rag.page.limits import TokenBuckets

PASSED = 200


async def through(middleware, path="/config", *, method="GET", headers=(), app=None):
    """Send a request through a middleware; status, headers as a list, detail of a refusal."""
    sent: list[dict] = []

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in headers],
        "client": ("10.0.0.7", 1),
        "app": app or SimpleNamespace(tokens={}, cookie_id="id"),
    }
    await middleware(scope, None, send)
    body = json.loads(sent[1]["body"]) if len(sent) > 1 else {}
    return sent[0]["status"], sent[0]["headers"], body.get("detail", "")


def passing(*headers):
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": PASSED, "headers": list(headers)})

    return app


async def test_every_reply_gets_the_safety_headers_and_cookies_stay_on_this_site():
    cookie = (b"set-cookie", b"access-token-x=1; HttpOnly; Path=/; SameSite=none; Secure")
    _, headers, _ = await through(SafetyHeaders(passing(cookie)))
    assert set(HEADERS) <= set(headers)
    assert (b"set-cookie", b"access-token-x=1; HttpOnly; Path=/; SameSite=lax; Secure") in headers


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost", "LOCALHOST:9", "[::1]:7860", "127.0.0.2:1"])
async def test_this_machine_may_ask_for_itself(host):
    status, _, _ = await through(OwnHostOnly(passing(), "127.0.0.1"), headers=[("host", host)])
    assert status == PASSED


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7860", "localhost.evil.example", "10.0.0.1", "", "[", "0"]
)
async def test_name_that_was_made_to_point_here_is_refused(host):
    status, _, message = await through(OwnHostOnly(passing(), "localhost"), headers=[("host", host)])
    assert status == 421
    assert "BELEGT_HOST" in message


async def test_request_without_a_host_is_refused_on_this_machine_only():
    assert (await through(OwnHostOnly(passing(), "::1")))[0] == 421
    assert (await through(OwnHostOnly(passing(), "0.0.0.0")))[0] == PASSED


async def test_served_to_others_any_name_will_do():
    guard = OwnHostOnly(passing(), "0.0.0.0")
    assert (await through(guard, headers=[("host", "news.example:7860")]))[0] == PASSED


@pytest.mark.parametrize("origin", ["http://127.0.0.1:7860", "https://127.0.0.1:7860", "HTTP://127.0.0.1:7860"])
async def test_own_pages_may_ask(origin):
    guard = OwnHostOnly(passing(), "127.0.0.1")
    assert (await through(guard, headers=[("host", "127.0.0.1:7860"), ("origin", origin)]))[0] == PASSED


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://127.0.0.1:8000", "http://localhost:7860", "null", "", "http://[", "x"]
)
async def test_pages_of_other_sites_may_not_ask(origin):
    for host in ("127.0.0.1", "0.0.0.0"):
        guard = OwnHostOnly(passing(), host)
        status, _, message = await through(guard, headers=[("host", "127.0.0.1:7860"), ("origin", origin)])
        assert status == 403
        assert message == "pages of other sites may not use this one"


async def test_proxy_that_says_which_host_was_asked_for_is_believed():
    guard = OwnHostOnly(passing(), "127.0.0.1")
    headers = [("host", "127.0.0.1:7860"), ("x-forwarded-host", "news.example"), ("origin", "https://news.example")]
    assert (await through(guard, headers=headers))[0] == PASSED


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=https://a.example/x",
        "/gradio_api/file=HTTP://a.example",
        "/gradio_api/file/http://a.example",
        "/gradio_api/proxy=https://a.hf.space/x",
    ],
)
async def test_server_fetches_nothing_for_anybody(path):
    assert (await through(NothingForeign(passing()), path))[0] == 404


async def test_own_files_are_served():
    assert (await through(NothingForeign(passing()), "/gradio_api/file=/tmp/http.txt"))[0] == PASSED


# ---- login ---------------------------------------------------------------------------------------------------


def login(per_minute: float = 60) -> Login:
    return Login(passing(), (("anna", "se:cret,ä"), ("bob", "x")), TokenBuckets(per_minute, clock=lambda: 0.0))


def basic(account: str) -> tuple[str, str]:
    return "authorization", "Basic " + base64.b64encode(account.encode()).decode()


@pytest.mark.parametrize(
    "path", ["/config", "/gradio_api/upload", "/mcp", "/mcp/", "/gradio_api/queue/join", "/anything"]
)
async def test_nobody_gets_anything_but_the_login_page_without_a_login(path):
    assert (await through(login(), path))[0] == 401
    assert (await through(login(), path, headers=[("cookie", "access-token-id=guess")]))[0] == 401


@pytest.mark.parametrize("path", ["/", "/login", "/theme.css", "/assets/index.js", "/static/fonts/x.woff2"])
async def test_login_page_and_what_it_is_made_of_are_open(path):
    assert (await through(login(), path))[0] == PASSED


async def test_without_accounts_everything_is_open():
    assert (await through(Login(passing(), (), TokenBuckets(1)), "/config"))[0] == PASSED


async def test_cookie_of_gradio_is_a_login():
    app = SimpleNamespace(tokens={"t0ken": "anna"}, cookie_id="id")
    for name in ("access-token-id", "access-token-unsecure-id"):
        assert (await through(login(), headers=[("cookie", f"other=1; {name}=t0ken")], app=app))[0] == PASSED


async def test_name_and_password_with_a_request_are_a_login_too():
    app = SimpleNamespace(tokens={}, cookie_id="id")
    assert (await through(login(), headers=[basic("anna:se:cret,ä")], app=app))[0] == PASSED
    assert list(app.tokens.values()) == ["anna"]


@pytest.mark.parametrize(
    "account", ["anna:wrong", "anna:", "anna", "nobody:", ":", "", "bob:se:cret,ä", "anna:se:cret"]
)
async def test_wrong_name_or_password_is_no_login(account):
    assert (await through(login(), headers=[basic(account)]))[0] == 401


@pytest.mark.parametrize("header", ["Basic %%%", "Basic /w==", "Basic", "Bearer anna", "Negotiate x"])
async def test_other_authorization_is_no_login(header):
    assert (await through(login(), headers=[("authorization", header)]))[0] == 401


async def test_guessing_passwords_is_slowed_down_and_right_ones_cost_nothing():
    guarded = login(per_minute=2)
    for _ in range(10):
        assert (await through(guarded, headers=[basic("bob:x")]))[0] == PASSED
    assert [(await through(guarded, headers=[basic("bob:y")]))[0] for _ in range(3)] == [401, 401, 429]
    assert (await through(guarded, "/login", method="POST"))[0] == 429
