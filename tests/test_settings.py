"""Settings: what the environment says, bad values named, and which of them an index depends on."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest

from rag.settings import EMBEDDED_ENCODER, ChatSettings, PageSettings, Settings, accounts_of


def test_an_empty_environment_gives_the_defaults() -> None:
    assert Settings.from_environment({}) == Settings()
    assert Settings().encoder == EMBEDDED_ENCODER


def test_every_setting_can_come_from_the_environment() -> None:
    values = {
        "encoder": "intfloat/multilingual-e5-small",
        "question_prompt": "query: ",
        "passage_prompt": "passage: ",
        "passage_tokens": 64,
        "repeats": 7,
        "max_pages": 9,
        "fetch_pause": 20,
        "private_hosts": "intranet,archive.local",
        "max_article_bytes": 1000,
        "max_file_bytes": 2000,
        "read_seconds": 5,
        "top_k": 3,
        "max_question_chars": 500,
        "threads": 2,
        "reranker": "cross-encoder/mmarco-mMiniLMv2-L12-H384-v1",
        "entailment": "cross-encoder/nli-deberta-v3-base",
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
        ("max_file_bytes", 0, 1),
        ("read_seconds", 0, 1),
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


# ---- the page ------------------------------------------------------------------------------------------------


def test_every_setting_of_the_page_can_come_from_the_environment() -> None:
    values = {
        "index": "news",
        "host": "0.0.0.0",
        "port": 8080,
        "questions_per_minute": 10,
        "uploads_per_minute": 0,
        "max_upload_bytes": 5,
    }
    assert {*values, "auth"} == {field.name for field in fields(PageSettings)}, "a new setting; add it here"
    environment = {f"BELEGT_{name.upper()}": str(value) for name, value in values.items()}
    expected = PageSettings(**values, auth=(("anna", "x"),))  # type: ignore[arg-type]
    assert PageSettings.from_environment({**environment, "BELEGT_AUTH": "anna:x"}) == expected
    assert PageSettings.from_environment({"BELEGT_PORT": "", "BELEGT_AUTH": ""}) == PageSettings()


def test_the_page_is_for_this_machine_and_without_accounts_unless_told() -> None:
    assert PageSettings().host == "127.0.0.1"
    assert PageSettings().auth == ()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("port", "7860x", "BELEGT_PORT must be a whole number"),
        ("port", "65536", "port must be from 0 to 65535, got 65536"),
        ("port", "-1", "port must be from 0 to 65535"),
        ("questions_per_minute", "-1", "questions_per_minute must be at least 0"),
        ("uploads_per_minute", "many", "BELEGT_UPLOADS_PER_MINUTE must be a whole number"),
        ("max_upload_bytes", "-5", "max_upload_bytes must be at least 0"),
    ],
)
def test_a_wrong_setting_of_the_page_is_named(name: str, value: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        PageSettings.from_environment({f"BELEGT_{name.upper()}": value})


@pytest.mark.parametrize(
    ("text", "accounts"),
    [
        ("anna:x", [("anna", "x")]),
        ("anna:x,bob:y", [("anna", "x"), ("bob", "y")]),
        (" anna : x , bob:y, ", [("anna", " x"), ("bob", "y")]),
        ("anna:a:b:c", [("anna", "a:b:c")]),
        ("anna:one,two\nbob:y\n", [("anna", "one,two"), ("bob", "y")]),
        ("anna:one,two\n", [("anna", "one"), ("two", "")]),
        ("änna:grün", [("änna", "grün")]),
        ("anna:@x", [("anna", "@x")]),
    ],
)
def test_accounts_are_written_with_commas_or_on_lines(text: str, accounts: list[tuple[str, str]]) -> None:
    if ("two", "") in accounts:
        with pytest.raises(ValueError, match="account 2 is not written as name:password"):
            accounts_of(text)
    else:
        assert list(accounts_of(text)) == accounts


def test_accounts_in_a_file_stand_one_a_line_and_their_passwords_may_hold_commas(tmp_path: Path) -> None:
    file = tmp_path / "accounts"
    file.write_text("\ufeffanna:one,two:three\r\n\n  bob:y  \n", encoding="utf-8")
    assert accounts_of(f"@{file}") == (("anna", "one,two:three"), ("bob", "y"))
    assert accounts_of(f" @{file} ") == accounts_of(f"@{file}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("s3cret", "account 1 is not written as name:password"),
        ("anna:x,s3cret", "account 2 is not"),
        (":s3cret", "account 1 is not"),
        ("anna:", "account 1 is not"),
        ("anna:s3cret,anna:y", "names 'anna' twice"),
        (" , ", "names no account"),
        ("\n", "names no account"),
        ("@nowhere/at/all", "file 'nowhere/at/all', which cannot be read"),
        ("@", "cannot be read"),
    ],
)
def test_what_is_no_account_is_said_without_a_password(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as refused:
        PageSettings.from_environment({"BELEGT_AUTH": text})
    assert "s3cret" not in str(refused.value)


def test_file_of_accounts_that_is_not_text_is_said_without_its_content(tmp_path: Path) -> None:
    (tmp_path / "accounts").write_bytes(b"anna:s3cret\xff")
    with pytest.raises(ValueError, match="it is not UTF-8") as refused:
        accounts_of(f"@{tmp_path / 'accounts'}")
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_passwords_are_never_shown_and_are_no_part_of_the_settings_that_reports_hold() -> None:
    page = PageSettings(auth=(("anna", "s3cret"),))
    assert "s3cret" not in repr(page)
    assert "anna" not in repr(page)
    assert "auth" not in asdict(Settings())
    assert "auth" not in Settings().build_settings()


@pytest.mark.parametrize(
    ("model", "shown"),
    [
        ("huggingface:/home/anna/models/small", "small"),
        ("huggingface:./small/", "small"),
        ("huggingface:~/models/small", "small"),
        ("huggingface:org/small", "org/small"),
        ("ollama:org/small:7b", "org/small:7b"),
        ("openai:gpt-4o-mini", "gpt-4o-mini"),
    ],
)
def test_a_chat_model_goes_by_its_name_and_not_by_its_folder(model: str, shown: str) -> None:
    assert ChatSettings(model=model).shown_name == shown


def test_a_folder_that_is_there_is_known_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "models" / "small").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert ChatSettings(model="huggingface:models/small").shown_name == "small"
