"""Word files (.docx): paragraphs and tables in the order of the text, with what was inserted, without what was deleted.

Only the parts that an article is made of are unpacked and parsed, by the parser of python-docx, which resolves no
entities. Its document model is not used: it skips tracked insertions, content controls and text boxes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zipfile import ZipFile

from rag.articles.formats.archives import open_archive, unpack
from rag.articles.formats.properties import stated_author, stated_title
from rag.articles.reading import Reading
from rag.errors import ArticleError

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

MAX_XML = 40_000_000
"""Bytes of the part that holds the text, about ten million characters; parsed, it takes up to twenty times as much."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_ROOTS = {"workbook": "an Excel workbook", "presentation": "a PowerPoint presentation"}
_OTHER_TYPES = {
    b"application/vnd.oasis.opendocument.text": "an OpenDocument text",
    b"application/vnd.oasis.opendocument": "an OpenDocument file",
    b"application/epub": "an EPUB book",
}

_LEFT_OUT = frozenset("del moveFrom Fallback instrText delText delInstrText pPr rPr rt sdtPr tblPr trPr tcPr".split())
"""Deleted text, the copy of a text box for older programs, codes of fields, pronunciation, and mere form."""

_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF = frozenset(("0", "false", "off"))
_LONGEST_CELL = 300
"""Characters. A table with a longer cell is there for the layout, and its cells hold paragraphs."""


def read(content: bytes) -> Reading:
    """Read a Word file.

    What it states of date and language counts for nothing: the date is that of its creation, and programs write their
    own language, "en-US" for a German text.

    Notes, comments, headers and footers are left out, as they do not belong to the running text; so is hidden text.

    Raises ArticleError if the file is encrypted, damaged, dangerous, no Word file, or holds no text.
    """
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise ArticleError("is encrypted; save it without a password")
        raise ArticleError("is a file of Word before 2007 or of another old program; save it as .docx")
    if not content.startswith(b"PK"):
        raise ArticleError("is no Word file; save it as .docx, or give its name the ending that says what it is")
    with open_archive(content) as archive:
        parts = _parts(archive)
        root = _parsed(archive, parts.get("officeDocument", "word/document.xml"))
        if root is None or _name(root) != "document":
            raise ArticleError(f"is {_other_kind(archive, root)}, no Word file; save its text as .docx")
        core = _parsed(archive, parts.get("core-properties", "docProps/core.xml"))
        facts = {_name(element): element.text for element in core} if core is not None else {}
    text = "\n\n".join(_blocks(root))
    if not text:
        raise ArticleError("has no text, at most pictures; nothing to read")
    return Reading.of(text, title=stated_title(facts.get("title")), author=stated_author(facts.get("creator")))


# --- the package ----------------------------------------------------------------------------------------------------


def _parts(archive: ZipFile) -> dict[str, str]:
    """The names of the parts in the archive by what they are: "officeDocument" is the text."""
    relations = _parsed(archive, "_rels/.rels")
    return {
        relation.get("Type", "").rsplit("/", 1)[-1]: relation.get("Target", "").removeprefix("/")
        for relation in (() if relations is None else relations)
        if _name(relation) == "Relationship"
    }


def _other_kind(archive: ZipFile, root: Element | None) -> str:
    if root is not None:
        return _OTHER_ROOTS.get(_name(root), f"a file of another program ({_name(root)!r})")
    stated = unpack(archive, "mimetype", 100)
    return next((name for begin, name in _OTHER_TYPES.items() if stated.startswith(begin)), "a zip archive")


def _parsed(archive: ZipFile, name: str) -> Element | None:
    """The root of a part, None if the archive does not have it."""
    from docx.oxml.parser import parse_xml

    content = unpack(archive, name, MAX_XML)
    if not content:
        return None
    # Without NUL, so that UTF-16 is seen through; the standard allows UTF-8 and UTF-16 and no document type.
    begin = content[:200].replace(b"\0", b"").lower()
    encoding = re.search(rb"""encoding\s*=\s*["']([^"']*)""", begin)
    if encoding and encoding[1] not in (b"utf-8", b"utf-16", b"us-ascii"):
        raise ArticleError(f"has a part {name!r} in an encoding that Word does not write; open and save it anew")
    if b"<!doctype" in content.replace(b"\0", b"").lower():
        raise ArticleError(f"has a part {name!r} that defines entities, which no Word file does; leave it out")
    try:
        return parse_xml(content)
    except SyntaxError as error:  # what lxml raises is one
        raise ArticleError(f"is damaged at {name!r} ({error}); open and save it anew") from error


def _name(element: Element) -> str:
    """The name without its namespace: the strict form of the standard has other namespaces and the same names."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


# --- the text -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Open:
    """An element that is being read: a paragraph, a table, a row, a cell, or the whole."""

    name: str
    words: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    rows: list[list[list[str]]] = field(default_factory=list)


_CONTAINERS = frozenset("p tbl tr tc".split())


def _blocks(root: Element) -> list[str]:
    """The paragraphs and tables of a text. What is in a text box follows the paragraph in which it is anchored."""
    open_ones = [_Open("")]
    for element, begins in _walk(root):
        name = _name(element)
        innermost = open_ones[-1]
        if name in _CONTAINERS:
            if begins:
                open_ones.append(_Open(name))
            else:
                _close(open_ones.pop(), open_ones[-1])
        elif not begins or innermost.name != "p":
            continue
        elif name == "t":
            innermost.words.append(element.text or "")
        elif name in _SIGNS:
            innermost.words.append(_SIGNS[name])
    return open_ones[0].blocks


def _close(inner: _Open, outer: _Open) -> None:
    if inner.name == "p":
        words = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(inner.words)).strip()
        outer.blocks += [*([words] if words else []), *inner.blocks]
    elif inner.name == "tc" and outer.name == "tr":
        outer.cells.append(inner.blocks)
    elif inner.name == "tr" and outer.name == "tbl":
        outer.rows.append(inner.cells)
    elif inner.name == "tbl":
        outer.blocks += _table(inner.rows)
    else:
        outer.blocks += inner.blocks


def _table(rows: list[list[list[str]]]) -> Iterable[str]:
    """A table as lines with tabs between its cells, or as paragraphs, if it is only there for the layout."""
    cells = [cell for row in rows for cell in row]
    blocks = [block for cell in cells for block in cell]
    layout = any(len(cell) > 1 for cell in cells) or any(
        len(block) > _LONGEST_CELL or "\t" in block for block in blocks
    )
    if layout or all(len(row) == 1 for row in rows):
        return blocks
    lines = ("\t".join(" ".join("".join(cell).split()) for cell in row) for row in rows)
    return ["\n".join(line for line in lines if line.strip())] if blocks else []


def _walk(root: Element) -> Iterator[tuple[Element, bool]]:
    """Every element that is read, at its begin (True) and at its end. Not by recursion: files may nest deeply."""
    yield root, True
    open_ones = [(root, iter(root))]
    while open_ones:
        element, children = open_ones[-1]
        child = next(children, None)
        if child is None:
            yield element, False
            open_ones.pop()
        elif not _left_out(child):
            yield child, True
            open_ones.append((child, iter(child)))


def _left_out(element: Element) -> bool:
    name = _name(element)
    if name == "r":
        return any(_name(sign) == "vanish" and _is_on(sign) for sign in _form(element, "rPr"))
    if name == "sdt":
        return any(_name(sign) == "showingPlcHdr" for sign in _form(element, "sdtPr"))
    return name in _LEFT_OUT


def _form(element: Element, name: str) -> Iterator[Element]:
    return (sign for child in element if _name(child) == name for sign in child)


def _is_on(sign: Element) -> bool:
    return not any(value in _OFF for value in sign.attrib.values())
