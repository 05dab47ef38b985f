"""An opened index: asked from many threads, beside builders, opened once."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from rag.corpus import Corpus, open_corpus
from rag.errors import ArticleError, IndexMissing, IndexOutdated
from rag.settings import Settings
from tests.conftest import EncoderShelf, FakeEncoder, finish

QUESTIONS = (
    "What did Russia offer Venezuela?",
    "Was hat Russland Venezuela angeboten?",
    "Wer bietet sich als Vermittler an?",
    "Did Russia send troops to Venezuela?",
    "Was sagte Peskow über militärische Hilfe?",
    "How many vaccine doses did Venezuela get?",
    "Worüber sprach Lawrow mit Gil?",
    "Why did Maduro break with the United States?",
    "Welche Sanktionen wurden gelockert?",
    "What was agreed about the Mir payment system?",
    "Wer besuchte Caracas im Februar 2022?",
    "What did the US delegation want in Caracas?",
    "Welche Kredite schuldet Venezuela Russland?",
    "How did the Kremlin react to the strikes in the Caribbean?",
    "Was ist die Operation Lanza del Sur?",
    "What did Putin tell Maduro on the phone?",
    "Wann wurde Guaidó anerkannt?",
    "Who is Juri Borissow?",
    "Wie viele Soldaten sind im Einsatz?",
    "What is the capital of Mongolia?",
)


def plain(answer: Any) -> dict[str, Any]:
    return {name: value for name, value in answer.to_dict().items() if name != "timing"}


def test_eight_threads_get_what_one_gets(seeds_corpus: Corpus) -> None:
    alone = [plain(seeds_corpus.ask(question)) for question in QUESTIONS]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda question: plain(seeds_corpus.ask(question)), QUESTIONS))
    assert together == alone


def test_every_citation_is_a_slice_of_its_article(seeds_corpus: Corpus) -> None:
    cited = 0
    for question in QUESTIONS:
        answer = seeds_corpus.ask(question)
        assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
        assert bool(answer.findings) != bool(answer.abstention)
        for citation in answer.citations:
            cited += 1
            stored = seeds_corpus.article(citation.article.id)
            assert stored.text[citation.start : citation.end] == citation.quote == citation.to_dict()["quote"]
            assert citation.quote == citation.quote.strip() != ""
            assert Path(stored.path).read_text(encoding="utf-8").count(citation.quote) >= 1
            assert any(body.start <= citation.start and citation.end <= body.end for body in stored.body()), (
                "a heading or noise is cited"
            )
    assert cited > 10


def test_it_is_opened_once_per_folder_and_settings(
    articles_folder: Path, index: Path, shelf: EncoderShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(articles_folder, index)
    shelf.opened = 0
    corpus = open_corpus(index)
    monkeypatch.chdir(index.parent)
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(lambda _: open_corpus("index"), range(20))) == {corpus}
    assert open_corpus(str(index)) is corpus
    assert shelf.opened == 1
    assert open_corpus(index, Settings(top_k=2)) is not corpus


def test_it_stays_where_it_is_when_the_process_moves(
    articles_folder: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(articles_folder, index)
    monkeypatch.chdir(index.parent)
    corpus = open_corpus("index")
    monkeypatch.chdir(articles_folder)
    assert corpus.retrieve("Hafen Wismar")
    finish(articles_folder / "bahn.txt", index)
    assert corpus.counts()["articles"] == 1
    with pytest.raises(IndexMissing, match="no index in index"):
        open_corpus("index")


def test_a_build_is_noticed_without_opening_again(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    finish(articles_folder, index)
    corpus = open_corpus(index)
    assert corpus.counts()["articles"] == 3
    (articles_folder / "neu.txt").write_text("Neues aus Kiel\n\nIn Kiel regnet es seit neun Tagen.\n", encoding="utf-8")
    finish(articles_folder, index)
    assert corpus.counts()["articles"] == 4
    assert "Kiel" in corpus.retrieve("Regnet es in Kiel?", 1)[0].passage.text


def test_a_folder_that_goes_and_comes_back(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    finish(articles_folder, index)
    corpus = open_corpus(index)
    corpus.retrieve("Hafen")
    shutil.rmtree(index)
    for ask in (lambda: open_corpus(index), lambda: corpus.retrieve("Hafen"), corpus.counts):
        with pytest.raises(IndexMissing, match="belegt build"):
            ask()
    finish(articles_folder / "bahn.txt", index)
    assert corpus.counts()["articles"] == 1
    assert corpus.retrieve("Hafen Wismar")[0].passage.article.title.startswith("Bahn")
    assert open_corpus(index) is corpus


@pytest.mark.parametrize("fresh", [False, True])
def test_an_index_that_was_built_with_another_encoder_meanwhile(
    articles_folder: Path, index: Path, shelf: EncoderShelf, *, fresh: bool
) -> None:
    finish(articles_folder, index)
    corpus = open_corpus(index)
    corpus.retrieve("Hafen")
    first = shelf.encoder
    shelf.encoder = FakeEncoder("other", salt="other")
    finish(articles_folder, index, settings=Settings(encoder="other"), fresh=fresh)
    for ask in (corpus.retrieve, corpus.ask, lambda _: open_corpus(index)):
        with pytest.raises(IndexOutdated, match="encoder 'other', asked for is 'embedded'"):
            ask("Hafen")
    shelf.encoder = first
    finish(articles_folder, index)
    assert corpus.retrieve("Hafen Wismar")


def test_what_one_looks_at_in_it(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    finish(articles_folder, index)
    corpus = open_corpus(index)
    articles = corpus.articles()
    assert [Path(article.path).name for article in articles] == ["bahn.txt", "bridge.txt", "hafen.txt"]
    assert corpus.counts()["articles"] == 3
    for article in articles:
        assert corpus.article(article.id) == article
        claims = corpus.claims(article.id)
        assert claims == sorted(claims, key=lambda claim: (claim.start, claim.end))
    with pytest.raises(ArticleError, match="no article 'x'"):
        corpus.article("x")


def test_names_for_a_filter_come_most_frequent_first_and_once(tmp_path: Path, index: Path, fake: FakeEncoder) -> None:
    folder = tmp_path / "named"
    folder.mkdir()
    said = (
        "„Es geht los“, sagte Ana Blum. „Es geht weiter“, sagte Ana Blum. „Nein“, sagte ANA BLUM. „Ja“, sagte Jo Kehl."
    )
    (folder / "a.txt").write_text(f"Der Hafen\n\n{said} „Nun gut“, sagten sie. „Ach“, sagte er.", "utf-8")
    finish(folder, index)
    names = open_corpus(index).known_names()
    assert names["claimers"] == ["Ana Blum", "Jo Kehl"]
    assert names["languages"] == ["de"]
    assert names["publishers"] == []


def test_a_closed_one_is_opened_anew(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    finish(articles_folder, index)
    corpus = open_corpus(index)
    corpus.close()
    assert open_corpus(index) is not corpus
    assert open_corpus(index).retrieve("Hafen")


def test_search_files_that_cannot_be_stored_do_not_keep_from_asking(
    articles_folder: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(articles_folder, index)
    shutil.rmtree(next(index.glob("derived-*")))

    def refuse(self: Path, *args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert open_corpus(index).retrieve("Hafen Wismar")
