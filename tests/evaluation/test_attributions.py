"""Attributions listed by hand, compared with an article of our own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from rag.errors import ArticleError
from rag.evaluation.attributions import AttributionReport, compare, main, read_listed

TEXT = (
    "Es regnet seit Mai. Ministerin Erika Klein sagte, das Schiff sei nicht sicher. Berichten zufolge sinkt das Schiff."
)
QUOTE = "das Schiff sei nicht sicher"


def entry(quote: str = QUOTE, **changes: Any) -> dict[str, Any]:
    start = TEXT.index(quote)
    return {
        "article": "faehre.txt",
        "id": "the ship",
        "quote": [[start, start + len(quote)]],
        "guard": [quote[:3], quote[-3:]],
        "claimer": ["Klein"],
        "mention": None,
        "affiliation": None,
        "kind": ["Indirect"],
        "epistemic": None,
        "modality": None,
        "negated": True,
        "date": None,
    } | changes


def listed(folder: Path, *entries: Any) -> Path:
    (folder / "faehre.txt").write_text(TEXT, encoding="utf-8")
    path = folder / "listed.jsonl"
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in entries), encoding="utf-8")
    return path


def compared(folder: Path, *entries: Any) -> AttributionReport:
    return compare(read_listed(listed(folder, *entries)), folder)


def test_a_listed_attribution_is_judged_by_the_claim_that_shares_most_with_it(tmp_path: Path) -> None:
    report = compared(tmp_path, entry())
    (outcome,) = report.outcomes
    assert outcome.right == {
        "found": True,
        "claimer": True,
        "affiliation": None,
        "kind": True,
        "epistemic": None,
        "modality": None,
        "negated": True,
        "date": True,
    }
    assert report.share("claimer") == 1
    assert report.share("epistemic") == 0


@pytest.mark.parametrize(
    ("claimer", "mention", "right"),
    [
        (["Klein"], None, True),
        (["Erika Klein"], None, True),
        (["Maier", "Klein"], None, True),
        (["Maier Klein"], None, False),
        (["unknown"], None, False),
        (["Maier"], "Erika Klein", True),
        (["Maier"], "regnet", False),
    ],
)
def test_the_claimer_is_right_by_name_or_by_the_words(
    tmp_path: Path, claimer: list[str], mention: str | None, right: bool
) -> None:
    start = TEXT.index(mention) if mention else 0
    spans = mention and [start, start + len(mention)]
    (outcome,) = compared(tmp_path, entry(claimer=claimer, mention=spans)).outcomes
    assert outcome.right["claimer"] is right


def test_an_unknown_claimer_is_right_where_nobody_is_named(tmp_path: Path) -> None:
    (outcome,) = compared(tmp_path, entry("sinkt das Schiff", claimer=["unknown", "Berichten"], negated=False)).outcomes
    assert outcome.right["claimer"] is True


def test_what_is_in_the_article_s_own_voice_was_not_found(tmp_path: Path) -> None:
    report = compared(tmp_path, entry("Es regnet seit Mai"))
    (outcome,) = report.outcomes
    assert outcome.claim is None
    assert set(outcome.right.values()) == {False, None}
    assert str(outcome) == "fae the ship: not found"
    assert [report.share(aspect) for aspect in ("found", "claimer")] == [0, 0]


def test_what_is_wrong_is_said_in_a_line(tmp_path: Path) -> None:
    text = compared(tmp_path, entry(kind=["Direct"], date="2024-01-01")).to_text()
    assert text.splitlines()[-1] == "fae the ship: kind 'Indirect', date None"


def test_another_text_than_the_one_listed_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"should begin with 'abc'.*not with 'das'"):
        compared(tmp_path, entry(guard=["abc", "her"]))


@pytest.mark.parametrize("line", ["{", "[]", "{}", json.dumps(entry() | {"quote": [[5, 1]]})])
def test_a_line_that_lists_nothing_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(ArticleError, match="line 2 lists no attribution"):
        read_listed(listed(tmp_path, entry(), line))


def test_the_command_shows_shares_and_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = listed(tmp_path, entry(kind=["Direct"]))
    monkeypatch.setattr(sys, "argv", ["attributions", str(path), "--articles", str(tmp_path)])
    assert main() == 0
    shown = capsys.readouterr().out
    assert "| found        | 1 of 1 |  1.00 |" in shown
    assert "the ship: kind 'Indirect'" in shown
    monkeypatch.setattr(sys, "argv", ["attributions", "missing.jsonl", "--articles", str(tmp_path)])
    assert main() == 1
    assert "missing.jsonl cannot be read" in capsys.readouterr().err
