"""Options that choose the chat model: they change what the environment names, and give its key to nobody else."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

import pytest

from rag.commands.options import add_model, chat_of
from rag.settings import ChatSettings
from tests.chat.scripted import KEY

LOCAL = {"BELEGT_CHAT_MODEL": "small", "BELEGT_CHAT_URL": "http://127.0.0.1:8000/v1", "BELEGT_CHAT_KEY": KEY}


def chosen(environment: Mapping[str, str], *arguments: str) -> ChatSettings:
    parser = argparse.ArgumentParser()
    add_model(parser)
    return chat_of(parser.parse_args(arguments), environment)


def test_without_options_the_environment_chooses() -> None:
    assert chosen(LOCAL) == ChatSettings.from_environment(LOCAL)
    assert not chosen({})


def test_no_model_is_no_model_whatever_the_environment_names() -> None:
    assert not chosen(LOCAL, "--no-model")
    assert not chosen({"BELEGT_CHAT_MODEL": "wrong"}, "--no-model")


def test_another_model_of_the_same_server_gets_its_address_and_key() -> None:
    other = chosen(LOCAL, "--model", "large")
    assert (other.name, other.address, other.key) == ("large", "http://127.0.0.1:8000/v1", KEY)


def test_a_key_is_not_sent_to_another_address() -> None:
    assert chosen(LOCAL, "--model-url", "http://elsewhere.example/v1").key == ""
    ollama = chosen(LOCAL, "--model", "ollama:qwen2.5:7b")
    assert (ollama.provider, ollama.name, ollama.address, ollama.key) == (
        "ollama", "qwen2.5:7b", "http://127.0.0.1:11434", "",
    )  # fmt: skip


def test_the_usual_key_of_a_provider_still_goes_to_its_usual_address() -> None:
    environment = {**LOCAL, "OPENAI_API_KEY": "sk-usual", "ANTHROPIC_API_KEY": "sk-other"}
    assert chosen(environment, "--model", "anthropic:claude-haiku-4-5").key == "sk-other"
    assert chosen(environment, "--model", "x", "--model-url", "http://127.0.0.1:9/v1").key == ""


def test_a_key_alone_in_the_environment_is_for_the_model_of_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n", encoding="utf-8")
    for key in (KEY, f"@{file}"):
        given = chosen({"BELEGT_CHAT_KEY": key}, "--model", "x", "--model-url", "http://127.0.0.1:9/v1")
        assert given.key == KEY


def test_the_same_server_by_its_address_on_the_command_line_gets_its_key() -> None:
    assert chosen(LOCAL, "--model-url", "http://127.0.0.1:8000/v1/").key == KEY


def test_other_chat_settings_stay() -> None:
    assert chosen({**LOCAL, "BELEGT_CHAT_TIMEOUT": "7"}, "--model", "ollama:x").timeout == 7


def test_an_address_without_a_model_says_what_is_missing() -> None:
    with pytest.raises(ValueError, match="add --model NAME"):
        chosen({}, "--model-url", "http://127.0.0.1:9/v1")


def test_a_model_that_says_not_where_it_is_names_the_providers() -> None:
    with pytest.raises(ValueError, match="does not say where the model is"):
        chosen({}, "--model", "large")


def test_model_and_no_model_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        chosen({}, "--model", "ollama:x", "--no-model")
    assert "not allowed with" in capsys.readouterr().err
