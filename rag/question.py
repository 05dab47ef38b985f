"""A question taken apart: its language, its words and their translations, and what kind of answer it asks for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from rag.answer_type import AnswerType
from rag.articles.language import detect_language
from rag.lexicon import Term, alternatives, terms
from rag.saying import Saying

Wanted = Literal["number", "date", "duration"]

_NUMBER_QUESTION = re.compile(
    r"""\b(?: wie\s*viele?[nr]? | wieviel\w* | einwohnerzahl
    | wie\s+(?:hoch|gro(?:ß|ss)|teuer|stark|weit|lang|alt|schwer|tief)
    | how\s+(?:many|much|high|large|big|old|far|tall|expensive)
    | welche[mnrs]?\s+(?:anzahl|zahl|summe|höhe|anteil|preis|betrag|menge|prozentsatz)
    | (?:what|which)\s+(?:percentage|share|number|amount|sum|price|rate)
    | what\s+(?:is|was|are|were)\s+the\s+(?:population|size|area|cost|price|number|rate|age|height|gdp)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_DURATION_QUESTION = re.compile(r"\b(?:wie\s+(?:lange|oft)|how\s+(?:long|often))\b", re.IGNORECASE)
_DATE_QUESTION = re.compile(
    # A verb after "when" tells a question from a clause: "When Putin came to Caracas, what did he offer?"
    r"""^\W*(?:(?:und|and|seit|bis|ab|since|until|till|by)\s+)?
        (?: wann\b | when\W*$ | when['’]s\b | when\s+(?:exactly|precisely|and|or|is|are|was|were|do|does|did|has|have
        |had|will|would|can|could|shall|should|may|might|must)\b )
    | \b(?:what|which)\s+(?:year|date|day|month|week|decade|century)\b
    | \bwelche[mnrs]\s+(?:jahr|datum|tag|monat|jahrzehnt|jahrhundert)\b | \b(?:in|seit|ab)\s+welcher\s+woche\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBER = re.compile(
    r"""\d | [½⅓⅔¼¾] | \b(?:
      (?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)(?:mal|fach\w*)? | null | einmal | mehrmals
    | (?:drei|vier|fünf|sech|sieb|acht|neun)zehn
    | (?:(?:ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)und)?
      (?:zwanzig|drei(?:ß|ss)ig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig)
    | (?:ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn)?(?:hundert|tausend)\w*
    | million\w* | milliarde\w* | dutzend\w* | hälfte | halb\w* | drittel | viertel | prozent\w* | mehrheit
    | doppelt\w* | verdoppel\w* | verdreifach\w* | vervielfach\w* | mehrere\w? | einzig\w*
    | zero | two | three | four | five | six | seven | eight | nine | ten | eleven | twelve
    | (?:thir|four|fif|six|seven|eigh|nine)teen | twenty | thirty | forty | fifty | sixty | seventy | eighty | ninety
    | hundreds? | thousands? | billion\w* | dozens? | half | halves | thirds? | quarters? | per\s?cent\w* | majority
    | doubl(?:e|es|ed|ing) | tripl(?:e|es|ed|ing) | several | once | twice
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_MONTH = "jan|feb|mär|mrz|mar|apr|jun|jul|aug|sept?|okt|oct|nov|dez|dec"
_DATE = re.compile(
    # Names in full, and short forms beside a day: "mar" alone also begins "Markt", "dec" "decision", "fri" "Frieden".
    rf"""\b(?:1\d|20)\d\d(?:s|er|ern)?\b | \b\d{{1,2}}\.\s?\d{{1,2}}\.
    | \b(?:{_MONTH})\b\.?(?=\s*\d) | \b\d{{1,2}}\.?\s+(?:{_MONTH})\b | \b(?:
      januar | january | jänner | februar | february | märz | april | juni | june | juli | july | september | oktober
    | october | november | dezember | december | (?-i:March|Mai|May|August)
    | (?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)\w*
    | (?:mon|tues|wednes|thurs|fri|satur|sun)days?
    | (?:früh|spät|hoch)?(?:sommer|herbst|winter)s? | frühling\w* | frühjahr\w* | spring | summer | autumn
    | ostern | weihnachten | easter | christmas
    | gestern | vorgestern | heute | übermorgen | vortag\w* | yesterday | today | tomorrow | tonight
    | uhr | o'clock | noon | midnight | mitternacht | (?:vor|nach)?mittags? | morgens? | abends? | nachts?
    | morning | afternoon | evening | night
    | (?:vergangen|vorig|letzt|nächst|kommend)e[nrs]? | last | next | kürzlich | recently | bald | soon | ago
    | später | later | earlier | seit | since | until
    | jahr\w* | years? | decades? | century | centuries | monat\w* | months? | woche\w* | weeks? | weekend
    | tage?[ns]? | days? | stunden? | hours? | minuten? | minutes?
    | während | nachdem | nach\s+(?:(?:d|ein|sein|ihr|dies)e[mnr]|\w*(?:ende|beginn|ausbruch|abschluss|sturz|tod))
    | after | before | bevor | vor\s+de[mnr] | when | als
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_FREQUENCY = re.compile(
    r"""\b(?:selten | nie(?:mals)? | häufig | oft | immer | ständig | regelmäßig | (?:täg|wöchent|monat|jähr)lich\w*
    | rarely | seldom | never | often | always | regularly | daily | weekly | monthly | yearly | annually
    | every | jede[nrms]? | permanent\w* | dauerhaft | indefinitely | unbefristet )\b""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, taken apart. `language` is "de" or "en"; `terms` are its content words with their translations."""

    text: str
    language: str
    terms: tuple[Term, ...]
    wanted: Wanted | None
    answer_type: AnswerType
    saying: Saying | None = None
    """Whose words it asks for, if it asks for what somebody says."""

    @classmethod
    def read(cls, text: str, *, max_chars: int) -> Question:
        """Take a question apart; white space is folded. Raises ValueError if it is empty or longer than `max_chars`.

        >>> question = Question.read("How many doses did Venezuela get?", max_chars=100)
        >>> question.language, [term.word for term in question.terms], question.wanted
        ('en', ['doses', 'Venezuela'], 'number')
        """
        # A keyboard may type "ä" as two code points; articles and the lexicon have it as one.
        composed = unicodedata.normalize("NFC", text)
        folded = re.sub(r"\s+", " ", composed).strip().encode("utf-8", "replace").decode("utf-8")
        if not any(character.isalnum() for character in folded):
            raise ValueError("the question is empty; ask something such as: What did Russia offer Venezuela?")
        if len(folded) > max_chars:
            raise ValueError(
                f"the question has {len(folded):,} characters, {max_chars:,} are allowed; ask a shorter one"
            )
        wanted: Wanted | None = None
        if _NUMBER_QUESTION.search(folded):
            wanted = "number"
        elif _DURATION_QUESTION.search(folded):
            wanted = "duration"
        elif _DATE_QUESTION.search(folded):
            wanted = "date"
        language = _language(folded)
        words = terms(folded, language)
        return cls(folded, language, words, wanted, AnswerType.of(folded, language), Saying.of(folded, words))

    def can_be_answered_by(self, text: str) -> bool:
        """Whether a text holds the kind of value that the question asks for: some number, some time.

        Lenient on purpose: it only rules out what states no such value at all.
        """
        if self.wanted == "number":
            return bool(_NUMBER.search(text))
        if self.wanted == "date":
            return bool(_DATE.search(text))
        if self.wanted == "duration":
            return bool(_NUMBER.search(text) or _DATE.search(text) or _FREQUENCY.search(text))
        return True


def _language(text: str) -> str:
    """Return "de" or "en". Where no function word tells ("Was" may be either), the words that the lexicon knows do."""
    detected = detect_language(text)
    if detected is None:
        known = {
            language: sum(bool(alternatives(word, language)) for word in re.findall(r"\w+", text))
            for language in ("de", "en")
        }
        return "de" if known["de"] > known["en"] else "en"
    return "de" if detected == "de" else "en"
