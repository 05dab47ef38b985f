"""Views of an answer: who asserts and who denies what, what was said when, and findings in groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from rag.types.articles import days

if TYPE_CHECKING:
    from rag.types.answers import Finding

Stance = Literal["asserts", "hedges", "doubts", "denies"]
Dating = Literal["said", "published"]
Grouping = Literal["claimer", "publisher", "date"]
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)


@dataclass(frozen=True, slots=True)
class Cell:
    """How one claimer stands to one proposition, by these findings, best first. `claimer` None: nobody is named."""

    claimer: str | None
    stance: Stance
    findings: tuple[Finding, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "claimer": self.claimer,
            "stance": self.stance,
            "findings": [{"quote": finding.quote, "citations": _numbers(finding)} for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Proposition:
    """What several findings say or deny, in the words of `finding`, and where each claimer stands.

    A claimer has as many cells as stances: who first denies and later admits has two.
    """

    finding: Finding
    cells: tuple[Cell, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"quote": self.finding.quote, "cells": [cell.to_dict() for cell in self.cells]}


@dataclass(frozen=True, slots=True)
class Matrix:
    """Propositions × claimers: both in the order of the answer's findings, claimers who are not named (None) last."""

    propositions: tuple[Proposition, ...]
    claimers: tuple[str | None, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "claimers": list(self.claimers),
            "propositions": [proposition.to_dict() for proposition in self.propositions],
        }


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A finding at its time: when it was said or, where that is unknown, when its article was published.

    `date` is as precise as the article is; None where neither is known.
    """

    date: str | None
    dating: Dating | None
    finding: Finding

    def to_dict(self) -> dict[str, Any]:
        finding = self.finding
        return {
            "date": self.date,
            "dating": self.dating,
            "claimer": voice(finding),
            "quote": finding.quote,
            "citations": _numbers(finding),
        }


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that have a claimer, a publisher or a date in common, best first; `name` None: it is unknown."""

    name: str | None
    findings: tuple[Finding, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "findings": [
                {"quote": finding.quote, "claimer": voice(finding), "citations": _numbers(finding)}
                for finding in self.findings
            ],
        }


def voice(finding: Finding) -> str | None:
    """Return who stands for a finding: its claimer or, where the article speaks for itself, who published it.

    An article without a publisher goes by its title. None means that somebody says it whom the article does not name.
    """
    attribution, article = finding.claim.attribution, finding.claim.article
    if attribution.kind is None:
        return article.publisher or article.title
    return finding.claimer or attribution.name


def matrix_of(findings: Sequence[Finding]) -> Matrix:
    """Return who asserts, hedges, doubts or denies what, of these findings and those that support or refute them.

    Findings that support each other are one proposition, and so are those that refute each other: what refutes an
    assertion denies it. Without such relations every finding is a proposition of its own.
    """
    every = _with_related(findings)
    links = _links(every)
    attitudes: dict[int, bool] = {}
    propositions = []
    for place in range(len(every)):
        if place not in attitudes:
            group = _same_proposition(place, every, links, attitudes)
            # The words of one who stands by them say what the others deny.
            head = next((other for other in group if attitudes[other]), place)
            propositions.append(Proposition(every[head], _cells((every[i], attitudes[i]) for i in group)))
    names = dict.fromkeys(voice(finding) for finding in every)
    return Matrix(tuple(propositions), _unknown_last(names))


def timeline_of(findings: Iterable[Finding]) -> tuple[TimelineEntry, ...]:
    """Return these findings by their time, oldest first, undated ones last; of one time in their order."""
    return tuple(sorted(map(_entry, findings), key=lambda entry: _when(entry.date)))


def grouped(findings: Sequence[Finding], by: Grouping) -> tuple[Group, ...]:
    """Return these findings in groups: by claimer and publisher in the order of their best, by date oldest first.

    A finding that several publishers have is in the group of each. Raises ValueError for another `by`.
    """
    if by not in GROUPINGS:
        raise ValueError(f"findings are grouped by {', '.join(GROUPINGS)}, not by {by!r}")
    groups: dict[str | None, list[Finding]] = {}
    for finding in findings:
        for name in _names(finding, by):
            groups.setdefault(name, []).append(finding)
    names = sorted(groups, key=_when) if by == "date" else _unknown_last(groups)
    return tuple(Group(name, tuple(groups[name])) for name in names)


def _names(finding: Finding, by: Grouping) -> Iterable[str | None]:
    if by == "claimer":
        return (voice(finding),)
    if by == "date":
        return (_entry(finding).date,)
    return dict.fromkeys(citation.article.publisher for citation in finding.citations)


def _unknown_last(names: Iterable[str | None]) -> tuple[str | None, ...]:
    return tuple(sorted(names, key=lambda name: name is None))


def _numbers(finding: Finding) -> list[int]:
    return [citation.number for citation in finding.citations]


# --- propositions ---------------------------------------------------------------------------------------------------


def _with_related(findings: Sequence[Finding]) -> list[Finding]:
    """These findings, and those beside them that are not among them, each claim once."""
    every: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        every.setdefault(_key(finding), finding)
    for finding in findings:
        for other in (*finding.supporting, *finding.refuting):
            every.setdefault(_key(other), other)
    return list(every.values())


def _key(finding: Finding) -> tuple[object, ...]:
    claim = finding.claim
    return claim.article.id, claim.spans


def _links(every: Sequence[Finding]) -> dict[int, list[tuple[int, bool]]]:
    """For each finding those that it is related to, both ways, and whether they say the same."""
    places = {_key(finding): place for place, finding in enumerate(every)}
    links: dict[int, list[tuple[int, bool]]] = {}
    for place, finding in enumerate(every):
        related = [(other, True) for other in finding.supporting] + [(other, False) for other in finding.refuting]
        for other, same in related:
            there = places.get(_key(other))
            if there is not None:
                links.setdefault(place, []).append((there, same))
                links.setdefault(there, []).append((place, same))
    return links


def _same_proposition(
    first: int, every: Sequence[Finding], links: dict[int, list[tuple[int, bool]]], attitudes: dict[int, bool]
) -> list[int]:
    """The findings that are about the same as the first; `attitudes` learns whether each stands by it."""
    attitudes[first] = not every[first].claim.epistemic.startswith("False")
    group = [first]
    for place in group:
        for there, same in links.get(place, ()):
            if there not in attitudes:
                attitudes[there] = attitudes[place] if same else not attitudes[place]
                group.append(there)
    return sorted(group)


def _cells(members: Iterable[tuple[Finding, bool]]) -> tuple[Cell, ...]:
    cells: dict[tuple[str | None, Stance], list[Finding]] = {}
    for finding, stands_by in members:
        certain = not finding.claim.epistemic.endswith("Uncertain")
        stance: Stance = ("asserts" if certain else "hedges") if stands_by else ("denies" if certain else "doubts")
        cells.setdefault((voice(finding), stance), []).append(finding)
    return tuple(Cell(claimer, stance, tuple(findings)) for (claimer, stance), findings in cells.items())


# --- times ----------------------------------------------------------------------------------------------------------


def _entry(finding: Finding) -> TimelineEntry:
    claim = finding.claim
    if claim.claim_datetime:
        return TimelineEntry(claim.claim_datetime, "said", finding)
    if claim.article.published:
        return TimelineEntry(claim.article.published, "published", finding)
    return TimelineEntry(None, None, finding)


def _when(date: str | None) -> tuple[bool, tuple[int, int]]:
    """For sorting: the days that a date means, of an interval those of its first end that is known; unknown last."""
    ends = (days(end) for end in (date or "").split("/"))
    known = next((end for end in ends if end[0] >= 0), None)
    return known is None, known or (0, 0)
