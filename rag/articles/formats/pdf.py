"""PDF: the text of its pages as running text, so that a sentence is whole and a citation can name the page.

The letters and where they stand come from PDFium, the reader that Chrome has; what belongs together is told in
`lines` and `printed`. PDFium is not made for threads: read PDF files one after the other, or in a process each.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.articles.formats.lines import Gap, PrintedLine, in_reading_order
from rag.articles.formats.printed import running_text
from rag.articles.formats.properties import stated_author, stated_title
from rag.articles.reading import Reading
from rag.errors import ArticleError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

MAX_PAGES = 2_000
MAX_CHARACTERS = 20_000_000
"""Limits of one file: the longest books that are read as one text. News have a page or two."""

_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_SOFT_HYPHEN = 0xAD
_SPACES = (0x09, 0x20)
_CARRIAGE_RETURN = 0x0D
_LINE_ENDS = (_CARRIAGE_RETURN, 0xFFFE, 0x02)
"""The last two are what PDFium gives for a hyphen at the end of a line, instead of both."""

_WIDE_GAP = 0.7
"""Share of the size of type from which on a gap between two words is noted."""


def read(content: bytes) -> Reading:
    """Read a PDF file. Its creation date is no date of publication, so `published` stays unknown.

    `pages` are exact also where a page begins inside a paragraph: such a paragraph is one, and not cut at the page.

    Raises ArticleError if the file is encrypted, damaged, too large, or holds no text.
    """
    import pypdfium2
    from pypdfium2 import raw

    # Not by PdfDocument(content): it cannot tell a file without pages from a damaged one, and does not close it.
    opened = raw.FPDF_LoadMemDocument64(content, len(content), None)
    if not opened:
        raise ArticleError(_why_not(raw.FPDF_GetLastError()))
    try:
        with pypdfium2.PdfDocument(opened) as pdf:
            title, author = (_property(pdf, key) for key in ("Title", "Author"))
            text, pages = running_text(_pages(pdf))
    except pypdfium2.PdfiumError as error:
        raise ArticleError(f"is damaged ({error}); open it in a PDF viewer and save it anew") from error
    return replace(Reading.of(text, title=stated_title(title), author=stated_author(author)), pages=pages)


def _why_not(code: int) -> str:
    from pypdfium2 import raw

    if code == raw.FPDF_ERR_PASSWORD:
        return "is encrypted; save it without a password"
    if code == raw.FPDF_ERR_SECURITY:
        return "is protected in a way that cannot be read; save it without protection"
    return "is damaged or no PDF file; open it in a PDF viewer and save it anew"


def _property(pdf: PdfDocument, key: str) -> str | None:
    try:
        return str(pdf.get_metadata_value(key))
    except UnicodeDecodeError:
        return None


def _pages(pdf: PdfDocument) -> list[list[PrintedLine]]:
    """The lines of all pages, in reading order."""
    if len(pdf) < 1:
        raise ArticleError("has no pages; nothing to read")
    if len(pdf) > MAX_PAGES:
        raise ArticleError(f"has {len(pdf):,} pages, more than the {MAX_PAGES:,} of an article; split it")
    pages: list[list[PrintedLine]] = []
    characters = letters = 0
    for number in range(len(pdf)):
        with closing(pdf.get_page(number)) as page, closing(page.get_textpage()) as text:
            characters += text.count_chars()
            if characters > MAX_CHARACTERS:
                raise ArticleError(f"has more than the {MAX_CHARACTERS:,} characters of an article; split it")
            pages.append(in_reading_order(list(_lines(text, number))))
        letters += sum(map(_readable, pages[-1]))
    if not any(pages):
        raise ArticleError("has no text, only pictures or nothing at all; run OCR over it first")
    if 2 * letters < sum(len(line.text) for page in pages for line in page):
        raise ArticleError("does not say which letters its signs stand for; print it to PDF anew, or run OCR over it")
    return pages


def _readable(line: PrintedLine) -> int:
    """How many of its signs are in Unicode: fonts without a table to it give signs of private use."""
    return sum(sign < "\ue000" or "\uf8ff" < sign != "\ufffd" for sign in line.text)


_Words = list[list[tuple[int, str]]]
"""The words of a line, each as its signs with their places on the page."""


def _lines(page: PdfTextPage, number: int) -> Iterator[PrintedLine]:
    """The lines of a page in the order in which they were written."""
    from pypdfium2 import raw

    words: _Words = [[]]
    for index in range(page.count_chars()):
        sign = raw.FPDFText_GetUnicode(page.raw, index)
        if sign in _SPACES:
            words.append([])
        elif sign in _LINE_ENDS:
            if sign != _CARRIAGE_RETURN:
                words[-1].append((index, "-"))
            yield from _line(page, words, number)
            words = [[]]
        elif sign > _SPACES[-1] and sign < 0x110000:
            words[-1].append((index, "-" if sign == _SOFT_HYPHEN else _LIGATURES.get(sign) or chr(sign)))
    yield from _line(page, words, number)


def _line(page: PdfTextPage, words: _Words, number: int) -> Iterator[PrintedLine]:
    """The line of these words, if there are any."""
    from pypdfium2 import raw

    words = [word for word in words if word]
    if not words:
        return
    size, font, angle = _type_of(page, [index for word in words for index, _ in word])
    cosine, sine = math.cos(angle), math.sin(angle)
    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    text = "".join(letters for _, letters in words[0])
    ends: list[tuple[float, float]] = []
    gaps: list[Gap] = []
    narrowest = baseline = 0.0
    for word in words:
        raw.FPDFText_GetCharOrigin(page.raw, word[0][0], x, y)
        raw.FPDFText_GetLooseCharBox(page.raw, word[-1][0], box)
        left = x.value * cosine + y.value * sine
        right = max(box.left * cosine + box.bottom * sine, box.right * cosine + box.top * sine, left)
        if not ends:
            baseline = y.value * cosine - x.value * sine
        else:
            wide = left - ends[-1][1]
            narrowest = min(narrowest, wide) if len(ends) > 1 else wide
            if wide > _WIDE_GAP * size:
                gaps.append(Gap(len(text), ends[-1][1], left, right - left))
            text = f"{text} {''.join(letters for _, letters in word)}"
        ends.append((left, right))
    (left, first_end), (_, right) = ends[0], ends[-1]
    if not all(map(math.isfinite, (left, right, baseline, size))):
        yield PrintedLine(text, 0.0, 0.0, 0.0, 0.0, page=number)
        return
    yield PrintedLine(
        text=text,
        left=left,
        right=right,
        baseline=baseline,
        size=size,
        font=font,
        first_word=first_end - left,
        narrowest=max(narrowest, 0.0),
        gaps=tuple(gaps),
        turned=round(math.degrees(angle)) % 360,
        page=number,
    )


def _type_of(page: PdfTextPage, signs: list[int]) -> tuple[float, str, float]:
    """The size, the font (empty if there are several) and the angle of a line.

    Three signs are asked. The size in the middle counts: neither that of a large initial nor that of a raised figure.
    """
    from pypdfium2 import raw

    matrix, name, flags = raw.FS_MATRIX(), ctypes.create_string_buffer(64), ctypes.c_int()
    sizes: list[float] = []
    fonts: set[bytes] = set()
    for index in (signs[-1], signs[len(signs) // 2], signs[0]):
        raw.FPDFText_GetMatrix(page.raw, index, matrix)
        sizes.append(abs(raw.FPDFText_GetFontSize(page.raw, index) * math.hypot(matrix.c, matrix.d)))
        raw.FPDFText_GetFontInfo(page.raw, index, name, len(name), flags)
        fonts.add(name.value)
    font = fonts.pop().decode("latin-1") if len(fonts) == 1 else ""
    return round(sorted(sizes)[1], 1), font, math.atan2(matrix.b, matrix.a)
