"""What a statement must be before it is compared: one sentence, in the language, without quotes, citations, markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.wording.form import faults, tidied, typed_quotes

QUOTE = "„Wir brauchen mehr Platz für große Schiffe“, erklärte Kruse, die den Plan „gut“ nennt."


@pytest.mark.parametrize(
    "statement",
    [
        "Kruse braucht mehr Platz.",
        "Kruse nennt den Plan „gut“.",
        "Kruse's plan isn't the city's.",
        "Laut Kruse kostet es 5 Mrd. Euro, z. B. für Öl.",
        "Am 25. Februar 2022 kam sie.",
    ],
)
def test_a_plain_sentence_has_no_fault(statement: str) -> None:
    assert faults(statement, QUOTE, "en" if "'" in statement else "de") == ()


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("Kruse kam. Sie ging.", "it is 2 sentences"),
        ("Kruse says that the harbour needs more room.", "it is in English, not in German"),
        ("Kruse nennt den Plan „sehr gut“.", "quotation marks"),
        ('Kruse nennt den Plan "schlecht".', "quotation marks"),
        ("Kruse nennt den Plan »schlecht«.", "quotation marks"),
        ("Kruse nennt den Plan 'schlecht'.", "quotation marks"),
        ("Kruse nennt den Plan “schlecht und teuer", "quotation marks"),
        ("Kruse nennt den Plan <b>gut</b>.", "markup"),
        ("Kruse nennt den Plan **gut**.", "markup"),
        ("Kruse nennt den [Plan](x).", "markup"),
        ("Kruse nennt den Plan auf https://example.org gut.", "markup"),
        ("Kruse nennt den Plan <script>alert(1)</script> gut.", "markup"),
        ("", "it says nothing"),
        ("…", "it says nothing"),
        ("Kruse " * 200, "1,200 characters"),
    ],
)
def test_each_fault_is_told(statement: str, fault: str) -> None:
    assert fault in " ".join(faults(statement, QUOTE, "de"))


def test_marks_of_citations_are_taken_out_since_only_code_cites() -> None:
    assert tidied("Kruse kam [1], dann ging sie [2, 3].\n【4】[^5]") == "Kruse kam, dann ging sie."
    assert tidied("Kruse\u200b kam\x00 am\n Montag.") == "Kruse kam am Montag."


def test_words_in_quotation_marks_must_stand_in_the_quote_word_for_word() -> None:
    assert typed_quotes("„Wir brauchen mehr Platz“", QUOTE) == []
    assert typed_quotes("„Wir brauchen keinen Platz“", QUOTE) == ["Wir brauchen keinen Platz"]
    assert typed_quotes("„brauche“", QUOTE) == ["brauche"]


@given(st.text(max_size=200), st.text(max_size=100))
def test_any_text_can_be_looked_at(statement: str, quote: str) -> None:
    assert isinstance(faults(tidied(statement), quote, "en"), tuple)
