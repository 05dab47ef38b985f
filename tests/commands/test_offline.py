"""The proof that nothing is asked from the network: it holds for what we do, and it notices what somebody wants."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rag.__main__ import main
from rag.commands.offline import prove

ATTEMPTS = """
import socket, sys, urllib.request
from rag.commands.offline import _Guard
guard = _Guard()
guard.step = "a test"
sys.addaudithook(guard.hear)
datagram = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for attempt in (
    lambda: urllib.request.urlopen("http://papers.example/"),
    lambda: socket.create_connection(("192.0.2.7", 80), 1),
    lambda: socket.socket(socket.AF_INET6).connect_ex(("2001:db8::7", 443)),
    lambda: datagram.sendto(b"", ("192.0.2.8", 53)),
    lambda: datagram.sendmsg([b""], [], 0, ("192.0.2.9", 53)),
    lambda: socket.gethostbyname(b"agency.example"),
):
    try:
        attempt()
    except OSError:
        continue
    raise SystemExit("let through")
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(("localhost", server.getsockname()[1])).close()
    socket.getaddrinfo(socket.gethostname(), None)
datagram.sendto(b"", ("127.0.0.1", 9))
print("\\n".join(guard.asked))
"""


def test_whatever_wants_to_reach_another_machine_is_refused_and_remembered() -> None:
    done = subprocess.run([sys.executable, "-c", ATTEMPTS], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        f"{wanted} (a test, by Python)"
        for wanted in (
            "papers.example:80", "192.0.2.7:80", "2001:db8::7:443", "192.0.2.8:53", "192.0.2.9:53", "agency.example",
        )
    ]  # fmt: skip


@pytest.mark.slow
def test_everything_is_done_without_a_network(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--offline"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "a build, a question, a check, the page: all done without a network, and nobody asked for one" in told


@pytest.mark.slow
def test_python_alone_refuses_where_the_system_gives_no_namespace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    found = prove()
    assert found.state == "ok"
    assert found.facts["asked"] == []


@pytest.mark.slow
def test_a_model_that_is_not_on_this_machine_is_asked_for_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BELEGT_ENCODER", "nobody/absent")
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    assert main(["doctor", "--offline", "--json"]) == 1
    offline = json.loads(capsys.readouterr().out)[-1]
    assert len(offline["facts"]["asked"]) == 1
    assert "ModelMissing" in offline["facts"]["steps"]["a build"]
