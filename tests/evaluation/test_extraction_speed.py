"""Measuring extraction: figures of articles beside their build, and hostile texts that are what they are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.evaluation import extraction_speed as module
from tests.conftest import BRIDGE, HARBOUR, ONE_THREAD


def test_extraction_is_measured_beside_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ROUNDS", 1)
    for number, text in enumerate((HARBOUR, BRIDGE)):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    figures = module.extraction_speed(tmp_path, ONE_THREAD)
    assert figures["claims per s, one core"] > 1
    assert figures["build, s"] > 0
    assert figures["build: extraction, % of it"] > 0


def test_half_and_all_of_a_hostile_text_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HOSTILE", {"dass": "Klein sagte, dass " * 200})
    figures = module.hostile_speed()
    assert list(figures) == ["half, s", "whole, s", "times"]
    assert all(list(rows) == ["dass"] for rows in figures.values())
    assert figures["times"]["dass"] == figures["whole, s"]["dass"] / figures["half, s"]["dass"]


def test_hostile_texts_are_as_large_as_they_are_called() -> None:
    assert len(module.HOSTILE["1 MB without a full stop"]) >= 1_000_000
    assert "." not in module.HOSTILE["1 MB without a full stop"]
    assert module.HOSTILE["10,000 opening marks"].count("„") == 10_000
    assert module.HOSTILE["50,000 times sagte"].count("sagte") == 50_000
