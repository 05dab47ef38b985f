"""Whether the words around an expression of time speak of the past or of what is to come: German and English."""

from __future__ import annotations

import re
from typing import Final, Literal

from rag.claims.status.verb_classes import PAST

Tense = Literal["past", "future", "present"]

_WORD = re.compile(r"\w[\w'’-]*+")
_STOP = re.compile(r"[.!?;:]\s|\n|[„“”»«\"]")
_REACH: Final = 240
"""Characters on each side in which the verb of an expression of time is sought."""

_FUTURE = frozenset(
    """
    wird werden werde soll sollen solle will wollen wolle plant planen geplant kündigte kündigt angekündigt vorgesehen
    künftig voraussichtlich demnächst bevorsteht bevorstehende bevorstehenden anstehende anstehenden ansteht
    spätestens frühestens will shall going plans planned expected scheduled due upcoming set
    """.split()
)
_PAST = frozenset(
    """
    war waren wurde wurden hatte hatten gewesen worden bin was were had been did said told came went made took held
    began left gave found saw met won lost became got ran fell rose died killed
    """.split()
)
# "ist" and "hat" speak of the past with a participle only.
_AUXILIARY = frozenset("hat haben habe ist sind sei seien has have".split())
_PARTICIPLE = re.compile(
    r"(?:\w{0,10}ge\w{2,}(?:t|en)|(?:be|ver|er|ent|zer|miss)\w{2,}(?:t|en)|\w+iert|worden|been|\w+ed)\Z"
)
_WEAK_PAST = re.compile(r"(?!ge(?!hört|lang|nüg|stalt|währ)\w)[a-zäöüß]{2,}(?:t|et)(?:e|en)\Z")
_NO_PAST = frozenset(
    """
    heute bitte erste ersten zweite zweiten dritte dritten vierte fünfte letzte letzten gute guten weite weiten späte
    späten alte alten harte harten breite rechte rechten leichte leichten gesamte gesamten bekannte bekannten nächste
    sollte sollten könnte könnten möchte möchten müsste müssten dürfte dürften hätte hätten beste besten meisten
    größte größten höchste höchsten direkte konkrete unten mitten zweitgrößte neueste jüngste jüngsten wichtigste
    """.split()
)
_ENGLISH_PAST = re.compile(r"[a-z]{2,}ed\Z")


def tense_around(text: str, start: int, end: int, *, english: bool) -> Tense | None:
    """Return what the verbs near `text[start:end]` speak of, None where no verb tells; its own clause comes first.

    >>> tense_around("Sie kam am Dienstag.", 8, 19, english=False)
    'past'
    """
    left = text[max(0, start - _REACH) : start]
    right = text[end : end + _REACH]
    stops = list(_STOP.finditer(left))
    left = left[stops[-1].end() :] if stops else left
    stop = _STOP.search(right)
    right = right[: stop.start()] if stop else right
    clause = left.rpartition(",")[2] + " " + right.partition(",")[0]
    return _tense(clause, english=english) or _tense(left + " " + right, english=english)


def _tense(words: str, *, english: bool) -> Tense | None:
    found = _WORD.findall(words)
    lowers = [word.lower() for word in found]
    present = set(lowers)
    perfect = any(_PARTICIPLE.match(word) for word in lowers)
    if "wurde" in present or "wurden" in present or "war" in present or "waren" in present:
        return "past"
    if (
        present & {"soll", "sollen", "will", "wollen"}
        and perfect
        and present & {"haben", "sein", "worden"}
        and not english
    ):
        return "past"
    future = bool(present & _FUTURE) or (english and bool({"to", "is"} <= present or {"to", "are"} <= present))
    past = bool(present & _PAST) or (perfect and bool(present & _AUXILIARY))
    if not past:
        past = any(
            (word in PAST or (_ENGLISH_PAST if english else _WEAK_PAST).match(word)) and word not in _NO_PAST
            for word, raw in zip(lowers, found, strict=True)
            if raw[0].islower()
        )
    if future and not past:
        return "future"
    if past and not future:
        return "past"
    if past and future:
        # "sagte, er werde am Montag kommen" in one clause only: nobody can tell.
        return None
    return "present" if any(word in _PRESENT or word.endswith("t") for word in lowers if len(word) > 3) else None


_PRESENT = frozenset("ist sind hat haben gibt kommt steht beginnt endet findet is are has have".split())
