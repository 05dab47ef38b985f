"""What claims are about, in words that a question can hold: nouns in the question's language, places, names.

Text of an article gets into a question only as a name or a word that the lexicon knows: letters, one line, not long.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rag.claims.claimers.first_names import is_womans
from rag.lexicon import FUNCTION_WORDS, alternatives, is_name, parts
from rag.lexicon.related import is_capital, is_place
from rag.types import Claim

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_LONGEST = 30
"""Letters of a word, and of each word of a name."""
_ACRONYM = re.compile(r"[A-ZÄÖÜ]{3,8}")
_ENGLISH_NOUN = re.compile(
    # A determiner or preposition before it, nothing that goes on behind it: the head of a noun phrase.
    r"\b(?:the|a|an|of|about|for|into|against|its|their|his|more|any)\s+(?:[a-z]+\s+)?(?P<noun>[a-z]{3,})"
    r"(?=\s*[,.;:)?!”\"]|\s+(?:of|in|with|to|and|for|from|on|is|was|were|are|had|has|that|which|would|by|at)\b|$)"
)
_NO_SUBJECT = frozenset(
    """
    jahr jahre jahren jahres monat monate monaten woche wochen tag tage tagen stunde stunden zeit mal ende anfang
    seite seiten teil teile fall fälle frage fragen art weise land länder ländern landes staat staaten stadt welt
    region gebiet bereich bereiche bereichen rahmen mann frau herr leute menschen volk präsident präsidenten
    minister chef sprecher leiter kollege kollegen gast vertreter beamte beamten angaben bericht berichte aussage
    aussagen worte wort satz sache dinge ding punkt zahl zahlen blick hand hände weg wege kopf stelle form paar
    hälfte million millionen milliarde milliarden prozent euro dollar montag dienstag mittwoch donnerstag freitag
    samstag sonntag januar februar märz april mai juni juli august september oktober november dezember abend morgen
    nacht vergleich zusammenhang year years month months week weeks day days hour hours time times end start side
    sides part parts case question questions kind way ways country countries state states city town world area areas
    man woman men women people president ministers leader leaders head spokesman guest representative officials
    official report reports statement statements words word thing things point number numbers half millions billion
    billions percent evening morning night moment first last second rest same body place places comparison context
    beginning purpose monday tuesday wednesday thursday friday saturday sunday january february march june july
    october december lot course regard terms term name names view views fact lage lagen druck kampf ausdruck betrieb
    horizont bedingung bedingungen bemühung bemühungen grund gründe ziel ziele mittel möglichkeit möglichkeiten
    versuch versuche wille willen folge folgen vorwurf kontext szenario hinsicht schritt schritte basis ebene ebenen
    rolle kraft kräfte reihe umstand umstände hinblick erklärung erklärungen äußerung äußerungen thema themen
    hintergrund entwicklung verhältnis maßnahme maßnahmen anweisung anweisungen bestätigung bezug meinung überblick
    nachfrage freude dank lob schlüssel gegensatz lesart sicht prozess situation situations condition conditions
    effort efforts pressure expression struggle fight aim aims goal goals attempt attempts opportunity means step
    steps level levels role force series circumstances remark remarks topic background development developments
    measure measures instruction instructions opinion overview process key able other others scale sort regierung
    regierungen führung behörde behörden westen osten norden süden karibik europa lateinamerika gespräch gespräche
    gesprächen treffen government governments leadership authorities west east north south caribbean europe
    conversation conversations meeting meetings tisch table
    """.split()
)
"""Nouns of every article: times, places in general, offices, words for words."""
_GOES_BARE = re.compile(r"(?:ism|ity|ence|ance|ship|ness|hood|dom|cy)$")
_MASS = frozenset(
    """
    trade oil gas coal energy wheat food water money cash help aid support peace war industry agriculture culture
    health defence defense education research traffic trust hope fear crime corruption justice democracy technology
    medicine tourism transport power steel electricity debt growth work labour labor damage progress sovereignty
    cooperation inflation migration information immigration pollution deforestation
    """.split()
)
_ARTICLES = {"usa": "die USA", "ukraine": "die Ukraine", "iran": "den Iran", "irak": "den Irak", "sudan": "den Sudan",
             "türkei": "die Türkei", "schweiz": "die Schweiz", "niederlande": "die Niederlande",
             "slowakei": "die Slowakei", "mongolei": "die Mongolei", "eu": "die EU", "libanon": "den Libanon",
             "jemen": "den Jemen", "us": "die USA", "usa’s": "die USA"}  # fmt: skip
"""German countries with an article, as they stand behind "über"."""
_NO_NOUN = re.compile(r"(?:able|ible|ful|ous|ive|ical|ial|less|ed|ly|ing|er|est)$")
_GERMAN_VERB = re.compile(r"(?<!ion)(?<!ung)(?<!heit)(?<!keit)(?<!tät)(?<!schaft)en$")
_INFLECTED = re.compile(r"(?:er|el)n$")
_SURE = 0.7
"""Weight of a translation below which the table has no good one: a word that is spelt alike has only its others."""
_NO_COUNTRY = re.compile(r"(?:s|er|en|isch\w*|an|ian|ese|ish|in|innen)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that claims are about: a noun or a place, as it is called in one language.

    `bare` tells a noun that can stand without an article, such as "trade" and "sanctions".
    """

    word: str
    place: bool
    bare: bool = True

    def about(self, language: str) -> str:
        """Return the words that ask about it alone: "about the tanker", "zum Thema Handel", "über die USA"."""
        if language == "de":
            return f"über {_ARTICLES.get(self.word.lower(), self.word)}" if self.place else f"zum Thema {self.word}"
        return f"about {self.word}" if self.bare else f"about the {self.word}"


def about_both(first: Subject, second: Subject, language: str) -> str:
    """Return the words that ask about two things at once, of which nouns then need no article."""
    words = [_ARTICLES.get(s.word.lower(), s.word) if language == "de" and s.place else s.word for s in (first, second)]
    return f"über {words[0]} und {words[1]}" if language == "de" else f"about {words[0]} and {words[1]}"


def subjects_of(claims: Iterable[Claim], language: str) -> list[Subject]:
    """Return what claims are about, in words of `language`: nouns before places, what articles repeat first.

    A noun that its article has only once is seldom what it is about, and left out.
    """
    weights: Counter[Subject] = Counter()
    for claim in claims:
        for subject, weight in _of_claim(claim, language).items():
            weights[subject] += weight
    return sorted(weights, key=lambda subject: (subject.place, -weights[subject], subject.word))


def _of_claim(claim: Claim, language: str) -> dict[Subject, int]:
    theirs = "de" if claim.article.language == "de" else "en"
    quote, article = claim.quote, claim.article.text
    if theirs == "de":
        nouns = [m.group() for m in _WORD.finditer(quote) if m.start() and m.group()[0].isupper()]
    else:
        nouns = [m["noun"] for m in _ENGLISH_NOUN.finditer(quote)]
    found: dict[Subject, int] = {}
    for noun in nouns:
        times = article.count(noun[: max(4, len(noun) - 2)])
        subject = _noun_in(noun, theirs, language) if times > 1 else None
        if subject is not None:
            found[subject] = times
    for match in _WORD.finditer(quote):
        word = match.group()
        if word[0].isupper() and _is_country(word):
            called = _place_in(word, theirs, language)
            if called is not None:
                found[Subject(called, place=True)] = 1
    return found


def _is_country(word: str) -> bool:
    return is_place(word) and not is_capital(word) and not _NO_COUNTRY.search(word) and len(word) > 3


def _noun_in(noun: str, theirs: str, language: str) -> Subject | None:
    """Return what a noun is called in a language; None if that is not clear.

    The way there and back tells: a word that comes back as another one has more than one meaning.
    """
    if noun.lower() in _NO_SUBJECT or len(noun) > _LONGEST or is_place(noun):
        return None
    other = "en" if theirs == "de" else "de"
    there = next((word for word, weight in alternatives(noun, theirs) if weight >= _SURE), None)
    back = {word for word, _ in alternatives(there, other)} if there else set[str]()
    if there is None or not any(_beginning(word) == _beginning(noun) for word in back):
        return None
    german, english = (noun, there) if theirs == "de" else (there, noun)
    if not german.isalpha() or not english.isalpha() or {german.lower(), english} & _NO_SUBJECT:
        return None
    if any(is_place(word) for word in (german, english, german.removesuffix("s"))):
        return None
    if english in FUNCTION_WORDS["en"] or german.lower() in FUNCTION_WORDS["de"]:
        return None
    if theirs == "en" and (_GERMAN_VERB.search(german) or _NO_NOUN.search(english)):
        return None
    if theirs == "de" and language == "de":
        if _INFLECTED.search(german) or _is_adjective(german):
            return None  # "zum Thema Ländern", "zum Thema Verbündeten"
        german = next((german[: -len(end)] for end in ("es", "s") if german.lower()[: -len(end)] in back), german)
    bare = english.endswith("s") or english in _MASS or _GOES_BARE.search(english) is not None
    word = german[0].upper() + german[1:] if language == "de" else english
    return Subject(word, place=False, bare=bare)


def _is_adjective(noun: str) -> bool:
    """Whether a noun is inflected as adjectives are: "Verbündeten", which is "Verbündeter" too."""
    return noun.endswith("en") and all(alternatives(form, "de") for form in (noun[:-1], noun[:-1] + "r"))


def _beginning(word: str) -> str:
    return word.lower()[: max(3, len(word) - 3)][:6]


def _place_in(word: str, theirs: str, language: str) -> str | None:
    if language == theirs:
        return word
    other = next(iter(alternatives(word, theirs)), None)
    if other is None or other[0].startswith(word.lower()):
        return word  # spelt alike
    return other[0].capitalize() if is_place(other[0]) and not _NO_COUNTRY.search(other[0]) else None


# --- names ---------------------------------------------------------------------------------------------------------


def is_person(name: str) -> bool:
    """Whether a name is a person's with a first name, as far as one can tell: no office, no institution, no sentence.

    >>> is_person("Juan Guaidó"), is_person("Weiße Haus"), is_person("der Minister"), is_person("Anna Klein")
    (True, False, False, True)
    """
    words = name.split()
    if not 2 <= len(words) <= 4 or not all(_WORD.fullmatch(word) and word[0].isupper() for word in words):
        return False
    if any(len(word) > _LONGEST or is_place(word) or word.isupper() for word in words):
        return False
    return has_first_name(name) or not any(_is_common(word) for word in words)


def has_first_name(name: str) -> bool:
    """Whether a name begins with a first name that is known."""
    return is_womans(name.split()[0]) is not None


def _is_common(word: str) -> bool:
    if parts(word, "de") or any(word.lower() in words for words in FUNCTION_WORDS.values()):
        return True
    return not is_name(word, "de") and bool(alternatives(word, "de") or alternatives(word, "en") or len(word) > 3)


def names_in(text: str) -> list[str]:
    """Return the persons' full names and acronyms that a text holds, in its order.

    >>> names_in("Laut Juan Guaidó zahlt PDVSA.")
    ['Juan Guaidó', 'PDVSA']
    """
    found, run = list[str](), list[str]()
    end = 0
    for match in _WORD.finditer(text):
        word = match.group()
        if run and text[end : match.start()] != " ":
            found += _names_of(run)
            run = []
        if word[0].isupper():
            run.append(word)
        elif run:
            found += _names_of(run)
            run = []
        end = match.end()
    return list(dict.fromkeys(found + _names_of(run)))


def _names_of(run: list[str]) -> list[str]:
    """The longest end of a run of words with capitals that is a person's name: without "Präsident", "Laut"."""
    if len(run) == 1 and _ACRONYM.fullmatch(run[0]) and not is_place(run[0]):
        return run[:1]
    ends = (" ".join(run[at:]) for at in range(max(0, len(run) - 3), len(run) - 1))
    return next(([end] for end in ends if is_person(end) and has_first_name(end)), [])
