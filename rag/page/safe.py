"""Foreign text made fit to be shown: everything that came from an article, a file name or a question passes here.

Standard library only. Nothing here makes text trustworthy; it makes it inert: escaped, on one line, of bounded
length, and unable to reorder the words around it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import urlsplit

_SPACE = re.compile(r"\s+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_SURROGATE = re.compile("[\ud800-\udfff]")

# Persian, Hindi and emoji are misspelled without these two; every other invisible character can only deceive.
_JOINERS = "\u200c\u200d"


def encodable(text: str) -> str:
    """Return the text with lone surrogates replaced, which UTF-8 (hence every reply to a browser) cannot carry."""
    return _SURROGATE.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Return the text with every run of white space folded into one space.

    The chat takes Markdown, in which a blank line ends a block of HTML: text with one would be read as Markdown again.
    """
    return _SPACE.sub(" ", encodable(text)).strip()


def label(text: str, limit: int = 200) -> str:
    """Return metadata (a title, a publisher, a name) for display: one line, no invisible characters, at most `limit`.

    >>> label("Moscow\\u202e lends\\n$1 billion")
    'Moscow lends $1 billion'
    """
    # Cut before the loop: a title of a megabyte must not cost a megabyte's work for each of its uses on a page.
    head = one_line(text[: limit * 4])
    seen = "".join(_visible(character) for character in head)
    seen = _SPACE.sub(" ", seen).strip()
    if len(seen) <= limit:
        return seen
    return seen[: limit - 1].rstrip() + "…"


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf" and character not in _JOINERS:
        return ""
    return " " if category == "Cc" else character


def escaped(text: str) -> str:
    """Return text as HTML that means exactly that text, on one line, also inside a quoted attribute."""
    return html.escape(one_line(text), quote=True)


def language_of(code: str | None) -> str:
    """Return a language's code if it is one by its form (BCP 47), else nothing: what an article says may be anything.

    >>> language_of("de-AT"), language_of('en"><script>')
    ('de-AT', '')
    """
    return code if code and _LANGUAGE.fullmatch(code) else ""


def lang(code: str | None) -> str:
    """Return the attribute that says in which language the text of an element is, nothing where that is not known."""
    return f' lang="{language_of(code)}"' if language_of(code) else ""


def web_address(url: str | None) -> str | None:
    """Return the address if a browser may open it (http or https with a host), else None.

    >>> web_address("javascript:alert(1)") is None
    True
    """
    if url is None or any(character <= " " or character == "\x7f" for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
