"""The word translation table English/German: what a question's words are called in the other language's articles.

It expands a question's words for the lexical channel, after Darwish and Oard (2003).

Data: `en-de.tsv.gz`, learnt by `rag.training.lexicon` from 215,072 sentence pairs: the WMT news and general test sets
of 2021 to 2024 (released for research, with a request to cite: Akhbardeh et al. 2021; Kocmi et al. 2022, 2023, 2024)
and NTREX-128 (CC BY-SA 4.0, Federmann et al. 2022). The table is shipped, the sentences are not.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.lexicon.related import is_place, related

FILE = Path(__file__).with_name("en-de.tsv.gz")

FUNCTION_WORDS = {
    "en": frozenset(
        """
        a about above after again against all almost along already also although always am among an and another any
        anyone anything are aren around as at away back be became because become becomes been before being below
        between both but by came can cannot come comes coming could couldn did didn do does doesn doing don done down
        during each either else enough especially et etc even ever every everyone everything few following for from
        further gave get gets getting give given gives giving go goes going gone got had hadn has hasn have haven having
        he her here hers herself him himself his how however if in including indeed instead into is isn it its itself
        just kind let ll like made make makes making many may maybe me might mine more most much must my myself neither
        never no nobody none nor not nothing now of off often on once one ones only onto or other others otherwise our
        ours ourselves out over own per perhaps put quite rather re really said same say saying says seem seemed seems
        several shall she should shouldn since so some someone something sometimes somewhat soon sort still such take
        taken takes taking than that the their theirs them themselves then there therefore these they thing things this
        those though through throughout thus to together too took toward towards under unless until up upon us use used
        using very via was wasn way we well went were weren what whatever when where whereas whether which while who
        whole whom whose why will with within without won would wouldn yes yet you your yours yourself yourselves ve
        according name called
        """.split()
    ),
    "de": frozenset(
        """
        ab aber alle allem allen aller allerdings alles als also am an andere anderem anderen anderer anderes anders
        auch auf aus außerdem bei beim bereits bin bis bisher bist da dabei dadurch dafür dagegen daher dahin damals
        damit danach daneben dann daran darauf daraus darf darin darüber darum darunter das dass davon davor dazu dein
        deine deinem deinen deiner dem den denen denn dennoch der deren des deshalb dessen desto deswegen dich die dies
        diese dieselbe dieselben diesem diesen dieser dieses dir doch dort du durch dürfen dürfte ebenfalls ebenso eben
        ein eine einem einen einer eines einfach einige einigen einiger einiges einmal entweder er erst es etwa etwas
        euch euer eure eurem euren eurer für fast ganz ganze ganzen gar geben gegeben gegen gehabt geht gehen gekommen
        gemacht genau gerade gewesen gewesen geworden gibt ging gab gab habe haben hat hatte hatten hätte hätten her
        hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in indem ins insbesondere irgendwie ist
        ja je jede jedem jeden jeder jedes jedoch jemand jene jenem jenen jener jenes jetzt kam kamen kann kannst kein
        keine keinem keinen keiner keines können könnte könnten konnte konnten kommen kommt lassen ließ lässt machen
        macht machte mal man manche manchen mancher manchmal mehr mehrere mehreren mein meine meinem meinen meiner meist
        mich mir mit möchte mochte mögen muss musste mussten müssen müsste nach nachdem nahe nämlich neben nein nicht
        nichts nie niemand noch nun nur ob oben obwohl oder oft ohne paar per pro sagen sagt sagte sagten schon sehr
        sei seien sein seine seinem seinen seiner seines seit seitdem selber selbst sich sie sind so sogar solche
        solchem solchen solcher solches soll sollen sollte sollten somit sondern sonst soweit sowie sowohl statt
        stets über überhaupt um und uns unser unsere unserem unseren unserer unseres unten unter viel viele vielen
        vieler vielleicht vom von vor vorbei wann war waren warst warum was weder weg wegen weil weiter weitere weiteren
        weiterer weiteres weiterhin welche welchem welchen welcher welches wem wen wenig wenige weniger wenn wer werde
        werden wessen wie wieder wieso will wir wird wirklich wo wobei wodurch wofür woher wohin wohl wollen wollte
        wollten womit worden wurde wurden würde würden zu zudem zum zumindest zur zusammen zwar zwischen ziemlich
        ungefähr bzw usw laut heißt hieß genannt namens
        """.split()
    ),
}
"""Words that are never expanded and that no word is expanded into: each of them stands in every article."""


def tidy(word: str) -> str:
    """Return the form a word has in the table: lower-case, and "US" as "usa", which is not "us".

    >>> tidy("Moscow"), tidy("US")
    ('moscow', 'usa')
    """
    return "usa" if word == "US" else word.lower()


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question, with weights in (0, 1]: its translations, and kindred words of either language.

    A compound that the table does not know also has its parts. `name` tells proper names and years: what an answer
    cannot do without.
    """

    word: str
    name: bool = False
    alternatives: tuple[tuple[str, float], ...] = ()
    related: tuple[tuple[str, float], ...] = ()
    parts: tuple[Term, ...] = ()


def terms(question: str, language: str) -> tuple[Term, ...]:
    """Return the content words of a question in `language` ("en" or "de"), in order, each once, with translations.

    >>> [term.word for term in terms("What did Russia offer Venezuela?", "en")]
    ['Russia', 'offer', 'Venezuela']
    """
    found = {}
    for match in _WORD.finditer(question):
        word = match.group()
        # "Was ist MIR?" asks for a name, not for "mir"; where everything is in capitals they tell nothing.
        letters = word.isupper() and len(word) > 1 and not question.isupper()
        if word not in found and (letters or tidy(word) not in FUNCTION_WORDS[language]):
            before = question[: match.start()].rstrip("\"'„“”«»¿¡( ")
            found[word] = _term(word, language, before=before.split()[-2:])
    return tuple(found.values())


def _term(word: str, language: str, *, before: Sequence[str] = ()) -> Term:
    """Return the term that a word makes; `before` are the one or two words before it in the question."""
    parts_of = tuple(_term(part, language) for part in parts(word, language))
    # The first word of a sentence has a capital whatever it is.
    name = bool(before) and is_name(word, language) and not parts_of
    if language == "de" and not is_place(word):
        # After "der" and "der neuen" German has nouns, and seldom names.
        adjective = len(before) > 1 and _ADJECTIVE.fullmatch(before[-1]) is not None
        nearest = before[-2:] if adjective else before[-1:]
        name = name and not any(_ARTICLE.fullmatch(other) for other in nearest)
    name = name or _YEAR.fullmatch(word) is not None
    others = alternatives(word, language) + (_respelled(word, language) if name else [])
    return Term(word, name, tuple(others), tuple(related(word)), parts_of)


def _respelled(word: str, language: str) -> list[tuple[str, float]]:
    """Return how the other language may transcribe a name from Cyrillic letters, where that differs.

    >>> _respelled("Borisov", "en"), _respelled("Rjabkow", "de"), _respelled("Maduro", "en")
    ([('borissow', 0.9)], [('ryabkov', 0.9)], [])
    """
    spelt = word.lower()
    for here, there in _TRANSCRIBED[language]:
        spelt = re.sub(here, there, spelt)
    return [] if spelt == word.lower() else [(spelt, _BEST)]


# What both languages make of one Cyrillic letter. German doubles an s between vowels, which would be voiced alone.
_TRANSCRIBED = {
    "en": (("sh|zh", "sch"), ("v", "w"), ("y", "j"), ("(?<=[aeiou])s(?=[aeiou])", "ss")),
    "de": (("sch", "sh"), ("w", "v"), ("j", "y"), ("(?<=[aeiou])ss(?=[aeiou])", "s")),
}


def is_name(word: str, language: str) -> bool:
    """Whether a word inside a sentence is a proper name, as far as its letters and the table tell.

    English writes names alone with capitals. German writes every noun so; there a name is what is a place, or what the
    table does not know as a word and does not end as German makes nouns. Months are left out: articles say them by
    their own date.

    >>> is_name("Maduro", "de"), is_name("Hafen", "de"), is_name("Fusionierung", "de"), is_name("Caracas", "de")
    (True, False, False, True)
    """
    if not word[0].isupper() or len(word) < 3 or tidy(word) in _MONTHS:
        return False
    if language == "en" or is_place(word):
        return True
    return not _NOUN_ENDING.search(word.lower()) and not _translations(word, language)


_ARTICLE = re.compile(
    r"(?:d(?:er|ie|as|en|em|es)|(?:k?ein|[msd]ein|ihr|unser|jed|dies|welch)(?:e[mnrs]?)?|vom|zum|zur|im|am|beim|ins|ans)",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(r"[a-zäöüß]+e[nmrs]?")
_NOUN_ENDING = re.compile(
    r"(?:ung|heit|keit|schaft|t(?:ion|ät|ätung)|ismus|ment|tum|nis|ling|logie|graphie|grafie|kunde|technik|genre|ler|erin)"
    r"(?:s|e|es|en|er|ern|sen|se|innen)?$"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_MONTHS = frozenset(
    """
    january february march april may june july august september october november december
    januar jänner februar märz mai juni juli oktober dezember
    """.split()
)


_WORD = re.compile(r"\w+")
_BEST, _DAMPING = 0.9, 0.4
"""The weight of the best translation, and the power that lifts the others: one with a quarter of the first one's score
weighs 0.57 of it. Results change by less than 0.005 nDCG for 0.7 to 1 and 0.3 to 0.7."""
_SHORTEST_PART = 4
_LINKS = ("", "s", "n", "en", "es")


def alternatives(word: str, language: str) -> list[tuple[str, float]]:
    """Return what a word of `language` ("en" or "de") is called in the other one, with weights in (0, 1], best first.

    A weight says how good a find the other word is, where the word itself would be 1. Function words, words that the
    table does not know and words that are spelt alike in both languages have none.

    >>> alternatives("jail", "en")[0]
    ('gefängnis', 0.9)
    """
    return [(target, _BEST * share**_DAMPING) for target, share in _translations(word, language)]


def parts(word: str, language: str) -> list[str]:
    """Cut a German compound that the table does not know into two words that it knows; [] if there is no such cut.

    The cut nearest the middle is taken, linking letters go.

    >>> parts("Energiekonferenz", "de")
    ['energie', 'konferenz']
    """
    if language != "de":
        return []  # before the table is read, which an English question does not need
    german = _table("de")
    whole = tidy(word)
    if whole in german or whole in FUNCTION_WORDS["de"]:
        return []
    cuts = range(_SHORTEST_PART, len(whole) - _SHORTEST_PART + 1)
    for cut in sorted(cuts, key=lambda cut: abs(len(whole) - 2 * cut)):
        head, tail = whole[:cut], whole[cut:]
        for link in _LINKS if tail in german else ():
            stem = head.removesuffix(link)
            if head.endswith(link) and len(stem) >= _SHORTEST_PART - 1 and stem in german:
                return [stem, tail]
    return []


_OTHER = {"en": "de", "de": "en"}


def _translations(word: str, language: str) -> list[tuple[str, float]]:
    """Return a word's entry: translations and their scores as shares of the best one's, best first."""
    cells = _table(language).get(tidy(word), "").split()
    return [(target, int(percent) / 100) for target, percent in zip(cells[::2], cells[1::2], strict=True)]


@cache
def _table(language: str) -> dict[str, str]:
    """Read one language's half once: each word form and its entry, which is only cut when asked for."""
    half = gzip.decompress(FILE.read_bytes()).decode().split("\n\n")[("en", "de").index(language)]
    forms = {}
    for line in half.splitlines():
        words, _, entry = line.partition("\t")
        for form in words.split(" "):
            forms[form] = entry
    return forms
