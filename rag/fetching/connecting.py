"""One request to one host: the only door to httpx and httpcore. Checks where it connects to, and ends in time."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

from rag.fetching.hosts import Resolve, in_digits, is_public
from rag.fetching.unfetched import Unfetched

_LONGEST = 4_096
_FAILED = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol)


def checked(url: str, onto: str | None = None) -> str:
    """Return an address as it is sent: absolute, in ASCII, without what follows "#". `onto` is where a relative one is.

    Raises ArticleError unless it begins with http:// or https://, names a host and holds no name and password.

    >>> checked("../wetter#karte", onto="https://blatt.example/heute/")
    'https://blatt.example/wetter'
    """
    url = url.strip()
    shown = ascii(url[:200])[1:-1]
    if len(url) > _LONGEST:
        raise Unfetched(
            f"the address {shown}... has {len(url):,} characters, more than {_LONGEST:,}; shorten it", "address"
        )
    try:
        parts = (httpx.URL(onto).join(url) if onto else httpx.URL(url)).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        raise Unfetched(f"{shown} is no address: {error}; copy it from the browser", "address") from error
    if parts.userinfo:
        raise Unfetched(
            f"the address of {parts.host} holds a name or a password; leave it out, pages behind a login are not read",
            "address",
        )
    # What had to be escaped is no host: a backslash, which browsers take for a slash, or a space.
    if parts.scheme not in ("http", "https") or not parts.host or "%" in parts.host:
        raise Unfetched(
            f"{shown} is no address that is read; it must begin with http:// or https:// and a host", "address"
        )
    if parts.port is not None and not 0 < parts.port < 65_536:
        raise Unfetched(
            f"{shown} has port {parts.port}, and there is none; leave it out or name one up to 65,535", "address"
        )
    return str(parts)


def host_of(url: str) -> str:
    """Return the host of an address that was checked, in ASCII and lower case.

    >>> host_of("https://Blatt.example:8443/heute")
    'blatt.example'
    """
    return httpx.URL(url).raw_host.decode("ascii").lower()


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address that was checked, as in "https://blatt.example:8443"."""
    return str(httpx.URL(url).copy_with(raw_path=b"/"))[:-1]


def target_of(url: str) -> str:
    """Return path and query of an address that was checked, as they are sent."""
    return httpx.URL(url).raw_path.decode("ascii")


def trusted() -> ssl.SSLContext:
    """Return whose certificates are believed: the public authorities, or those in the file that SSL_CERT_FILE names."""
    return httpx.create_ssl_context()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host answers: the status, headers whose names may be in any case, and the body as it is sent."""

    status: int
    headers: Mapping[str, str]
    pieces: Iterator[bytes]


@contextmanager
def answer(
    url: str,
    headers: Mapping[str, str],
    *,
    resolve: Resolve,
    private: bool,
    connect: float,
    deadline: float,
    context: ssl.SSLContext | None,
) -> Iterator[Answer]:
    """Ask for an address that was checked, over a connection of its own, and close that in the end.

    It is given up at `deadline` (of `time.monotonic`), however the other side spends its time, and after `connect`
    seconds of trying one address; looking up the host is not counted, the system ends that. No proxy of the environment
    is used: it would connect to where we do not look.

    Raises ArticleError with the reason; unless `private`, one is that an address of the host is not public. It is
    raised from within the `with` too, while the body is read.
    """
    parts = httpx.URL(url)
    where = httpcore.URL(scheme=parts.raw_scheme, host=parts.raw_host, port=parts.port, target=parts.raw_path)
    network = _Network(url, resolve, private, connect, deadline)
    began = time.monotonic()
    lines = [(b"Host", parts.netloc), *((name.encode(), value.encode()) for name, value in headers.items())]
    try:
        with (
            httpcore.HTTPConnection(where.origin, ssl_context=context, network_backend=network) as connection,
            connection.stream("GET", where, headers=lines) as response,
        ):
            yield Answer(response.status, httpx.Headers(response.headers), response.iter_stream())
    except httpcore.TimeoutException as error:
        seconds = time.monotonic() - began
        raise Unfetched(
            f"{url} was given up after {seconds:.1f} seconds of waiting; try again later", "slow"
        ) from error
    except _FAILED as error:
        raise Unfetched(f"{url} cannot be read: {_reason(error, parts.host)}", "unreachable") from error


def _reason(error: Exception, host: str) -> str:
    if isinstance(error.__cause__, ssl.SSLCertVerificationError):
        return (
            f"the certificate of {host} is not trusted ({error.__cause__.verify_message}); check the address, and"
            " name the file of your own authority in SSL_CERT_FILE if it has one"
        )
    return f"{str(error) or type(error).__name__}; check the address and the connection, or try again later"


class _Network(httpcore.SyncBackend):
    """Connects to addresses that were checked, and to no name: between two look-ups a name can change its address."""

    def __init__(self, url: str, resolve: Resolve, private: bool, connect: float, deadline: float) -> None:
        self._url = url
        self._resolve = resolve
        self._private = private
        self._connect = connect
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._addresses(host, port)
        for address in addresses:
            if not self._private and not is_public(address):
                leads = "is" if address == host else f"leads to {address}, which is"
                raise Unfetched(
                    f"{self._url} {leads} no public address and is not read; if {host} belongs to your own network,"
                    " name it in BELEGT_PRIVATE_HOSTS",
                    "private",
                )
        for address in addresses[:-1]:
            try:
                return self._connected(address, port)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connected(addresses[-1], port)

    def _addresses(self, host: str, port: int) -> list[str]:
        stated = in_digits(host)
        if stated:
            return [stated]
        try:
            if found := list(self._resolve(host, port)):
                return found
        # A name with an empty or an overlong part is no name to Python's own look-up.
        except (OSError, UnicodeError) as error:
            raise self._unknown(host) from error
        raise self._unknown(host)

    def _unknown(self, host: str) -> Unfetched:
        return Unfetched(
            f"{self._url} cannot be read: the host {host} is not found; check address and connection", "unknown"
        )

    def _connected(self, address: str, port: int) -> httpcore.NetworkStream:
        stream = super().connect_tcp(address, port, min(self._connect, _left(self._deadline)))
        return _Stream(stream, self._deadline)


class _Stream(httpcore.NetworkStream):
    """A stream on which every wait ends at one time; else a host that sends a byte a second would go on for ever."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline))
        return _Stream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is over")
    return left
