from __future__ import annotations

import pytest

from rag.claims.times.tense import tense_around


@pytest.mark.parametrize(
    ("text", "tense"),
    [
        ("Sie kam * an.", "past"),
        ("Sie ist * gekommen.", "past"),
        ("Sie wurde * verhaftet.", "past"),
        ("Die Stadt verhaftete * drei Männer.", "past"),
        ("Sie wird * kommen.", "future"),
        ("Sie will * kommen.", "future"),
        ("Sie soll * gekommen sein.", "past"),
        ("Sie kommt * an.", "present"),
        ("Sie kam, weil er * kommen wird.", "future"),
        ("Der Hafen *", None),
    ],
)
def test_the_verb_of_its_own_clause_tells_the_tense(text: str, tense: str | None) -> None:
    at = text.index("*")
    words = text.replace("*", "am Dienstag")
    assert tense_around(words, at, at + len("am Dienstag"), english=False) == tense


@pytest.mark.parametrize(
    ("text", "tense"),
    [("She arrived *.", "past"), ("She will arrive *.", "future"), ("She is to arrive *.", "future")],
)
def test_english_verbs_tell_it_too(text: str, tense: str) -> None:
    at = text.index("*")
    words = text.replace("*", "on Tuesday")
    assert tense_around(words, at, at + len("on Tuesday"), english=True) == tense
