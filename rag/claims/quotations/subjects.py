"""A sentence prepared for the constructions, and the claimer that begins at one of its words.

A claimer is a pronoun or a noun phrase, with what can stand around it: an apposition ("der Sprecher des Y, X"), a
bracket ("(Grüne)"), a relative clause, a second name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.claims.quotations import cues
from rag.claims.quotations.phrases import (
    AGENCIES,
    DETERMINERS,
    Phrase,
    Word,
    is_name,
    is_role,
    name_and_role,
    phrase_at,
    split_words,
)
from rag.types import Span

PRONOUNS = {False: cues.GERMAN_PRONOUNS, True: cues.ENGLISH_PRONOUNS}
QUOTE_MARKS = frozenset('„“”"»«')
STOPS = frozenset(".,;:!?…–—)")
AND = frozenset({"und", "sowie", "and"})
ADVERBS = frozenset(
    """
    seinerseits ihrerseits zudem dabei dazu außerdem auch erneut später zugleich jedoch hingegen dagegen gestern heute
    indes wiederum daraufhin schließlich weiter ferner zuvor bereits kürzlich unterdessen derweil aber selbst am im
    also later earlier repeatedly recently again now previously meanwhile
    """.split()
)
_SOME = frozenset("einige viele manche mehrere beide niemand andere some many others both nobody".split())
_TIME_PREPOSITIONS = frozenset("am im in on".split())
RELATIVES = frozenset(
    "der die das den dem deren dessen denen welche welcher welches who which whose where whom".split()
)
# No subject begins with these.
OBLIQUE = frozenset("den dem des einen einem eines ihn ihm ihnen seinen seinem ihren ihrem diesem diesen".split())


@dataclass(slots=True)
class Sentence:
    """A sentence prepared for the constructions: its words, and which of them stand in quotation marks."""

    text: str
    quoted: Sequence[Span]
    english: bool
    words: tuple[Word, ...] = field(init=False)
    _inside: set[int] = field(init=False)

    def __post_init__(self) -> None:
        self.words = split_words(self.text)
        self._inside = set()
        if not self.quoted:
            return
        spans = iter(self.quoted)
        span = next(spans, None)
        for number, word in enumerate(self.words):
            while span and word.start >= span.end:
                span = next(spans, None)
            if span and span.start <= word.start:
                self._inside.add(number)

    def lower(self, at: int) -> str:
        return self.words[at].lower if 0 <= at < len(self.words) else ""

    def inside(self, at: int) -> bool:
        return at in self._inside

    def clause_end(self, at: int) -> int:
        while at < len(self.words) and self.words[at].text not in {".", ",", ";", ":", "!", "?"}:
            at += 1
        return at


_FEMININE = re.compile(r".+(?:(?<!spr)(?<!schw)ung|heit|keit|schaft|tion|sion|tät|rie)\Z")


def is_oblique(sentence: Sentence, at: int) -> bool:
    """Whether the phrase at a word is no subject by its form: "dem Rat", and "der Regierung", which is feminine."""
    lower = sentence.lower(at)
    if lower in OBLIQUE:
        return True
    if lower not in {"der", "einer", "seiner", "ihrer", "dieser"} or sentence.english:
        return False
    noun = next((word for word in sentence.words[at + 1 : at + 5] if word.capital), None)
    return noun is not None and bool(_FEMININE.match(noun.lower)) and not is_role(noun)


@dataclass(frozen=True, slots=True)
class Subject:
    """Who says something, as phrases of a sentence: the name, what somebody is, and where all of it ends.

    `first` is where it begins, if that is before both ("Angaben von X"); `nobody` means that nobody is named by it
    ("Berichten zufolge").
    """

    claimer: Phrase
    affiliation: Phrase | None
    last: int
    pronoun: bool = False
    first: int | None = None
    nobody: bool = False

    @property
    def whole(self) -> Phrase:
        starts = [self.claimer.first, *([self.affiliation.first] if self.affiliation else [])]
        return Phrase(min(starts) if self.first is None else self.first, max(self.last, self.claimer.last))


def read_subject(
    sentence: Sentence, at: int, *, after_verb: bool, plural: bool = False, enclosed: bool | None = None
) -> Subject | None:
    """The claimer that begins at a word, with its apposition: "der Sprecher des Y, X", "X, Sprecher des Y".

    An apposition that is `enclosed` has commas on both sides (before a verb always); another one may end the sentence.
    """
    enclosed = not after_verb if enclosed is None else enclosed
    words = sentence.words
    if at >= len(words) or (sentence.inside(at) and words[at].text not in QUOTE_MARKS):
        return None
    demonstrative = words[at].lower in {"dieser", "diese"}
    if words[at].lower in PRONOUNS[sentence.english] and not (
        demonstrative and phrase_at(words, at, english=False) is not None
    ):
        return Subject(Phrase(at, at + 1), None, at + 1, pronoun=True)
    phrase = phrase_at(words, at, english=sentence.english, after_verb=after_verb)
    if words[at].lower in _SOME and (phrase is None or phrase.last - phrase.first == 1):
        of = phrase_at(words, at + 1, english=False) if sentence.lower(at + 1) == "der" else None
        return Subject(Phrase(at, of.last if of else at + 1), None, of.last if of else at + 1)
    if phrase is None or (phrase.last - phrase.first == 1 and words[at].lower in DETERMINERS | cues.HEARSAY):
        return None
    if plural and sentence.lower(phrase.last) in AND:
        other = phrase_at(words, phrase.last + 1, english=sentence.english, after_verb=after_verb)
        if other:
            return Subject(Phrase(at, other.last), None, other.last)
    if after_verb and not sentence.english:
        phrase = _with_place(sentence, phrase)
    claimer, affiliation = name_and_role(words, phrase)
    last = _past_brackets(sentence, phrase.last + (sentence.lower(phrase.last) in AGENCIES))
    if sentence.lower(last) == ",":
        beside = phrase_at(words, last + 1, english=sentence.english, after_verb=after_verb)
        if beside and _closes_apposition(sentence, beside.last, enclosed):
            if affiliation is None and is_name(words, beside) and not is_name(words, claimer):
                return Subject(beside, claimer, beside.last + (not after_verb))
            if is_name(words, claimer) and not is_name(words, beside):
                return Subject(claimer, affiliation or beside, beside.last + (not after_verb))
    return Subject(claimer, affiliation, last)


def _with_place(sentence: Sentence, phrase: Phrase) -> Phrase:
    """A role with its place, if a name follows: "die Sprecherin der Fraktion im Landtag, Anna Weber"."""
    longer = phrase_at(sentence.words, phrase.first, english=False)
    if longer is None or longer.last <= phrase.last or sentence.lower(longer.last) != ",":
        return phrase
    beside = phrase_at(sentence.words, longer.last + 1, english=False, after_verb=True)
    return longer if beside is not None and is_name(sentence.words, beside) else phrase


def _closes_apposition(sentence: Sentence, at: int, enclosed: bool) -> bool:
    if at >= len(sentence.words):
        return not enclosed
    return sentence.lower(at) in ({","} if enclosed else {",", ".", ";"})


def _past_brackets(sentence: Sentence, at: int) -> int:
    """Past "(Grüne)"."""
    if sentence.lower(at) == "(":
        for here in range(at + 1, min(len(sentence.words), at + 6)):
            if sentence.words[here].text == ")":
                return here + 1
    return at


def past_relative(sentence: Sentence, at: int) -> int:
    """Past ", der das Amt führt," and ", who speaks for Y,": to the verb of the main clause."""
    if sentence.lower(at) != ",":
        return at
    first = at + 1
    if sentence.lower(first) not in RELATIVES and sentence.lower(first + 1) not in RELATIVES:
        return at
    end = sentence.clause_end(first)
    return end + 1 if sentence.lower(end) == "," else at


def past_adverbs(sentence: Sentence, at: int) -> int:
    """Past "seinerseits", "am Montag", "on Monday": at most three of them."""
    for _ in range(3):
        if sentence.lower(at) in _TIME_PREPOSITIONS and at + 1 < len(sentence.words) and sentence.words[at + 1].capital:
            at += 2
        elif sentence.lower(at) in ADVERBS and sentence.lower(at) not in {"am", "im"}:
            at += 1
    return at
