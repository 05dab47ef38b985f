"""The service over a real index: what the page can do with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.chat import ChatModel, open_chat_model
from rag.corpus import open_corpus
from rag.page.service import IndexService
from rag.types import Answer
from tests.chat.scripted import says, scripted, statements
from tests.conftest import HARBOUR, ONE_THREAD, finish


@pytest.fixture
def service(articles_folder: Path, index: Path) -> IndexService:
    finish(articles_folder, index, settings=ONE_THREAD)
    return IndexService(open_corpus(index, ONE_THREAD))


def test_an_answer_grows_and_ends_complete(service: IndexService) -> None:
    *_, last = service.ask("Was kostet der Hafen von Wismar?", None)
    assert "80 Millionen Euro" in " ".join(finding.quote for finding in last.findings)


def test_openers_are_made_anew_when_the_index_has_changed(service: IndexService, tmp_path: Path) -> None:
    before = service.state()
    first = service.openers("de")
    assert service.openers("de") == first
    report = tmp_path / "neu.txt"
    report.write_text(HARBOUR.replace("Wismar", "Rostock").replace("Anna Kruse", "Petra Lohmann"), encoding="utf-8")
    *_, done = service.add({report: "neu.txt"})
    assert done.report is not None
    assert [outcome.status for outcome in done.report.outcomes] == ["added"]
    assert service.state() != before
    added = done.report.outcomes[0].article
    assert added is not None
    assert service.shelf("Rostock", 0, 10).total == 1
    service.remove(added)
    assert service.shelf("Rostock", 0, 10).total == 0
    assert service.openers("de") == first


def understood(service: IndexService, question: str, *earlier: Answer, model: ChatModel | None = None) -> str:
    *_, completed = service.understood(question, earlier, model)
    assert completed is not None
    return completed.question


def test_what_was_understood_and_suggested_is_about_the_answers_before(service: IndexService) -> None:
    *_, answer = service.ask("Was kostet der Hafen von Wismar?", None)
    assert understood(service, "Was sagt die Bahn zu den Zügen?", answer) == "Was sagt die Bahn zu den Zügen?"
    assert "Wismar" in understood(service, "Und wann ist das fertig?", answer)
    assert answer.question not in service.suggestions(answer, None, {answer.question})


def test_a_model_completes_words_and_translates(service: IndexService) -> None:
    *_, answer = service.ask("Was kostet der Hafen von Wismar?", None)
    (place,) = (n for n, finding in enumerate(answer.findings, 1) if "80 Millionen" in finding.quote)
    true = statements((place, "Die Arbeiten kosten 80 Millionen Euro."))
    acts = says("Wann ist der Hafen von Wismar fertig?"), says(true), says("The work costs 80 million euros.")
    with scripted(*acts) as server:
        model = open_chat_model(server.settings())
        asked = understood(service, "Und wann ist er fertig?", answer, model=model)
        assert asked == "Wann ist der Hafen von Wismar fertig?"
        *_, worded = service.worded(answer, model, None)
        *_, translation = service.translated(answer.findings[place - 1].claim, "en", model)
    assert worded is not None
    assert worded.wording is not None
    assert worded.wording.verified == 1
    assert "80 Millionen Euro" in (worded.findings[place - 1].statement or "")
    assert translation is not None
    assert (translation.text, translation.status) == ("The work costs 80 million euros.", "verified")
