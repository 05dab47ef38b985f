"""Suggestions: questions to ask next, or first, every one of which has an answer in the articles; no model."""

from rag.suggesting.questions import follow_ups, openers

__all__ = ["follow_ups", "openers"]
