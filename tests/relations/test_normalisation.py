"""Normalisation: typesetting is undone, letters stay, and every character knows where in the original it stands."""

from __future__ import annotations

import unicodedata

import hypothesis.strategies as st
import pytest
from hypothesis import given

from rag.relations.normalisation import normalised

ODD = "\xad\u200b\u2060\ufeff\u202f\xa0\t\r\n  -‐‑–—„“”‚‘’'\"«»0123,.…ÄäßSsao\u0301\u0308und"
texts = st.text(max_size=60) | st.text(alphabet=ODD, max_size=80)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Verfas\xadsungs\xadgericht", "Verfassungsgericht"),
        ("Verfassungs-\ngericht", "Verfassungsgericht"),
        ("Verfassungs- \r\n  gericht", "Verfassungsgericht"),
        ("Haupt-\nund Nebensache", "Haupt- und Nebensache"),
        ("Nord-\nKorea", "Nord- Korea"),
        ("12\u202f000 Euro", "12000 Euro"),
        ("1 200 000 Menschen", "1200000 Menschen"),
        ("am 3 000 Meter hohen", "am 3000 Meter hohen"),
        ("2027 300 Stellen", "2027 300 Stellen"),
        ("„Ja“, »nein«, “so”", '"Ja", "nein", "so"'),
        ("Klein\u2019s ‚Ja\u2018", 'Klein\'s "Ja"'),
        ("a\u2011b – c — d", "a-b – c – d"),
        ("Mu\u0308ller", "Müller"),
        ("a \xa0\n b", "a b"),
        ("", ""),
    ],
)
def test_typesetting_is_undone(text: str, plain: str) -> None:
    assert normalised(text) == plain


def test_letters_stay_as_they_are() -> None:
    assert normalised("Straße, Strasse, Müller, Mueller") == "Straße, Strasse, Müller, Mueller"


@given(st.text(alphabet=ODD, max_size=80))
def test_no_letter_and_no_digit_is_lost_or_changed(text: str) -> None:
    whole = unicodedata.normalize("NFC", text)
    assert [c for c in normalised(text) if c.isalnum()] == [c for c in whole if c.isalnum()]


@given(texts)
def test_what_is_normalised_has_no_mark_left_that_is_not_seen(text: str) -> None:
    found = normalised(text)
    assert not set(found) & set("\xad\u200b\u2060\ufeff„“”«»\xa0\u202f\n\t—")
    assert "  " not in found
