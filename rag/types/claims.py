"""A claim: who says it, in which kind of speech, in which words of which passage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from rag.types.articles import Article, Passage, Span

QuotationKind = Literal["Direct", "Indirect", "Reported", "FreeIndirect", "IndirectFreeIndirect"]
Epistemic = Literal["TrueCertain", "TrueUncertain", "FalseCertain", "FalseUncertain", "Unknown"]
Modality = Literal["stated", "possible", "planned", "offered", "demanded"]


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

    `claimer` are the words beside the claim, which may be "er" or "der Minister"; `named` is where the article names
    whom they mean, if it does. `through` are those who pass it on, the outermost first: what the newspaper says that
    the agency says that the minister said has the newspaper and the agency there.
    """

    claimer: Mention | None = None
    claimer_affiliation: Mention | None = None
    cue: Mention | None = None
    kind: QuotationKind | None = None
    named: Mention | None = None
    through: tuple[Mention, ...] = ()

    @property
    def name(self) -> str | None:
        """The claimer by the fullest name that the article gives, else by the words beside the claim."""
        mention = self.named or self.claimer
        return mention.text if mention else None


OWN_VOICE = Attribution()


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of an article that somebody says, as found by the extractor: offsets into the article's text, in order.

    `spans` is what is said, `claimer` and `cue` by which words one knows; both may be empty. Of the claimer's words
    ("Angaben des Hafenmeisters Jon Klein"), `name` are those that name somebody and `affiliation` those that say what
    somebody is. `parent` is the number of the quotation, in the extractor's list, that this one stands in.
    """

    spans: tuple[Span, ...]
    kind: QuotationKind
    claimer: tuple[Span, ...] = ()
    name: tuple[Span, ...] = ()
    affiliation: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """Words that say when, and what they mean: "am Dienstag" in an article of 2024-09-12 is 2024-09-10.

    `value` is a day, month or year of ISO 8601 ("2024-09-10", "2024-09", "2024") or an interval, open where one end is
    not said ("2024-08/..", "../2023", "2020/2023"), as in level 1 of the Extended Date/Time Format.
    """

    mention: Mention
    value: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A link from words that say nothing by themselves ("er", "das Land") to the words that name what they mean."""

    mention: Mention
    meaning: Mention


@dataclass(frozen=True, slots=True)
class Claim:
    """A stretch of an article that states something. `passage` is where it stands; its quote is a slice.

    `parts` are the spans of a quote with gaps in it ("..." , he said, "..."), in order; empty means one whole piece.
    `sentence` is the sentence, or the run of them, that the claim was read in: its quote with who says it.

    `epistemic` is how its claimer stands to the quote: FalseCertain is denied, TrueUncertain hedged. `negated` says
    that the quote itself denies something, `modality` that it speaks of what may be, is planned, offered or demanded.
    `claim_datetime` is when it was said, by the words `dated_by`; `times` are the times that it speaks of.
    `context` says what "er" and "das Land" mean in it.
    """

    passage: Passage
    start: int
    end: int
    attribution: Attribution = OWN_VOICE
    epistemic: Epistemic = "Unknown"
    negated: bool = False
    claim_datetime: str | None = None
    parts: tuple[Span, ...] = ()
    sentence: Span | None = None
    modality: Modality = "stated"
    dated_by: Mention | None = None
    times: tuple[Time, ...] = ()
    context: tuple[Reference, ...] = ()

    @property
    def article(self) -> Article:
        return self.passage.article

    @property
    def quote(self) -> str:
        """The words of the article, character for character."""
        return self.article.text[self.start : self.end]

    @property
    def sentence_text(self) -> str:
        """The words of the sentence that the claim was read in; its own where none is known."""
        return self.article.text[self.sentence.start : self.sentence.end] if self.sentence else self.quote

    @property
    def spans(self) -> tuple[Span, ...]:
        return self.parts or (Span(self.start, self.end),)

    def to_dict(self) -> dict[str, Any]:
        return {"start": self.start, "end": self.end, "quote": self.quote} | attribution_dict(self)


def attribution_dict(claim: Claim) -> dict[str, Any]:
    """Return who says a claim and how, by the names of the claim frame; shared by claims and findings."""
    attribution = claim.attribution
    return {
        "claimer": attribution.name,
        "claimer_mention": attribution.claimer and attribution.claimer.text,
        "claimer_affiliation": attribution.claimer_affiliation and attribution.claimer_affiliation.text,
        "through": [mention.text for mention in attribution.through],
        "cue": attribution.cue and attribution.cue.text,
        "kind": attribution.kind,
        "epistemic": claim.epistemic,
        "modality": claim.modality,
        "negated": claim.negated,
        "claim_datetime": claim.claim_datetime,
        "dated_by": claim.dated_by and claim.dated_by.text,
        "times": [{"words": time.mention.text, "value": time.value} for time in claim.times],
        "context": [{"words": link.mention.text, "meaning": link.meaning.text} for link in claim.context],
        "sentence": claim.sentence and {"start": claim.sentence.start, "end": claim.sentence.end},
    }
