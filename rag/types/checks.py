"""What comes back from checking: a relation between statements, a verdict on one quote, a check against an index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from rag.types.answers import Finding
from rag.types.wordings import Status

RelationKind = Literal["identical", "supporting", "refuting", "related", "unrelated"]
CheckVerdict = Literal["supported", "refuted", "disputed", "related-only", "nothing"]


@dataclass(frozen=True, slots=True)
class Relation:
    """How a second statement stands to a first one: "supporting" says at least as much, "identical" neither more.

    `reasons` say in words what decided, such as "number: 50 percent, not 30 percent"; `confidence` is in [0, 1].
    """

    kind: RelationKind
    reasons: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a quote says what a statement says.

    "verified": all of it. "verified-with-gap": all of it, but only across an omission mark in the quote.
    "misattributed": all of it, but somebody else says it. "rejected": not all of it, or something else; `reasons` say
    what. `confidence`, in [0, 1], is the estimated probability that a reader would say the quote says it, whatever the
    status: a cautious gate rejects much that is likely true.
    """

    status: Status
    reasons: tuple[str, ...]
    confidence: float

    def to_dict(self) -> dict[str, Any]:
        return {"status": self.status, "reasons": list(self.reasons), "confidence": round(self.confidence, 4)}


@dataclass(frozen=True, slots=True)
class Check:
    """What the articles say to a statement: findings that support it, refute it, or only speak of the same.

    `verdict` is "supported", "refuted", "disputed" (both), "related-only" or "nothing". Each list is best first;
    citation numbers run through all three in this order. `articles`, `passages` and `languages` say what was searched.
    """

    statement: str
    language: str
    verdict: CheckVerdict
    supporting: tuple[Finding, ...]
    refuting: tuple[Finding, ...]
    related: tuple[Finding, ...]
    articles: int
    passages: int
    languages: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "statement": self.statement,
            "language": self.language,
            "verdict": self.verdict,
            "supporting": [finding.to_dict() for finding in self.supporting],
            "refuting": [finding.to_dict() for finding in self.refuting],
            "related": [finding.to_dict() for finding in self.related],
            "searched": {"articles": self.articles, "passages": self.passages, "languages": list(self.languages)},
        }
