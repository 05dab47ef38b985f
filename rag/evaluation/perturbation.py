"""The perturbation test: the checker must let true wordings pass and reject claims made false by one swapped word.

`rag.evaluation.perturbing` makes the statements; translations by hand are read from a file. The gate (`verify`) holds
each against the claim's own sentence, `check` against a whole index, where nothing may support a false one.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.checking import check
from rag.corpus import Corpus
from rag.errors import ArticleError
from rag.evaluation.perturbing import FALSE, TRUE, Example, perturbed
from rag.evaluation.progress import Step
from rag.evaluation.report import table
from rag.relations.verification import verify
from rag.types import PASSED


@dataclass(frozen=True, slots=True)
class Outcome:
    """An example, and whether the checker let it pass; `reasons` are the gate's, empty for an index."""

    example: Example
    passed: bool
    reasons: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        return self.passed == self.example.true


@dataclass(frozen=True, slots=True)
class PerturbationQuality:
    """Outcomes of the gate (`verify`) and of checking against an index (`check`)."""

    gate: tuple[Outcome, ...]
    index: tuple[Outcome, ...]

    def rates(self, outcomes: Iterable[Outcome]) -> dict[str, tuple[float, int]]:
        """Return for each kind the share that was judged rightly, and how many there were."""
        kinds: dict[str, list[bool]] = {kind: [] for kind in (*TRUE, *FALSE)}
        for outcome in outcomes:
            kinds[outcome.example.kind].append(outcome.right)
        return {kind: (sum(right) / len(right), len(right)) for kind, right in kinds.items() if right}

    def to_dict(self) -> dict[str, Any]:
        named = {"verify": self.gate, "check": self.index}
        return {
            name: {kind: {"right": round(rate, 4), "of": n} for kind, (rate, n) in self.rates(outcomes).items()}
            for name, outcomes in named.items()
        }

    def to_text(self) -> str:
        """Return a table: true wordings that passed, false ones that were rejected."""
        gate, index = self.rates(self.gate), self.rates(self.index)
        rows = []
        for kind in (*TRUE, *FALSE):
            what = "true, passed" if kind in TRUE else "false, rejected"
            cells = [f"{rates[kind][0]:.3f} ({rates[kind][1]})" if kind in rates else "–" for rates in (gate, index)]
            rows.append([f"{what}: {kind}", *cells])
        return table(["", "verify", "check"], rows)


def measure(
    corpus: Corpus, translations: Iterable[Example] = (), *, checked: int = 40
) -> Generator[Step, None, PerturbationQuality]:
    """Make examples of the claims of an index; judge all by the gate, `checked` of a kind against the index."""
    claims = [claim for article in corpus.articles() for claim in corpus.claims(article.id)]
    examples = [*perturbed(claims), *translations]
    gate = []
    for done, example in enumerate(examples):
        verdict = verify(example.statement, example.quote, claimer=example.claimer)
        gate.append(Outcome(example, verdict.status in PASSED, verdict.reasons))
        yield Step("perturbed, gate", done + 1, len(examples))
    chosen = [
        e for kind in (*TRUE, *FALSE) for e in [x for x in examples if x.kind == kind and not x.claimer][:checked]
    ]
    against = []
    for done, example in enumerate(chosen):
        against.append(Outcome(example, bool(check(example.statement, corpus).supporting)))
        yield Step("perturbed, index", done + 1, len(chosen))
    return PerturbationQuality(tuple(gate), tuple(against))


def read_translations(path: Path) -> list[Example]:
    """Read hand-made translations, JSON lines with "quote" and "statement". Raises ArticleError for what is no such."""
    examples = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            examples.append(Example("translated", row["statement"], row["quote"]))
        except (ValueError, KeyError, TypeError) as error:
            raise ArticleError(f"{path}, line {number}: no JSON object with quote and statement") from error
    return examples
