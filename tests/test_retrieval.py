"""Retrieval: best first, scores in [0, 1], copies once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from rag import Filter
from rag.corpus import Corpus, open_corpus
from rag.store.opening import writing
from tests.conftest import HARBOUR, FakeEncoder, finish
from tests.test_corpus import QUESTIONS


def test_hits_are_best_first_and_scores_lie_between_0_and_1(seeds_corpus: Corpus) -> None:
    for question in QUESTIONS[::3]:
        hits = seeds_corpus.retrieve(question, 10)
        scores = [hit.score for hit in hits]
        assert scores == sorted(scores, reverse=True)
        assert len(hits) == 10
        assert len({hit.passage.span for hit in hits}) > 1
        for hit in hits:
            assert 0 <= hit.score <= 1
            assert set(hit.channels) == {"passage", "claim", "lexical"}
            assert 0 <= hit.channels["lexical"] <= 1
            assert len(hit.claims) == len(hit.claim_scores)
            assert all(0 <= score.score <= 1 and 0 <= score.coverage <= 1 for score in hit.claim_scores)
            assert all(hit.passage.span.contains(claim.spans[0]) for claim in hit.claims)


@pytest.mark.parametrize("top_k", [1, 2, 7, 10_000])
def test_never_more_hits_than_wanted_and_in_the_same_order(seeds_corpus: Corpus, top_k: int) -> None:
    hits = seeds_corpus.retrieve("What did Russia offer Venezuela?", top_k)
    assert 1 <= len(hits) <= top_k
    most = [hit.passage for hit in seeds_corpus.retrieve("What did Russia offer Venezuela?", 10_000)]
    places = [most.index(hit.passage) for hit in hits]
    assert places == sorted(places)
    assert places[0] == 0


def test_a_passages_own_words_find_it_first(seeds_corpus: Corpus) -> None:
    for article in seeds_corpus.articles():
        claim = max(seeds_corpus.claims(article.id), key=lambda claim: len(claim.quote))
        first = seeds_corpus.retrieve(claim.quote[:1900], 1)[0]
        assert any(found.quote == claim.quote for found in first.claims)


def test_what_was_asked_for_beats_noise(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    for number in range(40):
        text = f"Wetterbericht {number}\n\nAm Tag {number} blieb es trocken, und der Wind drehte auf Nordwest.\n"
        (articles_folder / f"wetter{number}.txt").write_text(text, encoding="utf-8")
    finish(articles_folder, index)
    corpus = open_corpus(index)
    for question, name in (
        ("Was kosten die Arbeiten am Hafen von Wismar?", "hafen.txt"),
        ("How long will the bridge over the Elbe stay closed?", "bridge.txt"),
        ("Warum streicht die Bahn jede zehnte Verbindung?", "bahn.txt"),
    ):
        assert corpus.retrieve(question, 1)[0].passage.article.path.endswith(name)


def test_copies_of_a_sentence_appear_once(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    body = HARBOUR.split("\n\n", 1)[1]
    for number in range(3):
        shouted = body.replace("Wismar", "WISMAR") if number == 2 else body
        (articles_folder / f"kopie{number}.txt").write_text(f"Ausgabe {number}\n\n{shouted}", encoding="utf-8")
    finish(articles_folder, index)
    hits = open_corpus(index).retrieve("Wer warnte vor Schäden für die Seegraswiesen?", 5)
    assert sum("Seegraswiesen" in hit.passage.text for hit in hits) == 1


def test_only_what_is_allowed_is_found_and_claims_keep_their_scores(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    corpus, question = open_corpus(index), "Was will die Stadt Wismar mit dem Hafen?"
    everything = corpus.retrieve(question, 9)
    assert "hafen" in everything[0].passage.article.path
    english = corpus.retrieve(question, 9, where=Filter(languages=("en",)))
    assert {hit.passage.article.language for hit in english} == {"en"}
    claimer = next(c.attribution.claimer.text for hit in everything for c in hit.claims if c.attribution.claimer)
    named = corpus.retrieve(question, 9, where=Filter(claimers=(claimer,)))
    assert named
    for hit in named:
        assert len(hit.claims) == len(hit.claim_scores) > 0
        assert all(claim.attribution.claimer for claim in hit.claims)


def test_no_publisher_fills_the_list_while_others_are_nearly_as_close(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    for number in range(8):
        text = f"Hafen von Kiel, Teil {number}\n\nDer Hafen von Kiel hat {number} neue Kräne bekommen.\n"
        (articles_folder / f"kiel{number}.txt").write_text(text, encoding="utf-8")
    finish(articles_folder, index)
    question = "Wie viele neue Kräne hat der Hafen von Kiel?"
    assert len(open_corpus(index).retrieve(question, 5)) == 5
    with writing(index) as database:
        change = "UPDATE articles SET publisher = 'Tagblatt' WHERE path LIKE '%kiel' || ? || '.txt'"
        database._connection.executemany(change, [(number,) for number in range(6)])
        database.set_info(database.info())
    hits = open_corpus(index).retrieve(question, 5)
    assert Counter(hit.passage.article.publisher for hit in hits) == {"Tagblatt": 3, None: 2}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all("Kiel" in hit.passage.text for hit in hits), "what is far from the question takes nobody's place"


def test_an_article_is_not_silent_on_the_year_in_which_it_appeared(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    dates = {"hafen": "2019-01-26", "bridge": "2019", "bahn": None}
    for published, silent in (("2019-01-26", ()), ("2019-01", ()), ("2019", ()), ("2018-12-31", ("2019",))):
        dates["hafen"] = published
        with writing(index) as database:
            change = "UPDATE articles SET published = ? WHERE path LIKE '%' || ? || '.txt'"
            database._connection.executemany(change, [(date, name) for name, date in dates.items()])
            database.set_info(database.info())
        # No article says 2019; two may have appeared in it.
        by_name = {
            Path(hit.passage.article.path).stem: hit.silent_on
            for hit in open_corpus(index).retrieve("Was geschah im Hafen, auf der Brücke, bei der Bahn 2019?", 9)
        }
        assert by_name == {"hafen": silent, "bridge": (), "bahn": ("2019",)}


def test_a_claim_is_found_by_its_whole_sentence_and_says_what_its_own_words_cover(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    sentence = "Die Werft ist seit Mai geschlossen, und der Reeder Brandt hat einen Kredit verlangt."
    (articles_folder / "werft.txt").write_text(f"Werft\n\n{sentence}\n", encoding="utf-8")
    finish(articles_folder, index)
    hit = open_corpus(index).retrieve("Wann verlangt der Reeder Brandt Kredit?", 1)[0]
    assert [claim.sentence_text for claim in hit.claims] == [sentence] * 2
    yard, credit = hit.claim_scores
    assert yard.score == credit.score
    assert yard.coverage == credit.coverage
    assert credit.own > yard.own
