"""Checking a whole index, and mending what can be made again: search files, the database's own lookups, orphans.

Opening an index believes what the database says. Here everything is looked at: each text against its id, each span
against its text, each vector, each row that belongs to another one, and the search files against the database. One
article and a few thousand vectors are in memory at a time.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from rag.errors import BelegtError, IndexCorrupt
from rag.store.database import Database
from rag.store.derived import Derived, folder_of, publish_derived, read_derived
from rag.store.opening import FILE_NAME, open_database, writing
from rag.store.tables import SELECT_ARTICLE, SELECT_CLAIM, article_of, claim_of, words_digest
from rag.store.vectors import VectorIndex
from rag.types import Article, Claim, Epistemic, Mention, Modality, Passage, QuotationKind, Span, content_id
from rag.types.articles import NOISE_KINDS

FlawKind = Literal["truth", "lookup", "orphan", "search", "left over"]

_KINDS, _EPISTEMICS, _MODALITIES = (get_args(values) for values in (QuotationKind, Epistemic, Modality))
_MOST_MESSAGES = 20
_MOST_OF_ONE = 3
"""Flaws told of one article: it is read again as a whole."""
_AT_ONCE = 4096
_OFF_UNIT = 0.01
"""How far from 1 a vector's length may be: rounding to half precision moves it by less than a thousandth."""
_ABANDONED_AFTER = 3600.0
"""Seconds after which what a builder writes beside the index belongs to nobody any more."""
_LOOKUP = re.compile(r"(?:row \d+ missing from|wrong # of entries in) index ")
_GENERATION = re.compile(r"derived-(\d+)\Z")


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something in an index that is not as it must be: `what` is wrong, and `where`.

    What is in the "truth" is lost until it is read again (`way_back` says how): `article` is the id of the damaged
    article, with its `addresses` and the `sources` they come from, and None where it is more than one article.
    Everything else `repair` mends without loss: a "lookup" of the database that does not agree with its table, an
    "orphan" that nothing leads to, "search" files that are not what the database says, and what is "left over" of
    killed processes.
    """

    kind: FlawKind
    where: str
    what: str
    article: str | None = None
    addresses: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def is_derived(self) -> bool:
        """Whether it can be mended without losing anything."""
        return self.kind != "truth"

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {"derived": self.is_derived}


@dataclass(frozen=True, slots=True)
class Looked:
    """How far a check is: `done` of `total` in `step` ("file", "vectors", "articles", "search files")."""

    step: str
    done: int
    total: int


def check_index(folder: Path) -> Iterator[Flaw | Looked]:
    """Look at everything in an index, and yield each flaw as it is found, and in between how far the check is.

    It reads one state, whatever a builder does meanwhile, and changes nothing. Raises IndexMissing, IndexOutdated,
    IndexBusy, and IndexCorrupt where there is no database of ours at all.

    >>> [str(flaw) for flaw in check_index(Path("index")) if isinstance(flaw, Flaw)]       # doctest: +SKIP
    ['derived-000003: it cannot be read (manifest.json is missing)']
    """
    with closing(open_database(folder)) as database:
        # A snapshot that ends when the database is closed: a damaged one refuses to end it by itself.
        database.execute("BEGIN")
        for look in (_file, _itself, _orphans, _vectors, _articles, _search_files, _left_over):
            try:
                yield from look(database, folder)
            except (IndexCorrupt, ValueError, TypeError) as error:  # a flipped bit may turn text into no text, or none
                yield Flaw("truth", FILE_NAME, f"it cannot be read on ({_reason(error)})")


def repair(folder: Path, flaws: Iterable[Flaw]) -> Iterator[str]:
    """Mend those of the flaws that can be mended without loss, and yield a sentence for each thing that was done.

    Rows are changed in one transaction, and the index has a new state only if some went. Articles that are right are
    not touched, and neither are damaged ones: see `way_back`. Check again afterwards: a lookup that does not agree
    with its table may have hidden that a row of the table is damaged. Raises IndexBusy while another process writes,
    IndexCorrupt if the database cannot be written.
    """
    found = list(flaws)
    kinds = {flaw.kind for flaw in found}
    gone = 0
    if kinds & {"lookup", "orphan"}:
        with writing(folder) as database:
            database.execute("REINDEX")
            for article_id in {flaw.article for flaw in found if flaw.kind == "lookup" and flaw.article}:
                database.execute("DELETE FROM same_words WHERE article = ?", (article_id,))
                if (article := database.article(article_id)) is not None:
                    values = words_digest(article.text), article_id
                    database.execute("INSERT OR IGNORE INTO same_words VALUES (?, ?)", values)
            gone = _remove_orphans(database)
            if gone:
                database.set_info(database.info())
        if "lookup" in kinds:
            yield f"made the lookups of {FILE_NAME} again"
        if gone:
            yield f"removed {gone:,} {'orphan' if gone == 1 else 'orphans'}"
    if gone or "search" in kinds:
        with closing(open_database(folder)) as database, database.snapshot():
            name = folder_of(folder, database.generation()).name
            try:
                publish_derived(folder, database)
            except (IndexCorrupt, ValueError, TypeError) as error:
                yield f"{name} cannot be made while articles are damaged ({error})"
            else:
                stored = not any(isinstance(flaw, Flaw) for flaw in _search_files(database, folder))
                yield (
                    f"made {name} again from {FILE_NAME}"
                    if stored
                    else f"{name} could not be stored; search works from memory, see that {folder} can be written"
                )
    for name in {flaw.where for flaw in found if flaw.kind == "left over"}:
        if name.startswith(FILE_NAME):
            with writing(folder):
                pass  # whoever writes empties the log at the end
        else:
            shutil.rmtree(folder / name, ignore_errors=True)
        yield f"could not remove {name}" if _is_left(folder / name) else f"removed {name}"


def way_back(folder: Path, flaws: Iterable[Flaw]) -> list[str]:
    """Return what brings back that which the flaws in the truth have cost, with the commands; empty if there are none.

    >>> way_back(Path("index"), [Flaw("truth", "article 0f", "it has no title", "0f", ("a.txt",), ("a.txt",))])[0][:67]
    'take the damaged articles out: belegt remove 0f --index index; then '
    """
    lost = [flaw for flaw in flaws if not flaw.is_derived]
    at = f"--index {shlex.quote(str(folder))}"
    if any(flaw.article is None for flaw in lost):
        return [
            f"put a copy of {folder / FILE_NAME} back, without the files named {FILE_NAME}-wal and {FILE_NAME}-shm, or "
            f"make the index anew from the articles: belegt build --fresh FILE_OR_FOLDER {at}"
        ]
    if not lost:
        return []
    articles = dict.fromkeys(flaw.article for flaw in lost if flaw.article)
    if len(articles) > _MOST_MESSAGES:
        return [
            f"put a backup back as {folder / FILE_NAME}, without the files {FILE_NAME}-wal and {FILE_NAME}-shm, or "
            f"make the index anew from the articles: belegt build --fresh FILE_OR_FOLDER {at}"
        ]
    ids = " ".join(articles)
    paths = " ".join(dict.fromkeys(shlex.quote(path) for flaw in lost for path in flaw.sources[:1]))
    return [
        f"take the damaged articles out: belegt remove {ids} {at}; then read them again with the build that the index "
        f"is made by, or with: belegt add {paths} {at}"
    ]


# --- the database -------------------------------------------------------------------------------------------


def _file(database: Database, folder: Path) -> Iterator[Flaw | Looked]:
    yield Looked("file", 0, 1)
    for (message,) in database.rows(f"PRAGMA integrity_check({_MOST_MESSAGES})"):
        if message != "ok":
            yield Flaw("lookup" if _LOOKUP.match(message) else "truth", FILE_NAME, message)
    yield Looked("file", 1, 1)


def _itself(database: Database, folder: Path) -> Iterator[Flaw]:
    info = database.info()
    try:
        right = isinstance(json.loads(info.settings), dict) and bool(info.state) and info.generation > 0
    except ValueError:
        right = False
    if not right or info.dimension < 1:
        yield Flaw("truth", FILE_NAME, f"what it says of itself cannot be: {info}")


_ORPHANS = {
    "articles": ("id", "NOT EXISTS (SELECT 1 FROM addresses WHERE article = articles.id)", "no address leads to it"),
    "vectors": (
        "id",
        "NOT EXISTS (SELECT 1 FROM passages WHERE vector = vectors.id) "
        "AND NOT EXISTS (SELECT 1 FROM claims WHERE vector = vectors.id)",
        "no passage and no claim has it",
    ),
    "added": ("path", "path NOT IN (SELECT path FROM addresses)", "nothing lies under this address"),
    "skipped": ("source", "source NOT IN (SELECT source FROM addresses)", "nothing came from this source"),
}
"""Rows that `Database.remove_orphans` removes: by table what names one, how it is found, and what is wrong with it."""
_MISFILED = "path NOT IN (SELECT path FROM addresses WHERE article = articles.id)"


def _orphans(database: Database, folder: Path) -> Iterator[Flaw]:
    for table, row, parent in _without_parent(database):
        named = f"row {row} of {table}" if row else f"a row of {table}"
        yield Flaw("orphan", named, f"it belongs to one of {parent} that is not there")
    for table, (name, condition, what) in _ORPHANS.items():
        for (value,) in database.rows(f"SELECT {name} FROM {table} WHERE {condition}"):  # noqa: S608
            yield Flaw("orphan", f"{value!r} of {table}", what)
    rows = database.rows(f"SELECT id FROM articles WHERE {_MISFILED} AND id IN (SELECT article FROM addresses)")  # noqa: S608
    for (article_id,) in rows:
        yield Flaw("orphan", f"{article_id!r} of articles", "it names an address that does not lead to it")


def _without_parent(database: Database) -> Iterator[tuple[str, int | None, str]]:
    """Yield table, number and table of the missing parent of each orphan.

    A passage or claim whose vector is missing is none: it is there, and a part of it is lost.
    """
    for table, row, parent, _ in database.rows("PRAGMA foreign_key_check"):
        if parent != "vectors":
            yield table, row, parent


def _remove_orphans(database: Database) -> int:
    before = database.number("SELECT total_changes()")
    pairs = {(table, parent) for table, _, parent in _without_parent(database)}
    for table in {table for table, _ in pairs}:
        for _, _, parent, child, key, *_ in list(database.rows(f"PRAGMA foreign_key_list({table})")):
            if (table, parent) in pairs:
                database.execute(f"DELETE FROM {table} WHERE {child} NOT IN (SELECT {key} FROM {parent})")  # noqa: S608
    database.remove_orphans()
    return database.number("SELECT total_changes()") - before


def _vectors(database: Database, folder: Path) -> Iterator[Flaw | Looked]:
    dimension, total = database.info().dimension, database.number("SELECT count(*) FROM vectors")
    rows, done = database.rows("SELECT id, vector FROM vectors"), 0
    while some := list(islice(rows, _AT_ONCE)):
        yield Looked("vectors", done, total)
        done += len(some)
        whole = [(number, vector) for number, vector in some if len(vector or b"") == 2 * dimension]
        values = np.frombuffer(b"".join(vector for _, vector in whole), "<f2").reshape(-1, dimension)
        lengths = np.linalg.norm(values.astype(np.float32), axis=1).tolist()
        by_number: dict[int, float | None] = dict.fromkeys(number for number, _ in some)
        by_number |= {number: length for (number, _), length in zip(whole, lengths, strict=True)}
        for number, length in by_number.items():
            if length is None:
                yield from _users(database, number, f"a vector of it has not {dimension} values")
            elif not abs(length - 1) < _OFF_UNIT:  # a length that is no number is not near 1 either
                yield from _users(database, number, f"a vector of it has length {length:.3g} instead of 1")
    yield Looked("vectors", total, total)


def _users(database: Database, vector: int, what: str) -> Iterator[Flaw]:
    """Tell of a bad vector at each article that has it."""
    statement = (
        "SELECT article FROM passages WHERE vector = ?1 UNION "
        "SELECT p.article FROM claims c JOIN passages p ON p.id = c.passage WHERE c.vector = ?1"
    )
    for (article_id,) in database.rows(statement, (vector,)):
        yield _flaw_of(database, article_id, "", what)


# --- the articles -------------------------------------------------------------------------------------------


def _articles(database: Database, folder: Path) -> Iterator[Flaw | Looked]:
    total = database.counts()["articles"]
    for done, (row,) in enumerate(database.rows("SELECT rowid FROM articles NOT INDEXED")):
        if done % 100 == 0:
            yield Looked("articles", done, total)
        yield from islice(_article(database, row), _MOST_OF_ONE)
    yield Looked("articles", total, total)


def _article(database: Database, row: int) -> Iterator[Flaw]:
    # A flipped bit may leave bytes that are no text; as bytes they can be read all the same.
    for (raw,) in database.rows("SELECT CAST(id AS BLOB) FROM articles WHERE rowid = ?", (row,)):
        article_id = (raw or b"").decode("utf-8", "replace")
        yield from _of_article(database, row, article_id)


def _of_article(database: Database, row: int, article_id: str) -> Iterator[Flaw]:
    try:
        article = article_of(*database.rows(f"{SELECT_ARTICLE} WHERE rowid = ?", (row,)))
        for what in _wrong_in_article(article):
            yield _flaw_of(database, article_id, "", what)
        for part, what in _wrong_in_pieces(database, article):
            yield _flaw_of(database, article_id, part, what)
        if content_id(article.text) == article.id and not _is_known_by_its_words(database, article):
            flaw = _flaw_of(database, article_id, "", "other words than its own lead to it")
            yield replace(flaw, kind="lookup")
    except (IndexCorrupt, ValueError, TypeError) as error:
        yield _flaw_of(database, article_id, "", f"its rows cannot be read ({_reason(error)})")


def _is_known_by_its_words(database: Database, article: Article) -> bool:
    """Whether nothing but its own words leads to an article: whatever else does would keep another one out."""
    digests = database.rows("SELECT digest FROM same_words WHERE article = ?", (article.id,))
    return {digest for (digest,) in digests} <= {words_digest(article.text)}


def _flaw_of(database: Database, article_id: str, part: str, what: str) -> Flaw:
    statement = "SELECT CAST(path AS BLOB), CAST(source AS BLOB) FROM addresses WHERE article = ? ORDER BY path"
    named = [
        ((path or b"").decode("utf-8", "replace"), (source or path or b"").decode("utf-8", "replace"))
        for path, source in database.rows(statement, (article_id,))
    ]
    addresses = tuple(path for path, _ in named)
    where = f"article {article_id} ({', '.join(addresses[:2]) or 'without an address'}){part and ', '}{part}"
    return Flaw("truth", where, what, article_id, addresses, tuple(source for _, source in named))


def _wrong_in_article(article: Article) -> Iterator[str]:
    if content_id(article.text) != article.id:
        yield "its text is not the one that its id was made from"
    if not unicodedata.is_normalized("NFC", article.text):
        yield "its text is not in Unicode's normal form C"
    if not article.title:
        yield "it has no title"
    for name, spans in (("noise", article.noise), ("headings", article.headings)):
        if not _in_order(spans, 0, len(article.text)):
            yield f"its {name} are not spans of its text, in order"
    pages = article.pages
    if pages and (pages[0] != 0 or list(pages) != sorted(set(pages)) or pages[-1] > len(article.text)):
        yield "its pages do not begin in its text, in order"
    if unknown := {span.kind for span in article.noise} - set(NOISE_KINDS):
        yield f"it has noise of an unknown kind: {', '.join(map(repr, unknown))}"


def _wrong_in_pieces(database: Database, article: Article) -> Iterator[tuple[str, str]]:
    """Yield which passage or claim of an article is wrong, and what is wrong with it."""
    passages: dict[int, Passage] = {}
    end = 0
    rows = database.rows(
        'SELECT p.id, p.start, p."end", v.id IS NULL FROM passages p LEFT JOIN vectors v ON v.id = p.vector '
        "WHERE p.article = ? ORDER BY p.start, p.id",
        (article.id,),
    )
    for number, start, stop, is_bare in rows:
        if not end <= start < stop <= len(article.text):
            yield f"passage {number}", f"[{start}, {stop}) is not a span of its text after the passage before it"
        end = max(end, stop)
        if is_bare:
            yield f"passage {number}", "its vector is missing"
        passages[number] = Passage(article, start, stop)
    if _is_left_out(article, passages.values()):
        yield "its text", "some of it is in no passage"
    owned = "WHERE passage IN (SELECT id FROM passages WHERE article = ?)"
    for row in database.rows(f"{SELECT_CLAIM} {owned}", (article.id,)):
        try:
            for what in _wrong_in_claim(claim_of(row, passages[row[1]])):
                yield f"claim {row[0]}", what
        except (ValueError, TypeError, KeyError) as error:
            yield f"claim {row[0]}", f"it cannot be read ({_reason(error)})"
    bare = f"SELECT id FROM claims {owned} AND NOT EXISTS (SELECT 1 FROM vectors WHERE id = claims.vector)"  # noqa: S608
    for (number,) in database.rows(bare, (article.id,)):
        yield f"claim {number}", "its vector is missing"


def _is_left_out(article: Article, passages: Iterable[Passage]) -> bool:
    """Whether there are words of the article's body that no passage has."""
    end = 0
    known = [*article.noise, *article.headings, *(passage.span for passage in passages)]
    for span in sorted([*known, Span(len(article.text), len(article.text))], key=lambda span: span.start):
        if any(map(str.isalnum, article.text[end : span.start])):
            return True
        end = max(end, span.end)
    return False


def _wrong_in_claim(claim: Claim) -> Iterator[str]:
    attribution, size = claim.attribution, len(claim.article.text)
    if not claim.passage.start <= claim.start < claim.end <= claim.passage.end:
        yield f"[{claim.start}, {claim.end}) does not lie in its passage"
    if not _in_order(claim.parts, claim.start, claim.end):
        yield "its parts are not spans of it, in order"
    if claim.sentence and not _in_order([claim.sentence], 0, size):
        yield "its sentence does not lie in the text"
    mentions: list[tuple[str, Mention | None]] = [
        ("claimer", attribution.claimer),
        ("affiliation", attribution.claimer_affiliation),
        ("cue", attribution.cue),
        ("claimer's name", attribution.named),
        ("date", claim.dated_by),
        *(("chain of claimers", mention) for mention in attribution.through),
        *(("times", when.mention) for when in claim.times),
        *(("context", mention) for link in claim.context for mention in (link.mention, link.meaning)),
    ]
    for name, mention in mentions:
        if mention and not _in_order(mention.spans, 0, size):
            yield f"its {name} does not lie in the text, in order"
    if attribution.kind not in (None, *_KINDS):
        yield f"it has an unknown kind of speech: {attribution.kind!r}"
    if claim.epistemic not in _EPISTEMICS or claim.modality not in _MODALITIES:
        yield f"it has an unknown status: {claim.epistemic!r}, {claim.modality!r}"


def _in_order(spans: Sequence[Span], start: int, end: int) -> bool:
    """Whether the spans follow each other between two places, none of them empty."""
    for span in spans:
        if not start <= span.start < span.end <= end:
            return False
        start = span.end
    return True


# --- what is derived, and what is left over -----------------------------------------------------------------


def _search_files(database: Database, folder: Path) -> Iterator[Flaw | Looked]:
    """Compare the search files with the database."""
    info = database.info()
    yield Looked("search files", 0, 1)
    place = folder_of(folder, info.generation)
    flaws = []
    if not place.is_dir():
        flaws = ["it is not there; whoever opens the index makes it"]
    else:
        try:
            derived = read_derived(place, info)
            flaws = list(_differences(derived, database))
        except IndexCorrupt as error:
            flaws = [str(error).removeprefix(f"{place} ")]
    # A builder that was quicker than the check has dropped them, and made those of another state.
    if flaws and _generation_now(folder) == info.generation:
        for what in flaws:
            yield Flaw("search", place.name, what)
    yield Looked("search files", 1, 1)


def _differences(derived: Derived, database: Database) -> Iterator[str]:
    counts = database.counts()
    for name, index, words in (
        ("passages", derived.passage_vectors, derived.words.passages),
        ("claims", derived.claim_vectors, derived.words.claims),
    ):
        if {len(index), index._index.ntotal, len(words)} != {counts[name]}:
            yield f"it has {len(index):,} vectors and the words of {len(words):,} {name}, there are {counts[name]:,}"
    passages = database.rows("SELECT id FROM passages ORDER BY id")
    if not _same(passages, derived.passage_ids[:, None]):
        yield "its passages are not those of the database"
    claims = database.rows("SELECT id, passage FROM claims ORDER BY id")
    owners = derived.passage_ids[np.clip(derived.claim_owner_rows, 0, max(0, len(derived.passage_ids) - 1))]
    if not _same(claims, np.stack([derived.claim_ids, owners], axis=1)):
        yield "its claims, or their passages, are not those of the database"
    for name, index in (("passages", derived.passage_vectors), ("claims", derived.claim_vectors)):
        if not _same_vectors(database, name, index):
            yield f"its vectors of {name} are not those of the database"


def _same(rows: Iterator[tuple[int, ...]], table: NDArray[np.int64]) -> bool:
    """Whether the rows are those of the table."""
    place = 0
    while some := list(islice(rows, _AT_ONCE)):
        if not np.array_equal(np.array(some), table[place : place + len(some)]):
            return False
        place += len(some)
    return place == len(table)


def _same_vectors(database: Database, name: str, index: VectorIndex) -> bool:
    statement = f"SELECT v.vector FROM {name} t JOIN vectors v ON v.id = t.vector ORDER BY t.id"  # noqa: S608
    rows, place, stored = database.rows(statement), 0, index._vectors
    while some := list(islice(rows, _AT_ONCE)):
        numbers = np.arange(place, min(place + len(some), len(stored)))
        if b"".join(vector for (vector,) in some) != stored[numbers].tobytes():
            return False
        place += len(some)
    return True


def _generation_now(folder: Path) -> int:
    try:
        with closing(open_database(folder)) as database:
            return database.generation()
    except BelegtError:
        return -1


def _left_over(database: Database, folder: Path) -> Iterator[Flaw]:
    first, names = database.generation(), sorted(entry.name for entry in folder.iterdir())
    # Looked up after the names: a folder of a later generation may be a builder's that has finished just now.
    last = max(first, _generation_now(folder))
    for name in names:
        generation = _GENERATION.match(name)
        if not _is_abandoned(folder / name):
            continue
        if generation and not first - 1 <= int(generation[1]) <= last:
            yield Flaw("left over", name, f"it is of another state; now is generation {last}")
        elif name.startswith(".derived-"):
            yield Flaw("left over", name, "a process that was killed left it half written")
        elif name == f"{FILE_NAME}-wal" and _is_left(folder / name):
            yield Flaw("left over", name, f"what it holds was not put into {FILE_NAME} yet")


def _is_abandoned(path: Path) -> bool:
    try:
        # What is from the future is as old: the clock was set back.
        return abs(time.time() - path.stat().st_mtime) > _ABANDONED_AFTER
    except OSError:
        return False  # another process was quicker


def _is_left(path: Path) -> bool:
    try:
        return path.is_dir() or path.stat().st_size > 0
    except OSError:
        return False


def _reason(error: BaseException) -> str:
    """What is behind an error, without the advice that is given where it is not known how far the damage goes."""
    return str(error.__cause__ or error)
