"""True claims made false by one swapped word, and worded otherwise: examples for the perturbation test.

False: a number, a date, an actor or a claimer is exchanged for another of its kind from the other articles, a negation
is put in or taken out, a word is turned into its opposite, the verb is exchanged, two sentences are glued together.
True: the claim as it stands, in another order, with synonyms. How they are made shares no code and no table with the
checker; only what is a place or a common word the lexicon is asked.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from rag.lexicon import alternatives, parts
from rag.lexicon.related import is_place, related
from rag.types import Claim

TRUE = ("as it stands", "other order", "synonyms", "translated")
FALSE = ("number", "date", "negation", "actor", "claimer", "opposite", "verb", "glued")
_PER_KIND = 150
"""Examples of a kind at most, so that a large folder does not take hours."""

_DE_MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_EN_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATES = {
    "day": rf"\b\d{{1,2}}\. (?:{_DE_MONTHS})\b|\b\d{{1,2}} (?:{_EN_MONTHS})\b|\b(?:{_EN_MONTHS}) \d{{1,2}}\b",
    "month": rf"(?<=im )(?:{_DE_MONTHS})\b|(?<=[Ii]n )(?:{_EN_MONTHS})\b",
    "weekday": r"\b(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag)(?:abend|morgen|nachmittag)?\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b",
    "year": r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]*\d)",
}
_SPARE_DATES = {
    ("de", "day"): "7. Mai|29. September", ("en", "day"): "7 May|29 September",
    ("de", "month"): "April|Oktober", ("en", "month"): "April|October",
    ("de", "weekday"): "Montag|Donnerstag|Sonntag", ("en", "weekday"): "Monday|Thursday|Sunday",
    ("de", "year"): "2009|2017", ("en", "year"): "2009|2017",
}  # fmt: skip
_ANY_DATE = re.compile("|".join(_DATES.values()))
_DIGITS = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w-]|[.,]\d|\.(?:\s|$))")
_NUMBER_WORDS = {
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig".split(),
    "en": "two three four five six seven eight nine ten eleven twelve twenty thirty".split(),
}
_AUXILIARIES = {
    "de": """
        ist sind war waren wird werden wurde wurden hat haben hatte hatten habe sei seien hätten soll sollen
        kann können
    """.split(),
    "en": "is are was were will has have had would could can should".split(),
}
_OPPOSITES = {
    "de": """
        gestiegen/gesunken stieg/sank mehr/weniger bestätigte/dementierte gewann/verlor stärken/schwächen
        erhöht/gesenkt ausgebaut/abgebaut begann/endete erlaubt/verboten lobte/kritisierte
        zugestimmt/widersprochen gewachsen/geschrumpft unterstützt/bekämpft öffnen/schließen
        freigelassen/verhaftet
    """.split(),
    "en": """
        rose/fell risen/fallen more/less increased/decreased confirmed/denied won/lost strengthen/weaken
        began/ended supports/opposes supported/opposed praised/criticised agreed/refused grew/shrank
        opened/closed lifted/imposed
    """.split(),
}
_SYNONYMS = {
    "de": """
        sagte/erklärte betonte/unterstrich teilte/gab Zusammenarbeit/Kooperation Truppen/Soldaten
        gestiegen/gewachsen Treffen/Zusammenkunft Streitkräfte/Armee fordert/verlangt verlangte/forderte
        Abkommen/Vereinbarung unterstützt/unterstütze Erdöl/Öl Firma/Unternehmen Beschäftigte/Mitarbeiter
        begann/startete rund/etwa gesprochen/geredet kritisierte/rügte besuchte/besucht erhalten/bekommen
        Regierung/Kabinett bestätigte/bekräftigte Gespräche/Verhandlungen vergangenen/letzten
        vergangene/letzte Militär/Armee liefern/ausliefern Angriff/Attacke getötet/umgebracht
    """.split(),
    "en": """
        said/stated troops/soldiers cooperation/collaboration meeting/gathering agreement/accord
        deal/agreement called/telephoned help/assistance firm/company workers/employees began/started
        purchased/bought denied/rejected asked/requested aid/help talks/negotiations rose/increased
        ships/vessels crude/oil close/near about/around wants/intends
    """.split(),
}
_REPORTED = re.compile(
    r"(?P<what>[^„“\"»«]{20,}), (?P<cue>sagte|erklärte|betonte|hob|so|said|stated) (?P<who>[^,„“\"»«]{3,60})\.",
    re.DOTALL,
)
_SUBORDINATE = re.compile(
    r"(?P<main>[^,:„“\"»«]{15,}), (?P<clause>(?:dass|weil|obwohl|nachdem|während|als|because|although|while|after|when"
    r"|if)"
    r" [^,:„“\"»«]{10,})\."
)


@dataclass(frozen=True, slots=True)
class Example:
    """A statement, the sentence it is held against, and whether that says it. `kind` is one of TRUE or of FALSE."""

    kind: str
    statement: str
    quote: str
    claimer: str | None = None
    article: str = ""

    @property
    def true(self) -> bool:
        return self.kind in TRUE


def perturbed(claims: Sequence[Claim], *, seed: int = 0) -> list[Example]:
    """Return true and false statements made of these claims, the same ones for one seed."""
    chance = random.Random(seed)  # noqa: S311 - examples, not secrets
    pools = _Pools(claims)
    makers: dict[str, Callable[[Claim], Iterator[Example]]] = {
        "as it stands": _as_it_stands,
        "other order": _reordered,
        "synonyms": _reworded,
        "number": partial(_number, pools, chance),
        "date": partial(_date, pools, chance),
        "negation": _negation,
        "actor": partial(_actor, pools, chance),
        "claimer": partial(_claimer, pools, chance),
        "opposite": _opposite,
        "verb": partial(_verb, pools, chance),
        "glued": partial(_glued, pools, chance),
    }
    found = []
    for kind, make in makers.items():
        made = [Example(kind, e.statement, e.quote, e.claimer, c.article.id) for c in claims for e in make(c)]
        chance.shuffle(made)
        found += made[:_PER_KIND]
    return found


class _Pools:
    """What the articles name, to exchange one for another of its kind: by language, with the article it is from."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.numbers: defaultdict[str, list[str]] = defaultdict(list)
        self.dates: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self.places: defaultdict[str, list[str]] = defaultdict(list)
        self.verbs: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self.sentences: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self.persons: list[str] = []
        for claim in claims:
            language = _language(claim)
            text = _sentence(claim)
            self.sentences[language].append((claim.article.id, text))
            self.numbers[language] += [m.group() for m in _numbers(text)]
            for kind, pattern in _DATES.items():
                self.dates[language, kind] += re.findall(pattern, text)
            self.places[language] += [word for word in re.findall(r"\b[A-ZÄÖÜ]\w{3,}", text) if _is_country(word)]
            for verb in _verbs(text, language):
                self.verbs[language, verb[-2:]].append(verb)
            who = claim.attribution.claimer
            if who and _is_person(who.text):
                self.persons.append(who.text.split()[-1])
        for key, spare in _SPARE_DATES.items():
            self.dates[key] += spare.split("|")


def _language(claim: Claim) -> str:
    return "en" if claim.article.language == "en" else "de"


def _sentence(claim: Claim) -> str:
    return " ".join(claim.quote.split())


def _is_person(name: str) -> bool:
    words = name.split()
    capital = all(re.fullmatch(r"[A-ZÄÖÜ][\w-]+", word) for word in words)
    # What both languages have a word for is no person: "Staatsmedien", "Kritiker".
    known = any(alternatives(words[-1], language) or parts(words[-1], language) for language in ("de", "en"))
    return capital and not known and not is_place(words[-1]) and len(words[-1]) > 3


def _is_country(word: str) -> bool:
    # Peoples and adjectives ("Russen", "russische") are left alone: exchanged, they would have to be inflected.
    return is_place(word) and not re.search(r"(?:isch\w*|en|er|ern|sche\w*|ese|an|ans|ian|ians|ish)$", word)


def _numbers(text: str) -> Iterator[re.Match[str]]:
    dated = [m.span() for m in _ANY_DATE.finditer(text)]
    for match in _DIGITS.finditer(text):
        if not any(start <= match.start() < end for start, end in dated):
            yield match


def _verbs(text: str, language: str) -> list[str]:
    """Return words that are verbs by their form: in German also participles at the end, in English forms in -ed."""
    if language == "en":
        return re.findall(r"\b[a-z]{4,}ed\b", text)
    return re.findall(
        r"\b(?:ge[a-zäöüß]{4,}(?:t|en)|[a-zäöüß]{4,}(?:ierte|ierten|iert))\b(?=[ ,.]|$)(?! [A-ZÄÖÜ])", text
    )


def _as_it_stands(claim: Claim) -> Iterator[Example]:
    yield Example("", _sentence(claim), _sentence(claim))


def _reordered(claim: Claim) -> Iterator[Example]:
    text = _sentence(claim)
    match = _REPORTED.fullmatch(text)
    if match and match["cue"] not in ("so", "hob"):
        yield Example("", f"{_capital(match['who'])} {match['cue']}: {match['what']}.", text)
        return
    match = _SUBORDINATE.fullmatch(text)
    if match and match["clause"].split()[0] not in ("als", "while"):
        main = match["main"]
        if _language(claim) == "de":
            # Behind a clause German has the verb first: "Klein sagte" becomes "sagte Klein".
            said = re.fullmatch(r"([A-ZÄÖÜ][\w-]+(?: [A-ZÄÖÜ][\w-]+)*) (\w+(?:te|ete|rach|ieß|ies))(.*)", main)
            if not said:
                return
            main = f"{said[2]} {said[1]}{said[3]}"
        yield Example("", f"{_capital(match['clause'])}, {main}.", text)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _reworded(claim: Claim) -> Iterator[Example]:
    text = _sentence(claim)
    if re.search(r'["„“”»«]', text):
        return  # what stands in quotation marks may not be reworded
    for pair in _SYNONYMS[_language(claim)]:
        word, other = pair.split("/")
        if word in ("teilte", "close", "called", "help"):
            continue  # of several meanings; here they would make another statement
        changed = re.sub(rf"\b{word}\b", other, text, count=1)
        if changed != text:
            yield Example("", changed, text)
            return


def _number(pools: _Pools, chance: random.Random, claim: Claim) -> Iterator[Example]:
    text, language = _sentence(claim), _language(claim)
    for match in list(_numbers(text))[:1]:
        others = [
            n for n in pools.numbers[language] if n not in text and float(n.replace(".", "").replace(",", ".")) > 1
        ]
        if others:
            yield Example("", _exchanged(text, match, chance.choice(others)), text)
            return
    words = _NUMBER_WORDS[language]
    for match in re.finditer(rf"\b(?:{'|'.join(words)})\b", text):
        other_words = [word for word in words if word not in text]
        yield Example("", _exchanged(text, match, chance.choice(other_words)), text)
        return


def _exchanged(text: str, match: re.Match[str], other: str) -> str:
    return text[: match.start()] + other + text[match.end() :]


def _date(pools: _Pools, chance: random.Random, claim: Claim) -> Iterator[Example]:
    text, language = _sentence(claim), _language(claim)
    for kind, pattern in _DATES.items():
        match = re.search(pattern, text)
        others = [date for date in pools.dates[language, kind] if date not in text]
        if match and others:
            yield Example("", _exchanged(text, match, chance.choice(others)), text)
            return


def _negation(claim: Claim) -> Iterator[Example]:
    text, language = _sentence(claim), _language(claim)
    word = "nicht" if language == "de" else "not"
    without = re.sub(rf" \b{word}\b(?! (?:nur|only))", "", text, count=1)
    if without != text:
        yield Example("", without, text)
        return
    none = re.sub(r"\bkein(e[nmrs]?)?\b", lambda m: f"ein{m[1] or ''}", text, count=1)
    if none != text:
        yield Example("", none, text)
        return
    auxiliary = re.search(rf"\b(?:{'|'.join(_AUXILIARIES[language])})\b", text)
    if auxiliary:
        yield Example("", f"{text[: auxiliary.end()]} {word}{text[auxiliary.end() :]}", text)


def _actor(pools: _Pools, chance: random.Random, claim: Claim) -> Iterator[Example]:
    text, language = _sentence(claim), _language(claim)
    claimer = claim.attribution.claimer.text if claim.attribution.claimer else ""
    for pool in (pools.persons, pools.places[language]):
        named = [
            name for name in dict.fromkeys(pool) if re.search(rf"\b{re.escape(name)}\b", text) and name not in claimer
        ]
        others = [name for name in dict.fromkeys(pool) if name not in text]
        if named and others:
            match = re.search(rf"\b{re.escape(named[0])}\b", text)
            assert match is not None
            other = chance.choice(others)
            if not _same_place(named[0], other) and named[0][:3] != other[:3]:  # "Borissow", "Borisov"
                yield Example("", _exchanged(text, match, other), text)
                return


def _same_place(name: str, other: str) -> bool:
    """Whether two names are of one place, so that one for the other makes nothing false: "Moskau", "Russland"."""
    return other.lower() in {word for word, _ in related(name)}


def _claimer(pools: _Pools, chance: random.Random, claim: Claim) -> Iterator[Example]:
    who = claim.attribution.claimer
    text = _sentence(claim)
    if who is None or not _is_person(who.text) or who.text not in text:
        return
    others = [name for name in dict.fromkeys(pools.persons) if name[:3] not in text]
    if others:
        other = chance.choice(others)
        yield Example("", text, text, claimer=other)
        yield Example("", text.replace(who.text, other), text)


def _opposite(claim: Claim) -> Iterator[Example]:
    text = _sentence(claim)
    for pair in _OPPOSITES[_language(claim)]:
        for word, other in (pair.split("/"), pair.split("/")[::-1]):
            changed = re.sub(rf"\b{word}\b", other, text, count=1)
            if changed != text:
                yield Example("", changed, text)
                return


def _verb(pools: _Pools, chance: random.Random, claim: Claim) -> Iterator[Example]:
    text, language = _sentence(claim), _language(claim)
    for verb in _verbs(text, language):
        others = [other for other in pools.verbs[language, verb[-2:]] if other[:5] not in text]
        if others:
            yield Example("", re.sub(rf"\b{verb}\b", chance.choice(others), text, count=1), text)
            return


def _glued(pools: _Pools, chance: random.Random, claim: Claim) -> Iterator[Example]:
    text, language = _sentence(claim), _language(claim)
    others = [other for article, other in pools.sentences[language] if article == claim.article.id and other != text]
    if others and len(text.split()) >= 8:
        joint = " und " if language == "de" else " and "
        other = chance.choice(others)
        if len(other.split()) >= 6:
            yield Example("", text.rstrip(".") + joint + other, text)
