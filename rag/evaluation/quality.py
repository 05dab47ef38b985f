"""All that `belegt eval` measures: golden questions over one's own index, and the public sets that lie in a folder."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.corpus import open_corpus
from rag.encoder import open_encoder
from rag.evaluation import (
    abstention_quality,
    gate_quality,
    golden,
    perturbation,
    quotation_quality,
    relation_quality,
    report,
    retrieval_quality,
)
from rag.evaluation.abstention_quality import AbstentionQuality
from rag.evaluation.datasets import read_public_sets
from rag.evaluation.gate_quality import GateQuality
from rag.evaluation.golden import GoldenReport
from rag.evaluation.perturbation import PerturbationQuality
from rag.evaluation.progress import Step
from rag.evaluation.quotation_quality import QuotationQuality
from rag.evaluation.relation_quality import RelationQuality
from rag.evaluation.retrieval_quality import BELEGT, MEASURES, Baselines, RetrievalQuality, Row
from rag.settings import Settings

_LEGEND = """\
In brackets: 95 % bootstrap intervals (1,000 resamples, seed 0).
XQuAD: one right paragraph a question. evidence@1, @3: the sentence in which the gold answer begins overlaps the best
claim, any of the three best; sentences as Belegt cuts them, and counted whether or not Belegt would abstain.
NoMIRACL: each question asked of an index of its own passages. hallucination rate: unanswerable questions that were
answered; error rate: answerable ones that were not.
Quotations: precision and recall are means over groups (a marked quotation with the found one paired to it), F1 their
harmonic mean; micro adds up tokens instead. Addressees and frames are marked but never looked for."""

_SHOWN = 5
"""Quotations at most that are listed of each kind of mistake: there are hundreds."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What was measured; None is what was not asked for or what the folder does not hold."""

    about: dict[str, Any]
    golden: GoldenReport | None
    retrieval: RetrievalQuality | None
    abstention: AbstentionQuality | None
    quotations: QuotationQuality | None
    files: tuple[str, ...]
    skipped: tuple[str, ...]
    relations: RelationQuality | None = None
    perturbation: PerturbationQuality | None = None
    gate: GateQuality | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "about": self.about,
            "golden": self.golden and self.golden.to_dict(),
            "files": list(self.files),
            "skipped": list(self.skipped),
            "xquad": self.retrieval and self.retrieval.to_dict(),
            "nomiracl": self.abstention and self.abstention.to_dict(),
            "quotations": self.quotations and self.quotations.to_dict(),
            "relations": self.relations and self.relations.to_dict(),
            "perturbation": self.perturbation and self.perturbation.to_dict(),
            "gate": self.gate and self.gate.to_dict(),
        }

    def to_text(self, *, failures: bool = False) -> str:
        """Return tables for a terminal, with a line for each question that went wrong if wanted."""
        parts = [report.heading(self.about)]
        if self.golden:
            parts.append("Golden questions\n" + self.golden.to_text(failures=failures))
        if self.retrieval:
            parts += _retrieval_tables(self.retrieval)
            if failures:
                parts.append("\n".join(_missed(self.retrieval)) or "Every paragraph is among the first ten.")
        if self.abstention:
            parts.append(_abstention_table(self.abstention))
            if failures:
                parts.append("\n".join(_misjudged(self.abstention)) or "Every question was judged rightly.")
        if self.quotations:
            parts.append(self.quotations.to_text())
            if failures:
                parts.append("\n".join(self.quotations.failures(_SHOWN)))
        if self.relations:
            parts.append("Relations between statements\n" + self.relations.to_text(failures=failures))
        if self.perturbation:
            parts.append("Perturbation test, share judged rightly (of how many)\n" + self.perturbation.to_text())
        if self.gate:
            parts.append("Gate for worded statements\n" + self.gate.to_text(failures=failures))
        if self.retrieval or self.abstention or self.quotations:
            parts.append(_LEGEND)
        if self.skipped:
            parts.append("\n".join(f"Skipped: {reason}" for reason in self.skipped))
        return "\n\n".join(parts)


def measure(
    settings: Settings,
    *,
    questions: Path | None = None,
    index: str | Path = "index",
    data: Path | None = None,
    others: Baselines | None = None,
    pairs: Path | None = None,
    translations: Path | None = None,
    cases: Path | None = None,
) -> Generator[Step, None, Quality]:
    """Measure golden questions (a file) over an index, and the public sets in `data`, with baselines beside Belegt.

    With `pairs` (a file of statements), relations too, and the perturbation test over the index's claims, with
    hand-made `translations` of some of them; with `cases` (a file of statements beside quotes) the gate. All is read
    before anything is measured. Raises ArticleError for what cannot be read, and what opening an index raises.
    """
    asked = golden.read_golden(questions) if questions else None
    sets = read_public_sets(data) if data else None
    related = relation_quality.read_pairs(pairs) if pairs else None
    judged = gate_quality.read_cases(cases) if cases else None
    translated = perturbation.read_translations(translations) if translations else []
    corpus = open_corpus(index, settings) if asked or related else None
    about = report.about(settings, open_encoder(settings))
    golden_report = retrieval = abstention = quotations = None
    if asked and corpus:
        golden_report = yield from golden.evaluating(corpus, asked)
    if sets and sets.xquad:
        retrieval = yield from retrieval_quality.measure(sets.xquad, settings, others)
    if sets and sets.nomiracl:
        abstention = yield from abstention_quality.measure(sets.nomiracl, settings)
    if sets and sets.quotations:
        quotations = yield from quotation_quality.measure(sets.quotations)
    relations = perturbed = gate = None
    if related and corpus:
        relations = yield from relation_quality.measure(related, open_encoder(settings), data=data)
        perturbed = yield from perturbation.measure(corpus, translated)
    if judged:
        gate = yield from gate_quality.measure(judged, settings=settings, data=data)
    files, skipped = (sets.files, sets.skipped) if sets else ((), ())
    return Quality(about, golden_report, retrieval, abstention, quotations, files, skipped, relations, perturbed, gate)


def _retrieval_tables(quality: RetrievalQuality) -> Iterator[str]:
    sizes = ", ".join(f"{number} {language}" for language, number in quality.sizes.items())
    counts = sorted({len(row.outcomes) for row in quality.systems})
    asked = " to ".join(map(str, dict.fromkeys([counts[0], counts[-1]])))
    yield f"XQuAD, {asked} questions → paragraphs ({sizes})\n" + _table(quality.systems, list(MEASURES))
    yield "Channels of retrieval, nDCG@10\n" + _table(quality.channels, ["nDCG@10"])


def _table(rows: Sequence[Row], measures: Sequence[str]) -> str:
    """A line for each measure and system, a column for each pair of languages."""
    pairs = list(dict.fromkeys(row.pair for row in rows))
    systems = list(dict.fromkeys(row.system for row in rows))
    by_name = {(row.system, row.pair): row for row in rows}
    lines = []
    for measure_ in measures:
        for system in systems:
            cells = [by_name[system, pair].figure(measure_) for pair in pairs]
            if len(measures) == 1 or system == BELEGT or any(cell is not None for cell in cells):
                name = system if len(measures) == 1 else f"{measure_}, {system}"
                lines.append([name, *(str(cell or "–") for cell in cells)])
    return report.table(["", *pairs], lines)


def _abstention_table(quality: AbstentionQuality) -> str:
    total, answerable = len(quality.outcomes), len(quality.of(answerable=True))
    rows = [[name, str(figure or "–")] for name, figure in quality.figures().items()]
    return f"NoMIRACL, {total} questions, {answerable} of them answerable\n" + report.table(["", BELEGT], rows)


def _missed(quality: RetrievalQuality) -> Iterator[str]:
    for row in quality.systems:
        if row.system == BELEGT:
            for question in row.failures():
                yield f"{row.pair} {question.id} paragraph not among the first ten: {question.question}"


def _misjudged(quality: AbstentionQuality) -> Iterator[str]:
    for outcome in quality.outcomes:
        if not outcome.right:
            wrong = "not answered" if outcome.question.answerable else "answered, should abstain"
            yield f"{outcome.question.id} {wrong} ({outcome.confidence:.2f}): {outcome.question.question}"
