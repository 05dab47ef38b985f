"""Who says what, measured on German news quotations: Belegt beside quotation marks alone, and where it goes wrong.

By hand, to develop with: python -m rag.evaluation.quotation_quality --data FOLDER --split train --failures 5
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.articles.readers import make_article
from rag.claims.quotations import claimers_of, find_quotations
from rag.claims.quotations.marks import quotations as between_marks
from rag.errors import BelegtError
from rag.evaluation import report
from rag.evaluation.claimer_quality import ClaimerQuality, judge, together
from rag.evaluation.datasets import read_quotations
from rag.evaluation.extracted import claims_of, sentences_of
from rag.evaluation.progress import Step, finish_with_bar
from rag.evaluation.quotation_failures import failures
from rag.evaluation.quotation_scores import MEASURES, Group, Scores, pair, score
from rag.evaluation.quoted_articles import KINDS, MarkedQuotation, QuotedArticle
from rag.types import Article

CLAIMS = "claims"
"""What `rag.read_claims` gives, which is what a user sees: the row that the goals are about."""
FOUND = "quotations"
"""What `find_quotations` gives, before quotations become claims: what the two differ by is lost or won there."""
MARKS = "quotation marks"
ALL_DIRECT = "all Direct, from the gold"

_NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class QuotationQuality:
    """The groups of every article, for each system, and how well claimers are found where the quote is given."""

    articles: tuple[QuotedArticle, ...]
    groups: dict[str, tuple[tuple[Group, ...], ...]]
    claimers: ClaimerQuality

    def scores(self, system: str, measure_: str, *, micro: bool = False) -> Scores:
        """Return one of MEASURES for one of the systems, means over groups unless `micro` asks for sums of tokens."""
        return score(self.groups[system], MEASURES[measure_], micro=micro)

    def of_kind(self, kind: str, system: str = CLAIMS) -> Scores:
        """Return Message over the quotes marked as this kind, whatever they were taken for, and the surplus of it."""
        return score(
            [
                [group for group in groups if (group.gold or group.found).kind == kind]  # type: ignore[union-attr]
                for groups in self.groups[system]
            ],
            MEASURES["Message"],
        )

    def confusion(self, system: str = CLAIMS) -> dict[str, dict[str, int]]:
        """Return how many quotations marked as one kind were taken for which; "nothing" is not found or not marked."""
        names = (*KINDS, _NOTHING)
        counts: dict[str, dict[str, int]] = {marked: dict.fromkeys(names, 0) for marked in names}
        for groups in self.groups[system]:
            for group in groups:
                marked = group.gold.kind if group.gold else _NOTHING
                counts[marked][group.found.kind if group.found else _NOTHING] += 1
        return counts

    def failures(self, number: int, kind: str | None = None, system: str = CLAIMS) -> Iterator[str]:
        """Yield up to `number` of each kind of mistake; see `rag.evaluation.quotation_failures`."""
        return failures(self.articles, self.groups[system], number, kind)

    def to_dict(self) -> dict[str, Any]:
        return {
            "articles": len(self.articles),
            "quotations": sum(len(article.quotations) for article in self.articles),
            "systems": {
                system: {
                    name: {
                        "mean over groups": self.scores(system, name).to_dict(),
                        "micro over tokens": self.scores(system, name, micro=True).to_dict(),
                    }
                    for name in MEASURES
                }
                for system in self.groups
            },
            "Message by kind": {kind: self.of_kind(kind).to_dict() for kind in KINDS},
            "confusion": self.confusion(),
            "claimer with gold quotes given": self.claimers.to_dict(),
        }

    def to_text(self, system: str = CLAIMS) -> str:
        """Return tables for a terminal: all systems beside each other, then one of them in detail."""
        quotes = sum(len(article.quotations) for article in self.articles)
        systems = list(self.groups)
        means = [[name, *(str(self.scores(other, name).f1) for other in systems)] for name in MEASURES]
        ours = []
        for name in MEASURES:
            scores, micro = self.scores(system, name), self.scores(system, name, micro=True)
            ours.append([name, str(scores.precision), str(scores.recall), str(scores.f1), str(micro.f1)])
        by_kind = []
        for kind in KINDS:
            scores = self.of_kind(kind, system)
            number = sum(mark.kind == kind for article in self.articles for mark in article.quotations)
            by_kind.append([kind, str(number), str(scores.precision), str(scores.recall), str(scores.f1)])
        confusion = [[marked, *map(str, taken.values())] for marked, taken in self.confusion(system).items()]
        return "\n\n".join(
            [
                f"Quotations, {len(self.articles)} articles, {quotes} quotations, F1\n"
                + report.table(["", *systems], means),
                f"Belegt, {system}\n" + report.table(["", "precision", "recall", "F1", "F1, micro"], ours),
                "Message by kind\n" + report.table(["", "marked", "precision", "recall", "F1"], by_kind),
                "Marked as (rows), taken for (columns)\n" + report.table(["", *KINDS, _NOTHING], confusion),
                self.claimers.to_text(),
            ]
        )


def measure(articles: Sequence[QuotedArticle]) -> Generator[Step, None, QuotationQuality]:
    """Find the quotations of these articles in every way and compare them with what is marked."""
    groups: dict[str, list[tuple[Group, ...]]] = {system: [] for system in _SYSTEMS}
    claimers = []
    for number, quoted in enumerate(articles):
        yield Step("quotations", number, len(articles))
        article = make_article(quoted.text, published=quoted.published, language="de")
        for system, find in _SYSTEMS.items():
            groups[system].append(tuple(pair(quoted.quotations, find(quoted, article))))
        quotes = [quoted.spans_of(mark.quote) for mark in quoted.quotations]
        named = claimers_of(article, sentences_of(article), quotes)
        claimers.append(judge(quoted, [one.claimer if one else () for one in named]))
    by_system = {system: tuple(found) for system, found in groups.items()}
    return QuotationQuality(tuple(articles), by_system, together(claimers))


def _claims(quoted: QuotedArticle, article: Article) -> list[MarkedQuotation]:
    found = []
    for claim in claims_of(article):
        who = claim.attribution
        if who.kind is not None:
            claimer, cue = (mention.spans if mention else () for mention in (who.claimer, who.cue))
            found.append(MarkedQuotation(who.kind, *map(quoted.tokens_in, (claim.spans, claimer, cue))))
    return _with_words(found)


def _found(quoted: QuotedArticle, article: Article) -> list[MarkedQuotation]:
    return _with_words(
        MarkedQuotation(one.kind, *map(quoted.tokens_in, (one.spans, one.claimer, one.cue)))
        for one in find_quotations(article, sentences_of(article))
    )


def _marks(quoted: QuotedArticle, article: Article) -> list[MarkedQuotation]:
    return _with_words(MarkedQuotation("Direct", quoted.tokens_in([span])) for span in between_marks(article.text))


def _all_direct(quoted: QuotedArticle, _: Article) -> list[MarkedQuotation]:
    """The literature's lower bound: all that marks show, with every part right, and nothing else."""
    return [mark for mark in quoted.quotations if mark.kind == "Direct"]


def _with_words(found: Iterable[MarkedQuotation]) -> list[MarkedQuotation]:
    return [one for one in found if one.quote]


_SYSTEMS: dict[str, Callable[[QuotedArticle, Article], list[MarkedQuotation]]] = {
    CLAIMS: _claims,
    FOUND: _found,
    MARKS: _marks,
    ALL_DIRECT: _all_direct,
}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m rag.evaluation.quotation_quality", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with german-news-quotations.*.jsonl.gz")
    parser.add_argument("--split", default="dev", help="train to develop on, dev to report (dev)")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N articles")
    parser.add_argument("--failures", type=int, default=0, metavar="K", help="show K of each kind of mistake")
    parser.add_argument("--kind", choices=KINDS, help="only mistakes about quotations of this kind")
    parser.add_argument("--of", choices=_SYSTEMS, default=CLAIMS, help="what is shown in detail (claims)")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    options = parser.parse_args()
    if options.limit is not None and options.limit < 1:
        parser.error("--limit needs a number of 1 or more")
    try:
        articles = read_quotations(options.data, options.split)[: options.limit]
    except BelegtError as error:
        print(f"quotation_quality: {error}", file=sys.stderr)
        return 1
    quality = finish_with_bar(measure(articles))
    print(json.dumps(quality.to_dict(), ensure_ascii=False, indent=2) if options.json else quality.to_text(options.of))
    if options.failures:
        print("", *quality.failures(options.failures, options.kind, options.of), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
