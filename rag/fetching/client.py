"""The one who asks: follows redirects, and keeps to limits of size and time, to robots.txt, and to a slow pace."""

from __future__ import annotations

import re
import ssl
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version

from rag.fetching.connecting import Answer, answer, checked, host_of, origin_of, target_of, trusted
from rag.fetching.hosts import Resolve, look_up
from rag.fetching.robots import Robots
from rag.fetching.unfetched import Unfetched
from rag.types import FetchProblem

_PROGRAM = "Belegt"
_REDIRECTS = 5
_REDIRECTING = frozenset((301, 302, 303, 307, 308))
_LONGEST_WAIT = 30.0
"""Seconds that a host may ask us to wait, between two requests or before the second try; then later is better."""

_ROBOTS_BYTES = 1_000_000
_PIECE = 65_536

# Whatever a reader of ours may make something of. What a type says is not believed beyond that: content decides.
_READ = re.compile(
    r"text/(?:html|plain|xml|markdown|x-markdown)|message/rfc822|(?:application|binary)/octet-stream"
    r"|application/(?:pdf|x-pdf|json|gzip|x-gzip|xml|vnd\.openxmlformats-officedocument\.wordprocessingml\.document)"
    r"|(?!image/)[\w.-]+/[\w.-]+\+(?:xml|json)"
)
_PERHAPS_A_LIST = re.compile(r"(?!application/xhtml)(?:.*[/+](?:xml|json|gzip|x-gzip|octet-stream)|text/plain)?")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much, how long and how fast is fetched, and from where."""

    max_bytes: int = 2_000_000
    """The most bytes of an article (its page or file), decompressed."""

    seconds: float = 30.0
    """For all of one request and the redirects after it; those who wait between requests do not use it up."""

    connect: float = 10.0
    """Seconds for connecting to one address of a host."""

    pause: float = 1.0
    """Seconds between the end of one request to a host and the next one; a program that reads faster gets locked out.
    A host may ask for longer ones in its robots.txt."""

    private_hosts: frozenset[str] = frozenset()
    """Hosts, in lower case, that may have an address that is not public: those of a newsroom's own network, and no
    others, lest a page on the internet leads into it."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave. `url` is where it lay in the end, after redirects.

    `kind` is the type that the host states ("text/html"), empty if it states none; `encoding` the one that it states.
    `last_modified` is the date in its header, as it is there.
    """

    url: str
    content: bytes = field(repr=False)
    kind: str = ""
    encoding: str | None = None
    last_modified: str | None = None


class _Refused(Unfetched):
    """The host answered, but with a status that gives no page."""

    def __init__(self, url: str, status: int) -> None:
        said, problem = _refusal(status)
        super().__init__(f"{url} answers with status {status}{said}", problem)
        self.status = status


class Web:
    """Fetches for one build. For one thread: it asks one host after the other, so never one for two things at once.

    What robots.txt says, and when each host was asked last, is known as long as it lives. Cookies are not kept.
    `resolve` gives the addresses of a host; the default is to ask the system.
    """

    def __init__(self, limits: Limits | None = None, resolve: Resolve = look_up) -> None:
        self.limits = limits or Limits()
        self._resolve = resolve
        self._robots: dict[str, tuple[Robots, Unfetched | None]] = {}
        self._free: dict[str, float] = {}
        try:
            self._agent = f"{_PROGRAM}/{version('belegt')}"
        except PackageNotFoundError:
            self._agent = _PROGRAM

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        # Made when it is needed: it reads some hundred certificates.
        return trusted()

    def get(self, url: str, *, named: bool = False, list_bytes: int = 0) -> Fetched:
        """Return what is at the address. It is asked for anew each time.

        An address that a user `named` is not held to robots.txt: it is a person's wish to read this page. `list_bytes`
        is the limit, if larger than that of an article, for types that may be a feed or sitemap.

        Raises ArticleError with the reason and the next step: no address that is read, a host that is not public or
        not found, no answer in time, a status, a type that holds no article, too many bytes, a loop of redirects.
        """
        return self._get(checked(url), robots=not named, list_bytes=list_bytes)

    def _get(self, url: str, *, robots: bool, list_bytes: int = 0, any_type: bool = False) -> Fetched:
        seen = [url]
        left = self.limits.seconds
        waited = False
        while True:
            here = seen[-1]
            if robots:
                self._check_robots(here)
            self._keep_pace(here)
            began = time.monotonic()
            wait = None
            try:
                with self._answer(here, began + left) as got:
                    wait = None if waited else _asked_to_wait(got)
                    if got.status in _REDIRECTING and "location" in got.headers:
                        seen.append(_next(seen, got.headers["location"]))
                    elif wait is not None:
                        waited = True
                    elif got.status != 200:
                        raise _Refused(here, got.status)
                    else:
                        return self._fetched(here, got, list_bytes, any_type)
            finally:
                ended = time.monotonic()
                self._free[host_of(here)] = ended + max(self._pause(here), wait or 0.0)
            left -= ended - began

    def _answer(self, url: str, deadline: float) -> AbstractContextManager[Answer]:
        headers = {
            "User-Agent": self._agent,
            "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8",
            # No other one: each would have to be undone with a limit on what comes out of it.
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        return answer(
            url,
            headers,
            resolve=self._resolve,
            private=host_of(url) in self.limits.private_hosts,
            connect=self.limits.connect,
            deadline=deadline,
            context=self._trusted if url.startswith("https:") else None,
        )

    def _pause(self, url: str) -> float:
        known = self._robots.get(origin_of(url))
        return max(self.limits.pause, min(known[0].delay, _LONGEST_WAIT) if known else 0.0)

    def _keep_pace(self, url: str) -> None:
        wait = self._free.get(host_of(url), 0.0) - time.monotonic()
        if wait > 0:
            time.sleep(wait)

    def _check_robots(self, url: str) -> None:
        origin = origin_of(url)
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(f"{origin}/robots.txt")
        rules, problem = self._robots[origin]
        if problem:
            raise Unfetched(f"{url} is not read, for what its host allows is not known: {problem}", problem.problem)
        if not rules.allows(target_of(url)):
            raise Unfetched(
                f"{url} is closed to programs by {origin}/robots.txt; name it as a source to read it", "closed"
            )

    def _read_robots(self, url: str) -> tuple[Robots, Unfetched | None]:
        """The rules at the address, and why there are none to know. Nothing there allows all; no answer nothing."""
        try:
            content = self._get(url, robots=False, list_bytes=_ROBOTS_BYTES, any_type=True).content
        except _Refused as error:
            if 400 <= error.status < 500 and error.status != 429:
                return Robots(), None
            return Robots(), error
        except Unfetched as error:
            return Robots(), error
        return Robots.of(content.decode("utf-8-sig", "replace"), _PROGRAM.lower()), None

    def _fetched(self, url: str, got: Answer, list_bytes: int, any_type: bool) -> Fetched:
        kind, _, parameters = got.headers.get("content-type", "").partition(";")
        kind = kind.strip().lower()
        if kind and not any_type and not _READ.fullmatch(kind):
            raise Unfetched(
                f"{url} is {kind[:80]}, in which no article is looked for; name a page, feed or sitemap", "kind"
            )
        most = self.limits.max_bytes
        if any_type or _PERHAPS_A_LIST.fullmatch(kind):
            most = max(most, list_bytes)
        try:
            content = b"".join(_capped(_decoded(got, most), most))
        except _TooLarge as error:
            raise too_large(url, most) from error
        except ValueError as error:
            raise Unfetched(f"{url} cannot be decompressed: {error}; try again later", "unreachable") from error
        charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", parameters, re.IGNORECASE)
        return Fetched(url, content, kind, charset and charset[1].lower(), got.headers.get("last-modified"))


def too_large(url: str, most: int) -> Unfetched:
    """The error for what has more bytes than `most`."""
    return Unfetched(
        f"{url} has more than the {most:,} bytes of an article or a list; name a part of it, or raise"
        " BELEGT_MAX_FILE_BYTES if it is an article",
        "large",
    )


class _TooLarge(ValueError):
    """More came than may come."""


def _capped(pieces: Iterable[bytes], most: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise _TooLarge
        yield piece


def _decoded(got: Answer, most: int) -> Iterator[bytes]:
    coding = got.headers.get("content-encoding", "").strip().lower()
    if coding in ("", "identity"):
        return got.pieces
    if coding not in ("gzip", "x-gzip"):
        raise ValueError(f"it is sent as {coding[:40]!r}, though only gzip was asked for")
    # Both ways are counted: a stream can go on for ever without anything that comes out of it.
    return inflated(_capped(got.pieces, most))


def inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Undo gzip piece by piece, so that whoever takes the pieces can stop. Raises ValueError for what is no gzip.

    >>> import gzip
    >>> b"".join(inflated([gzip.compress(b"Moin"), gzip.compress(b" moin")]))
    b'Moin moin'
    """
    stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
    fed = False
    for piece in pieces:
        while piece:
            if stream.eof:
                # Several in a row are one content; zeros that fill up a block are none.
                if not piece.lstrip(b"\0"):
                    break
                stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
            fed = True
            try:
                yield stream.decompress(piece, _PIECE)
            except zlib.error as error:
                raise ValueError(f"it is no gzip ({error})") from error
            piece = stream.unused_data if stream.eof else stream.unconsumed_tail
    if fed and not stream.eof:
        raise ValueError("it ends too soon")


def _next(seen: list[str], location: str) -> str:
    """Where a redirect leads. Raises ArticleError if it leads in a circle, too far, or to no address that is read."""
    try:
        url = checked(location, onto=seen[-1])
    except Unfetched as error:
        raise Unfetched(f"{seen[0]} leads on to an address that is not read: {error}", "address") from error
    if url in seen:
        raise Unfetched(
            f"{seen[0]} leads in a circle by way of {url}; open it in a browser, and name what it shows", "circle"
        )
    if len(seen) > _REDIRECTS:
        raise Unfetched(
            f"{seen[0]} leads on more than {_REDIRECTS} times; name the address where the page is", "circle"
        )
    return url


def _asked_to_wait(got: Answer) -> float | None:
    """The seconds that a busy host asks for, None if it does not, or for longer than we wait."""
    stated = got.headers.get("retry-after", "").strip()
    if got.status not in (429, 503) or not stated:
        return None
    if re.fullmatch(r"\d{1,9}", stated):
        seconds = float(stated)
    else:
        try:
            when = parsedate_to_datetime(stated)
        except (ValueError, TypeError, OverflowError):
            return None
        seconds = max((when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds(), 0.0)
    return seconds if seconds <= _LONGEST_WAIT else None


def _refusal(status: int) -> tuple[str, FetchProblem]:
    """What a status means, and which problem that is."""
    match status:
        case 401 | 402 | 403 | 407 | 451:
            return ": it is not open to us; save the page from your browser and name the file", "closed"
        case 404 | 410:
            return ": there is nothing any more; check the address", "missing"
        case 429 | 503:
            return ": the host is busy; try again later", "busy"
        case _ if status >= 500:
            return ": the host fails; try again later", "busy"
        case _:
            return ", not with a page; open it in a browser and name the address that it shows", "circle"
