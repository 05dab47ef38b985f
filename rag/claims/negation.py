"""Whether a sentence denies what it speaks of: by its negation words, German and English."""

from __future__ import annotations

import re

_NEGATION = re.compile(
    r"\b(?:nicht|nichts|nie|niemals|niemand|nirgends|kein(?:e[mnrs]?)?|weder|keinesfalls|keineswegs|ohne"
    r"|not|n['’]t|never|no|nobody|nothing|neither|nor|none|without|cannot"
    r"|dementier\w*|bestr(?:itt|eitet)\w*|widersprach|widerspricht|verneint\w*"
    r"|den(?:y|ies|ied)|reject(?:s|ed)?|refut(?:es|ed))\b|\w+n['’]t\b",
    re.IGNORECASE,
)


def is_negated(text: str) -> bool:
    """Return whether the sentence holds an odd number of negations ("nicht ohne" takes itself back)."""
    return len(_NEGATION.findall(text)) % 2 == 1
