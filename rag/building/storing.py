"""Carrying a plan out: read, cut, extract, encode what has no vector yet, and write all of it in one transaction.

Articles go into the database as they are read and come out of it to be cut, in batches, so that memory does not grow
with their number: while one batch is encoded, the next is cut. In between it is told what repeats all over them.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path

from rag.articles.readers import article_of
from rag.articles.repeats import lines_of, repeated_keys, with_repeats
from rag.building.encoding import Batch, Encoding
from rag.building.planning import Known, Plan
from rag.building.reading import Failure, read_sources
from rag.building.sources import Source, printable
from rag.claims.extraction import EXTRACTOR, extract
from rag.encoder import Encoder
from rag.errors import IndexBusy, ModelMissing
from rag.settings import Settings
from rag.store.database import Address, Database
from rag.store.opening import writing
from rag.store.tables import IndexInfo
from rag.tokens import Tokenizer, open_tokenizer
from rag.types import Article, Progress, Skipped

File = Callable[[Source, str, Article], str | None]
"""Decides where an article is filed that came from a source, in the row with this name; None: it is there already."""

_log = logging.getLogger(__name__)
_SAMPLE = 20_000
"""Articles of one publisher, in an order that means nothing, by which is told what repeats: more would tell no more."""


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
    total, done, told = len(plan.to_read), 0, len(plan.skipped)
    for source, found in read_sources(plan.to_read, settings):
        if found is None:
            done += 1
            plan.gone |= _before(known, source) - seen - plan.kept
            if seen:
                # Of a source from which nothing came, what is known is still that of an earlier reading.
                database.set_skipped(source.address, [(s.path, s.reason) for s in plan.skipped[told:]])
            told = len(plan.skipped)
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
    """A reason as its reader may see it: the path of what was sent or fetched means nothing, its address does."""
    return printable(reason).replace(printable(str(source.path)), source.address)


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


def _press(
    database: Database, plan: Plan, settings: Settings, encoder: Encoder, tokenizer: Tokenizer
) -> Iterator[Progress]:
    """Cut, extract, encode and store the articles that are to be cut, one batch while the next one is being cut."""
    with closing(Encoding(database, encoder)) as encoding:
        batch, total = Batch(), len(plan.to_cut)
        for done, article_id in enumerate(plan.to_cut):
            article = database.article(article_id)
            assert article is not None
            passages, claims = extract(
                article, count=tokenizer.count, budget=settings.passage_tokens, fits=encoder.fits
            )
            batch.add(article, passages, claims)
            if batch.is_full:
                yield Progress("encode", done, total)
                encoding.put(batch)
                batch = Batch()
        yield Progress("encode", total, total)
        encoding.put(batch)
        encoding.finish()
