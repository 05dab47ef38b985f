"""How well the gate judges statements: constructed cases by set and languages, and textual entailment (RTE-3) if given.

    python -m rag.evaluation.gate_quality --cases tests/relations/gate.jsonl --data FOLDER

A file of cases has one JSON object a line: `id`, `set`, `languages` ("de-en": the quote's, the statement's), `quote`,
`statement`, `claimer` (or null), `expected` ("pass" or "catch") and `form`, what was done to the words. A *false
accept* is a statement that should be caught and passes, a *false reject* one that should pass and does not. The set
"close" stands close to its quotes, "single" changes one thing of many sorts, "free" has free wordings and subtle
forgeries; "held" is like "free" and was kept apart: nothing was tuned on it, and its failures are counted and never
listed. Beside the gate stands, over the same cases, a naive one (`rag.evaluation.word_overlap`) whose threshold is
chosen on "close", for one language and for two.

RTE-3: files `rte3*.jsonl.gz` in a folder of public sets, the German texts with German and with English hypotheses;
verified counts as entailed. Thresholds are chosen on every second pair, beginning with the first.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import ArticleError, BelegtError
from rag.evaluation.metrics import Figure
from rag.evaluation.progress import Step, finish_with_bar
from rag.evaluation.relation_quality import entailment_rows
from rag.evaluation.report import table
from rag.evaluation.word_overlap import best_threshold, overlap
from rag.relations.verification import verify
from rag.settings import Settings
from rag.types import PASSED

GATE, MODEL, LIKELY, OVERLAP, ALWAYS = (
    "gate",
    "gate and entailment model",
    "gate, confidence of 0.5 or more",
    "word overlap",
    "always entailed",
)
TUNED, HELD = "close", "held"
_EXPECTED = {"pass": True, "catch": False}
_RTE_PAIRS = {"text de, hypothesis de": ("de", "de"), "text de, hypothesis en": ("de", "en")}

_Entails = Callable[[str, str], bool]
"""Whether a quote, the first, entails a statement, by the entailment model."""


@dataclass(frozen=True, slots=True)
class Case:
    """A statement beside a quote, and whether it says no more than the quote; `languages` are the quote's and its."""

    id: str
    set: str
    languages: tuple[str, str]
    quote: str
    statement: str
    claimer: str | None
    true: bool
    form: str

    @property
    def pair(self) -> str:
        return "-".join(self.languages)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case, which systems let it pass, the gate's reasons, and its milliseconds."""

    case: Case
    passed: dict[str, bool]
    reasons: tuple[str, ...]
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Rates:
    """How often a system errs in some cases; None where no case could be erred in. Each has its number of mistakes."""

    false_accepts: Figure | None
    false_rejects: Figure | None
    accepted: tuple[int, int]
    rejected: tuple[int, int]

    @classmethod
    def of(cls, system: str, outcomes: Iterable[Outcome]) -> Rates:
        told = [(outcome.case.true, outcome.passed[system]) for outcome in outcomes]
        wrong = (
            [float(passed) for true, passed in told if not true],
            [float(not passed) for true, passed in told if true],
        )
        accepts, rejects = (Figure.of(flags) if flags else None for flags in wrong)
        counts = [(int(sum(flags)), len(flags)) for flags in wrong]
        return cls(accepts, rejects, counts[0], counts[1])

    def to_dict(self) -> dict[str, Any]:
        return {
            name: {"wrong": wrong, "of": total, **(figure.to_dict() if figure else {})}
            for name, figure, (wrong, total) in (
                ("false accepts", self.false_accepts, self.accepted),
                ("false rejects", self.false_rejects, self.rejected),
            )
        }


@dataclass(frozen=True, slots=True)
class GateQuality:
    """Outcomes of the cases, thresholds of word overlap, and RTE-3's accuracy.

    `entailed` has for each pair of languages and system the accuracy over all pairs and over those that no threshold
    was chosen on; `model` is the entailment model's name, None if settings name none.
    """

    outcomes: tuple[Outcome, ...]
    thresholds: dict[str, float]
    entailed: dict[str, dict[str, tuple[float, float]]]
    model: str | None

    @property
    def systems(self) -> tuple[str, ...]:
        return (GATE, MODEL, OVERLAP) if self.model else (GATE, OVERLAP)

    @property
    def milliseconds(self) -> float:
        """The median time of one verdict."""
        return statistics.median(outcome.milliseconds for outcome in self.outcomes) if self.outcomes else 0.0

    def rates(self, system: str, name: str, pair: str | None = None) -> Rates:
        """Return how often a system errs in a set, or in its cases of one pair of languages ("de-en")."""
        return Rates.of(system, [o for o in self.outcomes if o.case.set == name and pair in (None, o.case.pair)])

    def parts(self) -> Iterator[tuple[str, str | None]]:
        """Yield sets with None and then with each pair of languages in them, in the order of the file."""
        for name in dict.fromkeys(outcome.case.set for outcome in self.outcomes):
            yield name, None
            for pair in dict.fromkeys(outcome.case.pair for outcome in self.outcomes if outcome.case.set == name):
                yield name, pair

    def to_dict(self) -> dict[str, Any]:
        return {
            "cases": {
                " ".join((name, pair or "all")): {
                    system: self.rates(system, name, pair).to_dict() for system in self.systems
                }
                for name, pair in self.parts()
            },
            "thresholds of word overlap": self.thresholds,
            "entailment model": self.model,
            "RTE-3 accuracy": {
                pair: {
                    system: {"all": round(every, 4), "not tuned on": round(apart, 4)}
                    for system, (every, apart) in systems.items()
                }
                for pair, systems in self.entailed.items()
            },
            "milliseconds per verdict": round(self.milliseconds, 2),
        }

    def to_text(self, *, failures: bool = False) -> str:
        """Return the tables, with a line for each case that the gate judged wrongly if wanted, but for set "held"."""
        rows = [self._row(name, pair) for name, pair in self.parts()]
        kinds = [f"{kind}, {system}" for kind in ("false accepts", "false rejects") for system in self.systems]
        chosen = ", ".join(f"{least:.2f} for {which}" for which, least in self.thresholds.items())
        parts = [table(["", *kinds], rows), f"word overlap passes from a share of {chosen or 'nothing'}"]
        if self.entailed:
            parts.append(self._entailment_table())
        else:
            parts.append("RTE-3: left out, no folder with rte3*.jsonl.gz was given")
        parts.append(f"entailment model: {self.model or 'none was set (BELEGT_ENTAILMENT)'}")
        parts.append(f"{self.milliseconds:.1f} ms per verdict")
        if failures:
            parts.append("\n".join(self._failures()) or "Every case came out right.")
        return "\n\n".join(parts)

    def _row(self, name: str, pair: str | None) -> list[str]:
        rates = [self.rates(system, name, pair) for system in self.systems]
        accepts = [_cell(each.accepted, each.false_accepts) for each in rates]
        return [f"{name}, {pair or 'all'}", *accepts, *(_cell(each.rejected, each.false_rejects) for each in rates)]

    def _entailment_table(self) -> str:
        systems = dict.fromkeys(system for figures in self.entailed.values() for system in figures)
        header = [f"{pair}: {which}" for pair in self.entailed for which in ("all", "not tuned on")]
        rows = [
            [system, *(f"{figure:.3f}" for figures in self.entailed.values() for figure in figures[system])]
            for system in systems
        ]
        return table(["RTE-3 accuracy", *header], rows)

    def _failures(self) -> Iterator[str]:
        for outcome in self.outcomes:
            case = outcome.case
            if case.set != HELD and outcome.passed[GATE] != case.true:
                wrong = f"rejected ({'; '.join(outcome.reasons)})" if case.true else "passed"
                yield f"{case.id} {case.form} {case.pair} {wrong}: {case.statement} | {case.quote}"


def read_cases(path: Path) -> list[Case]:
    """Read a file of cases. Raises ArticleError naming the line that is none."""
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            quoted, stated = row["languages"].split("-")
            cases.append(
                Case(
                    row["id"],
                    row["set"],
                    (quoted, stated),
                    row["quote"],
                    row["statement"],
                    row["claimer"],
                    _EXPECTED[row["expected"]],
                    row["form"],
                )
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ArticleError(f"{path}, line {number}: no case for the gate ({error!r})") from error
    return cases


def measure(
    cases: Sequence[Case], *, settings: Settings | None = None, data: Path | None = None
) -> Generator[Step, None, GateQuality]:
    """Judge the cases, and the pairs of RTE-3 if `data` holds them, also by the entailment model of the settings."""
    entails = _entailing(settings) if settings else None
    model = settings.entailment if settings else None
    shares = [overlap(f"{case.statement} {case.claimer or ''}", case.quote, case.languages) for case in cases]
    thresholds = _thresholds(cases, shares)
    outcomes = []
    for number, (case, share) in enumerate(zip(cases, shares, strict=True)):
        began = time.perf_counter()
        verdict = verify(case.statement, case.quote, claimer=case.claimer)
        took = time.perf_counter() - began
        passed = {GATE: verdict.status in PASSED, OVERLAP: share >= thresholds[_kind(case)]}
        if entails:
            passed[MODEL] = passed[GATE] and entails(case.quote, case.statement)
        outcomes.append(Outcome(case, passed, verdict.reasons, 1000 * took))
        yield Step("gate", number + 1, len(cases))
    entailed = {}
    rows = entailment_rows(data) if data else []
    for name, languages in _RTE_PAIRS.items() if rows else ():
        entailed[name] = yield from _entailed(rows, languages, entails, name)
    return GateQuality(tuple(outcomes), thresholds, entailed, model)


def _kind(case: Case) -> str:
    return "one language" if case.languages[0] == case.languages[1] else "two languages"


def _thresholds(cases: Sequence[Case], shares: Sequence[float]) -> dict[str, float]:
    """Return the least share that passes, chosen on set "close", or on all cases of a kind that it has none of."""
    found = {}
    for kind in dict.fromkeys(map(_kind, cases)):
        some = [(share, case) for share, case in zip(shares, cases, strict=True) if _kind(case) == kind]
        tuned = [(share, case) for share, case in some if case.set == TUNED] or some
        found[kind] = best_threshold([share for share, _ in tuned], [case.true for _, case in tuned])
    return found


def _entailing(settings: Settings) -> _Entails | None:
    if not settings.entailment:
        return None
    # Here, because it loads torch, which nothing else in this measurement needs.
    from rag.encoder.entailment import open_entailment

    model = open_entailment(settings.entailment, settings)

    def entails(quote: str, statement: str) -> bool:
        said = model(quote, statement)
        return said.entails

    return entails


def _entailed(
    rows: Sequence[dict[str, str]], languages: tuple[str, str], entails: _Entails | None, name: str
) -> Generator[Step, None, dict[str, tuple[float, float]]]:
    gold = [row["entailment"] == "ENTAILMENT" for row in rows]
    passed: list[bool] = []
    agreed: list[bool] = []
    likely: list[bool] = []
    values: dict[str, list[float]] = {OVERLAP: []}
    for number, row in enumerate(rows):
        text, hypothesis = row[f"text_{languages[0]}"], row[f"hypothesis_{languages[1]}"]
        verdict = verify(hypothesis, text)
        passed.append(verdict.status in PASSED)
        likely.append(verdict.confidence >= 0.5)
        if entails:
            agreed.append(passed[-1] and entails(text, hypothesis))
        values[OVERLAP].append(overlap(hypothesis, text, languages))
        yield Step(f"RTE-3 {name}", number + 1, len(rows))
    said = {GATE: passed, LIKELY: likely} | ({MODEL: agreed} if entails else {})
    for system, some in values.items():
        least = best_threshold(some[::2], gold[::2])
        said[system] = [value >= least for value in some]
    said[ALWAYS] = [True] * len(rows)
    return {system: _accuracy(flags, gold) for system, flags in said.items()}


def _accuracy(said: Sequence[bool], gold: Sequence[bool]) -> tuple[float, float]:
    right = [one == other for one, other in zip(said, gold, strict=True)]
    return sum(right) / len(right), sum(right[1::2]) / max(1, len(right[1::2]))


def _cell(counts: tuple[int, int], figure: Figure | None) -> str:
    return f"{counts[0]}/{counts[1]} = {figure}" if figure else "–"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 1 if a file or a model cannot be read."""
    name = "python -m rag.evaluation.gate_quality"
    parser = argparse.ArgumentParser(prog=name, description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=Path, required=True, metavar="FILE", help="cases, one JSON object a line")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="folder with rte3*.jsonl.gz; left out if not given")
    parser.add_argument("--failures", action="store_true", help='list wrongly judged cases, but for set "held"')
    parser.add_argument("--json", action="store_true", help="all figures as JSON")
    options = parser.parse_args(arguments)
    try:
        measuring = measure(read_cases(options.cases), settings=Settings.from_environment(), data=options.data)
        quality = finish_with_bar(measuring)
    except (BelegtError, OSError, ValueError) as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(quality.to_dict(), ensure_ascii=False, indent=2))
    else:
        print(quality.to_text(failures=options.failures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
