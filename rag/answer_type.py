"""What kind of answer a question asks for (a count, a date, a person, a reason ...), and how far a text holds one.

Every test is a few regular expressions over German and English, made for being right about texts that hold no such
answer: what they cannot tell counts as half. They see kinds, not answers: "1,200 people" is a count of people, whether
or not it is the one asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.lexicon import FUNCTION_WORDS, is_name, tidy

Kind = Literal["count", "amount", "date", "duration", "person", "place", "name", "reason", "other"]

UNTOLD = 0.5
"""How far a text holds an answer of a kind that cannot be told."""
_SOME_NUMBER = 0.3
"""A count question and a text with a number that counts something else."""

# The first pattern that is found tells the kind. Both languages together: "was" and "wer" of one are rare in the other.
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("amount", r"^\W*(?:wie\s*viele?|wieviel|how\s+much)\b.*"
               r"\b(?:kost\w*|bezahl\w*|umsatz|euro|dollars?|geld|preis|prozent|money|pay)"),
    ("count", r"\b(?:wie\s*viele?[nr]?|wieviele?[nr]?|how\s+many|(?:welche|what|which)\s+(?:anzahl|number))\b"),
    ("duration", r"\b(?:wie\s+(?:lange|oft)|how\s+(?:long|often))\b"),
    ("amount", r"\b(?:wie\s+(?:hoch|gro(?:ß|ss)|teuer|stark|weit|lang|alt|schwer|tief|schnell|breit)"
               r"|how\s+(?:much|high|large|big|old|far|tall|expensive|deep|fast|heavy|wide))\b"),
    # A verb after "when" tells a question from a clause: "When Putin came to Caracas, what did he offer?"
    ("date", r"^\W*(?:(?:und|and|seit|bis|ab|since|until|by)\s+)?(?:wann\b|when\W*$|when['’]s\b|when\s+(?:exactly"
             r"|precisely|and|or|is|are|was|were|do|does|did|has|have|had|will|would|can|could|shall|should|may|might"
             r"|must)\b)"
             r"|\b(?:what|which)\s+(?:year|date|day|month|decade|century)\b"
             r"|\bwelche[mnrs]\s+(?:jahr|datum|tag|monat|jahrzehnt|jahrhundert)\b"),
    ("reason", r"^\W*(?:und\s+|and\s+)?(?:warum|wieso|weshalb|wozu|why|what\s+caused|how\s+come)\b"
               r"|\b(?:welche[mnrs]?\s+gr(?:und|ünde[n]?)|(?:what|which)\s+reasons?)\b"),
    ("place", r"^\W*(?:und\s+|and\s+)?(?:wo|woher|wohin|where)\b"
              r"|\b(?:welche[mnrs]?|what|which)\s+(?:land|ländern?|stadt|städten?|orten?|ort|kontinent|staat|country"
              r"|countries|city|cities|place|town|continent|state)\b"),
    ("person", r"^\W*(?:und\s+|and\s+)?(?:(?:mit|von|an|für|bei|zu|gegen|über|auf|with|by|to|from|for|against"
               r"|about)\s+)?(?:wer|wen|wem|wessen|who|whom|whose)\b"),
    ("name", r"^\W*wie\s+(?:hei|hie)(?:ß|ss)|\bwelche[mnrs]?\b|^\W*(?:\w+\s+)?(?:which|what\s+is\s+the\s+name)\b"),
)  # fmt: skip
_OF_KIND = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)

# Whole words and whole figures: "itself" is no eleven, "often" no ten. A figure is taken as one (++), for the time.
_NUMBER = r"""(?: (?<!\d)(?<!\d[.,])\d++(?:[.,]\d++)*+[.,]?+
    | \b(?:(?:ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf)?(?:hundert|tausend)\w*+
    |zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|million\w*+|milliarden?|dutzend\w*+
    |two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundreds?|thousands?|billions?|dozens?)\b )"""
_ANY_NUMBER = re.compile(_NUMBER, re.IGNORECASE | re.VERBOSE)
_AMOUNT = re.compile(
    rf"""{_NUMBER} \s*+ -? (?: million\w*+\s++ | milliarden?\s++ | billion\w*+\s++ | (?:mio|mrd)\b\.?\s*+ )?
    (?: [%‰°€$£²] | prozent | per\s?cent | k?m[²³2]?\b | cm\b | mm\b | mi\b | ft\b | k?g\b | t\b | ha\b | kwh?\b
      | (?:kilo|zenti|milli)?met(?:er|re)\w* | (?:square|quadrat)\w* | hektar\w* | acres?\b | miles?\b | meilen?\b
      | feet\b | (?:kilo)?gramm?s?\b | tonnen?\b | tons?\b | tonnes?\b | lit(?:er|re)s?\b | barrels?\b | fässern?\b
      | watt\w* | grad\b | degrees?\b
      | euro\w* | dollars? | us[-\s]dollars? | pfund | pounds? | mark\b | franken | yen | rubel | rubles? | years?\s+old
      | jahre?\s+alt | stundenkilometer\w* | jahren?\b )
    | [€$£] \s? \d""",
    re.IGNORECASE | re.VERBOSE,
)
_TIME = r"""(?:jahr|monat|woche|tag|stunde|minute|sekunde|year|month|week|day|hour|second)"""
_DURATION = re.compile(
    rf"""{_NUMBER} .{{0,12}}? \b(?: {_TIME} | jährig | tägig | wöchig | male?\b | times\b )
    | \b(?: (?:täg|wöchent|monat|jähr)lich\w* | daily | weekly | monthly | yearly | annual\w*
      | \w{{1,20}}(?:jährig|tägig|wöchig|monatig|stündig|minütig)\w*
      | (?: alle | every | jede[nrms]? )\s+(?:\w+\s+)? (?: {_TIME} | morgen | abend | nacht | mal\b | time\b | morning
        | evening | night | sommer | winter | summer | (?:mon|diens|donners|frei|sams|sonn)tag | mittwoch
        | (?:mon|tues|wednes|thurs|fri|satur|sun)day )\w*
      | (?:(?:ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|hundert|tausend|manch|jedes)mal | mehrmals | oftmals
        | twice | once | (?:many|several|numerous|countless|few)\s+times
        | bis\s+(?:zu[mr]?\s+)?\w+ | until | seit | since )\b )""",
    re.IGNORECASE | re.VERBOSE,
)
_MONTH = r"""(?: jan(?:uar|uary)? | feb(?:ruar|ruary)? | mär(?:z)? | mar(?:ch)? | apr(?:il)? | mai | may | jun[ei]?
    | jul[iy]? | aug(?:ust)? | sept?(?:ember)? | o[kc]t(?:ober)? | nov(?:ember)? | de[zc](?:ember)? )\b"""
_DATE = re.compile(
    rf"""\b(?:1\d|20)\d\d(?:s|er|ern)?\b | jahrhundert | centur(?:y|ies) | \bv\.\s?chr | \bb\.?c\b
    | \b\d{{1,2}}\.\s?\d{{1,2}}\. | \b\d{{1,2}}(?:st|nd|rd|th)?\.?\s?{_MONTH}
    | \b(?: january | february | march | april | may | june | july | august | september | october | november
      | december | (?: jan | feb | mar | apr | aug | sept? | oct | nov | dec )\. )\s\d""",
    re.IGNORECASE | re.VERBOSE,
)
_VAGUE_DATE = re.compile(
    r"""\b(?: (?:mon|diens|mitt|donners|frei|sams|sonn)\w*tag\w* | mittwoch\w* | sonnabend\w*
    | (?:mon|tues|wednes|thurs|fri|satur|sun)days? | gestern | heute | morgen | yesterday | today | tomorrow
    | (?:vergangen|vorig|letzt|nächst|kommend)e[nrs]? | last | next | ago | januar | februar | märz | april | mai | juni
    | juli | august | september | oktober | november | dezember | january | february | (?-i:March|May) | june | july
    | october | december )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_REASON = re.compile(
    r"""\b(?: weil | denn | wegen | aufgrund | deshalb | daher | deswegen | dadurch | gr[uü]nde?n? | ursachen?
    | führte\w* | damit | infolge | dank | zurückzuführen | um\b(?!\s+\d).{0,150}?\bzu | because
    | since(?!\s+(?:\d|then\b)) | due\s+to | owing\s+to | therefore | reasons? | caused? | causes | so\s+that
    | in\s+order\s+to | led\s+to | thanks\s+to | as\s+a\s+result )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_AFTER_PREPOSITION = re.compile(
    r"""\b(?i: in | im | bei | auf | aus | nach | nahe | am | an | zu | von | vor | südlich | nördlich | östlich
    | westlich | at | near | from | to | on | north | south | east | west ) \s+
    (?:(?: der | dem | den | die | das | the | of ) \s+)? (?P<name>[A-ZÄÖÜ]\w+)""",
    re.VERBOSE,
)
_COUNTED = {
    # German nouns have capitals, before them may stand adjectives; whoever types none asks without adjectives.
    "de": re.compile(r"viele?[nr]?\s+(?:(?:[a-zäöüß]+e[nrs]?\s+){0,2}(?P<noun>[A-ZÄÖÜ]\w+)|(?P<word>[a-zäöüß]{3,}))"),
    "en": re.compile(r"\bmany\s+(?:(?P<noun>[A-Z]\w+)|(?P<word>[a-z]{3,}))"),
}
_SUPERLATIVE = {
    "de": re.compile(r"\b(?P<word>[a-zäöü]{2,}(?:st|ßt)(?:e|en|em|er|es))\b"),
    "en": re.compile(r"\b(?:most(?!\s+of\b)|(?<!\bat\s)least|best|worst|(?P<word>[a-z]{3,}est))\b"),
}
# Verbs and nouns that are written small: "reiste", "veranlasste", "kosten", "minister", "begrüßte".
_NO_SUPERLATIVE_ENDING = re.compile(
    r"(?:(?<!me)i|a|o|(?<![ae])u|ü|lö|(?<!grö)(?<!groe)s)ste[nmrs]?$|(?<!grö)ßte[nmrs]?$"
)
# What ends like a superlative and is none.
_NO_SUPERLATIVE = frozenset(
    """
    erste ersten erstem erster erstes nächste nächsten nächstem nächster nächstes teste testen feste festen festem
    fester festes ernste ernsten ernstem ernster ernstes westen düster finster gespenster fenster schwester gäste gästen
    meister bürgermeister dienste diensten berste bersten trösten rösten
    forest interest request protest latest nearest honest arrest contest invest reinvest suggest manifest harvest
    conquest modest priest unrest digest earnest tempest inquest bequest behest infest ingest molest divest attest
    detest budapest everest
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
        noun = _COUNTED[language].search(question) if kind == "count" else None
        words = frozenset(_stem(word) for word in re.findall(r"\w+", question))
        counted = _stem(noun["noun"] or noun["word"]) if noun else ""
        return cls(kind, counted, _asks_for_the_most(question, language), words)

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
        # Of articles in other languages than the lexicon's only capitals tell.
        known = "de" if language == "de" else "en"
        if _stem(word) in self.words or tidy(word) in FUNCTION_WORDS[known] or _VAGUE_DATE.fullmatch(word):
            return False
        return is_name(word, known)


def _asks_for_the_most(question: str, language: str) -> bool:
    words = (match["word"] for match in _SUPERLATIVE[language].finditer(question))
    return any(word is None or not _no_superlative(word, language) for word in words)


def _no_superlative(word: str, language: str) -> bool:
    return word in _NO_SUPERLATIVE or (language == "de" and _NO_SUPERLATIVE_ENDING.search(word) is not None)


def _stem(word: str) -> str:
    """Return the first letters of a word, enough to know its other forms by."""
    return word.lower()[: max(4, len(word) - 3)]
