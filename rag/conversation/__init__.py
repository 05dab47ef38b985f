"""Conversations: a follow-up question made self-contained by what was asked before; words alone, no model."""

from rag.conversation.completing import Turn, in_context

__all__ = ["Turn", "in_context"]
