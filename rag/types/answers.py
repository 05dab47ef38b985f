"""What comes back from a question: hits, citations, findings, an answer or an abstention."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote as percent_encode

from rag.types.articles import Article, Passage
from rag.types.claims import Claim, attribution_dict
from rag.types.views import Group, Grouping, Matrix, TimelineEntry, grouped, matrix_of, timeline_of
from rag.types.wordings import Rejected, Status, Wording

AbstentionReason = Literal["nothing-near", "not-spoken-of", "no-such-value", "nothing-searched"]


@dataclass(frozen=True, slots=True)
class ClaimScore:
    """How close a claim is to the question: `score` in [0, 1], made of the cosine of its vector and its coverage.

    They are those of the sentence that the claim was read in, and so is `coverage`, in [0, 1]: the share of the
    question's weight that its words cover. `own` is what the claim's own words cover. With a reranker, `score` is the
    mean of that and the reranker's judgement. `said` is how near the topic it is, where the question asks for what
    somebody says and the claim is his; 0 elsewhere.
    """

    score: float
    cosine: float
    coverage: float
    own: float = 0.0
    said: float = 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that retrieval found, with its claims.

    `score` is in [0, 1], higher is closer, and means the same everywhere. `channels` says where the hit came from:
    the value of each channel that saw it ("passage", "claim": cosine similarity; "lexical": share of the question's
    weight that the passage's words cover; "reranker", if one is set: its judgement), before fusion. `claims` stand in
    the article's order, `claim_scores` beside them: how close each claim is by itself. `silent_on` are names and years
    of the question of which the whole article says nothing: whatever its claims are close to, it is not what was asked
    about.
    """

    passage: Passage
    claims: tuple[Claim, ...]
    score: float
    channels: Mapping[str, float]
    claim_scores: tuple[ClaimScore, ...] = ()
    silent_on: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        article = self.passage.article
        return {
            "article": article.id,
            "title": article.title,
            "path": article.path,
            "start": self.passage.start,
            "end": self.passage.end,
            "text": self.passage.text,
            "score": round(self.score, 4),
            "channels": {name: round(value, 4) for name, value in self.channels.items()},
            "claims": [claim.to_dict() for claim in self.claims],
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered pointer into an article. `article.text[start:end] == quote`, always."""

    number: int
    article: Article
    start: int
    end: int

    @property
    def quote(self) -> str:
        return self.article.text[self.start : self.end]

    @property
    def page(self) -> int | None:
        """The page on which the quote begins, from 1 on; None where the article has no pages."""
        return self.article.page_of(self.start)

    @property
    def permalink(self) -> str:
        """An address made of content hash and offsets: valid in every index that holds the same text."""
        return f"belegt:{self.article.id}:{self.start}-{self.end}"

    @property
    def link(self) -> str | None:
        """The article's address with a text fragment that marks the quote (WICG Scroll to Text Fragment), if known."""
        if self.article.url is None:
            return None
        words = unicodedata.normalize("NFC", self.quote).split()
        if len(words) > 12:
            fragment = ",".join(_fragment(" ".join(part)) for part in (words[:5], words[-5:]))
        else:
            fragment = _fragment(" ".join(words))
        return f"{self.article.url.split('#')[0]}#:~:text={fragment}"

    def to_dict(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "article": self.article.id,
            "title": self.article.title,
            "publisher": self.article.publisher,
            "published": self.article.published,
            "path": self.article.path,
            "url": self.article.url,
            "start": self.start,
            "end": self.end,
            "page": self.page,
            "quote": self.quote,
            "permalink": self.permalink,
        }


def _fragment(words: str) -> str:
    # A hyphen separates prefix and suffix in the fragment's grammar, so it must be escaped beyond what URLs ask for.
    return percent_encode(words, safe="", errors="replace").replace("-", "%2D")


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim that answers the question, with every article that makes it.

    `citations[0]` cites `claim`; further citations are articles that make the identical claim. `statement` is set
    only if a chat model worded it and the gate let it pass; what did not pass is `rejected`. `score` is in [0, 1] like
    a hit's; `confidence` is the estimated probability, in [0, 1], that the claim speaks to the question. `supporting`
    and `refuting` are other findings. `claimer` is who says
    it by one name for all articles; None where nobody is named and in an article's own voice. `sources` counts the
    independent sources among the articles cited: copies of one text are one.
    """

    claim: Claim
    citations: tuple[Citation, ...]
    score: float
    confidence: float
    statement: str | None = None
    supporting: tuple[Finding, ...] = ()
    refuting: tuple[Finding, ...] = ()
    status: Status = "verified"
    claimer: str | None = None
    sources: int = 1
    rejected: Rejected | None = None

    @property
    def quote(self) -> str:
        return self.claim.quote

    def to_dict(self) -> dict[str, Any]:
        return (
            {"quote": self.quote, "statement": self.statement}
            | attribution_dict(self.claim)
            | {
                "claimer": self.claimer or self.claim.attribution.name,
                "sources": self.sources,
                "status": self.status,
                "rejected": self.rejected and self.rejected.to_dict(),
                "score": round(self.score, 4),
                "confidence": round(self.confidence, 4),
                "citations": [citation.to_dict() for citation in self.citations],
                "supporting": [finding.to_dict() for finding in self.supporting],
                "refuting": [finding.to_dict() for finding in self.refuting],
            }
        )


@dataclass(frozen=True, slots=True)
class Abstention:
    """Why the articles do not answer: the honest result, not an error.

    `reason` is "nothing-near" (nothing comes close), "not-spoken-of" (no article speaks of `missing`, words of the
    question), "no-such-value" (the question asks for a number or a date and what comes near states none) or
    "nothing-searched" (no article is let through by the filter).
    `articles`, `passages` and `languages` say what was searched.
    """

    reason: AbstentionReason
    missing: tuple[str, ...]
    articles: int
    passages: int
    languages: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "reason": self.reason,
            "missing": list(self.missing),
            "articles": self.articles,
            "passages": self.passages,
            "languages": list(self.languages),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say to a question: findings, best first, or an abstention.

    `language` is the question's. `also_searched` are the passages that came near but are no evidence, best first;
    they are never cited. `confidence`, in [0, 1], is the probability that the articles answer the question at all, for
    questions of which half can be answered. `timing` holds milliseconds per step. Citation numbers run 1, 2, 3, ... in
    reading order. `wording` says what a chat model did, None if none was asked.
    """

    question: str
    language: str
    findings: tuple[Finding, ...]
    also_searched: tuple[Hit, ...]
    abstention: Abstention | None
    confidence: float = 0.0
    timing: Mapping[str, float] = field(default_factory=dict)
    wording: Wording | None = None

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(citation for finding in self.findings for citation in finding.citations)

    def matrix(self) -> Matrix:
        """Return which claimer asserts, hedges, doubts or denies which of the propositions that the findings make."""
        return matrix_of(self.findings)

    def timeline(self) -> tuple[TimelineEntry, ...]:
        """Return the findings by when they were said, or else published: oldest first, undated ones last."""
        return timeline_of(self.findings)

    def grouped(self, by: Grouping) -> tuple[Group, ...]:
        """Return the findings in groups, by "claimer", "publisher" or "date". Raises ValueError for anything else."""
        return grouped(self.findings, by)

    def to_dict(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "language": self.language,
            "findings": [finding.to_dict() for finding in self.findings],
            "also_searched": [hit.to_dict() for hit in self.also_searched],
            "abstention": self.abstention and self.abstention.to_dict(),
            "confidence": round(self.confidence, 4),
            "timing": {step: round(value, 2) for step, value in self.timing.items()},
            "wording": self.wording and self.wording.to_dict(),
        }
