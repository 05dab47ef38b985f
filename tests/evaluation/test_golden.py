"""Golden questions: figures from outcomes made by hand, what counts as evidence, and lines that are no question."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from rag.errors import ArticleError
from rag.evaluation.golden import (
    GoldenQuestion,
    GoldenReport,
    Outcome,
    evaluate,
    is_evidence,
    read_golden,
)
from rag.types import Abstention, Answer, Article, Citation, Claim, Finding, Passage, content_id


def question(id_: str = "q1", language: str = "de", quotes: Sequence[str] = ("Der Hafen ruht.",)) -> GoldenQuestion:
    return GoldenQuestion(id_, f"Frage {id_}?", language, tuple(("a.txt", quote) for quote in quotes))


def outcome(
    id_: str, language: str, *, quotes: int, findings: int, right: int, found: int = 0, first: bool = False
) -> Outcome:
    asked = question(id_, language, [f"Zitat {n}." for n in range(quotes)])
    return Outcome(asked, findings == 0, findings, right, found, first)


OUTCOMES = (
    outcome("d1", "de", quotes=2, findings=4, right=2, found=2, first=True),
    outcome("d2", "de", quotes=1, findings=0, right=0),
    outcome("d3", "de", quotes=0, findings=0, right=0),
    outcome("e1", "en", quotes=3, findings=2, right=1, found=1),
    outcome("e2", "en", quotes=2, findings=3, right=0),
    outcome("e3", "en", quotes=0, findings=1, right=0),
    outcome("e4", "en", quotes=0, findings=0, right=0),
    outcome("e5", "en", quotes=2, findings=1, right=1, found=1, first=True),
)


# --- figures --------------------------------------------------------------------------------------------


def test_the_figures_of_eight_outcomes_are_those_computed_by_hand() -> None:
    report = GoldenReport(OUTCOMES)
    assert report.evidence_recall == 3 / 5
    assert report.first_right == 2 / 5
    assert report.quote_recall == 4 / 10
    assert report.precision == 4 / 11
    assert report.abstention == 2 / 3
    assert report.wrong_abstention == 1 / 5
    assert report.balanced_accuracy == pytest.approx((4 / 5 + 2 / 3) / 2)


def test_the_figures_of_one_language_leave_the_other_out() -> None:
    german, english = GoldenReport(OUTCOMES).of("de"), GoldenReport(OUTCOMES).of("en")
    assert (german.evidence_recall, english.evidence_recall) == (1 / 2, 2 / 3)
    assert (german.abstention, english.abstention) == (1.0, 1 / 2)
    assert GoldenReport(OUTCOMES).to_dict()["gap"] == round(1 / 2 - 2 / 3, 4)


def test_an_answerable_question_is_right_when_any_evidence_was_shown_another_when_nothing_was() -> None:
    assert [o.question.id for o in OUTCOMES if o.right] == ["d1", "d3", "e1", "e4", "e5"]
    shown = GoldenReport(OUTCOMES).to_dict()["failures"]
    assert [(failure["id"], failure["answerable"]) for failure in shown] == [("d2", True), ("e2", True), ("e3", False)]


def test_the_report_is_json_with_a_column_for_all_and_one_for_each_language() -> None:
    shown = GoldenReport(OUTCOMES).to_dict()
    assert list(shown) == ["all", "de", "en", "gap", "failures"]
    assert (shown["all"]["questions"], shown["all"]["answerable"]) == (8, 5)
    assert list(shown["all"]) == list(shown["de"]) == list(shown["en"])
    assert json.loads(json.dumps(shown)) == shown


def test_the_report_as_text_is_a_table_whose_columns_align() -> None:
    lines = GoldenReport(OUTCOMES).to_text().splitlines()
    assert lines[0].split() == ["|", "|", "all", "|", "de", "|", "en", "|"]
    assert len({len(line) for line in lines[:-1]}) == 1
    assert lines[-1] == "evidence recall, German minus English: -0.167"
    assert "| evidence_recall   | 0.600 | 0.500 | 0.667 |" in lines


def test_failures_are_listed_when_wanted() -> None:
    lines = GoldenReport(OUTCOMES).to_text(failures=True).splitlines()
    assert lines[-3:] == [
        "d2 not found: Frage d2?",
        "e2 not found: Frage e2?",
        "e3 answered, should abstain: Frage e3?",
    ]


def test_without_questions_every_share_is_zero() -> None:
    report = GoldenReport(())
    assert report.evidence_recall == report.precision == report.quote_recall == report.abstention == 0
    assert report.to_dict()["all"]["questions"] == 0
    assert report.to_text(failures=True)


def test_questions_of_one_language_have_no_gap() -> None:
    german = GoldenReport(OUTCOMES).of("de")
    assert german.to_dict()["gap"] is None
    assert "German minus English" not in german.to_text()


# --- evidence -------------------------------------------------------------------------------------------

TEXT = "Der Hafen ruht. Die Fischer warten. Der Hafen ruht."


def citation(start: int, end: int, path: str = "artikel/a.txt", number: int = 1) -> Citation:
    return Citation(number, Article(content_id(TEXT), "Hafen", TEXT, path=path), start, end)


@pytest.mark.parametrize(
    ("start", "end", "evidence"),
    [
        (16, 35, True),
        (0, 51, True),
        (20, 25, True),
        (10, 17, True),
        (34, 40, True),
        (0, 16, False),
        (35, 51, False),
        (0, 15, False),
    ],
)
def test_a_citation_is_evidence_if_it_overlaps_the_quote(start: int, end: int, evidence: bool) -> None:
    assert is_evidence(citation(start, end), question(quotes=["Die Fischer warten."])) is evidence


def test_a_quote_that_stands_in_the_article_twice_is_found_at_both_places() -> None:
    asked = question(quotes=["Der Hafen ruht."])
    assert is_evidence(citation(0, 15), asked)
    assert is_evidence(citation(36, 51), asked)
    assert not is_evidence(citation(16, 35), asked)


def test_the_article_is_known_by_its_file_name_in_whatever_folder() -> None:
    asked = question(quotes=["Die Fischer warten."])
    assert is_evidence(citation(16, 35, "anderswo/a.txt"), asked)
    assert not is_evidence(citation(16, 35, "artikel/b.txt"), asked)
    assert not is_evidence(citation(16, 35, "a.txt/b.txt"), asked)


def test_words_that_the_article_does_not_have_are_never_found() -> None:
    assert not is_evidence(citation(0, 51), question(quotes=["Die Fischer streiken."]))
    assert not is_evidence(citation(0, 51), question(quotes=[]))


class Answering:
    """Stands where a corpus is asked: gives the answers that it was made with, and remembers how it was asked."""

    def __init__(self, **answers: Answer) -> None:
        self.answers = answers
        self.asked: list[tuple[str, int | None]] = []

    def ask(self, text: str, top_k: int | None = None) -> Answer:
        self.asked.append((text, top_k))
        return self.answers[text.split()[1].rstrip("?")]


def answer(*citations: Citation) -> Answer:
    findings = tuple(
        Finding(Claim(Passage(c.article, 0, len(TEXT)), c.start, c.end), (c,), score=0.5, confidence=0.5)
        for c in citations
    )
    abstention = None if findings else Abstention("nothing-near", (), 1, 1, ("de",))
    return Answer("?", "de", findings, (), abstention)


def test_asking_counts_findings_that_are_evidence_and_quotes_that_were_found() -> None:
    corpus = Answering(
        q1=answer(citation(16, 35), citation(0, 15, number=2)), q2=answer(), q3=answer(), q4=answer(citation(0, 15))
    )
    asked = [
        question("q1", quotes=["Der Hafen ruht.", "Die Fischer streiken."]),
        question("q2"),
        question("q3", quotes=[]),
        question("q4", quotes=[]),
    ]
    report = evaluate(corpus, asked, top_k=3)  # type: ignore[arg-type]
    assert corpus.asked == [(f"Frage q{n}?", 3) for n in (1, 2, 3, 4)]
    assert report.outcomes == (
        Outcome(asked[0], False, findings=2, right_findings=1, evidence_found=1, first_is_right=False),
        Outcome(asked[1], True, 0, 0, 0, False),
        Outcome(asked[2], True, 0, 0, 0, False),
        Outcome(asked[3], False, 1, 0, 0, False),
    )


# --- reading ----------------------------------------------------------------------------------------------

GOOD: dict[str, Any] = {
    "id": "g1",
    "question": "Was ruht?",
    "language": "de",
    "answerable": True,
    "evidence": [{"article": "a.txt", "quote": "Der Hafen ruht."}, {"article": "b.txt", "quote": "Ruhe im Hafen."}],
    "note": "whatever else there is does no harm",
}
NONE = {"id": 2, "question": "Who swims?", "language": "en", "answerable": False}


def written(tmp_path: Path, *lines: Any) -> Path:
    path = tmp_path / "golden.jsonl"
    texts = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_questions_are_read_in_order_and_empty_lines_are_skipped(tmp_path: Path) -> None:
    first, second = read_golden(written(tmp_path, GOOD, "", "  ", NONE, ""))
    assert first == GoldenQuestion("g1", "Was ruht?", "de", (("a.txt", "Der Hafen ruht."), ("b.txt", "Ruhe im Hafen.")))
    assert second == GoldenQuestion("2", "Who swims?", "en", ())
    assert first.answerable
    assert not second.answerable


def test_a_question_without_an_id_goes_by_the_number_of_its_line(tmp_path: Path) -> None:
    nameless = {name: value for name, value in GOOD.items() if name != "id"}
    assert [entry.id for entry in read_golden(written(tmp_path, "", nameless))] == ["2"]


def test_a_quote_may_hold_a_line_separator_of_unicode(tmp_path: Path) -> None:
    odd = GOOD | {"evidence": [{"article": "a.txt", "quote": "Der\u2028Hafen\x85ruht."}]}
    (entry,) = read_golden(written(tmp_path, odd))
    assert entry.evidence == (("a.txt", "Der\u2028Hafen\x85ruht."),)


def test_lines_that_end_as_on_windows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "golden.jsonl"
    path.write_bytes(f"{json.dumps(GOOD)}\r\n{json.dumps(NONE)}\r\n".encode())
    assert len(read_golden(path)) == 2


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("{", "line 2 is no golden question"),
        ("five", "line 2 is no golden question"),
        ("5", "not a JSON object"),
        ("null", "not a JSON object"),
        ("[]", "not a JSON object"),
        ('"Was ruht?"', "not a JSON object"),
        ("{}", "'answerable' is missing"),
        ({name: value for name, value in GOOD.items() if name != "question"}, "'question' is missing"),
        ({name: value for name, value in GOOD.items() if name != "language"}, "'language' is missing"),
        ({name: value for name, value in GOOD.items() if name != "evidence"}, "answerable questions have evidence"),
        (GOOD | {"answerable": False}, "unanswerable ones none"),
        (GOOD | {"evidence": []}, "answerable questions have evidence"),
        (GOOD | {"evidence": None}, "line 2 is no golden question"),
        (GOOD | {"evidence": ["Der Hafen ruht."]}, "line 2 is no golden question"),
        (GOOD | {"evidence": [{"article": "a.txt"}]}, "'quote' is missing"),
        (GOOD | {"evidence": [{"article": "a.txt", "quote": ""}]}, "none is empty"),
        (GOOD | {"evidence": [{"article": "a.txt", "quote": 7}]}, "are texts"),
        (GOOD | {"question": " "}, "none is empty"),
        (GOOD | {"question": None}, "are texts"),
        (GOOD | {"language": "fr"}, 'language is "de" or "en", not \'fr\''),
    ],
)
def test_a_line_that_is_no_golden_question_is_named_with_the_reason(tmp_path: Path, bad: Any, reason: str) -> None:
    path = written(tmp_path, GOOD, bad, NONE)
    with pytest.raises(ArticleError) as caught:
        read_golden(path)
    assert f"{path}, line 2 is no golden question" in str(caught.value)
    assert reason in str(caught.value)


def test_a_file_without_questions_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"golden\.jsonl holds no golden questions"):
        read_golden(written(tmp_path, "", "  "))


def test_a_file_that_is_not_there_or_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"no golden questions in .*missing\.jsonl"):
        read_golden(tmp_path / "missing.jsonl")
    with pytest.raises(ArticleError, match="no golden questions in"):
        read_golden(tmp_path)
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ArticleError, match=r"no golden questions in .*bytes\.jsonl"):
        read_golden(tmp_path / "bytes.jsonl")
