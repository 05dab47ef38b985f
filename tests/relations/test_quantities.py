"""Numbers, units and bounds in German and English sentences."""

from __future__ import annotations

import pytest

from rag.relations.statement import read_statement


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("Der Umsatz stieg um 50 Prozent.", "de", 50, "percent"),
        ("Der Umsatz stieg um 50 %.", "de", 50, "percent"),
        ("Revenue rose by 50 per cent.", "en", 50, "percent"),
        ("Die Hälfte der Menschen kam.", "de", 50, "percent"),
        ("Das Schiff kostet 1,5 Milliarden Dollar.", "de", 1.5e9, "dollar"),
        ("The ship costs $1.5bn.", "en", 1.5e9, "dollar"),
        ("Die Arbeiten kosten 80 Mio. Euro.", "de", 8e7, "euro"),
        ("1.200 Menschen kamen.", "de", 1200, ""),
        ("1,200 people came.", "en", 1200, ""),
        ("Vierunddreißig Schiffe liefen aus.", "de", 34, ""),
        ("Twenty-four ships left the port.", "en", 24, ""),
        ("Zwölftausend Euro fehlen.", "de", 12_000, "euro"),
        ("Beide Seiten sprachen.", "de", 2, ""),
    ],
)
def test_one_quantity_is_read_as_it_is_written(text: str, language: str, value: float, unit: str) -> None:
    (quantity,) = read_statement(text, language).quantities
    assert (quantity.value, quantity.unit) == (pytest.approx(value), unit)


@pytest.mark.parametrize(
    ("asked", "told", "met"),
    [
        ("mindestens 10 Häuser", "14 Häuser", True),
        ("mehr als 10 Häuser", "10 Häuser", False),
        ("14 Häuser", "12 Häuser", False),
        ("rund 100 Häuser", "96 Häuser", True),
        ("mehr als 20 Häuser", "weniger als 20 Häuser", False),
        ("höchstens 20 Häuser", "15 Häuser", True),
        ("Tausende Häuser", "3.000 Häuser", True),
    ],
)
def test_a_bound_is_met_by_what_it_allows(asked: str, told: str, met: bool) -> None:
    first, second = (read_statement(f"Das Wasser beschädigte {words}.", "de").quantities[0] for words in (asked, told))
    assert first.met_by(second) is met


def test_years_and_articles_are_no_quantities() -> None:
    assert read_statement("Ein Mann kam 2019 in eine Stadt.", "de").quantities == ()
