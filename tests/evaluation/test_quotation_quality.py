"""Who says what as measured on a small set: the extractor itself, the tables, and the command with its mistakes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from rag.evaluation.datasets import read_quotations
from rag.evaluation.progress import finish
from rag.evaluation.quotation_quality import (
    ALL_DIRECT,
    CLAIMS,
    MARKS,
    QuotationQuality,
    main,
    measure,
)
from rag.evaluation.quoted_articles import quoted_article
from tests.evaluation.small_sets import QUOTED, quoted_entry, write_quotations

DIRECT = {"type": "Direct", "speaker": "Klein", "cue": "sagte", "quote": "„Das Schiff ist sicher.“"}


def measured(text: str, *marks: dict[str, str]) -> QuotationQuality:
    return finish(measure([quoted_article(quoted_entry(text, marks))]))


def test_a_found_quotation_counts_with_its_claimer_and_cue() -> None:
    quality = measured(*QUOTED[:1], *QUOTED[1])
    assert quality.scores(CLAIMS, "claimer").f1.mean > 0
    assert quality.scores(CLAIMS, "cue").f1.mean > 0.5
    assert quality.confusion()["Indirect"]["Indirect"] == 1


def test_the_bound_of_quotation_marks_takes_direct_ones_with_all_their_parts() -> None:
    quality = measured("„Das Schiff ist sicher.“, sagte Klein. Sie lobte die Werft.", DIRECT, QUOTED[1][1])
    bound = quality.scores(ALL_DIRECT, "Message")
    assert (bound.precision.mean, bound.recall.mean) == (1, 0.5)


def test_what_was_marked_and_what_it_was_taken_for_add_up() -> None:
    quality = measured(*QUOTED[:1], *QUOTED[1])
    table = quality.confusion()
    assert sum(sum(row.values()) for kind, row in table.items() if kind != "nothing") == len(QUOTED[1])
    assert table["nothing"]["nothing"] == 0


def test_quotations_of_one_split_are_read_and_no_others(tmp_path: Path) -> None:
    write_quotations(tmp_path, quoted_entry(*QUOTED), split="dev")
    write_quotations(tmp_path, quoted_entry(*QUOTED, name="2"), quoted_entry(*QUOTED, name="3"), split="train")
    assert [len(read_quotations(tmp_path, split)) for split in ("dev", "train")] == [1, 2]


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["quotation_quality", *map(str, arguments)])
    return main()


def test_the_command_prints_tables_and_mistakes_in_their_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missed = {"type": "FreeIndirect", "quote": "Die Fähre fährt wieder"}
    write_quotations(tmp_path, quoted_entry(QUOTED[0], [missed]))
    assert run(monkeypatch, "--data", tmp_path, "--failures", 3) == 0
    text = capsys.readouterr().out
    for part in ("| Message", "| claimer", "| FreeIndirect", "Claimer with gold quotes given", "== missed: 1\n"):
        assert part in text
    assert "marked: FreeIndirect: [Die Fähre fährt wieder]." in text
    assert "found : Indirect: " in text
    assert run(monkeypatch, "--data", tmp_path, "--failures", 3, "--kind", "Direct") == 0
    assert "== missed: 0\n" in capsys.readouterr().out


def test_another_system_than_the_claims_is_shown_in_detail_if_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_quotations(tmp_path)
    assert run(monkeypatch, "--data", tmp_path, "--of", MARKS, "--failures", 1) == 0
    text = capsys.readouterr().out
    assert f"Belegt, {CLAIMS}" not in text
    assert "== missed: 2\n" in text


def test_the_command_gives_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_quotations(tmp_path)
    assert run(monkeypatch, "--data", tmp_path, "--limit", 1, "--json") == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["quotations"] == 2
    assert set(figures["systems"][CLAIMS]["Message"]) == {"mean over groups", "micro over tokens"}


def test_what_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--data", tmp_path) == 1
    assert "no german-news-quotations*.dev.jsonl.gz in" in capsys.readouterr().err
    for lines, reason in (
        ((quoted_entry(*QUOTED), "{"), "line 2 is no quoted article"),
        ((quoted_entry(*QUOTED), quoted_entry(*QUOTED)), "was there already; leave one copy"),
        ((" ",), "holds no articles"),
    ):
        write_quotations(tmp_path, *lines)
        assert run(monkeypatch, "--data", tmp_path) == 1
        assert reason in capsys.readouterr().err


def test_a_limit_below_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit):
        run(monkeypatch, "--data", tmp_path, "--limit", 0)
