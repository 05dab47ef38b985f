"""The types that flow through Belegt: frozen values, standard library only.

Reading order: Article → Passage → Claim (with its Attribution) → Hit → Citation → Finding → Answer → its views; checks
and what a chat model worded beside them.

Everything that quotes an article holds *offsets* into `Article.text`, and its words are properties that slice that
text. A quote can therefore not drift from its article, and no code path exists by which anything but the article
can supply the words of a quote. Offsets count Unicode code points (Python `str` indices), half-open: `[start, end)`.

The names and values of a claim's fields follow the AIDA / TAC claim frame (claimer, claimer_affiliation, epistemic,
claim_datetime); the kinds of reported speech follow Petersen-Frey and Biemann (2024), "Dataset of Quotation
Attribution in German News Articles".
"""

from __future__ import annotations

from rag.types.answers import (
    Abstention,
    AbstentionReason,
    Answer,
    Citation,
    ClaimScore,
    Finding,
    Hit,
)
from rag.types.articles import (
    NOISE_KINDS,
    Article,
    Noise,
    NoiseKind,
    Passage,
    Span,
    content_id,
    days,
)
from rag.types.builds import (
    BuildReport,
    FetchProblem,
    Outcome,
    OutcomeStatus,
    Progress,
    RemovalReport,
    Removed,
    Skipped,
    is_address,
)
from rag.types.checks import (
    Check,
    CheckVerdict,
    Relation,
    RelationKind,
    Verdict,
)
from rag.types.claims import (
    OWN_VOICE,
    Attribution,
    Claim,
    Epistemic,
    Mention,
    Modality,
    Quotation,
    QuotationKind,
    Reference,
    Time,
)
from rag.types.filters import (
    Filter,
)
from rag.types.shelf import (
    Copy,
    Shelf,
    Shelved,
)
from rag.types.views import (
    GROUPINGS,
    Cell,
    Dating,
    Group,
    Grouping,
    Matrix,
    Proposition,
    Stance,
    TimelineEntry,
    voice,
)
from rag.types.wordings import (
    PASSED,
    Rejected,
    Status,
    Translation,
    Wording,
    WordingProblem,
)

__all__ = [
    "GROUPINGS",
    "NOISE_KINDS",
    "OWN_VOICE",
    "PASSED",
    "Abstention",
    "AbstentionReason",
    "Answer",
    "Article",
    "Attribution",
    "BuildReport",
    "Cell",
    "Check",
    "CheckVerdict",
    "Citation",
    "Claim",
    "ClaimScore",
    "Copy",
    "Dating",
    "Epistemic",
    "FetchProblem",
    "Filter",
    "Finding",
    "Group",
    "Grouping",
    "Hit",
    "Matrix",
    "Mention",
    "Modality",
    "Noise",
    "NoiseKind",
    "Outcome",
    "OutcomeStatus",
    "Passage",
    "Progress",
    "Proposition",
    "Quotation",
    "QuotationKind",
    "Reference",
    "Rejected",
    "Relation",
    "RelationKind",
    "RemovalReport",
    "Removed",
    "Shelf",
    "Shelved",
    "Skipped",
    "Span",
    "Stance",
    "Status",
    "Time",
    "TimelineEntry",
    "Translation",
    "Verdict",
    "Wording",
    "WordingProblem",
    "content_id",
    "days",
    "is_address",
    "voice",
]
