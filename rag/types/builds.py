"""What a build tells: its progress, and a report of what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


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
