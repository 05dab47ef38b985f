"""Belegt for LangChain users: a retriever and a chain, the only door to langchain-core.

    retriever = ClaimRetriever(corpus=open_corpus("index"))
    retriever.invoke("What did Russia offer Venezuela?")       # LangChain documents: one per passage, best first
    answer_chain(open_corpus("index")).invoke("What did Russia offer Venezuela?")     # rag.Answer

The chain is what the page asks through: retrieval, then selection, with findings streamed one by one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableGenerator
from pydantic import ConfigDict, Field

from rag.types import Answer, Filter, Hit

if TYPE_CHECKING:
    from rag.corpus import Corpus
else:
    Corpus = object  # pydantic looks at the annotation; opening FAISS to read a class name would be slow


class ClaimRetriever(BaseRetriever):
    """A LangChain retriever over an opened index: `k` passages per question, of those that `where` lets through.

    Both are given at construction or for one question: `invoke(question, k=3)`.

    Each result's `page_content` is the passage, word for word; its metadata hold article, title, publisher, published,
    language, path, url, start, end, score, channels and the claims as dictionaries (see `Hit.to_dict`).
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    corpus: Corpus
    k: int = Field(default=5, ge=1)
    where: Filter | None = None

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        k: int | None = None,
        where: Filter | None = None,
    ) -> list[Document]:
        hits = self.corpus.retrieve(query, self.k if k is None else k, where=where or self.where)
        return [_as_document(hit) for hit in hits]


def _as_document(hit: Hit) -> Document:
    article = hit.passage.article
    details = hit.to_dict()
    text = details.pop("text")
    return Document(
        id=f"{article.id}:{hit.passage.start}-{hit.passage.end}",
        page_content=text,
        metadata=details
        | {
            "publisher": article.publisher,
            "published": article.published,
            "language": article.language,
            "url": article.url,
        },
    )


def answer_chain(corpus: Corpus, *, top_k: int | None = None, where: Filter | None = None) -> Runnable[str, Answer]:
    """Return the chain from question to `Answer`: `invoke`, `batch`, `stream` and their asynchronous forms.

    All its questions are answered from what the filter `where` lets through.

    `stream` yields answers that grow by one finding each, the last one complete, so that a page can draw the first
    finding at once. A finding appears only when it is final: numbers and order never change on the way.
    """

    def ask(question: str) -> Answer:
        return corpus.ask(question, top_k, where=where)

    def states(answer: Answer) -> Iterator[_Growing]:
        for count in range(1, len(answer.findings)):
            yield _Growing(replace(answer, findings=answer.findings[:count], also_searched=()))
        yield _Growing(answer)

    def grow(questions: Iterator[str]) -> Iterator[_Growing]:
        for question in questions:
            yield from states(ask(question))

    async def agrow(questions: AsyncIterator[str]) -> AsyncIterator[_Growing]:
        async for question in questions:
            # Encoding keeps a core busy: in a thread, so that the event loop serves others meanwhile.
            for state in states(await asyncio.to_thread(ask, question)):
                yield state

    return RunnableGenerator(grow, agrow) | RunnableGenerator(_newest, _anewest)


class _Growing:
    """An answer on its way. LangChain adds up what a stream yields; the sum of two states is the later one."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __add__(self, later: _Growing) -> _Growing:
        return later


def _newest(states: Iterator[_Growing]) -> Iterator[Answer]:
    for state in states:
        yield state.answer


async def _anewest(states: AsyncIterator[_Growing]) -> AsyncIterator[Answer]:
    async for state in states:
        yield state.answer
