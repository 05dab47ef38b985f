"""Statements: main clauses with subject and verb are cut apart, everything less stays whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims.statements import has_verb, statements
from rag.types import Span


def cut(text: str, *, said: bool = False, quoted: tuple[str, ...] = ()) -> list[str]:
    marks = [Span(text.index(words), text.index(words) + len(words)) for words in quoted]
    return [text[s.start : s.end] for s in statements(text, Span(0, len(text)), quoted=marks, said=said)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Der Hafen ist zu, und die Fischer haben keine Arbeit.",
            ["Der Hafen ist zu", "die Fischer haben keine Arbeit."],
        ),
        ("Der Hafen ist zu und die Fischer warten auf Hilfe.", ["Der Hafen ist zu", "die Fischer warten auf Hilfe."]),
        ("Die Stadt zahlt nicht, aber sie liefert Sand.", ["Die Stadt zahlt nicht", "sie liefert Sand."]),
        ("Der Kanal ruht seit Mai; die Schleuse ist defekt.", ["Der Kanal ruht seit Mai", "die Schleuse ist defekt."]),
        (
            "Die Brücke wurde 2019 gesperrt und seitdem ist der Umweg lang.",
            ["Die Brücke wurde 2019 gesperrt", "seitdem ist der Umweg lang."],
        ),
        (
            "The port was closed in May, and the crews have left.",
            ["The port was closed in May", "the crews have left."],
        ),
        (
            "The town has no money, but Wismar will pay half.",
            ["The town has no money", "Wismar will pay half."],
        ),
        (
            "Der Hafen ist zu, und die Fischer warten, und der Rat hat kein Geld.",
            ["Der Hafen ist zu, und die Fischer warten", "der Rat hat kein Geld."],
        ),
    ],
)
def test_main_clauses_are_statements_of_their_own(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Der Rat lobte den Hafen und die Stadt.",
        "Die Straße zwischen dem Hafen und der Stadt ist gesperrt.",
        "Wenn der Hafen ruht und die Fischer haben keine Arbeit, zahlt die Stadt.",
        "Angeblich ist der Hafen zu und die Fischer haben keine Arbeit.",
        "Der Kirchen- und Museumsverein hat gewählt.",
        "Der Hafen, der seit Mai ruht, und die Werft haben zu.",
        "Der Rat kündigte an, der Hafen werde gebaut und die Werft bleibe stehen.",
        "Die Händler müssen Auskunft über Einkommen und Zuflüsse geben.",
        "Er kam und ging.",
        "Das Vorhaben hat zwei Seiten: Kosten und Nutzen sind bekannt.",
        "Critics and supporters of the port have met.",
        "If the port is closed and the crews have left, the town will pay.",
        "Weder der Hafen ist offen, und die Werft ist es auch nicht.",
        "",
        "und",
    ],
)
def test_what_cannot_be_read_alone_stays_whole(text: str) -> None:
    assert cut(text) == [text]


def test_what_somebody_says_is_cut_in_konjunktiv_and_at_each_dass() -> None:
    assert cut("der Hafen sei zu und die Fischer hätten keine Arbeit", said=True) == [
        "der Hafen sei zu",
        "die Fischer hätten keine Arbeit",
    ]
    assert cut("dass der Hafen ruht und dass die Fischer warten", said=True) == [
        "dass der Hafen ruht",
        "dass die Fischer warten",
    ]
    assert cut("that the port is closed and that the crews left", said=True) == [
        "that the port is closed",
        "that the crews left",
    ]
    assert cut("dass der Hafen ruht und die Fischer warten", said=True) == [
        "dass der Hafen ruht und die Fischer warten"
    ]


def test_nothing_is_cut_inside_quotation_marks() -> None:
    text = "„Der Hafen ist zu, und die Fischer haben keine Arbeit“, hieß es."
    assert cut(text, quoted=("„Der Hafen ist zu, und die Fischer haben keine Arbeit“",)) == [text]


@given(
    st.lists(st.sampled_from("der Hafen ist zu , und aber ; dass sie hat „ “ : – - and but is er".split()), max_size=40)
)
def test_statements_are_pieces_of_the_span_in_order(words: list[str]) -> None:
    text = " ".join(words)
    position = 0
    for span in statements(text, Span(0, len(text)), said=True):
        assert position <= span.start <= span.end <= len(text)
        position = span.end
    assert position == len(text)


def test_a_verb_is_known_by_its_form() -> None:
    assert has_verb("der Hafen ruht")
    assert has_verb("the port closed")
    assert not has_verb("am Dienstag nicht weit vom alten Hafen")


@pytest.mark.parametrize("piece", ["und ", ", und ", "; ", "er ist zu, und "])
def test_long_sentences_are_read(piece: str) -> None:
    text = piece * 20_000
    statements(text, Span(0, len(text)))
