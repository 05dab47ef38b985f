"""The page keeps to this machine: what its process looks up and connects to, and what its resources would load."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from tests.page.server import Server, served
from tests.page.watched import THIS_MACHINE

LOADED = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src", "object": "data"}


class Loads(HTMLParser):
    """Every address that a browser would load for a page, and the styles written into it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.style = ""
        self._in_style = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self._in_style = tag == "style"
        if address := named.get(LOADED.get(tag, "")):
            self.addresses.append(address)

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.style += data


def in_styles(css: str) -> list[str]:
    found = re.findall(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", css)
    return [address for pair in found for address in pair if address and not address.startswith(("data:", "#"))]


def everything_loaded(server: Server) -> dict[str, int]:
    """Load the page and what it names, again and again until nothing new is named; address → status."""
    page = Loads(server.get("/").body.decode())
    loaded: dict[str, int] = {}
    open_ = [*page.addresses, *in_styles(page.style), "/theme.css", "/manifest.json", "/config"]
    while open_:
        address = urljoin(f"{server.address}/", open_.pop())
        if address in loaded or address.startswith("data:"):
            continue
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}" == server.address, f"the page would load {address}"
        reply = server.get(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        loaded[address] = reply.status
        kind = reply.header("content-type") or ""
        text = reply.body.decode("utf-8", "replace")
        if "css" in kind:
            open_ += [urljoin(address, name) for name in in_styles(text)]
        elif "javascript" in kind:
            # Modules name what they import, at once or later, in any of the three kinds of quotation marks.
            open_ += [
                urljoin(address, name) for name in re.findall(r"[\"'`](\.{1,2}/[\w./-]+\.(?:js|css))[\"'`]", text)
            ]
            assert not re.search(r"(?:\bfrom|\bimport\s*\()\s*[\"'`]https?:", text), f"{address} imports from elsewhere"
        elif "manifest" in address:
            open_ += re.findall(r'"src":"([^"]+)"', text)
    return loaded


@pytest.fixture(scope="module", params=["app.py", pytest.param("rag serve", marks=pytest.mark.slow)])
def run(request, seeds_index, tmp_path_factory):
    folder = tmp_path_factory.mktemp("private")
    record = folder / "record.txt"
    command = ["-m", "rag", "serve"] if request.param == "rag serve" else ["app.py"]
    with served(seeds_index, folder, command=("-m", "tests.page.watched", str(record), *command)) as server:
        yield server, record


def foreign(record: Path) -> list[str]:
    lines = record.read_text(encoding="utf-8").splitlines()
    assert lines, "nothing was recorded at all: the watching does not work"
    return [line for line in lines if line.split(" ", 1)[1] not in {*THIS_MACHINE, "None"}]


def test_nothing_foreign_is_loaded_looked_up_or_connected_to(run):
    server, record = run
    loaded = everything_loaded(server)
    assert sum(status == 200 for status in loaded.values()) > 100
    for name, arguments in (
        ("ask", {"question": "What did Russia offer Venezuela?"}),
        ("retrieve", {"question": "Weizen"}),
        ("check", {"statement": "Venezuela asked Russia for help."}),
    ):
        assert server.call(f"v2/{name}", arguments)[0] == "complete"
    server.post("/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, {"accept": "application/json"})
    assert server.upload(b"Ein Artikel.").status == 200
    assert foreign(record) == []


def test_nobody_can_make_the_server_fetch_something(run):
    server, record = run
    for path in ("/gradio_api/file=https://evil.example/x", "/gradio_api/proxy=https://evil.hf.space/x"):
        assert server.get(path).status == 404
    file = {
        "path": "https://evil.example/x.txt",
        "url": "https://evil.example/x.txt",
        "meta": {"_type": "gradio.FileData"},
    }
    for dependency in server.get("/config").json()["dependencies"]:
        data = [file for _ in dependency["inputs"]]
        server.post("/gradio_api/run/predict", {"data": data, "fn_index": dependency["id"], "session_hash": "x"})
    assert foreign(record) == []
