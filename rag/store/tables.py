"""The tables of the database, and how what is stored in them becomes rows and comes back.

Lists of spans are JSON. Nothing is pickled.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rag.types import Article, Attribution, Claim, Mention, Noise, Passage, Reference, Shelved, Span, Time

FORMAT = 4
"""Raised with every change of the tables. An older one that UPGRADES knows becomes this one when it is opened; any
other is refused, and `belegt build --fresh` makes a new index."""

SCHEMA = """
CREATE TABLE info (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE articles (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, language TEXT, publisher TEXT, author TEXT,
    published TEXT, url TEXT, path TEXT NOT NULL, noise TEXT NOT NULL, headings TEXT NOT NULL,
    pages TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE TABLE addresses (
    path TEXT PRIMARY KEY, digest TEXT NOT NULL, article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    source TEXT NOT NULL DEFAULT '', reader TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE same_words (
    digest BLOB PRIMARY KEY, article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE added (path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE skipped (
    source TEXT, place INTEGER, path TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (source, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE vectors (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, vector BLOB NOT NULL) STRICT;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, vector INTEGER NOT NULL REFERENCES vectors (id)
) STRICT;
CREATE TABLE claims (
    id INTEGER PRIMARY KEY, passage INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, parts TEXT NOT NULL,
    claimer TEXT, claimer_affiliation TEXT, cue TEXT, kind TEXT, named TEXT, through TEXT NOT NULL,
    epistemic TEXT NOT NULL, negated INTEGER NOT NULL, modality TEXT NOT NULL, claim_datetime TEXT, dated_by TEXT,
    times TEXT NOT NULL, context TEXT NOT NULL, sentence TEXT,
    vector INTEGER NOT NULL REFERENCES vectors (id)
) STRICT;
CREATE INDEX articles_listed ON articles (id, title, publisher, author, published);
CREATE INDEX same_words_of_article ON same_words (article);
CREATE INDEX addresses_of_article ON addresses (article);
CREATE INDEX passages_of_article ON passages (article);
CREATE INDEX claims_of_passage ON claims (passage);
CREATE INDEX passages_of_vector ON passages (vector);
CREATE INDEX claims_of_vector ON claims (vector);
"""

"""`addresses.source` is the file that an address comes from (itself, or the table that it is a row of), `digest` that
of the source's bytes, `reader` what read it, as `rag.articles.readers.reader_of` says. `same_words` leads from
`words_digest` of a text to its article: a text with other white space is no other article. `added` are the addresses
that a build must not remove, though it does not find them in its sources. `skipped` is what of a source was left out
when the rest of it was read, in its order: the path of a row, or of the source itself where reading broke off. The
index `articles_listed` lets the list of articles be read without their texts, which lie between the columns."""

UPGRADES = {
    2: """
CREATE TABLE IF NOT EXISTS added (path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS articles_listed ON articles (id, title, publisher, author, published);
ALTER TABLE articles ADD COLUMN pages TEXT NOT NULL DEFAULT '[]';
ALTER TABLE addresses ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE addresses ADD COLUMN reader TEXT NOT NULL DEFAULT '';
UPDATE addresses SET source = path, reader = 'text 1.1';
CREATE TABLE same_words (
    digest BLOB PRIMARY KEY, article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX same_words_of_article ON same_words (article);
INSERT OR IGNORE INTO same_words SELECT words_digest(text), id FROM articles ORDER BY id;
""",
    3: """
CREATE TABLE skipped (
    source TEXT, place INTEGER, path TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (source, place)
) STRICT, WITHOUT ROWID;
UPDATE addresses SET reader = '' WHERE source <> path;
""",
}
"""What makes a database of each older format one of the next: nothing is read or encoded again for it. Format 2 held
plain text only; format 3 did not know which rows of a table were skipped, so that the next build reads tables again."""

_ARTICLE_COLUMNS = "id, title, text, language, publisher, author, published, url, path, noise, headings, pages"
SELECT_ARTICLE = f"SELECT {_ARTICLE_COLUMNS} FROM articles"  # noqa: S608
SELECT_SHELVED = (
    "SELECT id, title, publisher, author, published, language, path, url, length(text), noise FROM articles "
    "WHERE id IN "
)
_CLAIM_COLUMNS = (
    'passage, start, "end", parts, claimer, claimer_affiliation, cue, kind, named, through, epistemic, negated, '
    "modality, claim_datetime, dated_by, times, context, sentence"
)
SELECT_CLAIM = f"SELECT id, {_CLAIM_COLUMNS} FROM claims"  # noqa: S608
INSERT_ARTICLE = f"INSERT INTO articles ({_ARTICLE_COLUMNS}) VALUES ({', '.join('?' * 12)})"  # noqa: S608
"""Takes an `article_row`."""
REPLACE_ARTICLE = f"UPDATE articles SET ({_ARTICLE_COLUMNS}) = ({', '.join('?' * 12)}) WHERE id = ?"  # noqa: S608
"""Takes an `article_row`, and then the article's id."""
INSERT_CLAIM = (
    f"INSERT INTO claims ({_CLAIM_COLUMNS}, vector) VALUES ({', '.join('?' * len(_CLAIM_COLUMNS.split(',')))}, "  # noqa: S608
    "(SELECT id FROM vectors WHERE digest = ?))"
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


def words_digest(text: str) -> bytes:
    """Return what is the same for texts that differ in nothing but white space: 16 bytes."""
    return hashlib.blake2b(" ".join(text.split()).encode("utf-8", "surrogatepass"), digest_size=16).digest()


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
        json.dumps(_pairs(article.headings)),
        json.dumps(article.pages),
    )


def article_of(row: tuple) -> Article:  # type: ignore[type-arg]
    article_id, title, text, language, publisher, author, published, url, path, noise, headings, pages = row
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
        headings=_spans(json.loads(headings)),
        pages=tuple(json.loads(pages)),
    )


def shelved_of(row: tuple, claims: int, addresses: Sequence[str], added: bool) -> Shelved:  # type: ignore[type-arg]
    article_id, title, publisher, author, published, language, path, url, characters, noise = row
    marked = sum(end - start for start, end, _ in json.loads(noise))
    return Shelved(
        article_id,
        title,
        publisher,
        author,
        published,
        language,
        path,
        url,
        characters,
        claims,
        marked / max(1, characters),
        tuple(addresses),
        added,
    )


def claim_row(claim: Claim, passage_id: int) -> tuple[object, ...]:
    attribution = claim.attribution
    return (
        passage_id,
        claim.start,
        claim.end,
        json.dumps(_pairs(claim.parts)),
        _mention_text(attribution.claimer),
        _mention_text(attribution.claimer_affiliation),
        _mention_text(attribution.cue),
        attribution.kind,
        _mention_text(attribution.named),
        json.dumps([_pairs(mention.spans) for mention in attribution.through]),
        claim.epistemic,
        int(claim.negated),
        claim.modality,
        claim.claim_datetime,
        _mention_text(claim.dated_by),
        json.dumps([[_pairs(time.mention.spans), time.value] for time in claim.times]),
        json.dumps([[_pairs(link.mention.spans), _pairs(link.meaning.spans)] for link in claim.context]),
        json.dumps([claim.sentence.start, claim.sentence.end]) if claim.sentence is not None else None,
    )


def claim_of(row: tuple, passage: Passage) -> Claim:  # type: ignore[type-arg]
    _, _, start, end, parts, claimer, affiliation, cue, kind, named, through, *details = row
    epistemic, negated, modality, claim_datetime, dated_by, times, context, sentence = details
    article = passage.article
    return Claim(
        passage,
        start,
        end,
        Attribution(
            _mention_of(article, claimer),
            _mention_of(article, affiliation),
            _mention_of(article, cue),
            kind,
            _mention_of(article, named),
            tuple(Mention(article, _spans(pairs)) for pairs in _list(through)),
        ),
        epistemic,
        bool(negated),
        claim_datetime,
        _spans(_list(parts)),
        Span(*json.loads(sentence)) if sentence else None,
        modality,
        _mention_of(article, dated_by),
        tuple(Time(Mention(article, _spans(pairs)), value) for pairs, value in _list(times)),
        tuple(
            Reference(Mention(article, _spans(words)), Mention(article, _spans(meaning)))
            for words, meaning in _list(context)
        ),
    )


def _list(text: str) -> Any:
    """Read a list, which mostly is empty: a question reads a thousand."""
    return () if text == "[]" else json.loads(text)


def _mention_text(mention: Mention | None) -> str | None:
    return json.dumps(_pairs(mention.spans)) if mention else None


def _mention_of(article: Article, text: str | None) -> Mention | None:
    return Mention(article, _spans(json.loads(text))) if text else None


def _pairs(spans: Sequence[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _spans(pairs: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in pairs)
