"""Markdown: the text without its marks, and what its front matter states about the article.

What is read is CommonMark with tables. Line breaks within a paragraph stay where they are, so that a text without any
mark comes out as it went in.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from rag.articles.decoding import decode
from rag.articles.facts import stated_author, stated_date, stated_language, stated_url
from rag.articles.formats.markup import visible_text
from rag.articles.reading import Reading
from rag.errors import ArticleError

_GENDER_STAR = re.compile(r"(?<=[^\W\d_])\*(?=(?:in|innen|r|n|e|er|en|em|m|es|die|frau)\b)")
"""The star in "Leser*innen", two of which would be marks of emphasis."""

_STAND_IN = "\ue000"

_DEEPEST = 100
"""Levels of quotations, lists and emphasis. What is deeper is dropped; the usual 20 are nine levels of a list."""


def read(content: bytes) -> Reading:
    """Read Markdown. Raises ArticleError if it is no text, or if nothing is left of it without its marks."""
    try:
        source = decode(content)
    except ValueError as error:
        raise ArticleError(f"is no text: {error}; save it as plain text or leave it out") from error
    matter, body = _front_matter(source)
    heading, text = _plain(body)
    if not text.strip():
        raise ArticleError("holds no article text, only marks; write the article into it or leave it out")
    publisher = next(_values(matter, "publisher site sitename site_name source outlet"), None)
    url = next(
        filter(None, map(stated_url, _values(matter, "url canonical canonical_url link permalink source"))), None
    )
    names = (stated_author(name, publisher=publisher, person=True) for name in _values(matter, "author authors byline"))
    dates = map(stated_date, _values(matter, "published date publishdate pubdate datepublished published_at"))
    languages = map(stated_language, _values(matter, "lang language locale"))
    return Reading.of(
        text,
        title=next(_values(matter, "title"), heading),
        author=", ".join(dict.fromkeys(filter(None, names))),
        publisher=publisher if publisher and not stated_url(publisher) else None,
        published=next(filter(None, dates), None),
        language=next(filter(None, languages), None),
        url=url,
    )


# --- front matter ---------------------------------------------------------------------------------------------------

_YAML = re.compile(r"---[ \t]*\r?\n(.*?\r?\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\+\+\+[ \t]*\r?\n(.*?\r?\n)\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_KEY = re.compile(r"(?P<key>[A-Za-z][\w.-]{0,40}) ?:(?:\s+(?P<value>.*))?")
_WITHIN = re.compile(r"(?:\s+|-\s+)(?:-\s+)?(?:name\s*:\s+)?(?P<value>.*)", re.IGNORECASE)
_COMMENT = re.compile(r"(?:^|\s)#.*")


def _front_matter(source: str) -> tuple[dict[str, list[str]], str]:
    """What stands between the two lines of marks at the top, by lower-case key, and the text below them."""
    if match := _TOML.match(source):
        try:
            table = tomllib.loads(match[1])
        except (tomllib.TOMLDecodeError, RecursionError):
            return {}, source
        return {key.lower(): list(_toml_values(value)) for key, value in table.items()}, source[match.end() :]
    match = _YAML.match(source)
    matter = _yaml_values(match[1].splitlines()) if match else None
    return (matter, source[match.end() :]) if match and matter else ({}, source)


def _toml_values(value: Any) -> Iterator[str]:
    for part in value if isinstance(value, list) else [value]:
        part = part.get("name") if isinstance(part, dict) else part
        if isinstance(part, str):
            yield part
        elif isinstance(part, datetime.date):  # or a moment, which is one too
            yield part.isoformat()


def _yaml_values(lines: Iterable[str]) -> dict[str, list[str]] | None:
    """The values of `key: value` lines and of the lists below a key; None if other lines are among them."""
    matter: dict[str, list[str]] = {}
    values: list[str] = []
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        if match := _KEY.fullmatch(line.rstrip()):
            values = matter.setdefault(match["key"].lower(), [])
            value = (match["value"] or "").strip()
            bare = value.startswith("[") and value.endswith("]") and not value.startswith("[[")
            values += map(_unquoted, value[1:-1].split(",") if bare else [value])
        elif matter and (match := _WITHIN.fullmatch(line.rstrip())):
            values.append(_unquoted(match["value"]))
        else:
            return None
    return {
        key: [value for value in values if value not in ("", ">", "|", ">-", "|-")] for key, values in matter.items()
    }


def _unquoted(value: str) -> str:
    value = value.strip()
    for mark in "\"'":
        if len(value) > 1 and value.startswith(mark) and value.endswith(mark):
            return value[1:-1].removeprefix("[[").removesuffix("]]").strip()
    return _COMMENT.sub("", value).removeprefix("[[").removesuffix("]]").strip()


def _values(matter: dict[str, list[str]], keys: str) -> Iterator[str]:
    for key in keys.split():
        yield from filter(None, matter.get(key, ()))


# --- text -----------------------------------------------------------------------------------------------------------


def _plain(source: str) -> tuple[str | None, str]:
    """The heading that the text begins with, None if it begins otherwise, and the text without marks."""
    from markdown_it import MarkdownIt

    starred = _STAND_IN not in source
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table")
    tokens = parser.parse(_GENDER_STAR.sub(_STAND_IN, source) if starred else source)
    heading, pieces, gap, lists, mark = None, [], 0, 0, ""
    cells: list[str] | None = None
    for token in _shown(tokens):
        text = ""
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                lists += 1
            case "bullet_list_close" | "ordered_list_close":
                lists -= 1
                gap = gap if lists else 2
            case "list_item_open":
                # A number may be more than a mark: "12. March" at the beginning of a line.
                mark = f"{token.info}{token.markup} " if token.info else ""
            case "tr_open":
                cells = []
            case "tr_close" if cells is not None:
                text, cells = "\t".join(cells), None
            case "table_close":
                gap = 2
            case "inline":
                text = _inline(token.children or [])
                if cells is not None:
                    cells.append(" ".join(text.split()))
                    text = ""
                if token is tokens[1] and tokens[0].tag == "h1":
                    heading = text
            case "code_block" | "fence":
                text = token.content.rstrip("\n")
            case "html_block":
                text = visible_text(token.content)
        if text.strip():
            pieces.append("\n" * gap + mark + text)
            mark, gap = "", 1 if lists or token.type == "tr_close" else 2
    text = "".join(pieces)
    if starred:
        heading, text = heading and heading.replace(_STAND_IN, "*"), text.replace(_STAND_IN, "*")
    return heading, text


def _shown(tokens: Iterable[Any]) -> Iterator[Any]:
    """The tokens without the rest of a script: to Markdown, one inside of other HTML ends at its first empty line."""
    begun = ""
    for token in tokens:
        content = token.content.lower()
        if not begun:
            yield token
            if token.type == "html_block":
                begun = next(
                    (tag for tag in ("script", "style") if content.rfind(f"<{tag}") > content.rfind(f"</{tag}")), ""
                )
        elif not content:
            yield token
        elif f"</{begun}" in content:
            begun = ""


def _inline(tokens: list[Any]) -> str:
    """The words of a run of text. HTML among them is read as such, so that a script in it is none of them."""
    if any(token.type == "html_inline" for token in tokens):
        return visible_text("".join(_as_html(token) for token in tokens))
    return "".join("\n" if token.type in ("softbreak", "hardbreak") else _content(token) for token in tokens)


def _as_html(token: Any) -> str:
    if token.type == "html_inline":
        return str(token.content)
    return {"softbreak": "\n", "hardbreak": "<br>"}.get(token.type) or escape(_content(token))


def _content(token: Any) -> str:
    return token.content if token.type in ("text", "code_inline", "text_special") else ""
