"""Retrieval: best first, scores in [0, 1], copies once."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.corpus import Corpus, open_corpus
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
def test_never_more_hits_than_wanted_and_the_same_order(seeds_corpus: Corpus, top_k: int) -> None:
    hits = seeds_corpus.retrieve("What did Russia offer Venezuela?", top_k)
    assert 1 <= len(hits) <= top_k
    most = seeds_corpus.retrieve("What did Russia offer Venezuela?", 10_000)
    assert [hit.passage.span for hit in hits] == [hit.passage.span for hit in most[: len(hits)]]


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
