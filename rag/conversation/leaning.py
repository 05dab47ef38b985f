"""What a question leaves open: a pronoun without a name, a "that" without a topic, half a sentence.

Nothing is guessed from nearness of meaning. A question leans on an earlier one only where its own words show it: they
point out of it, or they are too few to be a question. All else stands alone, because a change of subject that inherits
something gets a wrong answer, and a missed follow-up gets no more than an honest abstention.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rag.conversation import words as known
from rag.lexicon import FUNCTION_WORDS, Term, terms

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_CLAUSE_END = re.compile(r"[,;:.!?–—]")
_LONGEST, _MOST_WORDS = 300, 30
"""Characters and words of a follow-up: what is longer says what it is about."""
_ENOUGH = 4
"""Content words before a pronoun from which on it means one of them ("How many homes have kids living in them?")."""
_MOST_OF_HALF = 3
"""Content words in half a sentence: "And military cooperation?" """
_ABOUT_FORM = re.compile(
    r"^(?:what|how)\s+about\s+(?P<en>.+)$"
    r"|^(?:was\s+ist|wie\s+ist\s+es|wie\s+steht\s+es|wie\s+sieht\s+es|und\s+was\s+ist)\s+(?:mit|um|bei)\s+"
    r"(?P<de>.+?)(?:\s+aus)?$",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(r"[a-zäöüß]+e[nmrs]?")
_NOUN = re.compile(r"[A-ZÄÖÜ]")


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun that means one person: where it stands, whether it is a possessive, and whether it is a woman's."""

    start: int
    end: int
    possessive: bool
    womans: bool


@dataclass(frozen=True, slots=True)
class Leaning:
    """What a question needs from earlier ones: a person for a pronoun, the topic, or a sentence around `half` of one.

    `says` tells that the question asks for words of the person; `more` that it asks for others than those known.
    """

    person: Pronoun | None = None
    topic: bool = False
    half: str | None = None
    says: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A question's words, with where they stand, and its content words."""

    text: str
    language: str
    words: tuple[re.Match[str], ...]
    terms: tuple[Term, ...]
    small: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, text: str, language: str) -> Read:
        found = tuple(_WORD.finditer(text))
        return cls(text, language, found, terms(text, language), tuple(word.group().lower() for word in found))

    @property
    def content(self) -> list[Term]:
        """The words that say what the question is about."""
        return [term for term in self.terms if is_content(term.word, self.language)]

    def before(self, place: int) -> str:
        """The text between a word and the one before it."""
        return self.text[self.words[place - 1].end() if place else 0 : self.words[place].start()]

    def after(self, place: int) -> str:
        """The text between a word and the next one."""
        last = place + 1 == len(self.words)
        return self.text[self.words[place].end() : len(self.text) if last else self.words[place + 1].start()]

    def next(self, place: int) -> str:
        return self.words[place + 1].group() if place + 1 < len(self.words) else ""

    def last(self, place: int) -> str:
        return self.small[place - 1] if place else ""


def is_content(word: str, language: str) -> bool:
    """Whether a word says what a question is about: no function word, no verb of speech, no "more"."""
    small = word.lower()
    pointing = known.HE[language] | known.SHE[language] | known.TOPIC_WORDS | known.QUESTION_WORDS | known.OPENERS
    return not (small in FUNCTION_WORDS[language] and not word.isupper()) and (
        small not in known.WITHOUT_CONTENT and small not in pointing
    )


def leaning_of(text: str, language: str) -> Leaning | None:
    """Return what a question in `language` ("en" or "de") leaves open; None if it stands alone.

    >>> leaning_of("And Maduro?", "en")
    Leaning(person=None, topic=False, half='Maduro', says=False, more=False)
    >>> leaning_of("Who is Maduro?", "en") is None, leaning_of("Wer sagt das?", "de").topic
    (True, True)
    """
    if len(text) > _LONGEST:
        return None
    read = Read.of(text, language)
    if not 0 < len(read.words) <= _MOST_WORDS or set(read.small) <= known.SMALL_TALK or _addresses(read):
        return None
    says = bool(known.SPEECH & set(read.small))
    more = bool(known.ELSE & set(read.small))
    person, topic = _pronouns(read)
    if person or topic:
        return Leaning(person, topic, None, says, more)
    half = _half(read)
    if half is not None:
        return Leaning(half=half)
    if _says_nothing(read):
        return Leaning(topic=True, says=says, more=more)
    return None


def _addresses(read: Read) -> bool:
    formal = read.language == "de" and any(
        word.group() in {"Sie", "Ihnen", "Ihr", "Ihre", "Ihren"} for word in read.words[1:]
    )
    return formal or bool(known.ADDRESSED & set(read.small))


# --- words that point out of the question ------------------------------------------------------------------------


def _pronouns(read: Read) -> tuple[Pronoun | None, bool]:
    """Return the first pronoun of a person, and whether some other word points to the topic."""
    person, topic = None, False
    for place in range(len(read.words)):
        found = _person(read, place)
        if found and not _means_something_inside(read, place, possessive=found.possessive):
            person = person or found
        elif not found:
            # "What did she say about their plans?": whose they are has been said.
            theirs = person is not None and read.small[place] in known.THEIR[read.language]
            topic = topic or (not theirs and _points(read, place))
    return person, topic


def _person(read: Read, place: int) -> Pronoun | None:
    word, language = read.small[place], read.language
    womans = word in known.SHE[language]
    possessive = word in known.HIS[language] and _before_noun(read, place)
    if word == "sein" and not possessive:
        return None  # "soll wahr sein"
    if word == "sie" and _plural(read, place):
        return None
    if not (womans or possessive or word in known.HE[language]):
        return None
    match = read.words[place]
    return Pronoun(match.start(), match.end(), possessive, womans)


def _before_noun(read: Read, place: int) -> bool:
    following = read.next(place)
    if not following or _CLAUSE_END.search(read.after(place)):
        return False
    if read.language == "de":
        return bool(_NOUN.match(following) or _ADJECTIVE.fullmatch(following))
    return following.lower() not in FUNCTION_WORDS["en"]


def _plural(read: Read, place: int) -> bool:
    """Whether "sie" is "they": the nearest verb beside it ends as plurals do."""
    beside = [read.last(place), read.next(place).lower()]
    return any(word.endswith("en") or word == "sind" for word in beside if word)


def _points(read: Read, place: int) -> bool:
    """Whether a word that is no pronoun of a person points to what was spoken of before."""
    word, language = read.small[place], read.language
    following = read.next(place)
    ends = bool(_CLAUSE_END.search(read.after(place))) or not following
    if language == "de":
        if word in known.TOPIC_WORDS:
            # "Was spricht dafür, dass ..." says to what it points; "damit" and the like may open a clause.
            return not (ends and following) and not _means_something_inside(read, place)
        if word in {"das", "dies"}:
            relative = "," in read.before(place)
            return (
                not relative
                and (ends or word == "dies" or not _opens_noun(read, place))
                and not _clause_between(read, place)
            )
        if word == "es":
            return not _empty_it(read, place) and not _means_something_inside(read, place)
        if word == "sie":
            return not _means_something_inside(read, place)
    elif word in {"that", "this"} and (ends or _this_alone(read, place)):
        return place > 0 and not _clause_between(read, place)
    elif word == "that":
        # A conjunction follows a verb ("said that trade"), a pronoun or determiner a preposition ("about that deal").
        return read.last(place) in known.PREPOSITIONS and not _clause_between(read, place)
    elif word == "it":
        return not _empty_it(read, place) and not _means_something_inside(read, place)
    elif word == "there":
        beside = {read.last(place), following.lower()}
        return not beside & known.AUXILIARIES and not read.content
    elif word == "so":
        return read.last(place) in known.SPEECH
    if word == "those" and following.lower() in known.PREPOSITIONS | {"who", "which", "that"}:
        return False  # "compared to those at other schools"
    if word in known.THIS[language] and following:
        return following.lower() not in known.OF_NOW and not _clause_between(read, place)
    if word in known.THEIR[language]:
        return _before_noun(read, place) and not _means_something_inside(read, place, possessive=True)
    return word in known.THEY[language] and not _means_something_inside(read, place)


def _this_alone(read: Read, place: int) -> bool:
    """Whether "this" or "that" stands for something by itself, as in "Is that true?" and "Does this mean war?"."""
    following = read.next(place).lower()
    if read.small[place] == "this":
        return following in FUNCTION_WORDS["en"] | known.SPEECH
    return following in known.EMPTY_IT_IS | known.VERDICT | {"mean"}


def _opens_noun(read: Read, place: int) -> bool:
    """Whether "das" is an article: a noun follows, or adjectives and a noun."""
    for following in range(place + 1, min(place + 4, len(read.words))):
        word = read.words[following].group()
        if _NOUN.match(word) or word[0].isdigit():
            return True
        if word.lower() in FUNCTION_WORDS["de"] or not _ADJECTIVE.fullmatch(word):
            break
    # "das in den 1970ern aufgeführte Stück": an adjective that stands behind what belongs to it.
    return any(
        read.small[at].endswith("e")
        and read.words[at].group().islower()
        and _NOUN.match(read.next(at)) is not None
        and read.last(at) not in FUNCTION_WORDS["de"]
        for at in range(place + 2, len(read.words) - 1)
    )


def _empty_it(read: Read, place: int) -> bool:
    """Whether "it" or "es" means nothing, as in "Is it true that ...?", "Gibt es ...?", "How long does it take?"."""
    beside = {read.last(place), read.next(place).lower()}
    if beside & known.EMPTY_IT:
        return len(read.content) > 0
    if not read.content:
        return False
    # "Wie nennt man es, wenn ...?", "What is it called when ...?": a clause follows that says what.
    later = set(read.small[place + 1 :])
    if "," in read.after(place) or (read.language == "de" and "," in read.text[read.words[place].end() :]):
        return True
    clause = later & {"when", "if", "that"} or (read.next(place).lower() == "mean" and "for" in later)
    return bool(clause or set(read.small[place + 1 : place + 4]) & known.EMPTY_IT_IS)


def _means_something_inside(read: Read, place: int, *, possessive: bool = False) -> bool:
    """Whether a pronoun may mean a word of its own question.

    A possessive may mean any noun before it. Another one means nothing of its own clause in German, and in English only
    as a subject ("What does Maduro say he wants?"). A clause in front may have it before the noun.
    """
    start = read.words[place].start()
    nouns = [match.start() for match in read.words if _names_something(read, match)]
    before = sum(noun < start for noun in nouns)
    earlier = before > 0
    if possessive or before >= _ENOUGH:
        return earlier
    if {"who", "wer"} & set(read.small[:2]) and place > 1 and _clause_ends(read, 0, place):
        return True  # "Wer behauptete, dass Putin hinter ihm stehe?"
    if earlier and _clause_between(read, place):
        return True
    if earlier and read.language == "en" and read.small[place] not in known.OBJECTS | {"her", "these", "those"}:
        return True
    following = read.next(place).lower()
    # "the wheat that it promised", "whether it will": a verb behind makes it a subject.
    verb = following in known.AUXILIARIES or (following != "" and following not in FUNCTION_WORDS["en"])
    if earlier and read.language == "en" and verb and not _CLAUSE_END.search(read.after(place)):
        return True
    comma = read.text.find(",", start)
    return read.small[0] in known.CONJUNCTIONS - known.AND and comma > 0 and any(noun > comma for noun in nouns)


def _names_something(read: Read, match: re.Match[str]) -> bool:
    word = match.group()
    return bool(_NOUN.match(word) or read.language == "en") and is_content(word, read.language)


def _clause_between(read: Read, place: int) -> bool:
    """Whether a clause with content ends before this word: what points then may point to that."""
    start = read.words[place].start()
    content = next((match for match in read.words if _names_something(read, match)), None)
    if content is None or content.start() >= start:
        return False
    return _clause_ends(read, read.words.index(content), place)


def _clause_ends(read: Read, first: int, last: int) -> bool:
    """Whether a clause ends between two words."""
    between = read.text[read.words[first].end() : read.words[last].start()]
    return bool(_CLAUSE_END.search(between) or set(read.small[first + 1 : last]) & known.CONJUNCTIONS)


# --- half sentences ------------------------------------------------------------------------------------------------


def _half(read: Read) -> str | None:
    """Return the words of a question that is half a sentence and says something: "Maduro" of "And Maduro?"."""
    first = next((at for at, word in enumerate(read.small) if word not in known.OPENERS), None)
    if first is None:
        return None
    text = read.text[read.words[first].start() : read.words[-1].end()]
    about = _ABOUT_FORM.match(text)
    half = (about["en"] or about["de"]) if about else text
    inside = Read.of(half, read.language)
    content = len(half_content(half, read.language))
    if not 0 < content <= _MOST_OF_HALF or not inside.words or _has_verb(inside):
        return None
    if about:
        return half
    led = any(word in known.AND for word in read.small[:first])
    if led and _is_phrase(inside):
        return half
    # "In 2019?", "Im Februar?", "In Cuba?": without more, other nouns make a search by words.
    bare = inside.small[0] in known.PREPOSITIONS and len(inside.words) <= 3
    named = all(_is_named(term) for term in Read.of(f"x {half}", read.language).content)
    return half if bare and named and read.text.rstrip().endswith("?") else None


def half_content(half: str, language: str) -> list[Term]:
    """Return the content words of half a sentence, whose first word is not the first of a sentence."""
    return [term for term in Read.of(f"– x {half}", language).content if term.word != "x"]


def _is_named(term: Term) -> bool:
    return term.name or term.word == "x" or term.word.lower() in known.MONTHS


def _has_verb(read: Read) -> bool:
    return bool(set(read.small) & (known.AUXILIARIES | known.QUESTION_WORDS | {"that", "dass"}) or "," in read.text)


def _is_phrase(read: Read) -> bool:
    """Whether words may be no more than a phrase: in German a verb in front is written small ("Und liefert er")."""
    word = read.words[0].group()
    if read.language == "en" or not word.islower():
        return True
    opens = read.small[0] in FUNCTION_WORDS["de"] | known.PREPOSITIONS
    return opens or (bool(_ADJECTIVE.fullmatch(word)) and bool(_NOUN.match(read.next(0))))


def _says_nothing(read: Read) -> bool:
    """Whether a question has too few words of its own to be about anything: "Why?", "Who disagrees?", "Which year?"."""
    content = [term for term in read.content if term.word.lower() not in known.ASKED_VALUE]
    small = set(read.small)
    asks = bool(small & (known.QUESTION_WORDS | known.AUXILIARIES | known.AND | known.MORE))
    if not content:
        return asks
    names = all(term.name for term in content)
    if names and small & known.REACTION:
        return not small & (known.LIKE_ABOUT | {"to", "auf", "with", "mit", "gegen"})
    if names and small & known.SPEECH and read.small[0] in known.AND:
        return not small & known.PREPOSITIONS
    first = next((at for at, word in enumerate(read.small) if word not in known.OPENERS), 0)
    rest = read.words[first:]
    # "Who benefits?", "Wer zahlt?"
    return len(rest) == 2 and rest[0].group().lower() in {"who", "wer"} and rest[1].group().islower()
