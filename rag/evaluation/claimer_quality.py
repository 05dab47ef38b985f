"""Whether the claimer is right where the quote is given, by how far from the quote the claimer stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rag.evaluation import report
from rag.evaluation.metrics import Figure
from rag.evaluation.quotation_scores import token_f1
from rag.evaluation.quoted_articles import MarkedQuotation, QuotedArticle
from rag.types import Span

BANDS = ("same sentence", "next sentence", "farther")
_RIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Judged:
    """One quotation that has a claimer marked: where that one stands, and how much of it was found."""

    band: str
    overlap: float

    @property
    def right(self) -> bool:
        return self.overlap >= _RIGHT


@dataclass(frozen=True, slots=True)
class ClaimerQuality:
    """The quotations with a claimer; `without` counts those that the set marks none for, which are left out."""

    judged: tuple[Judged, ...]
    without: int

    def figures(self, band: str | None = None) -> dict[str, Figure | None]:
        """Return the share of right and of exact claimers, in one band or in all; None where there is nothing."""
        chosen = [one for one in self.judged if band in (None, one.band)]
        if not chosen:
            return {"right": None, "exact": None}
        return {
            "right": Figure.of([float(one.right) for one in chosen]),
            "exact": Figure.of([float(one.overlap == 1) for one in chosen]),
        }

    def count(self, band: str | None = None) -> int:
        return sum(band in (None, one.band) for one in self.judged)

    def to_dict(self) -> dict[str, Any]:
        return {
            "without a claimer, left out": self.without,
            **{
                band or "all": {"quotations": self.count(band)}
                | {name: figure and figure.to_dict() for name, figure in self.figures(band).items()}
                for band in (*BANDS, None)
            },
        }

    def to_text(self) -> str:
        rows = [
            [band or "all", str(self.count(band)), *(str(figure or "–") for figure in self.figures(band).values())]
            for band in (*BANDS, None)
        ]
        title = f"Claimer with gold quotes given ({self.without} without a claimer left out), by where it stands"
        return f"{title}\n" + report.table(["", "quotations", "right", "exact"], rows)


def judge(quoted: QuotedArticle, claimers: Sequence[Sequence[Span]]) -> ClaimerQuality:
    """Compare the claimers found for the marked quotations of an article, one for each, empty where unknown.

    Right is a token F1 of at least one half with the claimer marked: "Minister Klein" for "Klein" is right.
    """
    marked = [
        Judged(_band(quoted, mark), token_f1(mark.claimer, quoted.tokens_in(claimer)))
        for mark, claimer in zip(quoted.quotations, claimers, strict=True)
        if mark.claimer
    ]
    return ClaimerQuality(tuple(marked), len(quoted.quotations) - len(marked))


def together(qualities: Iterable[ClaimerQuality]) -> ClaimerQuality:
    """Return the quality over several articles."""
    qualities = list(qualities)
    judged = tuple(one for quality in qualities for one in quality.judged)
    return ClaimerQuality(judged, sum(quality.without for quality in qualities))


def _band(quoted: QuotedArticle, mark: MarkedQuotation) -> str:
    """How many sentences lie between the claimer and the nearest words of the quote."""
    of_quote, of_claimer = ({quoted.sentences[token] for token in part} for part in (mark.quote, mark.claimer))
    apart = min(abs(one - other) for one in of_quote for other in of_claimer)
    return BANDS[min(apart, 2)]
