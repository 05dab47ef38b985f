"""Articles: find the sources, read a file, make an `Article` of a text with its metadata, noise and headings."""

from __future__ import annotations

from rag.articles.readers import find_sources, make_article, read_article

__all__ = ["find_sources", "make_article", "read_article"]
