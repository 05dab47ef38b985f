"""One spelling for names that are written in several: diacritics, umlauts, and Cyrillic in German, English, French.

A folded name is what its letters are without marks ("Guaidó" is "guaido", "Müller" and "Mueller" are "muller"). A
`sound` goes farther and is only for names from Cyrillic: "Rjabkow", "Ryabkov" and "Riabkov" have one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "a", "œ": "o", "ı": "i", "’": "'"}
)
_UMLAUTS = re.compile(r"(?<=[^\Waeiou_])(?:ae|oe|ue)(?=[^\Waeiouy_])|\A(?:ae|oe|ue)(?=[^\Waeiouy_])")
_CACHED = 50_000


@lru_cache(_CACHED)
def folded(name: str) -> str:
    """Return a name in lower case without diacritics; "ae", "oe" and "ue" between consonants are umlauts.

    >>> folded("Guaidó"), folded("MÜLLER"), folded("Mueller")
    ('guaido', 'muller', 'muller')
    """
    plain = unicodedata.normalize("NFD", name.lower().translate(_LETTERS))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _UMLAUTS.sub(lambda match: match.group()[0], bare)


# Letters and the sound they stand for, longer spellings first. "C" is what German writes tsch or ch and English ch or
# kh, "X" is sch, sh or zh; that is coarse, but two names of one person have to agree in all their words.
_SOUNDS = {
    "schtsch": "XC", "shch": "XC", "chtch": "XC", "tsch": "C", "tch": "C", "kh": "C", "sch": "X", "sh": "X",
    "zh": "X", "ch": "C", "ck": "k", "c": "k", "q": "k", "ph": "f", "th": "t", "ou": "u", "tz": "s", "ts": "s",
    "z": "s", "w": "v", "ks": "x", "y": "i", "j": "i", "'": "",
}  # fmt: skip
_SPELLED = re.compile("|".join(sorted(_SOUNDS, key=lambda letters: -len(letters))))
# Then what is spelled by its place in the word: endings, doubled letters, the first letter.
_PLACES = tuple(
    (re.compile(letters), sound)
    for letters, sound in (
        (r"f+\Z", "v"),
        (r"ine\Z", "in"),
        (r"(?<=C)o(?=v)", "e"),
        (r"i?[eo]v(?=a?\Z)", "ov"),
        (r"(.)\1+", r"\1"),
        (r"(?<=e)i?\Z", ""),
        (r"\Aie", "e"),
    )
)
_VARIANTS = {
    "dimitri": "dmitri",
    "dmitro": "dmitri",
    "alexandr": "alexander",
    "alexandre": "alexander",
    "volodimir": "vladimir",
    "evgeni": "eugeni",
    "iouri": "iuri",
    "serge": "sergei",
    "serg": "sergei",
}
"""First names that the rules of sound leave apart."""


@lru_cache(_CACHED)
def sound(name: str) -> str:
    """Return what the Cyrillic spellings of one name have in common.

    >>> {sound("Rjabkow"), sound("Ryabkov"), sound("Riabkov")}
    {'riabkov'}
    >>> sound("Selenskyj") == sound("Zelensky") == sound("Zelenskiy")
    True
    """
    word = folded(name).replace("gue", "ge").replace("gui", "gi")
    word = _SPELLED.sub(lambda match: _SOUNDS[match.group()], word)
    for letters, replaced in _PLACES:
        word = letters.sub(replaced, word)
    return _VARIANTS.get(word, word)


_ENDINGS = re.compile(
    r"(?:[eo][wv]a?|[eo]ff|[sck][kc](?:ij|yj|iy|yy|i|y|aja|aya|ii)|in|ine|ina|[eyjiu]nko|t?sch?uk|chuk|t?schin)\Z"
)
_CYRILLIC_FIRST = frozenset(
    """
    sergei sergej sergey sergeï dmitri dmitry dmitrij dmitriy dimitri wladimir vladimir wolodymyr volodymyr juri yuri
    jurij yuriy alexei alexej alexey aleksej aleksei michail mikhail andrei andrej andrey nikolai nikolaj nikolay
    jewgeni jewgenij yevgeny evgeny anatoli anatolij anatoly wassili vasily wjatscheslaw vyacheslav igor oleg olga
    natalja natalya tatjana tatyana swetlana svetlana ljudmila lyudmila gennadi gennady grigori grigory georgi valeri
    valery waleri witali vitaly vitali leonid boris maria marija maxim roman ruslan timur konstantin pawel pavel petro
    oleksandr oleksij andrij ekaterina jekaterina yekaterina alexander aleksandr iwan ivan jelena yelena elena irina
    stanislaw stanislav wjatscheslaw
    """.split()
)


def from_cyrillic(words: tuple[str, ...]) -> bool:
    """Whether a name looks as if it was written in Cyrillic first: by its ending, or by the first name."""
    last = folded(words[-1])
    return bool(_ENDINGS.search(last)) or (len(words) > 1 and folded(words[0]) in _CYRILLIC_FIRST)
