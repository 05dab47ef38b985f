"""An index opened for asking: its database, search files and encoder, and the functions that answer from them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from rag.answering.selection import Searched, select
from rag.conversation import Turn, in_context
from rag.encoder import Encoder, open_encoder
from rag.errors import ArticleError
from rag.filtering import allowed_rows
from rag.question import Question
from rag.retrieval import Found, search
from rag.settings import Settings
from rag.shelf import Catalogue
from rag.store.database import Database
from rag.store.derived import Derived, Named, open_derived
from rag.store.matching import check_encoder, check_settings
from rag.store.opening import open_database
from rag.store.vocabulary import fold
from rag.types import Answer, Article, Claim, Copy, Filter, Hit, Shelf

_Result = TypeVar("_Result")
_HITS_PER_FINDING, _LEAST_HITS = 3, 12
_MOST_NAMES = 1000


def hits_for(findings: int) -> int:
    """Return how many hits are looked at for so many findings.

    Several claims of one passage may answer, and several passages may say the same: look wider than is shown.
    """
    return max(_LEAST_HITS, _HITS_PER_FINDING * findings)


class Corpus:
    """The articles of one index, ready for questions from any thread; `open_corpus` makes it.

    A build in another process is noticed, and so is a folder that was deleted and made anew: every question is
    answered from the newest finished state. Every method raises IndexMissing once the index is gone, and IndexOutdated
    once it was built with another encoder or other settings than this one was opened with.
    """

    def __init__(self, folder: Path, settings: Settings, database: Database, encoder: Encoder) -> None:
        self.folder = folder
        self._place = folder.absolute()  # stays right when the process changes its working directory
        self.settings = settings
        self._database = database
        self._encoder = encoder
        self._derived: Derived | None = None
        self._catalogue: Catalogue | None = None
        self._lock = threading.Lock()

    def retrieve(self, question: str, top_k: int = 5, *, where: Filter | None = None) -> list[Hit]:
        """Return the passages closest to the question, best first, among those that `where` lets through.

        Raises ValueError for an empty or too long question and for top_k < 1.
        """
        return self.find(question, top_k, where=where)[1].hits

    def ask(
        self,
        question: str,
        top_k: int | None = None,
        *,
        where: Filter | None = None,
        earlier: Sequence[Answer] = (),
    ) -> Answer:
        """Return what the articles that `where` lets through say: at most `top_k` findings, or an abstention.

        `earlier` are the answers before it in the conversation, oldest first: "And Maduro?" is then asked in full, and
        the answer's `question` says as what. Raises ValueError for an empty or too long question and for top_k < 1.
        """
        wanted = self.settings.top_k if top_k is None else top_k
        _check_top_k(wanted)
        question = in_context(question, [*map(Turn.of, earlier)], max_chars=self.settings.max_question_chars)
        read, found, timing = self.find(question, hits_for(wanted), where=where)
        began = time.perf_counter()
        answer = select(read, found, top_k=wanted, searched=self.searched(where), encode=self._encoder.encode_passages)
        timing["select"] = 1000 * (time.perf_counter() - began)
        return replace(answer, timing=timing)

    def find(
        self, question: str, top_k: int, *, where: Filter | None = None
    ) -> tuple[Question, Found, dict[str, float]]:
        """Return the question taken apart, what retrieval found for it, and milliseconds per step.

        It is `retrieve` with all that selection needs. Raises ValueError as `retrieve` does, and ModelMissing if the
        settings name a reranker that cannot be loaded, which is tried with the first question.
        """
        _check_top_k(top_k)
        read = Question.read(question, max_chars=self.settings.max_question_chars)
        began = time.perf_counter()
        vector = self._encoder.encode_question(read.text)
        words = read.saying and " ".join(term.word for term in read.saying.topic)
        topic = self._encoder.encode_question(words) if words else None
        encoded = time.perf_counter()
        found = self._reading(lambda database, derived: search(derived, database, vector, read, top_k, where, topic))
        searched = time.perf_counter()
        timing = {"encode": 1000 * (encoded - began), "search": 1000 * (searched - encoded)}
        if self.settings.reranker:
            from rag.encoder.reranker import open_reranker

            reranker = open_reranker(self.settings.reranker, self.settings)
            found = replace(found, hits=reranker.rerank(read.text, found.hits))
            timing["rerank"] = 1000 * (time.perf_counter() - searched)
        return read, found, timing

    def searched(self, where: Filter | None = None) -> Searched:
        """Return what a question is searched in: how many articles and passages, in which languages."""

        def described(database: Database, derived: Derived) -> Searched:
            if not where:
                counts = database.counts()
                return Searched(counts["articles"], counts["passages"], database.languages())
            allowed, _ = allowed_rows(derived, where)
            languages = np.unique(derived.passage_languages[allowed]).tolist()
            articles = len(np.unique(derived.passage_articles[allowed]))
            known = tuple(language for language in languages if language)
            return Searched(articles, int(allowed.sum()), known, filtered=True)

        return self._reading(described)

    def article(self, article_id: str) -> Article:
        """Return an article by its id. Raises ArticleError if the index does not hold it."""
        article = self._reading(lambda database, _: database.article(article_id))
        if article is None:
            raise ArticleError(f"no article {article_id!r} in {self.folder}; it may have been removed since")
        return article

    def articles(self) -> list[Article]:
        """Return all articles by path."""
        return self._reading(lambda database, _: list(database.articles()))

    def shelf(self, search: str = "", *, offset: int = 0, limit: int = 50) -> Shelf:
        """Return what is in the index as a list, the newest published first, then by title; dates not known come last.

        `search` keeps those articles of which every word is found, in any case and without accents: as a part of
        title, publisher, author or one of the addresses, or as a whole word of the text. It returns `limit` articles
        from number `offset` on, and how many there are. Raises ValueError for a negative offset or a limit below 1.
        """
        if offset < 0 or limit < 1:
            raise ValueError(f"offset must be at least 0 and limit at least 1, got {offset} and {limit}")

        def listed(database: Database, derived: Derived) -> Shelf:
            return self._listing(database, derived).shelf(database, derived, search, offset, limit)

        return self._reading(listed)

    def copies(self, article_id: str) -> list[Copy]:
        """Return the other articles that are one story with this one, in the order of the list; none for an unknown id.

        They print its text, or the same agency's report, and all of them are one source in an answer (see
        `rag.store.sources`).
        """

        def copied(database: Database, derived: Derived) -> list[Copy]:
            ids = self._listing(database, derived).copies(article_id)
            named = database.copies(ids)
            return [named[copy] for copy in ids]

        return self._reading(copied)

    def _listing(self, database: Database, derived: Derived) -> Catalogue:
        if self._catalogue is None or self._catalogue.state != derived.state:
            self._catalogue = Catalogue.read(database, derived)
        return self._catalogue

    def state(self) -> str:
        """Return a name for what the index holds now, which changes with every change of it: for a page that polls."""
        with self._lock:
            self._look_again()
            with self._database.snapshot():
                return self._database.info().state

    def claims(self, article_id: str) -> list[Claim]:
        """Return the claims of an article, in its order; none for an unknown id."""
        return self._reading(lambda database, _: database.claims_of(article_id))

    def counts(self) -> dict[str, int]:
        """Return how many "articles", "passages" and "claims" the index holds."""
        return self._reading(lambda database, _: database.counts())

    def known_names(self) -> dict[str, list[str]]:
        """Return "claimers", "publishers" and "languages" that a filter may name, most frequent first, 1,000 at most.

        Claimers that go by a pronoun or by words that begin with a small letter ("Sie", "die Behörde") are left out.
        """

        def known(_: Database, derived: Derived) -> dict[str, list[str]]:
            languages, counts = np.unique(derived.passage_languages, return_counts=True)
            ranked = sorted(zip((-counts).tolist(), languages.tolist(), strict=True))
            return {
                "claimers": [name for name in _by_frequency(derived.claim_claimers) if _is_name(name)][:_MOST_NAMES],
                "publishers": _by_frequency(derived.passage_publishers)[:_MOST_NAMES],
                "languages": [language for _, language in ranked if language],
            }

        return self._reading(known)

    def refresh(self) -> None:
        """Look for a newer state of the index, as every question does. Raises what keeps it from being answered."""
        self._reading(lambda _, __: None)

    def close(self) -> None:
        """Let go of the index; `open_corpus` opens it anew."""
        with self._lock:
            self._database.close()
        for key in [key for key, corpus in _open.items() if corpus is self]:
            del _open[key]

    def _reading(self, work: Callable[[Database, Derived], _Result]) -> _Result:
        """Do `work` on one state: database and search files that belong together, whatever a builder does meanwhile."""
        with self._lock:
            self._look_again()
            with self._database.snapshot():
                if self._derived is None or self._derived.state != self._database.info().state:
                    # Vectors of another encoder would be compared without complaint, and mean nothing.
                    check_settings(self._database.info(), self.folder, self.settings)
                    _check_encoder(self._database, self.folder, self._encoder)
                    self._derived = open_derived(self._place, self._database)
                return work(self._database, self._derived)

    def _look_again(self) -> None:
        """Open the database that lies in the folder now, if it is another one."""
        if not self._database.is_current():
            database = open_database(self._place)
            self._database.close()
            self._database = database


_open: dict[tuple[Path, Settings], Corpus] = {}
_opening = threading.Lock()


def open_corpus(index: str | Path = "index", settings: Settings | None = None) -> Corpus:
    """Open the index in a folder, once per folder and settings in this process.

    Raises IndexMissing, IndexOutdated (another encoder or setting than `settings` name), IndexCorrupt, ModelMissing;
    each says the command that mends it.
    """
    folder, settings = Path(index), settings or Settings()
    key = folder.resolve(), settings
    with _opening:
        if key in _open:
            _open[key].refresh()
        else:
            _open[key] = _opened(folder, settings)
        return _open[key]


def _opened(folder: Path, settings: Settings) -> Corpus:
    database = open_database(folder)
    try:
        # Before the encoder is loaded, which takes seconds.
        check_settings(database.info(), folder, settings)
        corpus = Corpus(folder, settings, database, open_encoder(settings))
        corpus.refresh()
        return corpus
    except BaseException:
        database.close()
        raise


def _by_frequency(rows: Named) -> list[str]:
    """The names of rows, most frequent first; of spellings that differ in case and accents the most frequent one."""
    counts = np.bincount(rows.codes[rows.codes >= 0], minlength=len(rows.names))
    ranked = sorted(zip(counts.tolist(), rows.names.tolist(), strict=True), key=lambda pair: (-pair[0], pair[1]))
    spelt: dict[str, str] = {}
    for _, name in ranked:
        spelt.setdefault(fold(name), name)
    return list(spelt.values())


def _is_name(words: str) -> bool:
    """Whether the words look like a name: "Ana Rojas" and "EU" do, "die Behörde" and "Sie" do not."""
    return words[:1].isupper() and (len(words) > 3 or words.isupper())


def _check_top_k(top_k: int) -> None:
    if top_k < 1:
        raise ValueError(f"top_k must be at least 1, got {top_k}")


def _check_encoder(database: Database, folder: Path, encoder: Encoder) -> None:
    check_encoder(database.info(), folder, encoder.name, encoder.fingerprint, added=bool(database.added()))
