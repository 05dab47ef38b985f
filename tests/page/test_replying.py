"""A question on its way to an answer: steps, pulses, a model that fails, and an end whenever the reader wants it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.chat import open_chat_model
from rag.errors import ChatModelError
from rag.page.models import OnCall
from rag.page.places import Places
from rag.page.replying import Replies, Step, stopped
from rag.page.turns import Turn
from rag.settings import ChatSettings
from rag.types import Answer
from tests.chat.scripted import Scripted, fails, says, scripted, stalls, statements
from tests.page.newsroom import OFFER, Newsroom

TRUE = "Russia has offered Venezuela a loan of one billion dollars."
FALSE = "Russia has offered Venezuela a loan of two billion dollars."
TWO = statements((1, TRUE), (2, FALSE))


def asked(question: str = OFFER, mode: str = "ask") -> Turn:
    return Turn(1, question, question, mode, None, None)  # type: ignore[arg-type]  # test convenience


def on_call(server: Scripted, **values: int) -> OnCall:
    settings = server.settings(**values)
    return OnCall(settings, lambda: open_chat_model(settings))


def steps(found: Iterator[Step | None]) -> list[Step]:
    return [step for step in found if step is not None]


def answer_of(step: Step) -> Answer:
    assert isinstance(step.turn.result, Answer)
    return step.turn.result


def test_without_a_model_an_answer_grows_and_is_done_with_suggestions(newsroom):
    found = steps(Replies(newsroom).reply(asked(), (), None))
    assert [step.stage for step in found] == ["understood", *["growing"] * 5, "done"]
    assert answer_of(found[-1]) == newsroom.answered(OFFER)
    assert found[-1].turn.suggestions == ("Who denies it?", "evil <b>suggestion</b>")


def test_a_check_is_never_worded(newsroom):
    with scripted(fails(500)) as server:
        found = steps(Replies(newsroom).reply(asked("a loan", "check"), (), on_call(server)))
    assert [step.stage for step in found] == ["understood", "done"]
    assert server.requests == []


def test_with_a_model_the_whole_answer_is_there_before_it_is_asked_and_keeps_what_does_not_pass_apart(newsroom):
    with scripted(says(TWO)) as server:
        replies = Replies(newsroom).reply(asked(), (), on_call(server))
        first = next(step for step in replies if step and step.stage == "wording")
        assert server.requests == []
        assert answer_of(first).findings == newsroom.answered(OFFER).findings
        *_, last = steps(replies)
    assert last.stage == "done"
    answer = answer_of(last)
    assert TRUE in (answer.findings[0].statement or "")
    assert answer.findings[1].statement is None
    assert answer.findings[1].rejected is not None
    assert answer.wording is not None
    assert (answer.wording.verified, answer.wording.rejected, answer.wording.asked) == (1, 1, 5)
    assert [finding.quote for finding in answer.findings] == [f.quote for f in newsroom.answered(OFFER).findings]


def test_an_abstention_costs_no_model(newsroom):
    with scripted(fails(500)) as server:
        *_, last = steps(Replies(newsroom).reply(asked("population"), (), on_call(server)))
    assert server.requests == []
    assert answer_of(last).wording is None


@pytest.mark.parametrize(("act", "problem"), [(fails(401), "key"), (fails(503), "server"), (says("no"), "unreadable")])
def test_a_model_that_fails_leaves_the_answer_and_its_reason(newsroom, act, problem):
    with scripted(act) as server:
        *_, last = steps(Replies(newsroom).reply(asked(), (), on_call(server)))
    answer = answer_of(last)
    assert answer.wording is not None
    assert (answer.wording.problem, answer.wording.done) == (problem, True)
    assert answer.findings == newsroom.answered(OFFER).findings


def test_a_model_that_cannot_be_opened_or_breaks_in_our_own_code_leaves_the_answer(newsroom):
    class Broken(Newsroom):
        def worded(self, answer, model, before):
            raise RuntimeError("a bug")
            yield

    def cannot():
        raise ChatModelError("the client is not installed", "failed")

    settings = ChatSettings("openai:x")
    for service, model in ((newsroom, OnCall(settings, cannot)), (Broken(), OnCall(settings, lambda: None))):
        *_, last = steps(Replies(service).reply(asked(), (), model))
        answer = answer_of(last)
        assert answer.wording is not None
        assert answer.wording.problem == "failed"
        assert len(answer.findings) == 5


def test_who_comes_when_too_many_wait_for_models_gets_the_quotes_at_once(newsroom):
    places = Places(1, waiting=0)
    replies = Replies(newsroom, at_models=places)
    holding = places.hold(lambda: iter(range(9)))
    next(holding)
    with scripted(says(TWO)) as server:
        *_, last = steps(replies.reply(asked(), (), on_call(server)))
    assert server.requests == []
    assert answer_of(last).wording.problem == "busy"


def test_closing_the_reply_closes_the_connection_to_the_model(newsroom):
    with scripted(stalls('{"statements": [')) as server:
        reply = Replies(newsroom).reply(asked(), (), on_call(server, stall=60, timeout=60))
        for step in reply:
            if step is None and server.lines:
                break
        reply.close()
        assert server.lines[0].gone.wait(5), "the server still has a reader"


def test_a_follow_up_is_completed_by_the_model_and_by_the_rules_where_that_fails(newsroom):
    before = Turn(1, OFFER, OFFER, "ask", None, newsroom.answered(OFFER))
    for act, understood in (
        (says("What did China offer Venezuela?"), "What did China offer Venezuela?"),
        (fails(500), None),
    ):
        with scripted(act, says(TWO)) as server:
            first, *_, last = steps(Replies(newsroom).reply(asked("And China?"), [before], on_call(server)))
        assert first.stage == "understood"
        assert last.stage == "done"
        assert last.turn.asked == "And China?"
        if understood:
            assert first.turn.question == understood
            assert answer_of(last).wording.tokens_in == 200, "what completing cost is counted too"


def test_what_is_stopped_says_so_and_keeps_its_statements(newsroom):
    with scripted(says(TWO)) as server:
        found = steps(Replies(newsroom).reply(asked(), (), on_call(server)))
    working = [step.turn for step in found if step.stage == "wording" and not answer_of(step).wording.done][-1]
    kept = stopped(working)
    assert isinstance(kept.result, Answer)
    assert kept.result.wording.problem == "stopped"
    assert kept.result.findings == working.result.findings
    assert stopped(found[-1].turn) == found[-1].turn


def test_what_a_provider_says_is_logged_and_told_to_nobody(newsroom, caplog):
    with scripted(fails(404, "no such thing in rack 7")) as server:
        *_, last = steps(Replies(newsroom).reply(asked(), (), on_call(server)))
    wording = answer_of(last).wording
    assert wording is not None
    assert (wording.problem, wording.message) == ("unknown", "")
    assert "rack 7" in caplog.text
