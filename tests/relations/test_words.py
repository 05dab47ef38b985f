"""Words of two languages compared by what they may mean."""

from __future__ import annotations

import pytest

from rag.relations.alignment import ALIGNED
from rag.relations.words import is_same_place, kinship, language_of, sense_of


@pytest.mark.parametrize(
    ("german", "english"),
    [("Hafen", "harbour"), ("Gefängnis", "prison"), ("Mitarbeiter", "employees"), ("kaufte", "bought")],
)
def test_a_word_is_near_its_translation(german: str, english: str) -> None:
    first, second = sense_of(german, "de"), sense_of(english, "en")
    assert kinship(first, second) >= ALIGNED
    assert kinship(second, first) >= ALIGNED


def test_a_compound_says_its_last_part_and_not_the_other_way_round() -> None:
    whole, part = sense_of("Weizenexporte", "de"), sense_of("Exporte", "de")
    assert kinship(part, whole) >= ALIGNED > kinship(whole, sense_of("Gerste", "de"))


def test_a_capital_is_near_its_country_and_still_another_name() -> None:
    capital, country = sense_of("Caracas", "de", True), sense_of("Venezuela", "de", True)
    assert kinship(capital, country) >= ALIGNED
    assert not is_same_place(capital, country)
    assert is_same_place(sense_of("Russland", "de", True), sense_of("Russia", "en", True))


def test_the_language_is_told_by_function_words() -> None:
    assert (language_of("Der Hafen wird vertieft."), language_of("The port will be deepened.")) == ("de", "en")
