"""What was done, in figures: of the whole index, and of each file that was added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.building.planning import Addresses, Plan
from rag.store.database import Database
from rag.types import BuildReport, FetchProblem, Outcome, OutcomeStatus, Shelved


def report_of(database: Database, plan: Plan, known: Addresses, seconds: float) -> BuildReport:
    """Return what a build did, from the state that it left; what was `known` tells new addresses from changed ones."""
    info, counts = database.info(), database.counts()
    return BuildReport(
        added=sum(path not in known for path in plan.changed),
        changed=sum(path in known for path in plan.changed),
        unchanged=len(plan.unchanged),
        removed=len(plan.gone),
        duplicates=tuple(_duplicates(database.addresses())),
        skipped=tuple(plan.skipped),
        articles=counts["articles"],
        passages=counts["passages"],
        claims=counts["claims"],
        noise=dict(database.noise().most_common()),
        tokenizer=info.tokenizer,
        encoder=info.encoder,
        seconds=seconds,
    )


def _duplicates(addresses: Addresses) -> Iterator[tuple[str, str]]:
    """Each address of an article but its first, with that one."""
    first: dict[str, str] = {}
    for path, address in sorted(addresses.items()):
        if first.setdefault(address.article, path) != path:
            yield path, first[address.article]


@dataclass(frozen=True, slots=True)
class Filing:
    """Where a file that was added goes: under which address, as which article (None where it is skipped)."""

    path: str
    status: OutcomeStatus
    article: str | None = None
    reason: str | None = None
    problem: FetchProblem | None = None


def addition_report(
    database: Database, plan: Plan, known: Addresses, filings: Sequence[Filing], seconds: float
) -> BuildReport:
    """Return what was added, file by file; it names only those articles that were there twice that it is about."""
    report = report_of(database, plan, known, seconds)
    about = {filing.path for filing in filings}
    ids = {filing.article for filing in filings if filing.article}
    facts = {shelved.id: shelved for shelved in database.shelved(sorted(ids))}
    return replace(
        report,
        duplicates=tuple(pair for pair in report.duplicates if about.intersection(pair)),
        outcomes=tuple(_outcome(filing, facts.get(filing.article or "")) for filing in filings),
    )


def _outcome(filing: Filing, facts: Shelved | None) -> Outcome:
    if facts is None:
        # Skipped; or somebody else, or a later file of the same path, took the article out again: nothing is known.
        return Outcome(filing.path, filing.status, filing.article, reason=filing.reason, problem=filing.problem)
    return Outcome(filing.path, filing.status, facts.id, facts.title, facts.claims, facts.noise, filing.reason)
