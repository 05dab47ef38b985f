"""A server of OpenAI's protocol that does what a test's script says: it answers, stalls, fails, breaks off, invents."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from rag.settings import ChatSettings

KEY = "sk-secret-of-the-test-0123456789"


@dataclass(frozen=True, slots=True)
class Request:
    """What the server was asked: the body as JSON, the headers in lower case, and the path."""

    body: Mapping[str, Any]
    headers: Mapping[str, str]
    path: str

    @property
    def system(self) -> str:
        return "\n".join(m["content"] for m in self.body["messages"] if m["role"] == "system")

    @property
    def user(self) -> str:
        return "\n".join(m["content"] for m in self.body["messages"] if m["role"] != "system")

    @property
    def structured(self) -> bool:
        return "response_format" in self.body


@dataclass(slots=True)
class Line:
    """The connection on which one request is answered."""

    handler: BaseHTTPRequestHandler
    gone: threading.Event = field(default_factory=threading.Event)

    def fail(self, status: int, message: str = "no", headers: Mapping[str, str] | None = None) -> None:
        body = json.dumps({"error": {"message": message, "type": "test", "code": None}}).encode()
        self.handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.handler.send_header(name, value)
        self.handler.send_header("Content-Length", str(len(body)))
        self.handler.end_headers()
        self.handler.wfile.write(body)

    def begin(self) -> None:
        self.handler.send_response(200)
        self.handler.send_header("Content-Type", "text/event-stream")
        self.handler.send_header("Connection", "close")
        self.handler.end_headers()

    def piece(self, text: str, ending: str | None = None) -> bool:
        """Send a piece of the answer; return whether anybody is still there."""
        delta = {"content": text} if text else {}
        return self.event(
            {
                "id": "test", "object": "chat.completion.chunk", "created": 0, "model": "scripted",
                "choices": [{"index": 0, "delta": delta, "finish_reason": ending}],
            }
        )  # fmt: skip

    def usage(self, tokens_in: int, tokens_out: int) -> None:
        usage = {
            "prompt_tokens": tokens_in,
            "completion_tokens": tokens_out,
            "total_tokens": tokens_in + tokens_out,
        }
        self.event(
            {"id": "test", "object": "chat.completion.chunk", "created": 0, "model": "scripted", "choices": [],
             "usage": usage}
        )  # fmt: skip

    def event(self, data: object) -> bool:
        return self.raw(f"data: {json.dumps(data)}\n\n".encode())

    def raw(self, data: bytes) -> bool:
        try:
            self.handler.wfile.write(data)
            self.handler.wfile.flush()
        except OSError:
            self.gone.set()
            return False
        return True

    def end(self, ending: str = "stop") -> None:
        self.piece("", ending)
        self.usage(100, 20)
        self.raw(b"data: [DONE]\n\n")

    def say(self, text: str, *, size: int = 7) -> None:
        """Answer with a text in small pieces."""
        self.begin()
        for start in range(0, len(text), size):
            self.piece(text[start : start + size])
        self.end()

    def wait_until_gone(self, seconds: float) -> bool:
        """Send nothing; return whether the client went away meanwhile."""
        ends = time.monotonic() + seconds
        connection = self.handler.connection
        connection.settimeout(0.05)
        while time.monotonic() < ends:
            try:
                if connection.recv(1) == b"":
                    self.gone.set()
                    return True
            except TimeoutError:
                continue
            except OSError:
                self.gone.set()
                return True
        return False


Act = Callable[[Request, Line], None]


@dataclass(slots=True)
class Scripted:
    """The running server: what it was asked, and on which lines."""

    root: str
    requests: list[Request] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.root}/v1"

    def settings(self, **values: Any) -> ChatSettings:
        """Return settings that ask this server, impatient unless told otherwise."""
        given = {"model": "openai:scripted", "url": self.url, "key": KEY, "timeout": 10, "stall": 5, "retries": 0}
        return ChatSettings(**(given | values))


@contextmanager
def scripted(*acts: Act) -> Iterator[Scripted]:
    """Serve on this machine; request number n is answered by act n, further ones by the last act."""
    server_: Scripted

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            request = Request(body, {name.lower(): value for name, value in self.headers.items()}, self.path)
            line = Line(self)
            number = len(server_.requests)
            server_.requests.append(request)
            server_.lines.append(line)
            acts[min(number, len(acts) - 1)](request, line)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # clients that go away are what the tests are about

    with Server(("127.0.0.1", 0), Handler) as server:
        server_ = Scripted(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server_
        finally:
            server.shutdown()
            thread.join()


def statements(*said: tuple[int, str]) -> str:
    """Return an answer as it should be."""
    return json.dumps({"statements": [{"claim": claim, "text": text} for claim, text in said]}, ensure_ascii=False)


def says(text: str, *, size: int = 7) -> Act:
    return lambda request, line: line.say(text, size=size)


def fails(status: int, message: str = "no", **headers: str) -> Act:
    return lambda request, line: line.fail(status, message, {k.replace("_", "-"): v for k, v in headers.items()})


def stalls(before: str = "", seconds: float = 30.0) -> Act:
    def act(request: Request, line: Line) -> None:
        line.begin()
        if before:
            line.piece(before)
        line.wait_until_gone(seconds)

    return act


def breaks_off(after: str) -> Act:
    def act(request: Request, line: Line) -> None:
        line.begin()
        for start in range(0, len(after), 7):
            line.piece(after[start : start + 7])
        line.handler.connection.close()

    return act


def claims_of(request: Request) -> Sequence[int]:
    """Return the numbers of the claims that a model was given."""
    import re

    return [int(number) for number in re.findall(r"^CLAIM (\d+)", request.user, re.MULTILINE)]
