"""Cost by size: figures, table and plot of synthetic indexes, and what is wrong usage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.evaluation import scale as module
from tests.conftest import FakeEncoder
from tests.evaluation.small_sets import write_all


@pytest.mark.slow
def test_sizes_are_measured_written_and_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "open_encoder", lambda _: FakeEncoder())
    monkeypatch.setattr("sys.argv", ["scale", "--claims", "50", "20", "--out", str(tmp_path / "out")])
    assert module.main() == 0
    result = json.loads((tmp_path / "out" / "scale.json").read_text(encoding="utf-8"))
    assert [size["claims"] for size in result["sizes"]] == [20, 50]
    assert {"date", "machine", "versions", "load"} <= set(result)
    shown = capsys.readouterr().out
    assert "retrieval by size, in claims" in shown
    assert shown.splitlines()[0].split()[-4:] == ["20", "|", "50", "|"]
    assert (tmp_path / "out" / "scale.svg").read_text(encoding="utf-8").count("<polyline") == 7


def test_sentences_and_questions_are_of_the_data_too(tmp_path: Path) -> None:
    write_all(tmp_path)
    alone, both = module._texts(None), module._texts(tmp_path)
    assert alone == module._texts(None)
    for few, more in zip(alone, both, strict=True):
        assert set(few) < set(more)
        assert len(more) == len(set(more))


def test_what_the_system_does_not_tell_is_left_out() -> None:
    size = dict.fromkeys(("claims", "passages", "words", "questions"), 100) | dict.fromkeys(
        ("written", "build", "files", "index", "opened", "first", "median", "p95", "longest", "recall"), 1.0
    )
    size |= {"processor_median": 1.0, "processor_p95": 1.0}
    unknown = size | {"memory": None, "resident": None, "private": None}
    assert "– / –" in module.table_of([unknown])
    assert "<svg" in module.plot_of([unknown])


def test_sizes_too_small_are_wrong_usage(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["scale", "--claims", "4"])
    with pytest.raises(SystemExit):
        module.main()
    assert "--claims needs numbers of 5 or more" in capsys.readouterr().err
