"""What was read out of a file, before it is an article: its text, and what the file itself states about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rag.articles.decoding import normalised


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of one article and what its file states about it; what the file does not say is None.

    `text` is in Unicode NFC and has paragraphs apart by an empty line. `published` is a date in ISO 8601 in the
    precision that is known ("2023", "2023-11", "2023-11-16"), `language` an ISO 639-1 code. `pages` are the offsets in
    `text` at which its pages begin, the first one 0; empty where a format has none.
    """

    text: str
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None
    pages: tuple[int, ...] = ()

    @classmethod
    def of(cls, text: str, **facts: str | None) -> Reading:
        """Make a reading of a text in any normal form, and of facts, of which empty ones count as not stated."""
        stated: dict[str, Any] = {name: _stated(value) for name, value in facts.items()}
        return cls(normalised(text), **stated)


def _stated(value: str | None) -> str | None:
    return (normalised(" ".join(value.split())) or None) if value else None
