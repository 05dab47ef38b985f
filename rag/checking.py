"""Checking a statement against the articles: which claims support it, which refute it, which only speak of the same.

Retrieval finds the claims that come near; each is compared with the statement by what both say (`rag.relations`), with
who says it and whether its claimer denies it taken into account. What a statement puts in somebody's mouth ("Laut
Klein ...") is supported only by what that claimer says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.answering.claimers import one_name_each
from rag.corpus import Corpus
from rag.relations.compare import compare
from rag.relations.slots import canonical_name
from rag.relations.statement import Statement, read_statement, statement_of
from rag.relations.stems import fold
from rag.retrieval import wording
from rag.types import Check, CheckVerdict, Citation, Claim, Filter, Finding, Hit, Relation, Status

_HITS = 24
_COMPARED = 80
"""Claims that are compared, nearest first: each takes a third of a millisecond, and farther ones say other things."""
_LEAST_RELATED = 0.2
"""Score from which a claim is shown as related: below it only a word or a name is shared."""


@dataclass(frozen=True, slots=True)
class _Compared:
    claim: Claim
    score: float
    relation: Relation
    status: Status


def check(statement: str, corpus: Corpus, *, top_k: int | None = None, where: Filter | None = None) -> Check:
    """Return what the articles that `where` lets through say to a statement in German or English.

    At most `top_k` findings in each list (the corpus's setting unless told). Raises ValueError for an empty or too long
    statement and for top_k < 1.
    """
    most = corpus.settings.max_question_chars
    text = " ".join(statement.split())
    if not any(character.isalnum() for character in text):
        raise ValueError("the statement is empty; give a sentence such as: Russia offered to mediate.")
    if len(text) > most:
        raise ValueError(f"the statement has {len(text):,} characters, {most:,} are allowed; give one sentence")
    wanted = corpus.settings.top_k if top_k is None else top_k
    if wanted < 1:
        raise ValueError(f"top_k must be at least 1, got {top_k}")
    question, found, _ = corpus.find(text, max(_HITS, 3 * wanted), where=where)
    read = read_statement(question.text, question.language)
    compared = list(_compared(read, found.hits))
    kinds = {
        "supporting": [
            c for c in compared if c.relation.kind in ("identical", "supporting") and c.status == "verified"
        ],
        "refuting": [c for c in compared if c.relation.kind == "refuting"],
        "related": [c for c in compared if _is_related(c)],
    }
    numbered = _numbered({kind: _grouped(some)[:wanted] for kind, some in kinds.items()}, found.sources)
    searched = corpus.searched(where)
    return Check(
        question.text,
        question.language,
        _verdict(numbered["supporting"], numbered["refuting"], numbered["related"]),
        numbered["supporting"],
        numbered["refuting"],
        numbered["related"],
        searched.articles,
        searched.passages,
        searched.languages,
    )


def _compared(read: Statement, hits: Sequence[Hit]) -> Iterator[_Compared]:
    """Compare the claims of the hits with the statement, nearest first."""
    near = [(score, claim) for hit in hits for claim, score in zip(hit.claims, hit.claim_scores, strict=True)]
    for score, claim in sorted(near, key=lambda item: -item[0].score)[:_COMPARED]:
        relation = compare(read, statement_of(claim), similarity=score.cosine)
        # Who contradicts a statement need not be the one whom the statement names.
        agrees = relation.kind in ("identical", "supporting")
        status: Status = "misattributed" if agrees and not _said_by(read.claimer, claim) else "verified"
        yield _Compared(claim, min(max(score.score, 0.0), 1.0), relation, status)


def _said_by(claimer: str | None, claim: Claim) -> bool:
    """Whether the claim is the claimer's, where the statement names one; the last word of a name tells whom."""
    if claimer is None:
        return True
    mentions = (claim.attribution.claimer, claim.attribution.named)
    names = {canonical_name(fold(word)) for mention in mentions if mention for word in mention.text.split()}
    return canonical_name(fold(claimer.split()[-1])) in names


def _is_related(compared: _Compared) -> bool:
    near = compared.relation.kind == "related" and compared.score >= _LEAST_RELATED
    return near or compared.status == "misattributed"


def _grouped(compared: Sequence[_Compared]) -> list[list[_Compared]]:
    """Put claims of the same words into one group, surest first."""
    groups: dict[str, list[_Compared]] = {}
    for one in sorted(compared, key=lambda c: -(c.relation.confidence + c.score)):
        groups.setdefault(wording(one.claim), []).append(one)
    return list(groups.values())


def _numbered(kinds: dict[str, list[list[_Compared]]], sources: Mapping[str, int]) -> dict[str, tuple[Finding, ...]]:
    """Make findings of groups; citations are numbered through all of them, one for each article of a group."""
    number = 0
    findings: dict[str, tuple[Finding, ...]] = {}
    names = iter(one_name_each([group[0].claim for groups in kinds.values() for group in groups]))
    for kind, groups in kinds.items():
        made = []
        for group in groups:
            citations: dict[str, Citation] = {}
            for one in group:
                article = one.claim.article
                if article.id not in citations:
                    number += 1
                    citations[article.id] = Citation(number, article, one.claim.start, one.claim.end)
            best = group[0]
            made.append(
                Finding(
                    best.claim,
                    tuple(citations.values()),
                    score=best.score,
                    confidence=min(max(best.relation.confidence, 0.0), 1.0),
                    status=best.status,
                    claimer=next(names),
                    sources=len({sources.get(article, article) for article in citations}),
                )
            )
        findings[kind] = tuple(made)
    return findings


def _verdict(supporting: Sequence[Finding], refuting: Sequence[Finding], related: Sequence[Finding]) -> CheckVerdict:
    if supporting and refuting:
        return "disputed"
    if supporting:
        return "supported"
    if refuting:
        return "refuted"
    return "related-only" if related else "nothing"
