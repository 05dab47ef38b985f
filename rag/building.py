"""Build an index: articles in, passages and claims with their vectors stored, one transaction a build."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.articles.readers import find_sources, read_article
from rag.claims.extraction import EXTRACTOR, extract
from rag.encoder import Encoder, open_encoder
from rag.errors import ArticleError, IndexBusy, IndexMissing, ModelMissing
from rag.settings import Settings
from rag.store.database import Database, Entry
from rag.store.derived import open_derived
from rag.store.opening import open_database, writing
from rag.store.tables import IndexInfo
from rag.tokens import Tokenizer, open_tokenizer
from rag.types import Article, BuildReport, Claim, Passage, Progress, Skipped

Addresses = dict[str, tuple[str, str]]
"""For each path the digest of the bytes that were read from it, and the article's id."""

Texts = tuple[str, ...]
"""What a vector is made of: one text, or several whose vectors' mean it is."""

_log = logging.getLogger(__name__)
_Piece = TypeVar("_Piece", Passage, Claim)
_TEXTS_AT_ONCE = 512
"""Texts encoded between two signs of progress: seconds of work, and long enough to sort by length inside."""
_TOPIC_BEFORE_COLON = re.compile(r"(?P<topic>[^\n.:!?„“”\"»«]{2,60}):\s+(?=\S)")
"""How works of reference and tickers name the topic of a text without a headline: "Sylt: The island lies ..."."""


@dataclass(slots=True)
class _Plan:
    """What a build has to do, found by comparing the sources with the index."""

    changed: dict[str, tuple[str, Article]] = field(default_factory=dict)  # path -> digest of its bytes, article
    unchanged: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    skipped: list[Skipped] = field(default_factory=list)


def build(
    sources: Iterable[str | Path] | str | Path,
    *,
    index: str | Path = "index",
    settings: Settings | None = None,
    fresh: bool = False,
) -> Iterator[Progress]:
    """Make the index hold the articles of these sources (files and folders) and no others; yield progress.

    Only what changed is read and encoded again. The last progress carries the `BuildReport`. A bad article is skipped
    and named in the report; if an earlier version of it is in the index, that one stays. Nothing changes before all
    articles are encoded, and a build that is killed leaves the old state. `fresh` begins from nothing: the way out of
    an outdated format.

    Raises ArticleError if there is no readable article at all (the index is left alone), IndexBusy, IndexCorrupt,
    ModelMissing.

    >>> *_, last = build("seeds", index="/tmp/index")       # doctest: +SKIP
    >>> last.report.articles                                # doctest: +SKIP
    14
    """
    began = time.perf_counter()
    settings = settings or Settings()
    folder = Path(index)
    single = isinstance(sources, (str, Path))
    paths = find_sources([sources] if single else sources)  # type: ignore[list-item, arg-type]
    known = None if fresh else _known(folder)
    redo = known is not None and not _same_build(known.info, settings)
    plan = _Plan()
    yield from _compare(folder, paths, known, settings, plan, redo=redo)
    if not plan.changed and not plan.unchanged:
        raise ArticleError(_nothing_to_build(plan.skipped))
    encoder = open_encoder(settings) if plan.changed or known is None else None
    if known and encoder and encoder.fingerprint != known.info.encoder_fingerprint and not redo:
        # Other weights under the same name: what seemed unchanged must be encoded again as well.
        redo, plan = True, _Plan()
        yield from _compare(folder, paths, known, settings, plan, redo=True)
    if plan.changed or plan.gone or known is None:
        yield from _write(folder, settings, plan, known, encoder, fresh=fresh, redo=redo)
    database = open_database(folder)
    try:
        with database.snapshot():
            open_derived(folder, database)
            report = _report(database, plan, known.addresses if known else {}, time.perf_counter() - began)
    finally:
        database.close()
    yield Progress("done", len(paths), len(paths), report)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the index is and holds before the build: its info, and digest and article by path."""

    info: IndexInfo
    addresses: Addresses


def _known(folder: Path) -> _Known | None:
    try:
        database = open_database(folder)
    except IndexMissing:
        return None
    try:
        with database.snapshot():
            return _Known(database.info(), database.addresses())
    finally:
        database.close()


def _same_build(info: IndexInfo, settings: Settings) -> bool:
    return info.settings == _settings_text(settings) and info.extractor == EXTRACTOR


def _settings_text(settings: Settings) -> str:
    return json.dumps(settings.build_settings(), sort_keys=True)


def _compare(
    folder: Path, paths: Sequence[Path], known: _Known | None, settings: Settings, plan: _Plan, *, redo: bool
) -> Iterator[Progress]:
    """Fill `plan`; `redo` means that nothing in the index counts as unchanged."""
    yield from _read(paths, known.addresses if known and not redo else {}, settings, plan)
    if known:
        _keep_unreadable(folder, known.addresses, plan, redo=redo)


def _read(paths: Sequence[Path], known: Addresses, settings: Settings, plan: _Plan) -> Iterator[Progress]:
    for position, path in enumerate(paths):
        name = _printable(path.as_posix())
        yield Progress("read", position, len(paths))
        try:
            digest = _digest(path)
            if name in known and known[name][0] == digest:
                plan.unchanged.add(name)
            else:
                article = read_article(path, max_bytes=settings.max_article_bytes)
                plan.changed[name] = digest, replace(article, path=name)
        except ArticleError as error:
            plan.skipped.append(Skipped(name, _printable(str(error))))
    yield Progress("read", len(paths), len(paths))


def _printable(path: str) -> str:
    """A path as text: bytes in it that are no UTF-8, which no database and no terminal takes, become "\\xfc"."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ArticleError(f"{path} cannot be read: {error.strerror or error}") from error


def _keep_unreadable(folder: Path, known: Addresses, plan: _Plan, *, redo: bool) -> None:
    """Whatever the index holds from a path that is there but cannot be read now stays; what went away goes."""
    kept = {skipped.path for skipped in plan.skipped} & known.keys()
    plan.skipped = [replace(skipped, kept=skipped.path in kept) for skipped in plan.skipped]
    if redo and kept:
        # The file is unreadable but the article is in the index: it is cut and extracted anew from there.
        database = open_database(folder)
        try:
            for path in kept:
                digest, article_id = known[path]
                if (article := database.article(article_id)) is not None:
                    plan.changed[path] = digest, article
        finally:
            database.close()
    else:
        plan.unchanged |= kept
    plan.gone = known.keys() - plan.unchanged - plan.changed.keys()


def _nothing_to_build(skipped: Sequence[Skipped]) -> str:
    named = "; ".join(f"{s.path}: {s.reason}" for s in skipped[:3])
    more = f" and {len(skipped) - 3} more" if len(skipped) > 3 else ""
    return f"no readable article in the sources, the index is left as it is ({named}{more})"


def _write(
    folder: Path,
    settings: Settings,
    plan: _Plan,
    known: _Known | None,
    encoder: Encoder | None,
    *,
    fresh: bool,
    redo: bool,
) -> Iterator[Progress]:
    with writing(folder, fresh=fresh) as database:
        info = known.info if known else None
        if not fresh and database.generation() != (info.generation if info else 0):
            # The plan was made by what the index held then; carried out now it would lose what the other one added.
            raise IndexBusy(f"another process has changed {folder} meanwhile; build again")
        if info and encoder and encoder.fingerprint != info.encoder_fingerprint:
            database.clear()
        elif redo:
            # Cut and extracted anew; the vectors stay, so that text that comes out the same is not encoded again.
            for path in database.addresses():
                database.remove_address(path)
            database.remove_articles(database.article_ids())
        for path in plan.gone:
            database.remove_address(path)
        if encoder:
            tokenizer = _tokenizer(info)
            database.set_info(
                IndexInfo(
                    encoder=settings.encoder,
                    encoder_fingerprint=encoder.fingerprint,
                    dimension=encoder.dimension,
                    tokenizer=tokenizer.name,
                    settings=_settings_text(settings),
                    extractor=EXTRACTOR,
                )
            )
            yield from _store(database, plan, settings, encoder, tokenizer)
        elif info:
            database.set_info(info)
        database.remove_orphans()
        yield Progress("store", 1, 1)


def _tokenizer(info: IndexInfo | None) -> Tokenizer:
    """The tokenizer that the index was cut with, so that its passages stay comparable; a new index takes the best."""
    if info is not None:
        try:
            return open_tokenizer(info.tokenizer)
        except ModelMissing as error:
            _log.warning("%s; passages of changed articles are cut by another tokenizer", error)
    return open_tokenizer()


def _store(
    database: Database, plan: _Plan, settings: Settings, encoder: Encoder, tokenizer: Tokenizer
) -> Iterator[Progress]:
    # An article whose file was renamed is still there, though no path leads to it any more.
    stored = database.article_ids()
    entries: list[Entry] = []
    texts: dict[bytes, Texts] = {}
    for _, article in plan.changed.values():
        if article.id not in stored:
            stored.add(article.id)
            passages, claims = extract(
                article, count=tokenizer.count, budget=settings.passage_tokens, fits=encoder.fits
            )
            entry = Entry(article, _with_digests(passages, texts), _with_digests(claims, texts))
            entries.append(entry)
    yield from _encode(database, texts, encoder)
    for entry in entries:
        database.add_entry(entry)
    for name, (digest, article) in plan.changed.items():
        database.set_address(name, digest, article.id)


def _with_digests(pieces: Sequence[_Piece], texts: dict[bytes, Texts]) -> list[tuple[_Piece, bytes]]:
    found = []
    for piece in pieces:
        encoded = (piece.text,) if isinstance(piece, Passage) else _claim_texts(piece)
        digest = hashlib.blake2b("\0".join(encoded).encode("utf-8"), digest_size=16).digest()
        texts[digest] = encoded
        found.append((piece, digest))
    return found


def _claim_texts(claim: Claim) -> Texts:
    """What the vector of a claim is the mean of: its sentence by itself, and after its article's topic, if any.

    "He refused" says what it is about only under its headline. On the golden questions the nearest claim is right in
    0.40 instead of 0.37 of all cases by vectors alone, and one of the eight nearest in 0.81 instead of 0.74. It is the
    whole sentence also where the claim is a part of it: with who says it the claim is found, all claims of a sentence
    share one vector, and another way to cut them needs no new one.
    """
    article, sentence = claim.article, claim.sentence_text
    topic = _TOPIC_BEFORE_COLON.match(article.text)
    if article.headings:
        first = article.headings[0]
        return sentence, f"{article.text[first.start : first.end]}: {sentence}"
    if topic and (claim.sentence or claim).start > topic.start():
        return sentence, f"{topic['topic']}: {sentence}"
    return (sentence,)


def _encode(database: Database, texts: dict[bytes, Texts], encoder: Encoder) -> Iterator[Progress]:
    known = database.known_digests(texts)
    # By length, so that a batch holds texts of one size and little is padded.
    missing = sorted((digest for digest in texts if digest not in known), key=lambda digest: len(texts[digest][-1]))
    for position in range(0, len(missing), _TEXTS_AT_ONCE):
        yield Progress("encode", position, len(missing))
        digests = missing[position : position + _TEXTS_AT_ONCE]
        vectors = encoder.encode_passages([text for digest in digests for text in texts[digest]])
        database.add_vectors(digests, _means(vectors, [len(texts[digest]) for digest in digests]))
    yield Progress("encode", len(missing), len(missing))


def _means(vectors: NDArray[np.float32], counts: Sequence[int]) -> NDArray[np.float32]:
    """Return the mean of the first `counts[0]` vectors, of the next `counts[1]`, and so on, each of unit length."""
    sums = np.add.reduceat(vectors, np.cumsum([0, *counts[:-1]]), axis=0)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.maximum(lengths, np.finfo(np.float32).tiny), dtype=np.float32)


def _report(database: Database, plan: _Plan, known: Addresses, seconds: float) -> BuildReport:
    info, counts, addresses = database.info(), database.counts(), database.addresses()
    first: dict[str, str] = {}
    duplicates = []
    for path, (_, article_id) in sorted(addresses.items()):
        if article_id in first:
            duplicates.append((path, first[article_id]))
        else:
            first[article_id] = path
    return BuildReport(
        added=sum(path not in known for path in plan.changed),
        changed=sum(path in known for path in plan.changed),
        unchanged=len(plan.unchanged),
        removed=len(plan.gone),
        duplicates=tuple(duplicates),
        skipped=tuple(plan.skipped),
        articles=counts["articles"],
        passages=counts["passages"],
        claims=counts["claims"],
        noise=dict(database.noise().most_common()),
        tokenizer=info.tokenizer,
        encoder=info.encoder,
        seconds=seconds,
    )
