"""Who says what in articles that somebody went through by hand: each attribution, and what the extractor makes of it.

A file has one JSON object a line, and none of the articles' sentences: `article` (file name), `id`, `quote` (offsets
of its spans), `guard` (the first and the last three characters of the quote, so that offsets into another version of
the text are noticed), `claimer` (words of the name, "unknown" where nobody is named; any of several is right),
`mention` and `affiliation` (offsets of the words that say so), `kind` (any of several), `epistemic`, `modality`,
`negated`, and `date` of the statement. What is null in the middle three is open to dispute and not judged; a null
`date` is judged: it must stay unknown.

By hand: python -m rag.evaluation.attributions tests/claims/five_articles.jsonl --articles FOLDER
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.articles.readers import read_article
from rag.errors import ArticleError, BelegtError
from rag.evaluation.extracted import claims_of
from rag.evaluation.quotation_scores import token_f1
from rag.evaluation.quoted_articles import tokens_in
from rag.evaluation.report import table
from rag.settings import Settings
from rag.types import Article, Claim, Mention, Span

ASPECTS = ("found", "claimer", "affiliation", "kind", "epistemic", "modality", "negated", "date")

_UNKNOWN = "unknown"
_HALF = 0.5
_TOKEN = re.compile(r"\w+|[^\w\s]")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Listed:
    """An attribution as it was read by hand; None is what is not judged, but for the date."""

    article: str
    id: str
    quote: tuple[Span, ...]
    guard: tuple[str, str]
    claimer: tuple[str, ...]
    mention: Span | None
    affiliation: Span | None
    kind: tuple[str, ...]
    epistemic: str | None
    modality: str | None
    negated: bool | None
    date: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A listed attribution and what is right about the claim that shares most with it; None is not judged."""

    listed: Listed
    claim: Claim | None
    right: dict[str, bool | None]

    def __str__(self) -> str:
        """Return what is wrong, in a line."""
        where = f"{self.listed.article[:3]} {self.listed.id}"
        if self.claim is None:
            return f"{where}: not found"
        who = self.claim.attribution
        wrong = [aspect for aspect in ASPECTS if self.right[aspect] is False]
        taken = {
            "claimer": who.name,
            "affiliation": who.claimer_affiliation and who.claimer_affiliation.text,
            "kind": who.kind,
            "epistemic": self.claim.epistemic,
            "modality": self.claim.modality,
            "negated": self.claim.negated,
            "date": self.claim.claim_datetime,
        }
        return f"{where}: " + ", ".join(f"{aspect} {taken[aspect]!r}" for aspect in wrong)


@dataclass(frozen=True, slots=True)
class AttributionReport:
    """What the extractor made of every listed attribution."""

    outcomes: tuple[Outcome, ...]

    def share(self, aspect: str) -> float:
        """Return the share of listed attributions that one of ASPECTS is right about; what was not found is wrong."""
        judged = [outcome.right[aspect] for outcome in self.outcomes if outcome.right[aspect] is not None]
        return sum(map(bool, judged)) / len(judged) if judged else 0.0

    def to_text(self) -> str:
        """Return a table of shares and a line for each attribution with something wrong."""
        rows = []
        for aspect in ASPECTS:
            judged = [outcome.right[aspect] for outcome in self.outcomes if outcome.right[aspect] is not None]
            rows.append([aspect, f"{sum(map(bool, judged))} of {len(judged)}", f"{self.share(aspect):.2f}"])
        wrong = [str(outcome) for outcome in self.outcomes if False in outcome.right.values()]
        return "\n".join([table(["attributions", "right", "share"], rows), "", *wrong])


def read_listed(path: Path) -> list[Listed]:
    """Read a file of attributions. Raises ArticleError naming the line that is malformed."""
    listed = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ArticleError(f"{path} cannot be read ({error})") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                listed.append(_listed(json.loads(line)))
            except (KeyError, TypeError, ValueError) as error:
                raise ArticleError(f"{path}, line {number} lists no attribution ({error!r})") from error
    return listed


def compare(listed: Sequence[Listed], folder: Path) -> AttributionReport:
    """Extract the claims of the articles in a folder and judge those that share most with what is listed.

    Raises ArticleError for an article that cannot be read, or whose text is not the one that the offsets count in.
    """
    read = {
        name: read_article(folder / name, max_bytes=Settings().max_article_bytes)
        for name in dict.fromkeys(one.article for one in listed)
    }
    claims = {name: [claim for claim in claims_of(article) if claim.attribution.kind] for name, article in read.items()}
    tokens = {name: _tokens(article.text) for name, article in read.items()}
    outcomes = []
    for one in listed:
        _guarded(one, read[one.article])
        outcomes.append(_outcome(one, claims[one.article], tokens[one.article]))
    return AttributionReport(tuple(outcomes))


def _outcome(listed: Listed, claims: Iterable[Claim], tokens: Sequence[Span]) -> Outcome:
    wanted = tokens_in(tokens, listed.quote)
    shared = [(token_f1(wanted, tokens_in(tokens, claim.spans)), claim) for claim in claims]
    # Among claims that share equally much, one with the right claimer is the one that was meant.
    best, claim = max(shared, key=lambda pair: (pair[0], _claimer_right(listed, pair[1], tokens)), default=(0.0, None))
    if claim is None or best < _HALF:
        return Outcome(listed, None, {aspect: _judged(listed, aspect, right=False) for aspect in ASPECTS})
    who = claim.attribution
    right = {
        "found": True,
        "claimer": _claimer_right(listed, claim, tokens),
        "affiliation": _overlap(listed.affiliation, who.claimer_affiliation, tokens) >= _HALF,
        "kind": who.kind in listed.kind,
        "epistemic": claim.epistemic == listed.epistemic,
        "modality": claim.modality == listed.modality,
        "negated": claim.negated == listed.negated,
        "date": claim.claim_datetime == listed.date,
    }
    return Outcome(listed, claim, {aspect: _judged(listed, aspect, right=right[aspect]) for aspect in ASPECTS})


def _judged(listed: Listed, aspect: str, *, right: bool) -> bool | None:
    open_to_dispute = aspect in ("affiliation", "epistemic", "modality", "negated") and getattr(listed, aspect) is None
    return None if open_to_dispute else right


def _claimer_right(listed: Listed, claim: Claim, tokens: Sequence[Span]) -> bool:
    """Whether the claimer is named as listed, or is the same words; "unknown" is right where nobody is named."""
    who = claim.attribution
    if who.claimer is None:
        return _UNKNOWN in listed.claimer
    if _overlap(listed.mention, who.claimer, tokens) >= _HALF:
        return True
    said = set(_WORD.findall(f"{who.name} {who.claimer.text}"))
    return any(said.issuperset(_WORD.findall(name)) for name in listed.claimer)


def _overlap(span: Span | None, mention: Mention | None, tokens: Sequence[Span]) -> float:
    if span is None or mention is None:
        return 0.0
    return token_f1(tokens_in(tokens, [span]), tokens_in(tokens, mention.spans))


def _guarded(listed: Listed, article: Article) -> None:
    text = article.text[listed.quote[0].start : listed.quote[-1].end]
    if not text.startswith(listed.guard[0]) or not text.endswith(listed.guard[1]):
        raise ArticleError(
            f"{article.path} is not the text that {listed.id!r} was listed in: its quote should begin with"
            f" {listed.guard[0]!r} and end with {listed.guard[1]!r}, not with {text[:3]!r} and {text[-3:]!r}"
        )


def _tokens(text: str) -> list[Span]:
    return [Span(match.start(), match.end()) for match in _TOKEN.finditer(text)]


def _listed(entry: Any) -> Listed:
    first, last = entry["guard"]
    return Listed(
        article=entry["article"],
        id=entry["id"],
        quote=tuple(Span(start, end) for start, end in entry["quote"]),
        guard=(first, last),
        claimer=tuple(entry["claimer"]),
        mention=Span(*entry["mention"]) if entry["mention"] else None,
        affiliation=Span(*entry["affiliation"]) if entry["affiliation"] else None,
        kind=tuple(entry["kind"]),
        **{name: entry[name] for name in ("epistemic", "modality", "negated", "date")},
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m rag.evaluation.attributions", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("listed", type=Path, help="for the customer's articles: tests/claims/five_articles.jsonl")
    parser.add_argument("--articles", type=Path, required=True, metavar="FOLDER", help="where the articles lie")
    options = parser.parse_args()
    try:
        print(compare(read_listed(options.listed), options.articles).to_text())
    except BelegtError as error:
        print(f"attributions: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
