"""The gate's reasons in other languages than the English in which they come.

A reason is a kind and what is the matter: "number: 300, the quote says 200". Kinds that are not known here, and what is
told in other phrases, stay in English.
"""

from __future__ import annotations

from collections.abc import Mapping

_KINDS_IN_GERMAN = {
    "number": "Zahl",
    "number not in the quote": "Zahl nicht im Zitat",
    "time": "Zeit",
    "time not in the quote": "Zeit nicht im Zitat",
    "opposite": "Gegenteil",
    "negation": "Verneinung",
    "verb not in the quote": "Verb nicht im Zitat",
    "actor": "wer handelt",
    "actor not in the quote": "wer handelt, nicht im Zitat",
    "place": "Ort",
    "direction": "Richtung",
    "modality": "wie sicher es ist",
    "claimer": "wer es sagt",
    "not in the quote": "nicht im Zitat",
    "the quote does not say": "das Zitat sagt nicht",
    "in quotation marks, but not in the quote": "in Anführungszeichen, aber nicht im Zitat",
    "it puts in quotation marks what the article does not say in these words": (
        "in Anführungszeichen, was so nicht im Artikel steht"
    ),
    "it is in English, not in German": "es ist auf Englisch, nicht auf Deutsch",
    "it is in German, not in English": "es ist auf Deutsch, nicht auf Englisch",
    "it is 2 sentences": "es sind zwei Sätze",
    "it says nothing": "es sagt nichts",
    "it holds markup or an address": "es enthält Auszeichnungen oder eine Adresse",
    "entailment model": "Inferenzmodell",
}
_PHRASES_IN_GERMAN = {
    "who does it and whom it is done to have changed places": "wer es tut und wem es geschieht, sind vertauscht",
    "one of both denies what the other one states": "eines verneint, was das andere aussagt",
    "is denied in one of both only": "ist nur in einem von beiden verneint",
    "the quote does not say that": "das Zitat sagt nicht, dass",
    "the quote contradicts the statement": "das Zitat widerspricht dem Satz",
    "the quote does not say so": "das Zitat sagt das nicht",
    "the quote says the opposite": "im Zitat steht das Gegenteil",
    "the quote says it under": "im Zitat steht es mit",
    "the statement does not": "im Satz nicht",
    "is not in the quote": "steht nicht im Zitat",
    "the quote says": "im Zitat steht",
    "in the quote": "im Zitat",
    "somebody else": "jemand anderes",
    "says it, not": "sagt es, nicht",
}
"""Longer ones first: the shorter may be a part of them."""

_KINDS: Mapping[str, Mapping[str, str]] = {"de": _KINDS_IN_GERMAN}
_PHRASES: Mapping[str, Mapping[str, str]] = {"de": _PHRASES_IN_GERMAN}


def reason_in(language: str, reason: str) -> str:
    """Return a reason in a language, as far as that is known.

    >>> reason_in("de", "number: 300, the quote says 200")
    'Zahl: 300, im Zitat steht 200'
    """
    kind, colon, rest = reason.partition(":")
    known = _KINDS.get(language, {}).get(kind)
    if known is None:
        return reason
    for english, own in _PHRASES.get(language, {}).items():
        rest = rest.replace(english, own)
    return f"{known}{colon}{rest}"
