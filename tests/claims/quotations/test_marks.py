from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims.quotations.marks import quotations
from rag.types import Span

NASTY = st.text(alphabet=st.one_of(st.characters(), st.sampled_from(list("\n .,;:!?…„“”\"»«'–()äßZaB1"))), max_size=300)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("„Ja“ und „nein“", ["„Ja“", "„nein“"]),
        ("»Ja« und «nein»", ["»Ja«", "«nein»"]),
        ('"Ja" und “no”', ['"Ja"', "“no”"]),
        ("„Ja und mehr", []),
        ("„Ja\n\nund“ mehr", []),
        ('Ein 5" Rohr', []),
        ("„verloren und „gefunden“", ["„gefunden“"]),
    ],
)
def test_stretches_between_marks(text: str, expected: list[str]) -> None:
    assert [text[span.start : span.end] for span in quotations(text)] == expected


@given(NASTY)
def test_stretches_of_any_text_are_sorted_and_closed(text: str) -> None:
    spans = quotations(text)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(isinstance(span, Span) and len(span) >= 2 for span in spans)
