"""Negation, modality and denial in a text, clause by clause.

For text that comes without a claim; what a claim knows of itself is added by `rag.relations.statement.statement_of`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.relations.stems import PREFIX, fold
from rag.types import Modality

_NOT = frozenset(
    "nicht nichts nie niemals niemand niemanden niemandem nirgends kein keinerlei keine keinen keinem keiner"
    " keines weder"
    " keinesfalls keineswegs kaum not never no nobody nothing neither none cannot hardly barely".split()
)
_MERELY = frozenset("nur allein only just merely alone".split())
_OPENERS = frozenset("dass das daß that ob whether".split())
_MODAL: dict[Modality, re.Pattern[str]] = {
    "offered": re.compile(
        r"\b(?:bietet|bot|boten|bieten)\b.*?\ban\b|\bangeboten\b|\banbie?t\w*|\banzubieten\b|\banbot\w*"
        r"|\boffer(?:s|ed|ing)?\b|\bpropos(?:e|es|ed|ing)\b|\bschl(?:ug|ugen|agt|agen)\b.*?\bvor\b|\bvorgeschlagen\b"
        r"|\b(?:zeigte|erklarte) sich bereit\b|\bready to\b|\bwilling to\b|\bbereit\b"
    ),
    "planned": re.compile(
        r"\b(?:plant|planen|plante|planten|geplant|beabsichtigt\w*|erwagt|erwagen|vorhat\w*|vorhaben)\b"
        r"|\b(?:hat|haben|hatte|hatten)\b[^.]*?\bvor\W*$"
        r"|\b(?:will|wollen|wollte|wollten)\b(?=.*(?:\w+en)\b)|\bwill\b(?!\s+(?:be|not|have)?\s*\w+)"
        r"|\b(?:plans?|planned|planning|intends?|intended|aims?|wants?|wanted|hopes?|hoped) to\b|\b(?:plans"
        r"|planned|planning)\b"
        r"|\b(?:in talks|in negotiations|about|due|set|expected|promised|promises|pledged|vowed|agreed) to\b"
        r"|\b(?:versprach\w*|verspricht|versprochen|kundigte\w* an|angekundigt)\b"
    ),
    "demanded": re.compile(
        r"\b(?:ford(?:ert|erte|erten|ern)|gefordert|verlang(?:t|te|ten|en)|drang(?:t|te|ten)|bat|baten|bittet|bitten|gebeten"
        r"|pocht\w*|appellier\w*|rief\w* \S+ auf|aufgerufen|rat|riet|empfahl|empfiehlt|mahnt\w*)\b"
        r"|\b(?:demand(?:s|ed|ing)?|call(?:s|ed|ing)? (?:on|for)|urg(?:e|es|ed|ing)|request(?:s|ed)?|appeal(?:s"
        r"|ed)|insist(?:s|ed))\b"
        r"|\bask(?:s|ed|ing)? (?:\S+ ){0,4}(?:to|for)\b|\b(?:should|must|ought to|sollte|sollten|musse|mussen"
        r"|musste|muss)\b"
    ),
    "possible": re.compile(
        r"\b(?:konnt?en?|konnte|kann|durfte|durften|moglich\w*|moglicherweise|vielleicht|wahrscheinlich|vermutlich"
        r"|mutma(?:ss|ß)lich\w*|angeblich\w*|offenbar|anscheinend|womoglich|eventuell|wurde|wurden)\b(?<!\bwurde)(?<!\bwurden)"
        r"|\b(?:soll|sollen)\b.*\b(?:haben|sein|werden|worden)\b|\b(?:falls|sofern)\b"
        r"|\b(?:pruft|prufen|prufte|berat|beraten|beriet|stimmt\w* \S+ \S*ab)\b|\bnicht (?:\w+"
        r" ){0,2}aus(?:zu)?(?:schlie\w+|geschlossen)\b|\bschlie\w+ (?:\w+ ){0,5}nicht (?:\w+ ){0,2}aus\b"
        r"|\b(?:may|might|could|can|possibl[ey]|perhaps|maybe|probably|likely|allegedly|reportedly|apparently|supposedly|would)\b"
        r"|\b(?:consider(?:s|ed|ing)?|weigh(?:s|ed|ing)?|review(?:s|ed|ing)?|(?:debat|discuss)(?:e|es|ed|ing)?"
        r" (?:whether|if))\b"
        r"|\b(?:vote|votes|will vote) on\b|\b(?:not|n't|never) (?:\w+ ){0,2}(?:rul(?:e|ed|ing) out|exclud(?:e"
        r"|ed))\b|\bif\b"
    ),
}
_NOT_RULED_OUT = re.compile(
    r"\b(?:not|n't|never) (?:\w+ ){0,2}(?:rul(?:e|ed|ing) out|exclud(?:e|ed))\b|\w+n['’]t rule out\b"
    r"|\bnicht (?:\w+ ){0,2}aus(?:zu)?(?:schlie\w+|geschlossen)\b|\bschlie\w+ (?:\w+ ){0,6}nicht (?:\w+ ){0,2}aus\b"
)
_RULED_OUT = re.compile(
    r"\brul(?:e|es|ed|ing) out\b|\b(?:ausschlie\w+|ausgeschlossen|schlie\w+ (?:\w+ ){0,5}aus) , dass\b"
)
_KONJUNKTIV_II = re.compile(
    r"\b(?:könnte|würde|dürfte)[nt]?\b|\b(?:fast|beinahe)\b.*\b(?:hätte|wäre)[nt]?\b", re.IGNORECASE
)
"""Not "hätte" and "wäre" alone, which report what somebody says ("die Präsidenten hätten besprochen")."""
_FLIPPER = re.compile(
    r"\b(?:(?:refus|declin|fail)(?:e|es|ed|s|ing)? to|(?:denied|denies|deny|avoided) (?:\w+ing|ever)\b"
    r"|weiger\w* sich|verzichte\w* (?:darauf|auf)|unterlie(?:ss|ß) es"
    r"|(?:dementier\w*|bestr(?:itt\w*|eite\w*)|leugne\w*|verneint?\w*|zuruckgewiesen|widersprach\w*|widerspricht"
    r"|zuruck|deny|denies|denied|denial|rejects?|rejected|disput(?:es?|ed)|refut(?:es?|ed))\W{1,3}(?:dass|dab|that\b)"
    r"|(?:falsch|unwahr|erfunden|false|untrue|wrong|nonsense)\W{1,3}(?:dass|that))"
)
_TO_INFINITIVE = re.compile(rf"\bzu \w+en\b|\b(?:{PREFIX})zu\w{{2,}}en\b|^\W*(?:to|um)\b")


@dataclass(frozen=True, slots=True)
class Scopes:
    """For each token: the clause it stands in, whether that is negated, and its modality."""

    clauses: tuple[int, ...]
    negated: tuple[bool, ...]
    modality: tuple[Modality, ...]


_BREAKS = frozenset(",;:.!?–—()") | {"sondern", "but", "aber"}


def scopes(tokens: Sequence[str], language: str) -> Scopes:
    """Return what is negated and what only planned, offered, demanded or possible, for each token."""
    forms = [fold(token) for token in tokens]
    clauses = _clauses(forms)
    count = (clauses[-1] + 1) if clauses else 0
    texts: list[list[str]] = [[] for _ in range(count)]
    spelt: list[list[str]] = [[] for _ in range(count)]
    for form, token, clause in zip(forms, tokens, clauses, strict=True):
        texts[clause].append(form)
        spelt[clause].append(token)
    narrow = [at for at in range(len(forms)) if _is_narrow(forms, at, language)]
    modal: list[Modality] = []
    odd: list[bool] = []
    empty: list[bool] = []
    for clause, (words, written) in enumerate(zip(texts, spelt, strict=True)):
        kept = [(word, token) for word, token in zip(words, written, strict=True) if word not in _BREAKS] or [
            (".", ".")
        ]
        words, written = [word for word, _ in kept], [token for _, token in kept]
        text = " ".join(words)
        own = _modality(_without_nouns(words, written, language), " ".join(written), language)
        governed = clause > 0 and (words[0] in _OPENERS or bool(_TO_INFINITIVE.search(text)))
        if own == "stated" and governed and (language == "de" or words[0] in _OPENERS):
            own = modal[-1]
        modal.append(own)
        ruled = bool(_NOT_RULED_OUT.search(text))
        wide = sum(_negates(words, at) for at in range(len(words))) - sum(clauses[at] == clause for at in narrow)
        negative = wide % 2 == 1
        # What is not ruled out may be: that is its modality, and denies nothing.
        negative = negative != ruled
        if clause and odd[-1] and language == "de" and words[0] not in _OPENERS and _TO_INFINITIVE.search(text):
            negative = not negative  # "hat keine Pläne, die Steuer zu senken"
        # "It is not true that ...": the denial is of what follows.
        if clause and empty[-1] and odd[-1] and words[0] in _OPENERS:
            negative = not negative
        odd.append(negative)
        empty.append(
            bool(re.search(r"\b(?:stimmt|wahr|richtig|fall|zutrifft|true|correct|case)\b", text)) and len(words) < 8
        )
    negated = [odd[clause] for clause in clauses]
    modality: list[Modality] = [modal[clause] for clause in clauses]
    for at in denied_places(forms):
        negated[at] = not negated[at]
    _narrow_scopes(forms, clauses, negated, narrow)
    return Scopes(tuple(clauses), tuple(negated), tuple(modality))


def _clauses(forms: Sequence[str]) -> list[int]:
    numbers: list[int] = []
    clause, fresh = 0, True
    for at, form in enumerate(forms):
        if form == "that" and at and not fresh and forms[at - 1] not in _BEFORE_DEMONSTRATIVE:
            clause, fresh = clause + 1, False
            numbers.append(clause)
            continue
        day = form == "." and at and forms[at - 1].isdigit() and len(forms[at - 1]) < 3  # "am 9. November"
        if form in _BREAKS and not day and not fresh and at + 1 < len(forms):
            clause, fresh = clause + 1, True
            numbers.append(clause)
            continue
        fresh = fresh and form in _BREAKS
        numbers.append(clause)
    return numbers


_BEFORE_DEMONSTRATIVE = frozenset("of in at on for than like with by from to about and or all after before".split())


def _negates(words: Sequence[str], at: int) -> bool:
    form = words[at]
    if form in _NOT or form.endswith(("n't", "n’t")):
        following = words[at + 1] if at + 1 < len(words) else ""
        if form in ("no", "not", "nicht") and following in _MERELY:
            return False
        return not (form == "no" and following in ("doubt", "fewer", "less", "more"))
    return False


def _is_narrow(forms: Sequence[str], at: int, language: str) -> bool:
    """Whether only what follows is denied, and not what happens: "driven not by war", "nicht wegen des Regens".

    "Putin telefonierte nicht mit Maduro" denies the call, unless "sondern mit" somebody else follows.
    """
    if forms[at] not in ("not", "nicht") or at + 1 == len(forms):
        return False
    if forms[at + 1] in _BEFORE_CAUSES[language]:
        return True
    behind = forms[at + 2 : at + 2 + _CONTRAST_WITHIN]
    return forms[at + 1] in _BEFORE_PHRASES[language] and not _CONTRASTS.isdisjoint(behind)


_CONTRASTS = frozenset({"sondern", "but"})
_CONTRAST_WITHIN = 10
"""Tokens: "not with the president, but with his minister" has no more between the two."""
_BEFORE_CAUSES = {
    "en": frozenset("by because through due until as".split()),
    "de": frozenset("durch wegen als erst".split()),
}
_BEFORE_PHRASES = {
    "en": frozenset("for in on at from with of".split()),
    "de": frozenset("von mit nach".split()),
}


def denied_places(forms: Sequence[str]) -> list[int]:
    """Return the places of the tokens whose sense is turned round: what follows "denied that" and "refused to"."""
    text, starts = "", []
    for form in forms:
        starts.append(len(text))
        text += form + " "
    places: list[int] = []
    for match in _FLIPPER.finditer(text):
        # "denied having": the word in "-ing" is already what is denied.
        begin = match.start() + match.group().rindex(" ") if match.group().endswith("ing") else match.end()
        places += [at for at, start in enumerate(starts) if start >= begin]
    for match in _RULED_OUT.finditer(text):
        if not _NOT_RULED_OUT.search(text[max(0, match.start() - 50) : match.end()]):
            places += [at for at, start in enumerate(starts) if start >= match.end()]
    return places


def _narrow_scopes(forms: Sequence[str], clauses: Sequence[int], negated: list[bool], narrow: Sequence[int]) -> None:
    """Turn round what stands behind "without" and behind "not by" and their like, up to the end of the clause."""
    for at, form in enumerate(forms):
        without = form in ("ohne", "without")
        if without or at in narrow:
            for place in range(at + 1, min(at + (4 if without else 9), len(forms))):
                if clauses[place] == clauses[at]:
                    negated[place] = not negated[place]


def _without_nouns(words: Sequence[str], written: Sequence[str], language: str) -> str:
    """Return a clause without nouns that look like verbs of modality: "the plan", "die Forderung", "der Rat"."""
    kept = []
    for at, (word, form) in enumerate(zip(words, written, strict=True)):
        noun = language == "de" and form[0].isupper() and at > 0
        determiner = (
            language == "en"
            and at > 0
            and words[at - 1]
            in ("the", "a", "an", "no", "any", "new", "more", "his", "her", "its", "their", "this", "of")
        )
        kept.append("_" if noun or determiner else word)
    return " ".join(kept)


def _modality(text: str, written: str, language: str) -> Modality:
    if _KONJUNKTIV_II.search(written):
        return "possible"
    for modality, pattern in _MODAL.items():
        for match in pattern.finditer(text):
            if match.group() in ("konnte", "konnten"):
                continue  # without its dots it may be "could" as in "was able to"
            if language == "de" or match.group() != "will":
                return modality
    return "stated"
