from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims.status.negation import is_negated, negation_scope

DENIED = """
Russland schickt keine Truppen.
Die Stadt zahlt nicht mehr.
Die Brücke ist noch nicht fertig.
Nie war der Hafen so leer.
In keinem Land fiel der Preis.
Auf keinen Fall wird gezahlt.
dass die Stadt, die gern feiert, keine Brücke baut
weil niemand zahlt
nicht zu zahlen
Er hat die Vorwürfe zurückgewiesen.
Die Stadt schloss den Verkauf aus.
Er weigerte sich, zu zahlen.
Der Rat hat den Antrag abgelehnt.
The city no longer pays.
Nothing was found.
He never came.
She couldn’t pay.
that the city does not pay
"""
HELD = """
Die Stadt zahlt.
Die Regierung, die nicht gewählt wurde, liefert Öl.
Die Stadt zahlt, obwohl niemand baut.
Die Stadt zahlt, ohne zu bauen.
Aus nicht genannten Quellen floss Geld.
Es waren nicht näher genannte Gründe.
Die Stadt beklagt nicht gezahlte Steuern.
Nicht nur die Stadt zahlt, sondern auch das Land.
Nicht die Stadt, sondern das Land zahlt.
Das ist nicht unwichtig.
Er kam nicht ohne Hut.
Kein Zweifel, die Stadt zahlt.
Das ist nichts anderes als ein Fehler.
Kein Geringerer als der König kam.
Es kamen nicht weniger als drei Schiffe.
So viel wie noch nie wurde gezahlt.
Die Stadt dementierte das nicht.
Er wies auf die Kosten hin.
Der Rat kann das entscheiden und nicht die Stadt.
Die Nichtregierungsorganisation zahlt.
The talks failed because nobody came.
It was not on Monday but on Tuesday.
It is not uncommon.
No doubt the city pays.
No fewer than three ships came.
"""


@pytest.mark.parametrize("words", DENIED.strip().splitlines())
def test_a_denied_predicate_is_negated(words: str) -> None:
    assert is_negated(words)


@pytest.mark.parametrize("words", HELD.strip().splitlines())
def test_a_negation_that_governs_no_main_predicate_does_not_negate(words: str) -> None:
    assert not is_negated(words)


def test_the_language_settles_words_of_both() -> None:
    assert is_negated("No war.", "en")
    assert not is_negated("No war.", "de")


def test_the_scope_is_the_clause_whose_predicate_is_denied() -> None:
    text = "Öl fließt, weil niemand zahlt. Die Stadt, die nicht baut, feiert."
    assert [text[span.start : span.end] for span in negation_scope(text)] == ["weil niemand zahlt", "die nicht baut"]


@given(
    st.one_of(st.text(max_size=300), st.lists(st.sampled_from("nicht und kein , . not dass die".split())).map(" ".join))
)
def test_any_text_has_its_scopes_inside_and_in_order(text: str) -> None:
    is_negated(text)
    spans = negation_scope(text)
    assert list(spans) == sorted(spans)
    assert all(span.end <= len(text) for span in spans)


@pytest.mark.parametrize("piece", ["nicht ", "kein ", "weder noch ", "not only ", "sondern nicht ", "und nicht "])
def test_long_texts_are_read(piece: str) -> None:
    negation_scope(piece * (40_000 // len(piece)))
