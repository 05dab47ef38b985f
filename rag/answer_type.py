"""What kind of answer a question asks for (a count, a date, a person, a reason ...), and how far a text holds one.

Every test is a few regular expressions over German and English, made for being right about texts that hold no such
answer: what they cannot tell counts as half. They see kinds, not answers: "1,200 people" is a count of people, whether
or not it is the one asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.lexicon import is_name

Kind = Literal["count", "amount", "date", "duration", "person", "place", "name", "reason", "other"]

UNTOLD = 0.5
"""How far a text holds an answer of a kind that cannot be told."""
_SOME_NUMBER = 0.3
"""A count question and a text with a number that counts something else."""

# The first pattern that is found tells the kind. Both languages together: "was" and "wer" of one are rare in the other.
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("amount", r"^(?:wie\s*viele?|wieviel|how\s+much)\b.*"
               r"\b(?:kost\w*|bezahl\w*|umsatz|euro|dollars?|geld|preis|money|pay)"),
    ("count", r"\b(?:wie\s*viele?[nr]?|wieviele?[nr]?|how\s+many|(?:welche|what|which)\s+(?:anzahl|number))\b"),
    ("duration", r"\b(?:wie\s+(?:lange|oft)|how\s+(?:long|often))\b"),
    ("amount", r"\b(?:wie\s+(?:hoch|gro(?:ß|ss)|teuer|stark|weit|lang|alt|schwer|tief|schnell|breit)"
               r"|how\s+(?:much|high|large|big|old|far|tall|expensive|deep|fast|heavy|wide))\b"),
    ("date", r"^\W*(?:(?:und|and|seit|bis|ab|since|until|by)\s+)?(?:wann|when)\b"
             r"|\b(?:what|which)\s+(?:year|date|day|month|decade|century)\b"
             r"|\bwelche[mnrs]\s+(?:jahr|datum|tag|monat|jahrzehnt|jahrhundert)\b"),
    ("reason", r"^\W*(?:und\s+|and\s+)?(?:warum|wieso|weshalb|wozu|why|what\s+caused)\b"),
    ("place", r"^\W*(?:und\s+|and\s+)?(?:wo|woher|wohin|where)\b"
              r"|\b(?:welche[mnrs]?|what|which)\s+(?:land|ländern?|stadt|städten?|orten?|ort|kontinent|staat|country"
              r"|countries|city|cities|place|town|continent|state)\b"),
    ("person", r"^\W*(?:und\s+|and\s+)?(?:wer|wen|wem|wessen|who|whom|whose)\b"),
    ("name", r"^\W*wie\s+(?:heiß|hieß)|\bwelche[mnrs]?\b|^\W*(?:\w+\s+)?(?:which|what\s+is\s+the\s+name)\b"),
)  # fmt: skip
_OF_KIND = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)

_NUMBER = r"""(?: \d[\d.,]* | (?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|hundert\w*|tausend\w*
    |million\w*|milliarden?|dutzend\w*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundreds?|thousands?
    |billions?|dozens?)\b )"""
_ANY_NUMBER = re.compile(_NUMBER, re.IGNORECASE | re.VERBOSE)
_AMOUNT = re.compile(
    rf"""{_NUMBER} \s* -? (?: million\w*\s+ | milliarden?\s+ | billion\w*\s+ )?
    (?: [%‰°€$£²] | prozent | per\s?cent | k?m[²³2]?\b | cm\b | mm\b | mi\b | ft\b | k?g\b | t\b | ha\b | kwh?\b
      | (?:kilo|zenti|milli)?met(?:er|re)\w* | (?:square|quadrat)\w* | hektar\w* | acres? | miles? | meilen? | feet
      | (?:kilo)?gramm?\w* | tonnen? | tons? | tonnes? | lit(?:er|re)s? | barrels? | fässern? | watt\w* | grad
      | degrees?
      | euro\w* | dollars? | us-dollar | pfund | pounds? | mark\b | franken | yen | rubel | rubles? | years?\s+old
      | jahre?\s+alt | stundenkilometer\w* | jahren?\b )
    | [€$£] \s? \d""",
    re.IGNORECASE | re.VERBOSE,
)
_DURATION = re.compile(
    rf"""{_NUMBER} .{{0,12}}? (?: jahr | monat | woche | tag | stunde | minute | sekunde | year | month | week | day
      | hour | second )
    | \b(?: (?:täg|wöchent|monat|jähr)lich\w* | daily | weekly | monthly | yearly | annual\w* | alle\s+\w+\s+\w+
      | every | jede[nrms]? | \w*mal\b | twice | once | times | bis\s+(?:zu[mr]?\s+)?\w+ | until | seit | since )""",
    re.IGNORECASE | re.VERBOSE,
)
_DATE = re.compile(
    r"""\b(?:1\d|20)\d\d(?:s|er|ern)?\b | jahrhundert | centur(?:y|ies) | \bv\.\s?chr | \bb\.?c\b
    | \d{1,2}\.\s?\d{1,2}\.
    | \d\s*\.?\s*(?:jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)
    | \b(?:january|february|march|april|june|july|august|september|october|november|december)\s+\d""",
    re.IGNORECASE | re.VERBOSE,
)
_VAGUE_DATE = re.compile(
    r"""\b(?: (?:mon|diens|mitt|donners|frei|sams|sonn)\w*tag\w* | mittwoch\w* | sonnabend\w*
    | (?:mon|tues|wednes|thurs|fri|satur|sun)day\w* | gestern | heute | morgen | yesterday | today | tomorrow
    | (?:vergangen|vorig|letzt|nächst|kommend)e[nrs]? | last | next | ago | januar | februar | märz | april | juni
    | juli | august | september | oktober | november | dezember )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_REASON = re.compile(
    r"""\b(?: weil | denn | wegen | aufgrund | deshalb | daher | deswegen | dadurch | gr[uü]nde?n? | ursachen?
    | führte\w* | damit | infolge | dank | zurückzuführen | um\b.*\bzu | because | since | due\s+to | owing\s+to
    | therefore | reasons? | caused? | causes | so\s+that | in\s+order\s+to | led\s+to | thanks\s+to
    | as\s+a\s+result )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_AFTER_PREPOSITION = re.compile(
    r"""\b(?: in | im | bei | auf | aus | nach | nahe | am | an | zu | von | vor | südlich | nördlich | östlich
    | westlich | at | near | from | to | on | north | south | east | west ) \s+
    (?:(?: der | dem | den | die | das | the | of ) \s+)? (?P<name>[A-ZÄÖÜ]\w+)""",
    re.VERBOSE,
)
_COUNTED = re.compile(r"\b(?:viele?[nr]?|many)\s+(?:(?:[a-zäöüß]+e[nr]?|[a-z]+)\s+)??(?P<noun>[A-ZÄÖÜ]\w+|[a-z]{3,})")
_SUPERLATIVE = {
    "de": re.compile(r"\b(?P<word>[a-zäöü]{2,}(?:st|ßt)(?:e|en|em|er|es))\b"),
    "en": re.compile(r"\b(?:most|least|(?P<word>[a-z]{3,}est))\b"),
}
# What ends like a superlative and is none.
_NO_SUPERLATIVE = frozenset(
    """
    erste ersten erstem erster erstes letzte letzten letztem letzter letztes nächste nächsten nächstem nächster nächstes
    musste mussten wusste wussten müsste müssten gewusste konnte koste kosten kostete kosteten leiste leisten leistete
    feste festen fester festes ernste ernsten bewusste bewussten fasten rasten testen teste posten liste listen
    west forest interest request protest latest nearest honest guest arrest contest invest suggest manifest harvest
    conquest quest modest priest unrest digest earnest
    """.split()
)


@dataclass(frozen=True, slots=True)
class AnswerType:
    """The kind of answer that a question asks for.

    `counted` is the stem of what a count question counts, "" elsewhere. `superlative` tells questions for the most
    something: a text that speaks of large harbours does not say which is the largest.
    """

    kind: Kind
    counted: str
    superlative: bool
    words: frozenset[str]

    @classmethod
    def of(cls, question: str, language: str) -> AnswerType:
        """Return what a question in `language` ("en" or "de") asks for.

        >>> AnswerType.of("How many doses did Venezuela get?", "en").kind, AnswerType.of("Wo liegt Wismar?", "de").kind
        ('count', 'place')
        >>> AnswerType.of("Welches ist das größte Schiff der Welt?", "de").superlative
        True
        """
        kind: Kind = next((kind for kind, pattern in _OF_KIND if pattern.search(question)), "other")
        noun = _COUNTED.search(question) if kind == "count" else None
        words = frozenset(_stem(word) for word in re.findall(r"\w+", question))
        return cls(kind, _stem(noun["noun"]) if noun else "", _asks_for_the_most(question, language), words)

    def held_by(self, text: str, language: str | None) -> float:
        """Return how far a text in `language` holds an answer of this kind, in [0, 1]; UNTOLD where that is unclear.

        >>> count = AnswerType.of("Wie viele Menschen leben dort?", "de")
        >>> count.held_by("Dort leben 300 Menschen.", "de"), count.held_by("Dort leben Menschen.", "de")
        (1.0, 0.0)
        """
        if self.kind == "count":
            return self._counts(text)
        if self.kind == "amount":
            return 1.0 if _AMOUNT.search(text) else _SOME_NUMBER if _ANY_NUMBER.search(text) else 0.0
        if self.kind == "duration":
            return 1.0 if _DURATION.search(text) else 0.0
        if self.kind == "date":
            return 1.0 if _DATE.search(text) else UNTOLD if _VAGUE_DATE.search(text) else 0.0
        if self.kind == "reason":
            return 1.0 if _REASON.search(text) else 0.0
        if self.kind == "place":
            return 1.0 if any(self._new_name(m["name"], language) for m in _AFTER_PREPOSITION.finditer(text)) else 0.0
        if self.kind in ("person", "name"):
            return 1.0 if self._names(text, language) else 0.0
        return UNTOLD

    def _counts(self, text: str) -> float:
        if not _ANY_NUMBER.search(text):
            return 0.0
        words = re.findall(r"[\w.,]+", text)
        for place, word in enumerate(words):
            if self.counted and self.counted in word.lower():
                beside = words[max(0, place - 4) : place] + words[place + 1 : place + 2]
                if any(_ANY_NUMBER.match(other) for other in beside):
                    return 1.0
        return _SOME_NUMBER

    def _names(self, text: str, language: str | None) -> bool:
        words = re.findall(r"\w+", text)
        return any(self._new_name(word, language) for word in words[1:])

    def _new_name(self, word: str, language: str | None) -> bool:
        return _stem(word) not in self.words and is_name(word, language or "en")


def _asks_for_the_most(question: str, language: str) -> bool:
    return any(match["word"] not in _NO_SUPERLATIVE for match in _SUPERLATIVE[language].finditer(question))


def _stem(word: str) -> str:
    """Return the first letters of a word, enough to know its other forms by."""
    return word.lower()[: max(4, len(word) - 3)]
