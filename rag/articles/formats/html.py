"""Web pages: the text of the article without what stands around it, and what the page states about it.

Which part of a page is the article is told by trafilatura; the page is mended before it looks (`markup`). The facts
come from `page_facts`, because trafilatura guesses more of them than the page states, and sometimes wrong.
"""

from __future__ import annotations

import logging
import re
from itertools import islice
from typing import Any

from rag.articles.decoding import decode
from rag.articles.formats.markup import FURNITURE, is_large, mend, parsed, written
from rag.articles.layout import ends_sentence
from rag.articles.page_facts import page_facts
from rag.articles.reading import Reading
from rag.errors import ArticleError

_LITTLE = 250
"""Characters. With less than this, trafilatura too takes a page for one that it did not understand."""

_LONGEST_LUMP = 20_000
"""Characters. Paragraphs are looked for in what is shorter; a news page has 3,000 to 10,000."""

_LONGEST_LEAD = 3
"""Paragraphs between the heading and the text; what is more is no lead."""

_SHORTEST_LEAD = 40

_NOTHING = "holds no article text; save the page while a browser shows it, or leave it out"


def read(content: bytes) -> Reading:
    """Read a web page. Raises ArticleError if there is no article on it: a login page, a frameset, only scripts."""
    try:
        source = decode_as(content, declared_charset(content))
    except ValueError as error:
        raise ArticleError(f"is no web page: {error}; save the page again or leave it out") from error
    tree = parsed(source)
    if tree is None:
        raise ArticleError(_NOTHING)
    if next(tree.iter("frameset"), None) is not None:
        raise ArticleError("is a frame around other pages; save the page in it that holds the article")
    facts = page_facts(tree, source)
    scripted = next(tree.iter("script"), None) is not None
    asks_password = any((field.get("type") or "").lower() == "password" for field in tree.iter("input"))
    mend(tree, facts.language)
    text = _article_text(tree, facts.heading)
    if asks_password and len(text) < _LITTLE and facts.published is None:
        raise ArticleError("is a page to log in; log in and save the article itself")
    if scripted and len(text.split()) < 3:
        raise ArticleError("holds no article text but scripts that load it; save the page once a browser shows it")
    if not any(letter.isalnum() for letter in text):
        raise ArticleError(_NOTHING)
    return Reading.of(
        text,
        title=facts.title_in(text),
        author=facts.author,
        publisher=facts.publisher,
        published=facts.published,
        language=facts.language,
        url=facts.url,
    )


# --- from bytes to text ---------------------------------------------------------------------------------------------

_CHARSET = re.compile(rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_KNOWN_CHARSET = re.compile(r"(?:windows|cp|ibm|iso|koi8|gb|big5|euc|mac|utf-?8)[\w.:-]*")
_SUPERSETS = {
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
    "iso-8859-11": "cp874",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
}
"""What is meant by these names, as browsers know."""


def declared_charset(content: bytes) -> str | None:
    """Return the name of the encoding that a page gives itself in a meta tag or an XML declaration."""
    declared = _CHARSET.search(content[:4096])
    return declared[1].decode("ascii") if declared else None


def decode_as(content: bytes, charset: str | None) -> str:
    """Return the text that the bytes hold, where something beside them says in which encoding they are.

    A byte order mark and valid UTF-8 count more than what is said; where that proves wrong, `decode` finds it out.
    Raises ValueError with the reason if they hold no text.
    """
    if 0 < content.count(0) < len(content) / 100 and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.replace(b"\x00", b"")  # the slip of a program: UTF-16 has many more of them
    name = (charset or "").strip().lower()
    name = _SUPERSETS.get(name, name)
    # ISO 2022 is all ASCII, and so would be valid UTF-8.
    if name.startswith("iso-2022") or (_KNOWN_CHARSET.fullmatch(name) and 0 not in content and not _is_utf8(content)):
        try:
            text = content.removeprefix(b"\xef\xbb\xbf").decode(name, "replace")
        except LookupError:
            return decode(content)
        # One comment in another encoding must not turn every umlaut of the page into two letters.
        if 10 * text.count("\ufffd") <= sum(not letter.isascii() for letter in text):
            return text
    return decode(content)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


# --- finding the article --------------------------------------------------------------------------------------------


def _article_text(tree: Any, heading: str) -> str:
    if is_large(tree):
        return written(tree, FURNITURE)
    shown = written(tree, FURNITURE).split("\n\n")
    found = _search(tree)
    text = written(found, frozenset()) if found is not None else ""
    if len(text) > _LONGEST_LUMP or (len(text) >= _LITTLE and len(found) > 1):
        return _with_heading(text, heading, shown)
    # A short page comes back not at all, or as one lump that is torn at every tag. Its paragraphs stand on the page.
    lump, position, kept = _squeezed(text), 0, []
    for paragraph in shown:
        words = _squeezed(paragraph)
        at = lump.find(words, position)
        if at >= 0:
            kept.append(paragraph)
            position = at + len(words)
    if sum(map(len, map(_squeezed, kept))) < 0.9 * len(lump) or not lump:
        area = next((parts[0] for name in _AREAS if len(parts := list(islice(tree.iter(name), 2))) == 1), tree)
        return written(area, FURNITURE) or (text if len(text) >= _LITTLE else "")
    return _with_heading("\n\n".join(kept), heading, shown)


_AREAS = ("article", "main", "body")


def _with_heading(text: str, heading: str, shown: list[str]) -> str:
    """Put the heading, and the sentences that lead from it to the text, before the text, where a page parts them."""
    wanted, blocks = _squeezed(heading), [_squeezed(words) for words in shown]
    if wanted not in blocks or wanted in map(_squeezed, text.split("\n\n", 3)):
        return text
    begin = blocks.index(wanted) + 1
    first = _squeezed(text.split("\n\n", 1)[0])
    end = blocks.index(first, begin) if first in blocks[begin:] else begin
    lead = [words for words in shown[begin:end] if len(words) >= _SHORTEST_LEAD and ends_sentence(words)]
    return "\n\n".join((heading, *lead[:_LONGEST_LEAD], text))


def _search(tree: Any) -> Any:
    """The article as trafilatura finds it: a tree of `p`, `head`, `list`, `item`, `quote`, `row`, `cell` and `lb`."""
    import trafilatura

    # It warns of every page without an article. We say that ourselves, to those who can do something about it.
    log = logging.getLogger("trafilatura")
    if log.level == logging.NOTSET:
        log.setLevel(logging.CRITICAL)
    try:
        found = trafilatura.bare_extraction(tree, include_comments=False)
    except Exception:  # noqa: BLE001 - it stumbles over broken pages in many ways, and they can be read without it
        return None
    return getattr(found, "body", None)


def _squeezed(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable() and not letter.isspace())
