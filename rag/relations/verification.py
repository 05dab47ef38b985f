"""The gate for statements worded by a model: whether one quote, a sentence, says what the statement says.

It asks for more than `rag.relations.compare`: every name, number, time and verb of the statement must stand in the
quote, in any wording that the tables know, under the same negation and modality. What two sentences say together
neither of them says: a quote of several is read sentence by sentence.
"""

from __future__ import annotations

import re

from rag.claims.sentences import sentence_spans
from rag.relations.alignment import Alignment
from rag.relations.compare import shown
from rag.relations.slots import canonical_name
from rag.relations.statement import Statement, read_statement
from rag.relations.stems import fold
from rag.types import Claim, Verdict

COVERS = 0.7
"""The share of a statement's words, by weight, that the quote must say; see `rag.evaluation.perturbation`."""
_LONGEST = 2_000

_GAP = re.compile(r"\[\s?(?:\.\.\.|…)\s?\]|\(\s?(?:\.\.\.|…)\s?\)|…|\.\.\.")
_RELATIVE_TIMES = frozenset(
    "gestern vorgestern heute morgen ubermorgen vortag vergangen vorig letzt nachst kommend yesterday today"
    " tomorrow tonight"
    " last next previous coming".split()
)
_TITLES = frozenset(
    "der die das den dem des the a an herr frau mr mrs ms dr prof prasident prasidentin president minister ministerin"
    " sprecher sprecherin spokesman spokeswoman kanzler kanzlerin chef chefin".split()
)


def verify(statement: str, quote: str, *, claimer: str | None = None) -> Verdict:
    """Return whether `quote`, a sentence, says what `statement` says, and if given, that `claimer` says it.

    An attribution within the statement ("Laut Klein ...") counts as its claimer. Raises ValueError if the statement or
    the quote is empty or longer than a sentence can be.

    >>> verify("Nordwerk entlässt 300 Mitarbeiter.", "Nordwerk entlässt 200 Mitarbeiter.").reasons
    ('number: 300, the quote says 200',)
    """
    for name, text in (("statement", statement), ("quote", quote)):
        if not any(character.isalnum() for character in text):
            raise ValueError(f"the {name} is empty: {text!r}")
        if len(text) > _LONGEST:
            raise ValueError(f"the {name} has {len(text):,} characters, {_LONGEST:,} are allowed; give one sentence")
    read = read_statement(statement)
    whole = _GAP.sub(" ", quote)
    gap = whole != quote and bool(re.search(r"\w", whole))
    sentences = [whole[span.start : span.end] for span in sentence_spans(whole)] or [whole]
    verdicts = [_against(read, read_statement(sentence), claimer) for sentence in sentences]
    best = max(verdicts, key=lambda verdict: (verdict.status != "rejected", verdict.confidence, -len(verdict.reasons)))
    if best.status == "verified" and gap and not _one_side_says_it(read, quote, claimer):
        return Verdict("verified-with-gap", ("the quote leaves words out between what is said",), best.confidence)
    return best


def verify_claim(statement: str, claim: Claim, *, claimer: str | None = None) -> Verdict:
    """Return whether a claim of an article says what `statement` says, and if that names a claimer, the claim's own.

    It is `verify` against the claim's sentence, with all that is known of the claim: whom "er" means, who says it,
    whether it is denied. `claimer` is a further name of who says it. Raises ValueError as `verify` does.
    """
    return verify(statement, claim.sentence_text[:_LONGEST])


def _one_side_says_it(read: Statement, quote: str, claimer: str | None) -> bool:
    sides = [side for side in _GAP.split(quote) if re.search(r"\w", side)]
    return any(_against(read, read_statement(side), claimer).status == "verified" for side in sides)


def _against(read: Statement, quote: Statement, claimer: str | None) -> Verdict:
    """Return the verdict for one sentence."""
    there = Alignment(read, quote)
    reasons = contradictions(there) + omissions(there)
    if reasons:
        return Verdict("rejected", tuple(reasons), 0.0)
    if there.coverage < COVERS:
        missing = ", ".join(word.text for word in there.missing[:4])
        return Verdict("rejected", (f"the quote does not say: {missing}",), there.coverage)
    wrong = _wrong_claimer(claimer or read.claimer, quote)
    if wrong:
        return Verdict("misattributed", (wrong,), there.coverage)
    return Verdict("verified", (), there.coverage)


def contradictions(there: Alignment) -> list[str]:
    """Return where the quote says something else than the statement, in words for a reader."""
    found = [f"number: {shown(mine)}, the quote says {shown(other)}" for mine, other in there.wrong_quantities]
    found += [f"time: {mine.shown}, the quote says {other.shown}" for mine, other in there.wrong_times]
    found += [f"opposite: {a.text}, the quote says {b.text}" for a, b in there.any_opposites]
    if there.any_negation_differs:
        found.append("negation: one of both denies what the other one states")
    if there.stance_differs:
        found.append("verb: the quote is said in another way")
    if there.roles_swapped:
        found.append("actor: who does it and whom it is done to have changed places")
    pair = there.other_modality
    if pair:
        found.append(f"modality: {pair.first.text} is {pair.first.modality}, in the quote {pair.second.modality}")
    if there.first.question != there.second.question:
        found.append("one of both is a question")
    return found


def omissions(there: Alignment) -> list[str]:
    """Return what the statement says and the quote does not, of what may never be missing."""
    found = [f"number not in the quote: {shown(quantity)}" for quantity in there.missing_quantities]
    found += [f"time not in the quote: {when.shown}" for when in there.missing_times]
    found += [f"actor: {pair.first.text}, the quote says {pair.second.text}" for pair in there.other_places]
    one_language = there.first.language == there.second.language
    for word in there.missing:
        if word.name or (word.agent and not word.verb):
            found.append(f"actor not in the quote: {word.text}")
        elif word.verb:
            found.append(f"verb not in the quote: {word.text}")
        elif any(fold(word.text).startswith(time) for time in _RELATIVE_TIMES):
            found.append(f"time not in the quote: {word.text}")
        elif one_language and not there.is_kindred(word):
            # Between languages the tables know too little to tell an invented word from an unknown translation.
            found.append(f"not in the quote: {word.text}")
    return found


def _wrong_claimer(claimer: str | None, quote: Statement) -> str | None:
    """Return why the quote is not said by the claimer, None if it is or none is asked for."""
    if claimer is None:
        return None
    wanted = _name_words(claimer)
    said_by = _name_words(quote.claimer or "") | {canonical_name(fold(word.text)) for word in quote.framed}
    if not said_by:
        agents = {canonical_name(fold(word.text)) for word in quote.words if word.agent}
        if wanted and wanted & agents:
            return None
        return f"claimer: the quote does not say that {claimer} says it"
    return None if wanted & said_by else f"claimer: {quote.claimer or 'somebody else'} says it, not {claimer}"


def _name_words(name: str) -> set[str]:
    """Return the words of a name that tell whom: without titles where anything else is left, whatever the spelling."""
    words = [fold(word) for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", name)]
    telling = [word for word in words if word not in _TITLES] or words
    return {canonical_name(word) for word in telling[-1:]} if telling else set()
