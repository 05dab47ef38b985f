"""`belegt doctor --offline`: everything done where there is no network, and what was asked of it all the same.

`prove` starts this module as a process of its own. There an audit hook of Python refuses, and notes, whatever wants to
look up or to reach another machine. Where the system allows it, the process also runs in a network namespace that has
nothing but the way to itself, so that code which is not Python's, and programs that it starts, reach nobody either.
"""

from __future__ import annotations

import errno
import http.client
import ipaddress
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rag.diagnosis import Diagnosis
from rag.errors import BelegtError
from rag.settings import PageSettings, Settings

_PATIENCE = 300
"""Seconds for all steps; on two busy cores they take twenty."""
_ARTICLES = {
    "fähre.txt": "Fähre nach Norderwiek fällt aus\n\nDie Fähre nach Norderwiek fällt bis Montag aus. Das sagte "
    "Kapitänin Ina Reuter am Donnerstag. „Wir warten auf ein Ersatzteil“, erklärte sie.\n",
    "ferry.html": "<html lang='en'><head><title>Ferry to Norderwiek cancelled</title></head><body><article>"
    "<h1>Ferry to Norderwiek cancelled</h1><p>The ferry to Norderwiek will not run before Monday, captain Ina Reuter "
    "said on Thursday. The harbour office asked passengers to take the bus to Norderwiek instead.</p></article>"
    "</body></html>\n",
}
_SAME_WAY = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_LOOKED_UP = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


def prove(settings_of: Callable[[], Settings] = Settings.from_environment) -> Diagnosis:
    """Build, ask, check and start the page in a process that cannot reach the network, and return what came of it.

    It uses the settings of the environment and small articles of its own; the user's index is not touched.
    """
    settings_of()  # says which setting is wrong, and not that a process ended
    own = _own_network()
    done = subprocess.run(  # noqa: S603 - this module, by this interpreter
        [*own, sys.executable, "-m", "rag.commands.offline", *(["--own-network"] if own else [])],
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    try:
        facts = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        said = (done.stderr.strip().splitlines() or ["without a word"])[-1]
        return Diagnosis("offline", "problem", f"the process that was to prove it ended with {done.returncode}: {said}")
    return _judged(facts)


def _judged(facts: dict[str, Any]) -> Diagnosis:
    failed = [f"{step} failed: {reason}" for step, reason in facts["steps"].items() if reason]
    asked = [f"asked for {wanted}" for wanted in facts["asked"]]
    how = "in a process without any way out"
    if not facts["sealed"]:
        how = "Python's sockets refused; the system gives no network namespace, which would keep other code from it too"
    if failed or asked:
        return Diagnosis(
            "offline", "problem", f"not everything works without a network ({how})", facts, (*asked, *failed)
        )
    message = f"{', '.join(facts['steps'])}: all done without a network, and nobody asked for one ({how})"
    return Diagnosis("offline", "ok", message, facts)


def _own_network() -> list[str]:
    """The command that gives a process a network with nobody else in it; empty where that is not possible."""
    program = shutil.which("unshare")
    if program is None:
        return []
    # As root without new user numbers, with which it could not read what belongs to others.
    for options in (["--net"], ["--net", "--map-root-user"]):
        with suppress(OSError, subprocess.SubprocessError):
            subprocess.run([program, *options, "true"], capture_output=True, timeout=10, check=True)  # noqa: S603
            return [program, *options]
    return []


# --- in the process of its own ------------------------------------------------------------------------------


class _Wanted(OSError):
    """Somebody wanted to reach another machine."""


class _Guard:
    """Refuses whatever wants to reach another machine, and remembers it."""

    def __init__(self) -> None:
        self.step = ""
        self.asked: list[str] = []

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _LOOKED_UP:
            wanted = arguments[0], arguments[1] if event == "socket.getaddrinfo" else None
        elif event in _SAME_WAY:
            made, address = arguments[:2]
            if made.family not in (socket.AF_INET, socket.AF_INET6) or not address:
                return
            wanted = address[0], address[1]
        else:
            return
        if not _is_here(wanted[0]):
            name = ":".join(str(_text(part)) for part in wanted if part not in (None, 0))
            note = f"{name} ({self.step}, by {_who()})"
            if note not in self.asked:
                self.asked.append(note)
            raise _Wanted(errno.ENETUNREACH, f"refused by belegt doctor --offline: {name}")


def _is_here(host: object) -> bool:
    name = _text(host)
    if name in (None, "", "localhost", socket.gethostname()):
        return True
    with suppress(ValueError):
        address = ipaddress.ip_address(str(name).split("%")[0])
        return address.is_loopback or address.is_unspecified
    return False


def _text(value: object) -> object:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _who() -> str:
    """The package that wants something: the innermost that is not Python's own and not this module."""
    frame = sys._getframe(2)
    while frame is not None:
        package = str(frame.f_globals.get("__name__", "")).split(".")[0]
        if package not in sys.stdlib_module_names and package != "__main__":
            return package
        frame = frame.f_back  # type: ignore[assignment]
    return "Python"


def _open_way_to_itself() -> None:
    """Switch the loopback interface on, which a new network namespace has switched off."""
    import fcntl  # only where there are namespaces is there something to switch on

    switched_on, set_flags = 1, 0x8914
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, set_flags, struct.pack("16sh14x", b"lo", switched_on))


def _is_sealed() -> bool:
    """Whether there is no way out: to connect a datagram socket sends nothing, and asks for the way."""
    for family, elsewhere in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as any_socket:
            any_socket.connect((elsewhere, 9))
            return False
    return True


def _steps(folder: Path, settings: Settings) -> Iterator[tuple[str, Callable[[], object]]]:
    import rag
    from rag.page import serve

    articles, index = folder / "articles", folder / "index"

    def build() -> None:
        articles.mkdir()
        for name, text in _ARTICLES.items():
            (articles / name).write_text(text, encoding="utf-8")
        *_, last = rag.build(articles, index=index, settings=settings)
        if last.report is None or last.report.skipped:
            raise BelegtError(f"not all articles were read: {last.report and last.report.skipped}")

    def page() -> None:
        try:
            serve(PageSettings(index=str(index), port=0), settings, on_ready=_look_at)
        except _Seen:
            return

    question = "Wann fährt die Fähre nach Norderwiek?"
    yield "a build", build
    yield "a question", lambda: rag.ask(question, index=index, settings=settings)
    yield "a check", lambda: rag.check("The ferry to Norderwiek is cancelled", index=index, settings=settings)
    yield "the page", page


class _Seen(Exception):
    """The page was there and has been looked at: the way to end it."""


def _look_at(address: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        for path in ("/", "/gradio_api/info"):
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise BelegtError(f"{path} was answered with {answer.status}")
    finally:
        connection.close()
    raise _Seen


def main(arguments: list[str]) -> None:
    if "--own-network" in arguments:
        _open_way_to_itself()
    sealed = _is_sealed()
    guard = _Guard()
    sys.addaudithook(guard.hear)
    answer, sys.stdout = sys.stdout, sys.stderr
    steps: dict[str, str | None] = {}
    with tempfile.TemporaryDirectory(prefix="belegt-") as folder:
        for name, step in _steps(Path(folder), Settings.from_environment()):
            guard.step = name
            try:
                step()
                steps[name] = None
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told
                steps[name] = f"{type(error).__name__}: {error}"
                break  # the next ones stand on it
    print(json.dumps({"sealed": sealed, "steps": steps, "asked": guard.asked}), file=answer, flush=True)
    os._exit(0)  # threads of a page's server that still wait are nobody's concern


if __name__ == "__main__":
    main(sys.argv[1:])
