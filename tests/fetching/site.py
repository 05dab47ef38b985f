"""A real site on this machine: pages by path, and a list of what was asked for."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer

from rag.fetching import Limits

Page = tuple[int, dict[str, str], bytes]
Handle = Callable[[BaseHTTPRequestHandler], None]

QUICK = Limits(pause=0.0, private_hosts=frozenset(("127.0.0.1", "::1")))


class Site:
    """`pages` are what it gives, `asked` the paths that it was asked for and `headers` those of the last request."""

    def __init__(self, host: str = "127.0.0.1", context: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Page | Handle | list[Page | Handle]] = {}
        self.asked: list[str] = []
        self.headers: dict[str, str] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                if context:
                    self.request = context.wrap_socket(self.request, server_side=True)
                super().setup()

            def finish(self) -> None:
                super().finish()
                self.request.close()

            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.headers = dict(self.headers)
                self.close_connection = True
                page = site.pages.get(self.path, (404, {}, b""))
                if isinstance(page, list):
                    page = page.pop(0) if len(page) > 1 else page[0]
                if callable(page):
                    page(self)
                    return
                status, headers, body = page
                self.send_response_only(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        class Server(ThreadingTCPServer):
            address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
            allow_reuse_address = True

            def handle_error(self, request: object, client_address: object) -> None:
                pass  # whoever asked has gone, as it should in many of these tests

        self._server = Server((host, 0), Handler)
        self.port = self._server.server_address[1]
        name = f"[{host}]" if ":" in host else host
        self.url = f"{'https' if context else 'http'}://{name}:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def page(self, path: str, body: bytes | str, kind: str = "text/html", **headers: str) -> str:
        """Put a page there and return its address."""
        content = body.encode() if isinstance(body, str) else body
        self.pages[path] = 200, {"Content-Type": kind, **{k.replace("_", "-"): v for k, v in headers.items()}}, content
        return self.url + path

    def move(self, path: str, to: str, status: int = 302) -> str:
        """Let a path lead on, and return its address."""
        self.pages[path] = status, {"Location": to}, b""
        return self.url + path

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
