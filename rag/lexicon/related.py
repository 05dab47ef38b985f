"""The table of kindred words: what else news says where a question says "offer", or "Kreml" where it says "Russia".

Translations know other wordings of a word (`rag.lexicon`); this knows other acts of the same kind.

Data: `related.tsv`, hand-written for Belegt: groups of German and English words, each group with one weight.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("related.tsv")

_ENDINGS = {"e": 4, "s": 4, "es": 4, "en": 4, "ed": 4, "ing": 4, "ung": 5}
_LATER_ENDINGS = dict.fromkeys(("ings", "ungen", "n", "te", "ten", "tet", "er", "ern", "ers", "em"), 5) | {"t": 6}
"""Endings and how many letters they leave at least. The later ones are only cut off a word that is looked up:
"lieferte" may have the stem of "liefern", but "media" has nothing to do with "mediate"."""
_SHORTEST_STEM = 5
"""What is looked up as it stands, for the word that a table's word less its ending is: "Reis" is not of "reisen"."""


def related(word: str) -> list[tuple[str, float]]:
    """Return the kindred words of an English or German word with weights in (0, 1], best first, without the word.

    A weight says how good a find the other word is, where the word itself would be 1. A form that the table does not
    have is looked up by its stem; a word that it does not know at all has none.

    >>> related("Moscow")[0]
    ('russia', 0.7)
    >>> "angebot" in dict(related("offers")), "provide" in dict(related("Lieferungen"))
    (True, True)
    >>> related("Zaunkönig")
    []
    """
    form = "usa" if word == "US" else word.lower()
    found: dict[str, float] = {}
    for number in _forms().get(form) or _numbers_by_stem(form):
        weight, words = _groups()[number]
        for other in words:
            if other != form:
                found[other] = max(found.get(other, 0.0), weight)
    return sorted(found.items(), key=lambda pair: -pair[1])


_CAPITALS = frozenset(
    """
    moskau moscow kreml kremlin washington berlin paris london peking beijing brüssel brussels kiew kyiv kiev
    caracas rom rome madrid wien vienna warschau warsaw tokio tokyo ankara teheran tehran jerusalem havanna havana
    bern berne prag prague budapest athen athens lissabon lisbon stockholm oslo helsinki kopenhagen copenhagen
    ottawa canberra tallinn riga vilnius minsk bukarest bucharest belgrad belgrade zagreb ljubljana bratislava
    sarajevo skopje tirana pristina podgorica chisinau tiflis tbilisi eriwan jerewan yerevan baku astana taschkent
    tashkent kabul islamabad delhi dhaka bangkok hanoi jakarta manila seoul pjöngjang pyongyang taipeh taipei ulan
    wellington kairo cairo tripolis tripoli rabat nairobi addis khartum khartoum mogadischu mogadishu pretoria
    harare lusaka luanda kinshasa dakar bamako niamey abuja accra damaskus damascus beirut amman bagdad baghdad riad
    riyadh sanaa doha maskat muscat bogotá bogota lima quito brasilia brasília montevideo asunción asuncion
    managua tegucigalpa dublin reykjavik reykjavík valletta nikosia nicosia
    sofia algier algiers tunis
    """.split()
)


def is_capital(word: str) -> bool:
    """Whether a word names a capital, which stands for its government and is still not the country.

    >>> is_capital("Prag"), is_capital("Kuwait"), is_capital("Panama")
    (True, False, False)
    """
    return word.lower() in _CAPITALS or (word.lower().endswith("s") and word.lower()[:-1] in _CAPITALS)


def is_place(word: str) -> bool:
    """Whether a word, as it stands, names a country, a union of states, a capital or a people.

    >>> is_place("Caracas"), is_place("Brasilien"), is_place("Kredit")
    (True, True, False)
    """
    return any(_groups()[number][0] >= _PLACE for number in _forms().get(word.lower(), ()))


_PLACE = 0.7
"""The weight of the groups of names for one place; no other group has it."""


@cache
def _groups() -> tuple[tuple[float, tuple[str, ...]], ...]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    cells = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple((float(weight), tuple(words.split(" "))) for _, weight, words in cells)


@cache
def _forms() -> dict[str, tuple[int, ...]]:
    """Return which groups each word stands in."""
    forms: defaultdict[str, list[int]] = defaultdict(list)
    for number, (_, words) in enumerate(_groups()):
        for word in words:
            forms[word].append(number)
    return {word: tuple(numbers) for word, numbers in forms.items()}


@cache
def _stems() -> dict[str, set[int]]:
    """Return which groups the words stand in that have a stem."""
    stems = {word: set(numbers) for word, numbers in _forms().items()}
    for word, numbers in _forms().items():
        for stem in _cut(word, _ENDINGS):
            stems.setdefault(stem, set()).update(numbers)
    return stems


def _numbers_by_stem(word: str) -> list[int]:
    """Return the groups of the words that share the longest stem with `word`."""
    whole = [word] if len(word) >= _SHORTEST_STEM else []
    stems = whole + sorted(_cut(word, _ENDINGS | _LATER_ENDINGS), key=len, reverse=True)
    return next((sorted(_stems()[stem]) for stem in stems if stem in _stems()), [])


def _cut(word: str, endings: dict[str, int]) -> list[str]:
    """Return the word less each of the endings that it may have; "deny" and "denies" share "deni".

    >>> _cut("lieferten", _ENDINGS | _LATER_ENDINGS)
    ['liefert', 'lieferte', 'liefer']
    """
    cut = [word[: -len(end)] for end, least in endings.items() if word.endswith(end) and len(word) - len(end) >= least]
    if word.endswith("y"):
        cut.append(word)
    return [stem[:-1] + "i" if stem.endswith("y") else stem for stem in cut]
