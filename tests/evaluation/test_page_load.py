"""Users who ask while the index is built: everybody gets right answers, and nothing fails."""

from __future__ import annotations

import json

import pytest

from rag.evaluation.page_load import main, measure_load


@pytest.mark.slow
def test_users_get_right_answers_while_the_index_is_built() -> None:
    load = measure_load(users=5, questions=6, builds=3)
    assert load.errors == []
    assert load.answers == 30
    assert 0 < load.abstentions < load.answers
    assert load.builds >= 1
    assert load.articles > 14


@pytest.mark.slow
def test_what_went_wrong_is_counted_and_ends_with_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("rag.evaluation.page_load._QUESTIONS", (" ",))
    assert main(["--users", "1", "--questions", "2", "--builds", "0"]) == 1
    load = json.loads(capsys.readouterr().out)
    assert load["answers"] == 0
    assert len(load["errors"]) == 2
    assert "the question is empty" in load["errors"][0]
