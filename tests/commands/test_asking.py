"""`belegt ask` with a chat model: statements first, then quotes, what it cost, and never an error for its failures."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.__main__ import main
from tests.chat.scripted import KEY, Act, Line, Request, breaks_off, fails, says, scripted, statements

QUESTION = "What did Russia offer Venezuela?"
INVENTED = "Russia sent 500 tanks to Caracas in 1999."

Ask = Callable[..., list[str]]


@pytest.fixture
def index(seeds_index: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("BELEGT_THREADS", "1")
    return ["--index", str(seeds_index)]


def words_of(request: Request) -> dict[int, str]:
    """Return the words of each claim that a model was given."""
    return {
        int(number): words
        for number, words in re.findall(r"^CLAIM (\d+)$.*?^WORDS: (.*?)$", request.user, re.MULTILINE | re.DOTALL)
    }


def repeats(*, and_invents: bool = False) -> Act:
    """Say the words of every English claim; if told so, invent something for the first of the others."""

    def act(request: Request, line: Line) -> None:
        words = words_of(request)
        english = {number: text for number, text in words.items() if re.search(r"\b(?:the|has|and)\b", text)}
        others = [number for number in words if number not in english]
        said = [*english.items(), *([(others[0], INVENTED)] if and_invents else [])]
        line.say(statements(*said))

    return act


def test_each_claim_shows_its_statement_and_then_its_quote(
    index: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with scripted(repeats()) as server:
        model = ["--model", "scripted", "--model-url", server.url]
        assert main(["ask", QUESTION, *index, *model, "--json"]) == 0
        answer = json.loads(capsys.readouterr().out)
        assert main(["ask", QUESTION, *index, *model]) == 0
        shown = capsys.readouterr()
    worded = [finding for finding in answer["findings"] if finding["statement"]]
    assert worded
    assert answer["wording"]["model"] == "scripted"
    assert answer["wording"]["verified"] == len(worded)
    text = " ".join(shown.out.split())
    for finding in worded:
        statement, quote = (" ".join(finding[name].split()) for name in ("statement", "quote"))
        assert f"{statement} “{quote}”" in text
    assert all(len(line) <= 110 for line in shown.out.splitlines())
    verified, asked = len(worded), len(answer["findings"])
    host = server.url.split("/")[2]
    assert f"Statements by scripted ({host}), each verified against its quote: {verified} of {asked} claims." in text
    assert re.search(r"100 tokens in, 20 out; [\d,]+ ms added\.", text)
    assert shown.err == "", "what is not a terminal is shown no progress"


def test_what_a_model_invents_is_listed_only_when_asked_for(
    index: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with scripted(repeats(and_invents=True)) as server:
        command = ["ask", QUESTION, *index, "--model", "scripted", "--model-url", server.url]
        assert main(command) == 0
        plain = capsys.readouterr().out
        assert main([*command, "--rejected"]) == 0
        listed = capsys.readouterr().out
    assert INVENTED not in plain
    assert "1 wording of the model is not what its quote says; --rejected shows it." in plain
    account = listed.split("Rejected wordings, which are not what the quotes say:")[1]
    assert INVENTED in account
    assert "rejected; " in account
    assert INVENTED not in listed.split("Rejected wordings")[0]


def test_a_german_question_gets_its_account_in_german(index: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with scripted(says(statements())) as server:
        command = ["ask", "Was bietet Russland Venezuela an?", *index, "--model", "x", "--model-url", server.url]
        assert main(command) == 0
    assert "jeder am Zitat geprüft: 0 von " in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (fails(500), "failed (500)"),
        (fails(401, f"wrong key {KEY}"), "refuses the key (401)"),
        (breaks_off('{"statements": [{"claim": 1,'), "broke off"),
        (says("I cannot help with that."), "holds no statement that can be read"),
    ],
    ids=["failing", "key", "breaking off", "talk"],
)
def test_a_model_that_fails_is_one_calm_line_below_the_answer(
    act: Act, told: str, index: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", QUESTION, *index]) == 0
    extractive = capsys.readouterr().out
    with scripted(act) as server:
        for name, value in {"MODEL": "scripted", "URL": server.url, "KEY": KEY, "RETRIES": "0"}.items():
            monkeypatch.setenv(f"BELEGT_CHAT_{name}", value)
        assert main(["ask", QUESTION, *index]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith(extractive)
    account = " ".join(shown.out.removeprefix(extractive).split())
    assert account.startswith("Not worded by scripted: ")
    assert told in account
    assert KEY not in shown.out + shown.err


def test_a_model_that_cannot_be_opened_leaves_the_answer_as_it_is(
    index: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["ask", QUESTION, *index, "--model", f"huggingface:{tmp_path}"]
    assert main(command) == 0
    assert "\nNot worded by " in capsys.readouterr().out
    assert main([*command, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["findings"]
    assert answer["wording"]["problem"] == "unknown"


def test_no_model_asks_nobody(
    index: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with scripted(repeats()) as server:
        monkeypatch.setenv("BELEGT_CHAT_MODEL", "scripted")
        monkeypatch.setenv("BELEGT_CHAT_URL", server.url)
        assert main(["ask", QUESTION, *index, "--no-model"]) == 0
        assert main(["ask", QUESTION, *index, "--matrix"]) == 0, "a table of quotes needs no statements"
        assert main(["ask", "Wie hoch ist der Mount Everest?", *index]) == 0, "nothing found is nothing to word"
        assert server.requests == []
        capsys.readouterr()
        assert main(["ask", QUESTION, *index, "--by", "claimer"]) == 0
    assert len(server.requests) == 1
    assert "Statements by scripted" in capsys.readouterr().out


def test_a_setting_that_is_wrong_is_named(
    index: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BELEGT_CHAT_MODEL", "somewhere")
    assert main(["ask", QUESTION, *index]) == 1
    assert "BELEGT_CHAT_MODEL='somewhere' does not say where the model is" in capsys.readouterr().err


def test_on_a_terminal_a_line_says_that_the_model_is_at_work_and_goes(seeds_index: Path) -> None:
    ours, theirs = pty.openpty()
    with scripted(repeats()) as server:
        done = subprocess.run(
            [sys.executable, "-m", "rag", "ask", QUESTION, "--index", str(seeds_index)],
            stdout=subprocess.PIPE, stderr=theirs, text=True, check=True,
            env={**os.environ, "BELEGT_CHAT_MODEL": "a\x1b[2Jb", "BELEGT_CHAT_URL": server.url, "BELEGT_THREADS": "1"},
        )  # fmt: skip
    os.close(theirs)
    said = os.read(ours, 10_000).decode()
    os.close(ours)
    sign = "a [2Jb is wording the answer; Ctrl-C ends it ..."
    assert said == f"{sign}\r{' ' * len(sign)}\r"
    assert "wording the answer" not in done.stdout
