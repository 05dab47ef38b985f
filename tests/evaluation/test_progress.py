"""Progress of a measurement: the result comes through, and a bar is shown on a terminal and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Generator

import pytest

from rag.evaluation.progress import Step, finish, finish_with_bar


def work() -> Generator[Step, None, str]:
    yield Step("first", 0, 2)
    yield Step("first", 1, 2)
    yield Step("second", 0, 1)
    return "done"


def failing() -> Generator[Step, None, str]:
    yield Step("first", 0, 2)
    raise ValueError("broken")


@pytest.mark.parametrize("run", [finish, finish_with_bar])
def test_the_result_comes_through_in_silence(run: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(work()) == "done"  # type: ignore[operator]
    shown = capsys.readouterr()
    assert shown.out == shown.err == ""


def test_a_terminal_sees_each_step_on_stderr_and_a_clean_line_in_the_end(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert finish_with_bar(work()) == "done"
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "first" in shown.err
    assert "1/2" in shown.err
    assert "second" in shown.err
    assert shown.err.endswith("\r")


@pytest.mark.parametrize("run", [finish, finish_with_bar])
def test_an_error_comes_through(run: object) -> None:
    with pytest.raises(ValueError, match="broken"):
        run(failing())  # type: ignore[operator]
