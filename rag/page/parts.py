"""The components of the page that events change, and what the scripts and the events tell each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import gradio as gr

from rag.page.asking import Asking


class Parts(NamedTuple):
    """The components that events change.

    `turns`, `task`, `model` and `translation` are not seen: through them the scripts learn what was answered, how far
    an adding is, which chat model there is, and what it translated.
    """

    brand: gr.HTML
    buttons: dict[str, gr.Button]
    chat: gr.Chatbot
    asking: Asking
    foot: gr.HTML
    panel: gr.HTML
    turns: gr.JSON
    task: gr.JSON
    model: gr.JSON
    translation: gr.JSON


Waiting = Callable[[str], float | None]
"""Given a client's address, the seconds that it must wait before its next question; None lets it ask."""


QUIETLY: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""What every event of the page has: no overlay of gradio's, and no place in the public API."""


SEVERAL: dict[str, Any] = {**QUIETLY, "trigger_mode": "multiple"}
"""The same for an event that may happen again before the first one has ended."""


def tell(name: str) -> str:
    """Return a script that hands what an event gives it, if anything, to the page's own scripts (start.js)."""
    return f"value => {{ document.dispatchEvent(new CustomEvent('belegt-{name}', {{detail: value}})); return []; }}"
