"""The gate for statements worded by a model: whether one quote, a sentence, says what the statement says.

It asks for more than `rag.relations.compare`: every name, number, time and content word of the statement must stand in
the quote, in any wording, tied together as there (`bindings`), with no more force (`force`), no farther (`reach`) and
under the same negation (`polarity`).
What two sentences say together neither of them says: a quote of several is read sentence by sentence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from rag.claims.sentences import sentence_spans
from rag.relations.alignment import Alignment
from rag.relations.claimers import wrong_claimer
from rag.relations.differences import contradictions, doubt_about, omissions
from rag.relations.normalisation import normalised
from rag.relations.statement import Statement, read_statement
from rag.relations.support import support
from rag.relations.words import respelt
from rag.types import PASSED, Claim, Span, Status, Verdict

_LONGEST = 2_000

_GAP = re.compile(r"\[\s?(?:\.\.\.|…)\s?\]|\(\s?(?:\.\.\.|…)\s?\)|…|\.\.\.")
_IN_MARKS = re.compile(r'"([^"]+)"')
_FOUND, _COVERED = 0.3, 0.6
"""The share of a statement's words, by weight, that tables must find in the quote, and that tables or the network,
where it is all but certain, must: it only vouches for the rest."""
_CERTAIN = -4.5


def verify(statement: str, quote: str, *, claimer: str | None = None) -> Verdict:
    """Return whether `quote`, a sentence, says what `statement` says, and if given, that `claimer` says it.

    An attribution within the statement ("Laut Klein ...") counts as its claimer. Raises ValueError if the statement or
    the quote is empty or longer than a sentence can be.

    >>> verify("Nordwerk entlässt 300 Mitarbeiter.", "Nordwerk entlässt 200 Mitarbeiter.").reasons
    ('number: 300, the quote says 200',)
    """
    return _verdict(statement, quote, claimer, ())


def verify_claim(statement: str, claim: Claim, *, claimer: str | None = None) -> Verdict:
    """Return whether a claim of an article says what `statement` says, and if that names a claimer, the claim's own.

    It is `verify` against the claim's sentence, also with whom and what they mean in the place of "er" and "das Land".
    Who says it is known from the claim, by all its names and by `claimer`, a further one; "Name: ..." in front of a
    statement counts as that. Raises ValueError as `verify` does.
    """
    attribution = claim.attribution
    mentions = (attribution.claimer, attribution.named, attribution.claimer_affiliation)
    names = tuple(name for name in (claimer, *(mention.text for mention in mentions if mention)) if name)
    before, colon, rest = statement.partition(": ")
    if colon and rest.strip() and before.casefold() in {name.casefold() for name in names}:
        statement = rest
    sentence = claim.sentence_text[:_LONGEST]
    verdict = _verdict(statement, sentence, None, names)
    resolved = resolved_sentence(claim)[:_LONGEST]
    if verdict.status in PASSED or resolved == sentence:
        return verdict
    meant = _verdict(statement, resolved, None, names)
    return meant if meant.status != "rejected" else verdict


def resolved_sentence(claim: Claim) -> str:
    """Return a claim's sentence with what the article names elsewhere put in: the name for "er", or behind a noun."""
    text, sentence = claim.sentence_text, claim.sentence or Span(claim.start, claim.end)
    meant = [(link.mention, link.meaning.text) for link in claim.context]
    attribution = claim.attribution
    if attribution.claimer and attribution.named and attribution.named.text not in attribution.claimer.text:
        meant.append((attribution.claimer, attribution.named.text))
    places = {
        (span.start - sentence.start, span.end - sentence.start): name
        for mention, name in meant
        for span in mention.spans[:1]
        if sentence.contains(span)
    }
    for (start, end), name in sorted(places.items(), reverse=True):
        words = text[start:end]
        text = text[:start] + (name if " " not in words.strip() else f"{words} {name}") + text[end:]
    return text


def _verdict(statement: str, quote: str, claimer: str | None, names: tuple[str, ...]) -> Verdict:
    for name, text in (("statement", statement), ("quote", quote)):
        if not any(character.isalnum() for character in text):
            raise ValueError(f"the {name} is empty: {text!r}")
        if len(text) > _LONGEST:
            raise ValueError(f"the {name} has {len(text):,} characters, {_LONGEST:,} are allowed; give one sentence")
    statement, quote = (respelt(normalised(text).strip()) for text in (statement, quote))
    typed = typed_quotes(statement, quote)
    if typed:
        return Verdict("rejected", tuple(f"in quotation marks, but not in the quote: {words}" for words in typed), 0.0)
    whole = _GAP.sub(" ", quote)
    gap = whole != quote and bool(re.search(r"\w", whole))
    verdicts = [_said(part, whole, claimer, names) for part in _parts(statement)]
    worst = min(verdicts, key=lambda verdict: (_ORDER[verdict.status], verdict.confidence))
    worst = replace(worst, confidence=_confidence(statement, whole, worst.reasons))
    if worst.status == "verified" and gap:
        sides = [side for side in _GAP.split(quote) if re.search(r"\w", side)]
        if not any(_said(statement, side, claimer, names).status == "verified" for side in sides):
            reason = ("the quote leaves words out between what is said",)
            return Verdict("verified-with-gap", reason, worst.confidence)
    return worst


def _confidence(statement: str, quote: str, reasons: Sequence[str]) -> float:
    """Return how likely a reader would say that the whole quote, several sentences or not, says the statement.

    A logistic regression over the network's doubt, the words that tables find, and how much contradicts, fitted on
    every second pair of RTE-3 with German texts and hypotheses in both languages.
    """
    there = Alignment(read_statement(statement), read_statement(quote))
    against = sum(not reason.startswith(_OMITTED) for reason in reasons)
    measured = (1.0, support(statement, quote).whole, there.coverage, min(against, 3))
    return 1 / (1 + math.exp(-sum(weight * value for weight, value in zip(_WEIGHTS, measured, strict=True))))


_WEIGHTS = (-0.59, -0.30, 1.19, -0.32)
"""For one, the doubt about the whole statement, the coverage, and what contradicts, three reasons at most."""
_OMITTED = ("not in the quote", "verb not in", "actor not in", "number not in", "time not in", "the quote does not")
_ORDER: dict[Status, int] = {"rejected": 0, "misattributed": 1, "verified-with-gap": 2, "verified": 3}


def _parts(statement: str) -> list[str]:
    """Return the sentences of a statement: each must be said by itself, so none can lend the other its words."""
    return [statement[span.start : span.end] for span in sentence_spans(statement)] or [statement]


def _said(statement: str, quote: str, claimer: str | None, names: tuple[str, ...]) -> Verdict:
    """Return the verdict of that sentence of a quote that says most of a statement."""
    read = read_statement(statement)
    sentences = [quote[span.start : span.end] for span in sentence_spans(quote)] or [quote]
    verdicts = [_against(read, read_statement(sentence), claimer, names) for sentence in sentences]
    return max(verdicts, key=lambda verdict: (_ORDER[verdict.status], verdict.confidence, -len(verdict.reasons)))


def typed_quotes(statement: str, quote: str) -> list[str]:
    """Return what the statement has in quotation marks and the quote does not have word for word; both normalised."""
    there = _plain(quote)
    return [words for words in _IN_MARKS.findall(statement) if _plain(words).strip() not in there]


def _plain(text: str) -> str:
    return " ".join(re.sub(r'["\'.,;:!?–]', " ", text.casefold()).replace("ß", "ss").split())


def _against(read: Statement, quote: Statement, claimer: str | None, names: tuple[str, ...]) -> Verdict:
    """Return the verdict for one sentence."""
    there = Alignment(read, quote)
    if not any(not word.name for word in read.words):
        return Verdict("rejected", ("the statement says nothing of anybody",), 0.0)
    reasons = contradictions(there, attributed=bool(claimer or read.claimer)) + omissions(there)
    if reasons:
        return Verdict("rejected", tuple(dict.fromkeys(reasons)), 0.0)
    if there.coverage < _FOUND or _covered(there) < _COVERED:
        missing = ", ".join(word.text for word in there.missing[:4])
        return Verdict("rejected", (f"the quote does not say: {missing}",), there.coverage)
    wrong = wrong_claimer(claimer or read.claimer, there, names)
    if wrong:
        return Verdict("misattributed", (wrong,), there.coverage)
    return Verdict("verified", (), there.coverage)


def _covered(there: Alignment) -> float:
    """Return the share of the statement's words, by weight, that tables or the network find in the quote."""
    found = {pair.first.place for pair in there.pairs}
    words = there.first.words
    said = sum(word.weight for word in words if word.place in found or doubt_about(there, word) < _CERTAIN)
    return said / sum(word.weight for word in words) if words else 0.0
