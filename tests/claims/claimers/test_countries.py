"""Countries by name, adjective, capital and people."""

import pytest

from rag.claims.claimers.countries import (
    citizen,
    country,
    country_adjective,
    country_in,
    in_region,
    region_of_adjective,
    seat,
)


@pytest.mark.parametrize(
    "word", ["Russland", "Russlands", "Russia", "russische", "russischen", "Russian", "Kreml", "Moscow"]
)
def test_every_word_for_russia_tells_russia(word: str) -> None:
    assert country_in(word) == "ru"


def test_names_adjectives_seats_and_people_are_told_apart() -> None:
    assert country("Moskau") is None
    assert seat("Moskau") == "ru"
    assert country_adjective("Moskau") is None
    assert citizen("Russin") == "ru"
    assert citizen("Venezolanerinnen") == "ve"


def test_a_region_has_its_countries() -> None:
    assert region_of_adjective("südamerikanischen") == "südamerika"
    assert region_of_adjective("große") is None
    assert in_region("ve", "südamerika")
    assert not in_region("cu", "südamerika")
    assert not in_region("nowhere", "europa")
