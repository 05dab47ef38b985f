"""A claim: who says it, in which kind of speech, in which words of which passage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from rag.types.articles import Article, Passage, Span

QuotationKind = Literal["Direct", "Indirect", "Reported", "FreeIndirect", "IndirectFreeIndirect"]
Epistemic = Literal["TrueCertain", "TrueUncertain", "FalseCertain", "FalseUncertain", "Unknown"]


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of an article that name something: a claimer, an affiliation, a cue. One or more spans, in order."""

    article: Article
    spans: tuple[Span, ...]

    def __post_init__(self) -> None:
        if not self.spans:
            raise ValueError("a mention needs at least one span; what is unknown is None, not an empty mention")

    @property
    def text(self) -> str:
        """The words as they stand in the article; a gap between spans shows as " … "."""
        return " … ".join(self.article.text[span.start : span.end] for span in self.spans)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says a claim, and by which words of the article one knows.

    `kind` None means the article says it in its own voice. With a kind, `claimer` None means that somebody says it
    and the article does not tell whom (or the extractor cannot be sure): unknown is allowed, a guess is not.
    """

    claimer: Mention | None = None
    claimer_affiliation: Mention | None = None
    cue: Mention | None = None
    kind: QuotationKind | None = None


OWN_VOICE = Attribution()


@dataclass(frozen=True, slots=True)
class Claim:
    """A stretch of an article that states something. `passage` is where it stands; its quote is a slice.

    `parts` are the spans of a quote with gaps in it ("..." , he said, "..."), in order; empty means one whole piece.
    """

    passage: Passage
    start: int
    end: int
    attribution: Attribution = OWN_VOICE
    epistemic: Epistemic = "Unknown"
    negated: bool = False
    claim_datetime: str | None = None
    parts: tuple[Span, ...] = ()

    @property
    def article(self) -> Article:
        return self.passage.article

    @property
    def quote(self) -> str:
        """The words of the article, character for character."""
        return self.article.text[self.start : self.end]

    @property
    def spans(self) -> tuple[Span, ...]:
        return self.parts or (Span(self.start, self.end),)

    def to_dict(self) -> dict[str, Any]:
        return {"start": self.start, "end": self.end, "quote": self.quote} | attribution_dict(self)


def attribution_dict(claim: Claim) -> dict[str, Any]:
    """Return who says a claim and how, by the names of the claim frame; shared by claims and findings."""
    attribution = claim.attribution
    return {
        "claimer": attribution.claimer and attribution.claimer.text,
        "claimer_affiliation": attribution.claimer_affiliation and attribution.claimer_affiliation.text,
        "cue": attribution.cue and attribution.cue.text,
        "kind": attribution.kind,
        "epistemic": claim.epistemic,
        "negated": claim.negated,
        "claim_datetime": claim.claim_datetime,
    }
