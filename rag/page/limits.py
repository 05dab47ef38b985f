"""How much one client may ask and upload: token buckets, and the middleware that holds uploads to theirs.

A client is the address that it comes from. Limits keep one program or one mistake from keeping everybody else waiting;
they are no protection from somebody who has many addresses.
"""

from __future__ import annotations

import ipaddress
import json
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rag.settings import PageSettings, Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

UPLOAD_PATH = "/gradio_api/upload"

_MINUTE = 60.0
_MOST_CLIENTS = 10_000
_LARGEST_UPLOADS = 50
"""Uploads of one client may have the bytes of so many of the largest files in a minute."""
_LOGINS_PER_MINUTE = 60
"""Twenty people behind one address may each mistype twice; a list of common passwords takes days."""


class TokenBuckets:
    """A bucket of tokens for each client, which holds what it may use in a minute and fills up in a minute.

    >>> buckets = TokenBuckets(2, clock=lambda: 0.0)
    >>> [buckets.allow("10.0.0.7") for _ in range(3)]
    [None, None, 30.0]

    Clients whose buckets are full again are forgotten, and the longest idle ones where there are too many: memory stays
    bounded, and a forgotten client has a full bucket. Safe from any thread.
    """

    def __init__(
        self,
        per_minute: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        most_clients: int = _MOST_CLIENTS,
    ) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._most_clients = most_clients
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens and when, longest idle first

    def allow(self, client: str, cost: float = 1.0) -> float | None:
        """Take tokens and return None, or take nothing and return how many seconds to wait; inf if waiting never helps.

        With 0 tokens a minute there is no limit.
        """
        if not self.per_minute:
            return None
        if cost > self.per_minute:
            return math.inf
        rate = self.per_minute / _MINUTE
        with self._lock:
            now = self._clock()
            self._forget(now)
            tokens, since = self._buckets.pop(client, (self.per_minute, now))
            tokens = min(self.per_minute, tokens + (now - since) * rate)
            wait = None if tokens >= cost else (cost - tokens) / rate
            self._buckets[client] = (tokens if wait is not None else tokens - cost, now)
            return wait

    def give_back(self, client: str, cost: float = 1.0) -> None:
        """Put tokens back that were taken for what costs nothing in the end."""
        with self._lock:
            if client in self._buckets:
                tokens, since = self._buckets[client]
                self._buckets[client] = (min(self.per_minute, tokens + cost), since)

    def __len__(self) -> int:
        """How many clients are remembered."""
        return len(self._buckets)

    def _forget(self, now: float) -> None:
        while self._buckets:
            client, (_, since) = next(iter(self._buckets.items()))
            if now - since < _MINUTE and len(self._buckets) < self._most_clients:
                return
            del self._buckets[client]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client may do in a minute, and the largest file that is taken; `limits_of` makes it from settings."""

    max_upload_bytes: int
    questions: TokenBuckets
    uploads: TokenBuckets
    upload_bytes: TokenBuckets
    logins: TokenBuckets = field(default_factory=lambda: TokenBuckets(_LOGINS_PER_MINUTE))


def limits_of(page: PageSettings, settings: Settings) -> Limits:
    """Return the limits that the settings ask for, with full buckets."""
    largest = page.max_upload_bytes or settings.max_file_bytes
    return Limits(
        largest,
        questions=TokenBuckets(page.questions_per_minute),
        uploads=TokenBuckets(page.uploads_per_minute),
        upload_bytes=TokenBuckets(_LARGEST_UPLOADS * largest if page.uploads_per_minute else 0),
    )


def client_of(request: Any) -> str:
    """Return the client that a request of gradio or starlette comes from, "" where that is not known.

    An IPv6 address counts as its /64 network, which is what one household or machine has to itself.
    """
    client = getattr(request, "client", None)
    return _network(client.host) if client else ""


def client_of_scope(scope: Scope) -> str:
    """Return the same for the ASGI scope of a request."""
    return _network(scope["client"][0]) if scope.get("client") else ""


def _network(host: str) -> str:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address) and not address.is_loopback:
        return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))
    return str(address)


class UploadLimits:
    """ASGI middleware that refuses uploads of a client that has had its share: 429, with the seconds to wait.

    How much an upload holds must be said beforehand (411), and more at once than a minute's share is refused (413).
    """

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"].rstrip("/") == UPLOAD_PATH:
            refusal = self._refusal(scope)
            if refusal is not None:
                await refuse(send, *refusal)
                return
        await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str, float | None] | None:
        client = client_of_scope(scope)
        length = dict(scope["headers"]).get(b"content-length", b"").decode("latin-1")
        if not length.isdecimal():
            return 411, "an upload must say its length: send Content-Length instead of chunks", None
        wait = self.limits.uploads.allow(client) or self.limits.upload_bytes.allow(client, int(length))
        if wait == math.inf:
            most = int(self.limits.upload_bytes.per_minute)
            return (
                413,
                f"an upload may have {most:,} bytes, this one has {int(length):,}; send fewer files at once",
                None,
            )
        if wait is not None:
            return 429, f"too many uploads from this address; try again in {math.ceil(wait)} seconds", wait
        return None


async def refuse(send: Send, status: int, message: str, wait: float | None = None) -> None:
    """Send a refusal: a JSON object with "detail", and Retry-After where waiting helps."""
    body = json.dumps({"detail": message}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if wait is not None:
        headers.append((b"retry-after", str(math.ceil(wait)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
