"""The gate's reasons in other languages than the English in which they come.

A reason is a sentence with gaps for words of the statement and of the quote: "number: {}, the quote says {}". One that
is not known here stays in English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_GERMAN = {
    "number: {}, the quote says {}": "Zahl: {}, im Zitat steht {}",
    "number: {}, the quote sets no such bound": "Zahl: {}, das Zitat setzt keine solche Grenze",
    "number: the quote says it of one of them": "Zahl: das Zitat sagt es von einem davon",
    "number: the quote does not say it of one of them only": "Zahl: das Zitat sagt es nicht nur von einem davon",
    "number: the quote says it of {} of {}": "Zahl: das Zitat sagt es von {} von {}",
    "number not in the quote: {}": "Zahl nicht im Zitat: {}",
    "time: {}, the quote says {}": "Zeit: {}, im Zitat steht {}",
    "time: before, the quote says after": "Zeit: vor, im Zitat steht nach",
    "time: after, the quote says before": "Zeit: nach, im Zitat steht vor",
    "time: before {}, the quote says the opposite": "Zeit: vor {}, im Zitat umgekehrt",
    "time: after {}, the quote says the opposite": "Zeit: nach {}, im Zitat umgekehrt",
    "time: the statement says before, the quote after": "Zeit: im Satz steht vor, im Zitat nach",
    "time: the statement says after, the quote before": "Zeit: im Satz steht nach, im Zitat vor",
    "time not in the quote: {}": "Zeit nicht im Zitat: {}",
    "opposite: {}, the quote says {}": "Gegenteil: {}, im Zitat steht {}",
    "negation: one of both denies what the other one states": "Verneinung: eines verneint, was das andere aussagt",
    "negation: the quote denies something else": "Verneinung: das Zitat verneint etwas anderes",
    "negation: {} is denied in one of both only": "Verneinung: {} ist nur in einem von beiden verneint",
    "modality: the quote says it under {}, the statement does not": (
        "wie sicher es ist: im Zitat steht es mit {}, im Satz nicht"
    ),
    "modality: {} is not in the quote": "wie sicher es ist: {} steht nicht im Zitat",
    "direction: from {}, the quote says the opposite": "Richtung: von {}, im Zitat umgekehrt",
    "direction: to {}, the quote says the opposite": "Richtung: nach {}, im Zitat umgekehrt",
    "direction: whence and whither have changed places": "Richtung: woher und wohin sind vertauscht",
    "comparison: with {}, in the quote with {}": "Vergleich: mit {}, im Zitat mit {}",
    "place: {}, the quote says {}": "Ort: {}, im Zitat steht {}",
    "office: {} in the quote": "Amt: im Zitat {}",
    "office: {} in the statement only": "Amt: nur im Satz {}",
    "order: the statement says first": "Reihenfolge: der Satz sagt zuerst",
    "order: the statement says number {}": "Reihenfolge: der Satz sagt Nummer {}",
    "order: the statement says {}, the quote {}": "Reihenfolge: im Satz steht {}, im Zitat {}",
    "quantity: the statement says it of all": "Menge: der Satz sagt es von allen",
    "quantity: the statement says it of most": "Menge: der Satz sagt es von den meisten",
    "quantity: the quote says it of one of them": "Menge: das Zitat sagt es von einem davon",
    "quantity: the statement says it of nobody and nothing else": "Menge: der Satz sagt es von nichts sonst",
    "cause: the quote gives no reason": "Grund: das Zitat nennt keinen",
    "actor: {}, the quote says {}": "wer handelt: {}, im Zitat steht {}",
    "actor: who does it and whom it is done to have changed places": (
        "wer handelt: wer es tut und wem es geschieht, sind vertauscht"
    ),
    "actor: in the quote {} is who does it": "wer handelt: im Zitat tut es {}",
    "actor not in the quote: {}": "wer handelt, nicht im Zitat: {}",
    "verb not in the quote: {}": "Verb nicht im Zitat: {}",
    "not in the quote: {}": "nicht im Zitat: {}",
    "claimer: in the quote somebody else says it, not {}": "wer es sagt: im Zitat jemand anderes, nicht {}",
    "claimer: somebody else says it, not {}": "wer es sagt: jemand anderes, nicht {}",
    "claimer: {} says it, not {}": "wer es sagt: {}, nicht {}",
    "claimer: the quote does not say that {} says it": "wer es sagt: das Zitat sagt nicht, dass es {} sagt",
    "claimer not in the quote: {}": "wer es sagt, nicht im Zitat: {}",
    "in quotation marks, but not in the quote: {}": "in Anführungszeichen, aber nicht im Zitat: {}",
    "the quote does not say: {}": "das Zitat sagt nicht: {}",
    "the quote leaves words out between what is said": "das Zitat lässt dazwischen Wörter aus",
    "the statement says nothing of anybody": "der Satz sagt von niemandem etwas",
    "entailment model: the quote contradicts the statement ({} sure)": (
        "Inferenzmodell: das Zitat widerspricht dem Satz (zu {} sicher)"
    ),
    "entailment model: the quote does not say so ({} sure)": "Inferenzmodell: das Zitat sagt das nicht (zu {} sicher)",
    "it puts in quotation marks what the article does not say in these words: {}": (
        "in Anführungszeichen, was so nicht im Artikel steht: {}"
    ),
    "it is in English, not in German": "es ist auf Englisch, nicht auf Deutsch",
    "it is in German, not in English": "es ist auf Deutsch, nicht auf Englisch",
    "it is in {}, not in {}": "es ist in einer anderen Sprache",
    "it is {} sentences": "es sind {} Sätze",
    "it has {} characters, {} are allowed": "es hat {} Zeichen, erlaubt sind {}",
    "it says nothing": "es sagt nichts",
    "it holds markup or an address": "es enthält Auszeichnungen oder eine Adresse",
}
_WORDS_IN_GERMAN = {
    "former": "früher", "deputy": "stellvertretend", "future": "künftig", "acting": "geschäftsführend",
    "by": "um", "to": "auf", "from": "von",
}  # fmt: skip
"""What the gate itself puts into gaps: ways of holding an office, and before a number what it is said of."""

_Forms = tuple[tuple[re.Pattern[str], str], ...]


def _compiled(forms: Mapping[str, str]) -> _Forms:
    """Return the forms as patterns, those with fewer gaps first: they say more."""
    ordered = sorted(forms, key=lambda form: (form.count("{}"), -len(form)))
    return tuple((re.compile(re.escape(form).replace(r"\{\}", "(.+)"), re.DOTALL), forms[form]) for form in ordered)


_FORMS: Mapping[str, _Forms] = {"de": _compiled(_GERMAN)}
_WORDS: Mapping[str, Mapping[str, str]] = {"de": _WORDS_IN_GERMAN}


def reason_in(language: str, reason: str) -> str:
    """Return a reason in a language; in English if that is not known.

    >>> reason_in("de", "number: by 300, the quote says to 200")
    'Zahl: um 300, im Zitat steht auf 200'
    """
    for pattern, form in _FORMS.get(language, ()):
        match = pattern.fullmatch(reason)
        if match:
            own = "office" if reason.startswith("office: ") else "number" if reason.startswith("number: ") else ""
            return form.format(*(_filled(language, own, words) for words in match.groups()))
    return reason


def _filled(language: str, kind: str, words: str) -> str:
    """Return the words of a gap, where they are the gate's own in the language, else as they are."""
    first, space, rest = words.partition(" ")
    own = kind == "office" or (kind == "number" and rest[:1].isdigit())
    return f"{_WORDS[language].get(first, first)}{space}{rest}" if own else words
