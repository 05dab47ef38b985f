"""Role nouns: families, gender, number, compounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims.claimers.roles import implied, role_of


@pytest.mark.parametrize(
    ("word", "family", "feminine", "modifier"),
    [
        ("Minister", "minister", False, ""),
        ("Ministers", "minister", False, ""),
        ("Ministerin", "minister", True, ""),
        ("Ölminister", "minister", False, "öl"),
        ("Außenministerin", "foreign-minister", True, ""),
        ("Chefdiplomaten", "foreign-minister", False, ""),
        ("Präsidenten", "head-of-state", False, ""),
        ("US-Präsident", "head-of-state", False, "us"),
        ("Kremlsprecher", "spokesperson", False, "kreml"),
        ("spokeswoman", "spokesperson", True, ""),
        ("Abgeordnete", "member-of-parliament", None, ""),
        ("Vorsitzender", "boss", False, ""),
        ("Anwältin", "lawyer", True, ""),
        ("prime minister", "head-of-government", None, ""),
    ],
)
def test_a_role_noun_is_read_in_every_form(word: str, family: str, feminine: bool | None, modifier: str) -> None:
    role = role_of(word)
    assert role is not None
    assert (role.family, role.feminine, role.modifier) == (family, feminine, modifier)


@pytest.mark.parametrize("word", ["Haus", "Dezember", "Deutsche", "Rundschau", "", "x", "Physik", "a" * 10_000])
def test_other_words_are_no_roles(word: str) -> None:
    assert role_of(word) is None


def test_a_plural_that_is_one_for_sure_says_so() -> None:
    forms = ("Ministern", "Sprecherinnen", "lawmakers")
    assert all(role is not None and role.plural for role in map(role_of, forms))


def test_a_foreign_minister_is_a_minister_and_not_the_other_way_round() -> None:
    assert "minister" in implied("foreign-minister")
    assert "foreign-minister" not in implied("minister")


@given(st.text(max_size=80))
def test_any_word_is_a_role_or_none(word: str) -> None:
    role = role_of(word)
    assert role is None or role.family in implied(role.family)
