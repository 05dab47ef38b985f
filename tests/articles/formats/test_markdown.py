from __future__ import annotations

import datetime
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.articles.formats import markdown
from rag.articles.reading import Reading
from rag.errors import ArticleError


def read(source: str) -> Reading:
    return markdown.read(source.encode())


def text_of(source: str) -> str:
    return read(source).text


# --- text -----------------------------------------------------------------------------------------------------------


def test_marks_are_gone_and_paragraphs_headings_items_and_rows_stay_apart() -> None:
    source = """\
# Seeburg vertieft den *Hafen*

Die **Stadt** will ihren [Hafen](https://a.example "Titel") vertiefen.![Bild](b.png)
Das sagte sie `gestern` auf <https://c.example>.

Streit
------

- Fischer
- Robben
  * Seegras

  Auch der Lärm.
- [Vereine][1]

> „Wir klagen.“

| Jahr | Kosten |
|------|-------:|
| 2025 | **30** |
| 2026 | 50 |

***

Ende.

[1]: https://d.example
"""
    assert text_of(source) == (
        "Seeburg vertieft den Hafen\n\nDie Stadt will ihren Hafen vertiefen.\nDas sagte sie gestern auf https://c.example."
        "\n\nStreit\n\nFischer\nRobben\nSeegras\nAuch der Lärm.\nVereine\n\n„Wir klagen.“"
        "\n\nJahr\tKosten\n2025\t30\n2026\t50\n\nEnde."
    )


def test_code_stays_as_it_is() -> None:
    assert text_of("Davor\n\n```py\ndef *f*():\n\n    return 1\n```\n\n    <b>\n      x\n") == (
        "Davor\n\ndef *f*():\n\n    return 1\n\n<b>\n  x"
    )


def test_html_gives_its_text_only() -> None:
    assert (
        text_of("<div><p>Ein <i>Absatz</i>.</p>\n<script>leak()\n\nleak()</script></div>\n\nEnde.")
        == "Ein Absatz.\n\nEnde."
    )
    assert text_of("Das <b>ist</b> <script>leak()</script>alles<!-- leak -->, a < b.\nNeue<br>Zeile") == (
        "Das ist alles, a < b. Neue\nZeile"
    )


@pytest.mark.parametrize(
    "source",
    [
        "Eine Zeile.\nNoch eine - mit Strich; 5 * 3 * 2 & mehr.\n\nEin_Wort_mit_Strichen und Größe ß.",
        "Die Leser*innen und Autor*innen fragten jede*n Bürger*in.",
        "12. März 2024 war ein Dienstag.\n\n3) Der dritte Punkt",
        "Von C:\\Daten nach D: ging es, 20 % billiger [sic].",
        "Ein Satz.\n\n---",
    ],
)
def test_plain_text_comes_out_as_it_went_in(source: str) -> None:
    assert text_of(source) == source.removesuffix("\n\n---")


def test_numbers_of_a_list_stay() -> None:
    assert text_of("1. eins\n2. zwei\n\n   weiter\n\nEnde") == "1. eins\n2. zwei\nweiter\n\nEnde"


def test_deep_quotations_are_read() -> None:
    assert text_of("> " * 40 + "tief") == "tief"


# --- facts ----------------------------------------------------------------------------------------------------------


def test_front_matter_gives_the_facts_and_is_no_text() -> None:
    reading = read(
        '---\r\nTitle: "Seeburg: Der Hafen"\r\nauthors:\r\n  - name: Erika Muster\r\n    url: x\r\n'
        "  - '[[Jan Beispiel]]'\r\n"
        "# ein Kommentar\r\ndate: 2024-03-12T23:30:00-08:00 # gestern\r\nlang: de-DE\r\nsite: Küstenanzeiger\r\n"
        "permalink: https://a.example/1\r\ntags: [a, b]\r\n---\r\n\r\nEin Satz.\r\n"
    )
    assert reading == Reading(
        text="Ein Satz.",
        title="Seeburg: Der Hafen",
        author="Erika Muster, Jan Beispiel",
        publisher="Küstenanzeiger",
        published="2024-03-12",
        language="de",
        url="https://a.example/1",
    )


def test_front_matter_in_toml_gives_the_facts_too() -> None:
    reading = read(
        '+++\ntitle = "Hafen"\ndate = 2024-03-12T10:00:00+01:00\nauthors = ["Erika Muster"]\nlanguage = "en"\n'
        "[params]\nx = 1\n+++\nEin Satz."
    )
    assert (reading.text, reading.title, reading.author) == ("Ein Satz.", "Hafen", "Erika Muster")
    assert (reading.published, reading.language) == ("2024-03-12", "en")


def test_a_source_that_is_an_address_is_the_address_and_no_publisher() -> None:
    reading = read("---\nsource: https://a.example/1\nauthor: admin\ndate: bald\ncanonical: /x\n---\nText")
    assert (reading.url, reading.publisher, reading.author, reading.published) == (
        "https://a.example/1",
        None,
        None,
        None,
    )


def test_a_first_heading_is_the_title_and_what_only_looks_like_front_matter_is_text() -> None:
    assert read("# Der *Hafen* der Leser*innen\n\nText").title == "Der Hafen der Leser*innen"
    assert read("Text\n\n# Der Hafen").title is None
    assert text_of("---\nEin Satz.\n\nNoch einer: hier.\n---\nText") == "Ein Satz.\n\nNoch einer: hier.\n\nText"
    assert text_of("+++\nkein = TOML = hier\n+++\n\nText").startswith("+++\nkein = TOML")


def test_what_holds_no_text_is_refused() -> None:
    for nothing in ("", "![Bild](a.png)\n\n---", "---\ntitle: A\n---\n", "<!-- x -->"):
        with pytest.raises(ArticleError, match=r"^holds no article text, only marks; "):
            read(nothing)
    with pytest.raises(ArticleError, match=r"^is no text: .*; "):
        markdown.read(b"\x00\x01\x02\xff")


# --- any bytes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "piece", ["[", "[a](", "![a](", "*a ", "**a", "`a``", "> ", "- ", "<a ", "<!--", "|a", "[a]: b\n", "\\"]
)
def test_a_file_made_to_be_slow_is_read(piece: str) -> None:
    assert text_of("Anfang\n\n" + piece * (20_000 // len(piece))).startswith("Anfang")


PIECES = """---\n|+++\n|title: |a|- |* |> |1. |# |\n|\n\n|```|    |-|-|*|**|_|[|](|)|!|<b>|</b>|<script>|<!--|&amp;|\\|`
    |\t|ü|date: 2024-03-12|authors: [|]|x = 1979-05-27|<br>|=|~~|[a]: b|\ue000|Leser*innen""".replace(
    "\n    |", "|"
).split("|")


@given(
    st.one_of(st.binary(), st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=30).map("".join))
)
def test_any_bytes_give_a_reading_or_an_article_error(content: bytes | str) -> None:
    try:
        reading = markdown.read(content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
    except ArticleError:
        return
    assert reading.text.strip()
    assert unicodedata.is_normalized("NFC", reading.text)
    if reading.published is not None:
        assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", reading.published)
        datetime.date.fromisoformat(f"{reading.published}-01-01"[:10])
