"""What a chat model worded: a statement that did not pass the gate, a translation, and the account of one answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Status = Literal["verified", "verified-with-gap", "misattributed", "rejected"]
"""How words stand to their quote: all of it is said there, only across an omission, by somebody else, or not so."""

PASSED: frozenset[Status] = frozenset(("verified", "verified-with-gap"))
"""Those of words that may be shown as what the quote says."""

WordingProblem = Literal[
    "timeout", "stalled", "key", "unknown", "busy", "server", "refused", "cut", "unreachable", "failed", "context",
    "unreadable", "limit", "stopped",
]  # fmt: skip
"""Why a model's part of an answer is missing or not whole: those of `rag.errors.ChatModelError`, and "unreadable"
(it said nothing that could be taken), "limit" (it came to the end of what it may write), "stopped" (by the reader)."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A model's wording that the gate did not let pass: never shown as fact, but there to be looked at."""

    statement: str
    status: Status
    reasons: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"statement": self.statement, "status": self.status, "reasons": list(self.reasons)}


@dataclass(frozen=True, slots=True)
class Wording:
    """What a chat model did for one answer, and what it cost.

    `model` is its name, `host` where it was asked (None: in this process), `prompt` the name and version of the prompt.
    Of the `asked` claims that it was given `verified` got a statement and `rejected` one that did not pass. Tokens are
    the provider's count where it tells (`counted`), else tiktoken's estimate. `milliseconds` is what the model added to
    the time of the answer. With a `problem`, `message` is a sentence for the reader; `done` is False while it works.
    """

    model: str
    host: str | None
    prompt: str
    asked: int
    verified: int = 0
    rejected: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    counted: bool = False
    milliseconds: float = 0.0
    problem: WordingProblem | None = None
    message: str = ""
    done: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {
            "model": self.model,
            "host": self.host,
            "prompt": self.prompt,
            "asked": self.asked,
            "verified": self.verified,
            "rejected": self.rejected,
            "tokens": {"in": self.tokens_in, "out": self.tokens_out, "counted": self.counted},
            "milliseconds": round(self.milliseconds, 1),
            "problem": self.problem,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Translation:
    """A quote in another language by a chat model: for reading beside the original, never in its place.

    `status` and `reasons` are the gate's. `text` that is "rejected" is to be shown as such.
    """

    text: str
    language: str
    status: Status
    reasons: tuple[str, ...]
    wording: Wording

    def to_dict(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "language": self.language,
            "status": self.status,
            "reasons": list(self.reasons),
            "wording": self.wording.to_dict(),
        }
