"""The tables of the database, and how what is stored in them becomes rows and comes back.

Lists of spans are JSON. Nothing is pickled.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from rag.types import Article, Attribution, Claim, Mention, Noise, Passage, Span

FORMAT = 1
"""Raised with every change of the tables; another format is refused, and `belegt build --fresh` makes a new index."""

SCHEMA = """
CREATE TABLE info (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE articles (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, language TEXT, publisher TEXT, author TEXT,
    published TEXT, url TEXT, path TEXT NOT NULL, noise TEXT NOT NULL, headings TEXT NOT NULL
) STRICT;
CREATE TABLE addresses (
    path TEXT PRIMARY KEY, digest TEXT NOT NULL, article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE
) STRICT;
CREATE TABLE vectors (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, vector BLOB NOT NULL) STRICT;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, vector INTEGER NOT NULL REFERENCES vectors (id)
) STRICT;
CREATE TABLE claims (
    id INTEGER PRIMARY KEY, passage INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, parts TEXT NOT NULL,
    claimer TEXT, claimer_affiliation TEXT, cue TEXT, kind TEXT,
    epistemic TEXT NOT NULL, negated INTEGER NOT NULL, claim_datetime TEXT,
    vector INTEGER NOT NULL REFERENCES vectors (id)
) STRICT;
CREATE INDEX addresses_of_article ON addresses (article);
CREATE INDEX passages_of_article ON passages (article);
CREATE INDEX claims_of_passage ON claims (passage);
CREATE INDEX passages_of_vector ON passages (vector);
CREATE INDEX claims_of_vector ON claims (vector);
"""

SELECT_ARTICLE = (
    "SELECT id, title, text, language, publisher, author, published, url, path, noise, headings FROM articles"
)
SELECT_CLAIM = (
    'SELECT id, passage, start, "end", parts, claimer, claimer_affiliation, cue, kind, epistemic, negated, '
    "claim_datetime FROM claims"
)
INSERT_ARTICLE = "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
"""Takes an `article_row`."""
INSERT_CLAIM = (
    'INSERT INTO claims (passage, start, "end", parts, claimer, claimer_affiliation, cue, kind, epistemic, '
    "negated, claim_datetime, vector) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM vectors WHERE digest = ?))"
)
"""Takes a `claim_row`, and then the digest of the text that the claim's vector was encoded from."""


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index was built with, and its state: `generation` counts the builds that changed it.

    `state` is a random name for what a build left. It tells apart what `generation` cannot: a folder that was emptied
    and built again, or a database that was put back from a copy, counts on from a number that was there before.
    """

    encoder: str
    encoder_fingerprint: str
    dimension: int
    tokenizer: str
    settings: str
    extractor: int
    generation: int = 0
    state: str = ""


def info_rows(info: IndexInfo) -> list[tuple[str, str]]:
    return [
        ("encoder", info.encoder),
        ("encoder_fingerprint", info.encoder_fingerprint),
        ("dimension", str(info.dimension)),
        ("tokenizer", info.tokenizer),
        ("settings", info.settings),
        ("extractor", str(info.extractor)),
        ("generation", str(info.generation)),
        ("state", info.state),
    ]


def info_of(values: dict[str, str]) -> IndexInfo:
    """Raises KeyError or ValueError where a value is missing or is no number."""
    return IndexInfo(
        encoder=values["encoder"],
        encoder_fingerprint=values["encoder_fingerprint"],
        dimension=int(values["dimension"]),
        tokenizer=values["tokenizer"],
        settings=values["settings"],
        extractor=int(values["extractor"]),
        generation=int(values["generation"]),
        state=values["state"],
    )


def article_row(article: Article) -> tuple[object, ...]:
    return (
        article.id,
        article.title,
        article.text,
        article.language,
        article.publisher,
        article.author,
        article.published,
        article.url,
        article.path,
        json.dumps([[span.start, span.end, span.kind] for span in article.noise]),
        json.dumps([[span.start, span.end] for span in article.headings]),
    )


def article_of(row: tuple) -> Article:  # type: ignore[type-arg]
    article_id, title, text, language, publisher, author, published, url, path, noise, headings = row
    return Article(
        article_id,
        title,
        text,
        language,
        publisher,
        author,
        published,
        url,
        path,
        noise=tuple(Noise(start, end, kind) for start, end, kind in json.loads(noise)),
        headings=tuple(Span(start, end) for start, end in json.loads(headings)),
    )


def claim_row(claim: Claim, passage_id: int) -> tuple[object, ...]:
    def spans(mention: Mention | None) -> str | None:
        return json.dumps([[span.start, span.end] for span in mention.spans]) if mention else None

    attribution = claim.attribution
    return (
        passage_id,
        claim.start,
        claim.end,
        json.dumps([[span.start, span.end] for span in claim.parts]),
        spans(attribution.claimer),
        spans(attribution.claimer_affiliation),
        spans(attribution.cue),
        attribution.kind,
        claim.epistemic,
        int(claim.negated),
        claim.claim_datetime,
    )


def claim_of(row: tuple, passage: Passage) -> Claim:  # type: ignore[type-arg]
    _, _, start, end, parts, claimer, affiliation, cue, kind, epistemic, negated, claim_datetime = row
    article = passage.article

    def mention(text: str | None) -> Mention | None:
        return Mention(article, _spans(text)) if text else None

    return Claim(
        passage,
        start,
        end,
        Attribution(mention(claimer), mention(affiliation), mention(cue), kind),
        epistemic,
        bool(negated),
        claim_datetime,
        _spans(parts),
    )


def _spans(text: str) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in json.loads(text))
