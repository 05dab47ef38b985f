"""What holds for every article there can be: spans, order, coverage, and that the store gives back what it got."""

from __future__ import annotations

import shutil
import tempfile
from itertools import pairwise
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, example, given, settings

import rag.building.builds
import rag.corpus
from rag.articles.readers import make_article
from rag.claims.extraction import extract
from rag.corpus import open_corpus
from rag.store.opening import open_database
from rag.tokens import open_tokenizer
from rag.types import Article, Claim, Mention, Passage
from tests.conftest import FakeEncoder, finish

WORDS = (
    "der die das Minister erklärte sagte nicht angeblich Öl und werde sei habe Berlin Wismar Hafen said that the laut "
    "Angaben Sprecher Dr. z.B. u.a. Prof. 3. 16.11.2023 1,5 Mio. USA U.S. St. Petersburg er sie Frau Kruse (SPD) dpa "
    "Mr. e.g. No. 🚢 👩‍👩‍👧 e\u0301 n\u0303 "
    "שלום مرحبا \u202e 北京 ﷺ ß ﬁ Straßen\u00adbahn x\u00a0y \u200b \u2028 http://a.de/b?c Foto: Lesen"
).split(" ")
MARKS = (
    "„",
    "“",
    "”",
    '"',
    "»",
    "«",
    "'",
    "‚",
    "‘",
    ",",
    ".",
    "!",
    "?",
    ":",
    ";",
    "–",
    "-",
    "…",
    "...",
    "(",
    ")",
    "[",
    "<b>",
)
BREAKS = (" ", " ", " ", " ", "", "\n", "\n\n", "\r\n", "\r\n\r\n", "\t", "\u2029", "  ")

token = st.sampled_from(WORDS) | st.sampled_from(MARKS)
texts = st.lists(st.tuples(token, st.sampled_from(BREAKS)), min_size=1, max_size=120).map(
    lambda parts: "".join(word + gap for word, gap in parts)
)
wild_texts = texts | st.text(max_size=300)

TOKENIZER = open_tokenizer("belegt_32k")
ENCODER = FakeEncoder(words=30)
FEW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
MORE = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


def pieces_of(article: Article, budget: int) -> tuple[list[Passage], list[Claim]]:
    return extract(article, count=TOKENIZER.count, budget=budget, fits=ENCODER.fits)


def mentions(claim: Claim) -> list[Mention]:
    attribution = claim.attribution
    return [m for m in (attribution.claimer, attribution.claimer_affiliation, attribution.cue) if m is not None]


@MORE
@given(wild_texts, st.integers(16, 80))
@example("„Wir kommen“, sagte er. " * 30, 16)
@example("wort" * 400, 16)
@example("\r\n".join(["Titel", "", "Ein Satz.", "Noch einer\r\nmit Umbruch."]), 16)
@example("🚢" * 300, 16)
def test_passages_and_claims_of_any_article(text: str, budget: int) -> None:
    article = make_article(text)
    passages, claims = pieces_of(article, budget)
    body = article.body()
    end = 0
    for passage in passages:
        assert end <= passage.start < passage.end <= len(article.text), "in order, without overlap, inside the article"
        assert any(stretch.contains(passage.span) for stretch in body), "a heading or noise is in a passage"
        assert passage.text == passage.text.strip() != ""
        end = passage.end
    covered = [0] * len(article.text)
    for passage in passages:
        for place in range(passage.start, passage.end):
            covered[place] += 1
    for stretch in body:
        for place in range(stretch.start, stretch.end):
            if article.text[place].isalnum():
                assert covered[place] == 1, f"{article.text[place]!r} at {place} is in {covered[place]} passages"
    for claim in claims:
        assert claim.passage in passages
        assert claim.passage.start <= claim.start < claim.end <= claim.passage.end
        assert claim.quote == article.text[claim.start : claim.end] != ""
        for part in claim.parts:
            assert claim.start <= part.start < part.end <= claim.end
        for mention in mentions(claim):
            for span in mention.spans:
                assert 0 <= span.start < span.end <= len(article.text)
                assert article.text[span.start : span.end].strip()
            assert all(one.end <= other.start for one, other in pairwise(mention.spans))
    assert [(claim.start, claim.end) for claim in claims] == sorted((claim.start, claim.end) for claim in claims)


@MORE
@given(texts, st.integers(16, 40))
def test_no_passage_is_longer_than_allowed(text: str, budget: int) -> None:
    article = make_article(text)
    for passage in pieces_of(article, budget)[0]:
        # A single character can have more pieces than any budget; it is the least that a passage can be.
        assert len(passage.text) == 1 or (TOKENIZER.count(passage.text) <= budget and ENCODER.fits(passage.text))


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    encoder = FakeEncoder(words=30)
    monkeypatch.setattr(rag.building.builds, "open_encoder", lambda settings: encoder)
    monkeypatch.setattr(rag.corpus, "open_encoder", lambda settings: encoder)
    return tmp_path


@FEW
@given(st.lists(texts.filter(str.strip), min_size=1, max_size=4), st.lists(texts, min_size=1, max_size=3))
def test_store_and_open_give_back_what_was_stored_and_every_citation_is_a_slice(
    shop: Path, contents: list[str], questions: list[str]
) -> None:
    place = Path(tempfile.mkdtemp(dir=shop))
    folder, index = place / "articles", place / "index"
    folder.mkdir()
    for number, text in enumerate(contents):
        (folder / f"{number}.txt").write_bytes(text.encode())
    report = finish(folder, index)
    assert report.skipped == ()
    expected: dict[str, Article] = {}
    for number, text in reversed(list(enumerate(contents))):
        article = make_article(text, path=(folder / f"{number}.txt").as_posix())
        expected[article.id] = article
    database = open_database(index)
    try:
        assert {article.id: article for article in database.articles()} == expected
        tokenizer = open_tokenizer(database.info().tokenizer)
        for article in expected.values():
            passages, claims = extract(article, count=tokenizer.count, budget=160, fits=ENCODER.fits)
            ids = [row[0] for row in database.rows("SELECT id FROM passages WHERE article = ?", (article.id,))]
            assert list(database.passages(ids).values()) == passages
            assert database.claims_of(article.id) == claims
    finally:
        database.close()
    corpus = open_corpus(index)
    try:
        for question in [*questions, *(text[:60] for text in contents)]:
            if not any(character.isalnum() for character in question):
                continue
            answer = corpus.ask(question[:1900])
            for citation in answer.citations:
                assert expected[citation.article.id].text[citation.start : citation.end] == citation.quote != ""
            scores = [hit.score for hit in corpus.retrieve(question[:1900], 9)]
            assert scores == sorted(scores, reverse=True)
            assert all(0 <= score <= 1 for score in scores)
    finally:
        corpus.close()
        shutil.rmtree(place)
