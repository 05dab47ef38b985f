"""What stands before the page: middleware for safety headers, hosts and origins, foreign addresses, and the login."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from rag.page.address import is_this_machine
from rag.page.limits import TokenBuckets, client_of_scope, refuse
from rag.settings import Accounts

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The page loads nothing from other hosts even if something in it asked to. 'unsafe-eval' because gr.HTML compiles
# its templates, 'unsafe-inline' because gradio's own page is written so.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'none'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),  # for browsers that do not know frame-ancestors
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
)


class SafetyHeaders:
    """ASGI middleware that adds `HEADERS` to every reply, and keeps cookies from being sent along by other sites."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*map(_same_site, message["headers"]), *HEADERS]
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _same_site(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    # gradio marks its login cookie for https SameSite=none, so that pages that embed it stay logged in. Nobody embeds
    # this page, and a cookie that other sites send along is what cross-site requests are forged with.
    name, value = header
    return (name, value.replace(b"SameSite=none", b"SameSite=lax")) if name.lower() == b"set-cookie" else header


class OwnHostOnly:
    """ASGI middleware that lets only this page's own scripts, and programs, use the server.

    On a loopback address the Host must be one too (421): else a foreign site could have its name point here and read
    the page as its own (DNS rebinding). And a request that a browser sends for another site's page, which its Origin
    tells, is refused (403): gradio itself lets every origin in when it is served under a name. A proxy names the host
    that it was asked for in X-Forwarded-Host, which no page of another site can set.
    """

    def __init__(self, app: ASGIApp, host: str) -> None:
        self.app = app
        self.only_this_machine = is_this_machine(host)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host, origin = headers.get(b"host", ""), headers.get(b"origin")
        if self.only_this_machine and not is_this_machine(name_of_host(host)):
            await refuse(
                send, 421, "this page is served to this machine only; open it at localhost, or set BELEGT_HOST"
            )
        elif origin is not None and not _is_origin_of(origin, {host, headers.get(b"x-forwarded-host", host)}):
            await refuse(send, 403, "pages of other sites may not use this one")
        else:
            await self.app(scope, receive, send)


def name_of_host(host: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_origin_of(origin: str, hosts: set[str]) -> bool:
    try:
        name = urlsplit(origin).netloc.lower()
    except ValueError:
        return False
    return name in {host.lower() for host in hosts} - {""}


class NothingForeign:
    """ASGI middleware that refuses what would make gradio's server fetch from other hosts for whoever asks (404)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].lower().startswith(_FETCHING):
            await refuse(send, 404, "nothing is fetched from other hosts")
        else:
            await self.app(scope, receive, send)


_FETCHING = ("/gradio_api/file=http:", "/gradio_api/file=https:", "/gradio_api/file/http", "/gradio_api/proxy=")


class Login:
    """ASGI middleware that answers 401 to everything but the login page while nobody is logged in.

    gradio asks for a login itself, but not at each of its routes, and knows nothing of MCP. Browsers are logged in by
    gradio's cookie. Programs may send name and password with each request instead (HTTP Basic), which is turned into
    that cookie; nothing ever asks a browser for Basic, so that no other site can make it send them. Wrong passwords
    are limited per client.
    """

    def __init__(self, app: ASGIApp, accounts: Accounts, logins: TokenBuckets) -> None:
        self.app = app
        self.passwords = dict(accounts)
        self.logins = logins
        self.tokens = {name: secrets.token_urlsafe(32) for name in self.passwords}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self.passwords:
            await self.app(scope, receive, send)
            return
        client, path = client_of_scope(scope), scope["path"]
        account = _basic(scope)
        if account is not None or path.rstrip("/") == "/login":
            wait = self.logins.allow(client)
            if wait is not None:
                await refuse(send, 429, "too many logins from this address; try again in a minute", wait)
                return
        if account is not None and self._is_right(*account):
            self.logins.give_back(client)
            _log_in(scope, account[0], self.tokens[account[0]])
        if path in _OPEN or path.startswith(_OPEN_FOLDERS) or _is_logged_in(scope):
            await self.app(scope, receive, send)
        else:
            await refuse(send, 401, "not logged in; send name and password (HTTP Basic), or log in at POST /login")

    def _is_right(self, name: str, password: str) -> bool:
        expected = self.passwords.get(name)
        return expected is not None and hmac.compare_digest(_digest(password), _digest(expected))


# What the login page is made of, and what gradio asks its own server at the start.
_OPEN = frozenset(
    "/ /login /login/ /logout /theme.css /gradio_api/theme.css /favicon.ico /manifest.json /robots.txt "
    "/gradio_api/startup-events".split()
)
_OPEN_FOLDERS = ("/assets/", "/static/", "/svelte/")


def _basic(scope: Scope) -> tuple[str, str] | None:
    """The name and password that a request brings along by HTTP Basic (RFC 7617, UTF-8), None without them."""
    scheme, _, coded = HTTPConnection(scope).headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, password = base64.b64decode(coded.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, password


def _digest(password: str) -> bytes:
    # Of one length, so that comparing takes one time. It is never stored: a slow hash would protect nothing.
    return hashlib.sha256(password.encode()).digest()


def _log_in(scope: Scope, name: str, token: str) -> None:
    """Let gradio find its cookie in the request."""
    app = scope["app"]
    app.tokens[token] = name
    kept = [header for header in scope["headers"] if header[0] != b"cookie"]
    scope["headers"] = [*kept, (b"cookie", f"access-token-unsecure-{app.cookie_id}={token}".encode())]


def _is_logged_in(scope: Scope) -> bool:
    app, cookies = scope["app"], HTTPConnection(scope).cookies
    names = (f"access-token-{app.cookie_id}", f"access-token-unsecure-{app.cookie_id}")
    return any(cookies.get(name) in app.tokens for name in names)
