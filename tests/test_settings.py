"""Settings: what the environment says, bad values named, and which of them an index depends on."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from rag.settings import EMBEDDED_ENCODER, Settings


def test_an_empty_environment_gives_the_defaults() -> None:
    assert Settings.from_environment({}) == Settings()
    assert Settings().encoder == EMBEDDED_ENCODER


def test_every_setting_can_come_from_the_environment() -> None:
    values = {
        "encoder": "intfloat/multilingual-e5-small",
        "question_prompt": "query: ",
        "passage_prompt": "passage: ",
        "passage_tokens": 64,
        "max_article_bytes": 1000,
        "top_k": 3,
        "max_question_chars": 500,
        "threads": 2,
        "reranker": "cross-encoder/mmarco-mMiniLMv2-L12-H384-v1",
    }
    assert set(values) == {field.name for field in fields(Settings)}, "a new setting; add it here"
    environment = {f"BELEGT_{name.upper()}": str(value) for name, value in values.items()}
    assert Settings.from_environment(environment) == Settings(**values)  # type: ignore[arg-type]


def test_the_process_environment_is_read_when_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELEGT_TOP_K", "4")
    assert Settings.from_environment().top_k == 4


def test_an_empty_variable_counts_as_not_set() -> None:
    assert Settings.from_environment({"BELEGT_TOP_K": "", "BELEGT_ENCODER": ""}) == Settings()


def test_variables_of_others_and_unknown_names_are_left_alone() -> None:
    assert Settings.from_environment({"TOP_K": "9", "belegt_top_k": "9", "BELEGT_INDEX": "x"}) == Settings()


def test_a_prompt_keeps_its_last_space() -> None:
    assert Settings.from_environment({"BELEGT_QUESTION_PROMPT": "query: "}).question_prompt == "query: "


@pytest.mark.parametrize("text", ["six", "6.5", "6 findings", "0x10", "-", "９９x", "9" * 5000])
def test_what_is_no_whole_number_is_named_with_its_variable(text: str) -> None:
    with pytest.raises(ValueError, match="BELEGT_TOP_K must be a whole number, got '"):
        Settings.from_environment({"BELEGT_TOP_K": text})


@pytest.mark.parametrize(
    ("name", "value", "least"),
    [
        ("passage_tokens", 15, 16),
        ("max_article_bytes", 0, 1),
        ("top_k", 0, 1),
        ("top_k", -1, 1),
        ("max_question_chars", 0, 1),
    ],
)
def test_a_number_that_is_too_small_is_named_with_the_least_one(name: str, value: int, least: int) -> None:
    with pytest.raises(ValueError, match=rf"{name} must be at least {least}, got {value}"):
        Settings(**{name: value})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=name):
        Settings.from_environment({f"BELEGT_{name.upper()}": str(value)})
    assert getattr(Settings(**{name: least}), name) == least  # type: ignore[arg-type]


def test_an_index_depends_on_build_settings_and_not_on_those_of_a_question() -> None:
    mine = Settings()
    for asking in (
        replace(mine, top_k=1),
        replace(mine, threads=1),
        replace(mine, max_question_chars=9),
        replace(mine, reranker="judge"),
    ):
        assert asking.build_settings() == mine.build_settings()
    for building in (
        replace(mine, encoder="e5"),
        replace(mine, question_prompt="q: "),
        replace(mine, passage_prompt="p: "),
        replace(mine, passage_tokens=99),
    ):
        assert building.build_settings() != mine.build_settings()
