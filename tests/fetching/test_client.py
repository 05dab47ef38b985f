"""Fetching from a real site: redirects, limits of size and time, what is refused, and how a host is asked."""

from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib
from contextlib import closing
from dataclasses import replace
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rag
from rag.errors import ArticleError
from rag.fetching import Unfetched, Web
from rag.fetching.client import inflated
from rag.types import FetchProblem
from tests.fetching.site import QUICK, Site


def test_a_page_and_what_its_host_states_about_it(site: Site, web: Web) -> None:
    site.page("/", "Grüße", 'Text/HTML; Charset="UTF-8"', Last_Modified="Thu, 16 Nov 2023 00:30:00 GMT")
    fetched = web.get(site.url + "#unten", named=True)
    assert fetched.url == site.url
    assert fetched.content == "Grüße".encode()
    assert (fetched.kind, fetched.encoding) == ("text/html", "utf-8")
    assert fetched.last_modified == "Thu, 16 Nov 2023 00:30:00 GMT"
    assert "Gr" not in repr(fetched)


def test_a_host_sees_who_asks(site: Site, web: Web) -> None:
    site.page("/", "Moin")
    web.get(site.url, named=True)
    assert site.headers["User-Agent"] == f"Belegt/{rag.__version__}"
    assert "Cookie" not in site.headers


def test_a_page_without_a_type_is_read(site: Site, web: Web) -> None:
    site.pages["/"] = 200, {}, b"Moin"
    fetched = web.get(site.url, named=True)
    assert (fetched.content, fetched.kind, fetched.encoding, fetched.last_modified) == (b"Moin", "", None, None)


# --- redirects ------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_said(site: Site, web: Web, status: int) -> None:
    site.page("/neu?a=%C3%B6", "Moin")
    fetched = web.get(site.move("/alt", "neu?a=ö", status), named=True)
    assert fetched.url == f"{site.url}/neu?a=%C3%B6"
    assert site.asked == ["/alt", "/neu?a=%C3%B6"]


def test_five_redirects_are_followed_and_six_are_not(site: Site, web: Web) -> None:
    for number in range(6):
        site.move(f"/{number}", f"/{number + 1}")
    site.page("/6", "Moin")
    assert web.get(f"{site.url}/1", named=True).content == b"Moin"
    with pytest.raises(ArticleError, match="/0 leads on more than 5 times"):
        web.get(f"{site.url}/0", named=True)


def test_redirects_in_a_circle_are_refused(site: Site, web: Web) -> None:
    site.move("/a", "/b")
    site.move("/b", "/a#weiter")
    with pytest.raises(ArticleError, match="/a leads in a circle by way of"):
        web.get(f"{site.url}/a", named=True)
    assert site.asked == ["/a", "/b"]


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "javascript:1", "http://a:b@127.0.0.1/", "http://[", "http://x:0/"]
)
def test_a_redirect_to_what_is_not_read(site: Site, web: Web, target: str) -> None:
    with pytest.raises(ArticleError, match=r"/a leads on to an address that is not read: .*; "):
        web.get(site.move("/a", target), named=True)


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (204, "not with a page"),
        (304, "not with a page"),
        (302, "not with a page"),  # without saying where to
        (400, "not with a page"),
        (401, "save the page from your browser"),
        (403, "save the page from your browser"),
        (404, "check the address"),
        (410, "check the address"),
        (429, "busy; try again later"),
        (500, "fails; try again later"),
        (503, "busy; try again later"),
    ],
)
def test_a_status_that_gives_no_page(site: Site, web: Web, status: int, reason: str) -> None:
    site.pages["/"] = status, {}, b""
    with pytest.raises(ArticleError, match=f"answers with status {status}.*{reason}") as refused:
        web.get(site.url, named=True)
    assert site.url in str(refused.value)
    assert site.asked == ["/"]


@pytest.mark.parametrize(
    "kind",
    """text/html text/plain text/markdown text/xml application/xml application/xhtml+xml application/rss+xml
    application/pdf application/json application/feed+json application/octet-stream application/gzip message/rfc822
    application/vnd.openxmlformats-officedocument.wordprocessingml.document""".split(),
)
def test_a_type_that_may_hold_an_article(site: Site, web: Web, kind: str) -> None:
    assert web.get(site.page("/", "Moin", kind), named=True).kind == kind


@pytest.mark.parametrize(
    "kind", ["image/png", "image/svg+xml", "video/mp4", "text/css", "application/zip", "nonsense", "\x80"]
)
def test_a_type_that_holds_no_article(site: Site, web: Web, kind: str) -> None:
    site.page("/", "Moin", kind)
    with pytest.raises(ArticleError, match="in which no article is looked for"):
        web.get(site.url, named=True)


# --- size -----------------------------------------------------------------------------------------


def test_as_many_bytes_as_an_article_may_have_and_one_more(site: Site) -> None:
    web = Web(replace(QUICK, max_bytes=100_000))
    assert len(web.get(site.page("/", "x" * 100_000), named=True).content) == 100_000
    with pytest.raises(ArticleError, match="has more than the 100,000 bytes"):
        web.get(site.page("/", "x" * 100_001), named=True)


def test_a_list_may_be_larger_and_a_page_not(site: Site) -> None:
    web = Web(replace(QUICK, max_bytes=100))
    for kind in ("application/xml", "application/feed+json", "text/plain", "application/gzip", ""):
        assert web.get(site.page("/", "x" * 1000, kind), named=True, list_bytes=1000).content
    for kind in ("text/html", "application/pdf", "application/xhtml+xml"):
        with pytest.raises(ArticleError, match="more than the 100 bytes"):
            web.get(site.page("/", "x" * 1000, kind), named=True, list_bytes=1000)


class Endless:
    """Sends one piece until nobody listens, and counts the bytes."""

    def __init__(self, begin: bytes, piece: bytes, **headers: str) -> None:
        self.sent = 0
        self._begin = begin
        self._piece = piece
        self._headers = headers

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(200)
        for name, value in {"Content-Type": "text/html", **self._headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(self._begin)
        while self.sent < 1_000_000_000:
            handler.wfile.write(self._piece)
            self.sent += len(self._piece)


def test_a_page_without_an_end_is_given_up(site: Site, web: Web) -> None:
    site.pages["/"] = page = Endless(b"", b"x" * 10_000)
    with pytest.raises(ArticleError, match="more than the 2,000,000 bytes"):
        web.get(site.url, named=True)
    assert page.sent < 20_000_000


def bomb() -> tuple[bytes, bytes]:
    """How a gzip begins, and a kilobyte that becomes a megabyte each time it comes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    begin = packer.compress(b"x") + packer.flush(zlib.Z_FULL_FLUSH)
    return begin, packer.compress(b"\0" * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)


def test_ten_megabytes_that_become_ten_gigabytes_take_no_memory(site: Site, web: Web) -> None:
    begin, piece = bomb()
    assert len(piece) < 1_100
    site.page("/", begin + piece * 10_000, Content_Encoding="gzip")
    web.get(site.page("/klein", "Moin"), named=True)  # what is loaded once is loaded
    tracemalloc.start()
    try:
        with pytest.raises(ArticleError, match="more than the 2,000,000 bytes"):
            web.get(site.url, named=True)
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


def test_a_gzip_from_which_nothing_comes_is_given_up(site: Site, web: Web) -> None:
    nothing = b"\0\0\0\xff\xff" * 1000  # blocks that hold no byte
    site.pages["/"] = page = Endless(bomb()[0], nothing, Content_Encoding="gzip")
    with pytest.raises(ArticleError, match="more than the 2,000,000 bytes"):
        web.get(site.url, named=True)
    assert page.sent < 20_000_000


def test_a_page_in_gzip(site: Site, web: Web) -> None:
    site.page("/", gzip.compress(b"Moin" * 1000), Content_Encoding="gzip")
    assert web.get(site.url, named=True).content == b"Moin" * 1000
    assert site.headers["Accept-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "content",
    [b"Moin", gzip.compress(b"Moin", mtime=0)[:-9], gzip.compress(b"Moin", mtime=0)[:-1], b"\x1f\x8b" + b"x" * 99],
)
def test_a_broken_gzip(site: Site, web: Web, content: bytes) -> None:
    site.page("/", content, Content_Encoding="gzip")
    with pytest.raises(ArticleError, match="cannot be decompressed"):
        web.get(site.url, named=True)


@pytest.mark.parametrize("coding", ["br", "deflate", "zstd", "gzip, gzip", "nonsense"])
def test_what_is_packed_in_a_way_that_nobody_asked_for_is_not_unpacked(site: Site, web: Web, coding: str) -> None:
    site.page("/", zlib.compress(b"Moin"), Content_Encoding=coding)
    with pytest.raises(ArticleError, match=f"sent as '{coding}', though only gzip was asked for"):
        web.get(site.url, named=True)


@given(
    st.lists(st.binary(max_size=300), max_size=4),
    st.integers(1, 50),
    st.integers(0, 9),
    st.sampled_from((b"", b"\0" * 7)),
)
def test_gzip_comes_out_as_it_went_in_however_it_is_cut(
    parts: list[bytes], size: int, level: int, after: bytes
) -> None:
    packed = b"".join(gzip.compress(part * 700, level) for part in parts) + (after if parts else b"")
    pieces = [packed[start : start + size] for start in range(0, len(packed), size)]
    out = list(inflated(pieces))
    assert b"".join(out) == b"".join(part * 700 for part in parts)
    assert max(map(len, out), default=0) <= 65_536


@given(st.binary(max_size=200))
def test_any_bytes_are_gzip_or_a_value_error(content: bytes) -> None:
    for begin in (b"", gzip.compress(b"")[:10]):
        try:
            list(inflated([begin + content]))
        except ValueError:
            continue


# --- time -----------------------------------------------------------------------------------------


def drip(handler: BaseHTTPRequestHandler, begin: bytes) -> None:
    handler.wfile.write(begin)
    for _ in range(500):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.02)


@pytest.mark.parametrize(
    "begin",
    [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Long: ", b""],
    ids=["body", "header", "nothing but junk"],
)
def test_a_host_that_sends_a_byte_now_and_then_comes_to_an_end(site: Site, begin: bytes) -> None:
    site.pages["/"] = lambda handler: drip(handler, begin)
    with pytest.raises(ArticleError, match=r"given up after|cannot be read"):
        Web(replace(QUICK, seconds=0.3)).get(site.url, named=True)


def test_a_host_that_never_answers_comes_to_an_end(site: Site) -> None:
    site.pages["/"] = lambda handler: time.sleep(1)
    with pytest.raises(ArticleError, match=r"/ was given up after \d+\.\d seconds of waiting; try again later"):
        Web(replace(QUICK, seconds=0.2)).get(site.url + "/", named=True)


def test_redirects_do_not_give_more_time(site: Site) -> None:
    def slowly(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.2)
        handler.send_response_only(302)
        handler.send_header("Location", handler.path + "x")
        handler.end_headers()

    for number in range(1, 7):
        site.pages["/" + "x" * number] = slowly
    with pytest.raises(ArticleError, match="given up after"):
        Web(replace(QUICK, seconds=0.5)).get(site.url + "/x", named=True)
    assert len(site.asked) < 5


def test_a_host_that_breaks_off(site: Site, web: Web) -> None:
    site.page("/", "Moin", Content_Length="1000")
    with pytest.raises(ArticleError, match="cannot be read"):
        web.get(site.url, named=True)


@pytest.mark.parametrize(
    "answer", [b"", b"Moin\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 50_000]
)
def test_a_host_that_does_not_speak_http(site: Site, web: Web, answer: bytes) -> None:
    site.pages["/"] = lambda handler: handler.wfile.write(answer) and None
    with pytest.raises(ArticleError, match="cannot be read"):
        web.get(site.url, named=True)


# --- how a host is asked --------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("when", ["0", formatdate(0, usegmt=True)])
def test_a_busy_host_is_asked_once_more_when_it_says_so(site: Site, web: Web, status: int, when: str) -> None:
    site.page("/", "Moin")
    site.pages["/"] = [(status, {"Retry-After": when}, b""), (200, {}, b"Moin")]
    assert web.get(site.url, named=True).content == b"Moin"


@pytest.mark.parametrize(
    "when", ["0", "3600", "-1", "soon", "9" * 30, "Thu, 32 Nov 2023", formatdate(9e9, usegmt=True)]
)
def test_a_host_that_stays_busy_or_wants_us_much_later_is_left_alone(site: Site, web: Web, when: str) -> None:
    site.pages["/"] = 503, {"Retry-After": when}, b""
    with pytest.raises(ArticleError, match="busy; try again later"):
        web.get(site.url, named=True)
    assert len(site.asked) == (2 if when == "0" else 1)


def test_between_two_requests_to_a_host_there_is_a_pause(site: Site) -> None:
    began: list[float] = []

    def note(handler: BaseHTTPRequestHandler) -> None:
        began.append(time.monotonic())
        handler.send_response_only(200)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    web = Web(replace(QUICK, pause=0.2))
    for path in ("/a", "/b"):
        site.pages[path] = note
        web.get(site.url + path, named=True)
    # A pause is a promise to the host: it may be longer, never shorter.
    assert began[1] - began[0] >= 0.2


def test_after_a_failure_there_is_a_pause_too(site: Site) -> None:
    web = Web(replace(QUICK, pause=0.2))
    before = time.monotonic()
    for _ in range(2):
        with pytest.raises(ArticleError, match="404"):
            web.get(site.url, named=True)
    assert time.monotonic() - before >= 0.2


def test_what_robots_txt_closes_is_not_asked_for(site: Site, web: Web) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /geheim", "text/plain")
    site.page("/geheim/a", "Moin")
    site.page("/offen", "Moin")
    for _ in range(2):
        with pytest.raises(
            ArticleError, match=r"/geheim/a is closed to programs by http.*/robots\.txt; name it as a source"
        ):
            web.get(f"{site.url}/geheim/a")
    assert web.get(f"{site.url}/offen").content == b"Moin"
    assert site.asked == ["/robots.txt", "/offen"]


def test_what_a_user_named_is_not_held_to_robots_txt(site: Site, web: Web) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /", "text/plain")
    assert web.get(site.page("/", "Moin"), named=True).content == b"Moin"
    assert site.asked == ["/"]


def test_a_redirect_is_held_to_robots_txt_where_it_leads(site: Site, web: Web) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /geheim", "text/plain")
    site.page("/geheim", "Moin")
    with pytest.raises(ArticleError, match="closed to programs"):
        web.get(site.move("/a", "/geheim"))
    assert site.asked == ["/robots.txt", "/a"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_without_robots_txt_everything_is_open(site: Site, web: Web, status: int) -> None:
    site.pages["/robots.txt"] = status, {}, b""
    assert web.get(site.page("/", "Moin")).content == b"Moin"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_with_a_robots_txt_that_cannot_be_read_nothing_is_open(site: Site, web: Web, status: int) -> None:
    site.pages["/robots.txt"] = status, {}, b""
    with pytest.raises(
        ArticleError, match=f"what its host allows is not known: .*/robots.txt answers with status {status}"
    ):
        web.get(site.page("/", "Moin"))
    assert site.asked == ["/robots.txt"]


def test_a_robots_txt_of_any_type_and_elsewhere_counts(site: Site, web: Web) -> None:
    with closing(Site()) as other:
        other.page("/r", b"\xef\xbb\xbfUser-agent: belegt\nDisallow: /zu", "image/png")
        site.move("/robots.txt", f"{other.url}/r")
        with pytest.raises(ArticleError, match="closed"):
            web.get(f"{site.url}/zu")


def test_a_host_that_asks_for_longer_pauses_gets_them(site: Site, web: Web) -> None:
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 0.3", "text/plain")
    site.page("/", "Moin")
    web.get(site.url)
    before = time.monotonic()
    web.get(site.url)
    assert time.monotonic() - before >= 0.25


# --- in a word ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("ftp://blatt.example/", "address"),
        ("http://em:geheim@blatt.example/", "address"),
        ("http://10.0.0.1/", "private"),
        ("http://nowhere.example/", "unknown"),
        ("http://127.0.0.1:1/", "unreachable"),
        ("/slow", "slow"),
        ("/404", "missing"),
        ("/403", "closed"),
        ("/500", "busy"),
        ("/400", "circle"),
        ("/circle", "circle"),
        ("/inside", "private"),
        ("/film", "kind"),
        ("/large", "large"),
    ],
)
def test_every_failure_is_one_of_the_known_problems(site: Site, address: str, problem: FetchProblem) -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError

    web = Web(replace(QUICK, seconds=0.5, max_bytes=1000), nowhere)
    site.pages |= {f"/{status}": (status, {}, b"") for status in (404, 403, 500, 400)}
    site.pages["/slow"] = lambda handler: time.sleep(0.8)
    site.move("/circle", f"{site.url}/circle")
    site.move("/inside", "http://192.168.0.1/")
    site.page("/film", b"", "video/mp4")
    site.page("/large", b"x" * 1001)
    with pytest.raises(Unfetched) as caught:
        web.get(address if "://" in address else site.url + address, named=True)
    assert caught.value.problem == problem
    assert problem in get_args(FetchProblem)


def test_what_robots_txt_closes_is_closed_and_where_it_cannot_be_had_its_problem_is_told(site: Site, web: Web) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /", "text/plain")
    with pytest.raises(Unfetched) as closed:
        web.get(f"{site.url}/a")
    site.pages["/robots.txt"] = 503, {}, b""
    with pytest.raises(Unfetched) as busy:
        Web(QUICK).get(f"{site.url}/a")
    assert (closed.value.problem, busy.value.problem) == ("closed", "busy")
