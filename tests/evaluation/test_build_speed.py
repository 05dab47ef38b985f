"""What a build takes beside a LangChain pipeline is measured in processes of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.evaluation.build_speed import build_speed, main, write_articles


def test_articles_without_data_are_the_samples(tmp_path: Path) -> None:
    write_articles(tmp_path / "articles", None)
    texts = [path.read_text("utf-8") for path in (tmp_path / "articles").iterdir()]
    assert len(texts) >= 10
    assert all(len(text) > 200 for text in texts)


@pytest.mark.slow
def test_both_are_built_and_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, path in enumerate(sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))[:2]):
        (tmp_path / f"{number}.txt").write_bytes(path.read_bytes())
    figures = build_speed(tmp_path, rounds=1)
    assert figures["belegt"]["articles"] == figures["langchain"]["articles"] == 2
    assert (figures["belegt"]["claims"] or 0) > 0
    assert figures["langchain"]["claims"] == 0
    assert (figures["belegt"]["times as many articles per s"] or 0) > 0
    assert main([str(tmp_path), "--rounds", "1"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"belegt", "langchain"}
