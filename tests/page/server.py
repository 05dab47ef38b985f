"""The page in a process of its own, as users start it, and plain HTTP to it."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]


class Reply(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)


class Server:
    """A running page: its address, its process, and what it wrote to stderr."""

    def __init__(self, address: str, process: subprocess.Popen[str], errors: Path) -> None:
        self.address = address.rstrip("/")
        self.process = process
        self._errors = errors

    def errors(self) -> str:
        return self._errors.read_text(encoding="utf-8")

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        return self.send("GET", path, b"", headers)

    def post(self, path: str, body: object = b"", headers: Mapping[str, str] | None = None) -> Reply:
        if not isinstance(body, bytes):
            headers, body = {"content-type": "application/json", **(headers or {})}, json.dumps(body).encode()
        return self.send("POST", path, body, headers)

    def send(self, method: str, path: str, body: bytes, headers: Mapping[str, str] | None) -> Reply:
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        try:
            connection.request(method, path, body or None, dict(headers or {}))
            answer = connection.getresponse()
            return Reply(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    def call(self, name: str, arguments: object, headers: Mapping[str, str] | None = None) -> tuple[str, Any]:
        """Call an endpoint as the README's curl does, and return the last event and its data."""
        path = f"/gradio_api/call/{name}"
        reply = self.post(path, arguments, headers)
        assert reply.status == 200, reply
        events = self.get(f"{path.replace('/v2/', '/')}/{reply.json()['event_id']}", headers).body.decode()
        event, data = events.strip().split("\n\n")[-1].split("\n")
        return event.removeprefix("event: "), json.loads(data.removeprefix("data: "))

    def upload(self, content: bytes, name: str = "article.txt") -> Reply:
        body = (
            (
                f'--edge\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
                "Content-Type: text/plain\r\n\r\n"
            ).encode()
            + content
            + b"\r\n--edge--\r\n"
        )
        return self.post("/gradio_api/upload", body, {"content-type": "multipart/form-data; boundary=edge"})


@contextmanager
def served(
    index: Path,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    command: Sequence[str] = ("-m", "rag", "serve"),
) -> Iterator[Server]:
    """Start the page over an index, on any free port; `folder` keeps what it writes. It has ended in the end."""
    errors = folder / "stderr.txt"
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("BELEGT_", "GRADIO_", "HF_"))}
    own = {"BELEGT_INDEX": str(index), "BELEGT_PORT": "0", "BELEGT_THREADS": "1", **(environment or {})}
    path = os.pathsep.join([str(ROOT), str(ROOT / "rag" / "tiktoken-plugin"), clean.get("PYTHONPATH", "")])
    with (
        errors.open("w", encoding="utf-8") as stderr,
        subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={**clean, "PYTHONPATH": path, **own},
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert " at " in line, errors.read_text(encoding="utf-8")
            yield Server(line.split(" at ")[1].split()[0], process, errors)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
