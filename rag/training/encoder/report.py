"""What a teaching gave: figures before and after, as a table, as JSON and as the taught folder's model card."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from rag.training.encoder.first_rows import Floats
from rag.training.encoder.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Figures:
    """An encoder measured on the held-out pairs.

    `new_to_known` and `known_to_new` are the shares of sentences whose nearest sentence on the other side is their own
    translation. `teacher_cosine` is the mean cosine of a new sentence's vector with the teacher's vector of its known
    side, `own_cosine` that of a known sentence's vector with the base's: 1 where nothing changed.
    """

    new_to_known: float
    known_to_new: float
    teacher_cosine: float
    own_cosine: float


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What was taught from what, for how long, and the figures before (the base) and after (the folder as written)."""

    pairs_file: str
    pairs: int
    held_out: int
    base: str
    teacher: str
    pieces_added: int
    steps: int
    texts: int
    seconds: float
    before: Figures
    after: Figures

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values for JSON, under the fields' names."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> TrainingReport:
        """The report that `to_dict` gave."""
        return cls(**values | {"before": Figures(**values["before"]), "after": Figures(**values["after"])})

    def to_text(self) -> str:
        """The report as a table for a terminal."""
        lines = [
            f"{self.pairs:,} pairs, {self.held_out:,} held out; {self.pieces_added:,} pieces added; "
            f"{self.steps:,} steps, {self.texts:,} texts, {self.seconds:,.0f} s",
            f"{f'on the {self.held_out:,} held-out pairs':48} before  after",
        ]
        rows = _rows(self.before, self.after)
        return "\n".join(lines + [f"  {name:46} {before:6.3f} {after:6.3f}" for name, before, after in rows])


@dataclass(frozen=True, slots=True)
class TrainingProgress:
    """How far a teaching is: `done` of `total` in `stage`; `report` at the end.

    They count sentences for "teacher" and, for "teach", steps where the recipe gives steps and seconds where it gives
    minutes; `cosine` is then the latest mean cosine with the teacher's vectors, on sentences that are learnt from.
    """

    stage: Literal["read", "vocabulary", "teacher", "teach", "measure", "done"]
    done: int
    total: int
    steps: int = 0
    cosine: float | None = None
    report: TrainingReport | None = None


def figures_of(known: Floats, new: Floats, teacher: Floats, own: Floats) -> Figures:
    """Measure unit vectors, a pair a row: the model's of both sides, the teacher's and the base's of the known one."""
    scores, mates = new @ known.T, np.arange(len(known))
    return Figures(
        new_to_known=float((scores.argmax(1) == mates).mean()),
        known_to_new=float((scores.argmax(0) == mates).mean()),
        teacher_cosine=float((new * teacher).sum(1).mean()),
        own_cosine=float((known * own).sum(1).mean()),
    )


def _rows(before: Figures, after: Figures) -> list[tuple[str, float, float]]:
    return [
        ("right mate comes first, new → known", before.new_to_known, after.new_to_known),
        ("right mate comes first, known → new", before.known_to_new, after.known_to_new),
        ("cosine with the teacher, new language", before.teacher_cosine, after.teacher_cosine),
        ("cosine with the base, known language", before.own_cosine, after.own_cosine),
    ]


def _vocabulary(report: TrainingReport) -> str:
    if not report.pieces_added:
        return "that of the base."
    return (
        f"{report.pieces_added:,} pieces added after those of the base. Each begins as the weighted mean of the known\n"
        "  words that it is aligned with (IBM Model 1 with a diagonal prior, both directions agreeing)."
    )


def model_card(report: TrainingReport, recipe: Recipe) -> str:
    """The README.md of the taught folder."""
    table = "\n".join(
        f"| {name} | {before:.3f} | {after:.3f} |" for name, before, after in _rows(report.before, report.after)
    )
    return f"""---
library_name: sentence-transformers
pipeline_tag: sentence-similarity
---
# A sentence encoder taught by Belegt

{report.base}, taught another language from sentence pairs with `belegt train-encoder`. Mean pooling, unit vectors;
stored in half precision, computed in single precision. `BELEGT_ENCODER=<this folder> belegt build ...` uses it, and
`SentenceTransformer("<this folder>")` loads it.

## How it was made

* **Data**: `{report.pairs_file}`, {report.pairs:,} usable sentence pairs, {report.held_out:,} of them held out.
* **Vocabulary**: {_vocabulary(report)}
* **Teaching**: multilingual distillation (Reimers and Gurevych 2020). A sentence of the new language is drawn to the
  vector that the teacher ({report.teacher}) gives its known side, and to the teacher's similarities (temperature
  {recipe.temperature:g}, in-batch and up to {recipe.bank:,} other vectors); in each pass {recipe.known_share:.0%} of
  the known sentences, and passages joined from sentences, come too.
  {report.steps:,} steps, {report.texts:,} texts, {report.seconds:,.0f} seconds.
* **Blend**: {recipe.blend:g} of the trained weights, {1 - recipe.blend:.2g} of the start.

## Figures

On the {report.held_out:,} held-out pairs, the base before and this model after:

| | before | after |
|---|---|---|
{table}

## Limits

* Held-out pairs are of the same kind as those learnt from: on other texts it is less good.
* Only languages on the known side of the pairs were kept in mind; others that the base knows may have suffered.
* Terms: those of the base and of the sentence pairs.
"""
