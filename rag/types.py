"""The types that flow through Belegt: frozen values, standard library only.

Reading order: Article → Passage → Claim (with its Attribution) → Hit → Citation → Finding → Answer.

Everything that quotes an article holds *offsets* into `Article.text`, and its words are properties that slice that
text. A quote can therefore not drift from its article, and no code path exists by which anything but the article
can supply the words of a quote. Offsets count Unicode code points (Python `str` indices), half-open: `[start, end)`.

The names and values of a claim's fields follow the AIDA / TAC claim frame (claimer, claimer_affiliation, epistemic,
claim_datetime); the kinds of reported speech follow Petersen-Frey and Biemann (2024), "Dataset of Quotation
Attribution in German News Articles".
"""

from __future__ import annotations

import calendar
import datetime
import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args
from urllib.parse import quote as percent_encode

NoiseKind = Literal[
    "byline",
    "caption",
    "comments",
    "date mark",
    "dateline",
    "disclaimer",
    "file name",
    "label",
    "photo credit",
    "plea",
    "site mark",
    "social post",
    "teaser",
]
NOISE_KINDS: tuple[NoiseKind, ...] = get_args(NoiseKind)

QuotationKind = Literal["Direct", "Indirect", "Reported", "FreeIndirect", "IndirectFreeIndirect"]
Epistemic = Literal["TrueCertain", "TrueUncertain", "FalseCertain", "FalseUncertain", "Unknown"]
Status = Literal["verified", "verified-with-gap", "misattributed", "rejected"]
AbstentionReason = Literal["nothing-near", "not-spoken-of", "no-such-value", "nothing-searched"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of an article's text: code points `start` (included) to `end` (excluded)."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, got [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Noise(Span):
    """A stretch of an article that is not reporting (a donation plea, a photo credit, ...): marked, never deleted."""

    kind: NoiseKind


def content_id(text: str) -> str:
    """Return the id of an article with this text: the first 16 hexadecimal digits of the SHA-256 of its UTF-8 bytes.

    The id depends on nothing but the text, so that permalinks survive a rebuild, a move and another machine.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Article:
    """One news article: its text exactly as read (Unicode NFC), and what is known about it.

    `title` is never empty (the first words stand in where no title is found). `language` is an ISO 639-1 code.
    `published` is the date of publication as ISO 8601 in the precision that is known: "2023", "2023-11" or
    "2023-11-16". What is unknown is None. `headings` are the title and subheadings as they stand in the text,
    `noise` what is not reporting; both are sorted, do not overlap, and are kept out of claims.
    """

    id: str
    title: str
    text: str
    language: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    path: str = ""
    noise: tuple[Noise, ...] = ()
    headings: tuple[Span, ...] = ()

    def body(self) -> list[Span]:
        """Return the stretches that are neither noise nor headings, in order: what claims may be cut from."""
        spans, position = [], 0
        for span in sorted((*self.noise, *self.headings), key=lambda span: (span.start, span.end)):
            if span.start > position:
                spans.append(Span(position, span.start))
            position = max(position, span.end)
        if position < len(self.text):
            spans.append(Span(position, len(self.text)))
        return spans

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "text": self.text,
            "language": self.language,
            "publisher": self.publisher,
            "author": self.author,
            "published": self.published,
            "url": self.url,
            "path": self.path,
            "noise": [{"start": span.start, "end": span.end, "kind": span.kind} for span in self.noise],
            "headings": [{"start": span.start, "end": span.end} for span in self.headings],
        }


def days(date: str | None) -> tuple[int, int]:
    """Return the first and the last day that a date in ISO 8601 means, as `datetime.date.toordinal` counts.

    A year or a month is as many days as it has; (-1, -1) is a date that is unknown or that no calendar has.

    >>> days("2023-11-16"), days("2023-11"), days("2023-02-30")
    ((738840, 738840), (738825, 738854), (-1, -1))
    """
    try:
        year, month, day = [*map(int, (date or "").split("-")), 0, 0][:3]
        first = datetime.date(year, month or 1, day or 1)
        last = first if day else datetime.date(year, month or 12, calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return -1, -1
    return first.toordinal(), last.toordinal()


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles and claims may be found; each part that is given must hold, any of several values is enough.

    `since` and `until` are dates in ISO 8601 ("2023", "2023-11" or "2023-11-16"), both inclusive; an article of unknown
    date is outside. `publishers` and `claimers` are names, compared by their words without case and accents: "Maduro"
    lets through what "Präsident Nicolás Maduro" says, and the full name what "Maduro" says. `languages` are ISO 639-1
    codes. Raises ValueError for what is no date, for an empty name and for a time that ends before it begins.
    """

    since: str | None = None
    until: str | None = None
    publishers: tuple[str, ...] = ()
    claimers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("since", "until"):
            date = getattr(self, name)
            if date is not None and days(date)[0] < 0:
                raise ValueError(f"{name} is a date such as 2023, 2023-11 or 2023-11-16, not {date!r}")
        if self.since and self.until and days(self.since)[0] > days(self.until)[1]:
            raise ValueError(f"the time from {self.since} until {self.until} ends before it begins")
        for name in ("publishers", "claimers", "languages"):
            values = getattr(self, name)
            if isinstance(values, str) or not all(isinstance(value, str) and value.strip() for value in values):
                raise ValueError(f"{name} are names in a tuple, none of them empty, not {values!r}")
            object.__setattr__(self, name, tuple(values))

    def __bool__(self) -> bool:
        return self != Filter()


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences of one article that are embedded together; its text is derived from the article."""

    article: Article
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


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
        return {"start": self.start, "end": self.end, "quote": self.quote} | _attribution_dict(self)


def _attribution_dict(claim: Claim) -> dict[str, Any]:
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


@dataclass(frozen=True, slots=True)
class ClaimScore:
    """How close a claim is to the question: `score` in [0, 1], made of the cosine of its vector and its coverage.

    `coverage`, in [0, 1], is the share of the question's weight that the claim's words cover. With a reranker, `score`
    is the mean of that and the reranker's judgement.
    """

    score: float
    cosine: float
    coverage: float


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
    only if a chat model worded it. `score` is in [0, 1] like a hit's; `confidence` is the estimated probability, in
    [0, 1], that the claim speaks to the question. `supporting` and `refuting` are other findings.
    """

    claim: Claim
    citations: tuple[Citation, ...]
    score: float
    confidence: float
    statement: str | None = None
    supporting: tuple[Finding, ...] = ()
    refuting: tuple[Finding, ...] = ()
    status: Status = "verified"

    @property
    def quote(self) -> str:
        return self.claim.quote

    def to_dict(self) -> dict[str, Any]:
        return (
            {"quote": self.quote, "statement": self.statement}
            | _attribution_dict(self.claim)
            | {
                "status": self.status,
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
    reading order.
    """

    question: str
    language: str
    findings: tuple[Finding, ...]
    also_searched: tuple[Hit, ...]
    abstention: Abstention | None
    confidence: float = 0.0
    timing: Mapping[str, float] = field(default_factory=dict)

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(citation for finding in self.findings for citation in finding.citations)

    def to_dict(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "language": self.language,
            "findings": [finding.to_dict() for finding in self.findings],
            "also_searched": [hit.to_dict() for hit in self.also_searched],
            "abstention": self.abstention and self.abstention.to_dict(),
            "confidence": round(self.confidence, 4),
            "timing": {step: round(value, 2) for step, value in self.timing.items()},
        }


@dataclass(frozen=True, slots=True)
class Skipped:
    """A source that a build left out, and why. `kept` means that an earlier version of it stays in the index."""

    path: str
    reason: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. Counts of articles unless the name says otherwise; the index holds `articles` in the end."""

    added: int
    changed: int
    unchanged: int
    removed: int
    duplicates: tuple[tuple[str, str], ...]
    skipped: tuple[Skipped, ...]
    articles: int
    passages: int
    claims: int
    noise: Mapping[str, int]
    tokenizer: str
    encoder: str
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "duplicates": [{"path": path, "same_as": same} for path, same in self.duplicates],
            "skipped": [{"path": s.path, "reason": s.reason, "kept": s.kept} for s in self.skipped],
            "articles": self.articles,
            "passages": self.passages,
            "claims": self.claims,
            "noise": dict(self.noise),
            "tokenizer": self.tokenizer,
            "encoder": self.encoder,
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: `done` of `total` articles in `step` ("read", "encode", "store"); `report` at the end."""

    step: Literal["read", "encode", "store", "done"]
    done: int
    total: int
    report: BuildReport | None = None
