from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.articles.language import detect_language


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("What did Russia offer Venezuela?", "en"),
        ("Wer ist Guaidó?", "de"),
        ("Who is Guaidó?", "en"),
        ("Was sagte Putin?", "de"),
        ("Hat Russland Truppen geschickt?", "de"),
        ("Did Russia send troops?", "en"),
        ("Wie oft reist Doctor Who?", "de"),
        ("In welchem Jahr war das?", "de"),
        ("russische Truppen in Venezuela", "de"),
        ("Sanktionen", "de"),
        ("Wie hoch ist die Inflation in The Hague?", "de"),
        ("El presidente dijo que no.", "es"),
        ("Le ministre a dit que ce n'est pas possible.", "fr"),
        ("Il ministro ha detto che no.", "it"),
        ("De minister zei dat het niet kan.", "nl"),
        ("O ministro disse que não.", "pt"),
        ("Министр сказал, что это не так.", "ru"),
        ("Maduro Putin", None),
        ("USA", None),
        ("", None),
        ("12345 !?", None),
    ],
)
def test_the_language_of_questions_and_sentences(words: str, language: str | None) -> None:
    assert detect_language(words) == language


@given(st.text())
def test_any_text_has_a_known_language_or_none(text: str) -> None:
    assert detect_language(text) in {None, "de", "en", "es", "fr", "it", "nl", "pt", "ru", "uk"}


def test_a_megabyte_has_a_language_too() -> None:
    assert detect_language("Der Rat tagt. " * 70_000) == "de"
