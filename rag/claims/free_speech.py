"""Speech without a cue in its own sentence: Konjunktiv that runs on, and hearsay with "soll" and "will".

    FreeIndirect           Die Brücke soll im Mai eingestürzt sein.
    IndirectFreeIndirect   (Klein sagte, ...) Die Stadt habe davon gewusst.
"""

from __future__ import annotations

import re
from typing import Literal

from rag.claims.clauses import Clause, unreal_at
from rag.claims.cues import KONJUNKTIV_PLURAL
from rag.claims.phrases import Word
from rag.claims.subjects import Sentence

_SUBORDINATE = frozenset("dass weil wenn obwohl falls als nachdem während ob da ich wir denn um".split())
_PERFECT_END = re.compile(r"(?:haben|sein|werden|worden sein)\Z")


def runs_on(words: list[Word], *, spoken_before: bool) -> bool:
    """Whether a sentence's main clause stands in Konjunktiv I, so that it is what somebody says.

    "würden" and "hätten" stand in for the plural, but only where the sentence before is speech.
    """
    clause = []
    for word in words:
        if word.text in ",;:–—" and clause:
            break
        clause.append(word)
    lowers = [word.lower for word in clause]
    if not lowers or lowers[0] in _SUBORDINATE or "ich" in lowers:
        return False
    if any(unreal_at(clause, at, surely=True) for at in range(1, len(clause))):
        return True
    return spoken_before and any(lower in KONJUNKTIV_PLURAL for lower in lowers[1:])


def hearsay(sentence: Sentence, cut: list[Clause]) -> Literal["none", "perfect", "plain"]:
    """Whether the main clause says by "soll" that somebody says so: of what was ("perfect") or will be ("plain")."""
    words = sentence.words
    for clause in cut:
        if clause.kind not in {"main", "relative"}:
            continue
        for at in range(clause.first, clause.last):
            if words[at].lower in {"soll", "sollen"} and not sentence.inside(at):
                end = clause.last - (words[clause.last - 1].text in ".!?")
                lower = words[end - 1].lower
                if lower in {"soll", "sollen"} and end - 2 > clause.first:
                    lower = words[end - 2].lower
                perfect = lower in {"haben", "sein"}
                return "perfect" if perfect else "plain"
    return "none"
