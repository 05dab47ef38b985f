"""`belegt doctor` as it is typed and read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rag.__main__ import main
from tests.chat.scripted import KEY, fails, says, scripted

CITIES = '{"cities": ["Wismar", "Bremen", "Kiel"]}'


def test_the_doctor_prints_a_line_for_each_part(seeds_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--index", str(seeds_index)]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
    assert [line.split()[0] for line in lines] == ["ok", "ok", "ok", "off", "off", "ok", "off", "ok"]
    assert lines[0].split()[:3] == ["ok", "belegt", "0.1.0"]
    assert lines[-1] == "ok       privacy     questions and quotes do not leave this machine"


def test_something_that_does_not_work_is_exit_code_1(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--index", str(index)]) == 1
    assert "problem  index       no index in" in capsys.readouterr().out


@pytest.mark.slow
def test_the_doctor_asks_the_model_that_the_environment_names_and_never_shows_its_key(seeds_index: Path) -> None:
    with scripted(says(CITIES)) as server:
        environment = {
            **os.environ,
            "BELEGT_CHAT_MODEL": "scripted",
            "BELEGT_CHAT_URL": server.url,
            "BELEGT_CHAT_KEY": KEY,
            "BELEGT_THREADS": "1",
        }
        for options in ([], ["--json"]):
            done = subprocess.run(
                [sys.executable, "-m", "rag", "doctor", "--index", str(seeds_index), *options],
                capture_output=True, text=True, env=environment, check=True,
            )  # fmt: skip
            assert KEY not in done.stdout + done.stderr
            assert done.stderr == ""
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
    parts = {diagnosis["part"]: diagnosis for diagnosis in json.loads(done.stdout)}
    assert parts["chat model"]["state"] == "ok"
    assert parts["chat model"]["facts"]["key"] is True


def test_a_model_can_be_tried_before_it_is_configured(seeds_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with scripted(fails(404, "no such model")) as server:
        options = ["doctor", "--index", str(seeds_index), "--model", "absent", "--model-url", server.url]
        assert main(options) == 1
    assert "problem  chat model" in capsys.readouterr().out


def test_settings_that_are_wrong_are_one_problem_among_the_rest(
    seeds_index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BELEGT_CHAT_MODEL", "somewhere")
    assert main(["doctor", "--index", str(seeds_index), "--json"]) == 1
    parts = {diagnosis["part"]: diagnosis for diagnosis in json.loads(capsys.readouterr().out)}
    assert [part for part, diagnosis in parts.items() if diagnosis["state"] == "problem"] == ["chat model"]
    assert "BELEGT_CHAT_MODEL='somewhere' does not say where the model is" in parts["chat model"]["message"]


def test_what_is_named_in_settings_does_not_steer_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--index", "a\x1b[2Jb"]) == 1
    assert "\x1b" not in capsys.readouterr().out


def test_the_doctor_does_not_need_the_page() -> None:
    code = (
        "import sys; from rag.__main__ import main; main(['doctor', '--index', 'nowhere']); "
        "print([name for name in sys.modules if name.split('.')[0] == 'gradio' or name.startswith('rag.page')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
