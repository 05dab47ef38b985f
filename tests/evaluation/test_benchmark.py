"""The benchmark's own parts: sentences of synthetic indexes, retrieval by size, and tables of several columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.evaluation import benchmark as module
from rag.settings import Settings
from tests.conftest import FakeEncoder
from tests.evaluation.small_sets import write_all


def test_sentences_are_those_of_the_samples_and_of_the_data(tmp_path: Path) -> None:
    seeds = module._sentences(None)
    assert seeds == module._sentences(None)
    assert 100 < len(seeds) == len(set(seeds))
    write_all(tmp_path)
    both = module._sentences(tmp_path)
    assert set(seeds) < set(both)


@pytest.mark.slow
def test_retrieval_is_timed_for_every_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "open_encoder", lambda _: FakeEncoder())
    figures = module._retrieval(tmp_path, [8, 20], module._sentences(None), Settings())
    assert list(figures) == ["8 passages", "20 passages"]
    assert figures["20 passages"]["claims"] == 100
    assert list(figures["8 passages"]) == list(module._SPEED.values())
    assert module._retrieval(tmp_path, [], [], Settings()) == {}
    assert list(tmp_path.iterdir()) == []


def test_a_table_has_a_column_for_each_thing_that_was_measured() -> None:
    text = module._table("speed", {"one": {"s": 1.234, "claims": 5000}, "other": {"s": None, "claims": 1}})
    assert text.splitlines()[0].split() == ["|", "speed", "|", "one", "|", "other", "|"]
    assert text.splitlines()[2].split() == ["|", "s", "|", "1.23", "|", "–", "|"]
    assert text.splitlines()[3].split() == ["|", "claims", "|", "5,000", "|", "1", "|"]


def test_sizes_below_one_are_wrong_usage(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "--passages", "0"])
    with pytest.raises(SystemExit):
        module.main()
    assert "--passages needs numbers of 1 or more" in capsys.readouterr().err
