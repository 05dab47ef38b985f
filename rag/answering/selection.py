"""Which claims answer the question, and when none does: hits in, answer out, no model.

Whether there is an answer is one decision (`rag.answering.answerability`). If there is, every claim of every hit has a
confidence of its own, the probability that it speaks to the question, by a logistic regression over what retrieval
measured of it: those that reach SUPPORTS are the findings, best score first. Otherwise the answer is an abstention that
says what was searched and what is missing. Neither threshold is ever lowered to get a citation.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.answering.answerability import ANSWERS, confidence
from rag.answering.claimers import one_name_each
from rag.answering.relating import Encode, Related, relate
from rag.question import Question
from rag.retrieval import SPOKEN, Found
from rag.types import Abstention, AbstentionReason, Answer, Citation, Claim, ClaimScore, Finding, Hit, Span

_NEAREST = 3

FEATURES = ("bias", "cosine", "coverage", "above", "silent")
WEIGHTS = (-7.86, 6.64, 9.16, 1.51, -1.07)
"""Fitted by `python -m rag.evaluation.calibration`, which also says on what."""
SUPPORTS = 0.01
"""Far below one half: of the claims that come near a question few answer it, and an answer may have several."""

_SILENT = 0.05
"""What a claim's score loses if its article never says some name of the question."""
_HELD = 0.05
"""What a claim's score gains if it holds the kind of answer asked for."""

_BESIDE = 0.1
"""What a claim's score loses where another claim of its sentence covers the question as well or better."""
_ANSWERS_TOO = 0.75
"""Share of what the best claim of a sentence covers of the question that another one must cover to be a finding too."""

_SPARE = 4
"""Groups looked at beyond those wanted, since some turn out to say the same."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SAID = re.compile(r"\w+|[%‰€$£¥°]|[-−](?=\d)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim that may answer, with what speaks for it."""

    claim: Claim
    score: float
    features: tuple[float, ...]
    own: float = 0.0
    """How well the claim's own words cover the question, where its score is by those of its sentence."""
    said: float = 0.0
    """How near the topic it is, where it is words of the claimer asked for."""

    @property
    def confidence(self) -> float:
        near = 1 / (1 + math.exp(-sum(w * f for w, f in zip(WEIGHTS, self.features, strict=True))))
        return max(near, self.said)


@dataclass(frozen=True, slots=True)
class Searched:
    """What was searched: how many articles and passages, in which languages, and whether a filter chose them."""

    articles: int
    passages: int
    languages: tuple[str, ...]
    filtered: bool = False


def select(question: Question, found: Found, *, top_k: int, searched: Searched, encode: Encode | None = None) -> Answer:
    """Return the answer that these hits allow: at most `top_k` findings, best first, or an abstention.

    With `encode`, claims that say the same in other words are one finding, and findings know what supports and refutes
    them.
    """
    everything = candidates(question, found)
    fitting = [c for c in everything if question.can_be_answered_by(c.claim.sentence_text)]
    sure = confidence(question, found)
    good = [c for c in fitting if c.confidence >= SUPPORTS] if sure >= ANSWERS else []
    groups = _grouped(good, top_k + _SPARE if encode else top_k)
    related = relate([group[0].claim for group in groups], encode, most=top_k) if encode else None
    findings = _numbered(groups, found.sources, related or [Related(place) for place in range(len(groups))])
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
    """Return the claims that may answer, best score first.

    A claim is measured by the sentence that it was read in. Among the claims of one sentence those come first that hold
    such an answer and cover more of the question by their own words.
    """
    sentences: dict[tuple[str, object], list[tuple[Claim, ClaimScore, bool]]] = {}
    for hit in found.hits:
        for claim, score in zip(hit.claims, hit.claim_scores, strict=True):
            sentences.setdefault(_sentence_of(claim), []).append((claim, score, bool(hit.silent_on)))
    if not sentences:
        return []
    background = float(np.median([group[0][1].score for group in sentences.values()]))
    everything = []
    for group in sentences.values():
        claims = sorted(group, key=lambda one: -_fit(question, one[0], one[1]))
        for place, (claim, score, silent) in enumerate(claims):
            held = question.answer_type.held_by(claim.sentence_text, claim.article.language)
            own = score.score - _SILENT * silent + _HELD * held - _BESIDE * bool(place)
            measured = (1.0, score.cosine, score.coverage, score.score - background, float(silent))
            everything.append(Candidate(claim, own, measured, score.own, score.said))
    return sorted(everything, key=lambda candidate: -candidate.score)


def _sentence_of(claim: Claim) -> tuple[str, object]:
    return claim.article.id, claim.sentence or claim.spans


def _fit(question: Question, claim: Claim, score: ClaimScore) -> float:
    """How well a claim answers by its own words, for comparing it with those of the same sentence."""
    held = question.answer_type.held_by(claim.quote, claim.article.language)
    return score.own + float(question.can_be_answered_by(claim.quote)) + _HELD * held


def missing_terms(found: Found) -> tuple[str, ...]:
    """Return the words of the question that no claim of the index speaks of, in any wording the lexicon knows.

    If there are none, but no single article that comes near speaks of all its names: those that the nearest leaves out.
    """
    nowhere = tuple(word for word, best in found.spoken.items() if best < SPOKEN)
    if nowhere or not found.hits or not all(hit.silent_on for hit in found.hits):
        return nowhere
    return found.hits[0].silent_on


def _grouped(good: Sequence[Candidate], most: int) -> list[list[Candidate]]:
    """Put claims that say the same in the same words into one group, at most so many groups, by their best.

    Of the claims of one sentence only the first is taken, and others that answer as well and lie beside it.
    """
    groups: list[tuple[_Said, list[Candidate]]] = []
    taken: dict[tuple[str, object], list[Candidate]] = {}
    for candidate in good:
        before = taken.get(_sentence_of(candidate.claim), [])
        if any(not _answers_beside(candidate, other) for other in before):
            continue
        said = _Said.of(candidate.claim)
        same = next((group for first, group in groups if first.is_same_as(said)), None)
        if same is not None:
            same.append(candidate)
        elif len(groups) < most:
            groups.append((said, [candidate]))
        else:
            continue
        taken.setdefault(_sentence_of(candidate.claim), []).append(candidate)
    return [group for _, group in groups]


def _answers_beside(candidate: Candidate, other: Candidate) -> bool:
    """Whether a claim is worth showing beside another one of its sentence, which was found to be better."""
    apart = not any(span.overlaps(taken) for span in candidate.claim.spans for taken in other.claim.spans)
    return apart and 0 < _ANSWERS_TOO * other.own <= candidate.own


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


def _numbered(
    groups: Sequence[Sequence[Candidate]], sources: Mapping[str, int], related: Sequence[Related]
) -> tuple[Finding, ...]:
    findings: list[Finding] = []
    number = 0
    claimers = one_name_each([group[0].claim for group in groups])
    for one in related:
        group = [candidate for place in (one.place, *one.same) for candidate in groups[place]]
        claimer = claimers[one.place]
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
        independent = {sources.get(citation.article.id, citation.article.id) for citation in citations}
        findings.append(
            Finding(
                best.claim,
                tuple(citations),
                score=score,
                confidence=best.confidence,
                claimer=claimer,
                sources=len(independent),
            )
        )
    return tuple(
        replace(
            finding,
            supporting=tuple(findings[place] for place in one.supporting),
            refuting=tuple(findings[place] for place in one.refuting),
        )
        for finding, one in zip(findings, related, strict=True)
    )
