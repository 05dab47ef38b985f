"""Measuring relations: pairs are read with care, and figures are those of the pairs."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from rag.errors import ArticleError
from rag.evaluation.progress import finish
from rag.evaluation.relation_quality import Judged, RelationQuality, StatementPair, measure, read_pairs
from rag.types import RelationKind
from tests.conftest import FakeEncoder


def judged(gold: RelationKind, out: RelationKind, *, held: bool = False) -> Judged:
    return Judged(StatementPair("1", "a", "b", ("de", "de"), gold, held), out)


def test_macro_f1_and_precision_are_of_what_came_out() -> None:
    right: list[RelationKind] = ["identical", "supporting", "related", "unrelated"]
    quality = RelationQuality((*(judged(k, k) for k in right), judged("refuting", "related", held=True)), {}, 0.0)
    assert quality.precision("refuting") == 1.0
    assert quality.f1("refuting") == 0.0
    assert quality.f1("related") == pytest.approx(2 / 3)
    assert quality.confusion()["refuting"]["related"] == 1
    assert len(quality.of(held=True).judged) == 1
    assert "refuting precision" in quality.to_text(failures=True)
    assert quality.to_dict()["refuting precision"]["all"] == 1.0


@pytest.mark.parametrize("line", ["{}", "no json", '{"kind": "near", "languages": "de-en", "id": "1"}'])
def test_a_line_that_is_no_pair_is_named(line: str, tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ArticleError, match="line 1"):
        read_pairs(path)


def test_textual_entailment_is_measured_where_it_is_given(tmp_path: Path) -> None:
    row = {
        "entailment": "ENTAILMENT",
        "text_de": "Der Hafen wird 2027 vertieft.",
        "hypothesis_de": "Der Hafen wird vertieft.",
        "text_en": "The harbour will be deepened in 2027.",
        "hypothesis_en": "The harbour will be deepened.",
    }
    with gzip.open(tmp_path / "rte3.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.write(json.dumps(row) + "\n" + json.dumps(row) + "\n")
    quality = finish(measure([], FakeEncoder(), data=tmp_path))
    assert set(quality.entailment) == {"de", "en", "text de, hypothesis en"}
    assert quality.entailment["de"] == (1.0, 1.0)
