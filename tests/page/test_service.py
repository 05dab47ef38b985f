"""The service over a real index: what the page can do with it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from rag.chat import ChatModel, open_chat_model
from rag.corpus import open_corpus
from rag.page.service import IndexService
from rag.page.shelving import fetched
from rag.page.texts import GERMAN
from rag.types import Answer
from tests.chat.scripted import says, scripted, statements
from tests.conftest import HARBOUR, ONE_THREAD, finish
from tests.fetching.site import Site


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


def page(site: Site, path: str, title: str) -> str:
    return site.page(path, f"<html><body><article><h1>{title}</h1><p>{HARBOUR[30:]}</p></article></body></html>")


def fetch(service: IndexService, text: str) -> list[tuple[str, str]]:
    """What the page tells of each address, in the end."""
    *_, last = fetched(service, text, lambda number: None, GERMAN)
    return [(file["name"].rpartition("/")[2], file["text"]) for file in last["files"]]


def test_addresses_are_added_and_this_machine_is_reached_only_where_it_is_named(
    service: IndexService, index: Path
) -> None:
    with closing(Site()) as site:
        address = page(site, "/hafen", "Der Hafen wird tief")
        assert fetch(service, address) == [("hafen", f"ausgelassen: {GERMAN.unfetched['private']}")]
        assert site.asked == []
        named = replace(ONE_THREAD, private_hosts="127.0.0.1", fetch_pause=0)
        allowed = IndexService(open_corpus(index, named))
        ((name, text),) = fetch(allowed, address)
        assert (name, text[:12]) == ("hafen", "hinzugefügt,")
        assert "Der Hafen wird tief" in [entry.title for entry in allowed.shelf("", 0, 9).entries]
        assert fetch(allowed, f"{address} {site.url}/gone") == [
            ("hafen", "war schon da"),
            ("gone", f"ausgelassen: {GERMAN.unfetched['missing']}"),
        ]
        picture, empty = site.page("/picture", b"\x89PNG", "image/png"), site.page("/empty", "<html></html>")
        moved = site.move("/moved", "http://localhost:1/inside")
        assert dict(fetch(allowed, f"{picture} {empty} {moved}")) == {
            "picture": f"ausgelassen: {GERMAN.unfetched['kind']}",
            "empty": f"ausgelassen: {GERMAN.unfetched['unread']}",
            "moved": f"ausgelassen: {GERMAN.unfetched['private']}",
        }


def test_for_a_reader_no_more_is_fetched_than_an_upload_may_have_and_than_can_be_waited_for(
    service: IndexService, index: Path
) -> None:
    with closing(Site()) as site:
        few = replace(ONE_THREAD, private_hosts="127.0.0.1", fetch_pause=0, max_pages=2)
        small = IndexService(open_corpus(index, few), most_bytes=2000)
        large = site.page("/large", "x" * 2001)
        assert fetch(small, large) == [("large", f"ausgelassen: {GERMAN.unfetched['large']}")]
        urls = [page(site, f"/{number}", f"Hafen {number}") for number in range(3)]
        listed = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
        site.page("/map", f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{listed}</urlset>", "text/xml")
        told = fetch(small, f"{site.url}/map")
        assert [name for name, _ in told] == ["0", "1", "map"]
        assert told[-1][1] == f"ausgelassen: {GERMAN.unfetched['more']}"


@pytest.mark.parametrize("path", ["/etc/passwd", "file:///etc/passwd", "articles", "-"])
def test_the_path_of_a_file_is_no_address(service: IndexService, path: str) -> None:
    with pytest.raises(ValueError, match="is no address on the web"):
        list(service.fetch([path]))


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
