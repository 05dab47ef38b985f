"""With what force something is said: as a fact, or asked, demanded, offered, planned, threatened, denied, supposed.

Words that take force away from what they govern are looked for in both statements (`force.tsv`). What the quote only
demands or supposes, a statement may not tell as a fact: it must have a word that takes away as much. Words that may
mean several things answer to each of them: "soll" is hearsay, a plan or a demand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.relations.alignment import Alignment
from rag.relations.polarity import operators
from rag.relations.statement import Statement
from rag.relations.support import support

FILE = Path(__file__).with_name("force.tsv")
_WEAK = frozenset(("planned", "favoured"))
"""Also told in ways that no table lists: "builds from 2027 on" is a plan."""
_AROUND = frozenset(("if", "whether"))
"""What governs the clause before it too: "he goes if", "did he go, asks"."""
_IN_OTHER_WORDS = -3.0
"""A doubt (`rag.relations.support`) below which the quote says a sign in words that no table knows."""
_NO_CONDITION = re.compile(r"\b(?:auch|selbst|als|wie|even|as|what) (?:wenn|if)\b")
_MONTH = re.compile(r"(?<=\S )May\b|\bMay (?=\d)|(?<=[a-zäöü] )Falls\b")


@dataclass(frozen=True, slots=True)
class Sign:
    """Words that take force away: where they begin, what they may mean, and whether they do more than answer others."""

    start: int
    text: str
    forces: frozenset[str]
    takes: bool


@cache
def _patterns(language: str) -> tuple[tuple[frozenset[str], bool, re.Pattern[str]], ...]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return tuple(
        (frozenset(forces.split()), use == "both", re.compile(rf"(?<![\w-])(?:{words})(?!\w)"))
        for at, use, forces, words in rows
        if at == language
    )


def signs(text: str, language: str) -> list[Sign]:
    """Return what takes force away in a text or answers to that, in its order."""
    lowered = _MONTH.sub(lambda match: "x" * len(match.group()), text).lower()
    harmless = [match.span() for match in _NO_CONDITION.finditer(lowered)]
    found = [
        Sign(match.start(), text[match.start() : match.end()], forces, takes)
        for forces, takes, pattern in _patterns(language)
        for match in pattern.finditer(lowered)
        if "if" not in forces or not any(start <= match.start() < end for start, end in harmless)
    ]
    if text.rstrip("\"') ").endswith("?"):
        found.append(Sign(len(text) - 1, "?", frozenset(("whether",)), True))
    conditions = {sign.start for sign in found if sign.takes and "if" in sign.forces}
    found = [sign for sign in found if sign.start not in conditions or "if" in sign.forces]  # "Sollte er gehen, ..."
    return sorted(found, key=lambda sign: sign.start)


def other_force(there: Alignment, *, attributed: bool = False) -> list[str]:
    """Return with which force one of both says it and the other one does not, in words for a reader.

    `attributed`: it is told beside the statement who says it, so that what he accuses somebody of is no fact.
    """
    mine, theirs = (signs(statement.text, statement.language) for statement in (there.first, there.second))
    # Who denies that it is says that it is not; who denies that it is not says something else.
    denied, denied_there = (operators(statement.text)[0] > 0 for statement in (there.first, there.second))
    if attributed:
        mine = [*mine, Sign(0, "", frozenset(("accused", "hearsay")), False)]
    governing = [sign for sign in theirs if sign.takes and _governs(sign, there)]
    missed = _unanswered(governing, mine, negated=denied and not denied_there)
    if missed:
        return [f"modality: the quote says it under {_short(missed)!r}, the statement does not"]
    weighty = [sign for sign in mine if sign.takes and not sign.forces & _WEAK]
    if weighty:
        told = support(there.first.text, there.second.text)
        weighty = [sign for sign in weighty if told.doubt(sign.start, sign.start + len(sign.text)) > _IN_OTHER_WORDS]
    added = _unanswered(weighty, theirs, negated=denied_there)
    return [f"modality: {_short(added)!r} is not in the quote"] if added else []


def _unanswered(signs_: Sequence[Sign], answers: Sequence[Sign], *, negated: bool) -> Sign | None:
    have = {force for sign in answers for force in sign.forces}
    if negated:
        have.add("denied")  # who denies that it is says that it is not
    return next((sign for sign in signs_ if not sign.forces & have), None)


def _short(sign: Sign) -> str:
    words = sign.text.split()
    return sign.text if len(words) < 5 else f"{words[0]} … {words[-1]}"


def _governs(sign: Sign, there: Alignment) -> bool:
    """Whether a sign of the quote concerns what the statement takes over: words beside it, or the clause behind it."""
    if "instructed" in sign.forces:
        return True  # what a text tells its reader to say it does not say itself
    quote = there.second
    at = max((place for place, start in enumerate(quote.starts) if start <= sign.start), default=0)
    beside = _beside(quote, at)
    if not there.pairs:
        return True
    held = [pair for pair in there.pairs if pair.second.place in beside and not pair.second.name]
    content = [word for word in quote.words if word.place in beside and not word.name]
    if held and (2 * len(held) >= len(content) or any(pair.second.verb for pair in held)):
        return True
    clause = quote.clauses[at]
    if sign.forces & _AROUND and any(abs(pair.second.clause - clause) <= 2 for pair in there.pairs):
        return True
    behind = clause + 1
    return sum(1 + pair.second.verb for pair in there.pairs if pair.second.clause == behind) >= 2


def _beside(quote: Statement, at: int) -> range:
    """The tokens of one part of a clause: up to an "und" that joins two predicates, or to the clause's ends."""
    clause = quote.clauses[at]
    joints = {
        place
        for place, form in enumerate(quote.forms)
        if form in ("und", "and")
        and any(word.verb and word.clause == clause and word.place < place for word in quote.words)
        and any(word.verb and word.clause == clause and word.place > place for word in quote.words)
    }
    first = at
    while first > 0 and quote.clauses[first - 1] == clause and first - 1 not in joints:
        first -= 1
    last = at
    while last + 1 < len(quote.forms) and quote.clauses[last + 1] == clause and last + 1 not in joints:
        last += 1
    return range(first, last + 1)
