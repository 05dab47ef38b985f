"""Institutions by what they are and whose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims.claimers.institution_nouns import institution_gender
from rag.claims.claimers.institutions import institution


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Außenministerium in Moskau", ("foreign ministry", "ru")),
        ("das russische Außenministerium", ("foreign ministry", "ru")),
        ("the Russian Foreign Ministry", ("foreign ministry", "ru")),
        ("US-Außenministerium", ("foreign ministry", "us")),
        ("State Department", ("foreign ministry", "us")),
        ("Bundesinnenministerium", ("interior ministry", "de")),
        ("Pentagon", ("defence ministry", "us")),
        ("der Kreml", ("kremlin", "ru")),
        ("des Weißen Hauses", ("white house", "us")),
        ("Caracas", ("seat", "ve")),
        ("Venezuela", ("country", "ve")),
        ("die Regierung", ("government", "")),
    ],
)
def test_kind_and_country_are_read_from_the_name(name: str, known: tuple[str, str]) -> None:
    assert institution(name) == known


@pytest.mark.parametrize("name", ["Regierung Muster", "Karla Beispiel", "russische", "", "Reuters", "der Sprecher"])
def test_what_has_other_words_is_no_such_institution(name: str) -> None:
    assert institution(name) is None


def test_nouns_have_the_gender_that_pronouns_need() -> None:
    nouns = ("Umweltbehörde", "Verband", "Außenministeriums", "police", "Tisch", "z" * 1_000)
    assert [institution_gender(noun) for noun in nouns] == ["f", "m", "n", "", None, None]


@given(st.text(max_size=200))
def test_any_text_is_an_institution_or_none(name: str) -> None:
    found = institution(name)
    assert found is None or found[0]
