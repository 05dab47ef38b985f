"""A model asked through the public names: the answer of the index, worded; chains and conversations too."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from pathlib import Path

import pytest

from rag import Answer, Corpus, answer_chain, ask
from rag.chain import ask_worded
from rag.chat import open_chat_model
from tests.chat.scripted import Act, Line, Request, claims_of, fails, scripted
from tests.conftest import ONE_THREAD

QUESTION = "Was berichten die Artikel über Russland und Venezuela?"


def echoes(request: Request, line: Line) -> None:
    """Say the words of each claim again, but for quotation marks: what a model does that invents nothing."""
    found = re.findall(r"^CLAIM (\d+)$.*?^WORDS: ([^\n]*)$", request.user, re.MULTILINE | re.DOTALL)
    said = [{"claim": int(number), "text": re.sub('[„“”"»«]', "", words)} for number, words in found]
    line.say(json.dumps({"statements": said}, ensure_ascii=False), size=40)


def bare(answer: Answer) -> list[tuple[object, ...]]:
    return [(f.claim, f.citations, f.score, f.confidence, f.claimer, f.sources) for f in answer.findings]


def test_ask_words_what_it_finds_and_changes_nothing_else(seeds_corpus: Corpus, seeds_index: Path) -> None:
    plain = seeds_corpus.ask(QUESTION)
    with scripted(echoes) as server:
        answer = ask(QUESTION, index=seeds_index, settings=ONE_THREAD, chat=server.settings())
    assert bare(answer) == bare(plain)
    assert answer.also_searched == plain.also_searched
    assert answer.wording is not None
    assert answer.wording.verified > 0
    assert answer.wording.done
    assert answer.to_dict()["wording"]["prompt"] == "word-1"


def test_ask_without_a_model_has_no_wording(seeds_index: Path) -> None:
    assert ask(QUESTION, index=seeds_index, settings=ONE_THREAD).wording is None


def test_a_follow_up_is_completed_by_the_model_and_counted_with_the_answer(seeds_index: Path) -> None:
    first = ask("Was sagte Borissow über Venezuela?", index=seeds_index, settings=ONE_THREAD)

    def completes(request: Request, line: Line) -> None:
        line.say("Was sagte Peskow über Venezuela?")

    with scripted(completes, echoes) as server:
        answer = ask("Und Peskow?", index=seeds_index, settings=ONE_THREAD, earlier=[first], chat=server.settings())
    assert answer.question == "Was sagte Peskow über Venezuela?"
    assert answer.wording is not None
    assert answer.wording.prompt == "complete-1, word-1"
    assert answer.wording.tokens_in == 200


def test_a_question_completed_for_nothing_is_counted_too(seeds_index: Path) -> None:
    first = ask("Was sagte Borissow über Venezuela?", index=seeds_index, settings=ONE_THREAD)

    def completes(request: Request, line: Line) -> None:
        line.say("Was sagte Xylander über Venezuela?")

    with scripted(completes, fails(500)) as server:
        answer = ask("Und Xylander?", index=seeds_index, settings=ONE_THREAD, earlier=[first], chat=server.settings())
    assert answer.abstention is not None
    assert len(server.requests) == 1
    assert answer.wording is not None
    assert (answer.wording.prompt, answer.wording.tokens_in, answer.wording.done) == ("complete-1", 100, True)


def test_a_chain_with_a_model_grows_by_statements(seeds_corpus: Corpus) -> None:
    with scripted(echoes) as server:
        chain = answer_chain(seeds_corpus, chat=open_chat_model(server.settings()))
        states = list(chain.stream(QUESTION))
    assert all(isinstance(state, Answer) for state in states)
    counts = [sum(finding.statement is not None for finding in state.findings) for state in states]
    assert counts == sorted(counts)
    assert counts[0] == 0
    assert counts[-1] > 0
    assert len({tuple(map(repr, bare(state))) for state in states}) == 1


def test_a_chain_whose_model_fails_gives_the_answer_without(seeds_corpus: Corpus) -> None:
    with scripted(fails(500)) as server:
        answer = answer_chain(seeds_corpus, chat=open_chat_model(server.settings())).invoke(QUESTION)
    assert bare(answer) == bare(seeds_corpus.ask(QUESTION))
    assert answer.wording is not None
    assert answer.wording.problem == "server"


def waits(gone: threading.Event) -> Act:
    def act(request: Request, line: Line) -> None:
        assert claims_of(request)
        line.begin()
        if line.wait_until_gone(10):
            gone.set()

    return act


async def test_the_event_loop_goes_on_while_a_model_is_silent(seeds_corpus: Corpus) -> None:
    gone = threading.Event()
    with scripted(waits(gone)) as server:
        chain = answer_chain(seeds_corpus, chat=open_chat_model(server.settings()))
        stream = chain.astream(QUESTION)
        first = await anext(stream)
        assert first.wording is not None
        assert not first.wording.done
        waiting = asyncio.ensure_future(anext(stream))
        # Turns of the loop: were it blocked, none would come about before the model is given up.
        for _ in range(100):
            await asyncio.sleep(0)
        assert not waiting.done()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await stream.aclose()  # type: ignore[attr-defined]
        assert await asyncio.to_thread(gone.wait, 5)


def test_whoever_leaves_a_stream_of_the_chain_stops_the_model(seeds_corpus: Corpus) -> None:
    gone = threading.Event()
    with scripted(waits(gone)) as server:
        stream = answer_chain(seeds_corpus, chat=open_chat_model(server.settings())).stream(QUESTION)
        next(stream)
        stream.close()  # type: ignore[attr-defined]
        # The model was asked, if at all, only after the first state; nobody waits for what it says.
        assert not server.requests or gone.wait(1)
    gone.clear()
    with scripted(waits(gone)) as server:
        growing = ask_worded(seeds_corpus, QUESTION, open_chat_model(server.settings()))
        assert isinstance(next(growing), Answer)
        assert next(growing) is None
        growing.close()
        assert gone.wait(5)
