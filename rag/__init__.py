"""Belegt: questions to news articles, answered with claims that are cut out of the articles by offset.

>>> from rag import ask, build
>>> *_, done = build("seeds", index="index")                                        # doctest: +SKIP
>>> for finding in ask("What did Russia offer Venezuela?").findings:                # doctest: +SKIP
...     print(finding.quote, finding.citations[0].article.title)

Importing this package is cheap: encoders, FAISS and LangChain are loaded when a function first needs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import ArticleError, BelegtError, IndexBusy, IndexCorrupt, IndexMissing, IndexOutdated, ModelMissing
from rag.settings import Settings
from rag.types import (
    Abstention,
    Answer,
    Article,
    Attribution,
    BuildReport,
    Citation,
    Claim,
    ClaimScore,
    Filter,
    Finding,
    Hit,
    Mention,
    Noise,
    Passage,
    Progress,
    Skipped,
    Span,
)

if TYPE_CHECKING:
    from rag.chain import ClaimRetriever, answer_chain
    from rag.corpus import Corpus

__version__ = "0.1.0"

__all__ = [
    "Abstention",
    "Answer",
    "Article",
    "ArticleError",
    "Attribution",
    "BelegtError",
    "BuildReport",
    "Citation",
    "Claim",
    "ClaimRetriever",
    "ClaimScore",
    "Corpus",
    "Filter",
    "Finding",
    "Hit",
    "IndexBusy",
    "IndexCorrupt",
    "IndexMissing",
    "IndexOutdated",
    "Mention",
    "ModelMissing",
    "Noise",
    "Passage",
    "Progress",
    "Settings",
    "Skipped",
    "Span",
    "answer_chain",
    "ask",
    "build",
    "open_corpus",
    "read_claims",
    "retrieve",
]


def ask(
    question: str,
    *,
    index: str | Path = "index",
    top_k: int | None = None,
    where: Filter | None = None,
    settings: Settings | None = None,
) -> Answer:
    """Return what the articles say to the question: at most `top_k` findings (8 unless told), or an abstention.

    `where` filters by date, publisher, claimer and language before anything is ranked. The index is opened once per
    folder. Raises ValueError for an empty or too long question, IndexMissing and other BelegtErrors that say what to
    do.
    """
    return open_corpus(index, settings).ask(question, top_k, where=where)


def retrieve(
    question: str,
    *,
    index: str | Path = "index",
    top_k: int = 5,
    where: Filter | None = None,
    settings: Settings | None = None,
) -> list[Hit]:
    """Return the passages closest to the question, best first, each with its claims and scores.

    Filter and errors as for `ask`.
    """
    return open_corpus(index, settings).retrieve(question, top_k, where=where)


def build(
    sources: Iterable[str | Path] | str | Path,
    *,
    index: str | Path = "index",
    settings: Settings | None = None,
    fresh: bool = False,
) -> Iterator[Progress]:
    """Make the index hold the articles of these files and folders and no others; see `rag.building.build`."""
    from rag import building

    return building.build(sources, index=index, settings=settings, fresh=fresh)


def read_claims(text: str, *, language: str | None = None, published: str | None = None) -> list[Claim]:
    """Return the claims of a text, in its order, without any index or encoder: what is quoted, and its own voice.

    A quotation is one claim here, however many sentences long; in an index each of its sentences is one.

    >>> [claim.attribution.claimer.text for claim in read_claims("Laut Maduro liefert Russland mehr Weizen.")]
    ['Maduro']
    """
    from rag.articles.readers import make_article
    from rag.claims.extraction import read

    return read(make_article(text, language=language, published=published))


def open_corpus(index: str | Path = "index", settings: Settings | None = None) -> Corpus:
    """Open the index in a folder for many questions, once per folder and settings; see `rag.corpus.open_corpus`."""
    from rag import corpus

    return corpus.open_corpus(index, settings)


def __getattr__(name: str) -> Any:
    # These names need LangChain or FAISS; they are looked up when somebody asks for them.
    if name in ("ClaimRetriever", "answer_chain"):
        from rag import chain

        return getattr(chain, name)
    if name == "Corpus":
        from rag.corpus import Corpus

        return Corpus
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
