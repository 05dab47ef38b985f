"""A follow-up question made whole: with a name for its pronoun, in the place of what it varies, or with the topic.

    And Lavrov?           after  What did Gil say about sanctions?      What did Lavrov say about sanctions?
    What else did he say? after  What did Borisov say about trade?      What else did Borisov say?
    Since when?           after  Why is the US navy off Venezuela?      Since when? (US navy Venezuela)

The topic is the content words of the earlier question, not the question itself: its "how many" and "who" would tell
what kind of answer is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.articles.language import detect_language
from rag.claims.claimers.first_names import is_womans
from rag.claims.claimers.spelling import sound
from rag.conversation import words as known
from rag.conversation.leaning import Leaning, Pronoun, Read, half_content, is_content, leaning_of
from rag.lexicon import Term, alternatives, terms
from rag.lexicon.related import is_place
from rag.types import Answer

_TURNS = 6
"""Turns looked back at: a conversation that is longer has changed its subject."""
_MOST_WORDS = 10
_LONGEST_WORD = 60
"""Words of a topic, and letters of each: what a sentence of any length comes to."""
_LONGEST = 2000
_BEHIND = re.compile(r"^(?P<question>.*\S)\s+\((?P<topic>[^()]*)\)$", re.DOTALL)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_TIME = re.compile(
    r"\b(?:(?:in|since|until|im|seit|bis|im\s+jahr)\s+)?(?:(?:in|im)\s+)?"
    rf"(?:(?:{'|'.join(sorted(known.MONTHS))})\s+)?(?:1[5-9]|20)\d\d\b",
    re.IGNORECASE,
)
_ABOUT = {
    "en": re.compile(r"\b(?:about|on|regarding)\s+(?P<what>[^?]+?)(?=\s*\??$)", re.IGNORECASE),
    "de": re.compile(r"\b(?:über|zu|zum|zur)\s+(?P<what>[^?]+?)(?=(?:\s+(?:gesagt|erklärt|geäußert))?\s*\??$)", re.I),
}
_ADVERB = r"(?:(?:since|until|seit|bis|ab)\s+)?(?:why|when|where|how|warum|wieso|weshalb|wann|wo|wohin|woher|wie)"
_BARE = re.compile(
    rf"^(?:\w+[,\s]\s*)??(?P<adverb>{_ADVERB})"
    r"(?:\s+(?:was|is|did|war|ist|geschah|passierte|exactly|genau|that|this|it|das|dies|es|happen)){0,4}\s*\?*$",
    re.IGNORECASE,
)
"""A follow-up that asks for no more than another circumstance: "Why?", "And since when?", "Wann war das?" """
_CIRCUMSTANCE = {
    "en": re.compile(
        rf"^(?:{_ADVERB}\s+)?(?P<verb>did|does|do|is|are|was|were|has|have|had|will|would|can|could|should)\s", re.I
    ),
    # "Worüber sprachen ...?" can do without its object, "Was sagte ...?" cannot.
    "de": re.compile(
        rf"^(?:(?:{_ADVERB}|wo(?:rüber|mit|für|ran|rauf|von|gegen|vor))\s+(?P<verb>[a-zäöüß]+)"
        r"|(?P<first>(?:ha(?:t|ben|tte|tten)|ist|sind|war|waren|wird|wurden?|werden|kann|können|soll|sollen|will|wollen)))\s",
        re.IGNORECASE,
    ),
}
_NO_PERSON_BEHIND = frozenset("the a an of in at near der die das den dem des in im aus bei".split())
_SMALL_ENDING = re.compile(r"(?:en|t|te|lich\w*|isch\w*|ig\w*)$")
_WHO_IS = re.compile(r"^\W*(?:(?:and|und)\s+)?(?:who|wer)\s+(?:is|was|ist|war)\s", re.IGNORECASE)
_NAME_WORD = r"[^\W\d_][\w’'-]*"


@dataclass(frozen=True, slots=True)
class Turn:
    """What a conversation remembers of one question and its answer.

    `question` is as it was understood, self-contained; `claimers` are those whom the findings name, best first.
    """

    question: str
    claimers: tuple[str, ...] = ()

    @classmethod
    def of(cls, answer: Answer) -> Turn:
        """Return what is remembered of an answer."""
        names = (finding.claimer or finding.claim.attribution.name for finding in answer.findings)
        return cls(answer.question, tuple(dict.fromkeys(name for name in names if name)))


def in_context(question: str, earlier: Sequence[Turn], *, max_chars: int = _LONGEST) -> str:
    """Return the question so that it says by itself what it asks; `earlier` are the turns before it, oldest first.

    A question that stands alone comes back as it is, character for character: so does every one that changes the
    subject, and one that would become longer than `max_chars`.

    >>> before = [Turn("What did Gil say about sanctions?", ("Yván Gil",))]
    >>> in_context("And Lavrov?", before), in_context("And when was that?", before)
    ('What did Lavrov say about sanctions?', 'And when was that? (Gil sanctions)')
    >>> in_context("Who is Juan Guaidó?", before)
    'Who is Juan Guaidó?'
    """
    if not earlier:
        return question
    turns = [_Before.of(turn) for turn in reversed(earlier[-_TURNS:])]
    text = " ".join(question.split()) if len(question) <= _LONGEST else question
    language = _language(text, turns[0].language)
    leaning = leaning_of(text, language)
    if leaning is None:
        return question
    whole = _whole(text, language, leaning, turns)
    return whole if whole is not None and len(whole) <= max_chars else question


@dataclass(frozen=True, slots=True)
class _Before:
    """An earlier question: what was asked, the topic that stood behind it, its language, who answered."""

    asked: str
    behind: str
    language: str
    claimers: tuple[str, ...]
    persons: tuple[str, ...]

    @classmethod
    def of(cls, turn: Turn) -> _Before:
        question = turn.question[:_LONGEST]
        match = _BEHIND.match(question)
        asked, behind = (match["question"], match["topic"]) if match else (question, "")
        language = _language(question, "en")
        return cls(asked, behind, language, turn.claimers, tuple(_persons(asked, language)))

    def topic(self, *, without: str | None) -> list[Term]:
        """Return the content words of the topic and of the question, each once, without a person's name."""
        left_out = {word.lower() for word in (without or "").split()}
        found: dict[str, Term] = {}
        for text in (self.asked, f"x ({self.behind})"):
            for term in terms(text, self.language):
                small = term.word.lower()
                fits = small != "x" and small not in left_out and len(small) <= _LONGEST_WORD
                if fits and is_content(term.word, self.language):
                    found.setdefault(small, term)
        return list(found.values())[:_MOST_WORDS]


def _language(text: str, otherwise: str) -> str:
    detected = detect_language(text)
    if detected in ("de", "en"):
        return detected
    small = set(re.findall(r"\w+", text.lower()))
    if small & {"und", "oder", "aber", "warum", "wieso", "wann", "wer", "das", "er", "sie", "ihn"}:
        return "de"
    return "en" if small & {"and", "or", "but", "why", "he", "she"} else otherwise


def _persons(question: str, language: str) -> list[str]:
    """Return the names of persons in a question, each with the words written large beside it, in order.

    A single word behind an article or a preposition of place ("the Masque", "in Wismar") is none.
    """
    names = {term.word for term in terms(question, language) if term.name and not _no_person(term.word)}
    found, run, no_persons = [], list[str](), set[str]()
    end, before = 0, ""
    for match in re.finditer(_NAME_WORD, question):
        word = match.group()
        if run and question[end : match.start()] != " ":
            found.append(run)
            run = []
        if word[0].isupper() and match.start() and not is_place(word):
            if not run and before in _NO_PERSON_BEHIND:
                no_persons.add(match.group())
            run.append(word)
        elif run:
            found.append(run)
            run = []
        end, before = match.end(), word.lower()
    found.append(run)
    persons = (" ".join(run) for run in found if names & set(run) and not _no_person(run[-1]))
    return [name for name in dict.fromkeys(persons) if name not in no_persons]


def _no_person(word: str) -> bool:
    return is_place(word) or word.isupper() or word[0].isdigit()


# --- whom a pronoun means ------------------------------------------------------------------------------------------


def _meant(pronoun: Pronoun, says: bool, turns: Sequence[_Before]) -> str | None:
    """Return the person whom a pronoun means: one whom the last question that names somebody names, or who answered it.

    Who answered is asked only where the answer has one claimer or the question was for a person, and where the
    follow-up is about what somebody says: "Wohin fuhr er?" means no claimer but a ship.
    """
    for turn in turns:
        for name in turn.persons:
            if _may_be(name, pronoun, turn.claimers):
                return name
        asked_who = bool({"who", "wer"} & set(re.findall(r"\w+", turn.asked.lower())[:2]))
        people = [name for name in turn.claimers if _is_person(name)]
        if says and people and (asked_who or len(turn.claimers) == 1):
            return next((name for name in people if _may_be(name, pronoun, ())), None)
        if turn.topic(without=None):
            return None
    return None


def _is_person(name: str) -> bool:
    words = re.findall(_NAME_WORD, name)
    return 1 < len(words) <= 4 and all(word[0].isupper() for word in words) and not any(map(_no_person, words))


def _may_be(name: str, pronoun: Pronoun, claimers: Sequence[str]) -> bool:
    last = sound(name.split()[-1])
    full = [name, *(claimer for claimer in claimers if claimer.split() and sound(claimer.split()[-1]) == last)]
    known_as = {is_womans(word) for one in full for word in one.split()[:-1]} - {None}
    return known_as in (set(), {pronoun.womans})


def _named(text: str, pronoun: Pronoun, name: str, language: str) -> str:
    if pronoun.possessive:
        sibilant = name[-1] in "sxzß"
        name += ("’" if sibilant else "s") if language == "de" else "’s"
    return text[: pronoun.start] + name + text[pronoun.end :]


# --- the whole question --------------------------------------------------------------------------------------------


def _whole(text: str, language: str, leaning: Leaning, turns: Sequence[_Before]) -> str | None:
    if leaning.half is not None:
        last = turns[0]
        varied = _varied(leaning.half, last) if language == last.language else None
        if varied is None and language != last.language and len(half_content(leaning.half, language)) == 1:
            varied = _varied_abroad(leaning.half, language, last)
        return varied or _with_topic(text, language, turns, None)
    person = _meant(leaning.person, leaning.says, turns) if leaning.person else None
    whole = text
    if person and leaning.person:
        whole = _named(text, leaning.person, person, language)
        said = [term for term in Read.of(whole, language).content if term.word not in person.split()]
        if _WHO_IS.match(whole):
            return whole
        if not leaning.topic and (said or (leaning.more and leaning.says)):
            return whole
    if whole == text and language == turns[0].language:
        whole = _asked_anew(text, turns[0]) or text
        if whole != text:
            return whole
    return _with_topic(whole, language, turns, person)


def _asked_anew(text: str, last: _Before) -> str | None:
    """Return the last question with this question word in front; None where it asked for more than a circumstance.

    "Why?" after "Did Russia send wheat?" is "Why did Russia send wheat?".
    """
    bare, whole = _BARE.match(text), _CIRCUMSTANCE[last.language].match(last.asked)
    if not bare or not whole or last.behind:
        return None
    group = "verb" if whole["verb"] else "first"
    adverb = bare["adverb"][0].upper() + bare["adverb"][1:].lower()
    return f"{adverb} {whole[group].lower()}{last.asked[whole.end(group) :]}"


def _with_topic(text: str, language: str, turns: Sequence[_Before], person: str | None) -> str | None:
    """Put the topic behind a question: of the last turn that has one besides the person."""
    inside = {word.lower() for word in re.findall(r"\w+", text)}
    for turn in turns:
        topic = [_in(term, turn.language, language) for term in turn.topic(without=person)]
        left = [word for word in dict.fromkeys(topic) if word.lower() not in inside]
        if left:
            return f"{text} ({' '.join(left)})"
    return None


def _in(term: Term, language: str, wanted: str) -> str:
    """Return a word of a topic in the language wanted, by the word table; names that it does not know stay."""
    if language == wanted or (term.name and not is_place(term.word)):
        return term.word
    other = next(iter(alternatives(term.word, language)), None)
    if other is None or other[0].startswith(term.word.lower()):
        return term.word  # spelt alike in both languages; the table has its other forms only
    # The table knows no capitals: names have them, and in German whatever does not end as verbs and adjectives do.
    large = term.name or (wanted == "de" and not _SMALL_ENDING.search(other[0]))
    return other[0].capitalize() if large else other[0]


def _varied(half: str, last: _Before) -> str | None:
    """Return the last question with the half sentence in the place of what it varies; None where that is unclear."""
    asked, language = last.asked, last.language
    first = half.split()[0].lower()
    if _YEAR.search(half) or half_content(half, language)[0].word.lower() in known.MONTHS:
        bare = _YEAR.fullmatch(half.strip(" ?"))
        time = f"in {half}" if bare and language == "en" else half
        if _TIME.search(asked):
            return _TIME.sub(lambda _: time, asked, count=1)
        return None if last.behind else f"{asked.rstrip(' ?.!')} {time}?"
    about = _ABOUT[language].search(asked)
    if first in known.LIKE_ABOUT and len(half.split()) > 1:
        if about:
            return asked[: about.start()] + half + asked[about.end() :]
        says = known.SPEECH & set(re.findall(r"\w+", asked.lower()))
        return f"{asked.rstrip(' ?.!')} {half}?" if says and language == "en" else None
    if first in known.PREPOSITIONS or re.match(r"(?:d(?:er|ie|as|en|em)|the|ein\w*|an?)\b", first):
        return None
    return _swapped(half, last, about)


def _swapped(half: str, last: _Before, about: re.Match[str] | None) -> str | None:
    """Put a name into the place of the first name of its kind: a person's for a person's, a place's for a place's."""
    words = re.findall(_NAME_WORD, half)
    if not words or not all(word[0].isupper() for word in words):
        # "And oil?": a noun varies what was spoken about.
        if about and last.language == "en" and half.islower():
            return last.asked[: about.start("what")] + half + last.asked[about.end("what") :]
        return None
    if all(is_place(word) for word in words):
        places = [m for m in re.finditer(_NAME_WORD, last.asked) if m.start() and is_place(m.group())]
        if not places or not places[0].group()[0].isupper():
            return None
        start, end = places[0].span()
        return last.asked[:start] + half + last.asked[end:]
    if any(map(_no_person, words)) or not last.persons or not _persons(f"x {half}", last.language):
        return None
    start = last.asked.index(last.persons[0])
    return last.asked[:start] + half + last.asked[start + len(last.persons[0]) :]


def _varied_abroad(half: str, language: str, last: _Before) -> str | None:
    """Do as `_varied` for a person's name, which is the same in either language."""
    return _swapped(half, last, None) if _persons(f"x {half}", language) else None
