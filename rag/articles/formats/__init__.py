"""The formats that hold one article a file: which one a file is in, and reading it.

Every format is one module with one function, `read(content: bytes) -> Reading`, imported when the first such file
comes. It raises ArticleError with the reason, in words that go on after the file's name: "is encrypted; ...".
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal, get_args

from rag.articles.reading import Reading

Kind = Literal["text", "markdown", "html", "pdf", "word", "mail"]
KINDS: tuple[Kind, ...] = get_args(Kind)

SUFFIXES: dict[str, Kind] = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "word",
    ".eml": "mail",
}
"""What is read from a folder, and as what. A file that is named directly is read whatever it is called."""

VERSIONS: dict[Kind, int] = {"text": 1, "markdown": 1, "html": 1, "pdf": 1, "word": 1, "mail": 1}
"""Raised when a reader gives another text or other facts than before: files of this kind are then read again."""


def kind_by_name(name: str) -> Kind | None:
    """Return the kind of a file by the ending of its name, None where that says nothing."""
    return SUFFIXES.get(PurePath(name).suffix.lower())


def kind_by_content(content: bytes) -> Kind:
    """Return the kind of a file by how it begins; what looks like nothing else is text."""
    begins = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if begins.startswith(b"%PDF-"):
        return "pdf"
    if begins.startswith(b"PK\x03\x04"):
        return "word"
    if begins[:14].lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    return "text"


def read(content: bytes, kind: Kind) -> Reading:
    """Read a file of this kind. Raises ArticleError with the reason why there is no article in it."""
    match kind:
        case "text":
            from rag.articles.formats import text

            return text.read(content)
        case "markdown":
            from rag.articles.formats import markdown

            return markdown.read(content)
        case "html":
            from rag.articles.formats import html

            return html.read(content)
        case "pdf":
            from rag.articles.formats import pdf

            return pdf.read(content)
        case "word":
            from rag.articles.formats import word

            return word.read(content)
        case "mail":
            from rag.articles.formats import mail

            return mail.read(content)
