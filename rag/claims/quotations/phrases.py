"""Words of a sentence, and the noun phrases that can name a claimer, without a tagger.

German writes nouns with capitals, English names only; determiners, adjectives in between and attributes behind
("der Sprecher des Ministeriums") are told by their form. Every function looks at a bounded number of words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rag.claims.abbreviations import OPENERS
from rag.claims.quotations.cues import KONJUNKTIV, KONJUNKTIV_PLURAL
from rag.claims.quotations.english_cues import FINITE
from rag.claims.quotations.german_cues import LEXICON

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|[A-ZÄÖÜ]\.(?=\s?[A-ZÄÖÜ])|(?:Dr|Prof|St|Mr|Mrs|Ms)\.|\d{1,2}\.(?=\s\w)|\w[\w'’&-]*+|[^\w\s]"
)

_INNER_CAPITAL = re.compile(r"[a-z]+-[A-ZÄÖÜ]")
""" "ai-Bericht" is a noun though it begins small."""

DETERMINERS = frozenset(
    """
    der die das den dem des ein eine einen einem einer eines sein seine seinem seinen seiner ihr ihre ihrem ihren
    ihrer unser unsere dieser diese dieses diesem mehrere einige viele manche zahlreiche zwei drei vier beide alle the
    a an two three four several some many his her their its another one
    """.split()
)
_PREPOSITIONS = frozenset(
    """
    mit in im an am auf aus bei beim von vom vor nach zu zum zur für gegen über unter durch um ohne wegen während seit
    bis neben gegenüber zwischen hinter laut of from for at with on by to as after before into than about against over
    """.split()
)
# Words in lower case that are no adjectives before a noun.
_NO_MODIFIER = (
    frozenset(
        """
        er sie es wir ihr ich du man sich aber oder und sowie weder heute gestern morgen später weiter wieder immer
        jetzt bisher daher damals dagegen hingegen dabei dazu zudem außerdem selber selbst lieber leider eher weniger
        mehr keine keinen keiner kein nichts jede jeden jeder hatte hatten wurde wurden werden waren war wollte
        wollten sollte sollten konnte konnten musste mussten durfte durften indem sondern he she they it we you i that
        which who whom whose and but or not no nothing is are was were be been being will would can could may might
        shall should must do does did so there here then when while if because
        """.split()
    )
    | DETERMINERS
    | _PREPOSITIONS
    | LEXICON.verbs
    | FINITE.keys()
    | KONJUNKTIV
    | KONJUNKTIV_PLURAL
    | frozenset("hat haben hatte hatten has have had".split())
)
_ADJECTIVE_ENDING = re.compile(r"(?:\d+-)?[a-zäöüß][\w-]+(?:e|en|er|es|em)\Z")
# Without a determiner, only what is an adjective for sure: "laut führenden Ökonomen", but not "bleiben Putin zufolge".
_SURE_ADJECTIVE = re.compile(r".+(?:isch|lich|ig|end|bar|sam|los|haft|nah|ell|iv|är|nt)e[nrsm]?\Z|hohe[nr]?\Z")
# "Sinngemäß", "Möglicherweise" at the beginning of a sentence.
_ADVERB_ENDING = re.compile(r".+(?:weise|gemäß|lich|iell)\Z")
_PARTICLES_OF_NAMES = frozenset("von van de del della la al bin ibn el der den dos da zu ten".split())
_GENITIVE = frozenset("des der eines einer seines seiner ihres ihrer".split())
_INNER_GERMAN = frozenset("von vom aus im für beim".split())
_INNER_ENGLISH = frozenset("of from for at in with to on".split())
# To whom something is said: what follows the claimer in the dative is not part of the name.
_ADDRESSEE = re.compile(
    r".*(?:agentur|zeitung|blatt|magazin|sender|presse|reportern?|journalisten|portal|reuters|rundschau|spiegel)\Z"
)
AGENCIES = frozenset("reuters afp dpa ap tass interfax ria bloomberg cnn bbc apa epd kna sid rt ard zdf".split())
_ROLE = re.compile(
    r"(?:.*-)?(?:.*(?:präsident|minister|sprecher|chef|kanzler|premier|sekretär|beauftragter?|kommissar|direktor|leiter|trainer"
    r"|vorstand|botschafter|diplomat|senator|berater|experte|forscher|funktionär|richter|anwalt|meister|führer|vertreter|analyst"
    r"|politiker|general|professor|beamter?|könig|gouverneur|inspekteur|offizier|manager|ökonom)(?:in)?"
    r"|.*(?:vorsitzende|abgeordnete|beauftragte|beamte|expertin|beamtin)r?|papst|staatsoberhaupt|quelle|insider|person"
    r"|.*(?:president|minister|spokesman|spokeswoman|spokesperson|chancellor|secretary|official|chief|director|leader|governor"
    r"|mayor|ambassador|analyst|executive|head|founder|owner|lawmaker|envoy|chairman|chairwoman|commander|officer|economist|lawyer|king|pope|source))\Z"
)
# Nouns that follow "so" or stand before a verb and are nobody: what is said, not who says it.
_NOBODY = frozenset(
    """
    linie these motto tenor fazit vorwurf kritik begründung titel theorie argument beispiel fall vorgehen sache frage
    antwort grund ziel gesetz musik ende
    """.split()
)


# A tuple is made in half the time of a frozen dataclass, and nothing is made as often as words.
class Word(NamedTuple):
    """A word or mark of a sentence, with its offsets there."""

    text: str
    lower: str
    start: int
    end: int
    capital: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words `first` (included) to `last` (excluded) of a sentence."""

    first: int
    last: int


@lru_cache(256)
def split_words(text: str) -> tuple[Word, ...]:
    """Return the words and marks of a text. Quotations, claimers and status ask for those of the same sentence."""
    words = []
    for found in _TOKEN.finditer(text):
        word = found.group()
        capital = word[0].isupper() or ("-" in word and bool(_INNER_CAPITAL.match(word)))
        words.append(Word(word, word.lower(), found.start(), found.end(), capital))
    return tuple(words)


def phrase_at(words: Sequence[Word], first: int, *, english: bool, after_verb: bool = False) -> Phrase | None:
    """Return the noun phrase that begins at a word, or None.

    After a verb only attributes that belong to the noun for sure are taken: "sagte der Sprecher im Gespräch" names
    "der Sprecher", while "Der Sprecher im Ministerium sagte" names him whole.
    """
    head = _english_head(words, first, after_verb) if english else _german_head(words, first)
    if head is None:
        return None
    last = head
    # A bare name takes no attribute: in "sagte Klein der Zeitung" the paper is spoken to.
    takes_attributes = words[first].lower in DETERMINERS or is_role(words[last - 1]) or not (after_verb or english)
    for _ in range(3):
        attribute = _attribute_end(words, last, english, after_verb) if takes_attributes else None
        if attribute is None:
            break
        last = attribute
    if last - first > 1 and words[last - 1].lower in AGENCIES and is_role(words[last - 2]):
        last -= 1  # "teilte die Quelle Reuters mit": the agency is told.
    return None if words[last - 1].lower in _NOBODY or words[head - 1].lower in _NOBODY else Phrase(first, last)


def _german_head(words: Sequence[Word], first: int) -> int | None:
    """Where determiner, adjectives and nouns end; None where there is no noun."""
    at = first
    determined = at < len(words) and words[at].lower in DETERMINERS
    if determined:
        at += 1
        if at < len(words) and words[at].lower in _PREPOSITIONS:
            at = _past_extended_attribute(words, at)
    elif at < len(words) and words[at].capital and _is_opener(words, at):
        return None
    limit = min(len(words), at + 5)
    while at < limit and _modifies(words[at]) and (determined or _SURE_ADJECTIVE.match(words[at].text)):
        at += 1
    return _names_end(words, at)


def _is_opener(words: Sequence[Word], at: int) -> bool:
    """Whether a capital is only that of a sentence's first word, or of an adverb; "New York" is a name."""
    lower = words[at].lower
    city = lower == "new" and at + 1 < len(words) and words[at + 1].capital
    return (lower in OPENERS and not city) or bool(_ADVERB_ENDING.match(lower))


def _past_extended_attribute(words: Sequence[Word], at: int) -> int:
    """Past "mit der Angelegenheit" in "eine mit der Angelegenheit vertraute Person"; `at` itself where it is none."""
    for here in range(at + 2, min(len(words) - 1, at + 9)):
        if not words[here].text[0].isalnum():
            break
        if _modifies(words[here]) and words[here + 1].capital and words[here - 1].capital:
            return here
    return at


def _modifies(word: Word) -> bool:
    return word.text.isdigit() or (bool(_ADJECTIVE_ENDING.match(word.text)) and word.lower not in _NO_MODIFIER)


def _names_end(words: Sequence[Word], at: int) -> int | None:
    """Where a run of words with capitals ends, small words of names ("von der Leyen") and short quotes included."""
    first = at
    limit = min(len(words), at + 8)
    while at < limit:
        if words[at].capital and (at == first or words[at].lower not in DETERMINERS):
            step = 1
        else:
            step = (_small_words(words, at) if at > first else 0) or _short_quote(words, at)
        if not step:
            break
        at += step
    return at if at > first else None


def _small_words(words: Sequence[Word], at: int) -> int:
    """How many small words of a name stand here: "von", "von der"; none in "der Zeitung", "von der SPD"."""
    step = 0
    while step < 2 and at + step < len(words) and words[at + step].lower in _PARTICLES_OF_NAMES:
        step += 1
    if not step or at + step >= len(words) or not words[at + step].capital or words[at + step].text.isupper():
        return 0
    return 0 if words[at].lower in {"der", "den", "zu", "da"} else step


def _short_quote(words: Sequence[Word], at: int) -> int:
    """The number of words of a short quotation that begins here, marks included ("Interimspräsident" in quotes)."""
    if words[at].text in {"„", "“", '"', "»", "«"}:
        for here in range(at + 2, min(len(words), at + 5)):
            if words[here].text in {"“", "”", '"', "«", "»"}:
                return here - at + 1 if words[at + 1].capital else 0
    return 0


def _english_head(words: Sequence[Word], first: int, after_verb: bool = False) -> int | None:
    at = first
    determined = at < len(words) and words[at].lower in DETERMINERS
    if determined:
        at += 1
    elif at >= len(words) or (words[at].capital and words[at].lower in OPENERS):
        return None
    begin, limit = at, min(len(words), at + 7)
    while at < limit and words[at].text[0].isalnum() and (words[at].capital or words[at].lower not in _NO_MODIFIER):
        at += 1
    if after_verb and not determined:
        # "said Borisov yesterday": behind a bare name only a role still belongs to it.
        while at > begin + 1 and not words[at - 1].capital and not is_role(words[at - 1]):
            at -= 1
    # Without a determiner only names, roles with names ("chief executive Anna Klein") and people in general ("police")
    # are somebody.
    named = determined or words[begin].capital or (at > begin and words[at - 1].lower in _PEOPLE)
    titled = at > begin and is_role(words[at - 1]) if not words[at - 1].capital else any(map(is_role, words[begin:at]))
    return at if at > begin and (named or titled) else None


_PEOPLE = frozenset(
    "police officials authorities analysts critics witnesses lawyers experts investigators prosecutors sources".split()
)


def _attribute_end(words: Sequence[Word], at: int, english: bool, after_verb: bool) -> int | None:
    if at >= len(words):
        return None
    lower = words[at].lower
    if english:
        if lower not in _INNER_ENGLISH or (after_verb and lower not in {"of", "for", "from"}):
            return None
        return _english_head(words, at + 1)
    if lower in _GENITIVE:
        end = _german_head(words, at)
        spoken_to = (
            after_verb
            and lower != "des"
            and end is not None
            and any(_ADDRESSEE.match(word.lower) for word in words[at:end])
        )
        return None if spoken_to else end
    if lower in _INNER_GERMAN and (not after_verb or lower in {"von", "vom"}):
        return _german_head(words, at + 1)
    return None


def is_role(word: Word) -> bool:
    return _is_role(word.lower)


@lru_cache(10_000)
def _is_role(lower: str) -> bool:
    return _ROLE.match(lower) is not None


def name_and_role(words: Sequence[Word], phrase: Phrase) -> tuple[Phrase, Phrase | None]:
    """Split "der Präsident Nicolás Maduro" into the name and what stands before it; None where only one is there."""
    for at in range(phrase.first + 1, phrase.last):
        # "die Regierung von Präsident Klein" is not him.
        if words[at].lower in _GENITIVE or words[at].lower in _PREPOSITIONS:
            break
        if is_role(words[at - 1]) and is_name(words, Phrase(at, phrase.last)):
            return Phrase(at, phrase.last), Phrase(phrase.first, at)
    return phrase, None


def is_person(words: Sequence[Word], phrase: Phrase) -> bool:
    """Whether a phrase is somebody's name or what somebody is ("der Sprecher des Amtes")."""
    return is_name(words, phrase) or any(
        is_role(word) for word in words[phrase.first : min(phrase.last, phrase.first + 4)]
    )


def is_name(words: Sequence[Word], phrase: Phrase) -> bool:
    """Whether all words of a phrase look like parts of a name: capitals, no determiner, no role."""
    part = words[phrase.first : phrase.last]
    return (
        bool(part)
        and part[0].capital
        and part[0].lower not in DETERMINERS
        and all(word.capital or word.lower in _PARTICLES_OF_NAMES for word in part)
        and not any(is_role(word) for word in part)
    )
