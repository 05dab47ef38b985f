"""Words with what they may mean, in keys that German and English share, so that both compare alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rag.lexicon import FUNCTION_WORDS, alternatives, is_name, parts, tidy
from rag.lexicon.related import is_capital, is_place, related
from rag.relations.meanings import groups_of
from rag.relations.slots import canonical_name
from rag.relations.stems import fold, stems
from rag.types import Modality

TOKEN = re.compile(r"\d+(?:[.,’']\d+)*|[^\W\d_]+(?:['’\-‑][^\W\d_]+)*|[%€$£¥‰]|[^\w\s]")
_OTHER = {"de": "en", "en": "de"}

_STEM, _GROUP, _PLACE, _KINDRED = 0.97, 0.97, 0.9, 0.6
_TAIL = 0.92
"""What a compound says of its last part: who exports wheat ("Weizenexporte") exports."""
_SPELT_ALIKE = 6
"""Letters from which a word that both languages spell alike means the same: "Partner", and not "gift"."""
_LEAST_SHARE = 0.35
"""Translations weaker than this are chance: the table was learnt from sentences, not written."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What a word may mean: keys with weights in (0, 1], the groups of meaning, and the parts of a compound.

    `capital`: it names a capital, which is no name of its country.
    """

    keys: Mapping[str, float]
    groups: frozenset[str]
    parts: tuple[Mapping[str, float], ...] = ()
    capital: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A word that says something, at its place among the tokens of its statement.

    `agent` is True for who does what its clause says, False for whom or what it is done to, None where order, case and
    voice do not tell.
    """

    text: str
    place: int
    clause: int
    sense: Sense
    name: bool
    verb: bool
    negated: bool
    modality: Modality
    agent: bool | None = None

    @property
    def weight(self) -> float:
        if self.name:
            return 1.6
        if self.verb:
            return 1.3
        return 1.0 if self.text[0].isupper() or len(self.sense.groups) else 0.8


def kinship(first: Sense, second: Sense) -> float:
    """Return how far the second word says what the first one says, in [0, 1].

    A compound says what its last part says; a single word covers half of a compound. A capital stands for its country
    here; `is_same_place` is stricter.
    """
    best = shared(first.keys, second.keys)
    if best < _TAIL and second.parts:
        best = max(best, _TAIL * shared(first.keys, second.parts[-1]), 0.7 * shared(first.keys, second.parts[0]))
    if best < _TAIL and first.parts:
        best = max(best, *(0.5 * shared(part, second.keys) for part in first.parts))
    return best


def is_same_place(first: Sense, second: Sense) -> bool:
    """Whether two words are forms of one name: "Venezuela" and "venezolanisch", not "Venezuela" and "Caracas"."""
    if first.capital != second.capital:
        return False
    return shared(*({k: w for k, w in sense.keys.items() if k[0] in "=&@"} for sense in (first, second))) >= _PLACE


def shared(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    """Return the weight of the meaning that two words share most."""
    if len(second) < len(first):
        first, second = second, first
    return max((weight * second[key] for key, weight in first.items() if key in second), default=0.0)


@lru_cache(maxsize=50_000)
def sense_of(text: str, language: str, name: bool = False) -> Sense:
    """Return what a word of German or English may mean."""
    form = fold(text)
    groups = groups_of(form) if not name else frozenset()
    apart = _parts(text, language) if not name else []
    of_parts = tuple(_keys(part, language, groups_of(fold(part)), name=False) for part in apart)
    return Sense(_keys(text, language, groups, name=name), groups, of_parts, is_capital(text))


_LONG, _SHORTEST_PART, _SHORTEST_HEAD = 8, 4, 3
_LINKS = ("", "s", "es", "n", "en")


def _parts(text: str, language: str) -> list[str]:
    """Return the two words of a German compound, also of one that the table knows as a whole."""
    found = parts(text, language)
    pieces = [piece for piece in re.split(r"[-‑]", text) if len(piece) > 1]
    if len(pieces) > 1:
        return pieces  # "US-Regierung", "Tokio-Börse"
    if found or language != "de" or len(text) < _LONG or not text[0].isupper():
        return found
    cuts = range(_SHORTEST_HEAD, len(text) - _SHORTEST_PART + 1)
    for cut in sorted(cuts, key=lambda cut: abs(len(text) - 2 * cut)):
        head, tail = text[:cut].lower(), text[cut:]
        if _is_known(tail):
            stems_ = (head.removesuffix(link) for link in _LINKS if head.endswith(link))
            known = next((stem for stem in stems_ if len(stem) >= _SHORTEST_HEAD and _is_known(stem)), None)
            if known:
                return [known, tail]
    return []


def _is_known(part: str) -> bool:
    return bool(alternatives(part, "de") or groups_of(fold(part)))


def _keys(text: str, language: str, groups: frozenset[str], *, name: bool) -> dict[str, float]:
    form = fold(tidy(text))
    keys: dict[str, float] = {}

    def add(key: str, weight: float) -> None:
        keys[key] = max(keys.get(key, 0.0), weight)

    for target, weight in alternatives(text, language):
        if weight >= _LEAST_SHARE:
            for stem in stems(fold(target))[-1:]:
                add(f"{_OTHER[language]}:{stem}", weight)
    kin = related(text)
    for other, weight in kin:
        add(f"={fold(other)}", _PLACE if weight >= 0.7 else weight * _KINDRED)
    if not is_place(text) and text.endswith("s") and is_place(text[:-1]):
        text, form = text[:-1], form[:-1]  # "Perus"
        kin = related(text)
    if is_place(text):
        # "Russland", "Russia" and "russisch" begin alike within the group of one place; its capital does not.
        group = min((fold(other) for other, weight in kin if weight >= 0.7), default=form)
        add(f"&{canonical_name(form)[:3]}:{min(group, form)}", _PLACE)
    for stem in stems(form):
        add(f"{language}:{stem}", _STEM)
    if len(form) >= _SPELT_ALIKE:
        add(f"*:{stems(form)[-1]}", _STEM)
    for group in groups:
        add(f"#{group}", _GROUP)
    if name or is_place(text):
        add(f"@{canonical_name(form)}", 1.0)
    add(f"={form}", 1.0)
    return keys


_TELLING = frozenset("more less fewer many few mehr weniger viele vielen vieler wenige wenigen called won".split())
"""Function words for a search that make another statement: "mehr Handel" is not "weniger Handel"."""


def is_function_word(form: str, language: str) -> bool:
    return form in FUNCTION_WORDS[language] and form not in _TELLING


def is_proper_name(text: str, language: str, *, first: bool, determined: bool) -> bool:
    """Whether a word is a proper name, as far as capitals and the table tell.

    `first`: at a sentence's beginning; `determined`: behind an article, where German has compounds that no table knows.
    """
    if not is_name(text, language) or groups_of(fold(text)) or re.search(r"[-‑][a-zäöüß]", text):
        return False
    if language == "de" and not is_place(text) and any(alternatives(form, at) for form, at in _plainer(text)):
        return False
    if language == "de" and determined and not is_place(text) and _parts(text, language):
        return False
    if language == "en" and first and not is_place(text):
        # Everything has a capital there: a name is what does not translate as a common word.
        return not any(weight >= 0.8 and fold(target) != fold(text) for target, weight in alternatives(text, language))
    return True


_DIGRAPHS = {"ae": "ä", "oe": "ö", "ue": "ü", "Ae": "Ä", "Oe": "Ö", "Ue": "Ü"}
_DIGRAPH = re.compile("|".join(_DIGRAPHS))


def respelt(text: str) -> str:
    """Return a text with its German umlauts, where it was typed without: only words that the tables know so alone.

    >>> respelt("Das Gericht kuendigte neue Fluege nach Israel an.")
    'Das Gericht kündigte neue Flüge nach Israel an.'
    >>> respelt("The union sued, and argued with the revenues.")
    'The union sued, and argued with the revenues.'
    """

    def spelt(match: re.Match[str]) -> str:
        word = match.group()
        changed = _DIGRAPH.sub(lambda pair: _DIGRAPHS[pair.group()], word)
        if changed == word or any(alternatives(word, language) for language in ("de", "en")):
            return word
        known = alternatives(changed, "de") or groups_of(fold(changed)) or parts(changed, "de")
        return changed if known else word

    return re.sub(r"[^\W\d_]+", spelt, text)


def names_something(word: Word, language: str) -> bool:
    """Whether a word is a name, or has a capital and is nothing that the table knows: "Harlingen", "Freiburg"."""
    if word.name or not word.text[0].isupper():
        return word.name
    translated = any(target != word.text.lower() for target, _ in alternatives(word.text, language))
    return not translated and not word.sense.parts and not word.sense.groups


def _plainer(text: str) -> list[tuple[str, str]]:
    """Return forms by which the table may know a German noun: without its ending, or as English spells it."""
    cut = [
        (text[: -len(ending)], "de")
        for ending in ("s", "es", "n", "en", "e")
        if text.endswith(ending) and len(text) > 5
    ]
    return [*cut, (text, "en")]


def language_of(text: str) -> str:
    """Return "de" or "en", whichever language's function words a text has more of."""
    forms = [match.group().lower() for match in re.finditer(r"[^\W\d_]+", text)]
    counts = {language: sum(form in FUNCTION_WORDS[language] for form in forms) for language in ("de", "en")}
    if counts["de"] == counts["en"]:
        known = {at: sum(weight for form in forms for _, weight in alternatives(form, at)[:1]) for at in ("de", "en")}
        return "de" if known["de"] >= known["en"] else "en"
    return "de" if counts["de"] > counts["en"] else "en"
