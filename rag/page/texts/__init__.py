"""Every word that the page itself says, in English and German.

To add a language, add one `Words` and put it into `LANGUAGES`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from rag.page.texts.english import ENGLISH
from rag.page.texts.german import GERMAN
from rag.page.texts.words import Words

__all__ = ["ENGLISH", "GERMAN", "LANGUAGES", "marks_around", "words_for"]

QUOTATION_MARKS: Mapping[str, tuple[str, str]] = {
    "cs": ("„", "“"),
    "da": ("„", "“"),
    "de": ("„", "“"),
    "el": ("«", "»"),
    "en": ("“", "”"),
    "es": ("«", "»"),
    "fi": ("”", "”"),
    "fr": ("«\u202f", "\u202f»"),
    "it": ("«", "»"),
    "pl": ("„", "”"),
    "pt": ("“", "”"),
    "ru": ("«", "»"),
    "sv": ("”", "”"),
    "uk": ("«", "»"),
}

_EVERY_MARK = "\"'“”„‟«»‹›‘’‚"

LANGUAGES: Mapping[str, Words] = {"en": ENGLISH, "de": GERMAN}


def marks_around(quote: str, language: str | None) -> tuple[str, str]:
    """Return the quotation marks to put around a quote in this language: none if it brings its own at either end."""
    if quote and (quote[0] in _EVERY_MARK or quote[-1] in _EVERY_MARK):
        return "", ""
    return QUOTATION_MARKS.get(language or "", QUOTATION_MARKS["en"])


def words_for(accept_language: str | None, chosen: str | None = None) -> Words:
    """Return the words in the language that the reader chose, else in the first of Accept-Language that we have.

    >>> words_for("fr, de;q=0.8, en;q=0.5").language, words_for("de", chosen="en").language
    ('de', 'en')
    """
    if chosen is not None and chosen in LANGUAGES:
        return LANGUAGES[chosen]
    ranked = []
    for place, part in enumerate((accept_language or "").split(",")):
        tag, _, parameters = part.strip().partition(";")
        ranked.append((-_quality(parameters), place, tag.split("-")[0].lower()))
    for weight, _, language in sorted(ranked):
        if language in LANGUAGES and weight < 0:
            return LANGUAGES[language]
    return ENGLISH


def _quality(parameters: str) -> float:
    match = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", parameters)
    return float(match[1]) if match else 1.0
