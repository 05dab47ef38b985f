"""Belegt: questions to news articles, answered with claims that are cut out of the articles by offset.

>>> from rag import ask, build
>>> *_, done = build("seeds", index="index")                                        # doctest: +SKIP
>>> for finding in ask("What did Russia offer Venezuela?").findings:                # doctest: +SKIP
...     print(finding.quote, finding.citations[0].article.title)

Importing this package is cheap: encoders, FAISS and LangChain are loaded when a function first needs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import (
    ArticleError,
    BelegtError,
    ChatModelError,
    IndexBusy,
    IndexCorrupt,
    IndexMissing,
    IndexOutdated,
    ModelMissing,
)
from rag.settings import ChatSettings, Settings
from rag.types import (
    Abstention,
    Answer,
    Article,
    Attribution,
    BuildReport,
    Check,
    Citation,
    Claim,
    ClaimScore,
    Copy,
    Filter,
    Finding,
    Hit,
    Mention,
    Noise,
    Outcome,
    Passage,
    Progress,
    Rejected,
    RemovalReport,
    Removed,
    Shelf,
    Shelved,
    Skipped,
    Span,
    Translation,
    Verdict,
    Wording,
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
    "ChatModelError",
    "ChatSettings",
    "Check",
    "Citation",
    "Claim",
    "ClaimRetriever",
    "ClaimScore",
    "Copy",
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
    "Outcome",
    "Passage",
    "Progress",
    "Rejected",
    "RemovalReport",
    "Removed",
    "Settings",
    "Shelf",
    "Shelved",
    "Skipped",
    "Span",
    "Translation",
    "Verdict",
    "Wording",
    "add",
    "answer_chain",
    "ask",
    "build",
    "check",
    "open_corpus",
    "read_claims",
    "remove",
    "retrieve",
    "translate",
    "verify",
]


def ask(
    question: str,
    *,
    index: str | Path = "index",
    top_k: int | None = None,
    where: Filter | None = None,
    earlier: Sequence[Answer] = (),
    settings: Settings | None = None,
    chat: ChatSettings | None = None,
) -> Answer:
    """Return what the articles say to the question: at most `top_k` findings (8 unless told), or an abstention.

    `where` filters by date, publisher, claimer and language before anything is ranked. `earlier` are the answers before
    it in a conversation, oldest first: "And Maduro?" is then asked in full, and a question that stands alone as it is.
    `chat` names a chat model that words statements in the question's language and completes follow-up questions: what
    it says is shown only where a quote says it, and `Answer.wording` tells what it did and what went wrong.
    The index is opened once per folder, and so is the model. Raises ValueError for an empty or too long question,
    IndexMissing and other BelegtErrors that say what to do; ChatModelError only where the model cannot be opened.
    """
    corpus = open_corpus(index, settings)
    if not chat:
        return corpus.ask(question, top_k, where=where, earlier=earlier)
    from rag.chain import ask_worded
    from rag.chat import open_chat_model

    *_, answer = ask_worded(corpus, question, open_chat_model(chat), top_k=top_k, where=where, earlier=earlier)
    assert answer is not None
    return answer


def translate(what: Finding | Claim, language: str, *, chat: ChatSettings) -> Translation:
    """Return a quote in "de" or "en" by a chat model, held against the original by the gate: `status`, `reasons`.

    Raises ValueError for another language and where the quote is in that language already. A model that fails is told
    in `Translation.wording`; ChatModelError is raised where it cannot be opened.
    """
    from rag import wording
    from rag.chat import open_chat_model

    return wording.translate(what, language, open_chat_model(chat))


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


def check(
    statement: str,
    *,
    index: str | Path = "index",
    top_k: int | None = None,
    where: Filter | None = None,
    settings: Settings | None = None,
) -> Check:
    """Return which claims of the articles support a statement, German or English, which refute it, which are related.

    Filter and errors as for `ask`. An offer supports no delivery, and a denial of the statement refutes it.
    """
    from rag import checking

    return checking.check(statement, open_corpus(index, settings), top_k=top_k, where=where)


def verify(statement: str, quote: str, *, claimer: str | None = None) -> Verdict:
    """Return whether one quote says what a statement says, in either language, without any index or encoder.

    With `claimer`, whether the quote is that claimer's too. Raises ValueError for what is empty or too long.

    >>> verify("The yard lays off 300 workers.", "Die Werft entlässt 200 Mitarbeiter.").status
    'rejected'
    """
    from rag.relations.verification import verify as verify_quote

    return verify_quote(statement, quote, claimer=claimer)


def build(
    sources: Iterable[str | Path] | str | Path,
    *,
    index: str | Path = "index",
    settings: Settings | None = None,
    fresh: bool = False,
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    columns: Mapping[str, str] | None = None,
) -> Iterator[Progress]:
    """Make the index hold the articles of these files and folders and no others; see `rag.building.builds.build`.

    `include` and `exclude` choose among the files of folders ("*.pdf"), `columns` says what columns of tables mean.
    """
    from rag import building

    return building.build(
        sources, index=index, settings=settings, fresh=fresh, include=include, exclude=exclude, columns=columns
    )


def add(
    sources: Iterable[str | Path] | str | Path,
    *,
    index: str | Path = "index",
    settings: Settings | None = None,
    names: Mapping[str, str] | Mapping[Path, str] | None = None,
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    columns: Mapping[str, str] | None = None,
) -> Iterator[Progress]:
    """Add files and folders to the index and remove nothing; they stay when a build runs.

    The last progress carries a `BuildReport` whose `outcomes` say what became of each file. `names` maps a path to the
    name under which it is filed, say that of an upload; the others as for `build`; see `rag.building.adding.add`.
    """
    from rag import building

    return building.add(
        sources, index=index, settings=settings, names=names, include=include, exclude=exclude, columns=columns
    )


def remove(articles: Iterable[str] | str, *, index: str | Path = "index") -> RemovalReport:
    """Remove articles by id or by address, with all that came from them; see `rag.building.removing.remove`."""
    from rag import building

    return building.remove(articles, index=index)


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
