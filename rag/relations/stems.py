"""Words cut down to what their forms share, German and English, by their endings."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_STROKES = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "’": "'"})
_ENDINGS = {"ungen": 5, "innen": 5, "ings": 4, "eten": 4, "ende": 4, "enden": 4, "ern": 4, "ung": 5, "ing": 4}
_ENDINGS |= {"ten": 3, "tet": 4, "end": 4, "ed": 3, "te": 3, "es": 3, "en": 3, "er": 4, "em": 4, "et": 4}
_ENDINGS |= {"in": 6, "e": 3, "n": 4, "s": 3, "t": 3, "d": 4}
_ORDERED = sorted(_ENDINGS.items(), key=lambda item: -len(item[0]))
PREFIXES = (
    "ab an auf aus bei ein fest fort frei heim her hin hoch los mit nach nieder statt teil um unter vor weg weiter"
    " wieder zu zurück zusammen bekannt bereit"
).split()
PREFIX = "|".join(sorted((prefix.replace("ü", "u") for prefix in PREFIXES), key=len, reverse=True))
_PARTICIPLE = re.compile(rf"({PREFIX})?ge(\w{{2,}}(?:t|en))")
_INFINITIVE = re.compile(rf"({PREFIX})zu(\w{{2,}}en)")


def fold(text: str) -> str:
    """Lower-case and strip accents, so that "Guaidó" meets "Guaido" and "Häfen" "Hafen"."""
    lowered = text.lower().translate(_STROKES)
    return "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))


@lru_cache(maxsize=50_000)
def stems(form: str) -> tuple[str, ...]:
    """Return what a folded word may be a form of, likeliest first: without its ending, its "ge" and its "zu".

    >>> stems("gekauft"), stems("abzulehnen")
    (('gekauf', 'kauf'), ('abzulehn', 'ablehn'))
    """
    found = [_cut(form)]
    for pattern in (_PARTICIPLE, _INFINITIVE):
        match = pattern.fullmatch(form)
        if match:
            found.append(_cut((match[1] or "") + match[2]))
    return tuple(dict.fromkeys(found))


def _cut(form: str) -> str:
    """Cut endings until none is left that leaves enough: "supports" loses its s, and then what "support" loses."""
    whole = ""
    while whole != form:
        whole = form
        for ending, least in _ORDERED:
            if form.endswith(ending) and len(form) - len(ending) >= max(least, 4 if form is not whole else least):
                form = form[: -len(ending)]
                break
    if form.endswith("y"):
        return form[:-1] + "i"
    # "cutting", "stopped": English doubles the letter before its endings.
    return form[:-1] if len(form) > 4 and form[-1] == form[-2] and form[-1] in "bdgmnprt" else form
