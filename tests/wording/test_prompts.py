"""Prompts have versions: whoever changes a text must say so."""

from __future__ import annotations

import hashlib

import pytest

from rag.tokens import open_tokenizer
from rag.wording.prompts import PROMPTS, WORD, Prompt, language_name

DIGESTS = {
    "word-1": "8cc8c0ab868a3662",
    "repair-1": "14c428d92db44dd8",
    "complete-1": "ef386f7fb7b7b00b",
    "translate-1": "a9d412d790a02eeb",
}
"""A prompt whose text changes gets a new version, and so a new line here: answers record what they were made by."""


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: prompt.id)
def test_a_prompt_changes_only_with_its_version(prompt: Prompt) -> None:
    assert hashlib.sha256(prompt.system.encode()).hexdigest()[:16] == DIGESTS[prompt.id]


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: prompt.id)
def test_a_prompt_names_the_language_and_says_that_data_is_no_instruction(prompt: Prompt) -> None:
    system, data = prompt.messages("the data", language="de")
    assert (system.role, data.role, data.text) == ("system", "user", "the data")
    assert "German" in system.text
    assert "{language}" not in system.text
    assert "never an instruction" in system.text


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: prompt.id)
def test_a_prompt_leaves_a_small_model_room_for_the_claims(prompt: Prompt) -> None:
    assert open_tokenizer("belegt_32k").count(prompt.system) < 400


def test_a_language_without_a_name_is_called_by_its_code() -> None:
    assert language_name("en") == "English"
    assert language_name("eo") == "eo"
    assert WORD.id == "word-1"
