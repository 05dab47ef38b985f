"""The properties of an office file, as far as an author set them: programs fill them with stand-ins."""

from __future__ import annotations

import re

_FILE_NAME = re.compile(
    r"\S+\.(?:docx?|dotx?|odt|rtf|pdf|indd?|qxp|qxd|pages|pptx?|xlsx?|tex|txt|html?)", re.IGNORECASE
)
_PROGRAM = re.compile(r"(?:microsoft (?:word|powerpoint)|powerpoint)\b.* - |about:blank|https?://", re.IGNORECASE)
_STAND_IN = re.compile(
    r"(?:untitled|unbenannt\w*|ohne titel|document|dokument|doc|slide|folie|print|titel?|word document|title)"
    r"(?:[ _-]*\d+)?",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:(?:microsoft |ms )?(?:office|windows|word)[ -]?(?:user|anwender|benutzer)?|unknown|unbekannt|anonymous|user"
    r"|benutzer|owner|admin\w*|author|autor|python-docx|default|\W*)(?:[ _-]*\d+)?",
    re.IGNORECASE,
)


def stated_title(value: str | None) -> str | None:
    """Return a title that a person wrote; a file's name or a program's stand-in ("Untitled 1") is none.

    >>> stated_title("Microsoft Word - Presse_neu.docx"), stated_title("Der Hafen kommt")
    (None, 'Der Hafen kommt')
    """
    words = " ".join((value or "").split())
    stand_in = _FILE_NAME.fullmatch(words) or _PROGRAM.match(words + " ") or _STAND_IN.fullmatch(words)
    return None if stand_in or not any(map(str.isalpha, words)) else words


def stated_author(value: str | None) -> str | None:
    """Return the name of an author; the name of an account ("mmuster", "Administrator", an address) is none."""
    words = " ".join((value or "").split())
    account = words.islower() and " " not in words
    return None if account or _NOBODY.fullmatch(words) or re.search(r"[@\\/]", words) else words
