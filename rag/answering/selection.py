"""Which claims answer the question, and when none does: hits in, answer out, no model.

Whether there is an answer is one decision (`rag.answering.answerability`). If there is, every claim of every hit has a
confidence of its own, the probability that it speaks to the question, by a logistic regression over what retrieval
measured of it: those that reach SUPPORTS are the findings, best score first. Otherwise the answer is an abstention that
says what was searched and what is missing. Neither threshold is ever lowered to get a citation.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.answering.answerability import ANSWERS, confidence
from rag.question import Question
from rag.retrieval import SPOKEN, Found
from rag.types import Abstention, AbstentionReason, Answer, Citation, Claim, Finding, Hit, Span

_NEAREST = 3

FEATURES = ("bias", "cosine", "coverage", "above", "silent")
WEIGHTS = (-7.77, 6.84, 7.94, 2.66, -1.06)
"""Fitted by `python -m rag.evaluation.calibration`, which also says on what."""
SUPPORTS = 0.01
"""Far below one half: of the claims that come near a question few answer it, and an answer may have several."""

_SILENT = 0.05
"""What a claim's score loses if its article never says some name of the question."""
_HELD = 0.05
"""What a claim's score gains if it holds the kind of answer asked for."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SAID = re.compile(r"\w+|[%‰€$£¥°]|[-−](?=\d)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim that may answer, with what speaks for it."""

    claim: Claim
    score: float
    features: tuple[float, ...]

    @property
    def confidence(self) -> float:
        return 1 / (1 + math.exp(-sum(w * f for w, f in zip(WEIGHTS, self.features, strict=True))))


@dataclass(frozen=True, slots=True)
class Searched:
    """What was searched: how many articles and passages, in which languages, and whether a filter chose them."""

    articles: int
    passages: int
    languages: tuple[str, ...]
    filtered: bool = False


def select(question: Question, found: Found, *, top_k: int, searched: Searched) -> Answer:
    """Return the answer that these hits allow: at most `top_k` findings, best first, or an abstention."""
    everything = candidates(question, found)
    fitting = [c for c in everything if question.can_be_answered_by(c.claim.quote)]
    sure = confidence(question, found)
    good = [c for c in fitting if c.confidence >= SUPPORTS] if sure >= ANSWERS else []
    findings = _numbered(_grouped(good, top_k))
    nearest = tuple(hit for hit in found.hits if not _is_cited(hit, findings))[:_NEAREST]
    abstention = None
    if not findings:
        missing = missing_terms(found)
        reason: AbstentionReason = "nothing-near"
        if searched.filtered and not searched.passages:
            reason = "nothing-searched"
        elif missing:
            reason = "not-spoken-of"
        elif everything and not fitting:
            reason = "no-such-value"
        abstention = Abstention(reason, missing, searched.articles, searched.passages, searched.languages)
    return Answer(question.text, question.language, findings, nearest, abstention, sure)


def candidates(question: Question, found: Found) -> list[Candidate]:
    """Return the claims that may answer, best score first."""
    scores = [score.score for hit in found.hits for score in hit.claim_scores]
    if not scores:
        return []
    background = float(np.median(scores))
    everything = []
    for hit in found.hits:
        silent = float(bool(hit.silent_on))
        for claim, score in zip(hit.claims, hit.claim_scores, strict=True):
            held = question.answer_type.held_by(claim.quote, claim.article.language)
            own = score.score - _SILENT * silent + _HELD * held
            measured = (1.0, score.cosine, score.coverage, score.score - background, silent)
            everything.append(Candidate(claim, own, measured))
    return sorted(everything, key=lambda candidate: -candidate.score)


def missing_terms(found: Found) -> tuple[str, ...]:
    """Return the words of the question that no claim of the index speaks of, in any wording the lexicon knows.

    If there are none, but no single article that comes near speaks of all its names: those that the nearest leaves out.
    """
    nowhere = tuple(word for word, best in found.spoken.items() if best < SPOKEN)
    if nowhere or not found.hits or not all(hit.silent_on for hit in found.hits):
        return nowhere
    return found.hits[0].silent_on


def _grouped(good: Sequence[Candidate], most: int) -> list[list[Candidate]]:
    """Put claims that say the same in the same words into one group, at most so many groups, by their best."""
    groups: list[tuple[_Said, list[Candidate]]] = []
    for candidate in good:
        said = _Said.of(candidate.claim)
        same = next((group for first, group in groups if first.is_same_as(said)), None)
        if same is not None:
            same.append(candidate)
        elif len(groups) < most:
            groups.append((said, [candidate]))
    return [group for _, group in groups]


@dataclass(frozen=True, slots=True)
class _Said:
    """What a claim says, for comparing: its words and marks in their order, its numbers, whether it is negated.

    Marks count: "80 $" is not "80 €", and -5 is not 5.
    """

    words: tuple[str, ...]
    numbers: tuple[str, ...]
    negated: bool

    @classmethod
    def of(cls, claim: Claim) -> _Said:
        words = tuple(_SAID.findall(claim.quote.casefold()))
        return cls(words, tuple(sorted(_NUMBER.findall(claim.quote))), claim.negated)

    def is_same_as(self, other: _Said) -> bool:
        """Whether two are the same sentence but for details of wording: never with another number or negation."""
        if (self.negated, self.numbers) != (other.negated, other.numbers):
            return False
        first, second = sorted((self.words, other.words), key=len)
        # Words may be added, never replaced or moved: "bestätigte" is not "dementierte", "drei" not "vier".
        rest = iter(second)
        return len(first) >= 0.8 * len(second) and all(word in rest for word in first)


def _is_cited(hit: Hit, findings: Sequence[Finding]) -> bool:
    return any(
        citation.article.id == hit.passage.article.id and hit.passage.span.contains(Span(citation.start, citation.end))
        for finding in findings
        for citation in finding.citations
    )


def _numbered(groups: Sequence[Sequence[Candidate]]) -> tuple[Finding, ...]:
    findings = []
    number = 0
    for group in groups:
        citations = []
        cited: set[str] = set()
        for candidate in group:
            article = candidate.claim.article
            if article.id not in cited:
                cited.add(article.id)
                number += 1
                citations.append(Citation(number, article, candidate.claim.start, candidate.claim.end))
        best = group[0]
        score = min(max(best.score, 0.0), 1.0)
        findings.append(Finding(best.claim, tuple(citations), score=score, confidence=best.confidence))
    return tuple(findings)
