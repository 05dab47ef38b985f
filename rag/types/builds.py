"""What changing an index tells: progress, and reports of what was built, added and removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

FetchProblem = Literal[
    "address", "private", "unknown", "unreachable", "slow", "closed", "missing", "busy", "kind", "large", "circle",
    "empty", "part", "more",
]  # fmt: skip
"""Why an address on the web gave no article, or not all of them: it is none; its host is not public, is not found, does
not answer, not in time, does not let us, has no such page, is busy or fails; what is there is no article, or too large,
leads on and on, or is a list that is empty, of which a part was left out, or that is to be gone on with."""


def is_address(source: str | Path) -> bool:
    """Whether what a build is given is an address on the web and not a path."""
    return isinstance(source, str) and source.lstrip()[:8].lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Skipped:
    """A source that a build left out, and why. `kept` means that an earlier version of it stays in the index.

    `problem` says in a word what `reason` says of what could not be fetched, None for whatever else went wrong.
    """

    path: str
    reason: str
    kept: bool = False
    problem: FetchProblem | None = None


OutcomeStatus = Literal["added", "changed", "unchanged", "duplicate", "skipped"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file that was added. `path` is the address under which it is filed, `article` the id.

    "changed" replaced what lay under the address, "duplicate" is another address of a text that the index had, with
    the first one in `reason`. `noise` is the share of the text that is marked as boilerplate, in [0, 1]. `reason` also
    says why a file was skipped (it then has no article and no title), or why it is filed under another name than the
    one given. `problem` is that of `Skipped`.
    """

    path: str
    status: OutcomeStatus
    article: str | None = None
    title: str | None = None
    claims: int = 0
    noise: float = 0.0
    reason: str | None = None
    problem: FetchProblem | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "path": self.path,
            "status": self.status,
            "article": self.article,
            "title": self.title,
            "claims": self.claims,
            "noise": round(self.noise, 4),
            "reason": self.reason,
            "problem": self.problem,
        }


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. Counts of articles unless the name says otherwise; the index holds `articles` in the end.

    `outcomes` are those of the files that were added one by one; a build, which may read 100,000 of them, gives none.
    """

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
    outcomes: tuple[Outcome, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "duplicates": [{"path": path, "same_as": same} for path, same in self.duplicates],
            "skipped": [
                {"path": s.path, "reason": s.reason, "kept": s.kept, "problem": s.problem} for s in self.skipped
            ],
            "articles": self.articles,
            "passages": self.passages,
            "claims": self.claims,
            "noise": dict(self.noise),
            "tokenizer": self.tokenizer,
            "encoder": self.encoder,
            "seconds": round(self.seconds, 3),
            "outcomes": [outcome.to_dict() for outcome in self.outcomes],
        }


@dataclass(frozen=True, slots=True)
class Removed:
    """An article that was removed, or some of its addresses: those in `kept` still lead to it, if there are any."""

    article: str
    title: str
    addresses: tuple[str, ...]
    kept: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "article": self.article,
            "title": self.title,
            "addresses": list(self.addresses),
            "kept": list(self.kept),
        }


@dataclass(frozen=True, slots=True)
class RemovalReport:
    """What was removed, and what was asked for but is not there; the index holds `articles` in the end."""

    removed: tuple[Removed, ...]
    unknown: tuple[str, ...]
    articles: int
    passages: int
    claims: int
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        return {
            "removed": [removed.to_dict() for removed in self.removed],
            "unknown": list(self.unknown),
            "articles": self.articles,
            "passages": self.passages,
            "claims": self.claims,
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is; `report` comes at the end.

    `done` of `total`: pages in the step "fetch" (as far as they are known), files in "read", articles in "encode".
    """

    step: Literal["fetch", "read", "encode", "store", "done"]
    done: int
    total: int
    report: BuildReport | None = None
