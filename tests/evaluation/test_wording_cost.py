"""The cost of wording: figures computed by hand, and a scripted model measured from end to end."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from rag.chat import open_chat_model
from rag.corpus import Corpus
from rag.evaluation.golden import GoldenQuestion, read_golden
from rag.evaluation.progress import finish
from rag.evaluation.wording_cost import Outcome, WordingCost, main, measure
from rag.types import Wording, WordingProblem
from tests.chat.scripted import KEY, claims_of, fails, says, scripted, statements

GOLDEN = Path(__file__).parent.parent / "golden.jsonl"
INVENTED = "Russia sent 500 tanks to Caracas in 1999."


def question(text: str = "What did Russia offer Venezuela?") -> GoldenQuestion:
    return GoldenQuestion("q", text, "en", (("a.txt", "words"),))


def outcome(
    tokens: int, ms: float, first: float | None, statuses: Mapping[str, int], problem: WordingProblem | None = None
) -> Outcome:
    did = Wording(
        "small", None, "word-1", 4, tokens_in=tokens, tokens_out=tokens // 10, counted=tokens < 300, milliseconds=ms,
        problem=problem,
    )  # fmt: skip
    return Outcome(question(), did, first, statuses)


def test_the_figures_of_three_answers_are_those_computed_by_hand() -> None:
    cost = WordingCost(
        (
            outcome(100, 1000.0, 400.0, {"verified": 2, "verified-with-gap": 1, "rejected": 1}),
            outcome(200, 3000.0, None, {"rejected": 3, "misattributed": 1}),
            outcome(300, 2000.0, None, {}, problem="timeout"),
        ),
        unanswered=1,
    )
    assert cost.figures() == {
        "answers": 3,
        "tokens in, median": 200,
        "tokens in, p95": 300,
        "tokens out, median": 20,
        "tokens out, p95": 30,
        "answers whose tokens are estimated": 1,
        "added ms, median": 2000.0,
        "added ms, p95": 3000.0,
        "ms to the first statement, median": 400.0,
        "ms to the first statement, p95": 400.0,
        "claims to word": 12,
        "claims worded": 3 / 12,
        "statements read": 8,
        "verified": 3 / 8,
        "misattributed": 1 / 8,
        "rejected": 4 / 8,
        "answers with a problem": 1,
    }
    assert cost.problems() == {"timeout": 1}
    shown = cost.to_text("small").splitlines()
    assert shown[0].split() == ["|", "wording", "|", "small", "|"]
    assert shown[-1] == "1 x timeout"


def test_the_95th_percentile_of_twenty_is_the_second_largest() -> None:
    cost = WordingCost(tuple(outcome(n, float(n), None, {}) for n in range(1, 21)), 0)
    assert cost.figures()["added ms, p95"] == 19.0


def test_nothing_measured_is_no_figure() -> None:
    figures = WordingCost((), 0).figures()
    assert figures["answers"] == 0
    assert figures["added ms, median"] is figures["verified"] is figures["claims worded"] is None
    assert "–" in WordingCost((), 0).to_text("small")


def test_a_scripted_model_is_measured(seeds_corpus: Corpus) -> None:
    asked = [question(), question("Wie hoch ist der Mount Everest?"), GoldenQuestion("u", "Wer?", "de", ())]
    with scripted(lambda request, line: line.say(statements(*((n, INVENTED) for n in claims_of(request)[:2])))) as one:
        cost = finish(measure(seeds_corpus, open_chat_model(one.settings()), asked))
    (only,) = cost.outcomes
    assert cost.unanswered == 1, "what the index does not answer is not worded"
    assert len(one.requests) == 1
    assert only.statuses == {"rejected": 2}
    assert only.first_statement is None
    assert (only.wording.tokens_in, only.wording.tokens_out) == (100, 20)
    assert json.loads(json.dumps(cost.to_dict()))["outcomes"][0]["statuses"] == {"rejected": 2}


@pytest.fixture
def environment(seeds_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    few = tmp_path / "few.jsonl"
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    few.write_text("\n".join(lines[:12]), encoding="utf-8")
    assert sum(question.answerable for question in read_golden(few)) > 1
    for name, value in {"MODEL": "scripted", "KEY": KEY, "RETRIES": "0"}.items():
        monkeypatch.setenv(f"BELEGT_CHAT_{name}", value)
    monkeypatch.setenv("BELEGT_THREADS", "1")
    return ["--index", str(seeds_index), "--questions", str(few), "--limit", "2"]


def test_figures_come_with_machine_and_date_and_without_a_key(
    environment: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with scripted(says(statements())) as server:
        monkeypatch.setenv("BELEGT_CHAT_URL", server.url)
        assert main([*environment, "--json"]) == 0
        figures = capsys.readouterr().out
        assert main(environment) == 0
        text = capsys.readouterr().out
    assert len(server.requests) == 4
    assert KEY not in figures + text
    parsed = json.loads(figures)
    assert parsed["machine"]["cores"]
    assert parsed["date"]
    assert parsed["chat"]["model"] == "scripted"
    assert parsed["wording"]["tokens in, median"] == 100
    assert "| added ms, median" in text
    assert text.startswith(parsed["date"][:10])


def test_a_server_that_fails_is_counted_and_not_fatal(
    environment: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with scripted(fails(503)) as server:
        monkeypatch.setenv("BELEGT_CHAT_URL", server.url)
        assert main(environment) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2 x server"


def test_without_a_model_or_an_index_there_is_nothing_to_measure(
    environment: list[str], index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BELEGT_CHAT_MODEL", "")
    assert main(environment) == 1
    assert "name one with BELEGT_CHAT_MODEL" in capsys.readouterr().err
    assert main(["--index", str(index)]) == 1
    assert "belegt build" in capsys.readouterr().err
