from __future__ import annotations

import io
import random
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.articles.formats import archives, word
from rag.errors import ArticleError

FIXTURES = Path(__file__).parent / "fixtures"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = "word/document.xml"
RELATIONS = "_rels/.rels"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(parts: dict[str, str | bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return written.getvalue()


def body(xml: str, namespace: str = W) -> str:
    return f'<w:document xmlns:w="{namespace}" xmlns:mc="urn:mc"><w:body>{xml}</w:body></w:document>'


def docx(xml: str) -> bytes:
    return archive({MAIN: body(xml)})


def related(target: str) -> str:
    return f'<Relationships><Relationship Type="x/officeDocument" Target="{target}"/></Relationships>'


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(run if run.startswith('<') else f'<w:r><w:t>{run}</w:t></w:r>' for run in runs)}</w:p>"


def text_of(xml: str) -> str:
    return word.read(docx(xml)).text


# --- files of real programs -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "source"), [("hafen-writer.docx", "hafen.md"), ("bridge-pandoc.docx", "bridge.md")])
def test_every_paragraph_is_as_it_was_written(name: str, source: str) -> None:
    blocks = (FIXTURES / source).read_text(encoding="utf-8").strip().split("\n\n")
    written = [block.lstrip("# ") for block in blocks if not block.startswith("|")]
    read = word.read((FIXTURES / name).read_bytes()).text.split("\n\n")
    assert [block for block in read if block in written] == written


def test_a_table_is_read_row_by_row_between_its_paragraphs() -> None:
    text = word.read((FIXTURES / "bridge-pandoc.docx").read_bytes()).text
    rows = "Year\tVehicles a day\tTrucks allowed\n1990\t14,200\tyes\n2010\t11,300\tup to 20 tons\n2023\t9,000\tno"
    assert f"Figures\n\n{rows}\n\nThe council will meet again on Monday." in text


def test_its_properties_tell_title_and_author_but_neither_date_nor_language() -> None:
    reading = word.read((FIXTURES / "hafen-writer.docx").read_bytes())
    assert (reading.title, reading.author) == (
        "Stadtrat von Grünwerder beschließt den neuen Flusshafen",
        "Ruth Feldhahn",
    )
    assert (reading.published, reading.language, reading.pages) == (None, None, ())


# --- what belongs to the text ---------------------------------------------------------------------------------------


def test_insertions_and_links_belong_to_the_text_deletions_and_moved_text_do_not() -> None:
    link = "<w:hyperlink><w:r><w:t>der Rat</w:t></w:r></w:hyperlink>"
    inserted = "<w:ins><w:r><w:t> hat</w:t></w:r></w:ins>"
    deleted = "<w:del><w:r><w:delText> habe</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>weg</w:t></w:r></w:moveFrom>"
    assert text_of(paragraph("Heute ", link, deleted, inserted, " getagt.")) == "Heute der Rat hat getagt."


def test_a_soft_line_break_is_a_line_a_tab_a_tab_and_a_hyphen_that_does_not_break_a_hyphen() -> None:
    hyphens = "<w:r><w:t>Nord</w:t><w:noBreakHyphen/><w:t>Sü</w:t><w:softHyphen/><w:t>d</w:t></w:r>"
    breaks = "<w:r><w:tab/><w:t>A </w:t><w:br/><w:t>B</w:t></w:r>"
    assert text_of(paragraph(hyphens, breaks)) == "Nord-Süd\tA\nB"


def test_notes_codes_of_fields_hidden_text_and_prompts_are_left_out() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>verborgen</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Seite </w:t></w:r>'
    code = '<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>7</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r>'
    prompt = (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{paragraph('Hier klicken')}</w:sdtContent></w:sdt>"
    )
    filled = f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('Erfüllt.')}</w:sdtContent></w:sdt>"
    assert text_of(paragraph(hidden, shown, code) + prompt + filled) == "Seite 7\n\nErfüllt."


def test_a_text_box_is_read_once_after_the_paragraph_that_holds_it() -> None:
    box = f"<w:txbxContent>{paragraph('Der Kasten.')}</w:txbxContent>"
    twice = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    both = f"<w:r><mc:AlternateContent>{twice}</mc:AlternateContent></w:r>"
    assert (
        text_of(paragraph("Vor ", both, "und nach.") + paragraph("Weiter."))
        == "Vor und nach.\n\nDer Kasten.\n\nWeiter."
    )


def test_a_table_that_is_there_for_the_layout_is_read_as_paragraphs() -> None:
    cell = f"<w:tc>{paragraph('Erster Absatz.')}{paragraph('Zweiter.')}</w:tc>"
    assert text_of(f"<w:tbl><w:tr>{cell}<w:tc>{paragraph('Rand')}</w:tc></w:tr></w:tbl>") == (
        "Erster Absatz.\n\nZweiter.\n\nRand"
    )


def test_an_empty_cell_keeps_its_place() -> None:
    cells = "".join(f"<w:tc>{paragraph(words)}</w:tc>" for words in ("Ort", "", "52 %"))
    assert text_of(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>") == "Ort\t\t52 %"


def test_the_strict_form_of_the_standard_is_read_and_the_text_is_where_the_package_says() -> None:
    strict = body(paragraph("Strenger Text."), "http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert (
        word.read(archive({RELATIONS: related("/word/other.xml"), "word/other.xml": strict})).text == "Strenger Text."
    )


# --- what cannot be read --------------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE w:document [<!ENTITY l0 "ha">{LAUGHS}]>{body(paragraph("&l9;"))}'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is no Word file; save it as .docx"),
        (b"%PDF-1.7", "is no Word file; save it as .docx"),
        (OLE + bytes(600), "is a file of Word before 2007 .*; save it as .docx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "is encrypted; save it without a password"),
        (b"PK\x03\x04", "is damaged or no zip archive"),
        (archive({"any.txt": "Text"}), "is a zip archive, no Word file"),
        (archive({"mimetype": "application/vnd.oasis.opendocument.text"}), "is an OpenDocument text, no Word file"),
        (
            archive({RELATIONS: related("xl/workbook.xml"), "xl/workbook.xml": "<workbook/>"}),
            "is an Excel workbook, no Word file",
        ),
        (docx(""), "has no text"),
        (docx("<w:p><w:r><w:t> </w:t></w:r></w:p>"), "has no text"),
        (archive({MAIN: body("<w:p>")}), "is damaged at 'word/document.xml'"),
        (archive({MAIN: LAUGHS}), "defines entities"),
        (archive({MAIN: LAUGHS.encode("utf-16")}), "defines entities"),
        (archive({MAIN: f'<?xml version="1.0" encoding="UTF-7"?>{body("")}'}), "an encoding that Word"),
        (docx("<w:p>" * 200_000 + "</w:p>" * 200_000), "as zip bombs do"),
    ],
    ids="nothing pdf doc locked cut zip odt xlsx empty blank unclosed laughs laughs16 utf7 deep".split(),
)
def test_a_file_without_an_article_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        word.read(content)


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/evil", "word/../../evil", "C:evil", "word\\evil", "a\0b"])
def test_a_name_that_leads_out_of_the_archive_is_refused(name: str) -> None:
    placed = archive({MAIN: body(paragraph("Text.")), "n" * len(name): "x"})
    with pytest.raises(ArticleError, match="whose name leads out of it"):
        word.read(placed.replace(b"n" * len(name), name.encode()))


def test_a_name_that_comes_twice_is_refused() -> None:
    content = archive({MAIN: body(paragraph("Text.")), "word/document.xmm": "x"})
    with pytest.raises(ArticleError, match="two files of the same name"):
        word.read(content.replace(b"document.xmm", b"document.xml"))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    spaces = b" " * 55_000_000
    with pytest.raises(ArticleError, match=r"unpacks 'word/document.xml' to 55,000,000 bytes, as zip bombs do"):
        word.read(archive({MAIN: spaces}))
    with pytest.raises(ArticleError, match="becomes larger than 200,000,000 bytes when it is unpacked"):
        word.read(archive({f"part{number}": spaces for number in range(4)}))


@pytest.mark.parametrize("stated", [10, 900_000, 4_000_000_000])
def test_a_size_that_lies_does_not_help_a_bomb(stated: int) -> None:
    content = bytearray(docx(paragraph("x" * 3_000_000)))
    directory = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, directory + 24, stated)
    struct.pack_into("<I", content, 22, stated)
    with pytest.raises(ArticleError, match=r"is damaged at|as zip bombs do|becomes larger"):
        word.read(bytes(content))


def test_more_bytes_than_a_part_may_have_are_not_unpacked() -> None:
    with archives.open_archive(docx(paragraph("Text."))) as opened:
        with pytest.raises(ArticleError, match="to more than 10 bytes"):
            archives.unpack(opened, "word/document.xml", 10)
        assert archives.unpack(opened, "none", 10) == b""


def test_a_file_with_too_many_entries_is_refused() -> None:
    with pytest.raises(ArticleError, match="holds 5,001 files"):
        word.read(archive({f"part{number}": "" for number in range(5_001)}))


def test_elements_that_nest_deeply_are_read_or_refused() -> None:
    boxes = 60
    nested = "<w:tbl><w:tr><w:tc>" * boxes + paragraph("Innen.") + "</w:tc></w:tr></w:tbl>" * boxes
    assert text_of(nested) == "Innen."


def check(content: bytes) -> None:
    try:
        reading = word.read(content)
    except ArticleError:
        return
    assert reading.text.strip()


def test_a_file_with_bytes_changed_anywhere_is_read_or_refused() -> None:
    chance = random.Random(7)
    files = [docx(paragraph("Text.") * 3), *(path.read_bytes() for path in sorted(FIXTURES.glob("*.docx")))]
    for _ in range(300):
        content = bytearray(chance.choice(files))
        for _ in range(chance.choice([1, 10, 100])):
            content[chance.randrange(len(content))] = chance.randrange(256)
        check(bytes(content[: chance.choice([len(content), chance.randrange(len(content))])]))


@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda some: b"PK\x03\x04" + some))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    check(content)


PIECES = [
    "p",
    "r",
    "t",
    "tbl",
    "tr",
    "tc",
    "ins",
    "del",
    "br",
    "tab",
    "sdt",
    "sdtContent",
    "rPr",
    "vanish",
    "txbxContent",
]
TREES = st.recursive(
    st.text("abÄ \n", max_size=5),
    lambda inner: st.tuples(st.sampled_from(PIECES), st.lists(inner, max_size=4)).map(
        lambda made: f"<w:{made[0]}>{''.join(made[1])}</w:{made[0]}>"
    ),
    max_leaves=20,
)


@given(TREES)
@settings(max_examples=60)
def test_elements_in_any_order_are_read_or_refused(xml: str) -> None:
    check(docx(xml))
