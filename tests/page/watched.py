"""`python -m tests.page.watched RECORD ...` runs `python ...` and records every host that is looked up or connected to.

What is not this machine is refused besides. Only Python's own sockets are seen; what compiled packages do for
themselves is watched in tests/encoder/test_silent.py.
"""

from __future__ import annotations

import os
import runpy
import socket
import sys
from typing import Any

THIS_MACHINE = frozenset(("", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::"))


def watch(record: str) -> None:
    """Patch what every name look-up and connection goes through."""

    def seen(kind: str, host: Any) -> None:
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        with open(record, "a", encoding="utf-8") as file:
            file.write(f"{kind} {name}\n")
        if name is not None and str(name) not in THIS_MACHINE:
            raise OSError(f"{kind} of {name!r} is not allowed here")

    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "create_connection"):
        _guard(socket, name, lambda first, name=name: seen(name, first[0] if isinstance(first, tuple) else first))
    for name in ("connect", "connect_ex", "sendto"):
        _guard_method(name, seen)


def _guard(module: Any, name: str, check: Any) -> None:
    function = getattr(module, name)

    def guarded(first: Any, *rest: Any, **named: Any) -> Any:
        check(first)
        return function(first, *rest, **named)

    setattr(module, name, guarded)


def _guard_method(name: str, seen: Any) -> None:
    method = getattr(socket.socket, name)

    def guarded(self: socket.socket, *arguments: Any) -> Any:
        if self.family != getattr(socket, "AF_UNIX", None):
            seen(name, arguments[-1][0])
        return method(self, *arguments)

    setattr(socket.socket, name, guarded)


if __name__ == "__main__":
    record, *rest = sys.argv[1:]
    open(record, "w").close()
    watch(record)
    if rest[0] == "-m":
        sys.argv = rest[1:]
        runpy.run_module(rest[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = rest
        sys.path.insert(0, os.getcwd())
        runpy.run_path(rest[0], run_name="__main__")
