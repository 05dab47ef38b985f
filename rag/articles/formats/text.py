"""Plain text: in any usual encoding, kept exactly as it stands."""

from __future__ import annotations

from rag.articles.decoding import decode
from rag.articles.reading import Reading
from rag.errors import ArticleError


def read(content: bytes) -> Reading:
    """Read plain text. Raises ArticleError if it is none."""
    try:
        return Reading.of(decode(content))
    except ValueError as error:
        raise ArticleError(f"is no text: {error}; save it as plain text or leave it out") from error
