"""Whether one of two statements denies what the other one asserts, by all the ways of denying that both languages have.

"Hatte keinen Zugang" and "fehlte der Zugang", "are barred from" and "dürfen keine": what one says with a negation the
other one says with a word that holds one. So a difference that shows clause by clause counts only where one of both
has no such word at all.
"""

from __future__ import annotations

import re

from rag.relations.alignment import Alignment

_PLAIN = re.compile(
    r"(?<![\w-])(?:nicht|nichts|nie|niemals|niemand\w*|nirgends|kein\w*|weder|keinesfalls|keineswegs|kaum|ohne"
    r"|not|never|no|nobody|nothing|neither|nor|none|cannot|hardly|barely|without|\w+n't|nil|zero)(?!\w)"
)
_HELD = re.compile(
    r"(?<![\w-])(?:fehl\w*|mangel\w*|bestreit\w*|bestritt\w*|dementi\w*|leugn\w*|verneint?\w*|abgestritten"
    r"|(?:streite|stritt)\w* .{0,160}ab|zurückgewiesen|zurückweis\w*|(?:weis|wies)\w* .{0,160}zurück|widerspr\w*"
    r"|ablehn\w*|abgelehnt\w*|lehn\w* .{0,120}ab|weiger\w*|verweiger\w*|verzicht\w*|verbiet\w*|verbot\w*|untersag\w*"
    r"|verhinder\w*|vermeid\w*|vermied\w*|unterlass\w*|unterlie\w*|ausgeschlossen|ausschlie\w*|schlie\w+ .{0,80}aus"
    r"|scheiter\w*|misslang\w*|entfall\w*|entfiel\w*|enthielt\w* sich|enthalten sich|abgesagt|streich\w*|gestrichen"
    r"|un(?:bekannt|klar|möglich|begründet|zulässig|gültig|wahr|versehrt|verletzt|beschadet|bewaffnet|widerlegt)\w*"
    r"|\w+los(?:e[nrms]?)?|\w+frei(?:e[nrms]?)?|frühestens|spätestens|höchstens|noch aus"
    r"|ausgeblieben|bleib\w* aus|blieb\w* .{0,40}aus|falsch\w*|erfunden|verschw[iu]nd\w*|verschwand\w*"
    r"|lack\w*|absen(?:t|ce)|den(?:y|ies|ied|ying|ials?)|reject\w*|refus\w*|declin\w*|ban(?:s|ned)?|bar(?:s|red)"
    r"|prohibit\w*|forbid\w*|forbade|prevent\w*|avoid\w*|fail\w*|yet to|exclud\w*|rul\w+ out|dismiss\w*|refut\w*"
    r"|abstain\w*|miss\w*|un(?:known|clear|able|founded|armed|harmed|hurt|injured|likely|lawful|true|scathed)|\w+less"
    r"|stop\w*|at most|at the (?:earliest|latest)|oppos(?:e|es|ed|ing)|false|invented|fabricat\w*|exempt\w*|waiv\w*"
    r"|abolish\w*|cancel\w*|disappear\w*|gone)(?!\w)"
)


_LATE = re.compile(r"\berst\b", re.IGNORECASE)
_NOT_UNTIL = re.compile(r"\bnot\b.{0,60}\b(?:until|till|before)\b|\bnicht\b.{0,40}\b(?:vor|bevor|bis)\b", re.IGNORECASE)


def operators(text: str) -> tuple[int, int]:
    """Return how many words of a text deny, plainly and by holding a denial."""
    lowered = text.lower()
    return len(_PLAIN.findall(lowered)), len(_HELD.findall(lowered))


def denies(there: Alignment) -> bool:
    """Whether one of both denies what the other one states."""
    mine, theirs = operators(there.first.text), operators(_near(there))
    # "erst nach drei Jahren" is "not until", and no "not"
    if _LATE.search(there.second.text) and _NOT_UNTIL.search(there.first.text):
        theirs = theirs[0] + 1, theirs[1]
    elif _LATE.search(there.first.text) and _NOT_UNTIL.search(there.second.text):
        mine = mine[0] + 1, mine[1]
    deny = [any("deny" in word.sense.groups for word in one.framed) for one in (there.first, there.second)]
    if there.first.unsaid != there.second.unsaid and all(deny):
        return True  # "bestreitet" and "bestreitet nicht"
    if mine[0] and not any(theirs):
        return True
    if bool(mine[0]) != bool(theirs[0]) and mine[1] and theirs[1] and _rules_out(there):
        return True
    # One negation in plain words is one that a word of the other holds; as many on both sides cancel each other out.
    balanced = mine[0] - theirs[0] == theirs[1] - mine[1] or mine[0] == theirs[0]
    if there.any_negation_differs:
        return not (balanced and any(mine) and any(theirs))
    if there.first.language == there.second.language and mine[0] > theirs[0] and not balanced:
        return True
    # Also in a clause of which no word is known: a plain negation must have its counterpart.
    return bool(theirs[0] == 1 and not any(mine) and _is_main(there))


_RULED_OUT = re.compile(r"ausgeschlossen|ausschlie|schlie\w+ .{0,80}aus\b|rul\w+ out|exclud")


def _rules_out(there: Alignment) -> bool:
    """Whether both speak of ruling something out, which "does not rule out" turns round."""
    return all(_RULED_OUT.search(statement.text.lower()) for statement in (there.first, there.second))


def _near(there: Alignment) -> str:
    """The clauses of the quote from which the statement takes words."""
    quote = there.second
    held = {pair.second.clause for pair in there.pairs} | {quote.clauses[word.place] for word in quote.framed}
    if not held:
        return quote.text
    return " ".join(token for token, clause in zip(quote.tokens, quote.clauses, strict=True) if clause in held)


def _is_main(there: Alignment) -> bool:
    """Whether the statement takes most of its words from clauses that are denied."""
    pairs = there.pairs
    return bool(pairs) and 2 * sum(pair.second.negated for pair in pairs) >= len(pairs)
