"""German verb forms from an infinitive and, for strong verbs, principal parts.

Weak verbs are regular; a strong one is given by its present (third person), preterite and participle: "geben gibt gab
gegeben". Regular rules after Duden, Die Grammatik (2016), "Das Verb".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NO_GE = re.compile(r"(?:be|emp|ent|er|ge|miss|ver|wider|zer|unter(?=s|r)|über(?=z|r)).{3,}|.+ier(?:en)?\Z")
_LINKED = re.compile(r".*(?:[td]|(?:ch|[^aeiouäöülrhmn])[mn])\Z")


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of a verb that news uses: finite ones, the participle, the infinitive."""

    finite: tuple[str, ...]
    participle: str
    infinitive: str


def conjugate(verb: str) -> Forms:
    """Return the forms of a weak verb ("sagen") or of a strong one with its parts ("geben gibt gab gegeben").

    Finite are third persons of present and preterite, singular and plural, and both moods of the subjunctive.

    >>> conjugate("melden").finite
    ('meldet', 'melden', 'meldete', 'meldeten', 'melde')
    """
    infinitive, *parts = verb.split()
    stem = infinitive.removesuffix("n") if infinitive.endswith(("eln", "ern")) else infinitive.removesuffix("en")
    if parts:
        present, past, participle = parts
        # "gab, gaben", but "kannte, kannten" and "dachte, dachten".
        plural = past + ("n" if past.endswith("e") else "en")
        unreal = past if past.endswith("e") else _umlaut(past) + "e"
        return Forms((present, infinitive, past, plural, stem + "e", unreal, unreal + "n"), participle, infinitive)
    link = "e" if _LINKED.match(stem) else ""
    present, past = f"{stem}{link}t", f"{stem}{link}te"
    participle = present if _NO_GE.match(infinitive) else f"ge{present}"
    return Forms((present, infinitive, past, f"{past}n", f"{stem}e"), participle, infinitive)


def _umlaut(past: str) -> str:
    """ "gab" -> "gäb", "bot" -> "böt", "sprach" -> "spräch"."""
    for plain, changed in (("au", "äu"), ("a", "ä"), ("o", "ö"), ("u", "ü")):
        at = past.rfind(plain)
        if at >= 0:
            return past[:at] + changed + past[at + len(plain) :]
    return past
