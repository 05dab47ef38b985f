"""Carrying a plan out: read, cut, extract, encode what has no vector yet, and write all of it in one transaction.

Articles go into the database as they are read and come out of it to be cut, in batches, so that memory does not grow
with their number: while one batch is encoded, the next is cut. In between it is told what repeats all over them.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.articles.readers import article_of
from rag.articles.repeats import lines_of, repeated_keys, with_repeats
from rag.building.planning import Known, Plan
from rag.building.reading import Failure, read_sources
from rag.building.sources import Source, printable
from rag.claims.extraction import EXTRACTOR, extract
from rag.encoder import Encoder
from rag.errors import IndexBusy, ModelMissing
from rag.settings import Settings
from rag.store.database import Address, Database, Entry
from rag.store.opening import writing
from rag.store.tables import IndexInfo
from rag.tokens import Tokenizer, open_tokenizer
from rag.types import Article, Claim, Passage, Progress, Skipped

Texts = tuple[str, ...]
"""What a vector is made of: one text, or several whose vectors' mean it is."""

File = Callable[[Source, str, Article], str | None]
"""Decides where an article is filed that came from a source, in the row with this name; None: it is there already."""

_log = logging.getLogger(__name__)
_Piece = TypeVar("_Piece", Passage, Claim)
_TEXTS_AT_ONCE = 512
"""Texts encoded between two signs of progress: seconds of work, and long enough to sort by length inside."""
_SAMPLE = 20_000
"""Articles of one publisher, in an order that means nothing, by which is told what repeats: more would tell no more."""
_TOPIC_BEFORE_COLON = re.compile(r"(?P<topic>[^\n.:!?„“”\"»«]{2,60}):\s+(?=\S)")
"""How works of reference and tickers name the topic of a text without a headline: "Sylt: The island lies ..."."""


class Overtaken(IndexBusy):
    """The index is no longer what the plan was made by: carried out, it would undo what another process did."""


class _Unchanged(Exception):
    """Nothing came of what was to be read: the index stays as it is, down to its generation."""


def same_build(info: IndexInfo, settings: Settings) -> bool:
    """Whether an index was built with these settings and by this extractor."""
    return info.settings == _settings_text(settings) and info.extractor == EXTRACTOR


def _settings_text(settings: Settings) -> str:
    return json.dumps(settings.build_settings(), sort_keys=True)


def write(
    folder: Path,
    settings: Settings,
    plan: Plan,
    known: Known | None,
    encoder: Encoder | None,
    *,
    file: File,
    finish: Callable[[], None] = lambda: None,
    fresh: bool = False,
    redo: bool = False,
) -> Iterator[Progress]:
    """Carry out a plan that was made by what was `known`; `encoder` may be missing where nothing is to be read.

    `file` is asked about each article that was read; `finish` is called when all are and may raise, which leaves the
    index as it was. With `redo` every article is cut and extracted anew, those that are not read again from the index.
    The index stays in its state if nothing comes of it. Raises Overtaken if it is another one by now, and what
    `writing` raises.
    """
    try:
        yield from _write(folder, settings, plan, known, encoder, file, finish, fresh=fresh, redo=redo)
    except _Unchanged:
        return


def _write(
    folder: Path,
    settings: Settings,
    plan: Plan,
    known: Known | None,
    encoder: Encoder | None,
    file: File,
    finish: Callable[[], None],
    *,
    fresh: bool,
    redo: bool,
) -> Iterator[Progress]:
    with writing(folder, fresh=fresh) as database:
        info = known.info if known else None
        if not fresh and database.generation() != (info.generation if info else 0):
            raise Overtaken(f"another process has changed {folder} meanwhile; build again")
        if redo:
            # The vectors stay, so that text that comes out the same is not encoded again; but not another encoder's.
            database.remove_pieces()
            if info and encoder and encoder.fingerprint != info.encoder_fingerprint:
                database.remove_vectors()
        publishers = database.publishers_of(plan.gone)
        if encoder:
            yield from _store(database, plan, known, settings, file)
        finish()
        for path in plan.gone:
            database.remove_address(path)
        if encoder:
            if redo:
                _redo(database, plan)
                publishers = database.publishers()
            _mark_repeats(database, plan, publishers | database.publishers_of(plan.changed), settings.repeats)
            tokenizer = _tokenizer(info)
            yield from _press(database, plan, settings, encoder, tokenizer)
            # Where single articles are added, the others may be an older extractor's: the next build shall see that.
            as_built = info if info and not redo else _info(settings, encoder, tokenizer)
            info = replace(as_built, tokenizer=tokenizer.name)
        if not (plan.changed or plan.gone or plan.marked or redo or fresh):
            raise _Unchanged
        assert info
        database.set_info(info)
        database.mark_added(plan.marked)
        database.remove_orphans()
        yield Progress("store", 1, 1)


def _info(settings: Settings, encoder: Encoder, tokenizer: Tokenizer) -> IndexInfo:
    return IndexInfo(
        encoder=settings.encoder,
        encoder_fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        tokenizer=tokenizer.name,
        settings=_settings_text(settings),
        extractor=EXTRACTOR,
    )


def _tokenizer(info: IndexInfo | None) -> Tokenizer:
    """The tokenizer that the index was cut with, so that its passages stay comparable; a new index takes the best."""
    if info is not None:
        try:
            return open_tokenizer(info.tokenizer)
        except ModelMissing as error:
            _log.warning("%s; passages of changed articles are cut by another tokenizer", error)
    return open_tokenizer()


def _store(database: Database, plan: Plan, known: Known | None, settings: Settings, file: File) -> Iterator[Progress]:
    """Read what is to be read and store its articles, which are not cut yet."""
    stored = database.article_ids()
    addresses = known.addresses if known else {}
    seen: set[str] = set()
    total, done = len(plan.to_read), 0
    for source, found in read_sources(plan.to_read, settings):
        if found is None:
            done += 1
            plan.gone |= _before(known, source) - seen - plan.kept
            seen.clear()
            yield Progress("read", done, total)
        elif isinstance(found, Failure):
            # What was read of it stays, and so does what came from it before.
            before = _before(known, source)
            plan.kept |= before
            plan.unchanged |= before
            plan.skipped.append(Skipped(source.address, _told(found.reason, source), kept=bool(before)))
        elif found.reading is None:
            path = source.address_of(found.key)
            plan.skipped.append(Skipped(path, _told(f"it {found.reason}", source), kept=path in addresses))
            plan.kept |= {path} & addresses.keys()
            plan.unchanged |= {path} & addresses.keys()
        else:
            article = article_of(found.reading, source.reader, path=source.address, stated=source.stated)
            if article.id not in stored and (twin := database.same_words(article.text)):
                # The same article with other white space: it stays as it was found first.
                article = with_repeats(twin, (), frozenset())
            filed = file(source, found.key, article)
            if filed is None:
                continue
            path = filed
            seen.add(path)
            article = replace(article, path=path)
            if article.id not in stored:
                stored.add(article.id)
                database.add_article(article)
                plan.to_cut[article.id] = None
            elif article.id not in plan.to_cut and _is_newer(database.article(article.id), article):
                # The same text, of which more or something else is known now.
                database.replace_article(article)
                plan.to_cut[article.id] = None
            database.set_address(path, Address(source.digest, article.id, source.address, source.reader))
            plan.changed[path] = article.id


def _before(known: Known | None, source: Source) -> set[str]:
    """What came from a source before; a name says nothing of that."""
    return set(known.of_source.get(source.address, ())) if known and not source.named else set()


def _is_newer(stored: Article | None, article: Article) -> bool:
    """Whether the facts of a stored article come from the address that is read again, and are others now."""
    return stored is not None and stored.path == article.path and with_repeats(stored, (), frozenset()) != article


def _told(reason: str, source: Source) -> str:
    """A reason as its reader may see it: where a name is given, the path that the file really has means nothing."""
    reason = printable(reason)
    return reason.replace(printable(str(source.path)), source.address) if source.named else reason


def _redo(database: Database, plan: Plan) -> None:
    """Let everything be cut anew, and count it as changed."""
    for path, address in database.addresses().items():
        plan.unchanged.discard(path)
        plan.changed.setdefault(path, address.article)
        plan.to_cut[address.article] = None


def _mark_repeats(database: Database, plan: Plan, publishers: set[str], least: int) -> None:
    """Mark what comes again all over a publisher's articles; what is marked otherwise than before is cut anew."""
    for publisher in publishers:
        keys: frozenset[int] = frozenset()
        if least:
            sample = islice(database.articles_by(publisher), _SAMPLE)
            keys = repeated_keys((lines_of(article) for article in sample), least)
        for article in database.articles_by(publisher):
            marked = with_repeats(article, lines_of(article), keys)
            if marked.noise != article.noise:
                database.replace_article(marked)
                plan.to_cut[article.id] = None


@dataclass(slots=True)
class _Batch:
    """Articles that are stored together, the texts of which are encoded together."""

    entries: list[Entry] = field(default_factory=list)
    texts: dict[bytes, Texts] = field(default_factory=dict)


def _press(
    database: Database, plan: Plan, settings: Settings, encoder: Encoder, tokenizer: Tokenizer
) -> Iterator[Progress]:
    """Cut, extract, encode and store the articles that are to be cut, one batch while the next one is being cut."""
    with closing(_Encoding(database, encoder)) as encoding:
        batch, total = _Batch(), len(plan.to_cut)
        for done, article_id in enumerate(plan.to_cut):
            article = database.article(article_id)
            assert article is not None
            passages, claims = extract(
                article, count=tokenizer.count, budget=settings.passage_tokens, fits=encoder.fits
            )
            texts = batch.texts
            batch.entries.append(Entry(article, _with_digests(passages, texts), _with_digests(claims, texts)))
            if len(texts) >= _TEXTS_AT_ONCE:
                yield Progress("encode", done, total)
                encoding.put(batch)
                batch = _Batch()
        yield Progress("encode", total, total)
        encoding.put(batch)
        encoding.put(_Batch())


class _Encoding:
    """A thread that encodes one batch while whoever puts it there makes the next one."""

    def __init__(self, database: Database, encoder: Encoder) -> None:
        self._database = database
        self._encoder = encoder
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="belegt-encode")
        self._running: tuple[_Batch, list[bytes], Future[NDArray[np.float32]]] | None = None

    def put(self, batch: _Batch) -> None:
        """Let a batch be encoded, after the one before has been stored."""
        if self._running:
            before, digests, vectors = self._running
            self._running = None
            self._database.add_vectors(digests, vectors.result())
            for entry in before.entries:
                self._database.add_entry(entry)
        if batch.entries:
            known = self._database.known_digests(batch.texts)
            # By length, so that threads that encode side by side end at about the same time.
            missing = sorted(batch.texts.keys() - known, key=lambda digest: len(batch.texts[digest][-1]))
            self._running = batch, missing, self._thread.submit(self._encode, batch.texts, missing)

    def _encode(self, texts: dict[bytes, Texts], digests: Sequence[bytes]) -> NDArray[np.float32]:
        if not digests:
            return np.empty((0, self._encoder.dimension), np.float32)
        vectors = self._encoder.encode_passages([text for digest in digests for text in texts[digest]])
        return _means(vectors, [len(texts[digest]) for digest in digests])

    def close(self) -> None:
        self._thread.shutdown(wait=True, cancel_futures=True)


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


def _means(vectors: NDArray[np.float32], counts: Sequence[int]) -> NDArray[np.float32]:
    """Return the mean of the first `counts[0]` vectors, of the next `counts[1]`, and so on, each of unit length."""
    sums = np.add.reduceat(vectors, np.cumsum([0, *counts[:-1]]), axis=0)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.maximum(lengths, np.finfo(np.float32).tiny), dtype=np.float32)
