"""The README's Python code runs as it stands there, in order, on the sample articles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.chat.scripted import says, scripted, statements

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_the_code_of_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    assert len(BLOCKS) >= 3
    names: dict[str, object] = {}
    said = statements((1, "Russia offered Venezuela nothing at all."))
    with scripted(says(said), says("Nothing of the sort.")) as server:
        for block in BLOCKS:
            if "gradio_client" in block:
                continue  # asks a running page: tests/page/test_api.py runs it
            here = block.replace('model="ollama:qwen2.5:7b"', f'model="openai:scripted", url="{server.url}"')
            exec(compile(here, "README.md", "exec"), names)
    out = capsys.readouterr().out
    assert "Peskow" in out
    assert "scripted 0 of" in out  # what the model said is not what the articles say


def test_every_file_that_the_readme_points_to_is_there() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_setting_stands_in_the_readme() -> None:
    from dataclasses import fields

    from rag.settings import ChatSettings, PageSettings, Settings

    for field in (*fields(Settings), *fields(PageSettings)):
        assert f"BELEGT_{field.name.upper()}" in README
    for field in fields(ChatSettings):
        assert f"BELEGT_CHAT_{field.name.upper()}" in README
