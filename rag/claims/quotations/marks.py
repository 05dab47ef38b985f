"""Find what stands between quotation marks, in every style that German and English news use."""

from __future__ import annotations

import re

from rag.types import Span

# Marks, and the ends of paragraphs: an empty line, or a line break after an end mark (pages without empty lines).
# Written so that each alternative begins with one character: `re` then looks for these and tries nothing elsewhere.
_MARK = re.compile(r"„|“|”|\"|»|«|\n(?:(?=\s*?\n)|(?<=[.!?:]\n))")


def quotations(text: str) -> list[Span]:
    """Return the stretches between quotation marks, marks included, in order.

    A mark that is never closed within its paragraph opens nothing. Nested quotations are part of the outer one.

    >>> [(span.start, span.end) for span in quotations("Er sagte: „Nein.“")]
    [(10, 17)]
    """
    found = []
    open_at: int | None = None
    for match in _MARK.finditer(text):
        mark = match.group()
        if mark == "\n":
            open_at = None
        elif open_at is None:
            if _opens(text, match.start()):
                open_at = match.start()
        elif mark == "„":
            open_at = match.start()  # The one before was never closed.
        else:
            found.append(Span(open_at, match.end()))
            open_at = None
    return found


def _opens(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return not after.isspace() and (before.isspace() or before in "([–—-:/„“»«‚‘›‹")
