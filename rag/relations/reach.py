"""How far a statement reaches: of all or some, only or first, for which reason, and which office somebody holds.

What the quote says of some a statement may not say of all, nor give as the reason what only came before. Words are
regular expressions over a text in any case; each has its edges added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.relations.alignment import Alignment
from rag.relations.statement import Statement

_ALL = (
    r"all(?:e[nrms]?)?|sämtliche\w*|jede[nrsm]?|beide[nrs]?|ganze[nrsm]?|immer|stets|überall"
    r"|every(?:one|body|thing)?|each(?! other)|both|whole|entire|always|everywhere"
)
_NONE = r"kein\w*|niemand\w*|none|no|nobody|neither"
_BOTH = r"beide[nrs]?|both"
_ONE_OF_THEM = r"eine[rs]? (?:von|der|aus) (?:ihnen|beiden|zweien)|one of (?:them|the two|the)"
_MOST = r"meisten?|mehrheit\w*|großteil|überwiegend\w*|most of|(?<!at )(?<!the )most(?= [a-z]+s )|majority|mostly"
_ONLY = r"nur|lediglich|ausschließlich\w*|allein|einzig\w*|bloß|erst|only|solely|alone|exclusively|sole|none but"
_NOT_UNTIL = r"not (?:\S+ ){0,4}until|nicht (?:\S+ ){0,2}vor"
_FIRST = r"(?<!in )erst(?:e[nrsm]?|mals|malig\w*)|first|premiere|debut|debüt"
_EARLY = r"1\.|zunächst|anfangs|erst"
_ORDINALS = {
    2: r"zweite[nrsm]?|second(?! half)",
    3: r"dritte[nrsm]?|third(?= \w)",
    4: r"vierte[nrsm]?|fourth",
    5: r"fünfte[nrsm]?|fifth",
}
"""A third is a share as well, and so told by its number (`rag.relations.quantities`)."""
_EARLIER = r"davor|zuvor|vorher|beforehand|earlier|previously|before that"
_LATER = r"danach|anschließend|später|daraufhin|hinterher|afterwards|later|subsequently|thereafter|after which"
_CAUSE = (
    r"weil|wegen|aufgrund|infolge|deshalb|deswegen|daher|darum|dank|sodass|verursach\w*|ausgelöst|grund|ursache\w*"
    r"|(?<=, )da|^da|(?<=, )denn|führte dazu|führte (?:\S+ ){0,6}zu|because|due to|owing to|as a result|thanks to"
    r"|therefore|prompted|prompting|triggered|caus\w+|leading to|led (?:\S+ ){0,3}to|reason\w*"
    r"|forc(?:ed|ing) (?:\S+ ){1,5}to"
)
_ANY_CAUSE = (
    r"durch|begründ\w*|damit|angesichts|für|folge\w*|führ\w*|gründen?|anlass|da|denn|mit der|um (?:\S+ ){1,8}zu"
    r"|lässt|ließ|erklärt\w*|aus \w+(?:mangel|gründen|angst|sorge|protest)|schuld\w*|beim?|entst[ea]nd\w*|entstehen"
    r"|zwang|zwingt|for|over|through|since|amid|made|makes"
)
_EX = r"ex-?(?=minister|kanzler|präsident|gouverneur|chef|kämmerer|premier|general|bürgermeister|trainer|president)\w+"
_OFFICES = (
    (
        "former",
        rf"ehemalig\w*|frühere[nrsm]?|einstig\w*|ex-\w+|{_EX}|vormalig\w*|alt(?:kanzler|präsident)\w*|former(?:ly)?",
    ),
    ("deputy", r"stellvertret\w*|vize\w*|deputy|vice"),
    ("future", r"designiert\w*|designated?|\w+-elect|angehende\w*|incoming"),
    ("acting", r"kommissarisch\w*|interim\w*|geschäftsführend\w*|übergangs\w*|acting|caretaker|transitional"),
)
_ALSO_FORMER = r"vorgänger\w*|bisherige\w*|predecessor"


def overdone(there: Alignment) -> list[str]:
    """Return what the statement says of all, of the first, of the only one, or as a cause, where the quote does not."""
    mine, theirs = there.first.text, there.second.text
    by_number = _has(_BOTH, mine) and any(one.value == 2 and not one.unit for one in there.second.quantities)
    shares = any(one.unit == "percent" for one in there.second.quantities)
    found = []
    if _has(_ALL, mine) and not _has(f"{_ALL}|{_NONE}", theirs) and not by_number:
        found.append("quantity: the statement says it of all")
    if _has(_BOTH, mine) and _has(_ONE_OF_THEM, theirs) and not _has(_ONE_OF_THEM, mine):
        found.append("quantity: the quote says it of one of them")
    if _has(_MOST, mine) and not _has(f"{_MOST}|{_ALL}", theirs) and not shares:
        found.append("quantity: the statement says it of most")
    if _has(_ONLY, mine) and not _has(f"{_ONLY}|{_NOT_UNTIL}", theirs):
        found.append("quantity: the statement says it of nobody and nothing else")
    if _has(_FIRST, mine) and not _has(f"{_FIRST}|{_EARLY}", theirs):
        found.append("order: the statement says first")
    found += [f"order: the statement says {mine}, the quote {other}" for mine, other in _other_ordinals(there)]
    if _has(_EARLIER, mine) and _has(_LATER, theirs) and not (_has(_LATER, mine) or _has(_EARLIER, theirs)):
        found.append("time: the statement says before, the quote after")
    if _has(_LATER, mine) and _has(_EARLIER, theirs) and not (_has(_EARLIER, mine) or _has(_LATER, theirs)):
        found.append("time: the statement says after, the quote before")
    for number, words in _ORDINALS.items():
        if _has(words, mine) and not _has(rf"{words}|{number}(?:\.|st|nd|rd|th)?", theirs):
            found.append(f"order: the statement says number {number}")
    if _has(_CAUSE, mine) and not _has(f"{_CAUSE}|{_ANY_CAUSE}", theirs):
        found.append("cause: the quote gives no reason")
    return found + _other_offices(there)


def _other_ordinals(there: Alignment) -> Iterator[tuple[str, str]]:
    """The first quarter is not the second: ordinals right before the same word."""
    for pair in there.pairs:
        mine, other = (
            statement.tokens[place - 1] if place else ""
            for statement, place in ((there.first, pair.first.place), (there.second, pair.second.place))
        )
        numbers = [_number_of(word) for word in (mine, other)]
        if None not in numbers and numbers[0] != numbers[1]:
            yield mine, other


def _number_of(word: str) -> int | None:
    words = {1: r"erste[nrsm]?|first", **_ORDINALS}
    return next(
        (number for number, pattern in words.items() if re.fullmatch(_bare(pattern), word, re.IGNORECASE)), None
    )


def _bare(pattern: str) -> str:
    return re.sub(r"\(\?[!=][^)]*\)", "", pattern)


def _other_offices(there: Alignment) -> list[str]:
    """A former minister is no minister, and neither is a deputy one."""
    mine, theirs = there.first.text, there.second.text
    taken = {pair.second.place for pair in there.pairs} | {word.place for word in there.second.framed}
    found = []
    for name, words in _OFFICES:
        answers = f"{words}|{_ALSO_FORMER}" if name == "former" else words
        if _stands_before(words, there.second, taken) and not _has(answers, mine):
            found.append(f"office: {name} in the quote")
        elif _has(words, mine) and not _has(answers, theirs):
            found.append(f"office: {name} in the statement only")
    return found


def _has(words: str, text: str) -> bool:
    return bool(re.search(rf"(?<![\w-])(?:{words})(?![\w-])", text, re.IGNORECASE))


def _stands_before(words: str, quote: Statement, taken: set[int]) -> bool:
    """Whether such a word stands right before a word that the statement takes over, or is one with it."""
    return any(
        re.fullmatch(words, token, re.IGNORECASE) and not taken.isdisjoint((at, at + 1, at + 2))
        for at, token in enumerate(quote.tokens)
    )
