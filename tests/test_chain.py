"""The LangChain side: the retriever keeps LangChain's own contract, the chain gives answers whole and growing."""

from __future__ import annotations

from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_tests.integration_tests import RetrieversIntegrationTests

from rag import Answer, ClaimRetriever, Corpus, answer_chain
from rag.errors import BelegtError


class TestClaimRetrieverStandard(RetrieversIntegrationTests):
    """LangChain's standard tests for retrievers."""

    @pytest.fixture(autouse=True)
    def _corpus(self, seeds_corpus: Corpus) -> None:
        type(self).corpus = seeds_corpus

    @property
    def retriever_constructor(self) -> type[ClaimRetriever]:
        return ClaimRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"corpus": self.corpus}

    @property
    def retriever_query_example(self) -> str:
        return "Wer bietet Vermittlung an?"


def test_a_result_is_the_passage_word_for_word_with_its_place(seeds_corpus: Corpus) -> None:
    found = ClaimRetriever(corpus=seeds_corpus, k=2).invoke("Wer bietet Vermittlung an?")
    assert 1 <= len(found) <= 2
    for result in found:
        assert isinstance(result, Document)
        article = seeds_corpus.article(result.metadata["article"])
        assert article.text[result.metadata["start"] : result.metadata["end"]] == result.page_content
        assert 0 <= result.metadata["score"] <= 1


def test_k_must_be_at_least_one(seeds_corpus: Corpus) -> None:
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        ClaimRetriever(corpus=seeds_corpus, k=0)


def test_the_chain_gives_the_answer_that_ask_gives(seeds_corpus: Corpus) -> None:
    question = "Wer bietet Vermittlung an?"
    answer = answer_chain(seeds_corpus).invoke(question)
    assert isinstance(answer, Answer)
    assert answer.findings == seeds_corpus.ask(question).findings


def test_a_stream_grows_by_one_finding_and_never_takes_one_back(seeds_corpus: Corpus) -> None:
    question = "Was berichten die Artikel über Russland und Venezuela?"
    states = list(answer_chain(seeds_corpus).stream(question))
    complete = seeds_corpus.ask(question)
    assert states[-1].findings == complete.findings
    assert states[-1].abstention == complete.abstention
    for position, state in enumerate(states, start=1):
        assert state.findings == complete.findings[: max(position, 0)] or position == len(states)


def test_a_batch_answers_every_question_in_order(seeds_corpus: Corpus) -> None:
    questions = ["Wer bietet Vermittlung an?", "What about bananas on Mars?"]
    answers = answer_chain(seeds_corpus).batch(questions)
    assert [answer.question for answer in answers] == questions


async def test_the_chain_works_asynchronously(seeds_corpus: Corpus) -> None:
    answer = await answer_chain(seeds_corpus).ainvoke("Wer bietet Vermittlung an?")
    assert answer.question == "Wer bietet Vermittlung an?"
    async for state in answer_chain(seeds_corpus).astream("Wer bietet Vermittlung an?"):
        assert isinstance(state, Answer)


def test_an_empty_question_is_refused_through_the_chain_too(seeds_corpus: Corpus) -> None:
    with pytest.raises((ValueError, BelegtError), match="empty"):
        answer_chain(seeds_corpus).invoke("   ")
