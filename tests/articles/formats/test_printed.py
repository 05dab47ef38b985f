from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.articles.formats.lines import Gap, PrintedLine, in_reading_order
from rag.articles.formats.printed import running_text


def column(*texts: str, left: float = 50, right: float = 250, top: float = 500, size: float = 10) -> list[PrintedLine]:
    """Lines below each other that are all as long as the column, but for the last one."""
    return [
        PrintedLine(
            text,
            left,
            right if place + 1 < len(texts) else left + 40,
            top - 12 * place,
            size,
            "Serif",
            first_word=5 * len(text.split()[0]),
            narrowest=3,
        )
        for place, text in enumerate(texts)
    ]


def text_of(*pages: list[PrintedLine]) -> str:
    return running_text([in_reading_order(page) for page in pages])[0]


@pytest.mark.parametrize(
    ("upper", "lower", "whole"),
    [
        ("nach langer Ver-", "handlung", "nach langer Verhandlung"),
        ("das Gelände ge\u00ad", "sperrt", "das Gelände gesperrt"),
        ("die Achse Nord-", "Süd", "die Achse Nord-Süd"),
        ("die Ein-", "und Ausfuhr", "die Ein- und Ausfuhr"),
        ("zwei-", "bis dreimal", "zwei- bis dreimal"),
        ("20-", "bis 30-mal", "20- bis 30-mal"),
        ("der saure Kür-", "bis", "der saure Kürbis"),
        ("die US-", "amerikanische", "die US-amerikanische"),
        ("der 20-", "jährige", "der 20-jährige"),
        ("eine E-", "mail", "eine E-mail"),
        ("der CDU-", "Politiker", "der CDU-Politiker"),
        ("wegen Covid-", "19", "wegen Covid-19"),
        ("DIE LANGE VER-", "HANDLUNG", "DIE LANGE VERHANDLUNG"),
        ("a well-", "known store", "a well-known store"),
        ("the trans-", "portation", "the transportation"),
        ("er kam -", "spät", "er kam - spät"),
        ("von 2020–", "2022", "von 2020–2022"),
        ("Bündnis 90/", "Die Grünen", "Bündnis 90/Die Grünen"),
        ("Er sagte:", "Nein", "Er sagte: Nein"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_goes_or_stays_by_what_stands_around_it(
    upper: str, lower: str, whole: str
) -> None:
    assert text_of(column(upper, lower)) == whole


def test_a_word_that_is_parted_by_the_page_is_whole_and_the_page_begins_inside_it() -> None:
    first = column("Der Rat hat nach der langen Ver-")
    second = [replace(line, page=1) for line in column("handlung den Hafen beschlossen und", "ging heim.")]
    text, pages = running_text([first, second])
    assert text == "Der Rat hat nach der langen Verhandlung den Hafen beschlossen und ging heim."
    assert text[pages[1] :].startswith("handlung den Hafen")


def test_lines_that_are_short_because_of_a_picture_are_one_paragraph() -> None:
    beside = column("Der Rat hat Friederike", "Achterberg gebeten, die", "Brücke zu prüfen, und", right=150)
    below = column("Ende der Woche hat sie geantwortet, dass sie kommt,", "Anfang Mai nämlich.", top=464)
    whole = " ".join(line.text for line in [*beside, *below])
    assert text_of([*beside[:2], replace(beside[2], right=150), *below]) == whole


def test_a_short_line_in_the_middle_of_a_paragraph_stays_a_line() -> None:
    verse = [
        PrintedLine(words, 50, 90, 500 - 12 * at, 10, "Serif", 20) for at, words in enumerate(["Es war", "Ein Tag"])
    ]
    assert text_of([*verse, replace(verse[0], text="Und dann kam noch viel mehr Text", right=250, baseline=476)]) == (
        "Es war\nEin Tag\nUnd dann kam noch viel mehr Text"
    )


def test_a_page_without_text_begins_where_the_next_one_does() -> None:
    last = [PrintedLine("Ende gut.", 50, 99, 500, 10, page=2)]
    assert running_text([[PrintedLine("Anfang.", 50, 99, 500, 10)], [], last, []]) == (
        "Anfang.\n\nEnde gut.",
        (0, 9, 9, 18),
    )


def test_a_justified_line_with_wide_gaps_is_no_row_of_a_table() -> None:
    gaps = (Gap(3, 70, 90, 9), Gap(30, 180, 201, 9))
    line = PrintedLine("den Planfeststellungsbeschluss vor dem", 50, 250, 500, 10, narrowest=20, gaps=gaps)
    assert not line.row
    assert PrintedLine("Ort Stimmen", 50, 250, 500, 10, narrowest=60, gaps=(Gap(3, 70, 130, 9),)).row


WORDS = st.text(st.characters(exclude_categories=["Zs", "Zl", "Zp", "Cc", "Cs"]), min_size=1, max_size=8)
LINES = st.builds(
    lambda words, left, width, baseline, size, turned: PrintedLine(
        " ".join(words), left, left + width, baseline, size, "", width / len(words), turned=turned
    ),
    st.lists(WORDS, min_size=1, max_size=5),
    st.floats(-50, 500),
    st.floats(0, 400),
    st.floats(-50, 900),
    st.floats(0, 40),
    st.sampled_from([0, 0, 0, 90]),
)


def letters(*texts: str) -> list[str]:
    return sorted(letter for text in texts for letter in unicodedata.normalize("NFC", text) if letter.isalnum())


@given(st.lists(st.lists(LINES, max_size=12), max_size=4))
def test_no_letter_is_lost_and_every_page_begins_in_the_text(pages: list[list[PrintedLine]]) -> None:
    numbered = [[replace(line, page=number) for line in page] for number, page in enumerate(pages)]
    text, begins = running_text([in_reading_order(page) for page in numbered])
    assert text == unicodedata.normalize("NFC", text)
    assert len(begins) == len(pages)
    assert list(begins) == sorted(begins)
    assert all(0 <= begin <= len(text) for begin in begins)
    assert letters(text) == letters(*(line.text for page in pages for line in page))


def test_a_page_of_thousands_of_lines_stays_in_the_order_in_which_it_was_written() -> None:
    lines = [PrintedLine(f"Zeile {number}", 50, 99, number, 10) for number in range(3_000)]
    assert in_reading_order(lines) == lines
