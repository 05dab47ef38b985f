"""`belegt eval` as a user runs it: small public sets with the fake encoder, what is skipped, and what goes wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import rag.evaluation.quality
from rag.__main__ import main
from rag.evaluation.progress import finish as measured
from rag.evaluation.retrieval_quality import CHANNELS, MEASURES
from rag.settings import Settings
from tests.conftest import EncoderShelf, finish
from tests.evaluation.small_sets import NOMIRACL, write_all, write_nomiracl, write_squad


@pytest.fixture(autouse=True)
def _fake_everywhere(shelf: EncoderShelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rag.evaluation.quality, "open_encoder", shelf.open)


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    path = tmp_path / "golden.jsonl"
    evidence = [{"article": "bahn.txt", "quote": "Es gebe genug Personal"}]
    lines: list[dict[str, Any]] = [
        {"question": "Wer streicht Züge?", "language": "de", "answerable": True, "evidence": evidence},
        {"question": "Who painted the Mona Lisa?", "language": "en", "answerable": False},
    ]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main(["eval", *map(str, arguments)]) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main(["eval", *map(str, arguments)]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    return shown.err


def test_all_public_sets_give_tables_for_every_pair_of_languages(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_all(data)
    text = run(capsys, "--data", data)
    lines = text.splitlines()
    assert "XQuAD, 3 questions → paragraphs (3 de, 3 en)" in lines
    assert "NoMIRACL, 4 questions, 2 of them answerable" in lines
    assert "Quotations, 1 articles, 2 quotations, F1" in lines
    header = next(line for line in lines if "→ de |" in line)
    assert re.findall(r"\w+ → \w+", header) == ["de → de", "en → de", "de → en", "en → en"]
    for name in (*MEASURES, *CHANNELS, "hallucination rate", "error rate", "balanced accuracy", "AUROC"):
        assert any(line.startswith(f"| {name}") for line in lines), name
    assert "Skipped" not in text
    tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert len(tables) == 8
    for table in tables:
        assert len({len(line) for line in table.splitlines()}) == 1


def test_the_report_as_json_says_what_it_was_made_with(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_all(data)
    report = json.loads(run(capsys, "--data", data, "--json"))
    assert set(report) == {
        "about", "golden", "files", "skipped", "xquad", "nomiracl", "quotations", "relations", "perturbation", "gate",
    }  # fmt: skip
    about = report["about"]
    assert set(about) == {"date", "belegt", "machine", "versions", "settings", "encoder"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}\+00:00", about["date"])
    assert about["encoder"] == {"name": "fake", "fingerprint": "fake", "dimension": 64}
    assert about["settings"]["passage_tokens"] == 160
    assert report["golden"] is None
    assert report["files"] == [
        "xquad-part.de.json",
        "xquad-part.en.json",
        "nomiracl-de-part.jsonl.gz",
        "german-news-quotations.dev.jsonl.gz",
    ]
    first = report["xquad"]["systems"][0]
    assert set(first) == {"system", "asked", "paragraphs", "questions", *MEASURES}
    assert set(first["nDCG@10"]) == {"mean", "low", "high"}
    assert len(report["xquad"]["ablation"]) == 4 * len(CHANNELS)
    assert report["nomiracl"]["AUROC of the confidence"]["mean"] == 1.0


def test_the_report_is_written_to_a_file_as_well(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_nomiracl(data)
    out = data / "report.json"
    shown = run(capsys, "--data", data, "--json", "--out", out)
    assert json.loads(out.read_text(encoding="utf-8")) == json.loads(shown)


def test_what_is_not_there_is_skipped_and_said(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_squad(data, "de")
    text = run(capsys, "--data", data)
    assert f"Skipped: XQuAD in 'en': no xquad*.en.json in {data}" in text
    assert f"Skipped: NoMIRACL: no nomiracl*.jsonl.gz in {data}" in text
    assert f"Skipped: quotations: no german-news-quotations*.dev.jsonl.gz in {data}" in text
    assert "de → de" in text
    assert "en → de" not in text
    assert "balanced accuracy" not in text


def test_languages_that_share_no_question_are_not_crossed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tests.evaluation.small_sets import QUESTIONS, squad

    write_squad(data, "de")
    write_squad(data, "en", squad("en", [(f"x{id_}", *rest) for id_, *rest in QUESTIONS["en"]]))  # type: ignore[misc]
    text = run(capsys, "--data", data)
    assert "Skipped: questions of one language about paragraphs of the other" in text
    assert "en → de" not in text


def test_golden_questions_work_as_before_and_beside_public_sets(
    articles_folder: Path, golden: Path, index: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    finish(articles_folder, index)
    alone = run(capsys, golden, "--index", index)
    assert "| questions         |     2 |     1 |     1 |" in alone.splitlines()
    assert "XQuAD" not in alone
    write_nomiracl(data)
    both = run(capsys, golden, "--index", index, "--data", data)
    assert "| questions         |     2 |     1 |     1 |" in both.splitlines()
    assert "NoMIRACL, 4 questions" in both
    assert json.loads(run(capsys, golden, "--index", index, "--json"))["golden"]["all"]["questions"] == 2


def test_failures_are_listed_by_id(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_nomiracl(data, NOMIRACL[0] | {"answerable": False}, NOMIRACL[2] | {"answerable": True})
    lines = run(capsys, "--data", data, "--failures").splitlines()
    assert any(re.fullmatch(r"n1 answered, should abstain \(0\.\d\d\): Worauf .*", line) for line in lines)
    assert any(re.fullmatch(r"n3 not answered \(0\.\d\d\): Wer malte .*", line) for line in lines)
    write_squad(data, "de")
    assert "Every paragraph is among the first ten." in run(capsys, "--data", data, "--failures")


# --- what goes wrong ----------------------------------------------------------------------------------


def test_nothing_to_measure_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["eval"])
    assert stopped.value.code == 2
    assert (
        "name a file of golden questions, a folder of public sets with --data, or pairs with --pairs"
        in capsys.readouterr().err
    )


@pytest.mark.parametrize("out", [".", "missing/report.json"])
def test_a_file_that_cannot_be_written_is_said_before_minutes_of_work(
    data: Path, out: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_all(data)
    with pytest.raises(SystemExit) as stopped:
        main(["eval", "--data", str(data), "--out", str(data / out)])
    assert stopped.value.code == 2
    assert "--out" in capsys.readouterr().err


@pytest.mark.parametrize("folder", [".", "missing"])
def test_a_folder_without_any_set_is_named(data: Path, folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    error = refused(capsys, "--data", data / folder)
    assert "no public set in" in error
    assert "xquad*.de.json, xquad*.en.json, nomiracl*.jsonl.gz" in error


def test_a_malformed_file_is_named_with_its_line(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_nomiracl(data, NOMIRACL[0], "{")
    assert f"{path}, line 2 is no JSON" in refused(capsys, "--data", data)


def test_bad_golden_questions_are_named_before_public_sets_are_measured(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_all(data)
    assert "no golden questions in" in refused(capsys, tmp_path / "missing.jsonl", "--data", data)


def test_cases_for_the_gate_need_no_index_and_get_a_table(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    quote = "Der Hafen wird vertieft."
    row = {"id": "1", "set": "close", "languages": "de-de", "quote": quote, "statement": quote, "claimer": None}
    path.write_text(json.dumps(row | {"expected": "pass", "form": "same"}) + "\n", encoding="utf-8")
    quality = measured(rag.evaluation.quality.measure(Settings(), cases=path))
    assert "Gate for worded statements" in quality.to_text()
    assert quality.to_dict()["gate"]["cases"]["close all"]["gate"]["false rejects"]["of"] == 1
