"""How well relations between statements are told: constructed pairs, and textual entailment (RTE-3) where it is given.

A file of pairs has one JSON object a line: `id`, `split` ("tune" or "held"), `kind`, `languages` ("de-en"), `first` and
`second`. What is tuned is tuned on the first half only. RTE-3 in German and English: files `rte3*.jsonl.gz` in a folder
of public sets; entailed is what comes out as "supporting" or "identical". Two weights were chosen on every second pair
of it, beginning with the first; the others were left alone.
"""

from __future__ import annotations

import gzip
import json
import time
from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from rag.encoder import Encoder
from rag.errors import ArticleError
from rag.evaluation.progress import Step
from rag.evaluation.report import table
from rag.relations.compare import compare
from rag.relations.statement import read_statement
from rag.types import RelationKind

KINDS: tuple[RelationKind, ...] = get_args(RelationKind)
_RTE_PAIRS = {"de": ("de", "de"), "en": ("en", "en"), "text de, hypothesis en": ("de", "en")}
_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class StatementPair:
    """Two sentences and how the second stands to the first; `languages` are theirs."""

    id: str
    first: str
    second: str
    languages: tuple[str, str]
    kind: RelationKind
    held: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair and what came out."""

    pair: StatementPair
    kind: RelationKind


@dataclass(frozen=True, slots=True)
class RelationQuality:
    """Judged pairs, RTE-3's accuracy by languages (all pairs, those apart), and the median time of one comparison."""

    judged: tuple[Judged, ...]
    entailment: dict[str, tuple[float, float]]
    microseconds: float

    def of(self, *, held: bool) -> RelationQuality:
        """Return the same for the pairs that were tuned on or for those that were not."""
        return RelationQuality(tuple(j for j in self.judged if j.pair.held == held), {}, self.microseconds)

    def confusion(self) -> dict[RelationKind, dict[RelationKind, int]]:
        """Return how often each kind came out as each."""
        counts = Counter((judged.pair.kind, judged.kind) for judged in self.judged)
        return {gold: {kind: counts[gold, kind] for kind in KINDS} for gold in KINDS}

    def precision(self, kind: RelationKind) -> float:
        """Return the share of the pairs that came out as `kind` and are; 1 if none did."""
        out = [judged.pair.kind == kind for judged in self.judged if judged.kind == kind]
        return sum(out) / len(out) if out else 1.0

    def recall(self, kind: RelationKind) -> float:
        found = [judged.kind == kind for judged in self.judged if judged.pair.kind == kind]
        return sum(found) / len(found) if found else 1.0

    def f1(self, kind: RelationKind) -> float:
        precision, recall = self.precision(kind), self.recall(kind)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    @property
    def macro_f1(self) -> float:
        return sum(self.f1(kind) for kind in KINDS) / len(KINDS)

    def to_dict(self) -> dict[str, Any]:
        held = self.of(held=True)
        return {
            "macro F1": {"all": round(self.macro_f1, 4), "held apart": round(held.macro_f1, 4)},
            "refuting precision": {
                "all": round(self.precision("refuting"), 4),
                "held apart": round(held.precision("refuting"), 4),
            },
            "confusion": self.confusion(),
            "confusion, held apart": held.confusion(),
            "RTE-3 accuracy": {
                name: {"all": round(every, 4), "not tuned on": round(apart, 4)}
                for name, (every, apart) in self.entailment.items()
            },
            "microseconds per comparison": round(self.microseconds, 1),
        }

    def to_text(self, *, failures: bool = False) -> str:
        """Return the confusion table and figures, with a line for each wrong pair if wanted."""
        held = self.of(held=True)
        rows = [
            [
                gold,
                *(str(self.confusion()[gold][kind]) for kind in KINDS),
                f"{self.f1(gold):.3f}",
                f"{held.f1(gold):.3f}",
            ]
            for gold in KINDS
        ]
        rows.append(["macro F1", *("" for _ in KINDS), f"{self.macro_f1:.3f}", f"{held.macro_f1:.3f}"])
        precision = f"{self.precision('refuting'):.3f}", f"{held.precision('refuting'):.3f}"
        rows.append(["refuting precision", *("" for _ in KINDS), *precision])
        parts = [table(["is \\ came out as", *KINDS, "F1", "F1 held apart"], rows)]
        if self.entailment:
            lines = [[name, f"{every:.3f}", f"{apart:.3f}"] for name, (every, apart) in self.entailment.items()]
            parts.append(table(["RTE-3 accuracy", "all", "not tuned on"], lines))
        parts.append(f"{self.microseconds:.0f} µs per comparison, both sentences read")
        if failures:
            wrong = [judged for judged in self.judged if judged.kind != judged.pair.kind]
            lines_ = [f"{j.pair.id} came out as {j.kind}: {j.pair.first} | {j.pair.second}" for j in wrong]
            parts.append("\n".join(lines_) or "Every pair came out right.")
        return "\n\n".join(parts)


def read_pairs(path: Path) -> list[StatementPair]:
    """Read a file of pairs. Raises ArticleError naming the line that is none."""
    pairs = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            first, second = row["languages"].split("-")
            if row["kind"] not in KINDS:
                raise ValueError(row["kind"])
            pairs.append(
                StatementPair(
                    row["id"], row["first"], row["second"], (first, second), row["kind"], row["split"] == "held"
                )
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ArticleError(f"{path}, line {number}: no pair of statements ({error!r})") from error
    return pairs


def measure(
    pairs: Sequence[StatementPair], encoder: Encoder, *, data: Path | None = None
) -> Generator[Step, None, RelationQuality]:
    """Judge the pairs, and those of RTE-3 if `data` holds them."""
    vectors = encoder.encode_passages([text for pair in pairs for text in (pair.first, pair.second)])
    judged, times = [], []
    for number, pair in enumerate(pairs):
        near = float(vectors[2 * number] @ vectors[2 * number + 1])
        began = time.perf_counter()
        first = read_statement(pair.first, pair.languages[0])
        kind = compare(first, read_statement(pair.second, pair.languages[1]), similarity=near).kind
        times.append(time.perf_counter() - began)
        judged.append(Judged(pair, kind))
        yield Step("pairs", number + 1, len(pairs))
    entailment = {}
    rows = entailment_rows(data) if data else []
    for name, languages in _RTE_PAIRS.items() if rows else ():
        right = yield from _entailed(rows, languages, encoder, name)
        entailment[name] = (sum(right) / len(right), sum(right[1::2]) / max(1, len(right[1::2])))
    middle = sorted(times)[len(times) // 2] if times else 0.0
    return RelationQuality(tuple(judged), entailment, 1e6 * middle)


def entailment_rows(folder: Path) -> list[dict[str, str]]:
    """Return the pairs of RTE-3 in a folder of public sets, none if it holds none."""
    rows = []
    for path in sorted(folder.glob("rte3*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows += [json.loads(line) for line in lines]
    return rows


def _entailed(
    rows: Sequence[dict[str, str]], languages: tuple[str, str], encoder: Encoder, name: str
) -> Generator[Step, None, list[bool]]:
    right: list[bool] = []
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        texts = [(row[f"text_{languages[0]}"], row[f"hypothesis_{languages[1]}"]) for row in some]
        vectors = encoder.encode_passages([text for pair in texts for text in pair])
        for number, (row, (text, hypothesis)) in enumerate(zip(some, texts, strict=True)):
            near = float(vectors[2 * number] @ vectors[2 * number + 1])
            first = read_statement(hypothesis, languages[1])
            kind = compare(first, read_statement(text, languages[0]), similarity=near).kind
            right.append((kind in ("identical", "supporting")) == (row["entailment"] == "ENTAILMENT"))
        yield Step(f"RTE-3 {name}", min(start + _AT_ONCE, len(rows)), len(rows))
    return right
