from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.articles.formats import pdf
from rag.articles.reading import Reading
from rag.claims.sentences import sentence_spans
from rag.errors import ArticleError

FIXTURES = Path(__file__).parent / "fixtures"
TITLE = "Stadtrat von Grünwerder beschließt den neuen Flusshafen"

RATHAUS = (
    "Der Bürgermeister von Altenfließ hat am Montag angekündigt, dass die alte Brücke im Sommer abgerissen wird."
    " Danach soll eine neue gebaut werden. Die Kosten trägt das Land, sagte er."
)
ANWOHNER = (
    "Die Anwohner sind dagegen und wollen klagen. Sie sagen, dass niemand sie gefragt hat und dass der Lärm anhalten"
    " werde, solange die Bagger da sind."
)

Mark = tuple[float, float, float, str] | tuple[float, float, float, str, str]
"""Where a text stands: x, y, size of type, the text, and how it is turned (a matrix without its last two numbers)."""


def printed(*pages: Sequence[Mark], info: str = "", page: str = "", mapping: str = "") -> bytes:
    """A PDF file with the given texts at the given places, in Helvetica; `mapping` tells what its letters stand for."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding"
    font += b"/ToUnicode 5 0 R>>" if mapping else b">>"
    table = b"<</Length %d>>stream\n%s\nendstream" % (len(mapping), mapping.encode())
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", font, f"<<{info}>>".encode("latin-1"), table]
    kids = []
    for marks in pages:
        content = b""
        for x, y, size, text, *turned in marks:
            escaped = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
            place = f"{turned[0] if turned else '1 0 0 1'} {x} {y}".encode()
            content += b"BT /F %g Tf %s Tm (%s) Tj ET\n" % (size, place, escaped)
        objects.append(b"<</Length %d>>stream\n%sendstream" % (len(content), content))
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]/Contents {len(objects)} 0 R{page}"
            "/Resources<</Font<</F 3 0 R>>>>>>".encode()
        )
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    content, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(b"%010d 00000 n \n" % len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    places_table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, b"".join(places))
    trailer = b"trailer<</Size %d/Root 1 0 R/Info 4 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(content))
    return content + places_table + trailer


def lines(text: str, x: float, y: float, width: float, *, indent: float = 0) -> list[Mark]:
    """The text in lines of about this width below each other."""
    marks: list[Mark] = []
    line: list[str] = []
    room = width - indent
    for word in text.split():
        wide = sum(3 if letter in "iltfj.,r" else 6 for letter in word) + 3
        if line and wide > room:
            marks.append((x if marks else x + indent, y - 13 * len(marks), 11, " ".join(line)))
            line, room = [], width
        line.append(word)
        room -= wide
    return [*marks, (x if marks else x + indent, y - 13 * len(marks), 11, " ".join(line))]


def paragraphs_of(name: str) -> list[str]:
    """What was written: the paragraphs and headings of a fixture's source, without its table."""
    blocks = (FIXTURES / name).read_text(encoding="utf-8").strip().split("\n\n")
    return [block.lstrip("# ") for block in blocks if not block.startswith("|")]


def read(name: str) -> Reading:
    return pdf.read((FIXTURES / name).read_bytes())


# --- files of real programs -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("hafen-writer.pdf", "hafen.md"),
        ("hafen-columns.pdf", "hafen.md"),
        ("hafen-chromium.pdf", "hafen.md"),
        ("bridge-chromium.pdf", "bridge.md"),
    ],
)
def test_every_paragraph_is_whole_and_in_its_place_as_it_was_written(name: str, source: str) -> None:
    written = paragraphs_of(source)
    blocks = read(name).text.split("\n\n")
    assert [block for block in blocks if block in written] == written


@pytest.mark.parametrize("name", ["hafen-writer.pdf", "hafen-columns.pdf", "hafen-chromium.pdf"])
def test_its_sentences_are_those_that_were_written(name: str) -> None:
    text = read(name).text
    read_sentences = {text[span.start : span.end] for span in sentence_spans(text)}
    for paragraph in paragraphs_of("hafen.md"):
        assert {paragraph[span.start : span.end] for span in sentence_spans(paragraph)} <= read_sentences


@pytest.mark.parametrize(
    ("name", "begin"),
    [
        ("hafen-writer.pdf", "über die Arbeitsbedingungen der Hafenbeschäftigten."),
        ("hafen-columns.pdf", "zur Regel gemacht“, und das dürfe sich"),
        ("hafen-chromium.pdf", "Hafen vor zwölf Jahren zum ersten Mal vorgeschlagen"),
    ],
)
def test_the_second_page_begins_with_its_first_words_also_inside_a_sentence(name: str, begin: str) -> None:
    reading = read(name)
    assert reading.pages[0] == 0
    assert reading.text[reading.pages[1] :].startswith(begin)


def test_running_heads_and_feet_are_kept_on_lines_of_their_own() -> None:
    told = read("hafen-writer.pdf").text.split("\n\n")
    assert [block for block in told if block not in paragraphs_of("hafen.md")] == [
        "Grünwerder Anzeiger",
        "Seite 1",
        "Grünwerder Anzeiger",
        "Seite 2",
    ]


def test_the_rows_of_a_table_are_lines() -> None:
    rows = "Year Vehicles a day Trucks allowed\n1990 14,200 yes\n2010 11,300 up to 20 tons\n2023 9,000 no"
    assert rows in read("bridge-chromium.pdf").text.replace("\t", " ")


def test_its_properties_tell_title_and_author_but_no_date_of_publication() -> None:
    reading = read("hafen-writer.pdf")
    assert (reading.title, reading.author, reading.published) == (TITLE, "Ruth Feldhahn", None)


@pytest.mark.parametrize("title", ["Microsoft Word - Presse neu.doc", "hafen_final2.indd", "Untitled", "Dokument1", ""])
def test_a_title_that_a_program_made_up_is_none(title: str) -> None:
    assert pdf.read(printed([(50, 500, 11, "Regen.")], info=f"/Title({title})/Author(mmuster)")) == Reading(
        "Regen.", pages=(0,)
    )


# --- where lines stand ----------------------------------------------------------------------------------------------


def test_columns_that_were_written_across_are_read_one_after_the_other() -> None:
    left, right = lines(RATHAUS, 50, 500, 150), lines(ANWOHNER, 220, 500, 150)
    across = [mark for row in zip(left, right, strict=False) for mark in row]
    across += [*left[len(right) :], *right[len(left) :]]
    page = [(50.0, 540.0, 18.0, "Streit um die Brücke"), *across, (50.0, 100.0, 9.0, "Altenfließer Bote")]
    assert pdf.read(printed(page)).text.split("\n\n") == [
        "Streit um die Brücke",
        RATHAUS,
        ANWOHNER,
        "Altenfließer Bote",
    ]


def test_a_sentence_that_runs_into_the_next_column_is_whole() -> None:
    both = lines(RATHAUS, 50, 500, 150)
    page = [*both[:3], *((220, y + 39, size, text) for _, y, size, text in both[3:])]
    assert pdf.read(printed(page)).text == RATHAUS


def test_a_paragraph_begins_where_a_line_is_indented() -> None:
    first = lines(RATHAUS, 50, 500, 200)
    second = lines(ANWOHNER, 50, 500 - 13 * len(first), 200, indent=12)
    assert pdf.read(printed([*first, *second])).text == f"{RATHAUS}\n\n{ANWOHNER}"


def test_a_headline_that_was_written_last_comes_first_and_a_foot_that_was_written_first_last() -> None:
    page = [(200.0, 30.0, 9.0, "Seite 1"), *lines(RATHAUS, 50, 500, 300), (50.0, 540.0, 20.0, "Brücke weg")]
    assert pdf.read(printed(page)).text == f"Brücke weg\n\n{RATHAUS}\n\nSeite 1"


def test_heads_feet_notes_and_turned_credits_stand_in_no_sentence() -> None:
    whole = lines(" ".join([RATHAUS, ANWOHNER] * 2), 50, 520, 300)
    pages = [
        [
            (50.0, 570.0, 9.0, "Altenfließer Bote"),
            (300.0, 570.0, 9.0, f"Seite {number + 1}"),
            *((x, 520.0 - 13 * place, 11.0, text) for place, (x, _, _, text) in enumerate(whole[part])),
            (400.0, 100.0, 6.0, "Foto: Ruth Feldhahn", "0 1 -1 0"),
            (50.0, 60.0, 7.0, f"{number + 1} Das Gutachten liegt aus."),
        ]
        for number, part in enumerate([slice(0, 4), slice(4, 8), slice(8, None)])
    ]
    reading = pdf.read(printed(*pages))
    blocks = reading.text.split("\n\n")
    assert " ".join([RATHAUS, ANWOHNER] * 2) in blocks
    assert [blocks.count(each) for each in ("Foto: Ruth Feldhahn", "2 Das Gutachten liegt aus.")] == [3, 1]
    assert "Altenfließer Bote\tSeite 3" in blocks
    assert [reading.text[begin:].split()[0] for begin in reading.pages[1:]] == [
        whole[4][3].split()[0],
        whole[8][3].split()[0],
    ]


def test_a_box_that_was_written_before_the_text_around_it_stands_in_no_sentence() -> None:
    box = [(270, 474, 9, "Die Brücke"), (270, 462, 9, "steht seit 1911.")]
    beside = [*lines(RATHAUS, 50, 500, 200)]
    below = lines(ANWOHNER, 50, 487 - 13 * len(beside), 330)
    title = (50.0, 530.0, 18.0, "Streit um die alte Brücke")
    text = pdf.read(printed([*box, title, *beside, *below])).text
    assert text == f"Streit um die alte Brücke\n\n{RATHAUS}\n\n{ANWOHNER}\n\nDie Brücke steht seit 1911."


def test_a_raised_figure_parts_no_line() -> None:
    page = [
        (50, 500, 11, "Er kam zum Haus"),
        (132, 504, 6, "1"),
        (140, 500, 11, "Danach ging er mit"),
        (50, 487, 11, "ihr weg."),
    ]
    assert pdf.read(printed(page)).text == "Er kam zum Haus1 Danach ging er mit ihr weg."


def test_a_large_initial_belongs_to_its_word() -> None:
    page = [(50, 474, 40, "D"), (82, 500, 11, "er Bürgermeister kam nach"), (82, 487, 11, "Hause und ging zu Bett.")]
    assert pdf.read(printed(page)).text == "Der Bürgermeister kam nach Hause und ging zu Bett."


def test_a_page_that_is_turned_is_read_as_it_is_seen() -> None:
    page = [(100 + 13 * place, 60, 11, words, "0 1 -1 0") for place, words in enumerate(["Der Rat hat", "getagt."])]
    assert pdf.read(printed(page, page="/Rotate 90")).text == "Der Rat hat getagt."


def test_a_list_keeps_its_lines_and_a_table_its_cells() -> None:
    cells = [("Ort", "Stimmen"), ("Altenfließ", "1.203"), ("Grünwerder", "988")]
    page = [(50, 500, 11, "Beschlossen wurden:"), (50, 487, 11, "• ein Spielplatz"), (50, 474, 11, "• zwei Bänke")]
    page += [
        (50 + 120 * at, 440 - 13 * row, 11, cell) for row, cells in enumerate(cells) for at, cell in enumerate(cells)
    ]
    assert pdf.read(printed(page)).text == (
        "Beschlossen wurden:\n• ein Spielplatz\n• zwei Bänke\n\nOrt\tStimmen\nAltenfließ\t1.203\nGrünwerder\t988"
    )


# --- what cannot be read --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is damaged or no PDF file; open it"),
        (b"Just words.", "is damaged or no PDF file; open it"),
        (printed(), "has no pages; nothing to read"),
        (printed([], []), "has no text, only pictures or nothing at all; run OCR"),
        (printed([(50, 500, 11, "   ")]), "has no text"),
        (printed(*[[]] * 2_001), "has 2,001 pages, more than the 2,000"),
    ],
    ids=["nothing", "words", "no pages", "empty pages", "spaces", "too many pages"],
)
def test_a_file_without_an_article_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        pdf.read(content)


def test_a_file_whose_letters_stand_for_nothing_is_refused() -> None:
    mapping = (
        "/CMapName/X def 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <00> <FF> <E000> endbfrange"
    )
    with pytest.raises(ArticleError, match="does not say which letters its signs stand for"):
        pdf.read(printed([(50, 500, 11, "Regen.")], mapping=mapping))


def test_a_file_with_a_password_is_refused() -> None:
    locked = printed([(50, 500, 11, "Geheim.")]).replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R/ID[(0123456789abcdef)(0123456789abcdef)]/Encrypt<</Filter/Standard/V 1/R 2/P -4"
        b"/O(01234567890123456789012345678901)/U(01234567890123456789012345678901)>>",
    )
    with pytest.raises(ArticleError, match="is encrypted; save it without a password"):
        pdf.read(locked)


def test_more_text_than_an_article_may_have_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_CHARACTERS", 10)
    with pytest.raises(ArticleError, match="has more than the 10 characters"):
        pdf.read(printed([(50, 500, 11, "Elf Zeichen und mehr.")]))


def check(content: bytes) -> None:
    try:
        reading = pdf.read(content)
    except ArticleError:
        return
    assert reading.text.strip()
    assert reading.pages[0] == 0
    assert list(reading.pages) == sorted(reading.pages)


@pytest.mark.parametrize("name", ["hafen-writer.pdf", "bridge-chromium.pdf"])
def test_a_file_that_is_cut_off_anywhere_is_read_or_refused(name: str) -> None:
    content = (FIXTURES / name).read_bytes()
    for end in range(0, len(content), len(content) // 40):
        check(content[:end])


def test_a_file_with_bytes_changed_anywhere_is_read_or_refused() -> None:
    chance = random.Random(7)
    files = [printed(lines(RATHAUS, 50, 500, 200), lines(ANWOHNER, 50, 500, 200))]
    files += [path.read_bytes() for path in sorted(FIXTURES.glob("*.pdf"))]
    for _ in range(150):
        content = bytearray(chance.choice(files))
        for _ in range(chance.choice([1, 10, 100])):
            content[chance.randrange(len(content))] = chance.randrange(256)
        check(bytes(content))


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda some: b"%PDF-1.7\n" + some))
@settings(max_examples=50)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    check(content)


@given(
    st.lists(
        st.lists(
            st.tuples(
                st.integers(-50, 450),
                st.integers(-50, 650),
                st.sampled_from([0, 1, 7, 11, 11, 11, 40]),
                st.text("abcdÄß-. ()", max_size=30),
            ),
            max_size=8,
        ),
        max_size=3,
    )
)
@settings(max_examples=50)
def test_lines_that_stand_anywhere_are_read_or_refused(pages: list[list[Mark]]) -> None:
    check(printed(*pages))
