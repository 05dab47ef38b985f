"""Measuring the gate: cases are read with care, figures are those of the cases, what is kept apart is not listed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.errors import ArticleError
from rag.evaluation.gate_quality import (
    ALWAYS,
    GATE,
    LIKELY,
    MODEL,
    OVERLAP,
    Case,
    GateQuality,
    Outcome,
    main,
    measure,
    read_cases,
)
from rag.evaluation.progress import finish
from rag.evaluation.word_overlap import best_threshold, overlap
from rag.settings import Settings
from tests.encoder.test_entailment import make_model as make_model

QUOTE = "Der Hafen von Wismar wird bis 2027 für 80 Millionen Euro vertieft."
ROWS: list[dict[str, Any]] = [
    {"statement": "Der Hafen von Wismar wird vertieft.", "languages": "de-de", "expected": "pass"},
    {
        "statement": "Der Hafen von Wismar wird für 90 Millionen Euro vertieft.",
        "languages": "de-de",
        "expected": "catch",
    },
    {"statement": "The harbour of Wismar will be deepened.", "languages": "de-en", "expected": "pass"},
    {"statement": "The harbour of Rostock will be deepened.", "languages": "de-en", "expected": "catch"},
]


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.jsonl"
    rows = [
        {"id": f"{name}-{at}", "set": name, "quote": QUOTE, "claimer": None, "form": "made", **row}
        for name in ("close", "held")
        for at, row in enumerate(ROWS)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def judged(*, true: bool, passed: bool, name: str = "close") -> Outcome:
    case = Case("1", name, ("de", "en"), "Zitat.", "Statement.", None, true, "made")
    return Outcome(case, {GATE: passed, OVERLAP: passed}, ("number: 1",), 2.0)


def test_true_cases_pass_and_false_ones_do_not(cases: Path) -> None:
    quality = finish(measure(read_cases(cases)))
    assert [outcome.passed[GATE] for outcome in quality.outcomes] == [True, False, True, False] * 2
    rates = quality.rates(GATE, "held")
    assert (rates.accepted, rates.rejected) == ((0, 2), (0, 2))
    assert list(quality.parts())[:3] == [("close", None), ("close", "de-de"), ("close", "de-en")]
    assert quality.milliseconds > 0
    assert quality.model is None


def test_rates_count_mistakes_of_either_kind_by_set() -> None:
    outcomes = [judged(true=True, passed=False), judged(true=False, passed=True), judged(true=False, passed=False)]
    quality = GateQuality((*outcomes, judged(true=True, passed=True, name="free")), {}, {}, None)
    rates = quality.rates(GATE, "close", "de-en")
    assert (rates.accepted, rates.rejected) == ((1, 2), (1, 1))
    assert rates.false_accepts is not None
    assert rates.false_accepts.mean == 0.5
    assert quality.rates(GATE, "free").false_accepts is None
    assert quality.to_dict()["cases"]["close de-en"][GATE]["false rejects"]["wrong"] == 1
    assert quality.rates(GATE, "close", "de-de").rejected == (0, 0)


def test_failures_are_listed_but_for_those_kept_apart() -> None:
    wrong = [judged(true=True, passed=False), judged(true=False, passed=True, name="held")]
    text = GateQuality(tuple(wrong), {}, {}, None).to_text(failures=True)
    assert "rejected (number: 1)" in text
    assert "passed: Statement." not in text
    assert "Every case came out right." in GateQuality((wrong[1],), {}, {}, None).to_text(failures=True)


@pytest.mark.parametrize("line", ["{}", "no json", '{"id": "1", "set": "close", "languages": "de"}'])
def test_a_line_that_is_no_case_is_named(line: str, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ArticleError, match="line 1"):
        read_cases(path)


def test_textual_entailment_is_measured_beside_simpler_ways(tmp_path: Path) -> None:
    true = {
        "entailment": "ENTAILMENT",
        "text_de": QUOTE,
        "hypothesis_de": "Der Hafen von Wismar wird vertieft.",
        "hypothesis_en": "The harbour of Wismar will be deepened.",
    }
    false = true | {
        "entailment": "NONENTAILMENT",
        "hypothesis_de": "Die Werft von Rostock schließt.",
        "hypothesis_en": "The Rostock shipyard closes.",
    }
    with gzip.open(tmp_path / "rte3.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.write("".join(json.dumps(row) + "\n" for row in (true, true, false, false)))
    quality = finish(measure([], data=tmp_path))
    assert list(quality.entailed) == ["text de, hypothesis de", "text de, hypothesis en"]
    for figures in quality.entailed.values():
        assert figures == {GATE: (1.0, 1.0), LIKELY: (1.0, 1.0), OVERLAP: (1.0, 1.0), ALWAYS: (0.5, 0.5)}
    assert "RTE-3 accuracy" in quality.to_text()


def test_the_command_prints_tables_and_json(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--cases", str(cases), "--failures"]) == 0
    text = capsys.readouterr().out
    assert "| held, de-en" in text
    assert "RTE-3: left out" in text
    assert "none was set" in text
    assert main(["--cases", str(cases), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cases"]["held all"][GATE]["false accepts"]["of"] == 2


def test_a_file_that_is_not_there_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--cases", str(tmp_path / "none.jsonl")]) == 1
    assert "none.jsonl" in capsys.readouterr().err


def test_word_overlap_counts_content_words_and_asks_for_every_number() -> None:
    assert overlap("Der Hafen wird vertieft.", QUOTE, ("de", "de")) == 1.0
    assert overlap("Der Hafen wird gesperrt.", QUOTE, ("de", "de")) == 0.5
    assert overlap("Der Hafen kostet 90 Millionen.", QUOTE, ("de", "de")) == 0.0
    assert overlap("3.5 million", "3,5 Millionen", ("de", "en")) == 1.0
    assert overlap("...", QUOTE, ("de", "de")) == 0.0


def test_a_threshold_may_let_nothing_pass() -> None:
    assert best_threshold([0.9, 0.1], [False, False]) == float("inf")
    assert best_threshold([], []) == float("inf")


def test_an_entailment_model_may_only_reject_what_the_gate_lets_pass(
    tmp_path: Path, make_model: Callable[..., Path]
) -> None:
    # The model knows two words: it finds entailed what holds more of the one, and contradicted what holds the other.
    settings = Settings(entailment=str(make_model(["contradiction", "entailment", "neutral"])), threads=1)
    words = [("verified", True), ("verified", False), ("denied", True)]
    cases = [
        Case(f"{at}", "close", ("en", "en"), f"The {word} port opened.", f"The {word} port opened.", None, true, "made")
        for at, (word, true) in enumerate(words)
    ]
    quality = finish(measure([*cases, replace(cases[0], statement="The verified port closed.")], settings=settings))
    assert [outcome.passed[GATE] for outcome in quality.outcomes] == [True, True, True, False]
    assert [outcome.passed[MODEL] for outcome in quality.outcomes] == [True, True, False, False]
    assert quality.systems == (GATE, MODEL, OVERLAP)
    assert f"entailment model: {settings.entailment}" in quality.to_text()
