"""Belegt for LangChain users: a retriever and a chain, the only door to langchain-core.

    retriever = ClaimRetriever(corpus=open_corpus("index"))
    retriever.invoke("What did Russia offer Venezuela?")       # LangChain documents: one per passage, best first
    answer_chain(open_corpus("index")).invoke("What did Russia offer Venezuela?")     # rag.Answer

The chain is what the page asks through: retrieval, then selection, with findings streamed one by one. With a chat
model it is `rag.ask(chat=...)` for LangChain: the statements are streamed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig, RunnableGenerator
from pydantic import ConfigDict, Field

from rag.chat import ChatModel
from rag.conversation import Turn
from rag.types import Answer, Filter, Hit
from rag.wording import completing, entailment_of, word

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


def ask_worded(
    corpus: Corpus,
    question: str,
    model: ChatModel,
    *,
    top_k: int | None = None,
    where: Filter | None = None,
    earlier: Sequence[Answer] = (),
) -> Generator[Answer | None, None, None]:
    """Yield the answer as a chat model words it, and None as a pulse while it is silent; the last one is complete.

    It is `Corpus.ask` with a model: a question that leans on `earlier` ones is completed first. Closing the generator
    stops the model. Raises what `Corpus.ask` raises; what goes wrong with the model stands in `Answer.wording`.
    """
    longest = corpus.settings.max_question_chars
    completed = yield from completing(question, [*map(Turn.of, earlier)], model, max_chars=longest)
    answer = corpus.ask(completed.question, top_k, where=where)
    yield from word(answer, model, entailment=entailment_of(corpus.settings), before=completed.wording)


def answer_chain(
    corpus: Corpus, *, top_k: int | None = None, where: Filter | None = None, chat: ChatModel | None = None
) -> Runnable[str, Answer]:
    """Return the chain from question to `Answer`: `invoke`, `batch`, `stream` and their asynchronous forms.

    All its questions are answered from what the filter `where` lets through.

    `stream` yields answers that grow by one finding each, the last one complete, so that a page can draw the first
    finding at once. A finding appears only when it is final: numbers and order never change on the way. With a
    chat model all findings are there at once, and it is their statements that come one by one, each verified; whoever
    stops reading stops the model.
    """

    def states(question: str) -> Generator[Answer | None, None, None]:
        if chat is not None:
            yield from ask_worded(corpus, question, chat, top_k=top_k, where=where)
            return
        answer = corpus.ask(question, top_k, where=where)
        for count in range(1, len(answer.findings)):
            yield replace(answer, findings=answer.findings[:count], also_searched=())
        yield answer

    def grow(questions: Iterator[str]) -> Iterator[Answer]:
        for question in questions:
            with closing(states(question)) as growing:
                yield from (state for state in growing if state is not None)

    async def agrow(questions: AsyncIterator[str]) -> AsyncIterator[Answer]:
        async for question in questions:
            growing = states(question)
            try:
                while (state := await _next(growing)) is not _END:
                    if isinstance(state, Answer):
                        yield state
            finally:
                await asyncio.to_thread(growing.close)

    return _Growing(grow, agrow)


class _Growing(RunnableGenerator[str, Answer]):
    """A chain whose last state is its result, where LangChain would add up what a stream yields.

    It is one step and not two: a step that is left reads what comes from the step before it to the end, for tracing,
    and so would keep a model going that nobody reads.
    """

    def invoke(self, input: str, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        *_, answer = self.stream(input, config, **kwargs)
        return answer

    async def ainvoke(self, input: str, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        *_, answer = [state async for state in self.astream(input, config, **kwargs)]
        return answer


_END = object()


async def _next(states: Iterator[Answer | None]) -> object:
    """Return the next state, from a thread: encoding keeps a core busy, and models keep us waiting.

    A thread cannot be stopped. Whoever is cancelled here goes on when the step is over, a pulse later or after the
    whole of a search, and may close the iterator then.
    """
    step = asyncio.ensure_future(asyncio.to_thread(next, states, _END))
    try:
        return await asyncio.shield(step)
    except asyncio.CancelledError:
        await asyncio.wait([step])
        raise
