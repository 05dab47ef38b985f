"""The service over a real index: what the page can do with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.corpus import open_corpus
from rag.page.service import IndexService
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


def test_what_was_understood_and_suggested_is_about_the_answers_before(service: IndexService) -> None:
    *_, answer = service.ask("Was kostet der Hafen von Wismar?", None)
    assert service.understood("Was sagt die Bahn zu den Zügen?", [answer]) == "Was sagt die Bahn zu den Zügen?"
    assert "Wismar" in service.understood("Und wann ist das fertig?", [answer])
    assert answer.question not in service.suggestions(answer, None, {answer.question})
