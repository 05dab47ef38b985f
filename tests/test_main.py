"""The command line: what a user types and reads, with the real encoder and the sample articles where it matters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.__main__ import main

ANSWER = {
    "question", "language", "findings", "also_searched", "abstention", "confidence", "timing", "wording",
}  # fmt: skip


def test_help_teaches_the_first_steps(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    assert 'belegt ask "What did Russia offer Venezuela?"' in capsys.readouterr().out


@pytest.mark.parametrize("command", ["build", "add", "remove", "list", "ask", "check", "serve", "doctor", "eval"])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    assert len(capsys.readouterr().out.splitlines()) > 5


def test_asking_without_an_index_says_how_to_build_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Wer?", "--index", str(tmp_path / "none")]) == 1
    error = capsys.readouterr().err
    assert "no index in" in error
    assert "belegt build" in error


def test_building_from_a_folder_without_articles_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["build", str(tmp_path / "empty"), "--index", str(tmp_path / "index")]) == 1
    assert "empty" in capsys.readouterr().err
    assert not (tmp_path / "index" / "belegt.db").exists()


def test_an_answer_reads_well_in_a_terminal(seeds_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Did Venezuela ask Russia for help?", "--index", str(seeds_index)]) == 0
    text = capsys.readouterr().out
    assert "claim" in text.splitlines()[0]
    assert "[1]" in text
    assert all(len(line) <= 110 for line in text.splitlines())


def test_an_answer_as_json_has_the_documented_shape(seeds_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Did Venezuela ask Russia for help?", "--index", str(seeds_index), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) == ANSWER
    assert set(answer["findings"][0]) == {
        "quote", "statement", "claimer", "claimer_mention", "claimer_affiliation", "through", "cue", "kind",
        "epistemic", "modality", "negated", "claim_datetime", "dated_by", "times", "context", "sentence", "sources",
        "status", "rejected", "score", "confidence", "citations", "supporting", "refuting",
    }  # fmt: skip
    assert set(answer["findings"][0]["citations"][0]) == {
        "number", "article", "title", "publisher", "published", "path", "url", "start", "end", "page", "quote",
        "permalink",
    }  # fmt: skip


def test_a_check_reads_well_in_a_terminal(seeds_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "Venezuela asked Russia for help.", "--index", str(seeds_index)]) == 0
    text = capsys.readouterr().out
    assert text.splitlines()[0] == "The articles refute this."
    assert "Refuting (" in text
    assert "[1]" in text
    assert all(len(line) <= 110 for line in text.splitlines())


def test_a_check_as_json_has_the_documented_shape(seeds_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "Der Mond besteht aus Käse.", "--index", str(seeds_index), "--json"]) == 0
    check = json.loads(capsys.readouterr().out)
    assert check["verdict"] == "nothing"
    assert check["searched"]["articles"] == 14


def test_checking_nothing_says_what_is_wanted(seeds_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", " ", "--index", str(seeds_index)]) == 1
    assert "the statement is empty" in capsys.readouterr().err


def test_abstaining_is_an_answer_and_not_an_error(seeds_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Wie hoch ist der Mount Everest?", "--index", str(seeds_index)]) == 0
    assert "Die Artikel sagen dazu nichts." in capsys.readouterr().out


def test_a_wrong_setting_in_the_environment_is_named(
    seeds_index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BELEGT_TOP_K", "many")
    assert main(["ask", "Wer?", "--index", str(seeds_index)]) == 1
    assert "BELEGT_TOP_K must be a whole number, got 'many'" in capsys.readouterr().err


def test_building_twice_reports_that_nothing_changed(
    articles_folder: Path, tmp_path: Path, fake: object, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["build", str(articles_folder), "--index", str(tmp_path / "index"), "--json"]
    assert main(arguments) == 0
    first = json.loads(capsys.readouterr().out)
    assert main(arguments) == 0
    second = json.loads(capsys.readouterr().out)
    assert first["added"] == second["unchanged"] == first["articles"]
    assert second["added"] == second["changed"] == second["removed"] == 0


def test_articles_are_added_listed_and_removed(
    articles_folder: Path, tmp_path: Path, fake: object, capsys: pytest.CaptureFixture[str]
) -> None:
    index = ["--index", str(tmp_path / "index")]
    file = str(articles_folder / "hafen.txt")
    assert main(["add", file, str(articles_folder / "absent.txt"), *index]) == 0
    added = capsys.readouterr().out.splitlines()
    assert added[0].startswith(f"added {file}: Hafen von Wismar wird vertieft (7 claims")
    assert added[1].startswith("skipped ")
    assert "absent.txt does not exist" in added[1]
    assert added[2].startswith("the index holds 1 article, ")
    assert main(["list", "WISMAR", "vertieft", *index]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert listed[0].endswith(f" Hafen von Wismar wird vertieft [{file}] (7 claims, added)")
    assert listed[1] == "1 article"
    assert main(["list", "Rostock", *index]) == 0
    assert capsys.readouterr().out == "0 articles\n"
    assert main(["remove", file, "nowhere", *index]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"removed {file}: Hafen von Wismar wird vertieft",
        "not in the index: nowhere",
        "the index holds 0 articles, 0 passages, 0 claims",
    ]


def test_adding_listing_and_removing_as_json(
    articles_folder: Path, tmp_path: Path, fake: object, capsys: pytest.CaptureFixture[str]
) -> None:
    index = ["--index", str(tmp_path / "index"), "--json"]
    assert main(["add", str(articles_folder), *index]) == 0
    outcomes = json.loads(capsys.readouterr().out)["outcomes"]
    assert [outcome["status"] for outcome in outcomes] == ["added"] * 3
    assert set(outcomes[0]) == {"path", "status", "article", "title", "claims", "noise", "reason", "problem"}
    assert main(["list", *index]) == 0
    shelf = json.loads(capsys.readouterr().out)
    assert shelf["total"] == len(shelf["entries"]) == 3
    assert main(["remove", shelf["entries"][0]["id"], *index]) == 0
    removal = json.loads(capsys.readouterr().out)
    assert set(removal) == {"removed", "unknown", "articles", "passages", "claims", "seconds"}
    assert set(removal["removed"][0]) == {"article", "title", "addresses", "kept"}
    assert removal["articles"] == 2


def test_nothing_added_and_nothing_removed_are_problems(
    articles_folder: Path, tmp_path: Path, fake: object, capsys: pytest.CaptureFixture[str]
) -> None:
    index = ["--index", str(tmp_path / "index")]
    (articles_folder / "leer.txt").touch()
    assert main(["add", str(articles_folder / "leer.txt"), *index]) == 1
    assert "leer.txt is empty" in capsys.readouterr().out
    assert main(["remove", "hafen.txt", *index]) == 1
    assert "no index in" in capsys.readouterr().err
    assert main(["add", str(articles_folder), *index]) == 0
    assert main(["remove", "hafen.txt", *index]) == 1
    assert "holds no article hafen.txt; see what it holds with: belegt list" in capsys.readouterr().err


def test_filters_are_options_of_ask(seeds_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    question = ["ask", "What did Russia offer Venezuela?", "--index", str(seeds_index)]
    assert main([*question, "--claimer", "Maduro", "--json"]) == 0
    claimers = {finding["claimer"] for finding in json.loads(capsys.readouterr().out)["findings"]}
    assert claimers
    assert all("Maduro" in claimer for claimer in claimers)
    assert main([*question, "--since", "2090", "--language", "de"]) == 0
    assert "The filter lets no article through." in capsys.readouterr().out
    assert main([*question, "--until", "soon"]) == 1
    assert "until is a date such as 2023" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("view", "key"), [(["--matrix"], "matrix"), (["--timeline"], "timeline"), (["--by", "claimer"], "groups")]
)
def test_an_answer_can_be_seen_as_a_table_and_as_json(
    seeds_index: Path, capsys: pytest.CaptureFixture[str], view: list[str], key: str
) -> None:
    question = ["ask", "Did Venezuela ask Russia for help?", "--index", str(seeds_index), *view]
    assert main(question) == 0
    text = capsys.readouterr().out
    assert "[1]" in text
    assert all(len(line) <= 110 for line in text.splitlines())
    assert main([*question, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) - ANSWER == {key}
    assert answer[key]
